"""Exports of a plan that people use: sheets, calendars, published lists and map layers."""

from collections.abc import Iterable
from datetime import date

from planner.export.formats import FORMATS, Format, Source
from planner.export.ground import Ground, make_ground
from planner.plan import Plan

__all__ = ["FORMATS", "Format", "Ground", "export_files", "make_ground", "usual_formats"]


def usual_formats(*, with_ground: bool) -> tuple[Format, ...]:
    """Formats that are written beside every plan."""
    return tuple(one for one in FORMATS if one.with_plan and (with_ground or not one.needs_ground))


def export_files(
    plan: Plan,
    ground: Ground | None = None,
    *,
    formats: Iterable[Format] | None = None,
    updated: date | None = None,
) -> dict[str, bytes]:
    """Return exports of a plan: relative path (with ``/``) -> content.

    The same plan gives the same bytes, on any machine.

    Parameters
    ----------
    ground
        The territory under the plan; without it, formats that need it cannot be written.
    formats
        By default those that are written beside every plan.
    updated
        Day that published data are said to be of; by default the first day of the plan.

    Raises
    ------
    ValueError
        A format needs the territory, and there is none.
    """
    chosen = usual_formats(with_ground=ground is not None) if formats is None else formats
    source = Source(plan=plan, ground=ground, updated=updated)
    return {path: content for one in chosen for path, content in one.write(source).items()}
