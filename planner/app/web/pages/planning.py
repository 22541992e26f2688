"""Planifier: start a planning, follow it, end it, see what it found."""

from functools import partial
from itertools import count

from nicegui import ui

from planner.app.web.feedback import FORESEEN, blocking, draw_failure
from planner.app.web.office import Visit
from planner.app.web.planning.form import draw_form
from planner.app.web.planning.result import draw_results, see_results
from planner.app.web.planning.under_way import draw_under_way
from planner.app.web.registry import Page
from planner.app.web.watching import on_change


async def build(visit: Visit) -> None:
    """Draw the form, or the job under way in its place; beside it, the last job and the plan."""
    shown: tuple[str, str] | None = None
    turns = count()
    turn = 0

    def redraw() -> None:
        content.refresh()

    @ui.refreshable
    async def content() -> None:
        nonlocal shown, turn
        mine = turn = next(turns)
        job = await blocking(visit.jobs.latest)
        if mine != turn:
            return  # asked for again meanwhile: whoever came last draws, once
        shown = None if job is None else (job.id, job.state)
        if job is not None and job.state == "running":
            draw_under_way(visit, job, on_end=redraw)
            return
        with ui.element("div").classes("planning"):
            draw_form(visit, on_start=redraw)
            results()

    @ui.refreshable
    def results() -> None:
        # Drawn apart from the form: what is typed there stays when a plan comes into force.
        place = ui.element("div").classes("results")
        ui.timer(0, partial(_draw_results, visit, place), once=True)

    async def follow() -> None:
        """Draw anew what another tab started, or a job that ended meanwhile."""
        job = await blocking(visit.jobs.latest)
        if (None if job is None else (job.id, job.state)) != shown:
            redraw()

    def follow_plans() -> None:
        """Draw anew what a night run, a draft or an absence put into force."""
        if shown is None or shown[1] != "running":
            results.refresh()

    ui.add_css(_CSS)
    await content()
    on_change(visit.watch, ("jobs",), follow)
    on_change(visit.watch, ("plans",), follow_plans)


async def _draw_results(visit: Visit, place: ui.element) -> None:
    draw: partial[None]
    try:
        draw = partial(draw_results, await blocking(partial(see_results, visit)))
    except FORESEEN as error:
        draw = partial(draw_failure, error)
    if not place.is_deleted:  # else it was drawn anew meanwhile
        with place:
            draw()


_CSS = """
.planning { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
  gap: 1rem; align-items: start; }
@media (min-width: 1100px) { .planning { grid-template-columns: 24rem minmax(0, 1fr); } }
.results { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
.stage { font-size: 1.15rem; font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem;
  margin: 1rem 0; }
figure { margin: 0; }
figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-weight: 600; }
figcaption .hint { font-weight: 400; }
.closing { width: 100%; height: auto; max-width: 46rem; }
.closing text { font-size: 13px; fill: #44525f; }
.closing path { fill: none; stroke-width: 2.5; }
.closing .value { stroke: #0b4f6c; }
.closing .bound { stroke: #9a3b00; stroke-dasharray: 6 4; }
.closing .grid { stroke: #c3ccd4; stroke-width: 1; }
.result-name { font-weight: 600; font-size: 1.05rem; }
"""
PAGE = Page(path="/planifier", title="Planifier", order=20, build=build)
