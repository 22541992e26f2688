"""What leaves a stored plan: its own files, exports, sheets for paper, and all of it in one ZIP."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from geodata.errors import Fault, SettingsError
from geodata.places import base_place_id, venue_place_id
from geodata.territory import Territory
from geodata.travel import TravelTimes
from maps.language import FRENCH, Language
from maps.sheets import SHEETS, MeasureLeg, Press, Sheets, make_sheets
from planner.app import reports
from planner.export import FORMATS, Format, Ground, export_files, make_ground
from planner.figures.tour_lines import find_tour_lines
from planner.plan import Leg, Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.preparation import CACHE_FOLDER, find_travel, read_inputs
from planner.progress import Progress
from planner.settings import Settings
from planner.settings.file import SETTINGS_FILE
from planner.settings.travel import access_leg

MAX_LINK_LENGTH: Final = 200
SHEETS_FOLDER: Final = "a-imprimer"
"""Folder of the sheets in the ZIP of everything."""
SHEET_WORDS: Final[Mapping[Sheets, str]] = {
    "posters": "une par lieu de permanence",
    "areas": "une par intercommunalité et par canton",
    "routes": "une par conseiller et par semaine",
}
"""French: how many there are of each kind of sheet."""
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The same plan gives the same bytes, whenever it is packed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Published:
    """A stored plan and the territory that it is published with."""

    plan: Plan
    territory: Territory
    settings: Settings
    """Of the territory as it is today."""
    home: Path
    """The territory folder."""


def open_published(path: Path, *, home: Path | None = None) -> Published:
    """Read a stored plan (``plan.json`` or its folder) and its territory as it is today.

    Raises
    ------
    InputError
        One of the two cannot be read, or they do not belong together.
    """
    path = path / PLAN_FILE if path.is_dir() else path
    plan = read_plan(path)
    home = home or reports.territory_of(path)
    territory, settings = read_inputs(home)
    reports.check_same_territory(plan, territory, path)
    return Published(plan=plan, territory=territory, settings=settings, home=home)


def lay_ground(published: Published) -> Ground:
    """Gather what formats need of the territory: outlines, roads, addresses."""
    return make_ground(
        published.plan,
        published.territory,
        tour_lines=find_tour_lines(published.plan, published.territory),
        access=access_leg(published.plan.settings),
        publication=published.settings.publication,
    )


def warn_of_changes(published: Published) -> list[str]:
    """Say in French which tables are no longer those of the plan."""
    changed = reports.list_changed_files(published.plan, published.territory)
    if not changed:
        return []
    return [
        (
            f"{', '.join(changed)} a changé depuis ce planning ; contours, routes et adresses "
            "sont ceux d'aujourd'hui"
        )
    ]


def open_press(
    published: Published,
    *,
    progress: Progress,
    since: date | None = None,
    language: Language = FRENCH,
) -> Press:
    """Make ready to print; booking link and telephone are those of the settings of today.

    Raises
    ------
    SettingsError
        The booking link is too long for a QR code that can be read from a wall.
    """
    settings, territory = published.settings, published.territory
    _check_link(settings.publication.booking_url)
    return Press(
        plan=published.plan,
        communes=territory.communes,
        venues=territory.venues,
        offer=territory.existing_offer,
        documents=settings.documents,
        publication=settings.publication,
        measure_leg=measure_lazily(
            territory,
            published.plan.settings,
            folder=published.home / CACHE_FOLDER,
            progress=progress,
        ),
        language=language,
        since=since,
    )


def write_format(published: Published, one: Format, *, updated: date | None = None) -> bytes:
    """Write a plan in one format: its file, or its files packed as ZIP.

    Raises
    ------
    ValueError
        The format has nothing to say of this plan.
    """
    ground = lay_ground(published) if one.needs_ground else None
    files = export_files(published.plan, ground, formats=(one,), updated=updated)
    if not files:
        raise ValueError(f"{one.name}: nothing to write")
    if len(files) == 1 and "/" not in next(iter(files)):
        return next(iter(files.values()))
    return write_zip(files)


def write_everything(published: Published, *, progress: Progress) -> dict[str, bytes]:
    """Write every format and every sheet of a plan: relative path (with ``/``) -> content."""
    progress("Fichiers")
    files = export_files(published.plan, lay_ground(published), formats=FORMATS)
    for name, content in make_sheets(open_press(published, progress=progress), SHEETS):
        progress(f"Impression : {name}")
        files[f"{SHEETS_FOLDER}/{name}"] = content
    return files


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """Pack files as a ZIP; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure_lazily(
    territory: Territory, settings: Settings, *, folder: Path, progress: Progress
) -> MeasureLeg:
    """Give a function that measures drives, and computes travel times at its first call."""

    @cache
    def times() -> TravelTimes:
        return find_travel(territory, settings, cache=folder, progress=progress)

    def measure(adviser_id: str, origin: str | None, end: str | None) -> Leg:
        start, finish = times().positions(
            [base_place_id(adviser_id) if v is None else venue_place_id(v) for v in (origin, end)]
        )
        return Leg(
            from_venue_id=origin,
            to_venue_id=end,
            drive_s=int(times().time_s[start, finish]),
            distance_m=int(times().length_m[start, finish]),
        )

    return measure


def _check_link(url: str) -> None:
    """Refuse a link so long that its QR code could not be read from a wall."""
    if len(url) > MAX_LINK_LENGTH:
        fault = Fault(
            file=SETTINGS_FILE,
            column="publication.booking_url",
            message=f"cette adresse a {len(url)} caractères : son code QR serait illisible",
            remedy=f"donnez une adresse de {MAX_LINK_LENGTH} caractères au plus",
        )
        raise SettingsError((fault,))
