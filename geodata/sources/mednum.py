"""Places where people are helped with digital tasks today, from the two national lists.

« Lieux de médiation numérique » (LA-MEDNUM schema 1.0.x, CSV or JSON; ANCT and hubs, Licence
Ouverte 2.0) and the list of France services (CSV; ANCT, Licence Ouverte 2.0). Reading only; a
place that stands in both is made one by :mod:`geodata.sources.offer_duplicates`.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from opening_hours import OpeningHours

from geodata.errors import Fault, SourceError, TerritoryError
from geodata.hours import hours_fault
from geodata.tables import read_table
from geodata.territory import Commune
from geodata.weekdays import FRENCH_WEEKDAYS, OSM_WEEKDAYS

MEDNUM_URL: Final = "https://www.data.gouv.fr/api/1/datasets/r/398edc71-0d51-4cb6-9cbe-2540a4db573c"
"""National CSV of the places of digital mediation on data.gouv.fr."""

_MEDNUM_COLUMNS: Final = ("id", "nom", "latitude", "longitude")
_FRANCE_SERVICES_COLUMNS: Final = ("id_fs", "lib_fs", "insee_com", "latitude", "longitude")
_VALUES: Final = re.compile(r"[|;]")
"""Lists inside a cell: ``|`` in version 1, ``;`` before."""
_SPAN: Final = re.compile(r"(\d{1,2})[:h](\d{2})\s*-\s*(\d{1,2})[:h](\d{2})")
_BUS: Final = re.compile(r"^\s*(?:bus|camion|van)\b", re.IGNORECASE)
_KIND_BY_TYPOLOGY: Final = {"MUNI": "mairie", "BIB": "mediatheque", "ASSO": "association"}
_KIND_BY_NAME: Final = (
    ("france_services", re.compile(r"\bfrance[ -]services?\b", re.IGNORECASE)),
    ("mediatheque", re.compile(r"m[ée]diath[èe]que|biblioth[èe]que", re.IGNORECASE)),
    ("mairie", re.compile(r"^\s*(?:mairie|commune de)\b", re.IGNORECASE)),
    ("association", re.compile(r"\bassoc|centre social|\bcsc\b|foyer|ligue", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPlace:
    """A place as a national list describes it."""

    id: str
    """The list's id, after ``fs-`` or ``mednum-``."""
    name: str
    kind: str
    """One of :data:`geodata.territory.VENUE_KINDS`."""
    commune_code: str
    address: str
    lon: float
    lat: float
    opening_hours: str
    """OSM syntax; empty when the list gives none that can be read."""
    is_official: bool
    """From the list that is kept for this very kind of place."""
    num_filled: int
    """Cells that say something: how rich the record is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferList:
    """What one file says, and what of it was left out."""

    places: tuple[ListedPlace, ...]
    itinerant: tuple[str, ...] = ()
    """Names of buses and other places that move: no fixed offer."""
    not_located: tuple[str, ...] = ()
    """Names of places without coordinates."""
    num_elsewhere: int = 0
    """Places outside the communes."""
    unreadable_hours: tuple[str, ...] = ()
    """Names of places whose hours are no OSM syntax; they are kept without hours."""

    def sentences(self) -> tuple[str, ...]:
        """What was left out, in French; nothing when nothing was."""
        return tuple(
            f"{len(names)} {words} : {', '.join(names)}."
            for names, words in (
                (self.itinerant, "lieu(x) itinérant(s) non compté(s) dans l’offre fixe"),
                (self.not_located, "lieu(x) sans coordonnées, laissé(s) de côté"),
                (self.unreadable_hours, "lieu(x) aux horaires illisibles, gardé(s) sans horaires"),
            )
            if names
        )


def check_mednum(content: bytes) -> bytes:
    """Refuse bytes that are not a list in the LA-MEDNUM schema; they are given back as they are.

    Raises
    ------
    SourceError
        It is a web page or something else.
    """
    head = content[:4096].decode("utf-8-sig", errors="replace").lstrip()
    if head.startswith("<") or not all(name in head for name in _MEDNUM_COLUMNS):
        raise SourceError("la réponse n'est pas une liste de lieux de médiation numérique")
    return content


def read_mednum(path: Path, communes: Sequence[Commune]) -> OfferList:
    """Read a list in the LA-MEDNUM schema; ``.json`` is JSON, anything else CSV.

    Parameters
    ----------
    path
        The file; the national one will do, places elsewhere are counted and left out.
    communes
        Those of the territory. A place belongs to the commune of its code, or where that is
        blank or old, to the one around it.

    Raises
    ------
    TerritoryError
        The file is not readable or lacks columns.
    """
    rows = list(_json_rows(path) if path.suffix.lower() == ".json" else _csv_rows(path))
    _check_columns(rows, _MEDNUM_COLUMNS, file=path.name)
    return _offer_list((_mednum_place(row) for row in rows), communes)


def read_france_services(path: Path, communes: Sequence[Commune]) -> OfferList:
    """Read the national CSV of France services; as :func:`read_mednum`.

    Raises
    ------
    TerritoryError
        The file is not readable or lacks columns.
    """
    rows = list(_csv_rows(path))
    _check_columns(rows, _FRANCE_SERVICES_COLUMNS, file=path.name)
    return _offer_list((_france_services_place(row) for row in rows), communes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A place before its commune is known."""

    place: ListedPlace
    is_itinerant: bool
    has_bad_hours: bool


