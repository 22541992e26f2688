"""A plan drawn as a page: the roads, areas and results that it shows are gathered here."""

from geodata.territory import Territory
from maps.areas import COARSE, FINE, find_unreached_areas
from maps.language import FRENCH, Language
from maps.overview import is_overview
from maps.render import render_map
from planner.figures.tour_lines import TourLines, find_lines, find_tour_lines
from planner.frontier.record import FrontierRecord
from planner.plan import Plan
from planner.settings.travel import access_leg


def draw_page(
    plan: Plan,
    territory: Territory,
    *,
    tour_lines: TourLines | None = None,
    frontier: FrontierRecord | None = None,
    language: Language = FRENCH,
) -> str:
    """Draw a plan as one HTML page that needs nothing else.

    Parameters
    ----------
    tour_lines
        Roads of every leg of every tour of the cycle, where
        :func:`planner.figures.tour_lines.find_tour_lines` has found them already; those of tours
        of single dates are found here.
    frontier
        Coverage by number of advisers, where it has been computed.
    """
    return render_map(
        plan,
        communes=territory.communes,
        offer=territory.existing_offer,
        tour_lines=find_tour_lines(plan, territory) if tour_lines is None else tour_lines,
        dated_tour_lines=find_lines(plan.dated_tours, territory, settings=plan.settings),
        areas=find_unreached_areas(
            plan,
            territory,
            access=access_leg(plan.settings),
            detail=COARSE if is_overview(len(plan.communes)) else FINE,
        ),
        frontier=frontier,
        language=language,
    )
