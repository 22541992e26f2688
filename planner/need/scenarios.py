"""Cautious and generous readings of the same estimate, to see what a plan owes to the mean."""

from dataclasses import replace
from typing import Final, Literal

from planner.need.records import NARROW_LEVEL, Need

NeedScenario = Literal["low", "mean", "high"]

_SENTENCES: Final = {
    "low": "Hypothèse basse : chaque commune compte pour le besoin qu'elle dépasse neuf fois sur "
    "dix (10e centile) ; le total est donc plus bas que toute fourchette d'ensemble.",
    "high": "Hypothèse haute : chaque commune compte pour le besoin qu'elle ne dépasse que dans un "
    "cas sur dix (90e centile) ; le total est donc plus haut que toute fourchette d'ensemble.",
}


def choose_scenario(need: Need, scenario: NeedScenario) -> Need:
    """Let every commune count for the 10th or 90th percentile of its need instead of its mean.

    That is what changes decisions: the low scenario trusts communes whose need is well known,
    the high one those whose need might be great. A joint scenario (all communes when the total is
    low) moves them nearly alike and leaves the best plan as it is. The draws stay the same.
    """
    if scenario == "mean":
        return need
    low, high = need.interval(NARROW_LEVEL)
    return replace(
        need,
        people=low if scenario == "low" else high,
        method=f"{need.method} {_SENTENCES[scenario]}",
    )
