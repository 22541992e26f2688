"""The whole judgement of a hand-made planning, as one record."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.resident_travel import ResidentTravel
from geodata.travel import TravelTimes
from planner.audit.area_rules import find_coverage_floors
from planner.audit.comparison import Comparison, compare_with_plan
from planner.audit.day_tours import build_day_tours
from planner.audit.ground import Drives, Ground
from planner.audit.judging import judge_sessions
from planner.audit.measuring import WorkPerWeek, mean_intervals, measure_intervals, work_per_week
from planner.audit.records import Breach, HandPlanning
from planner.figures.measures import Access
from planner.need import AccessPreferences, Need
from planner.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audit:
    """A planning by hand: how it was read, what it breaks, what residents get."""

    planning: HandPlanning
    ground: Ground
    breaches: tuple[Breach, ...]
    intervals: Mapping[str, float]
    """Mean weeks from one session to the next, by venue."""
    access: Access
    work: WorkPerWeek
    comparison: Comparison | None
    """``None`` where there is no plan to compare with."""
    against: str
    """French: which plan it is compared with, or why with none."""


def audit_planning(
    planning: HandPlanning,
    ground: Ground,
    *,
    travel: TravelTimes,
    residents: ResidentTravel,
    need: Need,
    preferences: AccessPreferences,
    plan: Plan | None,
    against: str,
) -> Audit:
    """Judge, measure and compare a planning that was read."""
    drives = Drives(travel=travel)
    intervals = mean_intervals(planning.sessions, ground)
    access = measure_intervals(
        intervals, ground, residents=residents, need=need, preferences=preferences
    )
    return Audit(
        planning=planning,
        ground=ground,
        breaches=(
            *judge_sessions(planning.sessions, ground, drives=drives),
            *find_coverage_floors(access, ground),
        ),
        intervals=intervals,
        access=access,
        work=work_per_week(build_day_tours(planning.sessions, drives), ground),
        comparison=None if plan is None else compare_with_plan(access, plan),
        against=against,
    )
