"""Steps of a frontier: one adviser fewer, one more, a half-day more; each the best of those tried.

A step that is cut gives no point: neither its best nor the choice among several is known.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from geodata.errors import InfeasibleError, InputError, NoSolutionFoundError
from geodata.territory import Commune, Territory
from geodata.travel import TravelTimes
from planner.explain.demand import values_of_plan, values_of_visits
from planner.frontier.points import Point, SolveOptions, point_without_sessions, solve_point
from planner.frontier.staff import (
    add_adviser,
    add_half_day,
    keep_advisers,
    mairies_by_commune,
    typical_adviser,
)
from planner.problem.model import Problem
from planner.progress import Progress
from planner.settings import Settings
from planner.solver.engine import Deadline

MAX_TRIED: Final = 6
"""Advisers tried one by one for who leaves or who gets a half-day; of more, the likeliest."""
NEW_BASES: Final = 6
"""Communes tried as a new adviser's base beside those of the advisers: of most unmet need."""
BASES_KEPT: Final = 3
"""Of these, tried again for the second new adviser and on."""

Reformulate = Callable[[Territory, TravelTimes, Settings], Problem]
"""Formulates the problem of other inputs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Present:
    """What there is now."""

    territory: Territory
    travel: TravelTimes
    settings: Settings
    problem: Problem
    reformulate: Reformulate

    @property
    def is_obliged(self) -> bool:
        """Whether there are rules that cannot be kept without any adviser."""
        problem = self.problem
        return bool(problem.is_required.any() or problem.quotas or problem.floors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How far points are searched, until when, and who is told."""

    options: SolveOptions
    deadline: Deadline
    progress: Progress

    def solve(self, problem: Problem, x: int, *, change: str, smaller: Point | None) -> Point:
        """Solve a point to its end, as :func:`planner.frontier.points.solve_point` does.

        Raises
        ------
        CutSearchError
            When somebody does not wait for that, or nothing is found in time.
        InfeasibleError
            When the required venues do not fit.
        """
        self.go_on()
        try:
            point = solve_point(
                problem,
                x,
                change=change,
                smaller=smaller,
                options=self.options,
                deadline=self.deadline,
            )
        except NoSolutionFoundError as error:
            raise CutSearchError(str(error), hit_time_limit=error.hit_time_limit) from error
        except InfeasibleError:
            self.go_on()
            raise
        self.go_on()
        return point

    def go_on(self) -> None:
        """Do nothing unless somebody does not wait any more."""
        if self.deadline.interrupter.interrupted:
            raise CutSearchError("recherche interrompue", hit_time_limit=True)


class CutSearchError(NoSolutionFoundError):
    """The point that was being searched was not found before time, or patience, was over."""


def solve_present(problem: Problem, x: int, search: Search) -> Point:
    """Find the point of today's means."""
    search.progress("Frontière : les moyens d'aujourd'hui")
    return replace(search.solve(problem, x, change="", smaller=None), is_present=True)


def remove_one_by_one(present: Present, now: Point, search: Search) -> Iterator[Point]:
    """Find the points of one adviser fewer, two fewer, and on down to none; fewest last."""
    ids = [adviser.id for adviser in present.problem.advisers]
    names = {adviser.id: adviser.name for adviser in present.territory.advisers}
    problem, point = present.problem, now
    with suppress(CutSearchError):
        while len(ids) > 1:
            search.progress(f"Frontière : {len(ids) - 1} conseillers")
            tried = []
            for leaving in _who_could_leave(problem, point):
                staying = [adviser_id for adviser_id in ids if adviser_id != leaving]
                territory = keep_advisers(present.territory, staying)
                change = f"sans {names[leaving]}" if point is now else f"et sans {names[leaving]}"
                try:
                    search.go_on()
                    smaller = present.reformulate(territory, present.travel, present.settings)
                    found = search.solve(smaller, len(staying), change=change, smaller=None)
                except CutSearchError:
                    raise
                except InfeasibleError:
                    continue  # without this adviser a required venue has nobody
                tried.append((staying, smaller, found))
            if not tried:
                break
            ids, problem, point = max(tried, key=lambda one: one[2].covered_need)
            yield point
    if len(ids) == 1 and not present.is_obliged:
        yield point_without_sessions(present.problem, 0, change="l'offre existante seule")


