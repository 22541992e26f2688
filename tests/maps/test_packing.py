"""Tables without their column names in every row."""

import pytest

from maps.packing import pack_tables


def test_a_table_is_written_as_its_columns_once_and_rows() -> None:
    visits = [{"adviser": 0, "weeks": (1, 3)}, {"adviser": 1, "weeks": ()}]
    payload = {"venues": [{"id": "v2", "visits": visits}], "overview": None, "borders": [[1, 2]]}
    packed_visits = {"columns": ["adviser", "weeks"], "rows": [[0, (1, 3)], [1, ()]]}
    assert pack_tables(payload) == {
        "venues": {"columns": ["id", "visits"], "rows": [["v2", packed_visits]]},
        "overview": None,
        "borders": [[1, 2]],
    }


def test_an_empty_table_has_no_columns() -> None:
    assert pack_tables({"tours": []}) == {"tours": {"columns": [], "rows": []}}


def test_records_of_other_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        pack_tables({"tours": [{"weekday": 1}, {"weeks": 1}]})
