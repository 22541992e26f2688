"""What the map says in French of a plan's figures; plain text, escaped by nobody yet."""

import math
from collections.abc import Sequence
from typing import Final

from planner.plan import CommuneAccess, Objective, Plan, PlanVenue, Visit
from planner.wording import (
    NO_BREAK_SPACE,
    format_clock,
    format_date,
    format_duration,
    format_km,
    format_minutes,
    format_number,
    format_percent,
    format_rhythm,
    format_weeks,
)

KIND_NAMES: Final = {
    "mairie": "Mairie",
    "mediatheque": "Médiathèque",
    "france_services": "France services",
    "association": "Association",
    "autre": "Autre lieu",
}
NOT_PROVEN: Final = (
    f"Aucune borne n’est démontrée pour la couverture{NO_BREAK_SPACE}: "
    "un meilleur planning reste possible."
)
_BEST_SESSION: Final = f"Permanence la plus utile{NO_BREAK_SPACE}:"


def count_words(count: int, singular: str, plural: str) -> str:
    """Write a count with its noun: « 1 tournée », « 12 tournées »."""
    return f"{format_number(count)}{NO_BREAK_SPACE}{singular if count < 2 else plural}"  # noqa: PLR2004 - French plurals begin at 2


def about_people(need: float) -> str:
    """Write an estimated number of people no more exactly than it is known."""
    people = round(need)
    if people < 1:
        return "moins d’une personne"
    if people < 5:  # noqa: PLR2004 - an estimate below 5 is not a count
        return f"moins de 5{NO_BREAK_SPACE}personnes"
    step = 5 if people < 100 else 10 if people < 1000 else 100  # noqa: PLR2004 - two digits or so
    rounded = int(step * math.floor(need / step + 0.5))
    return f"environ {format_number(rounded)}{NO_BREAK_SPACE}personnes"


def hours_words(start_minute: int, end_minute: int) -> str:
    """Write opening times: « 9 h 00–12 h 00 »."""
    return f"{format_clock(start_minute)}–{format_clock(end_minute)}"


def visit_words(visit: Visit, cycle_weeks: int) -> str:
    """Write when a visit takes place: « chaque mardi matin, 9 h 00–12 h 00 »."""
    rhythm = format_rhythm(visit, cycle_weeks)
    return f"{rhythm}, {hours_words(visit.start_minute, visit.end_minute)}"


def weeks_words(weeks: Sequence[int], cycle_weeks: int) -> str:
    """Write the weeks in which a tour is driven."""
    return "chaque semaine" if len(weeks) == cycle_weeks else format_weeks(weeks)


def hours_remark(venue: PlanVenue) -> str:
    """Say what has to be confirmed about a venue's hours; empty when nothing has."""
    parts = [] if venue.hours_known else ["Horaires d’ouverture inconnus, à confirmer."]
    return " ".join([*parts, venue.hours_note]).strip()


def access_sentence(access: CommuneAccess, plan: Plan) -> str:
    """Say in one sentence what the residents of a commune get."""
    match access.status:
        case "unreachable":
            return "Aucune route ne relie la commune au reste du territoire."
        case "not_served":
            return _not_served_sentence(access, plan.settings.access.standard_minutes)
        case "served_here":
            return "Une permanence a lieu dans la commune."
        case "served_nearby":
            places = {venue.id: venue.commune_name for venue in plan.venues}
            place = places.get(access.best_venue_id or "", "dans une commune voisine")
            return f"{_BEST_SESSION} {place}{_at_minutes(access.best_minutes)}."
        case "existing_offer":
            if access.nearest_minutes is not None and access.nearest_minutes <= 0:
                return "Un lieu d’aide existe déjà dans la commune."
            return "L’offre fixe existante reste la meilleure solution."


def _not_served_sentence(access: CommuneAccess, standard_minutes: int) -> str:
    minutes = f"{format_number(standard_minutes)}{NO_BREAK_SPACE}minutes"
    text = f"Ni permanence ni lieu d’aide à {minutes} ou moins"
    if access.nearest_minutes is None:
        return f"{text}."
    return f"{text}{NO_BREAK_SPACE}; le plus proche est à {nearest_words(access)}."


def nearest_words(access: CommuneAccess) -> str:
    """Write the minutes to the nearest help; rounded up where they exceed the standard.

    15.3 minutes must not read as « 15 min » beside a standard of 15.
    """
    minutes = access.nearest_minutes
    if minutes is None:
        return "aucune route"
    if minutes <= 0:
        return "dans la commune"
    return format_minutes(math.ceil(minutes) if access.status == "not_served" else minutes)


def _at_minutes(minutes: float | None) -> str:
    return "" if minutes is None else f", à {format_minutes(minutes)}"


def reach_sentence(plan: Plan) -> str:
    """Say who lives within the access standard, or the nearest reported number of minutes."""
    if not plan.reach or plan.whole.need <= 0:
        return ""
    standard = plan.settings.access.standard_minutes
    reach = min(plan.reach, key=lambda row: (abs(row.minutes - standard), row.minutes))
    return (
        f"{format_percent(reach.need / plan.whole.need)} des personnes à aider sont à "
        f"{format_number(reach.minutes)}{NO_BREAK_SPACE}minutes ou moins d’une permanence ou d’un "
        f"lieu fixe, contre {format_percent(reach.need_before / plan.whole.need)} sans le planning."
    )


def distance_sentence(plan: Plan) -> str:
    """Say how far and how long the advisers drive in one cycle."""
    metres = sum(load.distance_m for load in plan.loads)
    seconds = sum(load.drive_s for load in plan.loads)
    return (
        f"{format_km(metres, decimals=0)} et {format_duration(seconds)} de route "
        f"{cycle_words(plan.settings.cycle.num_weeks)}, pour "
        f"{count_words(sum(load.num_sessions for load in plan.loads), 'permanence', 'permanences')}"
        "."
    )


def cycle_words(cycle_weeks: int) -> str:
    """Name the cycle: « par semaine », « par cycle de 4 semaines »."""
    if cycle_weeks == 1:
        return "par semaine"
    return f"par cycle de {cycle_weeks}{NO_BREAK_SPACE}semaines"


def bound_sentence(objective: Objective) -> str:
    """Say what is proven about an objective, never more than is: shares are rounded up."""
    if objective.name == "balance":
        return ""
    covers = objective.name == "coverage"
    if objective.gap is None or objective.bound is None:
        return NOT_PROVEN if covers else ""
    condition = f", {objective.condition}" if objective.condition else ""
    if objective.gap <= 0:
        verb = "couvrir plus de besoin" if covers else "rouler moins"
        return f"Aucun planning respectant les règles ne peut {verb}{condition}."
    if covers:
        if objective.gap >= 1:
            return NOT_PROVEN
        # the gap is a share of the bound, « en plus » a share of what the plan covers
        return (
            "Aucun planning respectant les règles ne peut couvrir plus de "
            f"{_percent_up(objective.gap / (1 - objective.gap))} de besoin en plus{condition}."
        )
    return (
        f"Aucun planning respectant les règles ne peut réduire les trajets de plus de "
        f"{_percent_up(objective.gap)}{condition}."
    )


def cycle_start_sentence(plan: Plan) -> str:
    """Say when the cycle begins."""
    start = format_date(plan.settings.calendar.start)
    return f"La semaine 1 du cycle commence le {start}."


def _percent_up(share: float) -> str:
    """Write a share rounded up to a tenth of a per cent."""
    return format_percent(math.ceil(share * 1000 - 1e-6) / 1000)
