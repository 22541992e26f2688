"""The curve of coverage over the number of advisers, from what ``itinerance frontier`` wrote."""

import base64

from maps.charts import wording
from maps.charts.areas import share_of
from maps.charts.chart import Chart
from maps.figures import number_words, percent_words
from maps.language import FRENCH, Language
from maps.typography import typeset
from planner.frontier.chart import draw_frontier
from planner.frontier.points import Point
from planner.frontier.record import FrontierPoint, FrontierRecord
from planner.frontier.search import Frontier
from planner.frontier.wording import PARTIAL, list_numbers
from planner.plan import Plan
from planner.wording import one_line


def frontier_chart(
    plan: Plan, record: FrontierRecord | None, *, language: Language = FRENCH
) -> Chart:
    """Show the best coverage with fewer and more advisers, and its proven bound."""
    if record is None:
        return Chart(
            id="conseillers",
            title=language.say(wording.FRONTIER_TITLE),
            lead=language.say(wording.NO_FRONTIER),
            drawing="",
            columns=(),
            rows=(),
            notes=(),
        )
    warnings = wording.say_all(() if record.is_of(plan) else (wording.OLD_FRONTIER,), language)
    if record.missing:
        missing = language.say(PARTIAL, missing=list_numbers(record.missing))
        warnings = (typeset(missing), *warnings)
    return Chart(
        id="conseillers",
        title=language.say(wording.FRONTIER_TITLE),
        lead=wording.frontier_sentence(share_of(plan.whole), language=language),
        drawing=_draw(plan, record, language),
        columns=wording.say_all(wording.FRONTIER_COLUMNS, language),
        rows=tuple(_row(point, record.need, language) for point in record.points),
        has_french_end=True,
        notes=(language.say(wording.FRONTIER_NOTE), *warnings),
    )


def _row(point: FrontierPoint, need: float, language: Language) -> tuple[str, ...]:
    return (
        str(point.x),
        number_words(point.covered_need, language=language),
        percent_words(_share(point.covered_need, need), language=language),
        percent_words(_share(point.bound, need), language=language),
        language.say(wording.TODAY) if point.is_present else one_line(point.change),
    )


def _share(people: float, need: float) -> float:
    return people / need if need > 0 else 0.0


def _draw(plan: Plan, record: FrontierRecord, language: Language) -> str:
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
        Frontier(points=points, assumptions=record.assumptions, missing=record.missing),
        "advisers",
        need=record.need,
        territory=one_line(plan.territory_name),
        words=wording.curve_words(language),
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
