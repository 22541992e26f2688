"""The checker on damaged replacements: each wrong one is refused with its reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from geodata.territory import Absence
from planner.dates.calendar import list_occurrences
from planner.dates.tours import build_dated_tours
from planner.plan import Plan
from tests.planner.redating.years import Year, as_plan, date_faults, date_year, make_year
from tests.planner.villages import START, Villages

TUESDAY = START + timedelta(days=1)


@pytest.fixture(scope="module")
def year(villages: Villages) -> Year:
    """Camille, who has Wednesdays off, is away on the first Tuesday; Corme comes a week later."""
    absence = Absence(adviser_id="camille", first_day=TUESDAY, last_day=TUESDAY)
    year = make_year(villages, num_weeks=3)
    camille, dominique = year.territory.advisers
    return year.with_territory(
        absences=(absence,), advisers=(replace(camille, working_days=(0, 1, 3, 4)), dominique)
    )


@pytest.fixture(scope="module")
def plan(year: Year) -> Plan:
    return as_plan(year, date_year(year))


def move(plan: Plan, year: Year, venue_id: str = "mairie-c", **changes: object) -> Plan:
    """Change the replacement of a venue wherever the plan tells it."""
    lost = tuple(
        one.model_copy(
            update={"replacement": one.replacement.model_copy(update=changes)}
            if one.venue_id == venue_id and one.replacement
            else {}
        )
        for one in plan.lost_sessions
    )
    sessions = tuple(
        one.model_copy(update=changes) if one.replaces and one.venue_id == venue_id else one
        for one in plan.sessions
    )
    return _with(plan, year, sessions=sessions, lost_sessions=lost)


def drop(plan: Plan, year: Year) -> Plan:
    """Say that Corme is dropped."""
    lost = tuple(
        one.model_copy(
            update={"replacement": None, "is_replaced": False, "no_replacement": "trop loin"}
        )
        if one.venue_id == "mairie-c"
        else one
        for one in plan.lost_sessions
    )
    sessions = tuple(
        one for one in plan.sessions if not (one.replaces and one.venue_id == "mairie-c")
    )
    return _with(plan, year, sessions=sessions, lost_sessions=lost)


def _with(plan: Plan, year: Year, **changes: object) -> Plan:
    changed = plan.model_copy(update=changes)
    foreseen = list_occurrences(year.visits, settings=year.settings.calendar, cycle_weeks=2)
    tours = build_dated_tours(changed.sessions, foreseen, year.villages.travel)
    return changed.model_copy(update={"dated_tours": tours})


def test_the_plan_is_right(plan: Plan, year: Year) -> None:
    assert date_faults(plan, year) == []


DAMAGES: dict[str, tuple[Callable[[Plan, Year], Plan], str]] = {
    "beyond the weeks allowed": (
        lambda plan, year: move(plan, year, day=TUESDAY + timedelta(days=21)),
        "remplacement trop loin",
    ),
    "on the day of the absence": (
        lambda plan, year: move(plan, year, day=TUESDAY),
        "conseiller absent",
    ),
    "when the town hall is closed": (
        lambda plan, year: move(plan, year, day=TUESDAY + timedelta(days=8)),
        "lieu non ouvert",
    ),
    "on a day off work": (
        lambda plan, year: move(plan, year, "mairie-b", day=TUESDAY + timedelta(days=1)),
        "n'est pas travaillé",
    ),
    "at the time of another session": (
        lambda plan, year: move(
            plan,
            year,
            "mairie-b",
            day=TUESDAY + timedelta(days=7),
            half="pm",
            start_minute=840,
            end_minute=1020,
        ),
        "deux permanences à la fois",
    ),
    "on a day with a session of the venue": (
        lambda plan, year: move(plan, year, day=TUESDAY + timedelta(days=14)),
        "un remplacement et une autre permanence",
    ),
    "dropped though it could be held": (drop, "supprimée, alors qu'elle peut être tenue"),
    "replaced twice": (
        lambda plan, year: _with(
            plan,
            year,
            sessions=(*plan.sessions, *(one for one in plan.sessions if one.replaces)),
        ),
        "doit contenir son remplacement une fois, et une seule",
    ),
    "replaced and not lost": (
        lambda plan, year: _with(
            plan,
            year,
            lost_sessions=tuple(one for one in plan.lost_sessions if one.venue_id != "mairie-c"),
        ),
        "celle-ci n'est pas perdue",
    ),
    "the tour of the day as the cycle foresees it": (
        lambda plan, _: plan.model_copy(update={"dated_tours": plan.dated_tours[1:]}),
        "Tournées datées",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_wrong_replacement_is_refused(name: str, plan: Plan, year: Year) -> None:
    damage, says = DAMAGES[name]
    found = date_faults(damage(plan, year), year)
    assert any(says in sentence for sentence in found), found


def test_another_adviser_is_refused_where_the_setting_excludes_it(plan: Plan, year: Year) -> None:
    alone = year.with_calendar(replacement_by_other_adviser=False)
    other = move(plan, year, adviser_id="dominique").model_copy(update={"settings": alone.settings})
    assert any("autre conseiller" in sentence for sentence in date_faults(other, alone))


def test_more_hours_than_the_week_has_are_refused(plan: Plan, year: Year) -> None:
    # The week of Corme's replacement holds two sessions and their drives: 380 minutes.
    tight = year.with_territory(
        advisers=tuple(replace(one, weekly_minutes=379) for one in year.territory.advisers)
    )
    assert any("au-delà du contrat" in sentence for sentence in date_faults(plan, tight))
