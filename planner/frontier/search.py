"""Coverage against the means: advisers, half-days a week, or the minutes of the standard.

Every point is the best of the coverage model, which knows venues, frequencies, half-days and
contract hours but neither weekdays nor tours. Its bound holds for every plan with these means.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from geodata.errors import InfeasibleError, InputError
from geodata.territory import Commune, Territory
from geodata.travel import TravelTimes
from planner.explain.demand import values_of_plan, values_of_visits
from planner.frontier.points import (
    Point,
    SolveOptions,
    point_without_sessions,
    solve_point,
    tighten_bounds,
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """Points in order of means, and how they were chosen."""

    points: tuple[Point, ...]
    assumptions: tuple[str, ...]
    """French sentences."""

    @property
    def present(self) -> Point:
        """The point of today's means."""
        return next(point for point in self.points if point.is_present)


def frontier_by_advisers(
    present: Present, *, max_advisers: int, options: SolveOptions, progress: Progress
) -> Frontier:
    """Find the coverage of 0 to ``max_advisers`` advisers.

    Fewer: the one whose leaving costs least goes, again and again. More: a copy of a typical
    adviser comes, at the base that brings most.
    """
    deadline = Deadline.after(options.time_limit_s)
    advisers = present.problem.advisers
    now = _solve_present(present.problem, len(advisers), options, deadline, progress)
    fewer = _remove_one_by_one(present, now, options, deadline, progress)
    more = _add_one_by_one(
        present,
        now,
        max_advisers=max_advisers,
        options=options,
        deadline=deadline,
        progress=progress,
    )
    points = tighten_bounds(_rising([*reversed(fewer), now, *more]))
    like = typical_adviser(present.territory, present.problem)
    return Frontier(
        points=points,
        assumptions=(
            (
                f"Chaque conseiller de plus est une copie de {like.name} (contrat, jours et limite "
                "de trajet médians), à la base qui apporte le plus : ont été essayées les bases "
                f"actuelles et les {NEW_BASES} communes au besoin le moins couvert, puis les "
                f"{BASES_KEPT} meilleures d'entre elles. La base est la mairie ; une commune dont "
                "la mairie n'est pas parmi les lieux n'est pas essayée."
            ),
            "Chaque conseiller de moins est celui dont le départ coûte le moins"
            + (
                "."
                if len(advisers) <= MAX_TRIED
                else f", parmi les {MAX_TRIED} que d'autres peuvent le mieux remplacer."
            ),
            "La borne vaut pour ces conseillers-là, non pour d'autres du même nombre.",
        ),
    )


def frontier_by_half_days(
    present: Present, *, num_more: int, options: SolveOptions, progress: Progress
) -> Frontier:
    """Find the coverage of each of the next half-days a week."""
    deadline = Deadline.after(options.time_limit_s)
    problem = present.problem
    x = sum(adviser.max_sessions_per_week for adviser in problem.advisers)
    points = [_solve_present(problem, x, options, deadline, progress)]
    names = {adviser.id: adviser.name for adviser in present.territory.advisers}
    for _ in range(num_more):
        x += 1
        progress(f"Frontière : {x} demi-journées par semaine")
        tried = []
        for adviser in _who_could_use_more(problem, points[-1]):
            grown = add_half_day(problem, adviser)
            name = names[problem.advisers[adviser].id]
            tried.append(
                (
                    grown,
                    solve_point(
                        grown,
                        x,
                        change=f"une demi-journée de plus pour {name}",
                        smaller=points[-1],
                        options=options,
                        deadline=deadline,
                    ),
                )
            )
        problem, point = max(tried, key=lambda found: found[1].covered_need)
        points.append(point)
    some = "" if len(problem.advisers) <= MAX_TRIED else f" ({MAX_TRIED} essayés à chaque pas)"
    return Frontier(
        points=tighten_bounds(points),
        assumptions=(
            (
                "Chaque demi-journée de plus par semaine va au conseiller à qui elle profite le "
                f"plus{some}, avec les heures de contrat en proportion."
            ),
            "La borne vaut pour cette répartition des demi-journées.",
        ),
    )


