"""Labels that stand apart from their controls: beside them, in a column of their own."""

from nicegui import ui


def draw_label(text: str) -> ui.element:
    """Draw the label of a control that is still to be drawn; text only."""
    with ui.element("label") as label:
        ui.label(text).style("display: inline")
    return label


def join_label(label: ui.element, control: ui.input | ui.select | ui.switch) -> None:
    """Name a control by its label; a click on the label goes to the control.

    ARIA attributes of a list of choices do not arrive at its control: Quasar puts them on the box
    around it, which has no role. A label of HTML needs none. A switch, no control of HTML's, does.
    """
    if isinstance(control, ui.switch):
        control.props["aria-labelledby"] = label.html_id
    else:
        control_id = f"{label.html_id}-control"
        control.props["for"] = control_id  # Quasar's word for the id of the control inside
        label.props["for"] = control_id
