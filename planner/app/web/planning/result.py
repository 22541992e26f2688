"""The plan in force, and how the last job ended: summed up as at the terminal, or why not."""

from dataclasses import dataclass
from pathlib import Path

from nicegui import ui

from planner.app.jobs.record import Job
from planner.app.summary import summarise
from planner.app.web.feedback import draw_faults
from planner.app.web.headings import panel
from planner.app.web.office import Visit
from planner.app.web.planning.under_way import describe_request, draw_known
from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.plan.store import PLANS_FOLDER, latest_plan
from planner.wording import one_line


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """The last job, and the plans to be summed up."""

    job: Job | None
    plan: Plan | None
    """That the job wrote; ``None`` where it wrote none, or the plan is gone."""
    in_force: Path | None
    """Folder of the plan in force, where the job did not write it."""
    plan_in_force: Plan | None


def see_results(visit: Visit) -> Results:
    """Read what the page shows beside its form."""
    job, in_force = visit.jobs.latest(), latest_plan(visit.folder)
    made = None if job is None or job.plan_name is None else job.plan_name
    if in_force is not None and in_force.name == made:
        in_force = None
    return Results(
        job=job,
        plan=None if made is None else _read(visit.folder / PLANS_FOLDER / made),
        in_force=in_force,
        plan_in_force=None if in_force is None else _read(in_force),
    )


def draw_results(results: Results) -> None:
    """Draw how the last job ended, and what the plan in force is worth, whoever made it."""
    if results.job is not None:
        with panel("Dernier calcul"):
            _draw_job(results.job, results.plan)
    if results.in_force is not None and results.plan_in_force is not None:
        with panel("Planning en vigueur"):
            ui.label(results.in_force.name).classes("result-name")
            _draw_summary(results.plan_in_force)


def _read(folder: Path) -> Plan | None:
    path = folder / PLAN_FILE
    return read_plan(path) if path.is_file() else None


def _draw_job(job: Job, plan: Plan | None) -> None:
    ui.label(describe_request(job)).classes("hint")
    if job.state == "done" and job.plan_name is not None:
        _draw_plan(job, job.plan_name, plan)
    elif job.failure is not None:
        _draw_failure(job)
    elif job.stop is not None:
        ui.label(
            f"Arrêté par {one_line(job.stop.author)} avant le premier planning : rien n’a été "
            "écrit."
        )
    elif job.state == "failed":
        ui.label("Le calcul a échoué de façon imprévue ; rien n’a été écrit.")
        ui.label(f"Détails : {job.folder.name}/progress.jsonl").classes("hint")
    else:
        ui.label(
            "Le calcul a été arrêté de force avant la fin ; rien n’a été écrit. Les plannings "
            "d’avant sont intacts."
        )


def _draw_plan(job: Job, name: str, plan: Plan | None) -> None:
    if plan is None:
        ui.label(f"Le planning {name} n’est plus dans le dossier.")
        return
    stopped = "" if job.stop is None else f", arrêté par {one_line(job.stop.author)}"
    ui.label(f"Planning {name}{stopped}").classes("result-name")
    _draw_summary(plan)
    draw_known(job)


def _draw_summary(plan: Plan) -> None:
    with ui.element("ul").classes("summary"):
        for line in summarise(plan):
            with ui.element("li"):
                ui.label(line)


def _draw_failure(job: Job) -> None:
    failure = job.failure
    if failure is None:
        return
    with ui.element("div").props('role="alert"'):
        if failure.faults:
            ui.label(failure.text.splitlines()[0]).classes("failure-heading")
            draw_faults(failure.faults)
        else:
            for line in failure.text.splitlines():
                ui.label(line)
