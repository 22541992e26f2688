"""School holidays by zone, from the calendar of the Ministry of Education.

Data: ``fr-en-calendrier-scolaire`` on data.education.gouv.fr (Licence Ouverte 2.0). Three traps:
a holiday runs from midnight *in Paris* written in UTC (the evening before), its end is the day
lessons start again, and teachers have rows of their own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import requests

from geodata.errors import SourceError

SCHOOL_HOLIDAYS_URL: Final = (
    "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/"
    "fr-en-calendrier-scolaire/exports/json"
)
SCHOOL_HOLIDAYS_LICENCE: Final = "Licence Ouverte 2.0"

_PARIS: Final = ZoneInfo("Europe/Paris")
_NEARLY_HALF_A_DAY: Final = timedelta(hours=11, minutes=59)
_TEACHERS: Final = "enseignants"
_SOURCE: Final = "le calendrier scolaire"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SchoolHoliday:
    """Days without lessons for pupils, first and last included."""

    first_day: date
    last_day: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCalendar:
    """The pupils' holidays of one zone."""

    zone: str
    """As the source writes it: « Zone A », « Corse », « Réunion »…"""
    holidays: tuple[SchoolHoliday, ...]
    """By first day."""
    without_end: tuple[str, ...] = ()
    """Holidays of which the source gives no last day (often the summer), with their first; left
    out of ``holidays``."""


def school_holidays_params(zone: str, school_years: Sequence[str]) -> dict[str, str]:
    """Parameters of the request: zone « A », « Zone A » or « Corse », years as « 2026-2027 »."""
    years = " or ".join(f'annee_scolaire="{_literal(year)}"' for year in school_years)
    where = f'zones="{_literal(zone_name(zone))}"' + (f" and ({years})" if years else "")
    return {"where": where, "timezone": "UTC"}


def fetch_school_holidays(
    zone: str,
    *,
    school_years: Sequence[str],
    session: requests.Session,
    url: str = SCHOOL_HOLIDAYS_URL,
    timeout_s: float = 30.0,
) -> SchoolCalendar:
    """Ask for the pupils' holidays of a zone in some school years.

    Raises
    ------
    SourceError
        The source is down, answers nonsense, or knows no holiday of the zone.
    """
    try:
        response = session.get(
            url, params=school_holidays_params(zone, school_years), timeout=timeout_s
        )
        response.raise_for_status()
    except requests.RequestException as error:
        raise SourceError(f"{_SOURCE} ({url}) ne répond pas : {error}") from error
    return read_school_holidays(response.content, zone)


def read_school_holidays(payload: bytes | str | Sequence[Any], zone: str) -> SchoolCalendar:
    """Read an answer of the API (``/records``), or an export of the dataset (``/exports/json``).

    A holiday stands once for every académie of the zone: the same days under the same name are
    told once. Days are those of Paris; an overseas midnight is brought to the nearest one.

    Parameters
    ----------
    payload
        JSON text, or the list of records.
    zone
        « A » or « Zone A », « Corse »…

    Raises
    ------
    SourceError
        The payload is no such answer, is only its first page, has a record that cannot be read,
        or says nothing of the zone.
    """
    wanted = zone_name(zone)
    found: set[SchoolHoliday] = set()
    endless: set[tuple[date, str]] = set()
    for record in _records(payload):
        if record.get("zones") != wanted or _is_for_teachers(record):
            continue
        name = " ".join(str(record.get("description") or "").split())
        try:
            first_day = _day(record["start_date"])
            end = record.get("end_date")
            # The end is the day of return: the day before is the last one free.
            last_day = _day(end) - timedelta(days=1) if end else None
        except (KeyError, TypeError, ValueError) as error:
            raise SourceError(f"{_SOURCE} a une date illisible pour « {name} »") from error
        if last_day is None or last_day < first_day:
            endless.add((first_day, name))
        else:
            found.add(SchoolHoliday(first_day=first_day, last_day=last_day, name=name))
    if not found:
        raise SourceError(f"{_SOURCE} ne dit rien de la zone « {wanted} »")
    return SchoolCalendar(
        zone=wanted,
        holidays=tuple(sorted(found)),
        without_end=tuple(f"{name} ({day:%d/%m/%Y})" for day, name in sorted(endless)),
    )


def zone_name(zone: str) -> str:
    """Name of a zone as the source writes it: « A » is « Zone A », « Corse » stays."""
    return f"Zone {zone.upper()}" if len(zone) == 1 else zone


def _records(payload: bytes | str | Sequence[Any]) -> list[Mapping[str, Any]]:
    answer: Any = payload
    if isinstance(payload, bytes | str):
        try:
            answer = json.loads(payload)
        except ValueError as error:
            raise SourceError(f"{_SOURCE} ne rend pas de JSON entier") from error
    total = None
    if isinstance(answer, Mapping):
        answer, total = answer.get("results"), answer.get("total_count")
    if not isinstance(answer, list) or not all(isinstance(item, Mapping) for item in answer):
        raise SourceError(f"la réponse du {_SOURCE.removeprefix('le ')} n'a pas de résultats")
    if isinstance(total, int) and total > len(answer):
        raise SourceError(f"{_SOURCE} est incomplet : {len(answer)} lignes sur {total}")
    return answer


def _is_for_teachers(record: Mapping[str, Any]) -> bool:
    return str(record.get("population") or "").strip().lower() == _TEACHERS


def _day(moment: str) -> date:
    """Day in Paris whose midnight is nearest to a moment with its UTC offset."""
    instant = datetime.fromisoformat(moment)
    if instant.tzinfo is None:
        raise ValueError(f"no UTC offset: {moment}")
    return (instant.astimezone(_PARIS).replace(tzinfo=None) + _NEARLY_HALF_A_DAY).date()


def _literal(text: str) -> str:
    """Text inside the double quotes of a filter; the language has no escape that is safe."""
    return text.replace('"', "").replace("\\", "")
