"""The page of charts: one HTML file without a script, for the screen and for paper."""

from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from maps.charts import wording
from maps.charts.advisers import distance_chart, emission_chart, work_chart
from maps.charts.areas import covered_chart, hours_chart
from maps.charts.chart import Chart
from maps.charts.frontier import frontier_chart
from maps.language import FRENCH, Language
from maps.offline import add_security_policy
from maps.sentences import period_sentence
from maps.typography import typeset
from planner.credits import credit_sentence
from planner.frontier.record import FrontierRecord
from planner.plan import Plan
from planner.settings.documents import DocumentSettings
from planner.wording import one_line


def list_charts(
    plan: Plan,
    *,
    documents: DocumentSettings,
    frontier: FrontierRecord | None,
    language: Language = FRENCH,
) -> tuple[Chart, ...]:
    """List the charts of a plan in the order of the page."""
    return (
        covered_chart(plan, "canton", language=language),
        covered_chart(plan, "epci", language=language),
        hours_chart(plan, "epci", language=language),
        hours_chart(plan, "canton", language=language),
        work_chart(plan, language=language),
        distance_chart(plan, language=language),
        emission_chart(plan, grams_per_km=documents.co2_grams_per_km, language=language),
        frontier_chart(plan, frontier, language=language),
    )


def render_charts(
    plan: Plan,
    *,
    documents: DocumentSettings,
    frontier: FrontierRecord | None = None,
    language: Language = FRENCH,
) -> str:
    """Render the charts of a plan as one HTML page; the same arguments give the same text.

    Parameters
    ----------
    frontier
        Coverage by number of advisers; ``None`` when nobody has computed it, which the page says.
    language
        Of the page. What plan.json says in French stays French, and is marked so.
    """
    folder = resources.files("maps.charts")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        folder.joinpath("page.html.j2").read_text(encoding="utf-8")
    )
    charts = list_charts(plan, documents=documents, frontier=frontier, language=language)
    page = template.render(
        language=language,
        title=language.say(wording.PAGE_TITLE),
        territory=one_line(plan.territory_name),
        notice=typeset(one_line(plan.notice)),
        credit=typeset(credit_sentence(plan)),
        period=period_sentence(plan, language=language),
        style=Markup(folder.joinpath("page.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
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
