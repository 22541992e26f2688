"""Mairies and their opening hours from the Annuaire de l'administration.

The directory (API Annuaire v2.1, DILA) keeps nested fields as JSON *strings*, writes days in
French and a time that is not set as an empty string.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geodata.errors import SourceError
from geodata.sources.http import Answer, Http, fetch, parse_json
from geodata.weekdays import FRENCH_WEEKDAYS, OSM_WEEKDAYS, parse_weekday, weekday_range

MAIRIE_TYPE: Final = "mairie"
"""Pivot type of a commune's mairie; ``mairie_com`` is that of a delegated commune."""
ANNUAIRE_URL: Final = (
    "https://api-lannuaire.service-public.fr/api/explore/v2.1/catalog/datasets/"
    "api-lannuaire-administration"
)
ANNUAIRE_NAME: Final = "Annuaire de l'administration (DILA, service-public.fr)"
_FIELDS: Final = (
    "id",
    "nom",
    "code_insee_commune",
    "pivot",
    "adresse",
    "plage_ouverture",
    "date_modification",
    "siret",
)
_SIRET: Final = re.compile(r"\d{14}", re.ASCII)
_FRENCH_DAY: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_MINUTES_PER_DAY: Final = 24 * 60
_UNREADABLE: Final = "Horaires illisibles dans l'Annuaire de l'administration"

