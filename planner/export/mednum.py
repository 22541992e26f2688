"""permanences.csv and .json: the places of a plan in the national LA-MEDNUM schema, 1.0.2.

One record a venue. Hours are exact dates or none: where a venue's own hours are only assumed, the
field stays empty and the presentation says why. Public, hence no reason why an adviser is absent.
``mednum_schema.json`` holds the rules of the schema in our own words.
"""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from planner.export.cells import text_cell
from planner.export.ground import Ground
from planner.export.osm_dates import format_osm_dates
from planner.plan import Plan, PlanVenue, Session, Visit
from planner.settings.publication import PublicationSettings
from planner.wording import (
    NO_BREAK_SPACE,
    format_clock,
    format_rhythm,
    format_territory,
    one_line,
)

SCHEMA_FILE: Final = "mednum_schema.json"
UNKNOWN_PIVOT: Final = "0" * 14
"""What the national list writes where no SIRET is known; the field is required in 1.0.2."""
MAX_SUMMARY_LENGTH: Final = 280
TYPOLOGIES: Final = {
    "mairie": "MUNI",
    "mediatheque": "BIB",
    "association": "ASSO",
    "france_services": "RFS",
    "autre": "Autre",
}
"""Kinds of venues, in the vocabulary of data.inclusion that the schema refers to."""
_CODE_INSEE: Final = re.compile(r"([013-9]\d|2[AB1-9])\d{3}", re.ASCII)
_NATIONAL_PHONE: Final = re.compile(r"0[1-9]\d{8}", re.ASCII)
_OVERSEAS: Final = {
    **dict.fromkeys(("0262", "0263", "0269", "0639", "0692", "0693"), "+262"),
    **dict.fromkeys(("0590", "0690", "0691"), "+590"),
    **dict.fromkeys(("0594", "0694"), "+594"),
    **dict.fromkeys(("0596", "0696", "0697"), "+596"),
}
"""Country codes of the overseas départements, by the first digits of a national number."""
_PHONE: Final = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}", re.ASCII)
_POSTCODE: Final = re.compile(r"\d{5}", re.ASCII)
_VERBATIM: Final = ("telephone", "horaires", "latitude", "longitude")
"""Columns whose form the schema sets: « +33… » is no formula, a longitude below zero neither."""

Place = Mapping[str, str | float]
"""A record of the schema; fields without a value are left out."""


@cache
def mednum_columns() -> tuple[str, ...]:
    """Columns of the schema, in its order."""
    schema = json.loads((files("planner.export") / SCHEMA_FILE).read_text(encoding="utf-8"))
    return tuple(field["name"] for field in schema["fields"])


def format_mednum(plan: Plan, ground: Ground, *, updated: date | None = None) -> dict[str, bytes]:
    """Write ``permanences.csv`` and ``permanences.json``.

    Parameters
    ----------
    updated
        Day that the data are of; by default the first day of the plan, so that equal plans give
        equal bytes.
    """
    places = list_places(plan, ground, updated=updated or plan.settings.calendar.start)
    text = json.dumps(places, ensure_ascii=False, indent=2, allow_nan=False)
    return {"permanences.csv": _format_csv(places), "permanences.json": f"{text}\n".encode()}


def list_places(plan: Plan, ground: Ground, *, updated: date) -> list[Place]:
    """List the venues that have sessions, in the order of their ids.

    A venue without a postcode cannot be listed, since the schema asks for it; see
    :func:`list_gaps`.
    """
    sessions: dict[str, list[Session]] = defaultdict(list)
    for session in plan.sessions:
        sessions[session.venue_id].append(session)
    records = []
    for venue in sorted(plan.venues, key=lambda venue: venue.id):
        address = _address_of(venue, ground)
        if sessions[venue.id] and address.postcode:
            records.append(
                _place(plan, venue, sessions[venue.id], address=address, ground=ground)
                | {"date_maj": updated.isoformat()}
            )
    order = mednum_columns()
    return [
        {name: record[name] for name in order if record.get(name, "") != ""} for record in records
    ]


def list_gaps(plan: Plan, ground: Ground) -> Iterator[str]:
    """French sentences: what the national list asks for and the folder does not say."""
    addresses = [_address_of(venue, ground) for venue in plan.venues]
    num_venues = len(addresses)
    for count, words in (
        (
            sum(not address.postcode for address in addresses),
            "sans code postal, hors de permanences.csv (colonne postcode des lieux, des communes)",
        ),
        (
            sum(address.siret == UNKNOWN_PIVOT for address in addresses),
            "sans SIRET : le pivot est mis à zéro (colonne siret des lieux)",
        ),
        (
            sum(not address.is_known for address in addresses),
            "sans adresse : le nom du lieu en tient lieu (colonne address des lieux)",
        ),
    ):
        if count:
            yield f"{count} {'lieu' if count == 1 else 'lieux'} sur {num_venues} {words}."
    phone = ground.publication.phone
    if phone and not international_phone(phone):
        yield f"Téléphone « {one_line(phone)} » hors de permanences.csv : numéro non reconnu."
    email = ground.publication.email
    if email and not _published_email(ground.publication):
        yield f"Courriel « {one_line(email)} » hors de permanences.csv : lettres accentuées."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """Where a venue is, as far as the folder says."""

    street: str
    postcode: str
    siret: str
    is_known: bool
    """The folder gives a street."""


