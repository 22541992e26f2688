"""What the map says of a plan's figures; plain text, escaped by nobody yet."""

import math
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from maps.figures import (
    clock_words,
    date_words,
    duration_words,
    join_in_words,
    km_words,
    minutes_of_travel,
    number_words,
    percent_words,
    percent_words_up,
    rhythm_words,
    weeks_of_cycle,
)
from maps.language import FRENCH, Language, mark
from maps.typography import typeset
from planner.plan import CommuneAccess, LostSession, Objective, Plan, PlanVenue, Visit
from planner.wording import REASONS, one_line

KIND_NAMES: Final = {
    "mairie": mark("Mairie"),
    "mediatheque": mark("Médiathèque"),
    "france_services": mark("France services"),
    "association": mark("Association"),
    "autre": mark("Autre lieu"),
}
ALL: Final = 1 - 1e-6
"""From this share on it is everybody."""
_COUNTABLE: Final = 5
"""An estimate below is no count."""
RHYTHMS: Final = {
    1: mark("chaque semaine"),
    2: mark("tous les quinze jours"),
    3: mark("toutes les trois semaines"),
    4: mark("toutes les quatre semaines"),
}


def _step(need: float) -> int:
    """What an estimate is rounded to: two digits or so."""
    people = round(need)
    return 5 if people < 100 else 10 if people < 1000 else 100  # noqa: PLR2004 - two digits or so


def about_people(need: float, *, language: Language = FRENCH) -> str:
    """Write an estimated number of people no more exactly than it is known."""
    people = round(need)
    if people < 1:
        return language.say("moins d’une personne")
    if people < _COUNTABLE:
        return language.say("moins de 5\u00a0personnes")
    rounded = number_words(_rounded(need), language=language)
    return language.say("environ {number}\u00a0personnes", number=rounded)


def _rounded(need: float) -> int:
    step = _step(need)
    return int(step * math.floor(need / step + 0.5))


def people_between(
    need: float, low: float | None, high: float | None, *, language: Language = FRENCH
) -> str:
    """Write an estimate with its interval: « environ 120 habitants (entre 90 et 160) »."""
    if low is None or high is None or need < _COUNTABLE:
        return about_people(need, language=language)
    step = _step(need)
    return language.say(
        "environ {number}\u00a0habitants (entre\u00a0{low}\u00a0et\u00a0{high})",
        number=number_words(_rounded(need), language=language),
        low=number_words(step * math.floor(low / step), language=language),
        high=number_words(step * math.ceil(high / step), language=language),
    )


def share_between(access: CommuneAccess, *, language: Language = FRENCH) -> str:
    """Write the share in need with its interval: « 33 % (entre 25 et 41 %) »; empty if unknown."""
    share, low, high = access.need_share, access.need_low, access.need_high
    if share is None or low is None or high is None or access.need <= 0:
        return ""
    return language.say(
        "{share} (entre\u00a0{low}\u00a0et\u00a0{high}\u00a0%)",
        share=percent_words(share, decimals=0, language=language),
        low=round(100 * share * low / access.need),
        high=round(100 * share * high / access.need),
    )


def sessions_words(count: int, *, language: Language = FRENCH) -> str:
    """Write a number of sessions: « 12 permanences »."""
    number = number_words(count, language=language)
    return language.say_count(
        count, "{number}\u00a0permanence", "{number}\u00a0permanences", number=number
    )


def hours_words(start_minute: int, end_minute: int, *, language: Language = FRENCH) -> str:
    """Write opening times: « 9 h 00–12 h 00 »."""
    ends = (clock_words(minute, language=language) for minute in (start_minute, end_minute))
    return "–".join(ends)


def visit_words(visit: Visit, cycle_weeks: int, *, language: Language = FRENCH) -> str:
    """Write when a visit takes place: « chaque mardi matin, 9 h 00–12 h 00 »."""
    rhythm = rhythm_words(visit, cycle_weeks, language=language)
    return f"{rhythm}, {hours_words(visit.start_minute, visit.end_minute, language=language)}"


def weeks_words(weeks: Sequence[int], cycle_weeks: int, *, language: Language = FRENCH) -> str:
    """Write the weeks in which a tour is driven."""
    if len(weeks) == cycle_weeks:
        return language.say("chaque semaine")
    return weeks_of_cycle(weeks, language=language)


def hours_remark(venue: PlanVenue, *, language: Language = FRENCH) -> str:
    """Say what has to be confirmed about a venue's hours; empty when nothing has."""
    parts = (
        [] if venue.hours_known else [language.say("Horaires d’ouverture inconnus, à confirmer.")]
    )
    return " ".join([*parts, venue.hours_note]).strip()


