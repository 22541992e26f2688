"""Headings and panels: the outline of a page, as screen readers walk through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from nicegui import ui


def heading(text: str, *, level: Literal[1, 2, 3] = 2) -> ui.element:
    """Draw a heading; text only."""
    with ui.element(f"h{level}") as drawn:
        ui.label(text).style("display: inline")
    return drawn


@contextmanager
def panel(title: str) -> Iterator[ui.element]:
    """Draw a part of the page with its heading; its content goes inside."""
    with ui.element("section").classes("panel") as drawn:
        drawn.props["aria-label"] = title
        heading(title)
        yield drawn
