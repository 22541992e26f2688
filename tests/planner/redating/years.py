"""Small years of the five villages, and the checker's judgement of their dates alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace

from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.check.dated_year import check_dated_year
from planner.check.dates import check_dates
from planner.check.facts import gather_facts
from planner.dates.calendar import DatedSessions
from planner.dates.dating import date_plan
from planner.plan import Half, Plan, Visit
from planner.settings import Settings
from tests.planner.villages import START, Villages
from tests.planner.villages_plan import make_villages_plan

HOURS: dict[Half, tuple[int, int]] = {"am": (9 * 60, 12 * 60), "pm": (14 * 60, 17 * 60)}


@dataclass(frozen=True, kw_only=True)
class Year:
    """A territory, its settings and the visits of its cycle."""

    villages: Villages
    visits: tuple[Visit, ...]

    @property
    def territory(self) -> Territory:
        return self.villages.territory

    @property
    def settings(self) -> Settings:
        return self.villages.settings

    def with_territory(self, **changes: object) -> "Year":
        territory = replace(self.territory, **changes)
        return replace(self, villages=replace(self.villages, territory=territory))

    def with_calendar(self, **changes: object) -> "Year":
        calendar = self.settings.calendar.model_copy(update=changes)
        settings = self.settings.model_copy(update={"calendar": calendar})
        return replace(self, villages=replace(self.villages, settings=settings))


def make_year(villages: Villages, *, num_weeks: int = 2) -> Year:
    """Camille at Brissac on Tuesday mornings and Corme on Tuesday afternoons, Dominique at Dolus.

    Both work from Monday to Friday and have hours to spare; no one is absent, nothing closed.
    """
    territory = replace(
        villages.territory,
        advisers=tuple(
            replace(adviser, working_days=(0, 1, 2, 3, 4), weekly_minutes=2100, valid_to=None)
            for adviser in villages.territory.advisers
        ),
        absences=(),
        closures=(),
    )
    calendar = villages.settings.calendar.model_copy(
        update={
            "start": START,
            "num_weeks": num_weeks,
            "replacement_weeks": 2,
            "replacement_by_other_adviser": True,
        }
    )
    cycle = villages.settings.cycle.model_copy(update={"num_weeks": 2})
    settings = villages.settings.model_copy(update={"calendar": calendar, "cycle": cycle})
    return Year(
        villages=replace(villages, territory=territory, settings=settings),
        visits=(
            visit("mairie-b", "camille", weekday=1, half="am", weeks=(1, 2)),
            visit("mairie-c", "camille", weekday=1, half="pm", weeks=(1,)),
            visit("mairie-d", "dominique", weekday=0, half="am", weeks=(1, 2)),
        ),
    )


def visit(
    venue_id: str, adviser_id: str, *, weekday: int, half: Half, weeks: tuple[int, ...]
) -> Visit:
    """A visit of three hours."""
    start_minute, end_minute = HOURS[half]
    return Visit(
        venue_id=venue_id,
        adviser_id=adviser_id,
        weekday=weekday,
        half=half,
        weeks=weeks,
        start_minute=start_minute,
        end_minute=end_minute,
    )


def date_year(year: Year) -> DatedSessions:
    """Date a year as a new plan is dated."""
    return date_plan(
        year.visits, year.territory, travel=year.villages.travel, settings=year.settings
    )


def as_plan(year: Year, dated: DatedSessions) -> Plan:
    """Return a plan of these dates; what does not depend on dates is not right for the year."""
    return make_villages_plan(year.villages).model_copy(
        update={
            "settings": year.settings,
            "visits": year.visits,
            "sessions": dated.sessions,
            "lost_sessions": dated.lost,
            "dated_tours": dated.tours,
        }
    )


def date_faults(plan: Plan, year: Year) -> list[str]:
    """What the checker says of the dates of a plan."""
    return faults_of_dates(plan, year.territory, year.villages.travel)


def faults_of_dates(plan: Plan, territory: Territory, travel: TravelTimes) -> list[str]:
    """What the checker says of the dates of a plan, whatever it rests on otherwise."""
    facts = gather_facts(
        plan,
        territory,
        travel=travel,
        residents=None,
        need=SimpleNamespace(method="", commune_codes=(), people=()),
        preferences=None,
    )
    return list(check_dates(facts)) or list(check_dated_year(facts))


def dates_of(plan: Plan | DatedSessions) -> Sequence[tuple[date, str, str, Half]]:
    """Day, adviser, venue and half-day of all sessions, in order."""
    return sorted((one.day, one.adviser_id, one.venue_id, one.half) for one in plan.sessions)