def place_name(name: str, commune_name: str) -> str:
    """Name a place with its commune, which many names already hold: « Mairie - Angoulins »."""
    held = re.search(rf"(?<!\w){re.escape(commune_name)}(?!\w)", name, re.IGNORECASE)
    return name if held else f"{name}, {commune_name}"


def loss_words(lost: LostSession, *, language: Language = FRENCH) -> str:
    """Say when and why a session is lost, not why an adviser is absent."""
    detail = one_line(lost.detail)
    if lost.reason == "absence":
        reason = language.say("conseiller absent")
    elif lost.reason == "closed_that_day" or detail in ("", "lieu fermé"):
        reason = language.say(REASONS[lost.reason])
    else:
        reason = language.say(
            "{reason}\u00a0: {detail}",
            reason=language.say(REASONS[lost.reason]),
            detail=typeset(detail),
        )
    return f"{date_words(lost.day, language=language)} ({reason})"


def lost_words(lost: LostSession, *, language: Language = FRENCH) -> str:
    """Say when and why a session is lost and what replaces it."""
    words = loss_words(lost, language=language)
    if lost.replacement is None or not lost.is_replaced:
        return words
    day = date_words(lost.replacement.day, language=language)
    return language.say("{lost}, remplacée le {day}", lost=words, day=day)


def access_sentence(access: CommuneAccess, plan: Plan, *, language: Language = FRENCH) -> str:
    """Say in one sentence what the residents of a commune get."""
    match access.status:
        case "unreachable":
            return language.say("Aucune route ne relie la commune au reste du territoire.")
        case "not_served":
            return _not_served_sentence(access, plan.settings.access.standard_minutes, language)
        case "served_here":
            return language.say("Une permanence a lieu dans la commune.")
        case "served_nearby":
            return _served_nearby_sentence(access, plan, language)
        case "existing_offer":
            if access.value_before >= plan.settings.cycle.value_weekly * ALL:
                return language.say("Un lieu d’aide existe déjà dans la commune.")
            return language.say("Pas de permanence\u00a0: un lieu fixe reste plus utile.")


def _served_nearby_sentence(access: CommuneAccess, plan: Plan, language: Language) -> str:
    places = {venue.id: venue.commune_name for venue in plan.venues}
    place = places.get(access.best_venue_id or "")
    if place is None:
        place = language.say("dans une commune voisine")
    if access.best_minutes is None:
        return language.say("Permanence la plus utile\u00a0: {place}.", place=place)
    return language.say(
        "Permanence la plus utile\u00a0: {place}, à {minutes} en moyenne.",
        place=place,
        minutes=minutes_of_travel(access.best_minutes, language=language),
    )


def _not_served_sentence(access: CommuneAccess, standard_minutes: int, language: Language) -> str:
    minutes = number_words(standard_minutes, language=language)
    is_partly_served = access.share_unserved < ALL
    if is_partly_served:
        text = language.say(
            "Ni permanence ni lieu d’aide à {number}\u00a0minutes ou moins pour {share} des "
            "habitants",
            number=minutes,
            share=percent_words(access.share_unserved, decimals=0, language=language),
        )
    else:
        text = language.say(
            "Ni permanence ni lieu d’aide à {number}\u00a0minutes ou moins", number=minutes
        )
    if access.nearest_minutes is None:
        return f"{text}."
    # A mean over everybody may lie within the standard when only some are beyond it.
    nearest = minutes_words(access.nearest_minutes, standard_minutes, language=language)
    if is_partly_served:
        return language.say(
            "{text}\u00a0; le plus proche est en moyenne à {minutes}.", text=text, minutes=nearest
        )
    return language.say("{text}\u00a0; le plus proche est à {minutes}.", text=text, minutes=nearest)


def minutes_words(minutes: float, standard_minutes: int, *, language: Language = FRENCH) -> str:
    """Write mean minutes by road, rounded up beyond the access standard.

    15.3 minutes must not read as « 15 min » beside a standard of 15.
    """
    if minutes <= 0:
        return language.say("sur place")
    shown = math.ceil(minutes) if minutes > standard_minutes else minutes
    return minutes_of_travel(shown, language=language)


