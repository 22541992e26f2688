"""The explanation of a commune in one French sentence."""

from collections.abc import Mapping
from typing import Final

from geodata.territory import Venue
from planner.explain.obstacles import LimitName, Obstacle
from planner.plan import CommuneAccess, ExplanationReason, Plan, SmallestChange, Visit
from planner.wording import (
    HALVES,
    NO_BREAK_SPACE,
    SMALL_NUMBERS,
    WEEKDAYS,
    format_clock,
    format_duration,
    format_minutes,
    format_number,
    format_rhythm,
    one_line,
)

_SEMICOLON: Final = f"{NO_BREAK_SPACE}; "
_COLON: Final = f"{NO_BREAK_SPACE}: "
_LIMITS: Final[dict[LimitName, str]] = {
    "contract": "de permanence et de trajet, alors que le contrat en laisse {limit} par cycle",
    "span": "du départ au retour, pour {limit} au plus",
    "break": "de travail sans pause, pour {limit} au plus",
    "day": "de travail dans la journée, pour {limit} au plus",
}


def explain_in_words(
    row: CommuneAccess,
    plan: Plan,
    *,
    reason: ExplanationReason,
    barrier: tuple[Venue, Obstacle] | None,
    change: SmallestChange | None,
    names: Mapping[str, str],
) -> str:
    """Say why a commune has no weekly session, and the smallest change that would serve it.

    Parameters
    ----------
    barrier
        The venue that an obstacle keeps from the commune, and the obstacle.
    names
        Name of each venue of the territory, by id.
    """
    why = _why(row, plan, reason, barrier)
    if reason == "conceded" and change is not None and change.drive_s <= 0:
        why = "Le planning pouvait faire un peu mieux ici"
    if change is None:
        return f"{why}."
    return f"{why}{_SEMICOLON}{_what(change, plan, names)}."


def _why(  # noqa: PLR0911 - one sentence a reason
    row: CommuneAccess,
    plan: Plan,
    reason: ExplanationReason,
    barrier: tuple[Venue, Obstacle] | None,
) -> str:
    match reason:
        case "no_road":
            return "Aucune route ne relie la commune au reste du territoire"
        case "no_venue":
            minutes = format_number(plan.settings.access.standard_minutes)
            return (
                "Aucun lieu possible n’est connu dans la commune, ni à "
                f"{minutes}{NO_BREAK_SPACE}minutes ou moins"
            )
        case "enough":
            if row.status == "existing_offer":
                return "L’offre fixe sert déjà les habitants au moins aussi bien qu’une permanence"
            return "Aucune permanence de plus ne servirait mieux les habitants"
        case "outbid":
            if row.status == "served_here":
                return "Venir plus souvent ôterait davantage de besoin couvert ailleurs"
            return "Les demi-journées couvrent plus de besoin ailleurs"
        case "conceded":
            return "Le planning cède ici un peu de besoin, dans sa tolérance, pour rouler moins"
        case "no_exchange":
            return "Aucun échange d’une seule visite ne fait de place dans le planning actuel"
        case _:
            if barrier is None:
                raise ValueError(f"reason {reason} without an obstacle")
            return _behind(*barrier, plan)


def _behind(  # noqa: PLR0911 - one sentence an obstacle
    venue: Venue, obstacle: Obstacle, plan: Plan
) -> str:
    name = _quote(venue.name)
    adviser = _adviser_name(plan, obstacle.adviser_id)
    minutes, limit = (
        format_duration(60 * value) for value in (obstacle.minutes, obstacle.limit_minutes)
    )
    match obstacle.kind:
        case "no_road":
            return f"Aucune route ne mène d’un conseiller à {name}"
        case "closed":
            return f"{name} n’ouvre à aucune demi-journée travaillée par un conseiller"
        case "too_short":
            return (
                f"{name} n’ouvre que {minutes} au plus par demi-journée travaillée, "
                f"et une permanence dure au moins {limit}"
            )
        case "drive_limit":
            return (
                f"{name} est hors de portée{_COLON}{minutes} de trajet aller et retour pour "
                f"{adviser}, dont la limite est de {limit} par jour"
            )
        case "work_limit":
            words = _LIMITS[obstacle.limit or "day"].format(limit=limit)
            return f"Une permanence à {name} demanderait à {adviser} {minutes} {words}"
        case "excluded":
            return f"Secteurs et exclusions écartent tous les conseillers de {name}"
        case "forbidden":
            return f"La table des lieux interdit {name}"


