"""A button that starts a job, and the line that says where it stands or how it ended."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from nicegui import ui

from planner.app.jobs.record import Job
from planner.app.progress import describe_event
from planner.app.web.feedback import blocking, busy
from planner.app.web.job_failure import draw_job_failure
from planner.app.web.job_stop import draw_stop
from planner.app.web.office import Visit
from planner.app.web.planning.under_way import describe_request
from planner.app.web.redrawing import Look, keep_drawn
from planner.app.web.watching import on_change

_EVERY_S: Final = 1.0


def draw_job(
    visit: Visit,
    *,
    title: str,
    button: str,
    arguments: Callable[[], Sequence[str]],
    on_done: Callable[[Job], None] | None = None,
) -> None:
    """Draw the button and the line of jobs of one title; what other tabs start shows here, too.

    Parameters
    ----------
    title
        What the record calls such a job.
    arguments
        Of the command ``itinerance``, asked for when the button is pressed.
    on_done
        Draws what a job that ended well has given, below the line.
    """

    def draw(job: Job | None) -> None:
        is_running = job is not None and job.state == "running"
        is_ours = job is not None and job.request.title == title
        with ui.element("div").classes("job-line"):
            start = ui.button(button, on_click=begin)
            start.set_enabled(not is_running)
            if job is None or not (is_ours or is_running):
                return
            ui.label(describe_request(job)).classes("hint")
        if is_running:
            _draw_running(visit, job, on_end=look)
        else:
            _draw_end(job, on_done=on_done)

    async def begin() -> None:
        async with busy("Démarrage du calcul…"):
            asked = list(arguments())
            await blocking(partial(visit.jobs.start, title, asked, author=visit.user, reason=""))
        await look()

    look = keep_drawn(visit.jobs.latest, draw, by=state_of)
    ui.timer(0.0, look, once=True)
    on_change(visit.watch, ("jobs",), look)


def state_of(job: Job | None) -> tuple[str, str] | None:
    """Tell jobs, and where they stand, apart."""
    return None if job is None else (job.id, job.state)


def _draw_running(visit: Visit, job: Job, *, on_end: Look) -> None:
    stage = ui.label("Démarrage").props('role="status"')
    ui.linear_progress(show_value=False).props('indeterminate aria-label="Avancement"')
    draw_stop(visit, job)

    async def look() -> None:
        found = await blocking(visit.jobs.latest)
        if found is None or found.id != job.id or found.state != "running":
            timer.cancel()
            await on_end()
            return
        event = found.event_at(datetime.now(UTC))
        if event is not None:
            stage.set_text(describe_event(event))

    timer: ui.timer = ui.timer(_EVERY_S, look)


def _draw_end(job: Job, *, on_done: Callable[[Job], None] | None) -> None:
    """Draw what a job has given, or say why it gave nothing."""
    if job.state == "done":
        if on_done is not None:
            on_done(job)
        return
    with ui.element("div").props('role="alert"'):
        draw_job_failure(job, stopped="Le calcul a été arrêté avant la fin.")
