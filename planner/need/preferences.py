"""What the survey says of going somewhere for help: how far, and to what kind of place."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.territory import VENUE_KINDS, Survey
from planner.need.secrecy import MIN_RESPONDENTS, about

DEFAULT_ACCEPTANCE: Final = 1 / 3
"""Published: two people in three want help at their mairie, and nowhere else."""

DEFAULT_ACCEPTANCE_OTHER_KIND: Final = 0.5
"""Assumed: half accept another kind of place than the one they prefer; no survey asks it."""

DEFAULT_WILLINGNESS: Final[tuple[tuple[int, float], ...]] = (
    (5, 1.0),
    (10, 0.85),
    (15, 0.55),
    (20, 0.25),
    (30, 0.1),
)
"""Assumed shares willing to travel that many minutes or longer, without answers to measure it."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPreferences:
    """What the survey says about going somewhere for help."""

    acceptance_elsewhere: float
    """Share of people in need who accept another place than their own mairie."""
    willingness: tuple[tuple[int, float], ...]
    """(minutes, share willing to travel that long or longer), ascending minutes; a trip of t
    minutes has the share of the first entry whose minutes are >= t, and 0 beyond the last."""
    source: str
    """French sentence: survey or default, and on how many answers it rests."""
    kind_weight: tuple[tuple[str, float], ...] = ()
    """(venue kind, value of a session there as against the most wanted kind); see
    :func:`weight_of_kind`."""
    kind_source: str = ""
    """French sentence on ``kind_weight``."""

    def __post_init__(self) -> None:
        shares = [share for _, share in self.willingness]
        if not all(0 <= share <= 1 for share in (self.acceptance_elsewhere, *shares)):
            raise ValueError("acceptance and willingness are shares between 0 and 1")
        if not self.willingness or self.willingness[0][0] < 0:
            raise ValueError("willingness needs an entry, and minutes are not negative")
        if any(later[0] <= sooner[0] for sooner, later in pairwise(self.willingness)):
            raise ValueError("the minutes of willingness must ascend")
        if any(later > sooner for sooner, later in pairwise(shares)):
            raise ValueError("fewer people cannot be more willing: shares must not rise")
        if not all(0 <= weight <= 1 for _, weight in self.kind_weight):
            raise ValueError("weights of kinds are shares between 0 and 1")


def share_willing(preferences: AccessPreferences, minutes: npt.ArrayLike) -> _Floats:
    """Share of people in need willing to travel so many minutes, of the shape of ``minutes``.

    Inclusive: a trip of exactly 15 minutes is within 15. Infinite or unknown (NaN) minutes
    have the share 0.
    """
    stated = np.array([limit for limit, _ in preferences.willingness], dtype=np.float64)
    shares = np.array([*(share for _, share in preferences.willingness), 0.0])
    # searchsorted puts NaN after every number, hence on the closing 0.
    return shares[np.searchsorted(stated, np.asarray(minutes, dtype=np.float64), side="left")]


def weight_of_kind(preferences: AccessPreferences, kind: str) -> float:
    """Value of a session at a kind of venue, 1 for the kind most wanted.

    Without weights every kind is worth the same; a kind that nobody asked about is worth as much
    as the least wanted one.
    """
    weights = dict(preferences.kind_weight)
    return weights.get(kind, min(weights.values(), default=1.0))


