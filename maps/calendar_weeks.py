"""Weeks of the calendar: which sessions and tours of the plan's cycle really take place in each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from maps.figures import date_words, join_in_words
from maps.language import FRENCH, Language
from planner.dates.tours import AdviserDay, TourFinder
from planner.plan import DatedTour, Plan, Tour

MOST_DATES: Final = 6
"""Of a list of dates that is told in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWeek:
    """A week of the calendar."""

    monday: date
    cycle_week: int
    """From 1."""
    is_changed: bool
    """Whether it has sessions or tours that the cycle does not have, or lacks some."""


def week_of_calendar(plan: Plan, day: date) -> int:
    """Week of the plan's calendar that a day is in, from 0."""
    return (day - plan.settings.calendar.start).days // 7


def list_calendar_weeks(plan: Plan) -> tuple[CalendarWeek, ...]:
    """List the weeks that the plan dates."""
    calendar = plan.settings.calendar
    changed = {week_of_calendar(plan, lost.day) for lost in plan.lost_sessions}
    changed |= {week_of_calendar(plan, tour.day) for tour in plan.dated_tours}
    return tuple(
        CalendarWeek(
            monday=calendar.start + timedelta(weeks=week),
            cycle_week=week % plan.settings.cycle.num_weeks + 1,
            is_changed=week in changed,
        )
        for week in range(calendar.num_weeks)
    )


def find_driven_tours(plan: Plan) -> dict[AdviserDay, Tour | DatedTour]:
    """The tour that is really driven by each adviser on each day with a session."""
    finder = TourFinder(plan)
    days = sorted({(session.day, session.adviser_id) for session in plan.sessions})
    found = {(day, adviser_id): finder.on(adviser_id, day) for day, adviser_id in days}
    return {key: tour for key, tour in found.items() if tour is not None}


def lacks_tours(plan: Plan) -> bool:
    """Whether on some day other sessions are held than those of the tour that the plan has for it.

    So it is in plans made before tours of single dates were kept.
    """
    held: defaultdict[AdviserDay, list[str]] = defaultdict(list)
    for session in plan.sessions:
        held[session.day, session.adviser_id].append(session.venue_id)
    driven = find_driven_tours(plan)
    return any(
        key not in driven or set(driven[key].venue_ids) != set(venues)
        for key, venues in held.items()
    )


def dates_words(days: Sequence[date], *, language: Language = FRENCH) -> str:
    """List dates: « mardi 5 janvier 2027 et mardi 19 janvier 2027 »."""
    words = [date_words(day, language=language) for day in days]
    if len(words) <= MOST_DATES:
        return join_in_words(words, language=language)
    others = len(words) - MOST_DATES
    more = language.say_count(others, "{number} autre date", "{number} autres dates", number=others)
    return join_in_words([*words[:MOST_DATES], more], language=language)
