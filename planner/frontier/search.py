"""Coverage against the means: advisers, half-days a week, or the minutes of the standard.

Every point is the best of the coverage model, which knows venues, frequencies, half-days and
contract hours but neither weekdays nor tours. Its bound holds for every plan with these means.
A search that is interrupted, or has no time left, keeps its whole points and names those that it
lacks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from planner.frontier.points import Point, SolveOptions, tighten_bounds
from planner.frontier.staff import typical_adviser
from planner.frontier.steps import (
    BASES_KEPT,
    MAX_TRIED,
    NEW_BASES,
    CutSearchError,
    Present,
    Search,
    add_half_days,
    add_one_by_one,
    remove_one_by_one,
    solve_present,
)
from planner.progress import Progress
from planner.solver.engine import Deadline, Interrupter


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """Points in order of means, and how they were chosen."""

    points: tuple[Point, ...]
    assumptions: tuple[str, ...]
    """French sentences."""
    missing: tuple[int, ...] = ()
    """Means that have no point because the search was cut."""

    @property
    def present(self) -> Point:
        """The point of today's means."""
        return next(point for point in self.points if point.is_present)


def frontier_by_advisers(
    present: Present,
    *,
    max_advisers: int,
    options: SolveOptions,
    progress: Progress,
    interrupter: Interrupter | None = None,
) -> Frontier:
    """Find the coverage of 0 to ``max_advisers`` advisers.

    Fewer: the one whose leaving costs least goes, again and again. More: a copy of a typical
    adviser comes, at the base that brings most. One fewer and one more come first, for they are
    asked about most.

    Raises
    ------
    NoSolutionFoundError
        When it is cut before its first point.
    """
    search = _start(options, progress, interrupter)
    advisers = present.problem.advisers
    now = solve_present(present.problem, len(advisers), search)
    one_by_one = zip_longest(
        remove_one_by_one(present, now, search),
        add_one_by_one(present, now, search, max_advisers=max_advisers),
    )
    found = [now, *(point for both in one_by_one for point in both if point is not None)]
    found.sort(key=lambda point: point.x)
    like = typical_adviser(present.territory, present.problem)
    fewest = 1 if present.is_obliged else 0
    return Frontier(
        points=tighten_bounds(_rising(found)),
        missing=_missing(range(fewest, max_advisers + 1), found, search),
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
    present: Present,
    *,
    num_more: int,
    options: SolveOptions,
    progress: Progress,
    interrupter: Interrupter | None = None,
) -> Frontier:
    """Find the coverage of each of the next half-days a week; errors as by advisers."""
    search = _start(options, progress, interrupter)
    problem = present.problem
    x = sum(adviser.max_sessions_per_week for adviser in problem.advisers)
    now = solve_present(problem, x, search)
    points = [now, *add_half_days(present, now, search, num_more=num_more)]
    some = "" if len(problem.advisers) <= MAX_TRIED else f" ({MAX_TRIED} essayés à chaque pas)"
    return Frontier(
        points=tighten_bounds(points),
        missing=_missing(range(x, x + num_more + 1), points, search),
        assumptions=(
            (
                "Chaque demi-journée de plus par semaine va au conseiller à qui elle profite le "
                f"plus{some}, avec les heures de contrat en proportion."
            ),
            "La borne vaut pour cette répartition des demi-journées.",
        ),
    )


def frontier_by_minutes(
    present: Present,
    *,
    minutes: Sequence[int],
    options: SolveOptions,
    progress: Progress,
    interrupter: Interrupter | None = None,
) -> Frontier:
    """Find the coverage of today's advisers under other access standards; errors as by advisers."""
    search = _start(options, progress, interrupter)
    now = present.settings.access.standard_minutes
    standards = sorted({*minutes, now})
    points: list[Point] = []
    for standard in standards:
        progress(f"Frontière : norme de {standard} minutes")
        access = present.settings.access.model_copy(update={"standard_minutes": standard})
        settings = present.settings.model_copy(update={"access": access})
        try:
            search.go_on()
            point = search.solve(
                present.reformulate(present.territory, present.travel, settings),
                standard,
                change="" if standard == now else f"norme de {standard} minutes",
                smaller=points[-1] if points else None,
            )
        except CutSearchError:
            if not points:
                raise
            break
        points.append(replace(point, is_present=standard == now))
    return Frontier(
        points=tighten_bounds(points),
        missing=_missing(standards, points, search),
        assumptions=(
            (
                "Une norme plus large compte aussi l'offre fixe plus lointaine ; le trajet que les "
                "habitants acceptent, lui, reste celui de l'enquête, et peut s'arrêter avant."
            ),
        ),
    )


def _start(options: SolveOptions, progress: Progress, interrupter: Interrupter | None) -> Search:
    deadline = Deadline.after(options.time_limit_s, interrupter=interrupter)
    return Search(options=options, deadline=deadline, progress=progress)


def _missing(asked: Iterable[int], found: Sequence[Point], search: Search) -> tuple[int, ...]:
    """List the means asked for that a search which was cut left without a point."""
    if not search.deadline.is_over:
        return ()
    return tuple(sorted(set(asked) - {point.x for point in found}))


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
