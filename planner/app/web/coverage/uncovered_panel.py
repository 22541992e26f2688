"""The communes that a plan leaves without an answer: the first ones, and all when asked for."""

from typing import Final

from nicegui import ui

from planner.app.web.coverage.uncovered import COLUMNS, NUMERIC, describe_uncovered
from planner.app.web.headings import panel
from planner.app.web.tables import plain_table
from planner.plan import Plan

_FIRST: Final = 20


def draw_uncovered(plan: Plan) -> None:
    """Draw the list, by people whose need is not covered."""
    rows = describe_uncovered(plan)
    with panel("Communes dont le besoin n’est pas couvert"):
        place = ui.element("div")

        def draw(number: int) -> None:
            place.clear()
            with place:
                plain_table(
                    COLUMNS,
                    rows[:number],
                    caption="Communes, par besoin non couvert",
                    numeric=NUMERIC,
                )

        def draw_all() -> None:
            draw(len(rows))
            more.delete()

        draw(_FIRST)
        if len(rows) > _FIRST:
            more = ui.button(f"Toutes les communes ({len(rows)})", on_click=draw_all).props(
                "outline"
            )
