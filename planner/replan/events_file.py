"""Read a file of events; all that is wrong with it is told at once."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.column_rules import shown
from geodata.errors import Fault, TerritoryError
from geodata.events_table import in_words_of_file, read_events_table
from geodata.location_checks import CommuneMap, check_locations
from geodata.territory import Territory
from planner.events import Event
from planner.replan.event_rows import CellError, Context, make_event


def read_events(path: Path, territory: Territory, *, folder: Path) -> tuple[Event, ...]:
    """Read the events of a file, in its order.

    Parameters
    ----------
    territory
        With all earlier events in it: advisers and venues are looked up there.
    folder
        The territory folder.

    Raises
    ------
    TerritoryError
        With every fault of the file.
    """
    read = read_events_table(path)
    table, faults = read.cells, list(read.faults)
    broken = {fault.row for fault in faults}
    context = Context(territory=territory, folder=folder)
    events: list[Event] = []
    for line, row in _rows(table):
        if line in broken or not row["event"]:
            continue
        try:
            events.append(make_event(row, context))
        except CellError as fault:
            column = read.headers.get(fault.column, fault.column)
            faults.append(
                Fault(
                    file=path.name,
                    row=line,
                    column=column,
                    message=fault.message,
                    remedy=fault.remedy,
                )
            )
        except TerritoryError as error:  # of a new survey
            faults += error.faults
    together = [
        *_repeated_ids(table, territory, file=path.name),
        *_far_places(table, territory, file=path.name),
    ]
    faults += [in_words_of_file(fault, read.headers) for fault in together]
    if faults:
        raise TerritoryError(tuple(sorted(faults, key=lambda fault: fault.row or 0)))
    return tuple(events)


def _rows(table: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    for line, row in table.iterrows():
        yield int(str(line)), {str(name): str(cell).strip() for name, cell in row.items()}


def _repeated_ids(table: pd.DataFrame, territory: Territory, *, file: str) -> Iterator[Fault]:
    """New advisers and venues whose id is taken, in the territory or above in the file."""
    taken = {
        "adviser_joins": {adviser.id for adviser in territory.advisers},
        "venue_opened": {venue.id for venue in territory.venues},
    }
    for line, row in _rows(table):
        ids = taken.get(row["event"])
        if ids is None or not row["id"]:
            continue
        if row["id"] in ids:
            yield Fault(
                file=file,
                row=line,
                column="id",
                message=f"l'identifiant {shown(row['id'])} est déjà pris",
                remedy="Donnez un identifiant nouveau.",
            )
        ids.add(row["id"])


def _far_places(table: pd.DataFrame, territory: Territory, *, file: str) -> list[Fault]:
    """New places far from the commune that they name."""
    outlines = np.array([commune.geometry for commune in territory.communes], dtype=object)
    names = pd.DataFrame(
        [(commune.code, commune.name) for commune in territory.communes], columns=["code", "name"]
    )
    is_place = table["event"].isin(["venue_moved", "venue_opened", "adviser_joins"])
    return check_locations(table[is_place], CommuneMap(names, outlines), file=file)
