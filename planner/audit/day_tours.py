"""Day tours of dated sessions: base, the day's venues in order of the hours, base."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from geodata.places import base_place_id, venue_place_id
from geodata.travel import UNREACHABLE_S
from planner.audit.ground import Drives
from planner.audit.records import DatedSession


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTour:
    """A day of one adviser."""

    adviser_id: str
    day: date
    stops: tuple[DatedSession, ...]
    """In order of their hours."""
    drives: tuple[tuple[int, int], ...]
    """Seconds and metres of each leg, from the base and back to it."""

    @property
    def is_drivable(self) -> bool:
        """Whether roads lead along the whole tour."""
        return all(time_s < UNREACHABLE_S for time_s, _ in self.drives)

    @property
    def drive_s(self) -> int:
        """Seconds of driving."""
        return sum(time_s for time_s, _ in self.drives)

    @property
    def distance_m(self) -> int:
        """Metres of driving."""
        return sum(length_m for _, length_m in self.drives)

    @property
    def session_s(self) -> int:
        """Seconds of sessions."""
        return 60 * sum(stop.end_minute - stop.start_minute for stop in self.stops)

    @property
    def leave_minute(self) -> int:
        """Departure from the base, the minute begun."""
        return (60 * self.stops[0].start_minute - self.drives[0][0]) // 60

    @property
    def return_minute(self) -> int:
        """Back at the base, the minute ended."""
        return -(-(60 * self.stops[-1].end_minute + self.drives[-1][0]) // 60)

    @property
    def rows(self) -> tuple[int, ...]:
        """Lines of the sheet that the day comes from."""
        return tuple(sorted({stop.row for stop in self.stops if stop.row}))

    @property
    def free_s(self) -> tuple[int, ...]:
        """Seconds between two sessions less the drive; negative when the drive takes longer."""
        return tuple(
            60 * (later.start_minute - earlier.end_minute) - time_s
            for (earlier, later), (time_s, _) in zip(
                pairwise(self.stops), self.drives[1:], strict=False
            )
        )


def build_day_tours(sessions: Iterable[DatedSession], drives: Drives) -> tuple[DayTour, ...]:
    """Put the sessions of each adviser and day together, in order of day and adviser."""
    stops: defaultdict[tuple[date, str], list[DatedSession]] = defaultdict(list)
    for session in sessions:
        stops[session.day, session.adviser_id].append(session)
    tours = []
    for (day, adviser_id), of_day in sorted(stops.items()):
        in_order = tuple(sorted(of_day, key=lambda s: (s.start_minute, s.end_minute, s.venue_id)))
        base = base_place_id(adviser_id)
        places = [base, *(venue_place_id(stop.venue_id) for stop in in_order), base]
        tours.append(
            DayTour(
                adviser_id=adviser_id,
                day=day,
                stops=in_order,
                drives=tuple(drives.between(here, there) for here, there in pairwise(places)),
            )
        )
    return tuple(tours)