def access_preferences(
    survey: Survey | None, *, acceptance_other_kind: float = DEFAULT_ACCEPTANCE_OTHER_KIND
) -> AccessPreferences:
    """Measure what respondents who want help say of where they would go, and how far.

    Weight of a venue kind j, from the share p_j of answers that prefer it and the share ``alpha``
    (``acceptance_other_kind``) of people who accept another kind than the one they prefer::

        w_j = (p_j + (1 - p_j) alpha) / max over kinds of the same

    where p_j = (n_j + m / K) / (n + m), K kinds, m = 11: no kind is judged by a handful, and a
    kind that fewer than :data:`MIN_RESPONDENTS` prefer stands together with the others like it.

    Unanswered questions count nowhere. A question with fewer than :data:`MIN_RESPONDENTS`
    answers gets its default instead, and ``source`` says so. Stated times are whole minutes,
    rounded down; a time that fewer than :data:`MIN_RESPONDENTS` people state is merged with
    the stated times beside it, so that no step of the curve rests on fewer.
    """
    places = np.array([], dtype=np.str_)
    minutes = np.array([], dtype=np.float64)
    if survey is not None:
        places = survey.preferred_place[survey.wants_help & (survey.preferred_place != "")]
        minutes = survey.max_travel_minutes[survey.wants_help]
        minutes = np.floor(minutes[np.isfinite(minutes)])
    acceptance, willingness = DEFAULT_ACCEPTANCE, DEFAULT_WILLINGNESS
    place_source = "hypothèse, un tiers accepte un autre lieu que la mairie"
    travel_source = "hypothèse, " + ", ".join(
        f"{limit} min pour {100 * share:.0f} %" for limit, share in DEFAULT_WILLINGNESS
    )
    if len(places) >= MIN_RESPONDENTS:
        acceptance = float(np.mean(places != "mairie"))
        place_source = f"enquête, {about(len(places))} réponses"
    if len(minutes) >= MIN_RESPONDENTS:
        willingness = _willingness_curve(minutes)
        travel_source = f"enquête, {about(len(minutes))} réponses"
    reason = ""
    if survey is not None and min(len(places), len(minutes)) < MIN_RESPONDENTS:
        reason = f" Hypothèse là où l'enquête a moins de {MIN_RESPONDENTS} réponses."
    kind_weight = _kind_weights(places, acceptance_other_kind)
    kind_source = "Type de lieu : aucune préférence connue, tous se valent."
    if kind_weight:
        kind_source = (
            f"Type de lieu : préférences de l'enquête ({about(len(places))} réponses), en "
            f"supposant que {100 * acceptance_other_kind:.0f} % des habitants acceptent un autre "
            "type que leur préféré."
        )
    return AccessPreferences(
        acceptance_elsewhere=acceptance,
        willingness=willingness,
        source=f"Lieu accepté : {place_source}. Trajet accepté : {travel_source}.{reason}",
        kind_weight=kind_weight,
        kind_source=kind_source,
    )


def _kind_weights(
    places: npt.NDArray[np.str_], acceptance_other_kind: float
) -> tuple[tuple[str, float], ...]:
    """Weights of venue kinds; none when too few people said where they would go."""
    counts = {kind: int(np.count_nonzero(places == kind)) for kind in VENUE_KINDS}
    total = sum(counts.values())  # help at home is no venue: it weighs none of them
    if total < MIN_RESPONDENTS:
        return ()
    rare = [kind for kind, count in counts.items() if count < MIN_RESPONDENTS]
    together = sum(counts[kind] for kind in rare)
    smoothed = {
        kind: (together / len(rare) if kind in rare else count) + MIN_RESPONDENTS / len(counts)
        for kind, count in counts.items()
    }
    raw = {
        kind: share + (1 - share) * acceptance_other_kind
        for kind, count in smoothed.items()
        for share in [count / (total + MIN_RESPONDENTS)]
    }
    most = max(raw.values())
    return tuple((kind, value / most if most > 0 else 1.0) for kind, value in raw.items())


def _willingness_curve(minutes: _Floats) -> tuple[tuple[int, float], ...]:
    """Share of answers >= t for stated times t, in steps of MIN_RESPONDENTS answers or more."""
    stated, counts = np.unique(minutes, return_counts=True)
    steps: list[tuple[int, int]] = []  # (shortest minutes of the step, its answers), descending
    pending = 0
    for limit, count in zip(stated[::-1].tolist(), counts[::-1].tolist(), strict=True):
        pending += count
        if pending >= MIN_RESPONDENTS:
            steps.append((int(limit), pending))
            pending = 0
    # The last few, who state less than all others, count with the step above them.
    steps[-1] = (steps[-1][0], steps[-1][1] + pending)
    shares = np.cumsum([count for _, count in steps]) / len(minutes)
    curve = [(limit, float(share)) for (limit, _), share in zip(steps, shares, strict=True)]
    return tuple(reversed(curve))
