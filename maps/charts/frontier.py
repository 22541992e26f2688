"""The curve of coverage over the number of advisers, from what ``itinerance frontier`` wrote."""

import base64

from maps.charts import wording
from maps.charts.areas import share_of
from maps.charts.chart import Chart
from planner.frontier.chart import draw_frontier
from planner.frontier.points import Point
from planner.frontier.record import FrontierPoint, FrontierRecord
from planner.frontier.search import Frontier
from planner.frontier.wording import TODAY
from planner.plan import Plan
from planner.wording import format_number, format_percent, one_line


def frontier_chart(plan: Plan, record: FrontierRecord | None) -> Chart:
    """Show the best coverage with fewer and more advisers, and its proven bound."""
    if record is None:
        return Chart(
            id="conseillers",
            title=wording.FRONTIER_TITLE,
            lead=wording.NO_FRONTIER,
            drawing="",
            columns=(),
            rows=(),
            notes=(),
        )
    is_of_plan = record.is_of(plan)
    return Chart(
        id="conseillers",
        title=wording.FRONTIER_TITLE,
        lead=wording.frontier_sentence(share_of(plan.whole)),
        drawing=_draw(plan, record),
        columns=wording.FRONTIER_COLUMNS,
        rows=tuple(_row(point, record.need) for point in record.points),
        notes=(wording.FRONTIER_NOTE, *(() if is_of_plan else (wording.OLD_FRONTIER,))),
    )


def _row(point: FrontierPoint, need: float) -> tuple[str, ...]:
    return (
        str(point.x),
        format_number(point.covered_need),
        format_percent(_share(point.covered_need, need)),
        format_percent(_share(point.bound, need)),
        one_line(TODAY if point.is_present else point.change),
    )


def _share(people: float, need: float) -> float:
    return people / need if need > 0 else 0.0


def _draw(plan: Plan, record: FrontierRecord) -> str:
    """Draw the curve as an image: its identifiers are its own."""
    points = tuple(
        Point(
            x=point.x,
            change=point.change,
            covered_need=point.covered_need,
            bound=point.bound,
            frequency={},
            value_by_commune=point.value_by_commune,
            is_present=point.is_present,
        )
        for point in record.points
    )
    svg = draw_frontier(
        Frontier(points=points, assumptions=record.assumptions),
        "advisers",
        need=record.need,
        territory=one_line(plan.territory_name),
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
