"""Which sheets a plan gives, and the files they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, Literal, get_args

from maps.geometry import simplify_outlines
from maps.language import Language, mark
from maps.sheets.areas import Area, AreaKind, list_areas, make_area_sheet
from maps.sheets.days import list_weeks
from maps.sheets.names import name_files
from maps.sheets.posters import make_poster
from maps.sheets.press import Press
from maps.sheets.routes import make_route
from planner.wording import one_line

Sheets = Literal["posters", "areas", "routes"]
SHEETS: Final[tuple[Sheets, ...]] = get_args(Sheets)
POSTERS_FOLDER: Final = mark("affiches")
AREAS_FOLDER: Final = mark("territoires")
ROUTES_FOLDER: Final = mark("feuilles-de-route")
"""Folders have names in the language of the sheets, so that no language overwrites another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet that can be made."""

    kind: Sheets
    path: str
    """Relative, with ``/``."""
    title: str
    """French: the venue, the area, the adviser and the week."""
    make: Callable[[], bytes]
    """Make it, as PDF; the same plan, outlines and settings give the same bytes."""


def list_sheets(press: Press, kinds: Sequence[Sheets] = SHEETS) -> Iterator[Sheet]:
    """List the sheets of a plan without making any."""
    if "posters" in kinds:
        yield from _posters(press)
    if "areas" in kinds:
        yield from _areas(press)
    if "routes" in kinds:
        yield from _routes(press)


def make_sheets(press: Press, kinds: Sequence[Sheets]) -> Iterator[tuple[str, bytes]]:
    """Make the sheets one by one: (relative path with ``/``, PDF)."""
    return ((sheet.path, sheet.make()) for sheet in list_sheets(press, kinds))


def folder_names(language: Language) -> dict[Sheets, str]:
    """Name the folder of each kind of sheets."""
    return {
        "posters": language.say(POSTERS_FOLDER),
        "areas": language.say(AREAS_FOLDER),
        "routes": language.say(ROUTES_FOLDER),
    }


def _posters(press: Press) -> Iterator[Sheet]:
    venues, say = press.plan.venues, press.language.say
    names = name_files(say("affiche"), ((venue.id, venue.commune_name) for venue in venues))
    for venue in venues:
        yield Sheet(
            kind="posters",
            path=f"{say(POSTERS_FOLDER)}/{names[venue.id]}.pdf",
            title=one_line(venue.name),
            make=partial(make_poster, press, venue),
        )


def _areas(press: Press) -> Iterator[Sheet]:
    @cache
    def outlines() -> dict[str, Any]:
        codes = [commune.code for commune in press.communes]
        simple = simplify_outlines([commune.geometry for commune in press.communes])
        return dict(zip(codes, simple.to_numpy(), strict=True))

    def make(area: Area) -> bytes:
        return make_area_sheet(press, area, outlines=outlines())

    kinds: tuple[AreaKind, ...] = ("epci", "canton")
    for kind in kinds:
        areas = list_areas(press.plan, kind)
        names = name_files(kind, ((area.access.code, area.access.name) for area in areas))
        for area in areas:
            yield Sheet(
                kind="areas",
                path=f"{press.language.say(AREAS_FOLDER)}/{names[area.access.code]}.pdf",
                title=one_line(area.access.name),
                make=partial(make, area),
            )


def _routes(press: Press) -> Iterator[Sheet]:
    advisers, say = press.plan.advisers, press.language.say
    names = name_files(say("conseiller"), ((adviser.id, adviser.name) for adviser in advisers))
    for adviser in advisers:
        weeks = list_weeks(press.plan, adviser.id, measure_leg=press.measure_leg)
        for week in weeks:
            if press.since is not None and week.days[-1].day < press.since:
                continue
            year, number, _ = week.monday.isocalendar()
            name = say("{year}-s{number}", year=year, number=f"{number:02}")
            yield Sheet(
                kind="routes",
                path=f"{say(ROUTES_FOLDER)}/{names[adviser.id]}/{name}.pdf",
                title=say(
                    "{adviser}, semaine {number} de {year}",
                    adviser=one_line(adviser.name),
                    number=number,
                    year=year,
                ),
                make=partial(make_route, press, adviser, week),
            )
