"""The plan that comes after another: what of the earlier one stays, what it says of itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from planner.assembly import Succession, assemble_plan
from planner.dates.versions import continue_calendar
from planner.events import Event, ReplanMode, Replanning
from planner.plan import EarlierVisits, Plan, Session
from planner.preparation import Prepared
from planner.problem.model import Solution


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sequel:
    """What is known of the next plan before its visits are."""

    before: Plan
    mode: ReplanMode
    first_day: date
    """First day that may change."""
    events: tuple[Event, ...]
    """Of this replan and all before."""
    events_sha256: str
    """Of what the new events were read from."""
    seed: int
    kept: tuple[Session, ...] | None = None
    """Sessions held elsewhere than the cycle puts them; ``None``: those of the plan before."""

    @property
    def first_new_day(self) -> date:
        """First day of the calendar that may change."""
        return max(self.first_day, self.before.settings.calendar.start)


def earlier_cycles(before: Plan, cycle_day: date) -> tuple[EarlierVisits, ...]:
    """Cycles that hold before one that begins on a day."""
    eve = cycle_day - timedelta(days=1)
    earlier = [phase for phase in before.earlier_visits if phase.last_day < eve]
    if cycle_day > before.settings.calendar.start:
        earlier.append(EarlierVisits(last_day=eve, visits=before.visits))
    return tuple(earlier)


def assemble_sequel(
    prepared: Prepared, solution: Solution, sequel: Sequel, *, cycle_day: date | None
) -> Plan:
    """Assemble the next plan; ``cycle_day`` begins a cycle of its own, ``None`` keeps the cycle."""
    before = sequel.before
    earlier = before.earlier_visits
    if cycle_day is not None:
        earlier = earlier_cycles(before, cycle_day)
    kept = sequel.kept
    if kept is None:
        kept = tuple(one for one in before.sessions if one.replaces is not None)
    plan = assemble_plan(
        prepared,
        solution,
        seed=sequel.seed,
        succeeds=Succession(
            earlier_visits=earlier, replacements=kept, first_day=sequel.first_new_day
        ),
    )
    return succeed(plan, sequel, cycle_day=cycle_day)


def succeed(plan: Plan, sequel: Sequel, *, cycle_day: date | None = None) -> Plan:
    """Write into a plan what it was made from, and continue the calendars of the one before."""
    before = sequel.before.replanning
    num_events = len(sequel.events)
    if cycle_day is None and before is not None:
        cycle_day, num_events = before.cycle_day, before.num_events_of_cycle
    elif cycle_day is None:
        num_events = 0
    replanning = Replanning(
        mode=sequel.mode,
        first_day=sequel.first_day,
        events=sequel.events,
        events_sha256=sequel.events_sha256,
        cycle_day=cycle_day,
        num_events_of_cycle=num_events,
    )
    return continue_calendar(plan.model_copy(update={"replanning": replanning}), sequel.before)
