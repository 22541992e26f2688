"""The page of charts: one HTML file without a script, for the screen and for paper."""

from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from maps.charts import wording
from maps.charts.advisers import distance_chart, emission_chart, work_chart
from maps.charts.areas import covered_chart, hours_chart
from maps.charts.chart import Chart
from maps.charts.frontier import frontier_chart
from maps.offline import add_security_policy
from maps.sentences import period_sentence
from maps.typography import typeset
from planner.document_settings import DocumentSettings
from planner.frontier.record import FrontierRecord
from planner.plan import Plan
from planner.wording import one_line


def list_charts(
    plan: Plan, *, documents: DocumentSettings, frontier: FrontierRecord | None
) -> tuple[Chart, ...]:
    """List the charts of a plan in the order of the page."""
    return (
        covered_chart(plan, "canton"),
        covered_chart(plan, "epci"),
        hours_chart(plan, "epci"),
        hours_chart(plan, "canton"),
        work_chart(plan),
        distance_chart(plan),
        emission_chart(plan, grams_per_km=documents.co2_grams_per_km),
        frontier_chart(plan, frontier),
    )


def render_charts(
    plan: Plan, *, documents: DocumentSettings, frontier: FrontierRecord | None = None
) -> str:
    """Render the charts of a plan as one HTML page; the same arguments give the same text.

    Parameters
    ----------
    frontier
        Coverage by number of advisers; ``None`` when nobody has computed it.
    """
    folder = resources.files("maps.charts")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        folder.joinpath("page.html.j2").read_text(encoding="utf-8")
    )
    charts = list_charts(plan, documents=documents, frontier=frontier)
    page = template.render(
        title=wording.PAGE_TITLE,
        territory=one_line(plan.territory_name),
        notice=typeset(one_line(plan.notice)),
        period=period_sentence(plan),
        style=Markup(folder.joinpath("page.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
        contents=wording.CONTENTS,
        picture=wording.PICTURE,
        caption=wording.TABLE_CAPTION,
        nothing=wording.NOTHING,
        charts=[(chart, _markup(chart)) for chart in charts],
        need_method=typeset(plan.need_method),
        assumptions=[typeset(text) for text in plan.assumptions],
    )
    return add_security_policy(page, image_origins=()) + "\n"


def _markup(chart: Chart) -> Markup:
    """Give a drawing as markup: SVG that a template escaped, or an image in the page."""
    if chart.drawing.startswith("data:"):
        return Markup('<img class="curve" src="{}" alt="{}">').format(chart.drawing, chart.title)
    return Markup(chart.drawing)  # noqa: S704 - our own template wrote and escaped it
