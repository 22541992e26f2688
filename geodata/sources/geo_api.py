"""Communes of a département from the API Découpage administratif (geo.api.gouv.fr).

One request gives every commune with its outline, mairie, population and EPCI; a second one gives
the names of communes merged into others. The API knows neither cantons nor ages.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape

from geodata.errors import Fault, InputError, SourceError
from geodata.sources.http import Answer, Http, fetch, parse_json

GEO_API_URL: Final = "https://geo.api.gouv.fr"
GEO_API_NAME: Final = "API Découpage administratif (Etalab, INSEE, IGN, DGCL, La Poste)"
GEO_API_VINTAGE: Final = "code officiel géographique et populations légales en vigueur au {day}"
NO_EPCI: Final = ("sans-epci", "Sans EPCI")
"""Code and name of the EPCI of the few islands that belong to none."""
_SOURCE: Final = "l'API Découpage administratif"
_FIELDS: Final = (
    "code",
    "nom",
    "codesPostaux",
    "codeEpci",
    "epci",
    "population",
    "mairie",
    "contour",
    "anciensCodes",
)
_DEPARTEMENT: Final = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6]")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoCommune:
    """A commune as the API gives it; coordinates in EPSG:4326."""

    code: str
    name: str
    population: int
    epci_code: str
    epci_name: str
    postcode: str
    """The first of its postcodes; empty when it has none."""
    outline: Polygon | MultiPolygon = field(repr=False)
    is_repaired: bool
    """The API's outline crossed itself and was put right."""
    mairie: tuple[float, float] | None
    """Longitude and latitude."""
    old_codes: tuple[str, ...]
    """Codes of communes merged into this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCommune:
    """A commune that became part of another."""

    old_code: str
    old_name: str
    """Empty when nobody gives it."""
    code: str
    """The commune of today."""


def check_departement(code: str) -> str:
    """Give the code of a département in its official form.

    Raises
    ------
    InputError
        It is none.
    """
    official = code.strip().upper()
    official = f"0{official}" if re.fullmatch(r"[1-9]", official) else official
    if not _DEPARTEMENT.fullmatch(official) or official == "20":
        raise InputError(
            (
                Fault(
                    file="département",
                    message=f"« {code} » n'est pas un code de département",
                    remedy="Donnez un code comme 17, 2A ou 974.",
                ),
            )
        )
    return official


def fetch_communes(
    http: Http, departement: str, *, base_url: str = GEO_API_URL
) -> Answer[tuple[GeoCommune, ...]]:
    """Get every commune of a département in one request.

    Raises
    ------
    SourceError
        The API fails, or its answer lacks what is needed.
    """
    return fetch(
        http,
        f"{base_url}/departements/{departement}/communes",
        params={"fields": ",".join(_FIELDS), "format": "json"},
        source=_SOURCE,
        read=read_geo_communes,
    )


def fetch_old_communes(
    http: Http, departement: str, *, base_url: str = GEO_API_URL
) -> Answer[tuple[OldCommune, ...]]:
    """Get the associated and delegated communes of a département, which bear the old names.

    Raises
    ------
    SourceError
        The API fails, or its answer lacks what is needed.
    """
    return fetch(
        http,
        f"{base_url}/communes_associees_deleguees",
        params={"codeDepartement": departement, "fields": "code,nom,chefLieu", "format": "json"},
        source=f"{_SOURCE}, communes associées et déléguées",
        read=read_old_communes,
    )


def read_geo_communes(payload: bytes) -> tuple[GeoCommune, ...]:
    """Read the API's communes, by code.

    Raises
    ------
    SourceError
        Not such an answer; every field missing or misshapen is named.
    """
    records = _records(payload)
    wrong: dict[str, list[str]] = {}
    communes = []
    for position, record in enumerate(records):
        values: dict[str, Any] = {}
        for name, convert in _CONVERTERS.items():
            try:
                values[name] = convert(record)
            except (KeyError, TypeError, ValueError, IndexError, AttributeError):
                label = str(record.get("code") or f"n° {position + 1}")
                wrong.setdefault(name, []).append(label)
        if values.keys() == _CONVERTERS.keys():
            communes.append(_commune(values))
    if wrong:
        raise SourceError(
            "champs absents ou de forme inattendue : "
            + " ; ".join(f"« {name} » ({_some(labels)})" for name, labels in wrong.items())
        )
    if not communes:
        raise SourceError("la réponse ne contient aucune commune")
    codes = [commune.code for commune in communes]
    if len(set(codes)) != len(codes):
        raise SourceError("la réponse contient deux fois la même commune")
    return tuple(sorted(communes, key=lambda commune: commune.code))


def read_old_communes(payload: bytes) -> tuple[OldCommune, ...]:
    """Read associated and delegated communes, by old code; none is a good answer.

    Raises
    ------
    SourceError
        Not such an answer.
    """
    try:
        old = [
            OldCommune(
                old_code=_text(record["code"]),
                old_name=_text(record["nom"]),
                code=_text(record["chefLieu"]),
            )
            for record in _records(payload)
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(f"champ absent ou de forme inattendue : {error}") from error
    return tuple(sorted(old, key=lambda one: (one.old_code, one.code)))


def join_old_communes(
    communes: tuple[GeoCommune, ...], named: tuple[OldCommune, ...]
) -> tuple[OldCommune, ...]:
    """Every old commune of today's communes, with its name where one is given; by old code."""
    today = {commune.code for commune in communes}
    known = {(one.old_code, one.code): one for one in named if one.code in today}
    for commune in communes:
        for old_code in commune.old_codes:
            bare = OldCommune(old_code=old_code, old_name="", code=commune.code)
            known.setdefault((old_code, commune.code), bare)
    return tuple(known[key] for key in sorted(known))