def _address_of(venue: PlanVenue, ground: Ground) -> _Address:
    known = next((one for one in ground.venues if one.id == venue.id), None)
    commune = next((one for one in ground.communes if one.code == venue.commune_code), None)
    street = one_line(known.address) if known else ""
    of_commune = commune.postcode if commune else ""
    postcode = ((known.postcode if known else "") or of_commune).strip()
    return _Address(
        street=street or one_line(venue.name),
        postcode=postcode if _POSTCODE.fullmatch(postcode) else "",
        siret=(known.siret if known else "") or UNKNOWN_PIVOT,
        is_known=bool(street),
    )


def _place(
    plan: Plan,
    venue: PlanVenue,
    sessions: Sequence[Session],
    *,
    address: _Address,
    ground: Ground,
) -> dict[str, str | float]:
    publication = ground.publication
    visits = [visit for visit in plan.visits if visit.venue_id == venue.id]
    return {
        "id": f"itinerance-{venue.id}",
        "pivot": address.siret,
        "nom": one_line(venue.name),
        "commune": one_line(venue.commune_name),
        "code_postal": address.postcode,
        "code_insee": venue.commune_code if _CODE_INSEE.fullmatch(venue.commune_code) else "",
        "adresse": address.street,
        "latitude": venue.lat,
        "longitude": venue.lon,
        "typologie": TYPOLOGIES.get(venue.kind, ""),
        "telephone": international_phone(publication.phone),
        "courriels": _published_email(publication),
        "site_web": publication.website,
        "horaires": format_osm_dates(sessions) if venue.hours_known else "",
        "presentation_resume": _summary(plan, visits),
        "presentation_detail": _detail(plan, venue, visits, sessions),
        "source": one_line(publication.structure) or one_line(plan.territory_name),
        "itinerance": "Itinérant",
        "structure_parente": one_line(publication.structure),
        "services": "|".join(publication.services),
        "frais_a_charge": publication.fees,
        "dispositif_programmes_nationaux": publication.programme,
        "modalites_acces": "|".join(_ways_in(publication)),
        "modalites_accompagnement": "|".join(publication.support),
        "prise_rdv": publication.booking_url,
    }


def _ways_in(publication: PublicationSettings) -> list[str]:
    """How to come: what the settings give an address for."""
    ways = (
        ("Téléphoner", international_phone(publication.phone)),
        ("Contacter par mail", _published_email(publication)),
        ("Prendre un RDV en ligne", publication.booking_url),
    )
    return [words for words, address in ways if address]


def international_phone(text: str) -> str:
    """Write a French number as the schema asks, « 05 46 00 00 00 » -> ``+33546000000``.

    Empty for what is no such number.
    """
    digits = re.sub(r"[\s.\-()\u00a0\u202f]", "", text)
    if _NATIONAL_PHONE.fullmatch(digits):
        digits = f"{_OVERSEAS.get(digits[:4], '+33')}{digits[1:]}"
    return digits if _PHONE.fullmatch(digits) else ""


def _published_email(publication: PublicationSettings) -> str:
    """The address, if the national map takes it: it refuses accented letters."""
    return publication.email if publication.email.isascii() else ""


def _summary(plan: Plan, visits: Sequence[Visit]) -> str:
    """One sentence that fits the schema's limit."""
    rhythms = " ; ".join(_rhythm(plan, visit) for visit in visits)
    text = f"Permanence itinérante d’aide au numérique{NO_BREAK_SPACE}: {rhythms}."
    if not rhythms or len(text) > MAX_SUMMARY_LENGTH:
        return "Permanence itinérante d’aide au numérique, aux dates de la présentation détaillée."
    return text


def _rhythm(plan: Plan, visit: Visit) -> str:
    """« un mardi matin sur deux, de 9 h 00 à 12 h 00 »: residents count no weeks of a cycle."""
    rhythm = format_rhythm(visit, plan.settings.cycle.num_weeks)
    return f"{rhythm.partition(' (')[0]}, de {_hours(visit)}"


def _detail(
    plan: Plan, venue: PlanVenue, visits: Sequence[Visit], sessions: Sequence[Session]
) -> str:
    """Every date with its hours, what is to be confirmed, and where the data are from."""
    days: dict[str, list[str]] = defaultdict(list)
    for session in sorted(sessions, key=lambda one: (one.start_minute, one.end_minute, one.day)):
        days[_hours(session)].append(f"{session.day:%d/%m/%Y}")
    parts = [f"{_rhythm(plan, visit)}." for visit in visits]
    if not venue.hours_known:
        parts.append("Horaires du lieu à confirmer : le champ horaires est laissé vide.")
    if venue.hours_note:
        parts.append(f"À savoir : {one_line(venue.hours_note)}")
    parts += [f"Dates, de {hours} : {', '.join(listed)}." for hours, listed in days.items()]
    parts.append(format_territory(plan))
    return " ".join(part[0].upper() + part[1:] for part in parts)


def _hours(slot: Session | Visit) -> str:
    return f"{format_clock(slot.start_minute)} à {format_clock(slot.end_minute)}"


def _format_csv(places: Sequence[Place]) -> bytes:
    """Write places as the schema asks: UTF-8, commas, decimal points, every column."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    columns = mednum_columns()
    writer.writerow(columns)
    for place in places:
        writer.writerow([_cell(name, place.get(name, "")) for name in columns])
    return buffer.getvalue().encode()


def _cell(name: str, value: Any) -> str:  # noqa: ANN401 - text or a number
    text = str(value)
    return text if name in _VERBATIM else text_cell(text)
