"""Changes that explanations state, made one by one and compared with what is said of them."""

from collections.abc import Iterator

import pytest

from planner.app.changes import exchange_visit
from planner.plan import CommuneAccess, Plan, SmallestChange
from planner.preparation import Prepared


def lies(prepared: Prepared, plan: Plan) -> Iterator[str]:
    """Every way in which a change of the plan is not what its explanation says."""
    for row in plan.communes:
        for change in (row.smallest_change, row.other_change):
            if change is not None:
                after, violations = exchange_visit(prepared, plan, change)
                yield from (f"{row.commune_name}: {text}" for text in violations)
                yield from false_figures(plan, row, change, after)


def false_figures(
    plan: Plan, row: CommuneAccess, change: SmallestChange, after: Plan
) -> Iterator[str]:
    before = {row.commune_code: row for row in plan.communes}
    moves = {r.commune_code: r.need * r.value - gain_of(before, r) for r in after.communes}
    gained = sum(move for move in moves.values() if move > 0)
    for what, said, found in (
        ("drive", change.drive_s, drive_of(after) - drive_of(plan)),
        ("work", change.work_s, work_of(after) - work_of(plan)),
        ("covered", change.covered_need, after.whole.covered_need - plan.whole.covered_need),
        ("here", change.covered_need_here, moves[row.commune_code]),
    ):
        if said != pytest.approx(found, abs=1e-6):
            yield f"{row.commune_name}: {what} said {said}, is {found}"
    # Residents of one commune may gain and lose: said is no less than what communes gain.
    if change.covered_need_gained < gained - 1e-6:
        yield f"{row.commune_name}: gained said {change.covered_need_gained}, is {gained}"
    if not moves[row.commune_code] > 0 and row.need > 0:
        yield f"{row.commune_name}: gains nothing"


def drive_of(plan: Plan) -> int:
    return sum(load.drive_s for load in plan.loads)


def work_of(plan: Plan) -> int:
    return sum(load.session_s + load.drive_s for load in plan.loads)


def gain_of(before: dict[str, CommuneAccess], row: CommuneAccess) -> float:
    return row.need * before[row.commune_code].value


def with_some_changes(plan: Plan, *, every: int) -> Plan:
    """The plan with the changes of a part of the communes, and of all that nothing serves."""
    communes = tuple(
        row
        if at % every == 0 or row.status == "not_served"
        else row.model_copy(update={"smallest_change": None, "other_change": None})
        for at, row in enumerate(plan.communes)
    )
    return plan.model_copy(update={"communes": communes})
