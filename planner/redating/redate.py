"""New dates for lost sessions: as many as there can be, changed as little as there can be."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.plan import Replacement, Session
from planner.redating.candidates import (
    Candidate,
    Hurdle,
    Loss,
    group_losses,
    list_candidates,
    pairs_of_one_day,
    window,
)
from planner.redating.days import in_order, is_day_allowed
from planner.redating.records import Occurrence, Proposal
from planner.redating.room import Room, find_room
from planner.redating.situation import Situation, survey_situation
from planner.redating.wording import say_why_not
from planner.settings import Settings
from planner.solver.redating import Option, OptionPair, choose_options

MAX_CANDIDATES: Final = 8000
"""Dates that the search weighs, shared equally: the cheapest of each loss, 60 at least. The others
are tried afterwards."""
MIN_CANDIDATES_A_LOSS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Redating:
    """What was found for every lost session, in the order in which they were given."""

    proposals: tuple[Proposal, ...]
    is_proven: bool
    """Whether no other dates replace more sessions, or as many with less change."""


def redate(
    lost: Sequence[Occurrence],
    *,
    held: Sequence[Session],
    foreseen: Sequence[Occurrence],
    territory: Territory,
    travel: TravelTimes,
    settings: Settings,
    not_before: date | None = None,
    seed: int = 0,
) -> Redating:
    """Find other dates for lost sessions.

    A replacement is at the same venue, within ``calendar.replacement_weeks`` of the lost one, at
    hours when the room is open and free of other sessions that day, on a free half-day of an
    adviser who works then, with a day tour, a week and a cycle that obey every rule.

    Parameters
    ----------
    lost
        Sessions of the cycle that cannot take place.
    held
        Sessions that take place; none of them moves.
    foreseen
        Everything that the cycle foresees in the calendar: what days off count in the contract.
    territory, travel
        As they are now: absences, closures, hours and drives.
    not_before
        First day that a replacement may have; ``None``: any day of the calendar.
    """
    situation = survey_situation(
        territory, travel=travel, settings=settings, held=held, foreseen=foreseen
    )
    room = find_room(situation)
    losses = group_losses(lost)
    most = max(MIN_CANDIDATES_A_LOSS, MAX_CANDIDATES // max(1, len(losses)))
    candidates: list[Candidate] = []
    others: list[Candidate] = []
    hurdles: list[Hurdle] = []
    for position, loss in enumerate(losses):
        own, reached = list_candidates(position, loss, situation, room, not_before=not_before)
        in_order_of_cost = sorted(own, key=lambda one: one.cost)
        candidates += in_order_of_cost[:most]
        others += in_order_of_cost[most:]
        hurdles.append(reached)
    options, pairs, capacity = _as_options(losses, candidates, situation, room)
    choice = choose_options(options, pairs, capacity, seed=seed)
    taken = {candidates[at].loss: candidates[at] for at in choice.options}
    is_proven = choice.is_proven and not others
    if not is_proven:
        _complete(taken, losses, [*candidates, *others], situation, room)
    proposals: dict[Occurrence, Proposal] = {}
    for position, loss in enumerate(losses):
        days = window(loss.day, situation, not_before=not_before)
        why_not = say_why_not(hurdles[position], days, loss=loss, situation=situation)
        for proposal in _propose(loss, taken.get(position), why_not):
            proposals[proposal.occurrence] = proposal
    return Redating(
        proposals=tuple(proposals[one] for one in lost),
        is_proven=is_proven,
    )


def _propose(loss: Loss, candidate: Candidate | None, why_not: str) -> list[Proposal]:
    """Say what becomes of the sessions of a loss."""
    if candidate is None:
        return [
            Proposal(occurrence=one, replacement=None, why_not=why_not) for one in loss.occurrences
        ]
    return [
        Proposal(
            occurrence=one,
            replacement=Replacement(
                day=candidate.day,
                adviser_id=candidate.adviser_id,
                half=stop.half,
                start_minute=stop.start_minute,
                end_minute=stop.end_minute,
            ),
            why_not="",
        )
        for one, stop in zip(loss.occurrences, candidate.stops, strict=True)
    ]


def _complete(
    taken: dict[int, Candidate],
    losses: Sequence[Loss],
    candidates: Sequence[Candidate],
    situation: Situation,
    room: Room,
) -> None:
    """Add, one by one, the cheapest dates that still fit beside those taken.

    A search that was cut may leave some; what is dropped then has no date by itself.
    """
    own: defaultdict[int, list[Candidate]] = defaultdict(list)
    for one in candidates:
        own[one.loss].append(one)
    for position in range(len(losses)):
        for candidate in () if position in taken else own[position]:
            near = _met_by(candidate, taken.values(), losses, situation)
            if _fits([*near, candidate], losses, situation, room):
                taken[position] = candidate
                break


def _met_by(
    candidate: Candidate,
    taken: Iterable[Candidate],
    losses: Sequence[Loss],
    situation: Situation,
) -> list[Candidate]:
    """Those taken that use something which the candidate uses, too."""
    cycle, venue_id = situation.cycle_of(candidate.day), losses[candidate.loss].venue_id
    return [
        one
        for one in taken
        if (one.adviser_id == candidate.adviser_id and situation.cycle_of(one.day) == cycle)
        or (one.day == candidate.day and losses[one.loss].venue_id == venue_id)
    ]


def _fits(
    chosen: Sequence[Candidate], losses: Sequence[Loss], situation: Situation, room: Room
) -> bool:
    """Whether candidates can be taken together."""
    options, pairs, capacity = _as_options(losses, chosen, situation, room)
    used = [0] * len(capacity)
    for option in options:
        for resource, amount in option.uses.items():
            used[resource] += amount
    for pair in pairs:
        if pair.saved is None:
            return False
        for resource, saved in pair.saved.items():
            used[resource] -= saved
    return all(amount <= limit for amount, limit in zip(used, capacity, strict=True))


class _Resources:
    """Positions and capacities of what candidates use, in order of first use."""

    def __init__(self) -> None:
        self._position: dict[Hashable, int] = {}
        self.capacity: list[int] = []

    def position(self, name: Hashable, capacity: int) -> int:
        """Return the position of a resource."""
        if name not in self._position:
            self._position[name] = len(self.capacity)
            self.capacity.append(capacity)
        return self._position[name]


def _as_options(
    losses: Sequence[Loss], candidates: Sequence[Candidate], situation: Situation, room: Room
) -> tuple[list[Option], list[OptionPair], list[int]]:
    """Put candidates as options, with what they use and how much of it there is."""
    resources = _Resources()
    options = []
    for one in candidates:
        week = one.adviser_id, situation.week_of(one.day)
        cycle = one.adviser_id, situation.cycle_of(one.day)
        uses = {
            resources.position(("half-day", one.adviser_id, one.day, stop.half), 1): 1
            for stop in one.stops
        }
        uses[resources.position(("venue", losses[one.loss].venue_id, one.day), 1)] = 1
        uses[resources.position(("half-days", week), room.half_days[week])] = len(one.stops)
        uses[resources.position(("week", week), room.week_s[week])] = one.added_s
        uses[resources.position(("cycle", cycle), room.cycle_s[cycle])] = one.added_s
        options.append(Option(loss=one.loss, num_sessions=len(one.stops), cost=one.cost, uses=uses))
    pairs = []
    for first, second in pairs_of_one_day(candidates):
        one = candidates[first]
        week = one.adviser_id, situation.week_of(one.day)
        cycle = one.adviser_id, situation.cycle_of(one.day)
        saved_s = _saved_s(one, candidates[second], situation)
        pairs.append(
            OptionPair(
                first=first,
                second=second,
                saved=None
                if saved_s is None
                else {
                    resources.position(("week", week), room.week_s[week]): saved_s,
                    resources.position(("cycle", cycle), room.cycle_s[cycle]): saved_s,
                },
            )
        )
    return options, pairs, resources.capacity


def _saved_s(one: Candidate, other: Candidate, situation: Situation) -> int | None:
    """Driving saved where two replacements share a day; ``None`` when they cannot.

    Each takes a half-day of its own, so no other session is held that day.
    """
    adviser_id = one.adviser_id
    stops = in_order((*one.stops, *other.stops))
    legs_s = situation.drives.legs_s(adviser_id, stops)
    if not is_day_allowed(
        stops,
        legs_s,
        max_drive_s=situation.advisers[adviser_id].max_drive_s_per_day,
        rules=situation.settings.work,
    ):
        return None
    return one.added_s + other.added_s - situation.day_work_s(adviser_id, stops)
