"""The cycle unrolled onto real dates; a session that cannot take place says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.hours import open_intervals
from geodata.public_holidays import public_holidays
from geodata.territory import Absence, Adviser, Closure, SchoolHoliday, Territory, Venue
from planner.plan import LossReason, LostSession, Session, Visit
from planner.settings import CalendarSettings

Reason = tuple[LossReason, str]
"""Kind of loss and its French wording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedSessions:
    """All dates of all visits: those that take place, and those that cannot."""

    sessions: tuple[Session, ...]
    lost: tuple[LostSession, ...]


def calendar_holidays(settings: CalendarSettings) -> dict[date, str]:
    """French names of the public holidays within the calendar."""
    last_day = settings.start + timedelta(weeks=settings.num_weeks, days=-1)
    return public_holidays(settings.start, last_day, alsace_moselle=settings.alsace_moselle)


def date_sessions(
    visits: Sequence[Visit],
    territory: Territory,
    *,
    settings: CalendarSettings,
    cycle_weeks: int,
) -> DatedSessions:
    """Unroll the visits of one cycle over the calendar, in order of date."""
    holidays = calendar_holidays(settings)
    advisers = {adviser.id: adviser for adviser in territory.advisers}
    venues = {venue.id: venue for venue in territory.venues}
    sessions: list[Session] = []
    lost: list[LostSession] = []
    for visit in visits:
        for day in visit_dates(visit, settings=settings, cycle_weeks=cycle_weeks):
            school_holiday = find_school_holiday(day, territory.school_holidays)
            reason = (
                _on_holiday(day, holidays)
                or _in_school_holidays(school_holiday, settings)
                or _not_in_post(day, advisers[visit.adviser_id])
                or _absent(day, visit.adviser_id, territory.absences)
                or _closed(day, visit.venue_id, territory.closures)
                or _outside_hours(day, visit, venues[visit.venue_id])
            )
            if reason is None:
                sessions.append(
                    Session(
                        day=day,
                        adviser_id=visit.adviser_id,
                        venue_id=visit.venue_id,
                        half=visit.half,
                        start_minute=visit.start_minute,
                        end_minute=visit.end_minute,
                        school_holiday=school_holiday,
                    )
                )
            else:
                lost.append(
                    LostSession(
                        day=day,
                        adviser_id=visit.adviser_id,
                        venue_id=visit.venue_id,
                        half=visit.half,
                        reason=reason[0],
                        detail=reason[1],
                    )
                )
    return DatedSessions(
        sessions=tuple(sorted(sessions, key=lambda s: (s.day, s.adviser_id, s.half))),
        lost=tuple(sorted(lost, key=lambda s: (s.day, s.adviser_id, s.half))),
    )


def visit_dates(visit: Visit, *, settings: CalendarSettings, cycle_weeks: int) -> tuple[date, ...]:
    """Every date on which the cycle foresees a visit; week 1 starts on the calendar's first day."""
    return tuple(
        settings.start + timedelta(weeks=week, days=visit.weekday)
        for week in range(settings.num_weeks)
        if week % cycle_weeks + 1 in visit.weeks
    )


def _on_holiday(day: date, holidays: Mapping[date, str]) -> Reason | None:
    """Nobody works on a public holiday."""
    return ("public_holiday", holidays[day]) if day in holidays else None


def find_school_holiday(day: date, holidays: Sequence[SchoolHoliday]) -> str:
    """Name of the school holidays of a day, the first to begin; empty outside."""
    for holiday in holidays:
        if holiday.first_day <= day <= holiday.last_day:
            return holiday.name
    return ""


def _in_school_holidays(name: str, settings: CalendarSettings) -> Reason | None:
    """Sessions stop in school holidays where the settings say so."""
    if not name or settings.hold_sessions_in_school_holidays:
        return None
    return "school_holidays", name


def _not_in_post(day: date, adviser: Adviser) -> Reason | None:
    """An adviser works from the first to the last day in post."""
    if adviser.valid_from is not None and day < adviser.valid_from:
        return "not_in_post", f"en poste à partir du {adviser.valid_from:%d/%m/%Y}"
    if adviser.valid_to is not None and day > adviser.valid_to:
        return "not_in_post", f"en poste jusqu'au {adviser.valid_to:%d/%m/%Y}"
    return None


def _absent(day: date, adviser_id: str, absences: Sequence[Absence]) -> Reason | None:
    """An absent adviser holds no session."""
    for absence in absences:
        if absence.adviser_id == adviser_id and absence.first_day <= day <= absence.last_day:
            return "absence", absence.reason or "conseiller absent"
    return None


def _closed(day: date, venue_id: str, closures: Sequence[Closure]) -> Reason | None:
    """A closed venue holds no session."""
    for closure in closures:
        if closure.venue_id == venue_id and closure.first_day <= day <= closure.last_day:
            return "closure", closure.reason or "lieu fermé"
    return None


def _outside_hours(day: date, visit: Visit, venue: Venue) -> Reason | None:
    """A session lies within the hours of that very date, where hours are known."""
    if not venue.opening_hours:
        return None
    intervals = open_intervals(venue.opening_hours, day, day).get(day, ())
    if any(a <= visit.start_minute and visit.end_minute <= b for a, b in intervals):
        return None
    return "closed_that_day", "lieu fermé à ces heures ce jour-là"
