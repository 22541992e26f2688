"""The calendar: every session of the cycle on its dates, held or lost for a true reason."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from geodata.hours import Intervals, read_hours
from geodata.public_holidays import public_holidays
from planner.check.facts import Facts, visits_on
from planner.check.opening import list_days
from planner.check.replacements import check_replacements
from planner.check.wording import HALF_WORDS, compare, say_clock, say_day
from planner.plan import LostSession, Plan, Session, Visit

Slot = tuple[date, str, str, str]
"""Day, adviser, venue and half-day of a session."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """What prevents sessions on the days of the plan."""

    days: tuple[date, ...]
    holidays: Mapping[date, str]
    open_hours: Mapping[str, Intervals]
    """By venue; only venues whose hours are known and readable."""


def check_dates(facts: Facts) -> Iterator[str]:
    """Check that dated sessions are those of the cycle, held where they can be."""
    yield from _check_hours_can_be_read(facts)
    calendar = _work_out_calendar(facts)
    expected = _expected_sessions(facts, calendar)
    on_their_dates = [session for session in facts.plan.sessions if session.replaces is None]
    listed = Counter(map(_slot, on_their_dates))
    listed.update(map(_slot, facts.plan.lost_sessions))
    for slot in expected:
        if listed[slot] != 1:
            yield (
                f"{_slot_words(facts, slot)} : prévue par le cycle, elle figure "
                f"{listed[slot]} fois parmi les permanences tenues et perdues, au lieu d'une."
            )
    for slot in listed:
        if slot not in expected:
            yield f"{_slot_words(facts, slot)} : le cycle ne la prévoit pas."
    for session in facts.plan.sessions:
        visit = expected.get(_slot(session)) if session.replaces is None else None
        yield from _check_held(facts, calendar, session, visit)
    for lost in facts.plan.lost_sessions:
        visit = expected.get(_slot(lost))
        if visit is not None and not _is_true(facts, calendar, lost, visit):
            yield (
                f"{_slot_words(facts, _slot(lost))} : perdue pour un motif faux "
                f"(« {lost.reason} »)."
            )
    yield from check_replacements(facts)


def _is_true(facts: Facts, calendar: Calendar, lost: LostSession, visit: Visit) -> bool:
    """Whether the reason of a loss holds; a session may be moved for none, but not dropped."""
    if lost.reason == "moved":
        return lost.is_replaced
    return lost.reason in _obstacles(facts, calendar, lost.day, visit)


def _check_hours_can_be_read(facts: Facts) -> Iterator[str]:
    days = list_days(facts)
    for venue_id in sorted({visit.venue_id for visit in _every_visit(facts.plan)}):
        venue = facts.venues.get(venue_id)
        if venue is None:
            continue
        if not venue.opening_hours and not facts.plan.settings.sessions.assume_open_if_unknown:
            yield f"Lieu {facts.venue_words(venue_id)} : horaires inconnus, visite non permise."
        if venue.opening_hours:
            try:
                read_hours(venue.opening_hours, days[0], days[-1])
            except ValueError:
                yield (
                    f"Lieu {facts.venue_words(venue_id)} : horaires illisibles "
                    f"(« {venue.opening_hours} »)."
                )


def _work_out_calendar(facts: Facts) -> Calendar:
    settings = facts.plan.settings.calendar
    days = list_days(facts)
    open_hours: dict[str, Intervals] = {}
    for visit in _every_visit(facts.plan):
        venue = facts.venues.get(visit.venue_id)
        if venue is not None and venue.opening_hours:
            try:
                open_hours[venue.id] = read_hours(venue.opening_hours, days[0], days[-1])
            except ValueError:
                continue  # told by _check_hours_can_be_read
    return Calendar(
        days=days,
        holidays=public_holidays(days[0], days[-1], alsace_moselle=settings.alsace_moselle),
        open_hours=open_hours,
    )


def _expected_sessions(facts: Facts, calendar: Calendar) -> dict[Slot, Visit]:
    """The sessions that the cycle foresees, lost or not."""
    expected = {}
    for day in calendar.days:
        cycle_week = (day - calendar.days[0]).days // 7 % facts.cycle_weeks + 1
        for visit in visits_on(facts.plan, day):
            if visit.weekday == day.weekday() and cycle_week in visit.weeks:
                expected[day, visit.adviser_id, visit.venue_id, str(visit.half)] = visit
    return expected


def _every_visit(plan: Plan) -> Iterator[Visit]:
    yield from plan.visits
    for phase in plan.earlier_visits:
        yield from phase.visits


def _check_held(
    facts: Facts, calendar: Calendar, session: Session, visit: Visit | None
) -> Iterator[str]:
    """Check a session that is said to take place."""
    words = _slot_words(facts, _slot(session))
    if visit is not None:
        yield from compare(
            words,
            [
                ("début (minute)", session.start_minute, visit.start_minute),
                ("fin (minute)", session.end_minute, visit.end_minute),
            ],
        )
    names = _school_holidays(facts, session.day)
    if session.school_holiday not in (names or [""]):
        yield (
            f"{words} : « {session.school_holiday} » au lieu de « {', '.join(names)} » comme "
            "vacances scolaires."
        )
    for obstacle in _obstacles(facts, calendar, session.day, session).values():
        yield f"{words} : tenue malgré un obstacle : {obstacle}."


def _obstacles(
    facts: Facts, calendar: Calendar, day: date, what: Visit | Session
) -> dict[str, str]:
    """Every reason, as a plan names it, for which a session cannot take place, in French."""
    found = {}
    if day in calendar.holidays:
        found["public_holiday"] = f"jour férié ({calendar.holidays[day]})"
    school = _school_holidays(facts, day)
    if school and not facts.plan.settings.calendar.hold_sessions_in_school_holidays:
        found["school_holidays"] = f"vacances scolaires ({school[0]})"
    adviser = facts.advisers.get(what.adviser_id)
    if adviser is not None and (
        (adviser.valid_from is not None and day < adviser.valid_from)
        or (adviser.valid_to is not None and day > adviser.valid_to)
    ):
        found["not_in_post"] = f"{adviser.name} n'est pas en poste"
    for absence in facts.territory.absences:
        if absence.adviser_id == what.adviser_id and absence.first_day <= day <= absence.last_day:
            found["absence"] = "conseiller absent"
    for closure in facts.territory.closures:
        if closure.venue_id == what.venue_id and closure.first_day <= day <= closure.last_day:
            found["closure"] = "lieu fermé à titre exceptionnel"
    intervals = calendar.open_hours.get(what.venue_id, {}).get(day)
    if intervals is not None and not any(
        opens <= what.start_minute and what.end_minute <= closes for opens, closes in intervals
    ):
        found["closed_that_day"] = (
            f"lieu non ouvert de {say_clock(what.start_minute)} à {say_clock(what.end_minute)}"
        )
    return found


def _school_holidays(facts: Facts, day: date) -> list[str]:
    """Names of all school holidays of a day."""
    return [
        holiday.name
        for holiday in facts.territory.school_holidays
        if day in (holiday.first_day, holiday.last_day)
        or holiday.first_day < day < holiday.last_day
    ]


def _slot(entry: Session | LostSession) -> Slot:
    return entry.day, entry.adviser_id, entry.venue_id, str(entry.half)


def _slot_words(facts: Facts, slot: Slot) -> str:
    day, adviser_id, venue_id, half = slot
    return (
        f"Permanence du {say_day(day)} ({HALF_WORDS[half]}) à {facts.venue_words(venue_id)} "
        f"par {facts.adviser_words(adviser_id)}"
    )