def reach_sentence(plan: Plan, *, language: Language = FRENCH) -> str:
    """Say who lives within the reported number of minutes at which the plan changes most."""
    if not plan.reach or plan.whole.need <= 0:
        return ""
    standard = plan.settings.access.standard_minutes
    reach = min(
        plan.reach,
        key=lambda row: (row.need_before - row.need, abs(row.minutes - standard), row.minutes),
    )
    before, after = (
        percent_words(need / plan.whole.need, language=language)
        for need in (reach.need_before, reach.need)
    )
    number = number_words(reach.minutes, language=language)
    if before == after:
        return language.say(
            "{after} des personnes à aider sont à {number}\u00a0minutes ou moins d’une permanence "
            "ou d’un lieu fixe, avec comme sans le planning.",
            after=after,
            number=number,
        )
    return language.say(
        "{after} des personnes à aider sont à {number}\u00a0minutes ou moins d’une permanence ou "
        "d’un lieu fixe, contre {before} sans le planning.",
        after=after,
        before=before,
        number=number,
    )


def worth_sentence(plan: Plan, *, language: Language = FRENCH) -> str:
    """Explain the covered share of need: what help is worth when it is rarer or farther."""
    cycle, standard = plan.settings.cycle, plan.settings.access.standard_minutes
    interval_values = sorted(
        (cycle.num_weeks // sessions, value)
        for sessions, value in cycle.value_by_sessions().items()
    )
    worth = [
        f"{percent_words(value, decimals=0, language=language)} {language.say(RHYTHMS[interval])}"
        for interval, value in interval_values
    ]
    return language.say(
        "Lecture\u00a0: une aide dans sa propre commune compte pour {worth}\u00a0; dans une autre "
        "commune elle compte moins, selon le trajet, et plus du tout au-delà de "
        "{number}\u00a0minutes.",
        worth=join_in_words(worth, language=language),
        number=number_words(standard, language=language),
    )


def distance_sentence(plan: Plan, *, language: Language = FRENCH) -> str:
    """Say how far and how long the advisers drive in one cycle."""
    metres = sum(load.distance_m for load in plan.loads)
    seconds = sum(load.drive_s for load in plan.loads)
    return language.say(
        "{km} et {duration} de route {per_cycle}, pour {sessions}.",
        km=km_words(metres, decimals=0, language=language),
        duration=duration_words(seconds, language=language),
        per_cycle=cycle_words(plan.settings.cycle.num_weeks, language=language),
        sessions=sessions_words(sum(load.num_sessions for load in plan.loads), language=language),
    )


def cycle_words(cycle_weeks: int, *, language: Language = FRENCH) -> str:
    """Name the cycle: « par semaine », « par cycle de 4 semaines »."""
    if cycle_weeks == 1:
        return language.say("par semaine")
    return language.say("par cycle de {number}\u00a0semaines", number=cycle_weeks)


def bound_sentence(objective: Objective, *, language: Language = FRENCH) -> str:
    """Say what is proven about an objective, never more than is: shares are rounded up."""
    if objective.name not in ("coverage", "driving"):
        return ""
    covers = objective.name == "coverage"
    if objective.gap is None or objective.bound is None or (covers and objective.gap >= 1):
        return _not_proven(language) if covers else ""
    condition = f", {typeset(objective.condition)}" if objective.condition else ""
    if objective.gap <= 0:
        if covers:
            return language.say(
                "Aucun planning respectant les règles ne peut couvrir plus de besoin{condition}.",
                condition=condition,
            )
        return language.say(
            "Aucun planning respectant les règles ne peut rouler moins{condition}.",
            condition=condition,
        )
    if covers:
        # the gap is a share of the bound, « supplémentaire » a share of what the plan covers
        more = objective.gap / (1 - objective.gap)
        return language.say(
            "Aucun planning respectant les règles ne peut couvrir plus de {more} de besoin "
            "supplémentaire{condition}.",
            more=percent_words_up(more, language=language),
            condition=condition,
        )
    return language.say(
        "Aucun planning respectant les règles ne peut réduire les trajets de plus de "
        "{less}{condition}.",
        less=percent_words_up(objective.gap, language=language),
        condition=condition,
    )


def _not_proven(language: Language) -> str:
    return language.say(
        "Aucune borne n’est démontrée pour la couverture\u00a0: un meilleur planning reste "
        "possible."
    )


def cycle_start_sentence(plan: Plan, *, language: Language = FRENCH) -> str:
    """Say when the cycle begins."""
    start = date_words(plan.settings.calendar.start, language=language)
    return language.say("La semaine 1 du cycle commence le {start}.", start=start)


def period_sentence(plan: Plan, *, language: Language = FRENCH) -> str:
    """Say from when to when sessions are dated."""
    calendar = plan.settings.calendar
    last = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
    return language.say(
        "Planning du {start} au {end}.",
        start=date_words(calendar.start, language=language),
        end=date_words(last, language=language),
    )
