"""From a checked table of events to records; all that is wrong with it is told at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geodata.column_rules import shown
from geodata.commune_names import fold
from geodata.errors import Fault, TerritoryError
from geodata.events_table import in_words_of_file, read_events_table
from geodata.files import fingerprint
from geodata.location_checks import CommuneMap, check_locations
from geodata.road_changes import edges_between
from geodata.suggestions import suggest
from geodata.survey_file import read_survey
from geodata.tables import parse_dates, parse_numbers
from geodata.territory import Territory
from geodata.weekdays import parse_weekdays
from planner.events import (
    AdviserAbsent,
    AdviserJoins,
    AdviserLeaves,
    Event,
    NeedChanged,
    RoadChanged,
    StandardChanged,
    SurveyChanged,
    VenueClosed,
    VenueMoved,
    VenueOpened,
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What rows are held against."""

    territory: Territory
    folder: Path
    """The territory folder, which a new survey must lie in."""


class _CellError(ValueError):
    """One thing wrong with a row."""

    def __init__(self, column: str, message: str, remedy: str) -> None:
        self.column, self.message, self.remedy = column, message, remedy
        super().__init__(message)


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
    context = _Context(territory=territory, folder=folder)
    events: list[Event] = []
    for line, row in _rows(table):
        if line in broken or not row["event"]:
            continue
        try:
            events.append(_BUILDERS[row["event"]](row, context))
        except _CellError as fault:
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


def _adviser_id(row: Row, context: _Context) -> str:
    return _look_up(
        row["adviser"],
        [(adviser.id, adviser.name) for adviser in context.territory.advisers],
        column="adviser",
        noun="conseiller",
        source="advisers.csv",
    )


def _venue_id(row: Row, context: _Context) -> str:
    return _look_up(
        row["venue"],
        [(venue.id, venue.name) for venue in context.territory.venues],
        column="venue",
        noun="lieu",
        source="venues.csv",
    )


def _look_up(
    words: str, known: list[tuple[str, str]], *, column: str, noun: str, source: str
) -> str:
    """Id of what is meant by its id, or by its name as people write it."""
    if words in {an_id for an_id, _ in known}:
        return words
    found = [an_id for an_id, name in known if fold(name) == fold(words)]
    if len(found) == 1:
        return found[0]
    message = (
        f"plusieurs {'lieux' if noun == 'lieu' else noun + 's'} s'appellent {shown(words)}"
        if found
        else f"le {noun} {shown(words)} ne figure pas dans {source}"
        f"{suggest(words, [word for pair in known for word in pair])}"
    )
    raise _CellError(column, message, f"Écrivez l'identifiant (colonne id de {source}).")


def _day(row: Row, column: str) -> date:
    day = _day_or_none(row, column)
    if day is None:
        raise AssertionError("blank cells were refused before")
    return day


def _day_or_none(row: Row, column: str) -> date | None:
    found = parse_dates(pd.Series([row[column]])).iloc[0]
    return None if pd.isna(found) else found.date()


def _number(row: Row, column: str) -> float:
    return float(parse_numbers(pd.Series([row[column]])).iloc[0])


def _check_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise _CellError(
            "last_day",
            f"la fin {last:%d/%m/%Y} précède le début {first:%d/%m/%Y}",
            "Corrigez l'une des deux dates : le dernier jour est compris.",
        )


def _commune(row: Row, context: _Context) -> str:
    code = row["commune"]
    if code and code not in {commune.code for commune in context.territory.communes}:
        raise _CellError(
            "commune",
            f"la commune {shown(code)} ne figure pas dans le fichier des communes",
            "Écrivez le code INSEE d'une commune du territoire.",
        )
    return code


def _absent(row: Row, context: _Context) -> AdviserAbsent:
    first, last = _day(row, "first_day"), _day(row, "last_day")
    _check_order(first, last)
    return AdviserAbsent(
        adviser_id=_adviser_id(row, context),
        first_day=first,
        last_day=last,
        reason=row["reason"],
    )


def _leaves(row: Row, context: _Context) -> AdviserLeaves:
    return AdviserLeaves(
        adviser_id=_adviser_id(row, context), last_day=_day(row, "last_day"), reason=row["reason"]
    )


