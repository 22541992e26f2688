"""Columns of venues that few territories need: length of sessions, advisers who hold them."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geodata.contracts import VENUES
from geodata.folder import read_territory, write_territory
from geodata.table_contract import check_table
from tests.geodata.small_territory import assert_same, three_communes


@pytest.mark.parametrize(
    "changes",
    [{"is_short": True}, {"is_full_day": True}, {"num_advisers": 2}],
    ids=["short sessions", "full days", "two advisers"],
)
def test_what_a_venue_asks_for_comes_back_as_written(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    territory = three_communes()
    first, *others = territory.venues
    asking = replace(territory, venues=(replace(first, **changes), *others))
    write_territory(asking, tmp_path / "t")
    assert_same(read_territory(tmp_path / "t"), asking)


@pytest.mark.parametrize(
    ("column", "cell"),
    [("session_length", "courte"), ("advisers_per_session", "3"), ("advisers_per_session", "deux")],
)
def test_a_cell_that_means_nothing_is_a_fault_of_its_column(column: str, cell: str) -> None:
    table = pd.DataFrame({column: [cell]}, index=[2])
    _, faults = check_table(table, VENUES, file="venues.csv")
    assert [(fault.column, fault.row) for fault in faults if fault.column == column] == [
        (column, 2)
    ]
