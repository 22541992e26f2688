"""Short sessions that keep their hours, whatever comes to share their half-day or leaves it.

Other sessions begin when their venue opens; a short one may be the second of its half-day. Where it
must not move, its venue is taken to be open at its hours and at no others: whoever shares the
half-day then comes just before or just after.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from geodata.territory import Territory, Venue
from geodata.weekdays import OSM_WEEKDAYS
from planner.dates.calendar import calendar_holidays
from planner.plan import Visit
from planner.problem.model import AM, PM
from planner.problem.session_times import list_openings
from planner.settings import Settings


def hold_hours(
    territory: Territory, visits: Sequence[Visit], held: Collection[str], *, settings: Settings
) -> Territory:
    """Open the venues of short sessions that are held at the hours of their visits only.

    At hours at which a venue is not open any more it is not opened either.

    Parameters
    ----------
    held
        Ids of venues whose visits stay as they are.
    """
    own: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.venue_id in held:
            own[visit.venue_id].append(visit)
    return replace(
        territory,
        venues=tuple(
            replace(venue, opening_hours=_hours_of(venue, own[venue.id], settings))
            if venue.is_short and own[venue.id]
            else venue
            for venue in territory.venues
        ),
    )


def _hours_of(venue: Venue, visits: Sequence[Visit], settings: Settings) -> str:
    """The hours of visits as opening hours; those at which the venue is open."""
    (openings,) = list_openings(
        [venue],
        settings.sessions,
        first_day=settings.calendar.start,
        num_weeks=settings.calendar.num_weeks,
        holidays=calendar_holidays(settings.calendar),
    )
    spans: defaultdict[int, set[str]] = defaultdict(set)
    for visit in visits:
        start, end = visit.start_minute, visit.end_minute
        half = AM if visit.half == "am" else PM
        if any(a <= start and end <= b for a, b in openings.get((visit.weekday, half), ())):
            spans[visit.weekday].add(f"{_clock(start)}-{_clock(end)}")
    # One rule a day: in OSM a later rule for the same day would replace the earlier one.
    rules = (f"{OSM_WEEKDAYS[day]} {','.join(sorted(own))}" for day, own in sorted(spans.items()))
    return "; ".join(rules) or "off"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
