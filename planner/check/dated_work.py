"""Work on real dates: what days off, sessions and driving leave of weeks and cycles."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from geodata.places import base_place_id, venue_place_id
from planner.audit.ground import Ground
from planner.audit.records import DatedSession
from planner.check.facts import Facts, visits_on
from planner.check.wording import say_day, say_duration

AdviserDay = tuple[str, date]
Day = tuple[DatedSession, ...]
"""Sessions of an adviser in the order of the day."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Year:
    """Sessions of each adviser and day, proposed replacements included, and as foreseen."""

    ground: Ground
    held: Mapping[AdviserDay, Day]
    foreseen: Mapping[AdviserDay, Day]
    replacing: frozenset[AdviserDay]
    """Days with a replacement."""


def work_out_year(facts: Facts, ground: Ground, sessions: Sequence[DatedSession]) -> Year:
    """Put the sessions of each adviser and day together."""
    calendar = facts.plan.settings.calendar
    days = [calendar.start + timedelta(days=n) for n in range(7 * calendar.num_weeks)]
    foreseen = [
        DatedSession(
            day=day,
            adviser_id=visit.adviser_id,
            venue_id=visit.venue_id,
            start_minute=visit.start_minute,
            end_minute=visit.end_minute,
        )
        for day in days
        for visit in visits_on(facts.plan, day)
        if visit.weekday == day.weekday()
        and ground.week_of(day) % facts.cycle_weeks + 1 in visit.weeks
    ]
    return Year(
        ground=ground,
        held=group_by_day(sessions),
        foreseen=group_by_day(foreseen),
        replacing=frozenset(
            (lost.replacement.adviser_id, lost.replacement.day)
            for lost in facts.plan.lost_sessions
            if lost.replacement is not None
        ),
    )


def check_hours(facts: Facts, year: Year) -> Iterator[str]:
    """Check that replacements leave weeks and cycles within the contract.

    A public holiday or an absence counts as worked: in a week as a day's part of the contract, in
    a cycle as what was foreseen for the day.
    """
    for adviser_id, week in sorted(
        {(who, year.ground.week_of(day)) for who, day in year.replacing}
    ):
        if half_days_left(facts, year, adviser_id, week) < 0:
            yield (
                f"{facts.adviser_words(adviser_id)}, semaine du "
                f"{say_day(monday_of(facts, week))} : trop peu de demi-journées de travail "
                "administratif, remplacements compris."
            )
        left_s = week_left_s(facts, year, adviser_id, week)
        if left_s < 0:
            yield (
                f"{facts.adviser_words(adviser_id)}, semaine du "
                f"{say_day(monday_of(facts, week))} : {say_duration(-left_s)} de travail "
                "au-delà du contrat, "
                "remplacements compris."
            )
    cycles = {(who, year.ground.week_of(day) // facts.cycle_weeks) for who, day in year.replacing}
    for adviser_id, cycle in sorted(cycles):
        left_s = cycle_left_s(facts, year, adviser_id, cycle)
        if left_s < 0:
            yield (
                f"{facts.adviser_words(adviser_id)}, cycle du "
                f"{say_day(monday_of(facts, cycle * facts.cycle_weeks))} : "
                f"{say_duration(-left_s)} de travail "
                "au-delà du contrat, remplacements et travail administratif compris."
            )


def half_days_left(facts: Facts, year: Year, adviser_id: str, week: int) -> int:
    """Half-days that a week leaves beside sessions and the office that replacements must leave."""
    settings, adviser = facts.plan.settings, facts.advisers[adviser_id]
    days = [monday_of(facts, week) + timedelta(days=n) for n in range(7)]
    held = {(day, one.half) for day in days for one in year.held.get((adviser_id, day), ())}
    kept = settings.work.back_office_half_days_per_week
    kept = max(0, kept - settings.calendar.replacement_office_half_days)
    return 2 * len(adviser.working_days) - kept - len(held)


def week_left_s(facts: Facts, year: Year, adviser_id: str, week: int) -> int:
    """Seconds of the contract that a week leaves beside sessions, driving and days off."""
    adviser = facts.advisers[adviser_id]
    days = [monday_of(facts, week) + timedelta(days=n) for n in range(7)]
    days_off = sum(is_day_off(facts, year, adviser_id, day) for day in days)
    day_s = 60 * adviser.weekly_minutes // len(adviser.working_days)
    worked_s = sum(work_s(facts, year.held.get((adviser_id, day), ())) for day in days)
    return 60 * adviser.weekly_minutes - days_off * day_s - worked_s


def cycle_left_s(facts: Facts, year: Year, adviser_id: str, cycle: int) -> int:
    """Seconds of the contract that a cycle leaves beside all that and the back office."""
    settings, adviser = facts.plan.settings, facts.advisers[adviser_id]
    first = cycle * facts.cycle_weeks
    num_weeks = min(facts.cycle_weeks, settings.calendar.num_weeks - first)
    days = [monday_of(facts, first) + timedelta(days=n) for n in range(7 * num_weeks)]
    office = settings.work.back_office_half_days_per_week
    office_s = 60 * office * settings.work.back_office_half_day_minutes
    foreseen_s = {day: work_s(facts, year.foreseen.get((adviser_id, day), ())) for day in days}
    contract_s = max(num_weeks * (60 * adviser.weekly_minutes - office_s), sum(foreseen_s.values()))
    off_s = sum(foreseen_s[day] for day in days if is_day_off(facts, year, adviser_id, day))
    worked_s = sum(work_s(facts, year.held.get((adviser_id, day), ())) for day in days)
    return contract_s - off_s - worked_s


def work_s(facts: Facts, stops: Day) -> int:
    """Seconds of sessions and driving of a day."""
    return sum(time_s for time_s, _ in drives_of(facts, stops)) + sum(
        60 * (stop.end_minute - stop.start_minute) for stop in stops
    )


def drives_of(facts: Facts, stops: Day) -> tuple[tuple[int, int], ...]:
    """Seconds and metres of each leg of a day; none of a day without a session."""
    if not stops:
        return ()
    base = base_place_id(stops[0].adviser_id)
    places = [base, *(venue_place_id(stop.venue_id) for stop in stops), base]
    return tuple(facts.drive(here, there) for here, there in pairwise(places))


def group_by_day(sessions: Iterable[DatedSession]) -> dict[AdviserDay, Day]:
    """Put the sessions of each adviser and day together."""
    days: defaultdict[AdviserDay, list[DatedSession]] = defaultdict(list)
    for session in sessions:
        days[session.adviser_id, session.day].append(session)
    return {
        key: tuple(sorted(own, key=lambda one: (one.start_minute, one.venue_id)))
        for key, own in days.items()
    }


def is_day_off(facts: Facts, year: Year, adviser_id: str, day: date) -> bool:
    """Whether a working day is a public holiday, or the adviser is absent or not in post."""
    adviser = facts.advisers[adviser_id]
    if day.weekday() not in adviser.working_days:
        return False
    return (
        day in year.ground.holidays
        or (adviser.valid_from is not None and day < adviser.valid_from)
        or (adviser.valid_to is not None and day > adviser.valid_to)
        or any(
            absence.adviser_id == adviser_id and absence.first_day <= day <= absence.last_day
            for absence in facts.territory.absences
        )
    )


def monday_of(facts: Facts, week: int) -> date:
    """First day of a week of the calendar."""
    return facts.plan.settings.calendar.start + timedelta(weeks=week)
