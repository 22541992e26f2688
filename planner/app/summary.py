"""What a plan found, in a few French lines and as one machine-readable record."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from planner.dates.iso_weeks import describe_parity_changes
from planner.plan import Objective, Plan
from planner.wording import (
    NO_BREAK_SPACE,
    count_words,
    format_duration,
    format_km,
    format_number,
    format_percent,
    format_percent_up,
    format_territory,
    one_line,
)

MAX_NAMES: Final = 3
"""Of a list of names; the files tell all."""
_SCENARIOS: Final = {"low": " (hypothèse basse)", "mean": "", "high": " (hypothèse haute)"}


def find_objective(plan: Plan, name: str) -> Objective:
    """Return an objective of a plan by name."""
    return next(objective for objective in plan.objectives if objective.name == name)


def share_of_need(plan: Plan, people: float) -> float:
    """Share of all people in need; 0 where nobody is."""
    return people / plan.whole.need if plan.whole.need > 0 else 0.0


def _need_words(plan: Plan) -> str:
    """Say what the need of a plan is: with or without a survey, and which scenario."""
    source = "" if plan.need_has_survey else " sans enquête"
    return f"Besoin estimé{source}{_SCENARIOS[plan.settings.need.scenario]}"


def _between(plan: Plan) -> str:
    """Say the 90 % interval of the whole need, if there is one."""
    whole = plan.whole
    if whole.need_low is None or whole.need_high is None:
        return ""
    ends = [format_number(round(end, -2)) for end in (whole.need_low, whole.need_high)]
    word = "" if plan.settings.need.scenario == "mean" else "estimation : "
    return f" ({word}{' à '.join(ends)})"


def summarise(plan: Plan) -> list[str]:
    """Sum up a plan in French: people covered, proven bound, kilometres.

    Short enough that all of it fits a screen together with the files written.
    """
    coverage = find_objective(plan, "coverage")
    driving = find_objective(plan, "driving")
    whole = plan.whole
    cycle_weeks = plan.settings.cycle.num_weeks
    status = Counter(commune.status for commune in plan.communes)
    distance_m = sum(load.distance_m for load in plan.loads)
    before = format_percent(share_of_need(plan, whole.covered_need_before))
    lines = [
        format_territory(plan),
        (
            f"{_need_words(plan)} : environ {format_number(round(whole.need, -2))} habitants"
            f"{_between(plan)}, {len(plan.communes)} communes"
        ),
        (
            f"Besoin couvert : {format_percent(share_of_need(plan, whole.covered_need))} "
            f"(offre existante seule : {before})"
        ),
    ]
    if coverage.bound is not None and coverage.gap is not None:
        lines.append(
            "Borne prouvée : aucun planning ne couvre plus de "
            f"{format_percent(share_of_need(plan, coverage.bound))} "
            f"(écart {format_percent_up(coverage.gap, decimals=2)})"
        )
    lines.append(
        f"Permanences : {sum(load.num_sessions for load in plan.loads)} par cycle de "
        f"{cycle_weeks}{NO_BREAK_SPACE}semaines en {len(plan.venues)} lieux ; "
        f"{len(plan.sessions)} datées, {_lost_words(plan)}"
    )
    lines += describe_parity_changes(
        plan.visits, (), calendar=plan.settings.calendar, cycle=plan.settings.cycle
    )
    trips = f"Trajets : {format_km(distance_m, decimals=0)} et "
    trips += f"{format_duration(driving.value)} par cycle"
    if driving.gap is not None and driving.bound is not None:
        trips += (
            f" ; borne prouvée {format_duration(driving.bound)} {driving.condition} "
            f"(écart {format_percent_up(driving.gap)})"
        )
    lines.append(trips)
    lines.append(
        f"Communes : {status['served_here']} avec permanence, {status['served_nearby']} mieux "
        f"servies par une voisine, {status['existing_offer']} par l'offre fixe, "
        f"{status['not_served']} sans accès, {status['unreachable']} sans route"
    )
    lines += _capacity_lines(plan)
    lines += _stress_lines(plan)
    unreachable = [c.commune_name for c in plan.communes if c.status == "unreachable"]
    if unreachable:
        lines.append(f"Sans route, donc hors du planning : {_some_of(unreachable)}")
    return lines


def _some_of(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    said = ", ".join(one_line(name) for name in names[:MAX_NAMES])
    more = len(names) - MAX_NAMES
    return f"{said} et {count_words(more, 'autre')}" if more > 0 else said


def summarise_as_json(plan: Plan, files: Sequence[Path]) -> dict[str, Any]:
    """Sum up a plan for scripts; keys are stable, units in their names."""
    return {
        "territory": plan.territory_name,
        "notice": plan.notice,
        "seed": plan.seed,
        "need_people": plan.whole.need,
        "covered_need_people": plan.whole.covered_need,
        "covered_need_before_people": plan.whole.covered_need_before,
        "covered_share": share_of_need(plan, plan.whole.covered_need),
        "num_venues": len(plan.venues),
        "num_sessions_per_cycle": sum(load.num_sessions for load in plan.loads),
        "num_sessions_dated": len(plan.sessions),
        "num_sessions_lost": len(plan.lost_sessions),
        "num_sessions_replaced": sum(lost.is_replaced for lost in plan.lost_sessions),
        "distance_m_per_cycle": sum(load.distance_m for load in plan.loads),
        "drive_s_per_cycle": sum(load.drive_s for load in plan.loads),
        "communes_by_status": dict(sorted(Counter(c.status for c in plan.communes).items())),
        "objectives": [objective.model_dump(mode="json") for objective in plan.objectives],
        "need_low_people": plan.whole.need_low,
        "need_high_people": plan.whole.need_high,
        "capacity": None if plan.capacity is None else plan.capacity.model_dump(mode="json"),
        "need_scenario": plan.settings.need.scenario,
        "stress": None if plan.stress is None else plan.stress.model_dump(mode="json"),
        "files": [str(path) for path in files],
    }


def _lost_words(plan: Plan) -> str:
    """Say how many sessions lose their date, and what becomes of them."""
    lost = plan.lost_sessions
    if not lost:
        return count_words(0, "supprimée")
    replaced = sum(one.is_replaced for one in lost)
    said = f"dont {count_words(replaced, 'remplacement')} ; " if replaced else ""
    return (
        f"{said}{count_words(len(lost) - replaced, 'supprimée')} (jours fériés, vacances, "
        "absences, fermetures)"
    )


def _capacity_lines(plan: Plan) -> list[str]:
    """Say who comes, who can be received, and how evenly the sessions are shared out."""
    capacity = plan.capacity
    if capacity is None:
        return []
    lines = [
        (
            f"Affluence : environ {format_number(round(capacity.expected_visitors))} visiteurs "
            f"par cycle (hypothèse : {format_percent(plan.settings.capacity.uptake)} du "
            f"besoin), {format_number(round(capacity.seats))} places, "
            f"{format_number(round(capacity.unserved))} sans place"
        )
    ]
    evened = [objective for objective in plan.objectives if objective.name == "capacity"]
    for objective in evened:
        words = (
            f"Partage : {format_number(round(objective.value))} habitants en besoin par heure "
            "de permanence"
        )
        if objective.bound is None or objective.gap is None:
            words += " ; rien n'est prouvé"
        else:
            words += (
                f" ; borne prouvée {format_number(round(objective.bound))} aux lieux et "
                f"conseillers retenus (écart {format_percent_up(objective.gap)})"
            )
        lines.append(words)
    return lines


def _stress_lines(plan: Plan) -> list[str]:
    """Say what becomes of the coverage when need is not what was estimated."""
    stress = plan.stress
    if stress is None:
        return []
    names = {venue.id: venue.commune_name for venue in plan.venues}
    doubtful = [names[row.venue_id] for row in stress.venues if row.depends_on_luck]
    lines = [
        (
            f"Si le besoin diffère de l'estimation : {format_percent(stress.covered_share_low)} à "
            f"{format_percent(stress.covered_share_high)} neuf fois sur dix"
        )
    ]
    if doubtful:
        lines.append(f"Lieux qui tiennent à l'estimation (stress.csv) : {_some_of(doubtful)}")
    return lines
