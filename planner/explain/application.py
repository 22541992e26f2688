"""A plan and its territory after a change, so that anybody can see that it is true."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from geodata.territory import Territory
from planner.plan import Plan, SmallestChange, Visit
from planner.settings import Settings

_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def visits_after(plan: Plan, change: SmallestChange) -> tuple[Visit, ...]:
    """Return the visits of a plan once a change is made."""
    moved = {visit.venue_id for visit in change.moved_visits}
    visits = []
    for visit in plan.visits:
        if visit.venue_id == change.replaced_venue_id:
            weekdays = change.replaced_weekdays_kept
            if change.replaced_weeks_kept and (not weekdays or visit.weekday in weekdays):
                visits.append(visit.model_copy(update={"weeks": change.replaced_weeks_kept}))
        elif visit.venue_id != change.venue_id and visit.venue_id not in moved:
            visits.append(visit)
    return (*visits, *change.moved_visits, *change.visits)


def territory_after(territory: Territory, change: SmallestChange) -> Territory:
    """Return the territory with the limit lifted, just as far as the change needs it."""
    venues, advisers = list(territory.venues), list(territory.advisers)
    match change.lifted_limit:
        case "rule":
            venues = [
                replace(v, rule="candidate") if v.id == change.venue_id else v for v in venues
            ]
        case "opening_hours":
            hours = _hours_of(change.visits)
            venues = [
                replace(v, opening_hours=hours) if v.id == change.venue_id else v for v in venues
            ]
        case "max_drive_minutes_per_day":
            limit_s = 60 * (change.new_limit_minutes or 0)
            advisers = [
                replace(a, max_drive_s_per_day=limit_s) if a.id == change.adviser_id else a
                for a in advisers
            ]
        case "working_time":
            minutes = {more.adviser_id: more.minutes_per_week for more in change.more_time}
            advisers = [
                replace(a, weekly_minutes=a.weekly_minutes + minutes.get(a.id, 0)) for a in advisers
            ]
        case None:
            return territory
    return replace(territory, venues=tuple(venues), advisers=tuple(advisers))


def settings_after(settings: Settings, change: SmallestChange) -> Settings:
    """Return the settings under which a change stands: with fewer half-days of the back office.

    The setting is one for all advisers and weeks; the change itself asks for no more than it says.
    """
    given = max(
        (max(Counter(m.office_weeks).values(), default=0) for m in change.more_time), default=0
    )
    if not given:
        return settings
    half_days = settings.work.back_office_half_days_per_week - given
    work = settings.work.model_copy(update={"back_office_half_days_per_week": half_days})
    return settings.model_copy(update={"work": work})


def _hours_of(visits: Sequence[Visit]) -> str:
    """Opening hours that hold some visits, and nothing beside."""
    hours = dict.fromkeys(
        (visit.weekday, visit.start_minute, visit.end_minute) for visit in sorted(visits, key=_when)
    )
    by_day = Counter(weekday for weekday, _, _ in hours)
    return "; ".join(
        f"{_DAYS[day]} "
        + ",".join(f"{_clock(start)}-{_clock(end)}" for d, start, end in hours if d == day)
        for day in by_day
    )


def _when(visit: Visit) -> tuple[int, int]:
    return visit.weekday, visit.start_minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
