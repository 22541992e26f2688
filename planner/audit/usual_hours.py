"""Hours of a session for which a sheet says « matin » or « après-midi » alone."""

from geodata.territory import Venue
from planner.audit.clock import Span
from planner.audit.ground import Ground
from planner.plan import Half
from planner.problem.model import AM, CLOSED, PM
from planner.problem.session_times import compute_session_times, half_day_windows


def usual_hours(venue: Venue, weekday: int, half: Half, ground: Ground) -> Span:
    """The hours that a plan would give the session: within opening hours and settings.

    Where the venue is not open long enough, the beginning of the half-day: the rules then say so.
    """
    settings = ground.settings
    starts, ends = compute_session_times(
        [venue],
        settings.sessions,
        first_day=settings.calendar.start,
        num_weeks=settings.calendar.num_weeks,
        holidays=ground.holidays,
    )
    at = AM if half == "am" else PM
    start, end = int(starts[0, weekday, at]), int(ends[0, weekday, at])
    if start != CLOSED:
        return start, end
    first, last = half_day_windows(settings.sessions)[at]
    return first, min(last, first + settings.sessions.max_minutes)
