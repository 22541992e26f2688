"""Placing a choice of visits: one timetable an adviser, and what they teach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.errors import InfeasibleError
from planner.model import PlannedVisit, Problem
from planner.solver.day_tours import DayTours, merge_weekdays
from planner.solver.engine import Deadline, NoSolutionFoundError
from planner.solver.levels import covered_need
from planner.solver.timetable import Conflict, Timetable, solve_timetable
from planner.solver.tours import Cut
from planner.solver.visit_program import Visit

TIMETABLE_DETERMINISTIC_TIME: Final = 8.0
"""CP-SAT's deterministic seconds for one adviser's timetable."""

Week = Mapping[int, Mapping[int, DayTours]]
"""Day tours by adviser and weekday."""


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


def week_of(day_tours: Sequence[DayTours]) -> Week:
    """Arrange day tours by adviser and weekday."""
    week: dict[int, dict[int, DayTours]] = {}
    for tours in day_tours:
        week.setdefault(tours.adviser, {})[tours.weekday] = tours
    return week


def merged_week(week: Week) -> tuple[DayTours, ...]:
    """Day tours of any weekday, a table an adviser."""
    return tuple(merge_weekdays(list(own.values())) for own in week.values())


def place_visits(
    problem: Problem,
    visits: Sequence[Visit],
    week: Week,
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
        visits of an adviser with a conflict are not placed at all.
    """
    placed: list[PlannedVisit] = []
    cuts: list[Cut] = []
    drive_s = []
    work_s = []
    is_complete = True
    hit_time_limit = False
    for adviser in range(len(problem.advisers)):
        frequency = {venue: sessions for venue, who, sessions in visits if who == adviser}
        while True:
            result = solve_timetable(
                problem,
                week[adviser],
                frequency,
                adviser=adviser,
                max_deterministic_time=TIMETABLE_DETERMINISTIC_TIME,
                deadline=deadline,
                seed=seed,
            )
            hit_time_limit |= result.hit_time_limit
            cuts.append(_learn(adviser, frequency, result))
            if isinstance(result, Timetable):
                placed += result.visits
                drive_s.append(result.drive_s)
                work_s.append(result.drive_s + _session_s(problem, result.visits))
                break
            is_complete = False
            if not may_give_up:
                drive_s.append(0)
                work_s.append(0)
                break
            frequency.pop(_least_useful(problem, result, frequency))
    return Placement(
        visits=tuple(sorted(placed, key=lambda visit: visit.venue)),
        drive_s_by_adviser=tuple(drive_s),
        work_s=tuple(work_s),
        is_complete=is_complete,
        hit_time_limit=hit_time_limit,
        cuts=tuple(cuts),
    )


def _learn(adviser: int, frequency: Mapping[int, int], result: Timetable | Conflict) -> Cut:
    """Turn a timetable, or the lack of one, into a cut on later choices."""
    venues = frequency if isinstance(result, Timetable) else result.venues
    return Cut(
        adviser=adviser,
        visits=frozenset((venue, adviser, frequency[venue]) for venue in venues),
        drive_s=result.min_drive_s if isinstance(result, Timetable) else None,
    )


def _session_s(problem: Problem, visits: Sequence[PlannedVisit]) -> int:
    """Seconds of sessions a cycle."""
    return sum(
        60 * len(v.weeks) * int(problem.end_minute[slot] - problem.start_minute[slot])
        for v in visits
        for slot in [(v.venue, v.weekday, v.half)]
    )


def _least_useful(problem: Problem, conflict: Conflict, frequency: Mapping[int, int]) -> int:
    """Venue of a conflict that the plan misses least.

    Raises
    ------
    InfeasibleError
        When every venue of the conflict is required.
    NoSolutionFoundError
        When they are and the conflict is not proven.
    """
    can_go = [venue for venue in conflict.venues if not problem.is_required[venue]]
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