Spans = list[tuple[int, int]]
"""(start, end) in minutes since midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MairieHours:
    """A mairie as the directory describes it."""

    id: str
    """The directory's id."""
    name: str
    opening_hours: str
    """OSM syntax; empty when the directory gives none."""
    hours_note: str
    """What the directory says beside the hours, or that they could not be read; French."""
    address: str
    postcode: str
    siret: str
    """14 digits; empty when the directory gives none."""
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The mairies of a département."""

    mairies: dict[str, MairieHours]
    """By commune code, in order."""
    last_change: str
    """Day in ISO form of the latest change of a record; empty when none says."""


def fetch_mairies(
    http: Http, departement: str, *, base_url: str = ANNUAIRE_URL
) -> Answer[Directory]:
    """Get every mairie of a département in one export, which knows no pages and no limit.

    Raises
    ------
    SourceError
        The directory fails, or its answer is cut or holds no mairie.
    """
    return fetch(
        http,
        f"{base_url}/exports/json",
        params={
            "where": f'startswith(code_insee_commune, "{departement}") and pivot like "mairie"',
            "select": ",".join(_FIELDS),
            "limit": "-1",
        },
        source="l'Annuaire de l'administration",
        read=lambda content: _read_directory(parse_json(content), departement),
    )


def _read_directory(payload: Any, departement: str) -> Directory:  # noqa: ANN401 - any JSON
    records = _records(payload)
    total = payload.get("total_count") if isinstance(payload, Mapping) else None
    if isinstance(total, int) and total > len(records):
        raise SourceError(f"la réponse ne contient que {len(records)} fiches sur {total}")
    own = [r for r in records if str(r.get("code_insee_commune")).startswith(departement)]
    mairies = read_annuaire(own)
    if not mairies:
        raise SourceError(f"la réponse ne contient aucune mairie du département {departement}")
    days = [_FRENCH_DAY.match(str(record.get("date_modification"))) for record in own]
    return Directory(
        mairies=mairies,
        last_change=max((f"{d[3]}-{d[2]}-{d[1]}" for d in days if d), default=""),
    )


def read_annuaire(payload: bytes | str | Mapping[str, Any] | list[Any]) -> dict[str, MairieHours]:
    """Read the mairies of an answer or an export of the directory.

    Parameters
    ----------
    payload
        JSON text or what it parses to: ``{"results": [...]}`` or the list itself.

    Returns
    -------
    dict
        Commune code to mairie, by code. Of two mairies of one commune the one with hours is
        taken, then the one with the smaller id. A record whose hours cannot be read keeps its
        place, without hours and with a note that says so.

    Raises
    ------
    SourceError
        The payload is not an answer of the directory.
    """
    records = _records(payload)
    mairies: dict[str, MairieHours] = {}
    for record in records:
        if not _is_mairie(record):
            continue
        code, mairie = str(record.get("code_insee_commune") or ""), _read_mairie(record)
        known = mairies.get(code)
        if code and (known is None or _preference(mairie) < _preference(known)):
            mairies[code] = mairie
    return dict(sorted(mairies.items()))


def _preference(mairie: MairieHours) -> tuple[bool, str]:
    return not mairie.opening_hours, mairie.id


def _records(payload: bytes | str | Mapping[str, Any] | list[Any]) -> list[Mapping[str, Any]]:
    if isinstance(payload, bytes | str):
        try:
            payload = json.loads(payload)
        except ValueError as error:
            raise SourceError(
                f"l'Annuaire de l'administration ne rend pas de JSON : {error}"
            ) from (error)
    records = payload.get("results") if isinstance(payload, Mapping) else payload
    if not isinstance(records, list) or not all(isinstance(r, Mapping) for r in records):
        raise SourceError("la réponse de l'Annuaire de l'administration n'a pas de résultats")
    return records


def _nested(record: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    """Nested list of a record: a JSON string, or already parsed; empty when absent.

    Raises
    ------
    ValueError
        It is no list of objects.
    """
    value = record.get(field)
    if isinstance(value, str):
        value = json.loads(value) if value.strip() else []
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise ValueError(f"{field} is not a list of objects")
    return value


def _is_mairie(record: Mapping[str, Any]) -> bool:
    try:
        pivots = _nested(record, "pivot")
    except ValueError:
        return False  # what does not say that it is a mairie is none
    return any(pivot.get("type_service_local") == MAIRIE_TYPE for pivot in pivots)


def _read_mairie(record: Mapping[str, Any]) -> MairieHours:
    opening_hours, hours_note = _read_hours(record)
    try:
        addresses = _nested(record, "adresse")
    except ValueError:
        addresses = []  # as without one: the commune still has its code
    address = addresses[0] if addresses else {}
    return MairieHours(
        id=str(record.get("id") or ""),
        name=str(record.get("nom") or ""),
        opening_hours=opening_hours,
        hours_note=hours_note,
        address=str(address.get("numero_voie") or ""),
        postcode=str(address.get("code_postal") or ""),
        siret=_siret(record),
        lon=_degrees(address.get("longitude")),
        lat=_degrees(address.get("latitude")),
    )


def _siret(record: Mapping[str, Any]) -> str:
    text = "".join(str(record.get("siret") or "").split())
    return text if _SIRET.fullmatch(text) else ""


def _degrees(text: object) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None  # as without coordinates


def _read_hours(record: Mapping[str, Any]) -> tuple[str, str]:
    """Hours in OSM syntax and the note beside them."""
    week: list[Spans] = [[] for _ in OSM_WEEKDAYS]
    notes: list[str] = []
    try:
        for line in _nested(record, "plage_ouverture"):
            first = parse_weekday(str(line["nom_jour_debut"]))
            last = parse_weekday(str(line.get("nom_jour_fin") or line["nom_jour_debut"]))
            spans = _line_spans(line)
            for day in weekday_range(first, last):
                week[day] += spans
            comment = " ".join(str(line.get("commentaire") or "").split())
            if comment:
                days = FRENCH_WEEKDAYS[first]
                if last != first:
                    days += f" à {FRENCH_WEEKDAYS[last]}"
                notes.append(f"{days.capitalize()} : {comment}")
    except (ValueError, KeyError):
        return "", _UNREADABLE  # the note says so to whoever confirms the hours
    return _osm_hours([_merge(spans) for spans in week]), " ; ".join(dict.fromkeys(notes))


def _line_spans(line: Mapping[str, Any]) -> Spans:
    spans = []
    for number in ("1", "2"):
        start = str(line.get(f"valeur_heure_debut_{number}") or "")
        end = str(line.get(f"valeur_heure_fin_{number}") or "")
        if not start and not end:
            continue
        opens, closes = _minute(start), _minute(end)
        if not 0 <= opens < closes <= _MINUTES_PER_DAY:
            raise ValueError(f"hours run backwards: {start}-{end}")
        spans.append((opens, closes))
    return spans


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return 60 * int(hours) + int(minutes)


def _merge(spans: Spans) -> Spans:
    """Several lines may describe one day: unite spans that touch or overlap."""
    merged: Spans = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def _osm_hours(week: list[Spans]) -> str:
    """Rules in the order of the week; neighbouring days with the same hours share one."""
    rules: list[tuple[int, int, Spans]] = []
    for day, spans in enumerate(week):
        if not spans:
            continue
        if rules and rules[-1][1] == day - 1 and rules[-1][2] == spans:
            rules[-1] = (rules[-1][0], day, spans)
        else:
            rules.append((day, day, spans))
    return "; ".join(
        f"{OSM_WEEKDAYS[first]}{f'-{OSM_WEEKDAYS[last]}' if last != first else ''} "
        + ",".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans)
        for first, last, spans in rules
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
