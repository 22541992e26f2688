"""Placing a choice of visits: one timetable an adviser, and what they teach."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.problem.model import PlannedVisit, Problem
from planner.solver.day_tours import list_week
from planner.solver.engine import Deadline
from planner.solver.levels import covered_need
from planner.solver.timetable import Conflict, Timetable, solve_timetable
from planner.solver.tours import Cut
from planner.solver.visit_program import Visit

TIMETABLE_DETERMINISTIC_TIME: Final = 8.0
"""CP-SAT's deterministic seconds for one adviser's timetable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Visits in their places."""

    visits: tuple[PlannedVisit, ...]
    drive_s_by_adviser: tuple[int, ...]
    """Seconds of driving a cycle, by adviser."""
    work_s: tuple[int, ...]
    """Seconds of sessions and driving a cycle, by adviser."""
    is_complete: bool
    """Whether every visit chosen has its place."""
    hit_time_limit: bool
    cuts: tuple[Cut, ...]

    @property
    def drive_s(self) -> int:
        """Seconds of driving a cycle, of all advisers."""
        return sum(self.drive_s_by_adviser)

    def cost_s(self, problem: Problem) -> int:
        """Seconds of driving a cycle, less what the preferred venues are worth."""
        visited = {visit.venue for visit in self.visits}
        return self.drive_s - sum(int(problem.bonus_s[venue]) for venue in visited)

    def highest_load(self, problem: Problem) -> float:
        """Largest share of the contract that an adviser spends on sessions and driving."""
        return max(
            work_s / adviser.contract_s_per_cycle
            for work_s, adviser in zip(self.work_s, problem.advisers, strict=True)
        )


def place_visits(
    problem: Problem,
    visits: Sequence[Visit],
    *,
    deadline: Deadline,
    seed: int,
    may_give_up: bool,
) -> Placement:
    """Place every adviser's visits.

    Parameters
    ----------
    may_give_up
        Leave out the least useful visit of a conflict until the rest can stand; otherwise the
        visits of an adviser with a conflict are not placed at all, nor those that there is no
        time for.
    """
    wanted = _held_by_enough(problem, visits)
    placed: list[PlannedVisit] = []
    cuts: list[Cut] = []
    drive_s = [0] * len(problem.advisers)
    work_s = [0] * len(problem.advisers)
    is_complete = len(wanted) == len(visits)
    hit_time_limit = False
    for group in bound_together(problem, wanted):
        if deadline.is_over and not may_give_up:
            is_complete, hit_time_limit = False, True
            break
        frequencies = {
            adviser: {venue: sessions for venue, who, sessions in wanted if who == adviser}
            for adviser in group
        }
        weeks = {
            adviser: list_week(problem, adviser, np.array(sorted(own), dtype=np.int64))
            for adviser, own in frequencies.items()
        }
        while True:
            result = solve_timetable(
                problem,
                weeks,
                frequencies,
                max_deterministic_time=TIMETABLE_DETERMINISTIC_TIME,
                deadline=deadline,
                seed=seed,
            )
            hit_time_limit |= result.hit_time_limit
            cuts.append(_learn(frequencies, result))
            if isinstance(result, Timetable):
                placed += result.visits
                for adviser, driven_s in result.drive_s.items():
                    own = [visit for visit in result.visits if visit.adviser == adviser]
                    drive_s[adviser] = driven_s
                    work_s[adviser] = driven_s + _session_s(problem, own)
                break
            is_complete = False
            if not may_give_up:
                break
            gone = _least_useful(
                problem, result, {v: k for own in frequencies.values() for v, k in own.items()}
            )
            for own_frequency in frequencies.values():
                own_frequency.pop(gone, None)
    return Placement(
        visits=tuple(sorted(placed, key=lambda visit: visit.venue)),
        drive_s_by_adviser=tuple(drive_s),
        work_s=tuple(work_s),
        is_complete=is_complete,
        hit_time_limit=hit_time_limit,
        cuts=tuple(cuts),
    )


def _held_by_enough(problem: Problem, visits: Sequence[Visit]) -> list[Visit]:
    """The visits without those that need a second adviser and have none."""
    together = Counter((venue, sessions) for venue, _, sessions in visits)
    return [
        (venue, adviser, sessions)
        for venue, adviser, sessions in visits
        if together[venue, sessions] == problem.num_advisers_at(venue)
    ]


def bound_together(problem: Problem, visits: Sequence[Visit]) -> list[tuple[int, ...]]:
    """Groups of advisers, each with all those whom sessions together bind to one of them."""
    partners: dict[int, set[int]] = {adviser: {adviser} for adviser in range(len(problem.advisers))}
    for venue in sorted(problem.duos):
        merged = {member for place, who, _ in visits if place == venue for member in partners[who]}
        for adviser in merged:
            partners[adviser] = merged
    return sorted({tuple(sorted(group)) for group in partners.values()})


def _learn(frequencies: Mapping[int, Mapping[int, int]], result: Timetable | Conflict) -> Cut:
    """Turn a timetable, or the lack of one, into a cut on later choices."""
    return Cut(
        advisers=tuple(frequencies),
        visits=frozenset(
            (venue, adviser, sessions)
            for adviser, own in frequencies.items()
            for venue, sessions in own.items()
            if isinstance(result, Timetable) or venue in result.venues
        ),
        drive_s=result.min_drive_s if isinstance(result, Timetable) else None,
    )


def _session_s(problem: Problem, visits: Sequence[PlannedVisit]) -> int:
    """Seconds of sessions a cycle."""
    session_s = problem.session_s()
    return sum(len(v.weeks) * int(session_s[v.venue, v.weekday, v.half]) for v in visits)


def _least_useful(problem: Problem, conflict: Conflict, frequency: Mapping[int, int]) -> int:
    """Venue of a conflict that the plan misses least.

    Raises
    ------
    InfeasibleError
        When every venue of the conflict is required.
    NoSolutionFoundError
        When they are and the conflict is not proven.
    """
    required = set(np.flatnonzero(problem.is_required).tolist())
    can_go = [v for v in conflict.venues if required.isdisjoint(problem.members(v))]
    if not can_go:
        names = ", ".join(problem.venue_words(venue) for venue in conflict.venues)
        if not conflict.is_proven:
            raise NoSolutionFoundError(
                f"aucun calendrier trouvé à temps pour les lieux obligatoires : {names}",
                hit_time_limit=conflict.hit_time_limit,
            )
        raise InfeasibleError(
            f"ces lieux obligatoires ne tiennent pas ensemble dans le cycle : {names}"
        )
    return max(
        can_go,
        key=lambda gone: covered_need(
            problem, {venue: k for venue, k in frequency.items() if venue != gone}
        ),
    )
