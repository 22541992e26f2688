"""The control that a setting is entered with."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from planner.app.web.labels import join_label
from planner.intake.settings_form import SettingField


def draw_control(
    one: SettingField,
    shown: Any,  # noqa: ANN401 - what a control holds: text, a switch, a choice
    *,
    label: ui.element,
    on_entry: Callable[[Any], None],
    fault: str | None,
) -> Callable[[Any], None]:
    """Draw it; return what puts another value into it.

    Parameters
    ----------
    label
        Explains the setting.
    on_entry
        Called with what was entered.
    fault
        What is wrong with it, if it was refused.
    """
    control: ui.switch | ui.select | ui.input
    match one.control:
        case "switch":
            control = ui.switch(value=bool(shown), on_change=lambda e: on_entry(e.value))
        case "choice" | "choices":
            control = ui.select(
                {choice: choice or "(aucun)" for choice in one.choices},
                value=list(shown) if one.control == "choices" else shown,
                multiple=one.control == "choices",
                on_change=lambda e: on_entry(e.value),
            ).props("outlined dense")
        case _:
            kind = one.control if one.control in {"date", "time"} else "text"
            mode = {"whole": "numeric", "number": "decimal"}.get(one.control, "text")
            control = ui.input(value=shown, on_change=lambda e: on_entry(e.value or "")).props(
                f'outlined dense type="{kind}" inputmode="{mode}" suffix="{one.unit}"'
            )
    join_label(label, control)
    if fault is not None and not isinstance(control, ui.switch):
        control.props["error"] = True
        control.props["error-message"] = fault

    def set_value(value: Any) -> None:  # noqa: ANN401 - as shown
        control.set_value(value)

    return set_value
