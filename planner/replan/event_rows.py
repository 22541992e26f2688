"""From one checked row of a table of events to the record that a plan keeps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.column_rules import shown
from geodata.commune_names import fold
from geodata.files import fingerprint
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
"""Cell by column; the kind of the event under ``event``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What rows are held against."""

    territory: Territory
    folder: Path
    """The territory folder, which a new survey must lie in."""


class CellError(ValueError):
    """One thing wrong with a row."""

    def __init__(self, column: str, message: str, remedy: str) -> None:
        self.column, self.message, self.remedy = column, message, remedy
        super().__init__(message)


def make_event(row: Row, context: Context) -> Event:
    """Make the event of a row whose cells are each of their kind.

    Raises
    ------
    CellError
        When the row does not fit the territory, or its cells each other.
    TerritoryError
        With every fault of a new survey.
    """
    return _BUILDERS[row["event"]](row, context)


def _adviser_id(row: Row, context: Context) -> str:
    return _look_up(
        row["adviser"],
        [(adviser.id, adviser.name) for adviser in context.territory.advisers],
        column="adviser",
        noun="conseiller",
        source="advisers.csv",
    )


def _venue_id(row: Row, context: Context) -> str:
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
    raise CellError(column, message, f"Écrivez l'identifiant (colonne id de {source}).")


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
        raise CellError(
            "last_day",
            f"la fin {last:%d/%m/%Y} précède le début {first:%d/%m/%Y}",
            "Corrigez l'une des deux dates : le dernier jour est compris.",
        )


def _commune(row: Row, context: Context) -> str:
    code = row["commune"]
    if code and code not in {commune.code for commune in context.territory.communes}:
        raise CellError(
            "commune",
            f"la commune {shown(code)} ne figure pas dans le fichier des communes",
            "Écrivez le code INSEE d'une commune du territoire.",
        )
    return code


def _absent(row: Row, context: Context) -> AdviserAbsent:
    first, last = _day(row, "first_day"), _day(row, "last_day")
    _check_order(first, last)
    return AdviserAbsent(
        adviser_id=_adviser_id(row, context),
        first_day=first,
        last_day=last,
        reason=row["reason"],
    )


def _leaves(row: Row, context: Context) -> AdviserLeaves:
    return AdviserLeaves(
        adviser_id=_adviser_id(row, context), last_day=_day(row, "last_day"), reason=row["reason"]
    )


def _joins(row: Row, context: Context) -> AdviserJoins:
    first, last = _day(row, "first_day"), _day_or_none(row, "last_day")
    _check_order(first, last)
    if bool(row["lon"]) != bool(row["lat"]):
        raise CellError(
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


def _closed(row: Row, context: Context) -> VenueClosed:
    first, last = _day(row, "first_day"), _day_or_none(row, "last_day")
    _check_order(first, last)
    return VenueClosed(
        venue_id=_venue_id(row, context), first_day=first, last_day=last, reason=row["reason"]
    )


def _moved(row: Row, context: Context) -> VenueMoved:
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


def _opened(row: Row, context: Context) -> VenueOpened:
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


def _road(row: Row, context: Context) -> RoadChanged:
    factor = _number(row, "factor") if row["event"] == "road_slowed" else None
    if factor is not None and factor <= 1:
        raise CellError(
            "factor",
            f"le facteur {shown(row['factor'])} ne ralentit pas",
            "Écrivez de combien le temps augmente : 1,5 pour moitié plus, 2 pour le double.",
        )
    given = [name for name in ("lon", "lat", "to_lon", "to_lat") if row[name]]
    if bool(row["commune"]) == bool(given) or len(given) not in {0, 4}:
        raise CellError(
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
            raise CellError("lon", str(error), remedy) from None
    return RoadChanged(
        kind="road_closed" if factor is None else "road_slowed",
        factor=factor,
        commune_code=_commune(row, context),
        line=line,
        reason=row["reason"],
    )


def _standard(row: Row, _context: Context) -> StandardChanged:
    return StandardChanged(standard_minutes=int(_number(row, "minutes")), reason=row["reason"])


def _need(row: Row, context: Context) -> NeedChanged:
    return NeedChanged(
        commune_code=_commune(row, context), factor=_number(row, "factor"), reason=row["reason"]
    )


def _survey(row: Row, context: Context) -> SurveyChanged:
    name = row["file"]
    if Path(name).name != name:
        raise CellError(
            "file",
            f"{shown(name)} n'est pas un nom de fichier du dossier du territoire",
            "Déposez l'enquête dans le dossier du territoire, et n'écrivez que son nom.",
        )
    path = context.folder / name
    read_survey(path, context.territory.communes)
    return SurveyChanged(file=name, sha256=fingerprint(path), reason=row["reason"])


_BUILDERS: Final[Mapping[str, Callable[[Row, Context], Event]]] = {
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
