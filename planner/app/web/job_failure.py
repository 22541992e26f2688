"""Why a job gave nothing: as the terminal says it, faults as a table."""

from nicegui import ui

from planner.app.jobs.record import Job
from planner.app.web.feedback import draw_faults


def draw_job_failure(job: Job, *, stopped: str) -> None:
    """Draw why a job that ended gave nothing.

    Parameters
    ----------
    stopped
        French sentence for one that was ended before it could fail.
    """
    heading, *lines = [stopped] if job.failure is None else job.failure.text.splitlines()
    ui.label(heading).classes("failure-heading")
    if job.failure is not None and job.failure.faults:
        draw_faults(job.failure.faults)
        return
    for line in lines:
        ui.label(line)
