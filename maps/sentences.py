"""What the map says in French of a plan's figures; plain text, escaped by nobody yet."""

import math
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from maps.typography import typeset
from planner.plan import CommuneAccess, LostSession, Objective, Plan, PlanVenue, Visit
from planner.wording import (
    NO_BREAK_SPACE,
    REASONS,
    format_clock,
    format_date,
    format_duration,
    format_km,
    format_minutes,
    format_number,
    format_percent,
    format_percent_up,
    format_reason,
    format_rhythm,
    format_weeks,
    join_words,
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
ABSENT: Final = "conseiller absent"
ON_THE_SPOT: Final = "sur place"
ALL: Final = 1 - 1e-6
"""From this share on it is everybody."""
_BEST_SESSION: Final = f"Permanence la plus utile{NO_BREAK_SPACE}:"
_COUNTABLE: Final = 5
"""An estimate below is no count."""
RHYTHMS: Final = {
    1: "chaque semaine",
    2: "tous les quinze jours",
    3: "toutes les trois semaines",
    4: "toutes les quatre semaines",
}


def count_words(count: int, singular: str, plural: str) -> str:
    """Write a count with its noun: « 1 tournée », « 12 tournées »."""
    return f"{format_number(count)}{NO_BREAK_SPACE}{singular if count < 2 else plural}"  # noqa: PLR2004 - French plurals begin at 2


def _step(need: float) -> int:
    """What an estimate is rounded to: two digits or so."""
    people = round(need)
    return 5 if people < 100 else 10 if people < 1000 else 100  # noqa: PLR2004 - two digits or so


def about_people(need: float) -> str:
    """Write an estimated number of people no more exactly than it is known."""
    people = round(need)
    if people < 1:
        return "moins d’une personne"
    if people < _COUNTABLE:
        return f"moins de 5{NO_BREAK_SPACE}personnes"
    step = _step(need)
    rounded = int(step * math.floor(need / step + 0.5))
    return f"environ {format_number(rounded)}{NO_BREAK_SPACE}personnes"


def people_between(need: float, low: float | None, high: float | None) -> str:
    """Write an estimate with its interval: « environ 120 habitants (entre 90 et 160) »."""
    if low is None or high is None or need < _COUNTABLE:
        return about_people(need)
    step = _step(need)
    words = about_people(need).replace("personnes", "habitants")
    floor, ceiling = step * math.floor(low / step), step * math.ceil(high / step)
    ends = ("entre", format_number(floor), "et", format_number(ceiling))
    return f"{words} ({NO_BREAK_SPACE.join(ends)})"


def share_between(access: CommuneAccess) -> str:
    """Write the share in need with its interval: « 33 % (entre 25 et 41 %) »; empty if unknown."""
    share, low, high = access.need_share, access.need_low, access.need_high
    if share is None or low is None or high is None or access.need <= 0:
        return ""
    ends = [round(100 * share * end / access.need) for end in (low, high)]
    words = format_percent(share, decimals=0)
    return f"{words} ({NO_BREAK_SPACE.join(('entre', str(ends[0]), 'et', str(ends[1]), '%'))})"


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


def place_name(name: str, commune_name: str) -> str:
    """Name a place with its commune, which many names already hold: « Mairie - Angoulins »."""
    held = re.search(rf"(?<!\w){re.escape(commune_name)}(?!\w)", name, re.IGNORECASE)
    return name if held else f"{name}, {commune_name}"


def lost_words(lost: LostSession) -> str:
    """Say when and why a session is lost; why an adviser is absent is nobody's business."""
    if lost.reason == "absence":
        reason = ABSENT
    elif lost.reason == "closed_that_day" or lost.detail.strip() in ("", "lieu fermé"):
        reason = REASONS[lost.reason]
    else:
        reason = typeset(format_reason(lost))
    return f"{format_date(lost.day)} ({reason})"


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
            if access.value_before >= plan.settings.cycle.value_weekly * ALL:
                return "Un lieu d’aide existe déjà dans la commune."
            return "L’offre fixe existante reste la meilleure solution."


def _not_served_sentence(access: CommuneAccess, standard_minutes: int) -> str:
    minutes = f"{format_number(standard_minutes)}{NO_BREAK_SPACE}minutes"
    text = f"Ni permanence ni lieu d’aide à {minutes} ou moins"
    is_partly_served = access.share_unserved < ALL
    if is_partly_served:
        share = format_percent(access.share_unserved, decimals=0)
        text += f" pour {share} des habitants"
    if access.nearest_minutes is None:
        return f"{text}."
    # A mean over everybody may lie within the standard when only some are beyond it.
    words = minutes_words(access.nearest_minutes, standard_minutes)
    mean = f"en moyenne à {words}" if is_partly_served else f"à {words}"
    return f"{text}{NO_BREAK_SPACE}; le plus proche est {mean}."


def minutes_words(minutes: float, standard_minutes: int) -> str:
    """Write mean minutes by road, rounded up beyond the access standard.

    15.3 minutes must not read as « 15 min » beside a standard of 15.
    """
    if minutes <= 0:
        return ON_THE_SPOT
    return format_minutes(math.ceil(minutes) if minutes > standard_minutes else minutes)


def _at_minutes(minutes: float | None) -> str:
    return "" if minutes is None else f", à {format_minutes(minutes)} en moyenne"


def reach_sentence(plan: Plan) -> str:
    """Say who lives within the reported number of minutes at which the plan changes most."""
    if not plan.reach or plan.whole.need <= 0:
        return ""
    standard = plan.settings.access.standard_minutes
    reach = min(
        plan.reach,
        key=lambda row: (row.need_before - row.need, abs(row.minutes - standard), row.minutes),
    )
    before, after = (
        format_percent(need / plan.whole.need) for need in (reach.need_before, reach.need)
    )
    change = (
        "avec comme sans le planning" if before == after else f"contre {before} sans le planning"
    )
    return (
        f"{after} des personnes à aider sont à {format_number(reach.minutes)}{NO_BREAK_SPACE}"
        f"minutes ou moins d’une permanence ou d’un lieu fixe, {change}."
    )


def worth_sentence(plan: Plan) -> str:
    """Explain the covered share of need: what help is worth when it is rarer or farther."""
    cycle, standard = plan.settings.cycle, plan.settings.access.standard_minutes
    interval_values = sorted(
        (cycle.num_weeks // sessions, value)
        for sessions, value in cycle.value_by_sessions().items()
    )
    worth = [
        f"{format_percent(value, decimals=0)} {RHYTHMS[interval]}"
        for interval, value in interval_values
    ]
    return (
        f"Lecture{NO_BREAK_SPACE}: une aide dans sa propre commune compte pour {join_words(worth)}"
        f"{NO_BREAK_SPACE}; dans une autre commune elle compte moins, selon le trajet, et plus du "
        f"tout au-delà de {format_number(standard)}{NO_BREAK_SPACE}minutes."
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
    condition = f", {typeset(objective.condition)}" if objective.condition else ""
    if objective.gap <= 0:
        verb = "couvrir plus de besoin" if covers else "rouler moins"
        return f"Aucun planning respectant les règles ne peut {verb}{condition}."
    if covers:
        if objective.gap >= 1:
            return NOT_PROVEN
        # the gap is a share of the bound, « supplémentaire » a share of what the plan covers
        more = format_percent_up(objective.gap / (1 - objective.gap))
        return (
            f"Aucun planning respectant les règles ne peut couvrir plus de {more} de besoin "
            f"supplémentaire{condition}."
        )
    return (
        f"Aucun planning respectant les règles ne peut réduire les trajets de plus de "
        f"{format_percent_up(objective.gap)}{condition}."
    )


def cycle_start_sentence(plan: Plan) -> str:
    """Say when the cycle begins."""
    start = format_date(plan.settings.calendar.start)
    return f"La semaine 1 du cycle commence le {start}."


def period_sentence(plan: Plan) -> str:
    """Say from when to when sessions are dated."""
    calendar = plan.settings.calendar
    last = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
    return f"Planning du {format_date(calendar.start)} au {format_date(last)}."