def _records(payload: bytes) -> list[dict[str, Any]]:
    records = parse_json(payload)
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise SourceError("la réponse n'est pas une liste de communes")
    return records


def _commune(values: Mapping[str, Any]) -> GeoCommune:
    outline, is_repaired = values["contour"]
    epci_code, epci_name = values["epci"]
    return GeoCommune(
        code=values["code"],
        name=values["nom"],
        population=values["population"],
        epci_code=epci_code,
        epci_name=epci_name,
        postcode=values["codesPostaux"],
        outline=outline,
        is_repaired=is_repaired,
        mairie=values["mairie"],
        old_codes=values["anciensCodes"],
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"no text: {value!r}")
    return value.strip()


def _population(record: Mapping[str, Any]) -> int:
    value = record["population"]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"no population: {value!r}")
    return value


def _epci(record: Mapping[str, Any]) -> tuple[str, str]:
    if not record.get("codeEpci") and not record.get("epci"):
        return NO_EPCI
    return _text(record.get("codeEpci") or record["epci"]["code"]), _text(record["epci"]["nom"])


def _outline(record: Mapping[str, Any]) -> tuple[Polygon | MultiPolygon, bool]:
    outline = shape(record["contour"])
    is_valid = outline.is_valid
    if not is_valid:
        outline = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    if not isinstance(outline, Polygon | MultiPolygon) or outline.is_empty:
        raise TypeError(f"no polygon: {outline.geom_type}")
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
        raise ValueError("outline not in degrees")
    return outline, not is_valid


def _mairie(record: Mapping[str, Any]) -> tuple[float, float] | None:
    if not record.get("mairie"):
        return None
    lon, lat = record["mairie"]["coordinates"][:2]
    return float(lon), float(lat)


_CONVERTERS: Final[dict[str, Callable[[Mapping[str, Any]], Any]]] = {
    "code": lambda record: _text(record["code"]),
    "nom": lambda record: _text(record["nom"]),
    "population": _population,
    "epci": _epci,
    "codesPostaux": lambda record: next(map(_text, record.get("codesPostaux") or ()), ""),
    "contour": _outline,
    "mairie": _mairie,
    "anciensCodes": lambda record: tuple(map(_text, record.get("anciensCodes") or ())),
}
"""Field of the answer to how it is read."""


def _some(labels: list[str]) -> str:
    more = len(labels) - _SHOWN
    return ", ".join(labels[:_SHOWN]) + (f" et {more} autres" if more > 0 else "")
