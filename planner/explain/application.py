"""A plan and its territory after a smallest change, so that anybody can see that it is true."""

from dataclasses import replace
from typing import Final

from geodata.territory import Territory
from planner.plan import Plan, SmallestChange, Visit

_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def visits_after(plan: Plan, change: SmallestChange) -> tuple[Visit, ...]:
    """Return the visits of a plan once a change is made."""
    visits = []
    for visit in plan.visits:
        if visit.venue_id == change.replaced_venue_id:
            if change.replaced_weeks_kept:
                visits.append(visit.model_copy(update={"weeks": change.replaced_weeks_kept}))
        elif visit.venue_id != change.venue_id:
            visits.append(visit)
    visits.append(
        Visit(
            venue_id=change.venue_id,
            adviser_id=change.adviser_id,
            weekday=change.weekday,
            half=change.half,
            weeks=change.weeks,
            start_minute=change.start_minute,
            end_minute=change.end_minute,
        )
    )
    return tuple(visits)


def territory_after(territory: Territory, change: SmallestChange) -> Territory:
    """Return the territory with the limit lifted, just as far as the change needs it."""
    venues, advisers = list(territory.venues), list(territory.advisers)
    match change.lifted_limit:
        case "rule":
            venues = [
                replace(v, rule="candidate") if v.id == change.venue_id else v for v in venues
            ]
        case "opening_hours":
            start, end = map(_clock, (change.start_minute, change.end_minute))
            hours = f"{_DAYS[change.weekday]} {start}-{end}"
            venues = [
                replace(v, opening_hours=hours) if v.id == change.venue_id else v for v in venues
            ]
        case "max_drive_minutes_per_day":
            limit_s = 60 * (change.new_limit_minutes or 0)
            advisers = [
                replace(a, max_drive_s_per_day=limit_s) if a.id == change.adviser_id else a
                for a in advisers
            ]
        case None:
            return territory
    return replace(territory, venues=tuple(venues), advisers=tuple(advisers))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
