"""The survey: its columns and words chosen from lists, tried out, then imported."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from nicegui import ui

from geodata.communes_file import find_communes_file, read_communes
from geodata.survey_import import SurveyMapping, format_report
from geodata.survey_import.mapping import ELSEWHERE, UNDECIDED
from geodata.survey_import.report import MIN_SHOWN, TextNote, often_written
from geodata.tables import read_table
from planner.app.web.feedback import blocking, busy, draw_faults, notify
from planner.app.web.headings import panel
from planner.app.web.labels import draw_label, join_label
from planner.app.web.office import Visit
from planner.app.web.territory.counter import Dropped
from planner.intake.drops import accept, close_drop, open_drop, review
from planner.intake.survey_form import (
    SurveyColumn,
    SurveyForm,
    SurveyTrial,
    choose_column,
    choose_commune,
    choose_theme,
    choose_word,
    fill_form,
    ignore_rare_words,
    start_mapping,
    try_import,
)

_NONE: Final = ""
_WORDS: Final = {
    "yes": "oui",
    "no": "non",
    "F": "femme",
    "H": "homme",
    "X": "autre",
    _NONE: "(pas de réponse)",
    UNDECIDED: "à choisir",
}


@dataclass(slots=True, kw_only=True, eq=False)
class _Export:
    """An export that is being read."""

    file: Dropped
    table: pd.DataFrame
    mapping: SurveyMapping
    drop: Path
    """Where it is tried out."""
    trial: SurveyTrial | None = None


@dataclass(slots=True, kw_only=True, eq=False, weakref_slot=True)
class SurveyPanel:
    """The mapping of one export in one tab."""

    visit: Visit
    on_close: Callable[[Dropped], None]
    """Takes an export that is of no more use."""
    export: _Export | None = None

    async def open(self, file: Dropped) -> None:
        """Read an export that was dropped, and propose how to read it."""
        async with busy("Lecture de l’enquête…"):
            table = await blocking(partial(read_table, file.path))
            mapping = await blocking(partial(start_mapping, table, self.visit.folder))
            drop = await blocking(partial(open_drop, self.visit.folder))
            self.export = _Export(file=file, table=table, mapping=mapping, drop=drop)
        self.draw.refresh()

    @ui.refreshable_method
    def draw(self) -> None:
        """Draw the lists, or how to get there."""
        export = self.export
        if export is None:
            with panel("Enquête"):
                ui.label(
                    "Déposez l’export de l’enquête (CSV ou Excel) sous « Fichiers » : ses colonnes "
                    "se choisissent ici."
                )
            return
        form = fill_form(export.table, export.mapping)
        with panel(f"Colonnes de {export.file.name}"):
            ui.label(
                f"Les textes que moins de {MIN_SHOWN} personnes ont donnés ne sont pas montrés."
            ).classes("hint")
            for column in form.columns:
                self._draw_column(form, column)
        with panel("Thèmes d’aide"):
            for theme, chosen in form.themes:
                with ui.element("div").classes("survey-column"):
                    label = draw_label(theme.replace("_", " "))
                    _choose(
                        form.export_columns,
                        chosen,
                        label=label,
                        on_choice=partial(self._set_theme, theme),
                    )
        self._draw_end()

    def _draw_column(self, form: SurveyForm, column: SurveyColumn) -> None:
        with ui.element("div").classes("survey-column"):
            with ui.element("div"):
                needed = " (obligatoire)" if column.is_required else ""
                label = draw_label(f"{column.purpose}{needed}")
                if column.doubts and not column.chosen:
                    ui.label(f"Plusieurs colonnes possibles : {', '.join(column.doubts)}").classes(
                        "hint"
                    )
            _choose(
                form.export_columns,
                column.chosen,
                label=label,
                on_choice=partial(self._set_column, column.ours),
            )
            if column.words or column.num_rare_undecided:
                with ui.element("div").classes("survey-words"):
                    self._draw_words(column)

    def _draw_words(self, column: SurveyColumn) -> None:
        control: ui.select | ui.input
        for text, word in column.words:
            with ui.element("div").classes("survey-word"):
                label = draw_label(f"« {text} »")
                take = partial(self._set_word, column.ours, text)
                if column.choices:
                    choices = (UNDECIDED, *column.choices, _NONE)
                    control = ui.select(
                        {choice: _WORDS.get(choice, choice) for choice in choices},
                        value=word,
                        on_change=lambda e, take=take: take(e.value),
                    )
                else:
                    control = ui.input(
                        value="" if word == UNDECIDED else word,
                        placeholder="minutes, ou vide",
                        on_change=lambda e, take=take: take((e.value or "").strip()),
                    ).props('inputmode="numeric"')
                join_label(label, control.props("outlined dense"))
        if column.num_rare_undecided:
            ui.label(
                f"Textes de moins de {MIN_SHOWN} personnes, non compris : "
                f"{column.num_rare_undecided}"
            ).classes("hint")

    @ui.refreshable_method
    def _draw_end(self) -> None:
        export = self.export
        if export is None:
            return
        form = fill_form(export.table, export.mapping)
        with panel("Essai"):
            with ui.element("div").classes("actions"):
                if form.num_rare_undecided:
                    ui.button(
                        "Ne pas tenir compte des textes rares non compris", on_click=self._ignore
                    ).props("outline")
                ui.button("Essayer la lecture", on_click=self._try).set_enabled(form.is_complete)
                ui.button("Fermer l’export", on_click=self._close).props("outline")
            if not form.is_complete:
                ui.label("Il reste des colonnes obligatoires ou des textes à choisir.").classes(
                    "hint"
                )
            trial = export.trial
            if trial is None:
                return
            if trial.report is None:
                draw_faults(trial.faults)
                return
            ui.label(format_report(trial.report, hide_few=True)).classes("survey-report")
            self._draw_decisions(often_written((*trial.report.ambiguous, *trial.report.unknown)))
            ui.button("Importer dans le territoire", on_click=self._import)

    def _draw_decisions(self, notes: tuple[TextNote, ...]) -> None:
        """Let texts that name no commune for certain be given one."""
        if not notes:
            return
        table, _, _ = read_communes(find_communes_file(self.visit.folder))
        names = dict(zip(table["code"], table["name"] + " (" + table["code"] + ")", strict=True))
        choices = {_NONE: "(laisser de côté)", ELSEWHERE: "ailleurs", **names}
        ui.label("Communes à décider, puis essayer de nouveau :").classes("input-title")
        for note in notes:
            with ui.element("div").classes("survey-column"):
                label = draw_label(f"« {note.text} »")
                choice = ui.select(
                    choices,
                    value=_NONE,
                    with_input=True,
                    on_change=lambda e, text=note.text: self._set_commune(text, e.value),
                )
                join_label(label, choice.props("outlined dense"))

    def _change(self, mapping: SurveyMapping, *, with_lists: bool = False) -> None:
        if self.export is not None:
            self.export.mapping, self.export.trial = mapping, None
            (self.draw if with_lists else self._draw_end).refresh()

    def _set_column(self, ours: str, name: str) -> None:
        if self.export is not None:
            self._change(
                choose_column(self.export.table, self.export.mapping, ours=ours, name=name),
                with_lists=True,
            )

    def _set_word(self, ours: str, text: str, word: str) -> None:
        if self.export is not None:
            mapping = choose_word(self.export.mapping, ours=ours, text=text, word=word)
            self._change(mapping)

    def _set_theme(self, theme: str, name: str) -> None:
        if self.export is not None:
            self._change(choose_theme(self.export.mapping, theme=theme, name=name))

    def _set_commune(self, text: str, code: str) -> None:
        if self.export is not None and code:
            mapping = choose_commune(self.export.mapping, text=text, code=code)
            self.export.mapping = mapping  # the trial stays in view until the next one

    def _ignore(self) -> None:
        if self.export is not None:
            mapping = ignore_rare_words(self.export.table, self.export.mapping)
            self._change(mapping, with_lists=True)

    async def _try(self) -> None:
        export = self.export
        if export is None:
            return
        async with busy("Essai de la lecture…"):
            export.trial = await blocking(
                partial(
                    try_import,
                    self.visit.folder,
                    export.drop,
                    export.file.path,
                    name=export.file.name,
                    mapping=export.mapping,
                )
            )
        self._draw_end.refresh()

    async def _import(self) -> None:
        export = self.export
        if export is None or export.trial is None:
            return
        async with busy("Import de l’enquête…"):
            await blocking(partial(_accept, self.visit.folder, export.drop, export.trial))
            self._close()
            notify("L’enquête est dans le dossier du territoire.")
        await self.visit.watch.look()

    def _close(self) -> None:
        """Forget the export: a copy of what people answered is not kept."""
        if self.export is not None:
            self.on_close(self.export.file)
        self.forget()
        self.draw.refresh()

    def forget(self) -> None:
        """Throw away what was tried out."""
        if self.export is not None:
            close_drop(self.export.drop)
        self.export = None


def _accept(folder: Path, drop: Path, trial: SurveyTrial) -> None:
    accept(folder, drop, trial.files, judged=review(folder, drop, trial.files))


def _choose(
    names: tuple[str, ...], chosen: str, *, label: ui.element, on_choice: Callable[[str], None]
) -> None:
    """Draw the list of the export's columns."""
    known: dict[str, Any] = {_NONE: "(aucune)"} | {name: name for name in names}
    choice = ui.select(
        known,
        value=chosen if chosen in known else _NONE,
        with_input=True,
        on_change=lambda e: on_choice(e.value or _NONE),
    )
    join_label(label, choice.props("outlined dense"))
