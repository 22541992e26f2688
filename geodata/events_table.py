"""The table of events: what changed since a plan was made, one row an event.

French and English headers and words are the same thing; which columns an event needs depends on
its kind, and is said where one is missing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd

from geodata.column_rules import (
    Rule,
    commune_code,
    day_date,
    filled,
    not_negative,
    number,
    one_of,
    opening_hours,
    row_faults,
    shown,
    weekdays,
    whole,
    within,
)
from geodata.commune_names import fold
from geodata.errors import Fault, TerritoryError
from geodata.suggestions import suggest
from geodata.table_contract import ColumnContract, TableContract, check_table
from geodata.tables import read_table
from geodata.territory import VENUE_KINDS

EventKind = Literal[
    "adviser_absent",
    "adviser_leaves",
    "adviser_joins",
    "venue_closed",
    "venue_moved",
    "venue_opened",
    "road_closed",
    "road_slowed",
    "standard_changed",
    "need_changed",
    "survey_changed",
]
KIND_WORDS: Final[Mapping[EventKind, tuple[str, ...]]] = {
    "adviser_absent": ("absence", "conseiller absent", "conge", "conges", "maladie"),
    "adviser_leaves": ("depart", "conseiller parti", "depart conseiller", "fin de contrat"),
    "adviser_joins": ("arrivee", "nouveau conseiller", "nouvelle conseillere", "embauche"),
    "venue_closed": ("fermeture", "lieu ferme", "mairie fermee", "fermeture du lieu"),
    "venue_moved": ("demenagement", "lieu deplace", "lieu demenage"),
    "venue_opened": ("nouveau lieu", "ouverture", "lieu ouvert"),
    "road_closed": ("route coupee", "route fermee", "coupure de route"),
    "road_slowed": ("route ralentie", "ralentissement", "travaux"),
    "standard_changed": ("norme", "norme d acces", "changement de norme"),
    "need_changed": ("besoin", "changement de besoin"),
    "survey_changed": ("enquete", "nouvelle enquete"),
}
"""French words of each kind, folded; the first is the one that reports and guides use."""
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "event": ("evenement", "type", "nature", "type d evenement", "kind"),
    "adviser": ("conseiller", "conseillere", "id conseiller", "adviser id"),
    "venue": ("lieu", "mairie", "id lieu", "venue id"),
    "first_day": ("premier jour", "debut", "du", "a partir du", "date debut", "date de debut"),
    "last_day": ("dernier jour", "fin", "au", "jusqu au", "date fin", "date de fin"),
    "reason": ("motif", "raison", "commentaire"),
    "id": ("identifiant", "nouvel identifiant"),
    "name": ("nom",),
    "kind": ("sorte de lieu", "type de lieu", "nature du lieu"),
    "commune": ("code insee", "insee", "code commune"),
    "lon": ("longitude",),
    "lat": ("latitude",),
    "to_lon": ("longitude 2", "longitude fin", "longitude d arrivee"),
    "to_lat": ("latitude 2", "latitude fin", "latitude d arrivee"),
    "opening_hours": ("horaires", "horaires d ouverture"),
    "working_days": ("jours travailles", "jours de travail"),
    "weekly_hours": ("heures par semaine", "heures hebdomadaires"),
    "max_drive_minutes_per_day": ("minutes de route par jour", "trajet maximal par jour"),
    "sector": ("secteur",),
    "factor": ("facteur", "coefficient", "multiplicateur"),
    "minutes": ("norme minutes", "standard minutes"),
    "file": ("fichier",),
}
"""Folded French names of each column."""
_ALL_KINDS: Final = tuple(word for kind, words in KIND_WORDS.items() for word in (kind, words[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Columns that an event of some kind must fill, and those that it may fill besides."""

    must: tuple[str, ...]
    may: tuple[str, ...] = ()


NEEDS: Final[Mapping[EventKind, Needs]] = {
    "adviser_absent": Needs(must=("adviser", "first_day", "last_day")),
    "adviser_leaves": Needs(must=("adviser", "last_day")),
    "adviser_joins": Needs(
        must=(
            *("id", "name", "commune", "first_day"),
            *("working_days", "weekly_hours", "max_drive_minutes_per_day"),
        ),
        may=("lon", "lat", "last_day", "sector"),
    ),
    "venue_closed": Needs(must=("venue", "first_day"), may=("last_day",)),
    "venue_moved": Needs(
        must=("venue", "commune", "lon", "lat"), may=("name", "first_day", "opening_hours")
    ),
    "venue_opened": Needs(
        must=("id", "name", "kind", "commune", "lon", "lat"), may=("first_day", "opening_hours")
    ),
    "road_closed": Needs(must=(), may=("commune", "lon", "lat", "to_lon", "to_lat")),
    "road_slowed": Needs(must=("factor",), may=("commune", "lon", "lat", "to_lon", "to_lat")),
    "standard_changed": Needs(must=("minutes",)),
    "need_changed": Needs(must=("factor",), may=("commune",)),
    "survey_changed": Needs(must=("file",)),
}
_DEGREES: Final = "Écrivez des degrés décimaux (WGS84), pas des mètres ni du Lambert 93."


def _optional(name: str, *rules: Rule, is_verbatim: bool = False) -> ColumnContract:
    return ColumnContract(name=name, rules=rules, is_optional=True, is_verbatim=is_verbatim)


def _degrees(name: str, limit: float) -> ColumnContract:
    return _optional(name, number(), within(-limit, limit, remedy=_DEGREES))


