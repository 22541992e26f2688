"""One adviser's day: what its stops ask for, and whether the limits of work allow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from geodata.places import base_place_id, venue_place_id
from geodata.travel import TravelTimes
from planner.plan import Half
from planner.settings import WorkSettings

MINUTES_PER_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A session as its day sees it."""

    venue_id: str
    half: Half
    start_minute: int
    end_minute: int

    @property
    def session_s(self) -> int:
        """Seconds of the session."""
        return 60 * (self.end_minute - self.start_minute)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DriveTable:
    """Seconds of driving between bases and venues."""

    travel: TravelTimes
    position: Mapping[str, int]

    def legs_s(self, adviser_id: str, stops: Sequence[Stop]) -> tuple[int, ...]:
        """Seconds of every leg: from the base, from stop to stop, and home."""
        base = base_place_id(adviser_id)
        places = (base, *(venue_place_id(stop.venue_id) for stop in stops), base)
        at = [self.position[place] for place in places]
        return tuple(int(self.travel.time_s[start, end]) for start, end in pairwise(at))


def tabulate_drives(travel: TravelTimes) -> DriveTable:
    """Make the drives of a matrix ready to be looked up by place."""
    return DriveTable(
        travel=travel,
        position={place_id: at for at, place_id in enumerate(travel.place_ids)},
    )


def in_order(stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Put stops in the order of the day."""
    return tuple(sorted(stops, key=lambda stop: (stop.start_minute, stop.venue_id)))


def work_s(stops: Sequence[Stop], legs_s: Sequence[int]) -> int:
    """Seconds of sessions and driving."""
    return sum(legs_s) + sum(stop.session_s for stop in stops)


def is_day_allowed(
    stops: Sequence[Stop], legs_s: Sequence[int], *, max_drive_s: int, rules: WorkSettings
) -> bool:
    """Whether a day tour keeps every limit of a day's work; ``stops`` in the order of the day."""
    leave = stops[0].start_minute - -(-legs_s[0] // 60)
    back = stops[-1].end_minute + -(-legs_s[-1] // 60)
    return (
        sum(legs_s) <= max_drive_s
        and leave >= 0
        and back <= MINUTES_PER_DAY
        and back - leave <= rules.max_span_minutes
        and work_s(stops, legs_s) <= 60 * rules.max_day_minutes
        and _has_time_between(stops, legs_s, rules)
        and _has_breaks(stops, legs_s, rules)
    )


def _has_time_between(stops: Sequence[Stop], legs_s: Sequence[int], rules: WorkSettings) -> bool:
    """Between two sessions there is time for the drive, and at noon for lunch as well."""
    for (earlier, later), drive_s in zip(pairwise(stops), legs_s[1:-1], strict=True):
        is_noon = earlier.half != later.half
        wanted_s = drive_s + (60 * rules.lunch_minutes if is_noon else 0)
        if 60 * (later.start_minute - earlier.end_minute) < wanted_s:
            return False
    return True


def _has_breaks(stops: Sequence[Stop], legs_s: Sequence[int], rules: WorkSettings) -> bool:
    """Whether no stretch of work is too long.

    Lunch parts a day; a lone half-day has its break on arrival or after the last session.
    """
    limit_s = 60 * rules.max_minutes_without_break
    halves = dict.fromkeys(stop.half for stop in stops)
    inside_s = {half: sum(stop.session_s for stop in stops if stop.half == half) for half in halves}
    for position, later in enumerate(stops[1:], start=1):
        # Counted with the later stop: at noon the drive follows lunch.
        inside_s[later.half] += legs_s[position]
    out_s, home_s = legs_s[0], legs_s[-1]
    if len(halves) == 1:
        (session_s,) = inside_s.values()
        on_arrival = out_s <= limit_s and session_s + home_s <= limit_s
        afterwards = out_s + session_s <= limit_s and home_s <= limit_s
        return on_arrival or afterwards
    return out_s + inside_s["am"] <= limit_s and inside_s["pm"] + home_s <= limit_s
