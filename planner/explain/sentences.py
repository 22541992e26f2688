"""The explanation of a commune in one French sentence."""

from collections.abc import Mapping, Sequence
from typing import Final

from geodata.territory import Venue
from planner.explain.obstacles import LimitName, Obstacle
from planner.plan import CommuneAccess, ExplanationReason, MoreTime, Plan, SmallestChange, Visit
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
    format_weeks,
    join_words,
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


def say_change(change: SmallestChange, plan: Plan, *, names: Mapping[str, str]) -> str:
    """Say in one sentence what a change would be, and what it costs; ``names`` as above."""
    words = _what(change, plan, names)
    return f"{words[0].upper()}{words[1:]}."


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
    one = "un conseiller" if venue.num_advisers == 1 else "deux conseillers"
    match obstacle.kind:
        case "no_road":
            return f"Aucune route ne mène {one} à {name}"
        case "closed":
            return f"{name} n’ouvre à aucune demi-journée travaillée par {one}"
        case "too_short":
            return (
                f"{name} n’ouvre que {minutes} au plus par demi-journée travaillée, "
                f"et une permanence dure au moins {limit}"
            )
        case "drive_limit":
            together = "" if venue.num_advisers == 1 else f", où il faut {one},"
            return (
                f"{name}{together} est hors de portée{_COLON}{minutes} de trajet aller et retour "
                f"pour {adviser}, dont la limite est de {limit} par jour"
            )
        case "work_limit":
            words = _LIMITS[obstacle.limit or "day"].format(limit=limit)
            return f"Une permanence à {name} demanderait à {adviser} {minutes} {words}"
        case "excluded":
            if venue.num_advisers > 1:
                return f"Secteurs et exclusions ne laissent pas {one} à {name}"
            return f"Secteurs et exclusions écartent tous les conseillers de {name}"
        case "forbidden":
            return f"La table des lieux interdit {name}"


def _what(change: SmallestChange, plan: Plan, names: Mapping[str, str]) -> str:
    """Say what would come, what would go and what both cost, in the timetable as it stands."""
    advisers = list(dict.fromkeys(visit.adviser_id for visit in change.visits))
    who = join_words([_adviser_name(plan, adviser_id) for adviser_id in advisers])
    can = "peut" if len(advisers) == 1 else "peuvent"
    session = f"dans le planning actuel, {who} {can} tenir une permanence"
    if advisers == [more.adviser_id for more in change.more_time]:
        session = "une permanence peut se tenir"  # those who hold it are named before
    here = _quote(change.venue_name)
    first = [visit for visit in change.visits if visit.adviser_id == advisers[0]]
    rhythm = _say_rhythm(first, plan.settings.cycle.num_weeks)
    return (
        f"{_condition(change, plan)}{session} à {here} {rhythm}"
        f"{_in_place_of(change, plan, names)}{_moved(change, plan, names)}{_COLON}{_cost(change)}"
    )


def _say_rhythm(visits: Sequence[Visit], cycle_weeks: int) -> str:
    """Say how often one adviser comes: « chaque mardi matin et chaque jeudi après-midi »."""
    by_day: dict[int, list[Visit]] = {}
    for visit in visits:
        by_day.setdefault(visit.weekday, []).append(visit)
    words = []
    for own in by_day.values():
        rhythm = format_rhythm(own[0], cycle_weeks)
        if len(own) > 1:
            half = f"{WEEKDAYS[own[0].weekday]} {HALVES[own[0].half]}"
            rhythm = rhythm.replace(half, WEEKDAYS[own[0].weekday], 1) + ", toute la journée"
        words.append(rhythm)
    return join_words(words)


def _condition(change: SmallestChange, plan: Plan) -> str:
    match change.lifted_limit:
        case None:
            return ""
        case "rule":
            return "si ce lieu est autorisé, "
        case "opening_hours":
            hours = dict.fromkeys(
                f"le {WEEKDAYS[visit.weekday]} {HALVES[visit.half]} de "
                f"{format_clock(visit.start_minute)} à {format_clock(visit.end_minute)}"
                for visit in change.visits
            )
            return f"s’il ouvre {join_words(list(hours))}, "
        case "max_drive_minutes_per_day":
            limit = format_duration(60 * (change.new_limit_minutes or 0))
            return f"si la limite de {_adviser_name(plan, change.adviser_id)} passe à {limit}, "
        case "working_time":
            asked = " et ".join(_say_more_time(more, change, plan) for more in change.more_time)
            return f"si {asked}, "


def _say_more_time(more: MoreTime, change: SmallestChange, plan: Plan) -> str:
    """Say what an adviser gives up or is given: « Camille prend une demi-journée … »."""
    name = _adviser_name(plan, more.adviser_id)
    number = len(more.office_weeks)
    minutes = format_duration(60 * more.minutes_per_week)
    if not number:
        return f"le contrat de {name} gagne {minutes} par semaine"
    half_days = "une demi-journée" if number == 1 else f"{_number(number)} demi-journées"
    words = f"{name} prend {half_days} par cycle sur son temps de bureau"
    weeks = tuple(dict.fromkeys(more.office_weeks))
    if weeks != change.weeks:
        words += f" ({format_weeks(weeks)})"
    return words + (f" et gagne {minutes} de contrat par semaine" if more.minutes_per_week else "")


def _in_place_of(change: SmallestChange, plan: Plan, names: Mapping[str, str]) -> str:
    if change.replaced_venue_id is None:
        return ", sans rien retirer"
    name = _quote(names[change.replaced_venue_id])
    if not change.replaced_weeks_kept:
        return f" à la place de {name}"
    own = [visit for visit in plan.visits if visit.venue_id == change.replaced_venue_id]
    days = {(visit.weekday, week) for visit in own for week in visit.weeks}
    weekdays = change.replaced_weekdays_kept or tuple({visit.weekday for visit in own})
    lost = len(days) - len(weekdays) * len(change.replaced_weeks_kept)
    several = "d’une" if lost == 1 else f"de {_number(lost)}"
    return f" à la place {several} des {_number(len(days))} visites de {name} par cycle"


def _moved(change: SmallestChange, plan: Plan, names: Mapping[str, str]) -> str:
    """Say what becomes of short sessions that share a half-day with what comes or goes."""
    before = {(visit.venue_id, visit.weekday): visit for visit in plan.visits}
    words = []
    for visit in change.moved_visits:
        name = _quote(names[visit.venue_id])
        known = before[visit.venue_id, visit.weekday]
        what = []
        if visit.start_minute != known.start_minute:
            what.append(f"commence à {format_clock(visit.start_minute)}")
        if visit.weeks != known.weeks:
            added = tuple(week for week in visit.weeks if week not in known.weeks)
            what.append(f"a lieu aussi en {format_weeks(added)}")
        words.append(f"{name} {' et '.join(what)}")
    return f" ({join_words(words)})" if words else ""


def _number(number: int) -> str:
    return SMALL_NUMBERS.get(number, str(number))


def _cost(change: SmallestChange) -> str:
    lost = change.covered_need_gained - change.covered_need
    gained_words = f"{_people(change.covered_need_gained)} de plus couvertes"
    if change.covered_need_gained - change.covered_need_here >= 1:
        gained_words += f" (dont {_people(change.covered_need_here)} ici)"
    lost_words = "aucune de moins ailleurs" if lost <= 0 else f"{_people(lost)} de moins ailleurs"
    words = f"{gained_words}, {lost_words}, {_drive(change.drive_s)}"
    if change.lifted_limit == "working_time" and change.work_s is not None:
        words += f", {format_duration(change.work_s)} de travail de plus"
    return words


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
