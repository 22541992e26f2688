"""Files dropped on the page: what each is, what is wrong with it, and the step into the folder."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nicegui import events, ui

from planner.app.web.feedback import blocking, busy, draw_faults, notify
from planner.app.web.headings import panel
from planner.app.web.office import Visit
from planner.app.web.territory.counter import Counter, Dropped
from planner.intake.drops import Review
from planner.intake.input_files import MAX_UPLOAD_BYTES, SURVEY_KIND, kind_of

_ASIDE: Final = ""
_RAW_SURVEY: Final = "export"
# Quasar's own header has an icon without a name; its input takes clicks, the button the keyboard.
_HEADER: Final = """
<div class="drop-header">
  <button type="button" class="drop-button" @click="props.pickFiles">Choisir des fichiers…</button>
  <span role="status">{{ props.isUploading ? `Envoi : ${props.uploadProgressLabel}`
    : "ou les déposer ici" }}</span>
  <span aria-hidden="true"><q-uploader-add-trigger /></span>
</div>
"""


@dataclass(slots=True, kw_only=True, eq=False, weakref_slot=True)
class DropPanel:
    """The place where files are dropped, and what waits there."""

    visit: Visit
    counter: Counter
    on_survey: Callable[[Dropped], Awaitable[None]]
    """Takes an export of the survey whose columns have to be chosen."""

    def draw(self) -> None:
        """Draw it."""
        with panel("Déposer des fichiers"):
            ui.label(
                "Chaque fichier est vérifié avec tout le dossier avant de prendre la place d’un "
                "autre ; celui qu’il remplace est gardé."
            ).classes("hint")
            upload = ui.upload(
                multiple=True,
                auto_upload=True,
                max_file_size=MAX_UPLOAD_BYTES,
                max_total_size=MAX_UPLOAD_BYTES,
                on_multi_upload=self._arrive,
                on_rejected=lambda: notify(
                    f"Fichier refusé : {MAX_UPLOAD_BYTES // 1_000_000} Mo au plus à la fois.",
                    kind="warning",
                ),
            ).classes("drop-zone")
            upload.add_slot("header", _HEADER)
            upload.add_slot("list", "<span></span>")  # what came is listed below, with its faults
            self._waiting()

    def redraw(self) -> None:
        """Draw anew what waits."""
        self._waiting.refresh()

    @ui.refreshable_method
    def _waiting(self) -> None:
        counter = self.counter
        if counter.refused:
            ui.label("Fichiers refusés :").classes("failure-heading")
            draw_faults(counter.refused)
        for file in counter.files:
            self._draw_file(file)
        if counter.files or counter.refused:
            self._draw_verdict()

    def _draw_file(self, file: Dropped) -> None:
        with ui.element("div").classes("dropped"):
            ui.label(file.name).classes("input-name")
            if file.recognition.is_raw_survey:
                ui.button(
                    "Choisir les colonnes de l’enquête", on_click=lambda: self.on_survey(file)
                ).props("dense no-caps")
                return
            ui.select(
                _choices(file),
                value=_ASIDE if file.kind is None else file.kind.stem,
                label="Ce fichier est",
                on_change=partial(self._choose, file),
            ).props("outlined dense").classes("one-of-many")

    def _draw_verdict(self) -> None:
        counter = self.counter
        for title in counter.twice():
            ui.label(f"Deux fichiers pour « {title} » : n’en gardez qu’un.").classes(
                "failure-heading"
            )
        is_ready = counter.judged is not None and bool(counter.incoming())
        if counter.judged is not None and is_ready:
            _draw_faults(counter.judged)
        with ui.element("div").classes("actions"):
            take = ui.button("Mettre en place", on_click=self._take)
            take.set_enabled(
                is_ready and counter.judged is not None and counter.judged.is_acceptable
            )
            ui.button("Oublier ces fichiers", on_click=self._forget).props("outline")

    async def _arrive(self, event: events.MultiUploadEventArguments) -> None:
        async with busy("Lecture des fichiers…"):
            for file in event.files:
                path = await blocking(partial(self.counter.reserve, file.name))
                if path is not None:
                    await file.save(path)
                    await blocking(partial(self.counter.receive, file.name, path))
        event.sender.run_method("reset")
        await self._judge()

    async def _choose(self, file: Dropped, event: events.ValueChangeEventArguments[Any]) -> None:
        stem = str(event.value)
        file.kind = None if stem in {_ASIDE, _RAW_SURVEY} else kind_of(stem)
        self.counter.judged = None
        await self._judge()
        if stem == _RAW_SURVEY:
            await self.on_survey(file)

    async def _judge(self) -> None:
        if self.counter.incoming() and not self.counter.twice():
            async with busy("Vérification avec le reste du dossier…"):
                await blocking(self.counter.judge)
        self._waiting.refresh()

    async def _take(self) -> None:
        async with busy("Mise en place…"):
            await blocking(self.counter.accept)
            notify("Les fichiers sont dans le dossier du territoire.")
        await self.visit.watch.look()
        self._waiting.refresh()

    def _forget(self) -> None:
        self.counter.forget()
        self._waiting.refresh()


def _choices(file: Dropped) -> dict[str, str]:
    choices = {kind.stem: kind.title for kind in file.recognition.candidates}
    if file.path.suffix in SURVEY_KIND.endings:
        choices[_RAW_SURVEY] = "Export d’enquête à lire par ses colonnes"
    return choices | {_ASIDE: "(à choisir, ou à ne pas prendre)"}


def _draw_faults(judged: Review) -> None:
    if not judged.faults:
        ui.label("Aucune anomalie, avec tout le dossier.").classes("sound").props('role="status"')
        return
    if judged.is_acceptable:
        ui.label("Ces fichiers n’ont pas d’anomalie. Il restera à corriger dans le dossier :")
    else:
        ui.label("Rien n’est remplacé : corrigez d’abord, puis déposez de nouveau.").classes(
            "failure-heading"
        )
    draw_faults(judged.faults)
