"""The territory that a plan rests on: its folder's tables, and what happened since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.territory import Survey, Territory
from planner.events import Event
from planner.plan import Plan
from planner.replan.application import apply_events
from planner.replan.availability import calendar_end, leave_out_missing
from planner.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanGround:
    """What a plan is made from and held against."""

    territory: Territory
    settings: Settings
    need_factors: Mapping[str, float]
    """What the estimate of need is multiplied by, by commune code."""
    advisers_left_out: frozenset[str]
    """Ids of those who hold no session of the cycle."""


def events_of(plan: Plan) -> tuple[Event, ...]:
    """Everything that happened between the planning of the folder and this plan."""
    return () if plan.replanning is None else plan.replanning.events


def ground_of_plan(
    plan: Plan,
    territory: Territory,
    *,
    more: Sequence[Event] = (),
    surveys: Mapping[str, Survey] | None = None,
) -> PlanGround:
    """Apply what a plan knows to the tables of its folder, and further events.

    The cycle keeps what was left out of it when it was made, whatever happened later.

    Raises
    ------
    TerritoryError
        When the tables do not have any more what the events name.
    """
    events = (*events_of(plan), *more)
    num_known = 0 if plan.replanning is None else plan.replanning.num_events_of_cycle
    cycle_day = None if plan.replanning is None else plan.replanning.cycle_day
    known = apply_events(territory, plan.settings, events[:num_known], surveys=surveys)
    left_out: frozenset[str] = frozenset()
    before = known.territory
    if cycle_day is not None:
        ground = leave_out_missing(
            before, first_day=cycle_day, last_day=calendar_end(plan.settings.calendar)
        )
        before, left_out = ground.territory, ground.advisers_left_out
    since = apply_events(before, known.settings, events[num_known:], surveys=surveys)
    factors = dict(known.need_factors)
    for code, factor in since.need_factors.items():
        factors[code] = factors.get(code, 1.0) * factor
    return PlanGround(
        territory=since.territory,
        settings=since.settings,
        need_factors=factors,
        advisers_left_out=left_out,
    )
