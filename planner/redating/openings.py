"""Hours at which a venue could hold a session on one date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from geodata.hours import open_intervals
from geodata.territory import Venue
from planner.plan import Half
from planner.problem.session_times import Interval, half_day_windows
from planner.settings import Settings

ALL_DAY: Final[tuple[Interval, ...]] = ((0, 24 * 60),)
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Openings:
    """Opening hours of venues, date by date; read once for each venue that is asked for."""

    venues: Mapping[str, Venue]
    settings: Settings
    _by_venue: dict[str, Mapping[date, tuple[Interval, ...]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def list_hours(
        self, venue_id: str, day: date, half: Half, *, wanted: Interval
    ) -> tuple[Interval, ...]:
        """Hours of a session in a half-day of a date, the best first; none when it cannot be held.

        The hours wanted, where the room is open then. Else the longest there are, up to the length
        wanted, as early and as late as the room is open: the day's drives may suit only one.
        """
        lengths = self.settings.sessions
        longest = wanted[1] - wanted[0]
        shortest = min(longest, lengths.min_minutes)
        inside = list(self._inside(venue_id, day, half))
        found = [wanted] if any(a <= wanted[0] and wanted[1] <= b for a, b in inside) else []
        fitting = [(a, b) for a, b in inside if b - a >= shortest]
        if fitting:
            length = min(longest, max(b - a for a, b in fitting))
            roomy = [(a, b) for a, b in fitting if b - a >= length]
            first, last = roomy[0], roomy[-1]
            found += [(first[0], first[0] + length), (last[1] - length, last[1])]
        return tuple(dict.fromkeys(found))

    def _inside(self, venue_id: str, day: date, half: Half) -> Iterator[Interval]:
        """Yield when the venue is open within a half-day of the settings."""
        morning, afternoon = half_day_windows(self.settings.sessions)
        first, last = morning if half == "am" else afternoon
        for opens, closes in self._open_on(venue_id, day):
            if max(opens, first) < min(closes, last):
                yield max(opens, first), min(closes, last)

    def _open_on(self, venue_id: str, day: date) -> tuple[Interval, ...]:
        expression = self.venues[venue_id].opening_hours
        if not expression:
            is_assumed = self.settings.sessions.assume_open_if_unknown and day.weekday() < SATURDAY
            return ALL_DAY if is_assumed else ()
        if venue_id not in self._by_venue:
            calendar = self.settings.calendar
            last_day = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
            self._by_venue[venue_id] = open_intervals(expression, calendar.start, last_day)
        return self._by_venue[venue_id].get(day, ())
