"""Where a lost session could go instead, and what each of these dates would change."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from itertools import product
from typing import Final

from planner.plan import Half
from planner.problem.session_times import Interval, half_day_windows
from planner.redating.days import Stop, in_order, is_day_allowed, work_s
from planner.redating.records import Occurrence
from planner.redating.room import Room
from planner.redating.situation import Situation

OTHER_ADVISER: Final = 1000
OTHER_WEEKDAY: Final = 300
OTHER_HALF: Final = 100
WEEK_APART: Final = 30
MINUTE_SHORTER: Final = 1
OTHER_HOURS: Final = 5
DAY_APART: Final = 2
BEFORE: Final = 1
"""What a change costs those who come, in points: another face more than another weekday, that more
than morning for afternoon, and that more than another week. Equal dates part by nearness, and the
date after goes before the date before."""
POINT: Final = 1000
"""Driving decides between equal changes: it costs a point in so many minutes at most."""


class Hurdle(IntEnum):
    """What stands in the way of a date, in the order in which it is asked."""

    NOBODY_WORKS = 0
    NO_FREE_HALF_DAY = 1
    WEEK_IS_FULL = 2
    VENUE_NOT_OPEN = 3
    VENUE_VISITED = 4
    DAY_TOO_LONG = 5
    CONTRACT = 6
    NONE = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The sessions of one venue and one planned day that need another date together.

    One, or the morning and the afternoon of a full day.
    """

    occurrences: tuple[Occurrence, ...]

    @property
    def day(self) -> date:
        """The planned day."""
        return self.occurrences[0].day

    @property
    def venue_id(self) -> str:
        """The venue."""
        return self.occurrences[0].venue_id

    @property
    def adviser_id(self) -> str:
        """The adviser planned."""
        return self.occurrences[0].adviser_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Another date for a loss."""

    loss: int
    adviser_id: str
    day: date
    stops: tuple[Stop, ...]
    """In the order of the loss's occurrences."""
    added_s: int
    """Seconds of sessions and driving that the day gains."""
    cost: int


def group_losses(occurrences: Sequence[Occurrence]) -> tuple[Loss, ...]:
    """Put the sessions of one venue, planned day and adviser together, in order of date."""
    together: defaultdict[tuple[date, str, str], list[Occurrence]] = defaultdict(list)
    for one in sorted(occurrences):
        together[one.day, one.venue_id, one.adviser_id].append(one)
    return tuple(Loss(occurrences=tuple(own)) for _, own in sorted(together.items()))


def list_candidates(
    position: int, loss: Loss, situation: Situation, room: Room, *, not_before: date | None
) -> tuple[tuple[Candidate, ...], Hurdle]:
    """List the dates that a loss could have by itself, and the last hurdle that one reached."""
    found: list[Candidate] = []
    reached = Hurdle.NOBODY_WORKS
    for day in window(loss.day, situation, not_before=not_before):
        for adviser_id in _advisers(loss, situation):
            hurdle, own = _on_day(position, loss, situation, room, (adviser_id, day))
            reached = max(reached, hurdle)
            found += own
    return tuple(found), reached


def window(planned: date, situation: Situation, *, not_before: date | None) -> tuple[date, ...]:
    """Days on which a session may be replaced: whole weeks around its own, within the calendar."""
    calendar = situation.settings.calendar
    week = situation.week_of(planned)
    first = max(0, week - calendar.replacement_weeks)
    last = min(calendar.num_weeks - 1, week + calendar.replacement_weeks)
    days = [calendar.start + timedelta(days=n) for n in range(7 * first, 7 * (last + 1))]
    return tuple(day for day in days if not_before is None or day >= not_before)


def _advisers(loss: Loss, situation: Situation) -> tuple[str, ...]:
    """Who may hold the session: the adviser planned, and others where the settings allow it."""
    others = situation.settings.calendar.replacement_by_other_adviser
    return tuple(
        adviser_id
        for adviser_id in situation.advisers
        if (adviser_id, loss.venue_id) in situation.may_go
        and (others or adviser_id == loss.adviser_id)
    )


def _on_day(
    position: int, loss: Loss, situation: Situation, room: Room, slot: tuple[str, date]
) -> tuple[Hurdle, list[Candidate]]:
    """List what one adviser could do on one day."""
    adviser_id, day = slot
    if slot not in situation.workable:
        return Hurdle.NOBODY_WORKS, []
    free = situation.free_halves(adviser_id, day)
    choices = _halves(loss, free)
    if not choices:
        return Hurdle.NO_FREE_HALF_DAY, []
    if room.half_days[adviser_id, situation.week_of(day)] < len(loss.occurrences):
        return Hurdle.WEEK_IS_FULL, []
    if (loss.venue_id, day) in situation.closed:
        return Hurdle.VENUE_NOT_OPEN, []
    if (loss.venue_id, day) in situation.visited:
        return Hurdle.VENUE_VISITED, []
    reached = Hurdle.VENUE_NOT_OPEN
    found = []
    for halves in choices:
        hurdle, candidates = _in_halves(position, loss, situation, slot, halves=halves)
        within = [one for one in candidates if not _exceeds_contract(one, situation, room)]
        if candidates and not within:
            hurdle = Hurdle.CONTRACT
        reached = max(reached, hurdle)
        found += within
    return reached, found


