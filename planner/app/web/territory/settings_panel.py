"""The settings as a form: every field with its explanation, its default and its limits."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from nicegui import ui

from geodata.errors import SettingsError
from planner.app.web.dialogs import confirm
from planner.app.web.feedback import FORESEEN, blocking, busy, draw_failure, notify
from planner.app.web.labels import draw_label
from planner.app.web.office import Visit
from planner.app.web.redrawing import Look, keep_drawn
from planner.app.web.territory.setting_control import draw_control
from planner.app.web.watching import on_change
from planner.intake.settings_form import (
    FormSection,
    SettingField,
    list_form,
    read_entry,
    values_of,
    write_entry,
)
from planner.intake.settings_saving import (
    Conflict,
    NotSaved,
    OpenedSettings,
    Saved,
    open_settings,
    save_settings,
)


@dataclass(slots=True, kw_only=True, eq=False, weakref_slot=True)
class SettingsPanel:
    """The form of one tab: what the file said when it was opened, and what was entered since."""

    visit: Visit
    opened: OpenedSettings
    entries: dict[str, Any] = field(default_factory=dict)
    """What was entered, by ``section.name``, as the controls hold it."""
    fields: dict[str, SettingField] = field(default_factory=dict)
    unfolded: set[str] = field(default_factory=set)

    def changes(self) -> dict[str, Any]:
        """Settings whose entry is not what the file says."""
        values = values_of(self.opened.settings)
        read = {key: read_entry(self.fields[key], entry) for key, entry in self.entries.items()}
        return {key: value for key, value in read.items() if value != values[key]}

    @ui.refreshable_method
    def draw(self, faults: SettingsError | None = None) -> None:
        """Draw the form; faults of an attempt to save stand above it."""
        if faults is not None:
            draw_failure(faults)
        for section in list_form():
            self.fields.update({one.key: one for one in section.fields})
            self._draw_section(section, faults)
        with ui.element("div").classes("settings-bar"):
            ui.button("Enregistrer", on_click=self._save)
            ui.button("Annuler les modifications", on_click=self._reset).props("outline")
            self._count()

    @ui.refreshable_method
    def _count(self) -> None:
        number = len(self.changes())
        words = {0: "Rien de modifié.", 1: "1 réglage modifié."}
        ui.label(words.get(number, f"{number} réglages modifiés.")).props('role="status"')

    def _draw_section(self, section: FormSection, faults: SettingsError | None) -> None:
        wrong = (
            {}
            if faults is None
            else {fault.column: fault.message for fault in faults.faults if fault.column}
        )
        keys = {one.key for one in section.fields}
        with ui.expansion(
            section.description, value=section.name in self.unfolded or bool(keys & set(wrong))
        ).classes("settings-section") as drawn:
            drawn.on_value_change(partial(self._fold, section.name))
            values = values_of(self.opened.settings)
            for one in section.fields:
                self._draw_field(one, values[one.key], wrong.get(one.key))

    def _draw_field(self, one: SettingField, value: Any, fault: str | None) -> None:  # noqa: ANN401 - JSON
        shown = self.entries.get(one.key, write_entry(one, value))
        with ui.element("div").classes("setting") as row:
            with ui.element("div"):
                label = draw_label(one.description).classes("setting-words")
                ui.label(_details(one)).classes("hint")
                ui.label(one.key).classes("setting-key")

            def take(entry: Any) -> None:  # noqa: ANN401 - what the control holds
                self.entries[one.key] = entry
                is_changed = one.key in self.changes()
                row.classes(add="changed") if is_changed else row.classes(remove="changed")
                self._count.refresh()

            set_value = draw_control(one, shown, label=label, on_entry=take, fault=fault)
            ui.button(
                "Par défaut", on_click=lambda: set_value(write_entry(one, one.default))
            ).props(f'flat dense no-caps aria-label="Rétablir le défaut : {one.key}"')
            if one.key in self.changes():
                row.classes("changed")

    def _fold(self, name: str, event: Any) -> None:  # noqa: ANN401 - an event of NiceGUI
        (self.unfolded.add if event.value else self.unfolded.discard)(name)

    async def _save(self) -> None:
        changes = self.changes()
        if not changes:
            notify("Rien n’est à enregistrer.", kind="info")
            return
        async with busy("Enregistrement…"):
            try:
                saved = await blocking(
                    partial(save_settings, self.visit.folder, self.opened, changes)
                )
            except SettingsError as error:
                self.draw.refresh(error)
                return
            await self._after(saved)

    async def _after(self, saved: Saved | NotSaved) -> None:
        if isinstance(saved, NotSaved):
            self.opened = saved.opened
            if await confirm(
                "Quelqu’un d’autre a changé les mêmes réglages",
                yes="Garder mes valeurs",
                no="Prendre les siennes",
                details=[_describe(conflict) for conflict in saved.conflicts],
            ):
                await self._save()
                return
            for conflict in saved.conflicts:
                self.entries.pop(conflict.key, None)
            self.draw.refresh()
            return
        self.opened = saved.opened
        self.entries.clear()
        notify("Les réglages sont enregistrés ; le prochain planning les suivra.")
        if saved.from_others:
            notify(
                f"Changés entre-temps par quelqu’un d’autre, et gardés : "
                f"{', '.join(saved.from_others)}",
                kind="info",
            )
        await self.visit.watch.look()
        self.draw.refresh()

    def _reset(self) -> None:
        self.entries.clear()
        self.draw.refresh()

    async def follow(self) -> None:
        """Show what others wrote, unless something is being entered here."""
        before = self.opened
        try:
            now = await blocking(partial(open_settings, self.visit.folder))
        except FORESEEN:
            return  # the panel of files says what is wrong with it
        if self.opened is not before:
            return  # opened anew meanwhile, by what was saved here
        if now.sha256 != before.sha256 and not self.changes():
            self.opened = now
            self.entries.clear()
            self.draw.refresh()


def draw_settings(visit: Visit) -> Look:
    """Draw the form, or why there is none, once it is read by the look that is returned."""
    form: SettingsPanel | None = None

    def draw(opened: OpenedSettings) -> None:
        nonlocal form
        form = SettingsPanel(visit=visit, opened=opened)
        form.draw()

    async def follow() -> None:
        # Once there is a form, it is never taken away from whoever fills it in.
        await (look() if form is None else form.follow())

    look = keep_drawn(partial(open_settings, visit.folder), draw)
    on_change(visit.watch, ("tables",), follow)
    return look


def _details(one: SettingField) -> str:
    """Unit, limits and default of a setting, on one line."""
    default = write_entry(one, one.default)
    words = {True: "oui", False: "non", "": "aucune valeur"}
    listed = ", ".join(default) if isinstance(default, list) else default
    known = words.get(listed, listed) if isinstance(listed, bool | str) else listed
    parts = [part for part in (one.limits, f"par défaut : {known}") if part]
    line = " ; ".join(parts)
    return f"{line[0].upper()}{line[1:]}."


def _describe(conflict: Conflict) -> str:
    return (
        f"{conflict.key} : vous avez entré « {conflict.ours} », le fichier dit maintenant "
        f"« {conflict.theirs} » (avant : « {conflict.before} »)."
    )