def frontier_by_minutes(
    present: Present, *, minutes: Sequence[int], options: SolveOptions, progress: Progress
) -> Frontier:
    """Find the coverage of today's advisers under other access standards."""
    deadline = Deadline.after(options.time_limit_s)
    now = present.settings.access.standard_minutes
    points: list[Point] = []
    for standard in sorted({*minutes, now}):
        progress(f"Frontière : norme de {standard} minutes")
        access = present.settings.access.model_copy(update={"standard_minutes": standard})
        settings = present.settings.model_copy(update={"access": access})
        point = solve_point(
            present.reformulate(present.territory, present.travel, settings),
            standard,
            change="" if standard == now else f"norme de {standard} minutes",
            smaller=points[-1] if points else None,
            options=options,
            deadline=deadline,
        )
        points.append(replace(point, is_present=standard == now))
    return Frontier(
        points=tighten_bounds(points),
        assumptions=(
            (
                "Une norme plus large compte aussi l'offre fixe plus lointaine ; le trajet que les "
                "habitants acceptent, lui, reste celui de l'enquête, et peut s'arrêter avant."
            ),
        ),
    )


def _solve_present(
    problem: Problem, x: int, options: SolveOptions, deadline: Deadline, progress: Progress
) -> Point:
    progress("Frontière : les moyens d'aujourd'hui")
    point = solve_point(problem, x, change="", smaller=None, options=options, deadline=deadline)
    return replace(point, is_present=True)


def _remove_one_by_one(
    present: Present, now: Point, options: SolveOptions, deadline: Deadline, progress: Progress
) -> list[Point]:
    """Points of one adviser fewer, two fewer, and on down to none; fewest last."""
    ids = [adviser.id for adviser in present.problem.advisers]
    names = {adviser.id: adviser.name for adviser in present.territory.advisers}
    points: list[Point] = []
    problem, point = present.problem, now
    while len(ids) > 1:
        progress(f"Frontière : {len(ids) - 1} conseillers")
        tried = []
        for leaving in _who_could_leave(problem, point):
            staying = [adviser_id for adviser_id in ids if adviser_id != leaving]
            territory = keep_advisers(present.territory, staying)
            change = f"sans {names[leaving]}" if not points else f"et sans {names[leaving]}"
            try:
                smaller = present.reformulate(territory, present.travel, present.settings)
                found = solve_point(
                    smaller,
                    len(staying),
                    change=change,
                    smaller=None,
                    options=options,
                    deadline=deadline,
                )
            except InfeasibleError:
                continue  # without this adviser a required venue has nobody
            tried.append((staying, smaller, found))
        if not tried:
            break
        ids, problem, point = max(tried, key=lambda one: one[2].covered_need)
        points.append(point)
    obliged = present.problem.is_required.any() or present.problem.quotas or present.problem.floors
    if len(ids) == 1 and not obliged:
        points.append(point_without_sessions(present.problem, 0, change="l'offre existante seule"))
    return points


def _add_one_by_one(
    present: Present,
    now: Point,
    *,
    max_advisers: int,
    options: SolveOptions,
    deadline: Deadline,
    progress: Progress,
) -> list[Point]:
    """Points of one adviser more, two more, and on."""
    like = typical_adviser(present.territory, present.problem)
    territory, travel = present.territory, present.travel
    names = {commune.code: commune.name for commune in territory.communes}
    bases = _bases_to_try(territory, now)
    points: list[Point] = []
    point = now
    while point.x < max_advisers:
        progress(f"Frontière : {point.x + 1} conseillers")
        what = "encore un" if points else "un conseiller de plus"
        tried = []
        for base in bases:
            grown, longer, _ = add_adviser(territory, travel, like=like, base_commune_code=base)
            try:
                problem = present.reformulate(grown, longer, present.settings)
            except InputError:
                continue  # nobody based there could hold any session
            found = solve_point(
                problem,
                point.x + 1,
                change=f"{what}, basé à {names[base]}",
                smaller=point,
                options=options,
                deadline=deadline,
            )
            tried.append((base, grown, longer, found))
        if not tried:
            break
        tried.sort(key=lambda one: -one[3].covered_need)
        bases = [base for base, *_ in tried[:BASES_KEPT]]
        _, territory, travel, point = tried[0]
        points.append(point)
    return points


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


def _rising(points: Sequence[Point]) -> list[Point]:
    """Make sure that more never cover less: the gap of the search may leave a point behind.

    The visits of a point are visits that the next one allows as well.
    """
    found: list[Point] = []
    for point in points:
        if found and found[-1].covered_need > point.covered_need:
            before = found[-1]
            found.append(
                replace(
                    point,
                    covered_need=before.covered_need,
                    bound=max(point.bound, before.covered_need),
                    frequency=before.frequency,
                    value_by_commune=before.value_by_commune,
                )
            )
        else:
            found.append(point)
    return found
