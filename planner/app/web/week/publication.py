"""« Publier ce brouillon »: why, the job that makes and checks the plan, the messages to send."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from nicegui import context, ui

from planner.app.desk.publishing import read_messages
from planner.app.jobs.record import Job
from planner.app.progress import describe_event
from planner.app.web.dialogs import leave_with
from planner.app.web.feedback import blocking
from planner.app.web.job_failure import draw_job_failure
from planner.app.web.messages import draw_messages
from planner.app.web.planning.under_way import describe_request
from planner.app.web.watching import on_change
from planner.app.web.week.screen import Screen
from planner.plan.store import latest_plan

TITLE: Final = "Publication"
_EVERY_S: Final = 1.0
_REVISION: Final = "--revision="
_STOPPED: Final = (
    "La publication a été arrêtée avant la fin : le planning en vigueur et le brouillon sont "
    "intacts. Publiez de nouveau."
)


async def publish(screen: Screen) -> None:
    """Ask why, then start the job; the line of :class:`PublicationLine` says how it goes."""
    steps = screen.desk.describe_steps()
    with ui.dialog() as dialog, ui.card().classes("question"):
        ui.label("Publier ce brouillon").classes("question-text")
        ui.label(
            "Le planning est assemblé, contrôlé en entier, puis entre en vigueur ; les calendriers "
            "déjà abonnés suivent. Le planning d’avant reste dans l’historique."
        )
        with ui.element("ol").classes("steps"):
            for step in steps:
                with ui.element("li"):
                    ui.label(step)
        reason = ui.input("Motif, gardé dans l’historique").props("maxlength=200").classes("wide")
        with ui.row().classes("actions"):
            ui.button("Annuler", on_click=lambda: dialog.submit(False)).props("outline")
            ui.button("Publier", on_click=lambda: dialog.submit(True))
    dialog.props["aria-label"] = "Publier ce brouillon"
    leave_with(dialog)
    revision = screen.revision
    if not await dialog:
        return
    visit = screen.visit
    job = await blocking(
        partial(
            visit.jobs.start,
            TITLE,
            publish_arguments(screen, revision=revision, reason=reason.value),
            author=visit.user,
            reason=reason.value,
        )
    )
    screen.publication = job.id
    await visit.watch.look()


def publish_arguments(screen: Screen, *, revision: int, reason: str) -> list[str]:
    """Write the command that publishes the draft; values never begin an option of their own."""
    visit = screen.visit
    return [
        *("draft", "publish", str(visit.folder), "--progress=json", "--json"),
        f"{_REVISION}{revision}",
        f"--today={visit.desk.today().isoformat()}",
        f"--author={visit.user}",
        f"--why={reason}",
    ]


class PublicationLine:
    """Where the publication of the draft stands, or how it ended, whoever started it."""

    def __init__(self, screen: Screen) -> None:
        """Draw it, and follow the jobs of the folder."""
        self._screen = screen
        self._shown: tuple[str, str] | None = None
        self._turns = 0
        self._stage: ui.label | None = None
        with ui.element("div"):
            ui.timer(0.0, self._line, once=True)
        self._timer = ui.timer(_EVERY_S, self._follow, active=False)
        on_change(screen.visit.watch, ("jobs", "plans"), self._follow)

    @ui.refreshable_method
    async def _line(self) -> None:
        screen = self._screen
        self._turns += 1
        mine = self._turns
        job = await blocking(screen.visit.jobs.latest)
        in_force = await blocking(partial(latest_plan, screen.visit.folder))
        if mine != self._turns:
            return  # asked for again meanwhile: whoever came last draws, once
        self._shown, self._stage = _state_of(job), None
        is_running = job is not None and job.state == "running"
        self._timer.active = is_running
        if job is None or job.request.title != TITLE:
            return
        if is_running:
            self._stage = _draw_running(job)
        elif job.state == "done":
            if in_force is not None and job.plan_name == in_force.name:
                _draw_published(job, in_force)
                if screen.publication == job.id:
                    screen.publication = None  # they are shown to whoever asked, once
                    _show_messages(in_force)
        elif _revision_of(job) == screen.desk.draft.revision:
            _draw_failure(job)

    async def _follow(self) -> None:
        job = await blocking(self._screen.visit.jobs.latest)
        if _state_of(job) != self._shown:
            self._line.refresh()
        elif job is not None and self._stage is not None:
            event = job.event_at(datetime.now(UTC))
            if event is not None:
                self._stage.set_text(describe_event(event))


def _state_of(job: Job | None) -> tuple[str, str] | None:
    return None if job is None else (job.id, job.state)


def _revision_of(job: Job) -> int | None:
    """Revision of the draft that a job was to publish."""
    values = [a.removeprefix(_REVISION) for a in job.request.arguments if a.startswith(_REVISION)]
    return int(values[0]) if values else None


def _draw_running(job: Job) -> ui.label:
    with ui.element("div").classes("publication"):
        ui.label(describe_request(job)).classes("hint")
        stage = ui.label("Démarrage").props('role="status"')
        ui.linear_progress(show_value=False).props('indeterminate aria-label="Avancement"')
    return stage


def _draw_published(job: Job, plan_folder: Path) -> None:
    with ui.element("div").classes("publication"):
        ui.label(describe_request(job)).classes("hint")
        with ui.element("div").classes("draft-head"):
            ui.label(f"Planning {plan_folder.name} en vigueur.").props('role="status"').classes(
                "allowed"
            )
            ui.button("Messages à envoyer", on_click=partial(_show_messages, plan_folder)).props(
                "flat dense no-caps"
            )


def _draw_failure(job: Job) -> None:
    """Say why the draft was not published; it is as it was."""
    with ui.element("div").classes("publication").props('role="alert"'):
        ui.label(describe_request(job)).classes("hint")
        draw_job_failure(job, stopped=_STOPPED)


def _show_messages(plan_folder: Path) -> None:
    with context.client:  # in the page itself: the line may be drawn anew meanwhile
        draw_messages(
            f"Planning {plan_folder.name} en vigueur",
            read_messages(plan_folder),
            file_name=f"changements-{plan_folder.name}.txt",
        )