EVENTS: Final = TableContract(
    stem="events",
    columns=(
        ColumnContract(name="event", rules=(filled(),)),
        _optional("adviser"),
        _optional("venue"),
        _optional("first_day", day_date()),
        _optional("last_day", day_date()),
        _optional("reason", is_verbatim=True),
        _optional("id"),
        _optional("name", is_verbatim=True),
        _optional("kind", one_of(VENUE_KINDS)),
        _optional("commune", commune_code()),
        _degrees("lon", 180),
        _degrees("lat", 90),
        _degrees("to_lon", 180),
        _degrees("to_lat", 90),
        _optional("opening_hours", opening_hours()),
        _optional("working_days", weekdays()),
        _optional("weekly_hours", number(), within(1, 48, remedy="Écrivez les heures (ex. 35).")),
        _optional(
            "max_drive_minutes_per_day",
            number(),
            within(0, 600, remedy="Écrivez les minutes de conduite admises par jour (ex. 150)."),
        ),
        _optional("sector"),
        _optional("factor", number(), not_negative()),
        _optional(
            "minutes",
            number(),
            whole(),
            within(1, 120, remedy="Écrivez des minutes, de 1 à 120."),
        ),
        _optional("file", is_verbatim=True),
    ),
)
_FIELD_OF: Final = {
    folded: field
    for field, names in SYNONYMS.items()
    for folded in (fold(field), *(fold(name) for name in names))
}
_KIND_OF: Final[Mapping[str, EventKind]] = {
    fold(word): kind for kind, words in KIND_WORDS.items() for word in (kind, *words)
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventsTable:
    """A table of events whose cells were checked one by one."""

    cells: pd.DataFrame
    """The contract's columns as text, ``""`` where blank, the kind in English; the index is the
    line number, or the rank of the object in JSON."""
    headers: Mapping[str, str]
    """Names of the columns as the file has them, by field."""
    faults: tuple[Fault, ...]


def read_events_table(path: Path) -> EventsTable:
    """Read a CSV, XLSX or JSON file of events, and check every cell by itself.

    JSON holds a list of objects with the same names as the columns.

    Raises
    ------
    TerritoryError
        The file is no such table.
    """
    if path.suffix.lower() == ".json":
        table = _read_json(path)
    else:
        table = read_table(path, names=frozenset(_FIELD_OF), spelling=fold)
    written = {_FIELD_OF.get(fold(name), name): name for name in table.columns}
    named = table.rename(columns={name: field for field, name in written.items()})
    named.attrs = table.attrs
    checked, faults = check_table(named, EVENTS, file=path.name)
    folded = checked["event"].map(fold)
    is_known = folded.isin(_KIND_OF)
    faults += row_faults(
        (
            (
                int(str(line)),
                f"{shown(text)} n'est pas un évènement connu{suggest(text, _ALL_KINDS)}",
            )
            for line, text in checked.loc[~is_known & (folded != ""), "event"].items()
        ),
        file=path.name,
        column="event",
        remedy=f"Écrivez l'un de : {', '.join(words[0] for words in KIND_WORDS.values())}.",
    )
    checked["event"] = folded.map(_KIND_OF).fillna("")
    faults += _missing_cells(checked, file=path.name)
    told = tuple(in_words_of_file(fault, written) for fault in faults)
    return EventsTable(cells=checked, headers=written, faults=told)


def in_words_of_file(fault: Fault, written: Mapping[str, str]) -> Fault:
    """Let a fault name its column as the file does; ``written`` has the headers by field."""
    if fault.column is None:
        return fault
    return replace(fault, column=written.get(fault.column, fault.column))


def _missing_cells(table: pd.DataFrame, *, file: str) -> list[Fault]:
    """Cells that the kind of an event needs and that are blank; others that it cannot use."""
    faults = []
    for line, row in table.iterrows():
        if row["event"]:
            filled = {str(name) for name, cell in row.items() if cell.strip()}
            faults += _cell_faults(int(str(line)), row["event"], filled, file=file)
    return faults


def _cell_faults(line: int, kind: EventKind, filled: set[str], *, file: str) -> list[Fault]:
    needs, word = NEEDS[kind], KIND_WORDS[kind][0]
    known = {"event", "reason", *needs.must, *needs.may}
    missing = [
        Fault(
            file=file,
            row=line,
            column=column,
            message=f"la case est vide, et l'évènement « {word} » en a besoin",
            remedy=f"Remplissez {', '.join(needs.must)}.",
        )
        for column in needs.must
        if column not in filled
    ]
    return missing + [
        Fault(
            file=file,
            row=line,
            column=column.name,
            message=f"l'évènement « {word} » ne tient pas compte de cette case",
            remedy="Videz la case, ou mettez-la sur la ligne d'un autre évènement.",
        )
        for column in EVENTS.columns
        if column.name in filled - known
    ]


def _read_json(path: Path) -> pd.DataFrame:
    """Read a list of objects as a table of text."""
    remedy = 'Écrivez une liste d\'objets : [{"evenement": "absence", …}, …].'

    def refusal(message: str, row: int | None = None) -> TerritoryError:
        return TerritoryError((Fault(file=path.name, row=row, message=message, remedy=remedy),))

    try:
        records = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise refusal("le fichier est absent") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise refusal(f"ce n'est pas du JSON lisible ({error})") from error
    if not isinstance(records, list) or not records:
        raise refusal("le fichier ne contient pas de liste d'évènements")
    for rank, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise refusal("ce n'est pas un objet", row=rank)
    table = pd.DataFrame(
        [{key: _write_value(value) for key, value in record.items()} for record in records],
        index=range(1, len(records) + 1),
    )
    return table.fillna("").astype(str)


def _write_value(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Text of a JSON value, as a cell would hold it; lists become ``a,b``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ",".join(map(_write_value, value))
    return str(value)
