"""One judge for everybody: our checker, and our measure of covered need."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.assembly import assemble_plan
from planner.plan import Plan
from planner.planning import find_violations
from planner.preparation import Prepared
from planner.problem.model import PlannedVisit, unproven


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a set of visits is worth."""

    covered_need: float
    """People in need x access value."""
    need: float
    drive_h: float
    """Hours of driving a cycle."""
    num_sessions: int
    """Half-days with a session a cycle."""
    violations: tuple[str, ...]
    """What the checker says, in French; empty when the plan is right."""


def judge(prepared: Prepared, visits: Sequence[PlannedVisit]) -> Verdict:
    """Assemble the plan of some visits, have it checked, and measure it."""
    solution = unproven(sorted(visits, key=lambda visit: visit.venue))
    return judge_plan(prepared, assemble_plan(prepared, solution, seed=0))


def judge_plan(prepared: Prepared, plan: Plan) -> Verdict:
    """Have a plan checked, and measure it."""
    return Verdict(
        covered_need=plan.whole.covered_need,
        need=plan.whole.need,
        drive_h=sum(load.drive_s for load in plan.loads) / 3600,
        num_sessions=sum(load.num_sessions for load in plan.loads),
        violations=find_violations(prepared, plan),
    )
