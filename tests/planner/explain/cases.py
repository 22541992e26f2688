"""The five villages with one thing changed, planned and explained."""

from collections.abc import Callable
from dataclasses import replace

from geodata.territory import AreaRule, Exclusion
from planner.plan import Plan
from planner.planning import explain_prepared
from planner.preparation import Prepared
from tests.planner.test_demand_points import TWO_CELLS, with_cells
from tests.planner.test_villages_planned import plan_of, prepared_of, with_venue
from tests.planner.test_villages_short import with_short_sessions
from tests.planner.test_villages_two_advisers import with_corme_together
from tests.planner.villages import Villages, travel_on_the_road

ALL_WEEK = "Mo-Fr 09:00-12:00,14:00-17:00"
VARIANTS: dict[str, Callable[[Villages], Villages]] = {
    "as they are": lambda v: v,
    "one closed": lambda v: with_venue(v, "mairie-b", opening_hours="We 09:00-12:00"),
    "one open too briefly": lambda v: with_venue(v, "mairie-b", opening_hours="Tu 09:00-10:00"),
    "one forbidden": lambda v: with_venue(v, "mairie-a", rule="forbidden"),
    "short drives": lambda v: with_drives(v, minutes=19),
    "one excluded": lambda v: with_exclusions(v, "camille"),
    "an area with a quota": lambda v: with_tables(
        v, area_rules=(AreaRule(area="200000001", max_sessions=8),)
    ),
    "an area with a least number": lambda v: with_tables(
        v, area_rules=(AreaRule(area="9902", min_sessions=4),)
    ),
    "an area with a least coverage": lambda v: with_tables(
        v, area_rules=(AreaRule(area="99005", min_coverage=0.8),)
    ),
    "one of full days": lambda v: with_venue(v, "mairie-b", is_full_day=True),
    "short sessions and no offer": lambda v: with_tables(with_short_sessions(v), existing_offer=()),
    "two advisers at one and no offer": lambda v: with_tables(
        with_corme_together(v), existing_offer=()
    ),
    "several sessions a week might come": lambda v: with_venue(
        with_tables(with_hours(v, camille=700, dominique=700), existing_offer=()),
        "mairie-c",
        min_sessions=8,
        max_sessions=8,
        opening_hours=ALL_WEEK,
    ),
    "several sessions a week are held": lambda v: with_venue(
        with_tables(with_hours(v, camille=1200, dominique=1200), existing_offer=()),
        "mairie-a",
        min_sessions=8,
        max_sessions=8,
    ),
    "a whole day might come": lambda v: with_venue(
        with_tables(with_hours(v, camille=700, dominique=700), existing_offer=()),
        "mairie-b",
        is_full_day=True,
    ),
    "a whole day is held": lambda v: with_venue(
        with_hours(v, camille=1200, dominique=1200), "mairie-a", is_full_day=True
    ),
    "a whole day is held in some weeks": lambda v: with_venue(
        with_hours(v, camille=1200, dominique=1200),
        "mairie-c",
        is_full_day=True,
        opening_hours=ALL_WEEK,
    ),
    "two advisers come more often": lambda v: with_venue(
        with_hours(v, camille=1200, dominique=1200),
        "mairie-c",
        num_advisers=2,
        opening_hours=ALL_WEEK,
    ),
    "two advisers give up weeks": lambda v: with_venue(
        with_hours(v, camille=700, dominique=700),
        "mairie-c",
        num_advisers=2,
        opening_hours=ALL_WEEK,
    ),
    "two advisers work more": lambda v: with_venue(
        with_tables(with_hours(v, camille=700, dominique=700), existing_offer=()),
        "mairie-d",
        num_advisers=2,
        opening_hours=ALL_WEEK,
    ),
    "short sessions, one joins": lambda v: with_short_ones(v, "abc", minutes=460),
    "short sessions, one of two goes": lambda v: with_short_ones(v, "abc", minutes=600),
    "short sessions, two come more often": lambda v: with_short_ones(v, "ab", minutes=460),
    "a contract too short": lambda v: with_short_contract(v),  # noqa: PLW0108 - is below
    "one with a least number": lambda v: with_venue(v, "mairie-c", min_sessions=2),
    "two cells a village": lambda v: with_cells(v, TWO_CELLS),
    "two cells and short drives": lambda v: with_drives(with_cells(v, TWO_CELLS), minutes=19),
    "two cells and no offer": lambda v: replace(
        v := with_cells(v, TWO_CELLS), territory=replace(v.territory, existing_offer=())
    ),
    "no offer": lambda v: replace(v, territory=replace(v.territory, existing_offer=())),
}


def with_tables(villages: Villages, **tables: object) -> Villages:
    return replace(villages, territory=replace(villages.territory, **tables))


def with_short_ones(villages: Villages, letters: str, *, minutes: int) -> Villages:
    """Short sessions at some town halls, all open all week; contracts of so many minutes."""
    venues = tuple(
        replace(venue, is_short=venue.id[-1] in letters, opening_hours=ALL_WEEK)
        for venue in villages.territory.venues
    )
    short = with_tables(villages, venues=venues, existing_offer=())
    return with_hours(short, camille=minutes, dominique=minutes)


def with_hours(villages: Villages, **weekly_minutes: int) -> Villages:
    """Advisers with other contracts."""
    advisers = tuple(
        replace(a, weekly_minutes=weekly_minutes.get(a.id, a.weekly_minutes))
        for a in villages.territory.advisers
    )
    return with_tables(villages, advisers=advisers)


def without_offer(villages: Villages) -> Villages:
    territory = replace(villages.territory, existing_offer=())
    return replace(villages, territory=territory, travel=travel_on_the_road(territory))


def with_short_contract(villages: Villages) -> Villages:
    """Dominique has 3 h 30 a cycle left, Dolus takes 3 h and 40 minutes of driving."""
    camille, dominique = villages.territory.advisers
    tired = replace(dominique, weekly_minutes=360 + 53)
    near = replace(camille, max_drive_s_per_day=1800)
    territory = replace(without_offer(villages).territory, advisers=(near, tired))
    return replace(villages, territory=territory, travel=travel_on_the_road(territory))


def with_exclusions(villages: Villages, *adviser_ids: str) -> Villages:
    """These advisers do not go to Brissac."""
    return with_tables(
        villages,
        exclusions=tuple(
            Exclusion(adviser_id=adviser_id, venue_id="mairie-b") for adviser_id in adviser_ids
        ),
    )


def with_drives(villages: Villages, *, minutes: int) -> Villages:
    advisers = tuple(
        replace(a, max_drive_s_per_day=60 * minutes) for a in villages.territory.advisers
    )
    return replace(villages, territory=replace(villages.territory, advisers=advisers))


def explained_plan(villages: Villages) -> tuple[Prepared, Plan]:
    """Plan and explain."""
    prepared = prepared_of(villages)
    return prepared, explain_prepared(prepared, plan_of(villages))
