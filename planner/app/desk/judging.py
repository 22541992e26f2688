"""What the checker says of a draft, and what an edit changes: rules, people, driving.

Every sentence and figure here is the independent checker's, worked out on the draft's visits and
dates; there is no rule of the desk's own but locks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from geodata.places import base_place_id, venue_place_id
from planner.app.desk.dating import date_draft
from planner.app.desk.edits import Edit, changes_of, moves_of
from planner.app.desk.ground import DeskGround, facts_with
from planner.app.desk.state import DraftState, work_out_state
from planner.check.coverage import work_out_covered_need
from planner.check.cycle import check_cycle
from planner.check.dated_year import check_dated_rules
from planner.check.dates import check_dates
from planner.check.facts import Facts
from planner.check.opening import check_ever_open, check_open_throughout
from planner.check.tours import work_out_tours
from planner.plan import Plan, Session

ONE_IN_A_HUNDRED: Final = 0.01
"""People: changes of a commune below it are rounding."""
Scope = Literal["cycle", "date"]
AdviserDay = tuple[str, date]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assessment:
    """A draft as the checker sees it."""

    state: DraftState
    violations: tuple[str, ...]
    covered_need: Mapping[str, float]
    """People in need who are covered, by commune code."""
    drive_s: int
    """Of a cycle."""
    distance_m: int
    is_cycle_right: bool
    """Whether only dates, if anything, break rules: they are judged in a cycle that breaks none."""
    dated: Plan | None
    """The plan with the draft's visits and dates, its figures those of the plan in force; ``None``
    where only the cycle was asked about."""

    @property
    def is_right(self) -> bool:
        """Whether the draft breaks no rule."""
        return not self.violations

    @property
    def on_dates(self) -> Plan:
        """The plan with the draft's visits and dates.

        Raises
        ------
        ValueError
            When the dates were not asked for.
        """
        if self.dated is None:
            raise ValueError("the dates of this draft were not worked out")
        return self.dated


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneMove:
    """What the residents of a commune gain, or lose below 0."""

    code: str
    name: str
    people: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an edit would do to a draft."""

    scope: Scope
    added: tuple[str, ...]
    """The checker's sentences that the edit brings."""
    mended: tuple[str, ...]
    """Those that it ends."""
    violations: tuple[str, ...]
    """All that the draft would break."""
    covered_need: float
    """Change of people covered."""
    communes: tuple[CommuneMove, ...]
    """The greatest change first."""
    drive_s: int
    """Change of driving: a cycle's, or the date's."""
    distance_m: int

    @property
    def is_allowed(self) -> bool:
        """Whether the edit breaks nothing that was not broken before."""
        return not self.added


def assess(
    plan: Plan,
    edits: Sequence[Edit],
    ground: DeskGround,
    *,
    first_day: date,
    with_dates: bool = True,
) -> Assessment:
    """Have the checker look at a plan after edits.

    Parameters
    ----------
    first_day
        First day that may change.
    with_dates
        Whether to work out the dates, too; they are where dates were moved by hand.
    """
    state = work_out_state(plan, edits)
    facts = facts_with(ground.facts, plan.model_copy(update={"visits": state.visits}), state.rules)
    covered = work_out_covered_need(facts, ground.residents)
    tours = work_out_tours(facts)
    violations = (
        *check_cycle(facts, tours, covered_need=covered),
        *_check_new_visits(facts, plan),
    )
    is_cycle_right = not violations
    dated = None
    if with_dates or state.moves:
        dated = date_draft(plan, state, ground, first_day=first_day)
    if is_cycle_right and state.moves and dated is not None:
        violations = _check_dates(facts_with(ground.facts, dated, state.rules))
    return Assessment(
        state=state,
        violations=violations,
        is_cycle_right=is_cycle_right,
        covered_need=covered,
        drive_s=sum(tour.drive_s * len(tour.weeks) for tour in tours if tour.is_drivable),
        distance_m=sum(tour.distance_m * len(tour.weeks) for tour in tours if tour.is_drivable),
        dated=dated,
    )


def compare(before: Assessment, after: Assessment, edit: Edit, ground: DeskGround) -> Verdict:
    """Say what an edit changes between two assessments."""
    old, new = set(before.violations), set(after.violations)
    is_dated = bool(moves_of(edit)) and not changes_of(edit)
    drive_s, distance_m = after.drive_s - before.drive_s, after.distance_m - before.distance_m
    if is_dated:
        drive_s, distance_m = _dated_driving(before, after, edit, ground.facts)
    communes = [
        CommuneMove(code=code, name=ground.facts.commune_name(code), people=people - was)
        for code, people in after.covered_need.items()
        if abs(people - (was := before.covered_need[code])) >= ONE_IN_A_HUNDRED
    ]
    return Verdict(
        scope="date" if is_dated else "cycle",
        added=tuple(text for text in after.violations if text not in old),
        mended=tuple(text for text in before.violations if text not in new),
        violations=after.violations,
        covered_need=sum(after.covered_need.values()) - sum(before.covered_need.values()),
        communes=tuple(sorted(communes, key=lambda one: -abs(one.people))),
        drive_s=drive_s,
        distance_m=distance_m,
    )


def _check_new_visits(facts: Facts, plan: Plan) -> Iterator[str]:
    """Visits that the plan does not have are open all along, as any exchange has to be."""
    known = frozenset(plan.visits)
    for visit in facts.plan.visits:
        if visit not in known and not any(check_ever_open(facts, visit)):
            yield from check_open_throughout(facts, visit)


def _check_dates(facts: Facts) -> tuple[str, ...]:
    """What dates break; as in a full check, the days are judged once the dates are right."""
    return tuple(check_dates(facts)) or tuple(check_dated_rules(facts))


def _dated_driving(
    before: Assessment, after: Assessment, edit: Edit, facts: Facts
) -> tuple[int, int]:
    """Seconds and metres that the days of moved sessions gain."""
    slots = [slot for move in moves_of(edit) for slot in (move.planned, move.to)]
    days = {(slot.adviser_id, slot.day) for slot in slots}
    keys = {(move.venue_id, move.planned) for move in moves_of(edit)}
    days |= {
        (session.adviser_id, session.day)
        for session in before.on_dates.sessions
        if (session.venue_id, session.replaces) in keys
    }
    old, new = (_driving(one.sessions, days, facts) for one in (before.on_dates, after.on_dates))
    return new[0] - old[0], new[1] - old[1]


def _driving(sessions: Sequence[Session], days: set[AdviserDay], facts: Facts) -> tuple[int, int]:
    """Seconds and metres of the tours of some days."""
    seconds = metres = 0
    for adviser_id, day in sorted(days):
        own = [one for one in sessions if (one.adviser_id, one.day) == (adviser_id, day)]
        if not own:
            continue
        stops = sorted(own, key=lambda one: (one.start_minute, one.venue_id))
        base = base_place_id(adviser_id)
        for leg in pairwise([base, *(venue_place_id(stop.venue_id) for stop in stops), base]):
            time_s, length_m = facts.drive(*leg)
            seconds, metres = seconds + time_s, metres + length_m
    return seconds, metres