def add_one_by_one(
    present: Present, now: Point, search: Search, *, max_advisers: int
) -> Iterator[Point]:
    """Find the points of one adviser more, two more, and on."""
    like = typical_adviser(present.territory, present.problem)
    territory, travel = present.territory, present.travel
    names = {commune.code: commune.name for commune in territory.communes}
    bases = _bases_to_try(territory, now)
    point = now
    with suppress(CutSearchError):
        while point.x < max_advisers:
            search.progress(f"Frontière : {point.x + 1} conseillers")
            what = "un conseiller de plus" if point is now else "encore un"
            tried = []
            for base in bases:
                search.go_on()
                grown, longer, _ = add_adviser(territory, travel, like=like, base_commune_code=base)
                try:
                    problem = present.reformulate(grown, longer, present.settings)
                except InputError:
                    continue  # nobody based there could hold any session
                change = f"{what}, basé à {names[base]}"
                found = search.solve(problem, point.x + 1, change=change, smaller=point)
                tried.append((base, grown, longer, found))
            if not tried:
                break
            tried.sort(key=lambda one: -one[3].covered_need)
            bases = [base for base, *_ in tried[:BASES_KEPT]]
            _, territory, travel, point = tried[0]
            yield point


def add_half_days(
    present: Present, now: Point, search: Search, *, num_more: int
) -> Iterator[Point]:
    """Find the points of one half-day a week more, two more, and on."""
    names = {adviser.id: adviser.name for adviser in present.territory.advisers}
    problem, point = present.problem, now
    with suppress(CutSearchError):
        for x in range(now.x + 1, now.x + num_more + 1):
            search.progress(f"Frontière : {x} demi-journées par semaine")
            tried = []
            for adviser in _who_could_use_more(problem, point):
                grown = add_half_day(problem, adviser)
                change = f"une demi-journée de plus pour {names[problem.advisers[adviser].id]}"
                found = search.solve(grown, x, change=change, smaller=point)
                tried.append((grown, found))
            problem, point = max(tried, key=lambda one: one[1].covered_need)
            yield point


def _bases_to_try(territory: Territory, now: Point) -> list[str]:
    """List the advisers' base communes, then communes of most unmet need by population.

    Only communes with a mairie among the venues: drives are known from there.
    """
    mairies = mairies_by_commune(territory)

    def unmet(commune: Commune) -> float:
        return -commune.population * (1 - now.value_by_commune[commune.code])

    present = [adviser.base_commune_code for adviser in territory.advisers]
    others = sorted(territory.communes, key=unmet)
    new = [c.code for c in others if c.code not in present and c.code in mairies]
    return [*(code for code in dict.fromkeys(present) if code in mairies), *new[:NEW_BASES]]


def _who_could_leave(problem: Problem, point: Point) -> list[str]:
    """List the advisers to try without: all, or those whose reach is most shared with others."""
    ids = [adviser.id for adviser in problem.advisers]
    if len(ids) <= MAX_TRIED:
        return ids
    visited = np.array([venue in point.frequency for venue in problem.venue_ids])
    alone = visited & (problem.can_visit.sum(axis=0) == 1)
    needed = (problem.can_visit & alone).sum(axis=1)
    half_days = np.array([adviser.max_sessions_per_week for adviser in problem.advisers])
    order = np.lexsort((half_days, needed))
    return [ids[position] for position in order[:MAX_TRIED].tolist()]


def _who_could_use_more(problem: Problem, point: Point) -> list[int]:
    """List the advisers to try with more: all, or those with most unmet need within reach."""
    count = len(problem.advisers)
    able = [a for a in range(count) if problem.advisers[a].max_sessions_per_week]
    if count <= MAX_TRIED:
        return able
    most = problem.value_by_sessions[-1][0]
    frequency = {
        position: point.frequency[venue]
        for position, venue in enumerate(problem.venue_ids)
        if venue in point.frequency
    }
    value = values_of_plan(problem, frequency)
    every = [(venue, most) for venue in range(problem.num_venues)]
    gain = problem.need @ np.maximum(values_of_visits(problem, every) - value[:, None], 0.0)
    reach = [float(np.sort(gain[problem.can_visit[a]])[-MAX_TRIED:].sum()) for a in able]
    order = sorted(range(len(able)), key=lambda position: -reach[position])
    return [able[position] for position in order[:MAX_TRIED]]