def _mednum_place(row: Mapping[str, str]) -> _Draft:
    name = row["nom"].strip()
    # Version 1 labels the place; the earlier « labels_nationaux » was that of the whole network
    # behind it, and would make a France services of every village hall it visits.
    labels = {
        value.strip().lower().replace("-", " ")
        for value in _VALUES.split(row.get("dispositif_programmes_nationaux", ""))
    }
    itinerance = {value.strip().lower() for value in _VALUES.split(row.get("itinerance", ""))}
    hours = row.get("horaires", "").strip()
    is_bad = bool(hours) and hours_fault(hours) is not None
    typologies = [value.strip() for value in _VALUES.split(row.get("typologie", ""))]
    return _Draft(
        place=ListedPlace(
            id=f"mednum-{_id_text(row['id'])}",
            name=name,
            kind=_kind(name, typologies, is_france_services="france services" in labels),
            commune_code=row.get("code_insee", "").strip()
            or row.get("code_insee_spatial", "").strip(),
            address=row.get("adresse", "").strip(),
            lon=_degrees(row["longitude"]),
            lat=_degrees(row["latitude"]),
            opening_hours="" if is_bad else hours,
            is_official=False,
            num_filled=_num_filled(row),
        ),
        # A place that is both has a fixed part, which counts.
        is_itinerant=bool(_BUS.match(name))
        or ("itinérant" in itinerance and "fixe" not in itinerance),
        has_bad_hours=is_bad,
    )


def _france_services_place(row: Mapping[str, str]) -> _Draft:
    name = row["lib_fs"].strip()
    hours, is_bad = _france_services_hours(row)
    shape = row.get("format_fs", "").lower()
    return _Draft(
        place=ListedPlace(
            id=f"fs-{_id_text(row['id_fs'])}",
            name=name,
            kind="france_services",
            commune_code=row["insee_com"].strip(),
            address=row.get("adresse", "").strip(),
            lon=_degrees(row["longitude"]),
            lat=_degrees(row["latitude"]),
            opening_hours=hours,
            is_official=True,
            num_filled=_num_filled(row),
        ),
        is_itinerant=shape.startswith(("bus", "itin")) or bool(_BUS.match(name)),
        has_bad_hours=is_bad,
    )