def _what(change: SmallestChange, plan: Plan, names: Mapping[str, str]) -> str:
    """Say what would come, what would go and what both cost, in the timetable as it stands."""
    visit = Visit(
        venue_id=change.venue_id,
        adviser_id=change.adviser_id,
        weekday=change.weekday,
        half=change.half,
        weeks=change.weeks,
        start_minute=change.start_minute,
        end_minute=change.end_minute,
    )
    rhythm = format_rhythm(visit, plan.settings.cycle.num_weeks)
    adviser = _adviser_name(plan, change.adviser_id)
    here = _quote(change.venue_name)
    return (
        f"{_condition(change, plan)}dans le planning actuel, {adviser} peut tenir une permanence "
        f"à {here} {rhythm}{_in_place_of(change, plan, names)}{_COLON}{_cost(change)}"
    )


def _condition(change: SmallestChange, plan: Plan) -> str:
    match change.lifted_limit:
        case None:
            return ""
        case "rule":
            return "si ce lieu est autorisé, "
        case "opening_hours":
            times = f"{format_clock(change.start_minute)} à {format_clock(change.end_minute)}"
            return f"s’il ouvre le {WEEKDAYS[change.weekday]} {HALVES[change.half]} de {times}, "
        case "max_drive_minutes_per_day":
            limit = format_duration(60 * (change.new_limit_minutes or 0))
            return f"si la limite de {_adviser_name(plan, change.adviser_id)} passe à {limit}, "


def _in_place_of(change: SmallestChange, plan: Plan, names: Mapping[str, str]) -> str:
    if change.replaced_venue_id is None:
        return ", sans rien retirer"
    name = _quote(names[change.replaced_venue_id])
    if not change.replaced_weeks_kept:
        return f" à la place de {name}"
    (before,) = (v for v in plan.visits if v.venue_id == change.replaced_venue_id)
    kept = len(before.weeks)
    lost = kept - len(change.replaced_weeks_kept)
    several = "d’une" if lost == 1 else f"de {SMALL_NUMBERS.get(lost, str(lost))}"
    every = SMALL_NUMBERS.get(kept, str(kept))
    return f" à la place {several} des {every} visites de {name} par cycle"


def _cost(change: SmallestChange) -> str:
    lost = change.covered_need_gained - change.covered_need
    gained_words = f"{_people(change.covered_need_gained)} de plus couvertes"
    if change.covered_need_gained - change.covered_need_here >= 1:
        gained_words += f" (dont {_people(change.covered_need_here)} ici)"
    lost_words = "aucune de moins ailleurs" if lost <= 0 else f"{_people(lost)} de moins ailleurs"
    return f"{gained_words}, {lost_words}, {_drive(change.drive_s)}"


def _people(need: float) -> str:
    """Write people in need, an estimate, in whole persons."""
    people = round(need)
    if people < 1:
        return "moins d’une personne"
    noun = "personne" if people == 1 else "personnes"
    return f"environ {format_number(people)}{NO_BREAK_SPACE}{noun}"


def _drive(drive_s: int) -> str:
    if abs(drive_s) < 30:  # noqa: PLR2004 - less than half a minute is written as none
        return "autant de route"
    minutes = abs(drive_s)
    words = format_minutes(round(minutes / 60)) if minutes < 3600 else format_duration(minutes)  # noqa: PLR2004 - an hour
    return f"{words} de route de {'plus' if drive_s > 0 else 'moins'} par cycle"


def _adviser_name(plan: Plan, adviser_id: str) -> str:
    return next((one_line(a.name) for a in plan.advisers if a.id == adviser_id), adviser_id)


def _quote(name: str) -> str:
    return f"«{NO_BREAK_SPACE}{one_line(name)}{NO_BREAK_SPACE}»"
