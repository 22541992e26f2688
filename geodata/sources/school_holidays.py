"""School holidays by zone, from the calendar of the Ministry of Education.

Data: ``fr-en-calendrier-scolaire`` on data.education.gouv.fr (Licence Ouverte 2.0). Three traps:
a holiday runs from midnight *in Paris* written in UTC (the evening before), its end is the day
lessons start again, and teachers have rows of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from geodata.errors import SourceError
from geodata.sources.http import Answer, Http, fetch, parse_json
from geodata.territory import SchoolHoliday

SCHOOL_HOLIDAYS_URL: Final = (
    "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/"
    "fr-en-calendrier-scolaire/exports/json"
)

_PARIS: Final = ZoneInfo("Europe/Paris")
_NEARLY_HALF_A_DAY: Final = timedelta(hours=11, minutes=59)
_TEACHERS: Final = "enseignants"
_SOURCE: Final = "le calendrier scolaire"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCalendar:
    """The pupils' holidays of one zone."""

    zone: str
    """As the source writes it: « Zone A », « Corse », « Réunion »…"""
    holidays: tuple[SchoolHoliday, ...]
    """By first day."""
    without_end: tuple[tuple[date, str], ...] = ()
    """First day and name of holidays of which the source gives no last day (often the summer); left
    out of ``holidays``. Those that a later holiday follows are of the past and not named."""


def fetch_school_holidays(
    http: Http, zone: str, *, url: str = SCHOOL_HOLIDAYS_URL
) -> Answer[SchoolCalendar]:
    """Ask for all pupils' holidays of a zone that the source knows.

    Raises
    ------
    SourceError
        The source is down, answers nonsense, or knows no holiday of the zone.
    """
    return fetch(
        http,
        url,
        params={"where": f'zones="{zone}"', "timezone": "UTC"},
        source=_SOURCE,
        read=lambda content: read_school_holidays(content, zone),
    )


def read_school_holidays(payload: bytes | Sequence[Any], zone: str) -> SchoolCalendar:
    """Read an answer of the API (``/records``), or an export of the dataset (``/exports/json``).

    A holiday stands once for every académie of the zone: the same days under the same name are
    told once. Days are those of Paris; an overseas midnight is brought to the nearest one.

    Parameters
    ----------
    payload
        JSON text, or the list of records.
    zone
        As the source writes it, see :mod:`geodata.sources.school_zones`.

    Raises
    ------
    SourceError
        The payload is no such answer, is only its first page, has a record that cannot be read,
        or says nothing of the zone.
    """
    found: set[SchoolHoliday] = set()
    endless: set[tuple[date, str]] = set()
    for record in _records(payload):
        if record.get("zones") != zone or _is_for_teachers(record):
            continue
        name = " ".join(str(record.get("description") or "").split())
        try:
            first_day = _day(record["start_date"])
            end = record.get("end_date")
            # The end is the day of return: the day before is the last one free.
            last_day = _day(end) - timedelta(days=1) if end else None
        except (KeyError, TypeError, ValueError) as error:
            raise SourceError(f"la réponse a une date illisible pour « {name} »") from error
        if last_day is None or last_day < first_day:
            endless.add((first_day, name))
        else:
            found.add(SchoolHoliday(first_day=first_day, last_day=last_day, name=name, zone=zone))
    if not found:
        raise SourceError(f"la réponse ne dit rien de la zone « {zone} »")
    latest = max(holiday.last_day for holiday in found)
    return SchoolCalendar(
        zone=zone,
        holidays=tuple(sorted(found)),
        without_end=tuple(one for one in sorted(endless) if one[0] > latest),
    )


def _records(payload: bytes | Sequence[Any]) -> list[Mapping[str, Any]]:
    answer: Any = parse_json(payload) if isinstance(payload, bytes) else payload
    total = None
    if isinstance(answer, Mapping):
        answer, total = answer.get("results"), answer.get("total_count")
    if not isinstance(answer, list) or not all(isinstance(item, Mapping) for item in answer):
        raise SourceError("la réponse n'a pas de résultats")
    if isinstance(total, int) and total > len(answer):
        raise SourceError(f"la réponse est incomplète : {len(answer)} lignes sur {total}")
    return answer


def _is_for_teachers(record: Mapping[str, Any]) -> bool:
    return str(record.get("population") or "").strip().lower() == _TEACHERS


def _day(moment: str) -> date:
    """Day in Paris whose midnight is nearest to a moment with its UTC offset."""
    instant = datetime.fromisoformat(moment)
    if instant.tzinfo is None:
        raise ValueError(f"no UTC offset: {moment}")
    return (instant.astimezone(_PARIS).replace(tzinfo=None) + _NEARLY_HALF_A_DAY).date()
