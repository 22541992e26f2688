"""Invented opening hours of mairies in OSM syntax: the smaller the commune, the fewer half-days."""

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr")
_MORNINGS: Final = ("09:00-12:00", "08:30-12:00", "09:00-12:30", "10:00-12:00")
_AFTERNOONS: Final = ("14:00-17:30", "13:30-17:00", "14:00-18:00", "14:00-17:00", "16:00-18:30")
_UNKNOWN_SHARE: Final = 0.09
_NOTE_SHARE: Final = 0.04
_NOTES: Final = (
    "Fermée le mercredi pendant les vacances scolaires.",
    "Permanence du maire le samedi matin sur rendez-vous.",
    "Horaires d'été différents en juillet et en août.",
    "La salle du conseil n'est pas disponible le premier lundi du mois.",
)
_NUM_HALF_DAYS: Final = ((500, 2, 3), (1_000, 3, 5), (2_000, 5, 7), (5_000, 8, 9))
"""(population below, fewest, most half-days a week); ten a week beyond the last."""


def draw_hours(
    rng: np.random.Generator, population: npt.NDArray[np.int64]
) -> list[tuple[str, str]]:
    """Opening hours (empty when unknown) and note (mostly empty) of each commune's mairie."""
    return [_draw_one(rng, people) for people in population.tolist()]


def _draw_one(rng: np.random.Generator, people: int) -> tuple[str, str]:
    # always the same number of draws of the first kind: one unknown does not shift the others
    is_unknown, is_noted = rng.random(2) < (_UNKNOWN_SHARE, _NOTE_SHARE)
    note = _NOTES[int(rng.integers(len(_NOTES)))]
    hours = _weekly_hours(rng, _num_half_days(rng, people))
    return ("" if is_unknown else hours, note if is_noted else "")


def _num_half_days(rng: np.random.Generator, people: int) -> int:
    for below, fewest, most in _NUM_HALF_DAYS:
        if people < below:
            return int(rng.integers(fewest, most + 1))
    return 2 * len(_DAYS)


def _weekly_hours(rng: np.random.Generator, num_half_days: int) -> str:
    half_days = rng.permutation(2 * len(_DAYS))[:num_half_days].tolist()
    morning = _MORNINGS[int(rng.integers(len(_MORNINGS)))]
    afternoon = _AFTERNOONS[int(rng.integers(len(_AFTERNOONS)))]
    by_spans: dict[str, list[int]] = {}
    for day in range(len(_DAYS)):
        spans = [
            span
            for half, span in enumerate((morning, afternoon))
            if day + half * len(_DAYS) in half_days
        ]
        if spans:
            by_spans.setdefault(",".join(spans), []).append(day)
    return "; ".join(f"{_day_list(days)} {spans}" for spans, days in by_spans.items())


def _day_list(days: list[int]) -> str:
    """``Mo-Fr`` for a run of three days or more, else ``Mo,Th``."""
    is_run = len(days) > 2 and all(later == day + 1 for day, later in pairwise(days))  # noqa: PLR2004 - OSM style
    if is_run:
        return f"{_DAYS[days[0]]}-{_DAYS[days[-1]]}"
    return ",".join(_DAYS[day] for day in days)
