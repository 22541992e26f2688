"""The cycle unrolled onto real dates; a session that cannot take place says why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.hours import open_intervals
from geodata.public_holidays import public_holidays
from geodata.territory import Absence, Adviser, Closure, SchoolHoliday, Territory
from planner.plan import DatedTour, EarlierVisits, LossReason, LostSession, Session, Visit
from planner.redating.records import Occurrence
from planner.settings.calendar import CalendarSettings

Reason = tuple[LossReason, str]
"""Kind of loss and its French wording."""
ObstacleFinder = Callable[[Occurrence | Session], Reason | None]
"""Says why a session cannot take place at its hours of its date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedSessions:
    """All dates of all visits: those that take place, and those that cannot."""

    sessions: tuple[Session, ...]
    lost: tuple[LostSession, ...]
    tours: tuple[DatedTour, ...] = ()
    """Days that are not as the cycle foresees."""
    is_proven: bool = True
    """Whether no other replacements are more, or as many with less change."""


def calendar_holidays(settings: CalendarSettings) -> dict[date, str]:
    """French names of the public holidays within the calendar."""
    last_day = settings.start + timedelta(weeks=settings.num_weeks, days=-1)
    return public_holidays(settings.start, last_day, alsace_moselle=settings.alsace_moselle)


def list_occurrences(
    visits: Sequence[Visit],
    *,
    settings: CalendarSettings,
    cycle_weeks: int,
    earlier: Sequence[EarlierVisits] = (),
) -> tuple[Occurrence, ...]:
    """Every date that the cycle foresees, held or lost, in order of date.

    Week 1 of the cycle starts on the calendar's first day, of earlier cycles too.
    """
    last_day = settings.start + timedelta(weeks=settings.num_weeks, days=-1)
    found: list[Occurrence] = []
    first = settings.start
    for phase in (*earlier, EarlierVisits(last_day=last_day, visits=tuple(visits))):
        every = _unroll(phase.visits, settings=settings, cycle_weeks=cycle_weeks)
        found += [one for one in every if first <= one.day <= phase.last_day]
        first = max(first, phase.last_day + timedelta(days=1))
    return tuple(sorted(found))


def _unroll(
    visits: Sequence[Visit], *, settings: CalendarSettings, cycle_weeks: int
) -> Iterator[Occurrence]:
    """Every date that one cycle would have throughout the calendar."""
    return (
        Occurrence(
            day=settings.start + timedelta(weeks=week, days=visit.weekday),
            adviser_id=visit.adviser_id,
            venue_id=visit.venue_id,
            half=visit.half,
            start_minute=visit.start_minute,
            end_minute=visit.end_minute,
        )
        for visit in visits
        for week in range(settings.num_weeks)
        if week % cycle_weeks + 1 in visit.weeks
    )


def date_sessions(
    visits: Sequence[Visit],
    territory: Territory,
    *,
    settings: CalendarSettings,
    cycle_weeks: int,
    earlier: Sequence[EarlierVisits] = (),
    find_obstacle: ObstacleFinder | None = None,
) -> DatedSessions:
    """Unroll the visits of the cycle over the calendar, in order of date; nothing is replaced.

    Parameters
    ----------
    find_obstacle
        Of :func:`obstacle_finder`, for who unrolls cycles of a territory again and again.
    """
    find_obstacle = find_obstacle or obstacle_finder(
        territory, settings=settings, holidays=calendar_holidays(settings)
    )
    sessions: list[Session] = []
    lost: list[LostSession] = []
    for one in list_occurrences(
        visits, settings=settings, cycle_weeks=cycle_weeks, earlier=earlier
    ):
        reason = find_obstacle(one)
        if reason is None:
            sessions.append(hold(one, territory))
        else:
            lost.append(
                LostSession(
                    day=one.day,
                    adviser_id=one.adviser_id,
                    venue_id=one.venue_id,
                    half=one.half,
                    reason=reason[0],
                    detail=reason[1],
                )
            )
    return DatedSessions(
        sessions=tuple(sorted(sessions, key=session_order)),
        lost=tuple(sorted(lost, key=session_order)),
    )


def session_order(session: Session | LostSession) -> tuple[date, str, str, str]:
    """Order in which a plan lists its sessions."""
    return session.day, session.adviser_id, session.half, session.venue_id


def hold(occurrence: Occurrence, territory: Territory) -> Session:
    """Return the session that takes place as the cycle foresees it."""
    return Session(
        day=occurrence.day,
        adviser_id=occurrence.adviser_id,
        venue_id=occurrence.venue_id,
        half=occurrence.half,
        start_minute=occurrence.start_minute,
        end_minute=occurrence.end_minute,
        school_holiday=find_school_holiday(occurrence.day, territory.school_holidays),
    )


def obstacle_finder(
    territory: Territory, *, settings: CalendarSettings, holidays: Mapping[date, str]
) -> ObstacleFinder:
    """Return the function that says why a session cannot take place at its hours of its date."""
    advisers = {adviser.id: adviser for adviser in territory.advisers}
    venues = {venue.id: venue for venue in territory.venues}
    last_day = settings.start + timedelta(weeks=settings.num_weeks, days=-1)
    open_hours: dict[str, Mapping[date, tuple[tuple[int, int], ...]]] = {}

    def is_open(session: Occurrence | Session) -> bool:
        expression = venues[session.venue_id].opening_hours
        if not expression:
            return True
        if session.venue_id not in open_hours:
            open_hours[session.venue_id] = open_intervals(expression, settings.start, last_day)
        intervals = open_hours[session.venue_id].get(session.day, ())
        return any(a <= session.start_minute and session.end_minute <= b for a, b in intervals)

    def find_obstacle(session: Occurrence | Session) -> Reason | None:
        adviser = advisers[session.adviser_id]
        reason = why_nobody_works(
            session.day, adviser, territory, settings=settings, holidays=holidays
        ) or _closed(session.day, session.venue_id, territory.closures)
        if reason is None and not is_open(session):
            return "closed_that_day", "lieu fermé à ces heures ce jour-là"
        return reason

    return find_obstacle


def why_nobody_works(
    day: date,
    adviser: Adviser,
    territory: Territory,
    *,
    settings: CalendarSettings,
    holidays: Mapping[date, str],
) -> Reason | None:
    """Why an adviser holds no session on a day, whatever the venue; ``None`` when nothing does."""
    school_holiday = find_school_holiday(day, territory.school_holidays)
    return (
        _on_holiday(day, holidays)
        or _in_school_holidays(school_holiday, settings)
        or _not_in_post(day, adviser)
        or _absent(day, adviser.id, territory.absences)
    )


def is_day_off(
    day: date, adviser: Adviser, territory: Territory, *, holidays: Mapping[date, str]
) -> bool:
    """Whether an adviser does not work on a working day: holiday, absence, or not in post."""
    return bool(
        _on_holiday(day, holidays)
        or _not_in_post(day, adviser)
        or _absent(day, adviser.id, territory.absences)
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
