"""What was optimised: the values are those of this plan, and the bounds hold."""

from collections.abc import Iterator, Sequence
from typing import Final

from planner.check.access import ExpectedAccess
from planner.check.capacity import ExpectedCapacity, people_per_hour
from planner.check.facts import Facts
from planner.check.totals import covered_need
from planner.check.tours import ExpectedTour
from planner.check.wording import check_listed_once, compare, say
from planner.plan import Objective

SENSES: Final = {"coverage": "max", "driving": "min", "balance": "min", "capacity": "min"}
WORDS: Final = {
    "coverage": "couverture",
    "driving": "trajets",
    "balance": "équilibre",
    "capacity": "affluence",
}
BOUND_TOLERANCE: Final = 1e-6
"""Relative: solvers prove their bounds no more exactly than this."""


def check_objectives(
    facts: Facts,
    tours: Sequence[ExpectedTour],
    access: Sequence[ExpectedAccess],
    capacity: dict[str, ExpectedCapacity],
) -> Iterator[str]:
    """Compare the values with this plan's, and values with bounds.

    Capacity is an objective where the settings ask for it and the plan says something of it.
    """
    values = {
        "coverage": covered_need(access),
        "driving": float(sum(tour.drive_s * len(tour.weeks) for tour in tours)),
        "balance": _highest_load(facts, tours),
    }
    if facts.plan.capacity is not None and facts.plan.settings.capacity.even_out:
        values["capacity"] = people_per_hour(capacity)
    listed = facts.plan.objectives
    yield from check_listed_once("Objectifs", [objective.name for objective in listed], values)
    for objective in listed:
        words = f"Objectif {WORDS[objective.name]}"
        yield from compare(
            words,
            [
                ("valeur", objective.value, values.get(objective.name)),
                ("sens", objective.sense, SENSES[objective.name]),
            ],
        )
        yield from _check_bound(words, objective)


def _highest_load(facts: Facts, tours: Sequence[ExpectedTour]) -> float:
    """Largest share of a contract that sessions and driving take."""
    shares = [0.0]
    for adviser in facts.territory.advisers:
        own = [tour for tour in tours if tour.adviser_id == adviser.id]
        busy_s = sum((tour.session_s + tour.drive_s) * len(tour.weeks) for tour in own)
        contract_s = 60 * adviser.weekly_minutes * facts.cycle_weeks
        if contract_s:
            shares.append(busy_s / contract_s)
    return max(shares)


def _check_bound(words: str, objective: Objective) -> Iterator[str]:
    value, bound = objective.value, objective.bound
    if bound is None:
        yield from compare(
            words, [("écart", objective.gap, None), ("statut", objective.status, "not_proven")]
        )
        return
    if objective.status == "not_proven":
        yield f"{words} : une borne est donnée, mais le statut dit qu'il n'y en a pas."
    larger = max(abs(bound), abs(value))
    beyond = value - bound if SENSES[objective.name] == "max" else bound - value
    if not beyond <= BOUND_TOLERANCE * larger:
        yield f"{words} : la valeur {say(value)} dépasse la borne {say(bound)}."
    gap = abs(bound - value) / larger if larger else 0.0
    yield from compare(words, [("écart", objective.gap, gap)])
    if objective.status == "optimal" and not gap <= BOUND_TOLERANCE:
        yield f"{words} : dit optimal, mais l'écart à la borne est de {say(gap)}."
