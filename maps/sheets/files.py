"""Which sheets a plan gives, and the files they are."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal, get_args

from maps.geometry import simplify_outlines
from maps.sheets.areas import AreaKind, list_areas, make_area_sheet
from maps.sheets.days import list_weeks
from maps.sheets.names import name_files
from maps.sheets.posters import make_poster
from maps.sheets.press import Press
from maps.sheets.routes import make_route

Sheets = Literal["posters", "areas", "routes"]
SHEETS: Final[tuple[Sheets, ...]] = get_args(Sheets)
POSTERS_FOLDER: Final = "affiches"
AREAS_FOLDER: Final = "territoires"
ROUTES_FOLDER: Final = "feuilles-de-route"


def make_sheets(press: Press, kinds: Sequence[Sheets]) -> Iterator[tuple[str, bytes]]:
    """Make the sheets one by one: (relative path with ``/``, PDF).

    The same plan, outlines and settings give the same bytes.
    """
    if "posters" in kinds:
        yield from _posters(press)
    if "areas" in kinds:
        yield from _areas(press)
    if "routes" in kinds:
        yield from _routes(press)


def _posters(press: Press) -> Iterator[tuple[str, bytes]]:
    venues = press.plan.venues
    names = name_files("affiche", ((venue.id, venue.commune_name) for venue in venues))
    for venue in venues:
        yield f"{POSTERS_FOLDER}/{names[venue.id]}.pdf", make_poster(press, venue)


def _areas(press: Press) -> Iterator[tuple[str, bytes]]:
    codes = [commune.code for commune in press.communes]
    simple = simplify_outlines([commune.geometry for commune in press.communes])
    outlines = dict(zip(codes, simple.to_numpy(), strict=True))
    kinds: tuple[AreaKind, ...] = ("epci", "canton")
    for kind in kinds:
        areas = list_areas(press.plan, kind)
        names = name_files(kind, ((area.access.code, area.access.name) for area in areas))
        for area in areas:
            path = f"{AREAS_FOLDER}/{names[area.access.code]}.pdf"
            yield path, make_area_sheet(press, area, outlines=outlines)


def _routes(press: Press) -> Iterator[tuple[str, bytes]]:
    advisers = press.plan.advisers
    names = name_files("conseiller", ((adviser.id, adviser.name) for adviser in advisers))
    for adviser in advisers:
        weeks = list_weeks(press.plan, adviser.id, measure_leg=press.measure_leg)
        for week in weeks:
            if press.since is not None and week.days[-1].day < press.since:
                continue
            year, number, _ = week.monday.isocalendar()
            name = f"{year}-s{number:02}.pdf"
            yield f"{ROUTES_FOLDER}/{names[adviser.id]}/{name}", make_route(press, adviser, week)
