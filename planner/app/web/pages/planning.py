"""Planifier: start a planning, follow it, end it, see what it found."""

from functools import partial

from nicegui import ui

from planner.app.jobs.record import Job
from planner.app.web.job_line import state_of
from planner.app.web.office import Visit
from planner.app.web.planning.form import draw_form
from planner.app.web.planning.result import Results, draw_results, see_results
from planner.app.web.planning.under_way import draw_under_way
from planner.app.web.redrawing import keep_drawn
from planner.app.web.registry import Page
from planner.app.web.watching import on_change


async def build(visit: Visit) -> None:
    """Draw the form, or the job under way in its place; beside it, the last job and the plan."""

    def draw(job: Job | None) -> None:
        if job is not None and job.state == "running":
            draw_under_way(visit, job, on_end=look)
            return
        with ui.element("div").classes("planning"):
            draw_form(visit, on_start=look)
            # Apart from the form: what is typed there stays when a plan comes into force.
            with ui.element("div").classes("results"):
                look_at_results = keep_drawn(partial(see_results, visit), draw_results, by=_mark)
        ui.timer(0, look_at_results, once=True)
        on_change(visit.watch, ("plans",), look_at_results)

    ui.add_css(_CSS)
    look = keep_drawn(visit.jobs.latest, draw, by=state_of)
    on_change(visit.watch, ("jobs",), look)
    await look()


def _mark(results: Results) -> tuple[object, ...]:
    """Tell results apart: neither a job that has ended nor a plan on disk is written again."""
    return state_of(results.job), results.plan is None, results.in_force


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
