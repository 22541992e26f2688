"""Replacements beside every assignment of every date, judged by the checker."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from geodata.territory import Absence, Closure
from planner.dates.calendar import DatedSessions, list_occurrences
from planner.dates.tours import build_dated_tours
from planner.plan import Half, LostSession, PlannedSlot, Replacement, Session
from planner.redating.candidates import (
    BEFORE,
    DAY_APART,
    OTHER_ADVISER,
    OTHER_HALF,
    OTHER_WEEKDAY,
    WEEK_APART,
)
from tests.planner.redating.years import HOURS, Year, as_plan, date_faults, date_year, make_year
from tests.planner.villages import START, Villages

HALVES: tuple[Half, ...] = ("am", "pm")
CASES = (0, 1, 3, 4, 6, 9)


def random_year(villages: Villages, seed: int) -> Year:
    """A year in which some sessions are lost, and in which days are short of room."""
    draw = random.Random(seed)  # noqa: S311 - cases for a test, nothing secret
    year = make_year(villages, num_weeks=2)
    days = [START + timedelta(days=n) for n in range(14)]
    absences = tuple(
        Absence(adviser_id=adviser_id, first_day=day, last_day=day + timedelta(days=1))
        for adviser_id in ("camille", "dominique")
        for day in draw.sample(days, 3)
    )
    closures = tuple(
        Closure(venue_id=venue_id, first_day=day, last_day=day)
        for venue_id in ("mairie-b", "mairie-c", "mairie-d")
        for day in draw.sample(days, 2)
    )
    working_days = {"camille": (1, 3), "dominique": (0, 3)}
    advisers = tuple(
        replace(
            one,
            working_days=draw.choice([working_days[one.id], (0, 1, 3)]),
            weekly_minutes=draw.choice([650, 700, 900]),
        )
        for one in year.territory.advisers
    )
    return year.with_territory(advisers=advisers, absences=absences, closures=closures)


def disruption(lost: LostSession, new: Replacement) -> int:
    """What a replacement changes, counted anew."""
    weeks = abs(new.day.isocalendar().week - lost.day.isocalendar().week)
    return (
        OTHER_ADVISER * (new.adviser_id != lost.adviser_id)
        + OTHER_WEEKDAY * (new.day.weekday() != lost.day.weekday())
        + OTHER_HALF * (new.half != lost.half)
        + WEEK_APART * weeks
        + DAY_APART * abs((new.day - lost.day).days)
        + BEFORE * (new.day < lost.day)
    )


def dated_with(
    year: Year, dated: DatedSessions, new: dict[LostSession, Replacement | None]
) -> DatedSessions:
    """The same year with other replacements."""
    regular = [one for one in dated.sessions if one.replaces is None]
    moved = [
        Session(
            day=one.day,
            adviser_id=one.adviser_id,
            venue_id=lost.venue_id,
            half=one.half,
            start_minute=one.start_minute,
            end_minute=one.end_minute,
            replaces=PlannedSlot(day=lost.day, adviser_id=lost.adviser_id, half=lost.half),
        )
        for lost, one in new.items()
        if one is not None
    ]
    lost_sessions = tuple(
        lost.model_copy(
            update={
                "replacement": one,
                "is_replaced": one is not None,
                "no_replacement": "" if one else "aucune",
            }
        )
        for lost, one in new.items()
    )
    foreseen = list_occurrences(year.visits, settings=year.settings.calendar, cycle_weeks=2)
    sessions = (*regular, *moved)
    return DatedSessions(
        sessions=sessions,
        lost=lost_sessions,
        tours=build_dated_tours(sessions, foreseen, year.villages.travel),
    )


def faults(year: Year, dated: DatedSessions) -> list[str]:
    """What is wrong with a year, but for sessions that could have been replaced as well."""
    found = date_faults(as_plan(year, dated), year)
    return [one for one in found if "alors qu'elle peut être tenue" not in one]


def possible_dates(year: Year, dated: DatedSessions, lost: LostSession) -> list[Replacement | None]:
    """Every date that a session could have by itself, and none."""
    found: list[Replacement | None] = [None]
    nothing: dict[LostSession, Replacement | None] = dict.fromkeys(dated.lost)
    for adviser in year.territory.advisers:
        for day, half in product([START + timedelta(days=n) for n in range(14)], HALVES):
            if day.weekday() not in adviser.working_days:
                continue
            start, end = HOURS[half]
            if (lost.venue_id, half) == ("mairie-d", "pm"):
                start, end = 810, 990  # hours unknown: from the beginning of the afternoon
            new = Replacement(
                day=day, adviser_id=adviser.id, half=half, start_minute=start, end_minute=end
            )
            if not faults(year, dated_with(year, dated, nothing | {lost: new})):
                found.append(new)
    return found


@pytest.mark.parametrize("seed", CASES)
def test_no_assignment_replaces_more_or_as_many_with_less_change(
    villages: Villages, seed: int
) -> None:
    year = random_year(villages, seed)
    dated = date_year(year)
    choices = [possible_dates(year, dated, lost) for lost in dated.lost]
    ranked = sorted(
        product(*choices),
        key=lambda chosen: (chosen.count(None), _cost(dated, chosen)),
    )
    best = next(
        chosen
        for chosen in ranked
        if not faults(year, dated_with(year, dated, dict(zip(dated.lost, chosen, strict=True))))
    )
    found = [lost.replacement for lost in dated.lost]
    assert (found.count(None), _cost(dated, found)) == (best.count(None), _cost(dated, best))
    assert dated.is_proven


@pytest.mark.parametrize("seed", CASES)
def test_the_checker_accepts_every_year(villages: Villages, seed: int) -> None:
    year = random_year(villages, seed)
    assert date_faults(as_plan(year, date_year(year)), year) == []


def _cost(dated: DatedSessions, chosen: Sequence[Replacement | None]) -> int:
    return sum(disruption(lost, new) for lost, new in zip(dated.lost, chosen, strict=True) if new)
