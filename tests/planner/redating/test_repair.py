"""Repair: what happened moves what it must, and nothing else."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from geodata.errors import PlanFileError
from geodata.territory import Absence, Closure
from planner.plan import Plan
from planner.plan.file import format_plan, read_plan
from planner.redating.repair import repair_plan
from tests.planner.redating.years import (
    Year,
    as_plan,
    date_faults,
    date_year,
    dates_of,
    make_year,
)
from tests.planner.villages import START, Villages

ILL_FROM = START + timedelta(days=15)
"""A Tuesday of week 3, when Camille is at Brissac and at Corme."""


@pytest.fixture(scope="module")
def year(villages: Villages) -> Year:
    return make_year(villages, num_weeks=8)


@pytest.fixture(scope="module")
def plan(year: Year) -> Plan:
    return as_plan(year, date_year(year))


@pytest.fixture(scope="module")
def ill(year: Year) -> Year:
    return year.with_territory(absences=(_absence("camille", num_days=3),))


@pytest.fixture(scope="module")
def repaired(plan: Plan, ill: Year) -> Plan:
    return repair(plan, ill, not_before=ILL_FROM)


def repair(plan: Plan, year: Year, *, not_before: date | None = None) -> Plan:
    return repair_plan(plan, year.territory, travel=year.villages.travel, not_before=not_before)


def _absence(adviser_id: str, *, num_days: int) -> Absence:
    last_day = ILL_FROM + timedelta(days=num_days - 1)
    return Absence(adviser_id=adviser_id, first_day=ILL_FROM, last_day=last_day, reason="maladie")


def test_only_the_sessions_of_the_days_off_are_moved(plan: Plan, repaired: Plan) -> None:
    gone = set(dates_of(plan)) - set(dates_of(repaired))
    assert gone == {
        (ILL_FROM, "camille", "mairie-b", "am"),
        (ILL_FROM, "camille", "mairie-c", "pm"),
    }
    assert len(repaired.sessions) == len(plan.sessions)


def test_no_session_moves_further_than_the_weeks_allowed(plan: Plan, repaired: Plan) -> None:
    came = set(dates_of(repaired)) - set(dates_of(plan))
    assert all(ILL_FROM <= day < START + timedelta(weeks=5) for day, *_ in came)


def test_the_checker_accepts_the_repaired_year(repaired: Plan, ill: Year) -> None:
    assert date_faults(repaired, ill) == []


def test_repaired_again_nothing_moves(repaired: Plan, ill: Year) -> None:
    assert repair(repaired, ill, not_before=ILL_FROM) == repaired


def test_nothing_happened_nothing_moves(plan: Plan, year: Year) -> None:
    again = repair(plan, year)
    assert (again.sessions, again.lost_sessions) == (plan.sessions, plan.lost_sessions)


def test_a_second_event_leaves_the_first_repair_alone(repaired: Plan, ill: Year) -> None:
    day = START + timedelta(days=43)
    closed = ill.with_territory(
        closures=(Closure(venue_id="mairie-b", first_day=day, last_day=day, reason="travaux"),)
    )
    twice = repair(repaired, closed, not_before=day)
    assert set(dates_of(repaired)) - set(dates_of(twice)) == {(day, "camille", "mairie-b", "am")}
    assert date_faults(twice, closed) == []


def test_a_replacement_that_becomes_impossible_moves_on(repaired: Plan, ill: Year) -> None:
    moved = next(one for one in repaired.sessions if one.replaces and one.venue_id == "mairie-c")
    closed = ill.with_territory(
        closures=(Closure(venue_id="mairie-c", first_day=moved.day, last_day=moved.day),)
    )
    again = repair(repaired, closed, not_before=ILL_FROM)
    [other] = [one for one in again.sessions if one.replaces == moved.replaces]
    assert other.day != moved.day
    assert date_faults(again, closed) == []


def test_who_is_back_earlier_keeps_what_was_arranged(repaired: Plan, year: Year) -> None:
    recovered = repair(repaired, year, not_before=ILL_FROM)
    assert dates_of(recovered) == dates_of(repaired)
    assert {lost.reason for lost in recovered.lost_sessions if lost.day == ILL_FROM} == {"moved"}
    assert date_faults(recovered, year) == []


def test_a_dropped_session_is_held_again_when_nothing_stands_against_it(
    plan: Plan, year: Year
) -> None:
    strict = year.with_calendar(replacement_weeks=0, replacement_by_other_adviser=False)
    gone = strict.with_territory(absences=(_absence("camille", num_days=5),))
    base = plan.model_copy(update={"settings": strict.settings})
    without = repair(base, gone, not_before=ILL_FROM)
    assert [lost.replacement for lost in without.lost_sessions if lost.day == ILL_FROM] == [
        None,
        None,
    ]
    assert dates_of(repair(without, strict)) == dates_of(plan)


def test_nothing_is_planned_before_the_day_of_the_repair(plan: Plan, year: Year) -> None:
    late = ILL_FROM + timedelta(days=10)
    ill = year.with_territory(absences=(_absence("camille", num_days=3),))
    came = set(dates_of(repair(plan, ill, not_before=late))) - set(dates_of(plan))
    assert came
    assert all(day >= late for day, *_ in came)


def test_the_figures_of_the_cycle_stay(plan: Plan, repaired: Plan) -> None:
    same = {"visits", "tours", "loads", "communes", "whole", "objectives", "reach"}
    assert all(getattr(plan, name) == getattr(repaired, name) for name in same)


def test_the_plan_says_what_became_of_its_sessions(repaired: Plan) -> None:
    [said] = [one for one in repaired.assumptions if one.startswith("La couverture est celle")]
    assert said.endswith(f"{len(repaired.lost_sessions)} remplacées à une autre date.")


def test_a_repaired_plan_is_read_as_it_was_written(repaired: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(format_plan(repaired), encoding="utf-8")
    assert read_plan(path) == repaired


def test_a_replacement_by_nobody_known_is_no_plan(repaired: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    lost = repaired.lost_sessions[0]
    stranger = lost.replacement.model_copy(update={"adviser_id": "personne"})
    damaged = (lost.model_copy(update={"replacement": stranger}), *repaired.lost_sessions[1:])
    plan = repaired.model_copy(update={"lost_sessions": damaged})
    path.write_text(format_plan(plan), encoding="utf-8")
    with pytest.raises(PlanFileError, match=r"conseiller inconnu : « personne »"):
        read_plan(path)
