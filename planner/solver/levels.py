"""Coverage as a sum of levels, the form in which a linear model can take everybody's best option.

A commune's access value climbs from what it has already through the distinct values that some
visit would give it. A level is reached when at least one visit at or above it is planned, so that

    covered need = base + sum over levels of weight * min(1, number of visits that reach it)

which equals the textbook model with one variable per commune, venue and frequency, and has the
same linear relaxation, in far fewer rows (the "radius" formulation of location models: García,
Labbé and Marín, INFORMS Journal on Computing 23(4), 2011).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.model import Problem

SAME_VALUE = 1e-9
"""Access values nearer than this are one level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of one commune's access value."""

    weight: float
    """People in need x the height of the step."""
    visits: tuple[tuple[int, int], ...]
    """(venue, sessions a cycle) of every visit that reaches the step."""


def base_coverage(problem: Problem) -> float:
    """People in need x access value of the existing offer, summed."""
    return float(problem.need @ problem.value_before)


def coverage_levels(problem: Problem) -> tuple[Level, ...]:
    """List the levels of all communes."""
    sessions = np.array([k for k, _ in problem.value_by_sessions])
    frequency_value = np.array([v for _, v in problem.value_by_sessions])
    levels = []
    for commune, before in enumerate(problem.value_before):
        venues = np.flatnonzero(problem.access_factor[commune] > before)
        value = problem.access_factor[commune, venues, None] * frequency_value
        reached = float(before)
        for height in np.unique(value[value > before + SAME_VALUE]):
            if height <= reached + SAME_VALUE:
                continue
            rows, columns = np.nonzero(value >= height - SAME_VALUE)
            levels.append(
                Level(
                    weight=float(problem.need[commune] * (height - reached)),
                    visits=tuple(
                        zip(venues[rows].tolist(), sessions[columns].tolist(), strict=True)
                    ),
                )
            )
            reached = float(height)
    return tuple(levels)


def access_values(problem: Problem, frequency: Mapping[int, int]) -> npt.NDArray[np.float64]:
    """(num_communes,) access value when each venue is visited so often a cycle."""
    frequency_value = dict(problem.value_by_sessions)
    value = np.array(problem.value_before)
    for venue, num_sessions in frequency.items():
        np.maximum(
            value, problem.access_factor[:, venue] * frequency_value[num_sessions], out=value
        )
    return value


def covered_need(problem: Problem, frequency: Mapping[int, int]) -> float:
    """People in need x access value, summed, when each venue is visited so often a cycle."""
    return float(problem.need @ access_values(problem, frequency))
