"""A rhythm unrolled onto the dates of a calendar."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from planner.audit.exceptions import Period
from planner.audit.rhythm import Rhythm
from planner.settings import CycleSettings
from planner.settings.calendar import CalendarSettings
from planner.wording import format_date


def rhythm_dates(
    rhythm: Rhythm,
    calendar: CalendarSettings,
    *,
    cycle: CycleSettings,
    school_holidays: Sequence[Period] = (),
) -> tuple[tuple[date, ...], int]:
    """Dates of a rhythm within the calendar, and how many explicit ones lie outside it.

    Weeks that are skipped are counted from the rhythm's own first day, else from the calendar's.
    Weeks of the year are those of ISO 8601, so two odd ones follow each other after a year of 53.
    """
    last_day = calendar_end(calendar)
    candidates = rhythm.dates or _recurring(rhythm, calendar, last_day)
    kept = [
        day
        for day in candidates
        if (rhythm.first_day is None or day >= rhythm.first_day)
        and (rhythm.last_day is None or day <= rhythm.last_day)
        and not rhythm.exceptions.contains(day, school_holidays)
        and _is_in_weeks(day, rhythm, calendar, cycle)
    ]
    inside = tuple(day for day in kept if calendar.start <= day <= last_day)
    return inside, len(kept) - len(inside) if rhythm.dates else 0


def calendar_end(calendar: CalendarSettings) -> date:
    """Last day of the calendar."""
    return calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)


def describe_assumptions(
    rhythm: Rhythm, calendar: CalendarSettings, *, knows_school_holidays: bool = False
) -> tuple[str, ...]:
    """Say in French what a rhythm leaves open and how it was taken."""
    said = []
    names_weeks = rhythm.parity is not None or rhythm.iso_weeks or rhythm.cycle_weeks
    if rhythm.interval_weeks > 1 and rhythm.first_day is None and not names_weeks:
        said.append(
            f"une semaine sur {rhythm.interval_weeks} comptée à partir du "
            f"{format_date(calendar.start)}, faute de date de départ"
        )
    if not rhythm.is_stated:
        said.append("sans rythme écrit : lu comme chaque semaine")
    if rhythm.parity is not None and _has_53_weeks_within(calendar):
        said.append(
            "semaines paires et impaires de l'année (ISO) : après une semaine 53, deux semaines "
            "impaires se suivent au Nouvel An"
        )
    if rhythm.exceptions.in_school_holidays and not knows_school_holidays:
        said.append(
            "« sauf vacances scolaires » : exception non appliquée, leurs dates ne sont pas "
            "dans le dossier"
        )
    if rhythm.exceptions.not_applied:
        said.append(f"« sauf {rhythm.exceptions.not_applied} » : exception non appliquée")
    return tuple(said)


def _recurring(rhythm: Rhythm, calendar: CalendarSettings, last_day: date) -> tuple[date, ...]:
    if rhythm.nth_weekdays:
        return _days(
            rrule(
                MONTHLY,
                dtstart=datetime.combine(calendar.start, time()),
                until=datetime.combine(last_day, time()),
                byweekday=[weekday(day, nth) for nth, day in rhythm.nth_weekdays],
            )
        )
    names_weeks = rhythm.parity is not None or rhythm.iso_weeks or rhythm.cycle_weeks
    first_day = rhythm.first_day or calendar.start
    return _days(
        rrule(
            WEEKLY,
            interval=1 if names_weeks else rhythm.interval_weeks,
            # From the Monday: a rhythm may begin on a day that is none of its own.
            dtstart=datetime.combine(first_day - timedelta(days=first_day.weekday()), time()),
            until=datetime.combine(last_day, time()),
            byweekday=[weekday(day) for day in rhythm.weekdays],
        )
    )


def _days(rule: rrule) -> tuple[date, ...]:
    return tuple(moment.date() for moment in rule)


def _is_in_weeks(
    day: date, rhythm: Rhythm, calendar: CalendarSettings, cycle: CycleSettings
) -> bool:
    """Whether a day lies in the weeks that a rhythm names."""
    iso_week = day.isocalendar().week
    if rhythm.parity is not None and iso_week % 2 != rhythm.parity:
        return False
    if rhythm.iso_weeks and iso_week not in rhythm.iso_weeks:
        return False
    cycle_week = (day - calendar.start).days // 7 % cycle.num_weeks + 1
    return not rhythm.cycle_weeks or cycle_week in rhythm.cycle_weeks


def _has_53_weeks_within(calendar: CalendarSettings) -> bool:
    mondays = [calendar.start + timedelta(weeks=week) for week in range(calendar.num_weeks)]
    numbers = [monday.isocalendar().week for monday in mondays]
    return 53 in numbers and 1 in numbers  # noqa: PLR2004 - the week that few ISO years have
