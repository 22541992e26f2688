"""When venues are open on the days of the calendar, and whether a visit has any such day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from geodata.hours import Intervals, read_hours
from geodata.public_holidays import public_holidays
from geodata.weekdays import FRENCH_WEEKDAYS
from planner.check.facts import Facts
from planner.check.wording import say_clock
from planner.plan import Visit


def list_days(facts: Facts) -> tuple[date, ...]:
    """Every day of the plan's calendar."""
    calendar = facts.plan.settings.calendar
    return _days_from(calendar.start, calendar.num_weeks)


@lru_cache(maxsize=16)
def _days_from(start: date, num_weeks: int) -> tuple[date, ...]:
    return tuple(start + timedelta(days=day) for day in range(7 * num_weeks))


def check_ever_open(facts: Facts, visit: Visit) -> Iterator[str]:
    """Check that a visit has one day at least on which its venue is open at its hours.

    Single days on which it is closed are lost sessions, and told as such.
    """
    venue = facts.venues.get(visit.venue_id)
    if venue is None or not venue.opening_hours:
        return
    days = list_days(facts)
    try:
        hours = read_hours(venue.opening_hours, days[0], days[-1])
    except ValueError:
        return  # told where dates are checked
    if not any(is_open(hours, day, visit) for day in days if day.weekday() == visit.weekday):
        yield (
            f"{facts.visit_words(visit)} : lieu non ouvert le "
            f"{FRENCH_WEEKDAYS[visit.weekday]} de {say_clock(visit.start_minute)} à "
            f"{say_clock(visit.end_minute)}."
        )


def check_open_throughout(facts: Facts, visit: Visit) -> Iterator[str]:
    """Check that a venue is open at a visit's hours on every day of it, public holidays aside.

    New visits are held to it, so that residents find the same hours all along.
    """
    venue = facts.venues.get(visit.venue_id)
    if venue is None or not venue.opening_hours:
        return
    days = list_days(facts)
    alsace_moselle = facts.plan.settings.calendar.alsace_moselle
    holidays = public_holidays(days[0], days[-1], alsace_moselle=alsace_moselle)
    hours = read_hours(venue.opening_hours, days[0], days[-1])
    for day in days:
        if (
            day.weekday() == visit.weekday
            and day not in holidays
            and not is_open(hours, day, visit)
        ):
            yield f"« {venue.name} » est fermé le {day:%d/%m/%Y} à ces heures."
            return


def is_open(hours: Intervals, day: date, visit: Visit) -> bool:
    """Whether a venue is open throughout the hours of a visit on a day."""
    return any(
        opens <= visit.start_minute and visit.end_minute <= closes
        for opens, closes in hours.get(day, ())
    )
