"""Sessions that were dropped: for none of them may a date be possible after all.

Each is tried by itself on every half-day near its own, at the earliest hours that the room allows,
beside everything that the plan holds.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from geodata.territory import Adviser
from planner.audit.day_rules import find_day_faults
from planner.audit.day_tours import build_day_tours
from planner.audit.ground import Drives
from planner.audit.obstacles import find_obstacles
from planner.audit.records import DatedSession
from planner.check.dated_work import (
    Year,
    cycle_left_s,
    half_days_left,
    is_day_off,
    monday_of,
    week_left_s,
    work_s,
)
from planner.check.facts import Facts, visits_on
from planner.check.wording import HALF_WORDS, say_clock, say_day
from planner.plan import LostSession, Visit
from planner.settings import minute_of_day

WEEKEND = (5, 6)


def check_dropped(facts: Facts, year: Year) -> Iterator[str]:
    """Check that no dropped session could be held on another date."""
    dropped = [
        lost
        for lost in facts.plan.lost_sessions
        if lost.replacement is None and lost.reason != "school_holidays"
    ]
    # The two halves of a full day move together: a half-day by itself proves nothing of them.
    halves = Counter((lost.venue_id, lost.day, lost.adviser_id) for lost in dropped)
    for lost in dropped:
        if halves[lost.venue_id, lost.day, lost.adviser_id] > 1:
            continue
        possible = next(_list_possible(facts, year, lost), None)
        if possible is not None:
            yield (
                f"Permanence perdue du {say_day(lost.day)} ({HALF_WORDS[lost.half]}) à "
                f"{facts.venue_words(lost.venue_id)} : supprimée, alors qu'elle peut être tenue "
                f"le {say_day(possible.day)} à {say_clock(possible.start_minute)} par "
                f"{facts.adviser_words(possible.adviser_id)}."
            )


def _list_possible(facts: Facts, year: Year, lost: LostSession) -> Iterator[DatedSession]:
    visit = _visit_of(facts, lost)
    if visit is None:
        return
    for day in _days(facts, lost):
        if facts.plan.settings.calendar.hold_sessions_in_school_holidays or not any(
            holiday.first_day <= day <= holiday.last_day
            for holiday in facts.territory.school_holidays
        ):
            for adviser in _advisers(facts, lost):
                yield from _list_on_day(facts, year, visit, adviser, day)


def _list_on_day(
    facts: Facts, year: Year, visit: Visit, adviser: Adviser, day: date
) -> Iterator[DatedSession]:
    """Yield the sessions that an adviser could add to a day."""
    week = year.ground.week_of(day)
    is_away = day.weekday() not in adviser.working_days or is_day_off(facts, year, adviser.id, day)
    is_full = half_days_left(facts, year, adviser.id, week) < 1
    if is_away or is_full or _is_visited(year, visit, day):
        return
    held = year.held.get((adviser.id, day), ())
    for half in ("am", "pm"):
        session = _session(facts, year, visit, (adviser.id, day, half))
        if session is None or any(one.half == half for one in held):
            continue
        (tour,) = build_day_tours([*held, session], Drives(travel=facts.travel))
        if any(find_obstacles(session, year.ground)) or any(find_day_faults(tour, year.ground)):
            continue
        added_s = tour.session_s + tour.drive_s - work_s(facts, held)
        left_s = min(
            week_left_s(facts, year, adviser.id, week),
            cycle_left_s(facts, year, adviser.id, week // facts.cycle_weeks),
        )
        if added_s <= left_s:
            yield session


def _session(
    facts: Facts, year: Year, visit: Visit, slot: tuple[str, date, str]
) -> DatedSession | None:
    """The session at the earliest hours of a half-day; ``None`` when the room is not open."""
    adviser_id, day, half = slot
    rules = facts.plan.settings.sessions
    first, last = (
        (rules.morning_start, rules.morning_end)
        if half == "am"
        else (rules.afternoon_start, rules.afternoon_end)
    )
    venue = facts.venues[visit.venue_id]
    if venue.opening_hours:
        open_hours = year.ground.open_on(venue.id, day)
    elif day.weekday() in WEEKEND:
        return None
    else:
        open_hours = ((0, 24 * 60),)
    inside = [
        (max(opens, minute_of_day(first)), min(closes, minute_of_day(last)))
        for opens, closes in open_hours
    ]
    longest = visit.end_minute - visit.start_minute
    length = min(longest, max((end - start for start, end in inside), default=0))
    if length <= 0 or length < min(longest, rules.min_minutes):
        return None
    start = next(start for start, end in inside if end - start >= length)
    return DatedSession(
        day=day,
        adviser_id=adviser_id,
        venue_id=visit.venue_id,
        start_minute=start,
        end_minute=start + length,
    )


def _visit_of(facts: Facts, lost: LostSession) -> Visit | None:
    """The visit that foresees a lost session."""
    week = (lost.day - facts.plan.settings.calendar.start).days // 7 % facts.cycle_weeks + 1
    for visit in visits_on(facts.plan, lost.day):
        if (visit.venue_id, visit.adviser_id, visit.half, visit.weekday) == (
            lost.venue_id,
            lost.adviser_id,
            lost.half,
            lost.day.weekday(),
        ) and week in visit.weeks:
            return visit
    return None


def _days(facts: Facts, lost: LostSession) -> list[date]:
    """Days near enough to a lost session, from the day on which a replacement was sought."""
    calendar = facts.plan.settings.calendar
    week = (lost.day - calendar.start).days // 7
    weeks = range(
        max(0, week - calendar.replacement_weeks),
        min(calendar.num_weeks, week + calendar.replacement_weeks + 1),
    )
    days = [monday_of(facts, one) + timedelta(days=n) for one in weeks for n in range(7)]
    first = facts.plan.replacements_from
    return [day for day in days if first is None or day >= first]


def _advisers(facts: Facts, lost: LostSession) -> list[Adviser]:
    others = facts.plan.settings.calendar.replacement_by_other_adviser
    return [one for one in facts.territory.advisers if others or one.id == lost.adviser_id]


def _is_visited(year: Year, visit: Visit, day: date) -> bool:
    return any(
        one.venue_id == visit.venue_id
        for adviser_id in year.ground.advisers
        for one in year.held.get((adviser_id, day), ())
    )
