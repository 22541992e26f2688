"""Weeks and contracts: half-days kept for the back office, contract hours on average."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from geodata.territory import Adviser
from planner.audit.day_tours import DayTour
from planner.audit.ground import Ground
from planner.audit.records import Breach, DatedSession, Rule
from planner.plan import Half
from planner.settings import minute_of_day
from planner.wording import format_duration


def find_full_weeks(sessions: Iterable[DatedSession], ground: Ground) -> Iterator[Breach]:
    """A week leaves the half-days of the back office free, but for what a replacement may take."""
    spared = ground.settings.calendar.replacement_office_half_days
    kept = ground.settings.work.back_office_half_days_per_week
    held: defaultdict[tuple[str, int], list[DatedSession]] = defaultdict(list)
    for session in sessions:
        held[session.adviser_id, ground.week_of(session.day)].append(session)
    for (adviser_id, week), of_week in sorted(held.items()):
        adviser = ground.advisers[adviser_id]
        half_days = {(s.day, half) for s in of_week for half in _halves(s, ground)}
        allowed = max(0, 2 * len(adviser.working_days) - kept)
        replacing = {
            (s.day, half) for s in of_week if s.is_replacement for half in _halves(s, ground)
        }
        if len(half_days) > allowed + min(spared, len(replacing)):
            yield Breach(
                rule=Rule.BACK_OFFICE,
                message=(
                    f"{adviser.name} : {len(half_days)} demi-journées de permanence dans la "
                    f"semaine, {allowed} au plus pour garder {kept} demi-journées de travail "
                    "administratif"
                ),
                rows=tuple(sorted({s.row for s in of_week if s.row})),
                days=(ground.settings.calendar.start + timedelta(weeks=week),),
            )


def find_overload(tours: Sequence[DayTour], ground: Ground) -> Iterator[Breach]:
    """Sessions, driving and back office fit the contract on average.

    The average is over whole cycles, as that of a plan is, and over the weeks in post alone.
    """
    calendar, cycle = ground.settings.calendar, ground.settings.cycle
    num_weeks = calendar.num_weeks - calendar.num_weeks % cycle.num_weeks or calendar.num_weeks
    work = ground.settings.work
    back_office = work.back_office_half_days_per_week * work.back_office_half_day_minutes
    for adviser in ground.territory.advisers:
        weeks = [week for week in range(num_weeks) if _is_in_post(adviser, week, calendar.start)]
        own = [
            tour
            for tour in tours
            if tour.adviser_id == adviser.id
            and tour.is_drivable
            and ground.week_of(tour.day) in weeks
        ]
        busy_s = sum(tour.drive_s + tour.session_s for tour in own)
        if weeks and busy_s > 60 * (adviser.weekly_minutes - back_office) * len(weeks):
            yield Breach(
                rule=Rule.CONTRACT,
                message=(
                    f"{adviser.name} : {format_duration(busy_s / len(weeks))} de permanences et "
                    f"de trajets par semaine en moyenne, plus {format_duration(60 * back_office)} "
                    "de travail administratif, au-delà du contrat de "
                    f"{format_duration(60 * adviser.weekly_minutes)}"
                ),
                rows=(),
                days=(),
            )


def _is_in_post(adviser: Adviser, week: int, start: date) -> bool:
    monday = start + timedelta(weeks=week)
    has_begun = adviser.valid_from is None or adviser.valid_from <= monday + timedelta(days=6)
    has_not_ended = adviser.valid_to is None or adviser.valid_to >= monday
    return has_begun and has_not_ended


def _halves(session: DatedSession, ground: Ground) -> set[Half]:
    """Half-days that a session takes a part of."""
    rules = ground.settings.sessions
    halves: set[Half] = {session.half}
    if session.start_minute < minute_of_day(rules.morning_end):
        halves.add("am")
    if session.end_minute > minute_of_day(rules.afternoon_start):
        halves.add("pm")
    return halves