def _joins(row: Row, context: _Context) -> AdviserJoins:
    first, last = _day(row, "first_day"), _day_or_none(row, "last_day")
    _check_order(first, last)
    if bool(row["lon"]) != bool(row["lat"]):
        raise _CellError(
            "lon",
            "la base n'a qu'une de ses deux coordonnées",
            "Donnez lon et lat, ou aucune des deux (base à la mairie).",
        )
    return AdviserJoins(
        adviser_id=row["id"],
        name=row["name"],
        base_commune_code=_commune(row, context),
        base_lon=_number(row, "lon") if row["lon"] else None,
        base_lat=_number(row, "lat") if row["lat"] else None,
        working_days=parse_weekdays(row["working_days"]),
        weekly_minutes=round(60 * _number(row, "weekly_hours")),
        max_drive_s_per_day=round(60 * _number(row, "max_drive_minutes_per_day")),
        sector=tuple(row["sector"].replace(",", " ").split()),
        first_day=first,
        last_day=last,
        reason=row["reason"],
    )


def _closed(row: Row, context: _Context) -> VenueClosed:
    first, last = _day(row, "first_day"), _day_or_none(row, "last_day")
    _check_order(first, last)
    return VenueClosed(
        venue_id=_venue_id(row, context), first_day=first, last_day=last, reason=row["reason"]
    )


def _moved(row: Row, context: _Context) -> VenueMoved:
    return VenueMoved(
        venue_id=_venue_id(row, context),
        name=row["name"],
        commune_code=_commune(row, context),
        lon=_number(row, "lon"),
        lat=_number(row, "lat"),
        opening_hours=row["opening_hours"],
        first_day=_day_or_none(row, "first_day"),
        reason=row["reason"],
    )


def _opened(row: Row, context: _Context) -> VenueOpened:
    return VenueOpened(
        venue_id=row["id"],
        name=row["name"],
        venue_kind=row["kind"].lower(),
        commune_code=_commune(row, context),
        lon=_number(row, "lon"),
        lat=_number(row, "lat"),
        opening_hours=row["opening_hours"],
        first_day=_day_or_none(row, "first_day"),
        reason=row["reason"],
    )


def _road(row: Row, context: _Context) -> RoadChanged:
    factor = _number(row, "factor") if row["event"] == "road_slowed" else None
    if factor is not None and factor <= 1:
        raise _CellError(
            "factor",
            f"le facteur {shown(row['factor'])} ne ralentit pas",
            "Écrivez de combien le temps augmente : 1,5 pour moitié plus, 2 pour le double.",
        )
    given = [name for name in ("lon", "lat", "to_lon", "to_lat") if row[name]]
    if bool(row["commune"]) == bool(given) or len(given) not in {0, 4}:
        raise _CellError(
            "commune",
            "il faut une commune, ou bien deux points (lon, lat, to_lon, to_lat)",
            "Le réseau du dossier n'a pas de noms de rues : donnez le code INSEE si toutes les "
            "routes de la commune sont touchées, sinon les deux bouts du tronçon.",
        )
    line = None
    if given:
        line = (
            (_number(row, "lon"), _number(row, "lat")),
            (_number(row, "to_lon"), _number(row, "to_lat")),
        )
        try:
            edges_between(context.territory.roads, line)
        except ValueError as error:
            remedy = "Prenez les deux points sur une carte, aux bouts du tronçon touché."
            raise _CellError("lon", str(error), remedy) from None
    return RoadChanged(
        kind="road_closed" if factor is None else "road_slowed",
        factor=factor,
        commune_code=_commune(row, context),
        line=line,
        reason=row["reason"],
    )


def _standard(row: Row, _context: _Context) -> StandardChanged:
    return StandardChanged(standard_minutes=int(_number(row, "minutes")), reason=row["reason"])


def _need(row: Row, context: _Context) -> NeedChanged:
    return NeedChanged(
        commune_code=_commune(row, context), factor=_number(row, "factor"), reason=row["reason"]
    )


def _survey(row: Row, context: _Context) -> SurveyChanged:
    name = row["file"]
    if Path(name).name != name:
        raise _CellError(
            "file",
            f"{shown(name)} n'est pas un nom de fichier du dossier du territoire",
            "Déposez l'enquête dans le dossier du territoire, et n'écrivez que son nom.",
        )
    path = context.folder / name
    read_survey(path, context.territory.communes)
    return SurveyChanged(file=name, sha256=fingerprint(path), reason=row["reason"])


_BUILDERS: Final[Mapping[str, Callable[[Row, _Context], Event]]] = {
    "adviser_absent": _absent,
    "adviser_leaves": _leaves,
    "adviser_joins": _joins,
    "venue_closed": _closed,
    "venue_moved": _moved,
    "venue_opened": _opened,
    "road_closed": _road,
    "road_slowed": _road,
    "standard_changed": _standard,
    "need_changed": _need,
    "survey_changed": _survey,
}
