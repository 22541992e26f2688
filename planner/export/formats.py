"""Every format that a plan leaves in: the one table that commands, help and documents read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from planner.credits import SOURCES_FILE, format_sources
from planner.export.calendars import format_calendars
from planner.export.communes_csv import format_communes_csv
from planner.export.geojson import format_geojson
from planner.export.gpkg import GPKG_FILE, format_gpkg
from planner.export.gpx import format_gpx
from planner.export.ground import Ground
from planner.export.mednum import format_mednum
from planner.export.parquet import format_parquet
from planner.export.planning_csv import format_planning_csv
from planner.export.rdv_csv import format_rdv_csv
from planner.export.stress_csv import format_stress_csv
from planner.export.workbook import WORKBOOK_FILE, format_workbook
from planner.plan import Plan

Files = Mapping[str, bytes]
"""Relative path (with ``/``) -> content."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """What an export is made from."""

    plan: Plan
    ground: Ground | None = None
    """``None`` where a plan is exported without its territory folder."""
    updated: date | None = None
    """Day that published data are said to be of; by default the first day of the plan."""

    def need_ground(self) -> Ground:
        """Return the ground of a format that cannot do without.

        Raises
        ------
        ValueError
            There is none.
        """
        if self.ground is None:
            raise ValueError("this format needs the territory of the plan")
        return self.ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way in which a plan leaves the tool."""

    name: str
    """What ``--format`` takes."""
    files: str
    """The file or folder written, as reports name it."""
    words: str
    """French: what is in it, and for whom."""
    write: Callable[[Source], Files]
    needs_ground: bool = False
    """Needs outlines, roads or addresses, hence the territory folder."""
    with_plan: bool = True
    """``itinerance plan`` writes it too, beside the plan."""


def _csv_file(name: str, file: str, words: str, *, format_csv: Callable[[Plan], bytes]) -> Format:
    """One table of the plan alone."""
    return Format(
        name=name,
        files=file,
        words=words,
        write=lambda source: {file: format_csv(source.plan)},
    )


def _layers(name: str, words: str, *, format_layers: Callable[[Plan, Ground], Files]) -> Format:
    """A folder of layers that is written only when asked for."""
    return Format(
        name=name,
        files=f"{name}/",
        words=words,
        write=lambda source: format_layers(source.plan, source.need_ground()),
        needs_ground=True,
        with_plan=False,
    )


FORMATS: Final = (
    Format(
        name="xlsx",
        files=WORKBOOK_FILE,
        words="classeur du coordinateur : planning, permanences, communes, anomalies",
        write=lambda source: {WORKBOOK_FILE: format_workbook(source.plan, source.ground)},
    ),
    _csv_file(
        "csv", "planning.csv", "permanences datées, pour le tableur", format_csv=format_planning_csv
    ),
    _csv_file(
        "communes",
        "communes.csv",
        "chaque commune : ce qu'elle a, et pourquoi pas plus",
        format_csv=format_communes_csv,
    ),
    Format(
        name="stress",
        files="stress.csv",
        words="les lieux qui tiennent à l'estimation du besoin",
        write=lambda source: _stress_files(source.plan),
    ),
    Format(
        name="ics",
        files="calendriers/",
        words="agendas (.ics) : un par conseiller, un par lieu, et un pour tout",
        write=lambda source: format_calendars(source.plan),
    ),
    _csv_file(
        "rdv",
        "rdv-service-public.csv",
        "plages à saisir dans RDV Service Public",
        format_csv=format_rdv_csv,
    ),
    Format(
        name="mednum",
        files="permanences.csv, permanences.json",
        words="lieux au schéma national LA-MEDNUM, à publier",
        write=lambda source: format_mednum(
            source.plan, source.need_ground(), updated=source.updated
        ),
        needs_ground=True,
    ),
    Format(
        name="gpkg",
        files=GPKG_FILE,
        words="couches stylées pour QGIS (Lambert 93)",
        write=lambda source: {GPKG_FILE: format_gpkg(source.plan, source.need_ground())},
        needs_ground=True,
    ),
    Format(
        name="sources",
        files=SOURCES_FILE,
        words="sources et licences, à citer avec ce qui est transmis",
        write=lambda source: (
            {SOURCES_FILE: format_sources(source.plan)} if source.plan.sources else {}
        ),
    ),
    _layers("geojson", "les mêmes couches en GeoJSON (WGS 84)", format_layers=format_geojson),
    _layers("gpx", "chaque tournée, pour un GPS", format_layers=format_gpx),
    _layers(
        "parquet",
        "couches et permanences en (Geo)Parquet, pour l'analyse",
        format_layers=format_parquet,
    ),
)
"""In the order in which reports and help name them."""


def _stress_files(plan: Plan) -> Files:
    """Nothing for a plan made without redraws of need."""
    return {} if plan.stress is None else {"stress.csv": format_stress_csv(plan, plan.stress)}
