"""Ruin and recreate: a whole plan within seconds, and a better one with every thousand steps.

A step takes some neighbouring visits out and puts them back, or others in their place, each where
it adds least driving for what it covers (Schrimpf et al., Journal of Computational Physics 159,
2000; which visits go: Christiaens and Vanden Berghe, Transportation Science 54(2), 2020). Worse
plans are accepted less and less often (simulated annealing). People who are still missing from the
target cost driving, at a price that follows what is missing.

It proves nothing, and knows plain visits only: one half-day, at most once a week.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from planner.problem.model import PlannedVisit, Problem
from planner.solver.engine import Deadline
from planner.solver.levels import Level
from planner.solver.placement import Placement
from planner.solver.reach import FORBIDDEN_S, Reach
from planner.solver.reached_levels import ReachedLevels
from planner.solver.slots import Place, Slots
from planner.solver.tours import SAME_COVERAGE
from planner.solver.visit_program import Visit

_REQUIRED_S: Final = 1e8
"""Seconds of driving rather than leaving out a required venue."""
_MOST_REMOVED: Final = 12
_NUM_NEIGHBOURS: Final = 40
_SKIPPED_SHARE: Final = 0.03
"""Share of the visits that are left out of a step by chance, so that steps differ."""
_DAYS_SHARE: Final = 0.5
"""Share of the steps that clear whole weekdays of advisers, rather than single visits."""
FIRST_WORSENING: Final = 1 / 8
_LAST_WORSENING: Final = 1 / 200
"""Worsening that is accepted about every third time in the last steps, as a share of the driving to
a venue."""
_STEPS_PER_PRICE: Final = 200
_PRICE_RISE: Final = 1.05
_PRICE_FALL: Final = 0.98
_MOST_PRICE_RISE: Final = 8.0


def is_plain(problem: Problem) -> bool:
    """Whether a plan of plain visits can obey all rules of a problem."""
    plain = [sessions <= problem.cycle_weeks for sessions, _ in problem.value_by_sessions]
    is_plain_venue = problem.may_have[:, plain].any(axis=1) & ~problem.is_full_day
    needs_more = problem.is_required & ~is_plain_venue
    shares_sessions = problem.duos or problem.pairs_from is not None
    return not (problem.quotas or problem.floors or shares_sessions or needs_more.any())


def search_places(
    problem: Problem,
    reach: Reach,
    levels: Sequence[Level],
    *,
    target: float,
    price_s: float,
    shortfall_cost_s: float,
    num_steps: int,
    deadline: Deadline,
    seed: int,
    start: Sequence[PlannedVisit] = (),
    wanted: Sequence[Visit] = (),
    worsening: float = FIRST_WORSENING,
) -> Placement:
    """Find visits in their places that cover the target with little driving.

    The plan is not complete when a required venue found no place.

    Parameters
    ----------
    target
        People in need to cover beyond the existing offer.
    price_s
        Seconds of driving that a person more is worth to begin with.
    shortfall_cost_s
        Seconds of driving that a person missing counts for when plans are compared: far more, so
        that the best plan misses nobody if any plan does.
    start
        Visits to begin with; those that do not fit are left out.
    wanted
        Visits to begin with that have no place yet: they go where they add least driving.
    worsening
        Share of the driving to a venue by which a plan may be worse, about every third time, in
        the first steps.
    """
    search = _Search(
        problem,
        reach,
        levels,
        target=target,
        price_s=price_s,
        shortfall_cost_s=shortfall_cost_s,
        seed=seed,
    )
    search.begin(start, wanted)
    is_done = search.run(num_steps, worsening=worsening, deadline=deadline)
    return replace(search.best, hit_time_limit=not is_done)


@dataclass(frozen=True, slots=True)
class _Best:
    merit_s: float
    placement: Placement


class _Search:
    """The plan as it changes; local to one call."""

    def __init__(
        self,
        problem: Problem,
        reach: Reach,
        levels: Sequence[Level],
        *,
        target: float,
        price_s: float,
        shortfall_cost_s: float,
        seed: int,
    ) -> None:
        self._problem = problem
        self._reach = reach
        self._target = target
        self._price_s = price_s
        self._most_price_s = _MOST_PRICE_RISE * price_s
        self._shortfall_cost_s = shortfall_cost_s
        self._random = np.random.default_rng(seed)
        self._slots = Slots(problem, reach)
        self._reached = ReachedLevels(problem, levels)
        frequency_of = self._slots.frequency_of
        may_have = problem.may_have[:, frequency_of] & ~problem.is_full_day[:, None]
        self._may_not_have = ~may_have
        reward_s = problem.bonus_s + _REQUIRED_S * problem.is_required
        self._reward_s: list[float] = reward_s.tolist()
        self._required = set(np.flatnonzero(problem.is_required).tolist())
        self._near = _neighbours(problem)
        far = np.iinfo(np.int64).max
        trip_s = np.where(problem.can_visit, problem.out_s + problem.back_s, far)
        self._trip_s = trip_s.min(axis=0)
        self._earned_s = 0.0
        self._best: _Best | None = None

    @property
    def best(self) -> Placement:
        """The best plan so far."""
        if self._best is None:
            raise AssertionError("a search begins with a plan")
        return self._best.placement

    def begin(self, start: Sequence[PlannedVisit], wanted: Sequence[Visit]) -> None:
        """Take the visits that fit, then add those that pay, the most useful first."""
        for visit in start:
            place = self._slots.place_of(visit)
            if place is not None and not self._may_not_have[place.venue, place.pattern]:
                self._add(place)
        for venue, adviser, sessions in sorted(wanted, key=lambda visit: -visit[2]):
            self._insert_as_wanted(venue, adviser, sessions)
        gain = [self._reached.gains(v)[-1] for v in range(self._problem.num_venues)]
        order = np.lexsort((np.negative(gain), ~self._problem.is_required))
        for venue in order.tolist():
            if venue not in self._slots.placed:
                self._insert(venue)

    def run(self, num_steps: int, *, worsening: float, deadline: Deadline) -> bool:
        """Improve the plan step by step; whether there was time for all of them."""
        trip_s = self._slots.drive_s.sum() / max(1, len(self._slots.placed))
        cost_s = self._cost_s()
        self._note_best()
        for step in range(num_steps):
            if deadline.is_over:
                return False
            share = step / num_steps
            worsening_s = trip_s * worsening ** (1 - share) * _LAST_WORSENING**share
            removed, added = self._change()
            new_cost_s = self._cost_s()
            if new_cost_s < cost_s - worsening_s * math.log(1.0 - self._random.random()):
                cost_s = new_cost_s
                self._note_best()
            else:
                for venue in added:
                    self._remove(venue)
                for place in removed:
                    self._add(place)
            if step % _STEPS_PER_PRICE == _STEPS_PER_PRICE - 1:
                self._adapt_price()
                cost_s = self._cost_s()
        return True

    def _missing(self) -> float:
        return max(0.0, self._target - self._reached.covered)

    def _cost_s(self) -> float:
        return float(self._slots.drive_s.sum()) - self._earned_s + self._price_s * self._missing()

    def _adapt_price(self) -> None:
        """People who are missing become dearer until nobody is."""
        is_missing = self._missing() > SAME_COVERAGE
        price_s = self._price_s * (_PRICE_RISE if is_missing else _PRICE_FALL)
        self._price_s = min(price_s, self._most_price_s)

    def _note_best(self) -> None:
        missing = self._missing()
        merit_s = float(self._slots.drive_s.sum()) - self._earned_s
        merit_s += self._shortfall_cost_s * missing * (missing > SAME_COVERAGE)
        if self._best is not None and merit_s >= self._best.merit_s:
            return
        self._best = _Best(
            merit_s,
            Placement(
                visits=self._slots.visits(),
                drive_s_by_adviser=tuple(round(s) for s in self._slots.drive_s.tolist()),
                work_s=tuple(round(s) for s in self._slots.work_s.tolist()),
                is_complete=self._required <= self._slots.placed.keys(),
                hit_time_limit=False,
                cuts=(),
            ),
        )

    def _change(self) -> tuple[list[Place], list[int]]:
        """Take neighbouring visits out and fill the room; return what went and what came."""
        most = int(self._random.integers(1, _MOST_REMOVED + 1))
        near = self._near[int(self._random.integers(self._problem.num_venues))].tolist()
        served = [venue for venue in near if venue in self._slots.placed]
        if self._random.random() < _DAYS_SHARE:
            gone = self._venues_of_days(served, most)
        else:
            share = self._random.random() / 2
            gone = [venue for venue in served if self._random.random() > share][:most]
        others = [venue for venue in near if venue not in self._slots.placed]
        removed = [self._remove(venue) for venue in gone]
        candidates = self._in_some_order([*gone, *others[: max(3, most)]])
        added = [
            venue
            for venue in candidates
            if self._random.random() >= _SKIPPED_SHARE and self._insert(venue)
        ]
        return removed, added

    def _venues_of_days(self, served: Sequence[int], most: int) -> list[int]:
        """The venues of whole weekdays on which the given ones are visited."""
        gone: dict[int, None] = {}
        for venue in served:
            if len(gone) >= most:
                break
            if venue not in gone:
                place = self._slots.placed[venue]
                gone |= dict.fromkeys(self._slots.venues_of_day(place.adviser, place.day))
        return list(gone)

    def _in_some_order(self, venues: list[int]) -> list[int]:
        """By chance, the most useful first, the remotest first or the nearest first."""
        match int(self._random.integers(4)):
            case 0:
                return [venues[at] for at in self._random.permutation(len(venues))]
            case 1:
                gain = {venue: self._reached.gains(venue)[-1] for venue in venues}
                return sorted(venues, key=lambda venue: (-gain[venue], venue))
            case 2:
                return sorted(venues, key=lambda venue: (-self._trip_s[venue], venue))
            case _:
                return sorted(venues, key=lambda venue: (self._trip_s[venue], venue))

    def _insert(self, venue: int) -> bool:
        """Add a visit of a venue where, and as often as, it pays best; if it pays at all."""
        worth_s = self._price_s * np.minimum(self._reached.gains(venue), self._missing())
        worth_s += self._reward_s[venue]
        if worth_s.max() <= 0:
            return False
        add_s = self._slots.weigh(venue)
        worth_of_pattern_s = worth_s.astype(np.float32)[self._slots.frequency_of]
        worth_of_pattern_s[self._may_not_have[venue]] = -np.inf
        profit_s = worth_of_pattern_s - add_s
        if worth_s.max() > FORBIDDEN_S / 2:  # otherwise nothing forbidden pays
            profit_s[add_s > FORBIDDEN_S / 2] = -np.inf
        best = int(profit_s.argmax())
        if profit_s.item(best) <= 0:
            return False
        self._add(self._slots.place_at(venue, _position(best, profit_s.shape)))
        return True

    def _insert_as_wanted(self, venue: int, adviser: int, sessions: int) -> None:
        """Add a visit by an adviser and so often, where it adds least driving, if there is room."""
        numbers = [number for number, (k, _) in enumerate(self._problem.value_by_sessions)]
        frequency = next(at for at in numbers if self._problem.value_by_sessions[at][0] == sessions)
        is_other = self._reach.advisers[venue] != adviser
        add_s = self._slots.weigh(venue)
        add_s[is_other] = FORBIDDEN_S
        add_s[..., self._slots.frequency_of != frequency] = FORBIDDEN_S
        best = int(add_s.argmin())
        if venue not in self._slots.placed and add_s.flat[best] < FORBIDDEN_S / 2:
            self._add(self._slots.place_at(venue, _position(best, add_s.shape)))

    def _add(self, place: Place) -> None:
        self._slots.add(place)
        self._reached.add(place.venue, int(self._slots.frequency_of[place.pattern]))
        self._earned_s += self._reward_s[place.venue]

    def _remove(self, venue: int) -> Place:
        place = self._slots.remove(venue)
        self._reached.remove(venue, int(self._slots.frequency_of[place.pattern]))
        self._earned_s -= self._reward_s[venue]
        return place


def _position(at: int, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Rank, day, half and pattern of a number among all places of a venue."""
    _, days, halves, patterns = shape
    at, pattern = divmod(at, patterns)
    at, half = divmod(at, halves)
    rank, day = divmod(at, days)
    return rank, day, half, pattern


def _neighbours(problem: Problem) -> npt.NDArray[np.int64]:
    """(num_venues, some) the venues nearest to each, itself first."""
    num_near = min(_NUM_NEIGHBOURS, problem.num_venues)
    near = np.empty((problem.num_venues, num_near), dtype=np.int64)
    for venue, drive_s in enumerate(problem.between_s):
        near[venue] = np.argsort(drive_s, kind="stable")[:num_near]
    return near