def _halves(loss: Loss, free: Sequence[Half]) -> list[tuple[Half, ...]]:
    """Half-days that the sessions of a loss could take: any free one, or their own if several."""
    if len(loss.occurrences) == 1:
        return [(half,) for half in free]
    own = tuple(one.half for one in loss.occurrences)
    return [own] if set(own) <= set(free) else []


def _in_halves(
    position: int,
    loss: Loss,
    situation: Situation,
    slot: tuple[str, date],
    *,
    halves: Sequence[Half],
) -> tuple[Hurdle, list[Candidate]]:
    """List the hours with which the day can be driven.

    The first of them on a day that has a session already; all where another loss may come to
    share the day, as the drive between may need them.
    """
    adviser_id, day = slot
    hours = [
        situation.openings.list_hours(
            loss.venue_id, day, half, wanted=_wanted(one, half, situation)
        )
        for one, half in zip(loss.occurrences, halves, strict=True)
    ]
    if not all(hours):
        return Hurdle.VENUE_NOT_OPEN, []
    held = situation.held.get(slot, ())
    before_s = situation.day_work_s(adviser_id, held)
    found = []
    for chosen in product(*hours):
        stops = tuple(
            Stop(venue_id=loss.venue_id, half=half, start_minute=start, end_minute=end)
            for half, (start, end) in zip(halves, chosen, strict=True)
        )
        every = in_order((*held, *stops))
        legs_s = situation.drives.legs_s(adviser_id, every)
        if is_day_allowed(
            every,
            legs_s,
            max_drive_s=situation.advisers[adviser_id].max_drive_s_per_day,
            rules=situation.settings.work,
        ):
            found.append(
                Candidate(
                    loss=position,
                    adviser_id=adviser_id,
                    day=day,
                    stops=stops,
                    added_s=work_s(every, legs_s) - before_s,
                    cost=_cost(loss, adviser_id, day, stops)
                    + _drive_cost(situation, adviser_id, held, legs_s),
                )
            )
            if held or len(stops) > 1:
                break
    return (Hurdle.NONE if found else Hurdle.DAY_TOO_LONG), found


def _wanted(one: Occurrence, half: Half, situation: Situation) -> Interval:
    """Hours as planned; in the other half-day, as long from its beginning."""
    if half == one.half:
        return one.start_minute, one.end_minute
    morning, afternoon = half_day_windows(situation.settings.sessions)
    first, last = morning if half == "am" else afternoon
    return first, min(last, first + one.end_minute - one.start_minute)


def _exceeds_contract(candidate: Candidate, situation: Situation, room: Room) -> bool:
    """Whether the day's added work goes beyond what the week or the cycle still holds."""
    week = candidate.adviser_id, situation.week_of(candidate.day)
    cycle = candidate.adviser_id, situation.cycle_of(candidate.day)
    return candidate.added_s > min(room.week_s[week], room.cycle_s[cycle])


def _cost(loss: Loss, adviser_id: str, day: date, stops: Sequence[Stop]) -> int:
    """What a date changes for those who come."""
    weeks = abs((_monday(day) - _monday(loss.day)).days) // 7
    cost = OTHER_ADVISER * (adviser_id != loss.adviser_id)
    cost += OTHER_WEEKDAY * (day.weekday() != loss.day.weekday())
    cost += WEEK_APART * weeks + DAY_APART * abs((day - loss.day).days) + BEFORE * (day < loss.day)
    for one, stop in zip(loss.occurrences, stops, strict=True):
        cost += OTHER_HALF * (stop.half != one.half)
        shorter = one.end_minute - one.start_minute - (stop.end_minute - stop.start_minute)
        cost += MINUTE_SHORTER * max(0, shorter)
        cost += OTHER_HOURS * (stop.half == one.half and stop.start_minute != one.start_minute)
    return cost * POINT


def _drive_cost(
    situation: Situation, adviser_id: str, held: Sequence[Stop], legs_s: Sequence[int]
) -> int:
    """Minutes of driving that a date adds, never as much as a point."""
    before_s = sum(situation.drives.legs_s(adviser_id, held)) if held else 0
    return max(0, min(POINT - 1, (sum(legs_s) - before_s) // 60))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def pairs_of_one_day(candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Yield the positions of candidates that would share a day without sharing a half-day."""
    together: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
    for position, candidate in enumerate(candidates):
        together[candidate.adviser_id, candidate.day].append(position)
    for own in together.values():
        for at, first in enumerate(own):
            for second in own[at + 1 :]:
                one, other = candidates[first], candidates[second]
                halves = {stop.half for stop in one.stops}
                if one.loss != other.loss and halves.isdisjoint(s.half for s in other.stops):
                    yield first, second
