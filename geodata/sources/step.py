"""What a step of a fetch is: whom it asks, what it makes, and the record it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.files import fingerprint
from geodata.sources.ages import CommuneFigures
from geodata.sources.annuaire import ANNUAIRE_URL
from geodata.sources.geo_api import GEO_API_URL, GeoCommune
from geodata.sources.http import Answer, Http
from geodata.sources.manifest import OPEN_LICENCE, OPEN_LICENCE_URL, SourceRecord
from geodata.sources.mednum import MEDNUM_URL
from geodata.sources.osm import OVERPASS_URL
from geodata.sources.school_holidays import SCHOOL_HOLIDAYS_URL
from geodata.territory import Commune


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUrls:
    """Where the sources answer; mirrors and tests give their own."""

    geo_api: str = GEO_API_URL
    annuaire: str = ANNUAIRE_URL
    overpass: str = OVERPASS_URL
    mednum: str = MEDNUM_URL
    school_holidays: str = SCHOOL_HOLIDAYS_URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every step may use."""

    http: Http
    departement: str
    urls: SourceUrls
    ages_path: Path | None
    figures: dict[str, CommuneFigures]
    """Of the census file; empty without one."""
    roads_pbf: Path | None = None
    """OSM extract to take the roads from, instead of an Overpass server."""
    mednum_path: Path | None = None
    """List of places of digital mediation that the user has, instead of the national one."""
    france_services_path: Path | None = None
    """List of France services that the user has."""
    geo_communes: tuple[GeoCommune, ...] = ()
    communes: tuple[Commune, ...] = ()
    """Both are known to every step but the first."""

    @property
    def outline(self) -> BaseGeometry:
        """Land of the département, EPSG:4326."""
        return shapely.union_all([commune.geometry for commune in self.communes])


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a step makes."""

    files: dict[str, bytes]
    records: tuple[SourceRecord, ...]
    summary: str
    """One French line for the progress."""
    geo_communes: tuple[GeoCommune, ...] = field(default=(), repr=False)
    communes: tuple[Commune, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One source, or sources that make one file together."""

    id: str
    title: str
    """French, for the progress."""
    run: Callable[[Context], Product]
    request: Callable[[Context], str] | None = None
    """Digest of everything a costly step works on: while it and the files stay, so do they."""


def open_record(
    answer: Answer[Any],
    *,
    id: str,  # noqa: A002 - the record's field
    step: str,
    name: str,
    vintage: str,
    notes: list[str],
) -> SourceRecord:
    """Record of a source under the Licence Ouverte."""
    if answer.is_stale_copy:
        notes = [*notes, f"Copie du {answer_day(answer)}, non vérifiée depuis (hors ligne)."]
    return SourceRecord(
        id=id,
        step=step,
        name=name,
        url=answer.url,
        licence=OPEN_LICENCE,
        licence_url=OPEN_LICENCE_URL,
        vintage=vintage,
        retrieved=answer.retrieved,
        sha256=answer.sha256,
        notes=tuple(notes),
    )


def file_record(
    path: Path,
    *,
    id: str,  # noqa: A002 - the record's field
    step: str,
    name: str,
    licence: str,
    licence_url: str = "",
    notes: Sequence[str] = (),
) -> SourceRecord:
    """Record of a file that the user gave."""
    return SourceRecord(
        id=id,
        step=step,
        name=name,
        url=path.name,
        licence=licence,
        licence_url=licence_url,
        vintage=f"celui du fichier fourni ({path.name})",
        retrieved="",
        sha256=fingerprint(path),
        notes=tuple(notes),
    )


def answer_day(answer: Answer[Any]) -> str:
    """Day of the data, else of the answer, as French people write it."""
    return french_day(answer.last_modified or answer.retrieved[:10])


def french_day(day: str) -> str:
    """``JJ/MM/AAAA`` of a day in ISO form."""
    return date.fromisoformat(day).strftime("%d/%m/%Y")
