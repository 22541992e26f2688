"""The job under way: its stage, what is known, the time left, and a way to end it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from nicegui import ui

from planner.app.jobs.record import Job
from planner.app.progress import ObjectiveState, ProgressEvent, describe_time_left
from planner.app.web.feedback import blocking, busy
from planner.app.web.headings import panel
from planner.app.web.job_stop import draw_stop
from planner.app.web.office import Visit
from planner.app.web.planning.chart import Moment, draw_closing
from planner.app.web.planning.form import PLAN_COMMAND
from planner.app.web.redrawing import Look
from planner.app.web.tables import plain_table
from planner.wording import format_duration, format_percent, format_percent_up, one_line

_EVERY_S: Final = 1.0
_REDRAW_S: Final = 5
"""While nothing new is found, the lines grow in such steps."""
_NONE: Final = "–"
_STARTING: Final = "Démarrage"


def draw_under_way(visit: Visit, job: Job, *, on_end: Look) -> None:
    """Draw a job that runs; it is read again every second, by this tab alone."""
    with panel("Calcul en cours"):
        ui.label(describe_request(job)).classes("hint")
        stage = ui.label(_STARTING).classes("stage").props('role="status"')
        bar = ui.linear_progress(show_value=False).props('aria-label="Avancement"')
        time_left = ui.label()
        known = ui.element("div")
        with ui.row().classes("actions"):
            stop: ui.button = ui.button(
                "Arrêter et garder le meilleur",
                icon="stop",
                on_click=lambda: _stop(visit, job, stop),
            )
        nothing_yet = ui.label(
            "Aucun planning n’est encore trouvé : s’arrêter maintenant n’en garderait aucun."
        ).classes("hint")
        stopping = ui.label("Arrêt demandé : le meilleur planning trouvé est vérifié, puis rangé.")
        stopping.set_visibility(False)
        draw_stop(visit, job)
        # Whatever else is computed has no best plan to be kept.
        is_search = job.request.arguments[:1] == (PLAN_COMMAND,)
        stop.set_visibility(is_search)
        nothing_yet.set_visibility(is_search)
    drawn = (0, -1.0)

    async def look() -> None:
        nonlocal drawn
        found = await blocking(visit.jobs.latest)
        if found is None or found.id != job.id or found.state != "running":
            timer.cancel()
            await on_end()
            return
        stopping.set_visibility(is_search and found.stop is not None)
        event = found.event_at(datetime.now(UTC))
        if event is None:
            return
        nothing_yet.set_visibility(
            is_search and event.search != "over" and event.driving.value is None
        )
        stop.set_enabled(found.stop is None and event.search != "over")
        stage.set_text(event.stage)
        time_left.set_text(_time_words(event))
        share = _share_done(event)
        bar.props["indeterminate"] = share is None
        bar.set_value(share or 0.0)
        now = (len(found.events), event.elapsed_s // _REDRAW_S)
        if now != drawn:
            drawn = now
            known.clear()
            with known:
                draw_known(found, until_s=event.elapsed_s)

    timer: ui.timer = ui.timer(_EVERY_S, look)


def describe_request(job: Job) -> str:
    """Say who asked for a job, when, and why."""
    request = job.request
    when = request.started_at.astimezone()
    words = f"{request.title} : demande du {when:%d/%m/%Y à %H:%M}, par {one_line(request.author)}"
    return f"{words}. Motif : {one_line(request.reason)}" if request.reason else f"{words}."


def draw_known(job: Job, *, until_s: float = 0.0) -> None:
    """Draw what is known of coverage and driving, in figures and lines that reach to now."""
    event = job.event
    if event is None or not event.need:
        return
    need = event.need

    def percent(people: float) -> str:
        return format_percent(people / need)

    rows = [
        ("Besoin couvert", *_figures(event.coverage, percent)),
        ("Trajets par cycle", *_figures(event.driving, format_duration)),
    ]
    plain_table(
        ("Objectif", "Meilleur planning", "Borne prouvée", "Écart"),
        rows,
        caption="Ce que la recherche a trouvé et prouvé",
        numeric=frozenset({1, 2, 3}),
    )
    with ui.element("div").classes("charts"):
        for (name, value, bound, _gap), moments, words in (
            (rows[0], _moments(job, lambda e: e.coverage, until_s), percent),
            (rows[1], _moments(job, lambda e: e.driving, until_s), format_duration),
        ):
            title = f"{name} : meilleur planning {value}, borne prouvée {bound}"
            drawing = draw_closing(moments, title=title, words=words)
            if drawing is not None:
                with ui.element("figure"):
                    with ui.element("figcaption"):
                        ui.label(name)
                        ui.label("trait plein : trouvé ; tirets : borne").classes("hint")
                    ui.html(drawing, sanitize=False)  # words and numbers of ours, escaped


def _figures(state: ObjectiveState, words: Callable[[float], str]) -> tuple[str, str, str]:
    value, bound = (_NONE if v is None else words(v) for v in (state.value, state.bound))
    return value, bound, _NONE if state.gap is None else format_percent_up(state.gap, decimals=2)


def _moments(
    job: Job, of: Callable[[ProgressEvent], ObjectiveState], until_s: float
) -> list[Moment]:
    moments = [
        Moment(at_s=event.elapsed_s, value=of(event).value, bound=of(event).bound)
        for event in job.events
    ]
    return [*moments, Moment(at_s=until_s, value=None, bound=None)]


def _time_words(event: ProgressEvent) -> str:
    elapsed = (
        f"{round(event.elapsed_s)}\u00a0s"
        if event.elapsed_s < 60  # noqa: PLR2004 - a minute
        else format_duration(event.elapsed_s)
    )
    left = describe_time_left(event)
    return f"Depuis {elapsed} ; {left}." if left else f"Depuis {elapsed}."


def _share_done(event: ProgressEvent) -> float | None:
    """Share of the estimated time that has passed; ``None`` where nobody can say."""
    left_s = event.time_left_s
    if left_s is None or event.elapsed_s + left_s <= 0:
        return None
    return min(0.99, round(event.elapsed_s / (event.elapsed_s + left_s), 3))


async def _stop(visit: Visit, job: Job, button: ui.button) -> None:
    button.disable()
    async with busy("Arrêt demandé…"):
        await blocking(partial(visit.jobs.stop, job, author=visit.user))