def _france_services_hours(row: Mapping[str, str]) -> tuple[str, bool]:
    """Week in OSM syntax, and whether it could not be read.

    The form sets « 00:00 - 00:00 » for a span that is none, and repeats or overlaps others: the
    library unites them.
    """
    rules = []
    for french, osm in zip(FRENCH_WEEKDAYS, OSM_WEEKDAYS, strict=True):
        text = row.get(f"h_{french}", "").strip()
        spans = [f"{int(a):02d}:{b}-{int(c):02d}:{d}" for a, b, c, d in _SPAN.findall(text)]
        if _SPAN.sub("", text).strip(" /"):
            return "", True
        open_spans = [span for span in spans if span != "00:00-00:00"]
        if open_spans:
            rules.append(f"{osm} {','.join(open_spans)}")
    hours = "; ".join(rules)
    if not hours:
        return "", False
    if hours_fault(hours) is not None:
        return "", True
    return str(OpeningHours(hours).normalize()), False


def _offer_list(drafts: Iterable[_Draft], communes: Sequence[Commune]) -> OfferList:
    known = {commune.code for commune in communes}
    outlines = shapely.STRtree([commune.geometry for commune in communes])
    places, itinerant, lost, bad_hours, num_elsewhere = [], [], [], [], 0
    for draft in drafts:
        place = draft.place
        is_located = math.isfinite(place.lon) and math.isfinite(place.lat)
        code = place.commune_code
        if code not in known and is_located:
            around = outlines.query(shapely.Point(place.lon, place.lat), predicate="within")
            code = communes[int(np.min(around))].code if len(around) else ""
        if code not in known:
            num_elsewhere += 1
        elif draft.is_itinerant:
            itinerant.append(place.name)
        elif not is_located:
            lost.append(place.name)
        else:
            places.append(replace(place, commune_code=code))
            bad_hours += [place.name] * draft.has_bad_hours
    return OfferList(
        places=tuple(sorted(places, key=lambda place: place.id)),
        itinerant=tuple(itinerant),
        not_located=tuple(lost),
        num_elsewhere=num_elsewhere,
        unreadable_hours=tuple(bad_hours),
    )


def _kind(name: str, typologies: Sequence[str], *, is_france_services: bool) -> str:
    if is_france_services:
        return "france_services"
    by_typology = (_KIND_BY_TYPOLOGY[code] for code in typologies if code in _KIND_BY_TYPOLOGY)
    by_name = (kind for kind, words in _KIND_BY_NAME if words.search(name))
    return next(by_typology, None) or next(by_name, "autre")


def _id_text(text: str) -> str:
    """An id that may stand in the territory folder's tables."""
    return re.sub(r"[/\\\s]+", "_", text.strip())


def _num_filled(row: Mapping[str, str]) -> int:
    return sum(bool(value.strip()) for value in row.values())


def _degrees(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan  # as without coordinates


def _csv_rows(path: Path) -> Iterator[dict[str, str]]:
    for row in read_table(path).to_dict("records"):
        yield {str(name): str(value) for name, value in row.items()}


def _json_rows(path: Path) -> Iterator[dict[str, str]]:
    """Objects of a JSON list as rows of a table: lists are joined, other values made text."""
    try:
        objects = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _refusal(path.name, f"le fichier n'est pas du JSON lisible ({error})") from error
    if not isinstance(objects, list) or not all(isinstance(item, dict) for item in objects):
        raise _refusal(path.name, "le fichier n'est pas une liste de lieux")
    for item in objects:
        yield {str(name): _text(value) for name, value in item.items()}


def _text(value: Any) -> str:  # noqa: ANN401 - JSON is anything
    if value is None:
        return ""
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def _check_columns(rows: Sequence[Mapping[str, str]], names: Sequence[str], *, file: str) -> None:
    present = set().union(*rows) if rows else set()
    missing = [name for name in names if name not in present]
    if missing:
        raise TerritoryError(
            tuple(
                Fault(
                    file=file,
                    column=name,
                    message="la colonne est absente",
                    remedy="Donnez le fichier tel qu'il est publié sur data.gouv.fr.",
                )
                for name in missing
            )
        )


def _refusal(file: str, message: str) -> TerritoryError:
    remedy = "Téléchargez-le à nouveau depuis data.gouv.fr."
    return TerritoryError((Fault(file=file, message=message, remedy=remedy),))
