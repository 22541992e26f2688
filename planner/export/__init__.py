"""Exports of a plan that people use: the sheet of sessions and the advisers' calendars."""

from planner.export.calendars import format_calendars
from planner.export.planning_csv import format_planning_csv
from planner.export.stress_csv import format_stress_csv
from planner.plan import Plan

__all__ = ["export_files"]


def export_files(plan: Plan) -> dict[str, bytes]:
    """Return every export of a plan: relative path (with ``/``) -> content.

    The same plan gives the same bytes, on any machine.
    """
    stress = {} if plan.stress is None else {"stress.csv": format_stress_csv(plan, plan.stress)}
    return {"planning.csv": format_planning_csv(plan), **stress, **format_calendars(plan)}
