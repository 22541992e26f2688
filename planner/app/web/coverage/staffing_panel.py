"""One adviser more or fewer: what it changes, and the job that computes it."""

from pathlib import Path
from typing import Any, Final

from nicegui import ui

from maps.language import FRENCH
from maps.staffing import describe_staffing
from planner.app.jobs.record import Job
from planner.app.web.headings import heading, panel
from planner.app.web.job_line import draw_job
from planner.app.web.office import Visit
from planner.app.web.tables import plain_table
from planner.frontier.record import find_frontier
from planner.plan import Plan
from planner.wording import format_number

TITLE: Final = "Un conseiller de plus ou de moins"
_MAX_COMMUNES: Final = 15
_COLUMNS: Final = (
    "Conseillers",
    "Besoin couvert",
    "Au plus (borne)",
    "Personnes en plus",
    "Ce qui change",
)


def draw_staffing(visit: Visit, plan: Plan) -> None:
    """Draw the frontier by advisers, and the button that computes it."""

    @ui.refreshable
    def figures() -> None:
        found = describe_staffing(plan, find_frontier(visit.folder), language=FRENCH)
        if "missing" in found:
            ui.label(f"{str(found['missing']).partition('.')[0]}.")
            return
        _draw_points(found)
        _draw_changes(plan, found)
        for note in (*found["notes"], *found["assumptions"]):
            ui.label(note).classes("hint")

    def redraw(_job: Job) -> None:
        figures.refresh()

    with panel("Un conseiller de plus, un conseiller de moins"):
        figures()
        draw_job(
            visit,
            title=TITLE,
            button="Calculer",
            arguments=lambda: frontier_arguments(visit.folder),
            on_done=redraw,
        )


def frontier_arguments(folder: Path) -> list[str]:
    """Write the command that computes the frontier of a folder."""
    return ["frontier", str(folder), "--progress=json", "--json"]


def _draw_points(found: dict[str, Any]) -> None:
    plain_table(
        _COLUMNS,
        [
            (
                f"{point['x']} (aujourd’hui)"
                if point["x"] == found["present"]
                else str(point["x"]),
                point["covered"],
                point["bound"],
                point["gain"],
                point["change"],
            )
            for point in found["points"]
        ],
        caption="Besoin couvert selon le nombre de conseillers",
        numeric=frozenset({1, 2, 3}),
    )


def _draw_changes(plan: Plan, found: dict[str, Any]) -> None:
    names = {row.commune_code: row.commune_name for row in plan.communes}
    with ui.element("div").classes("staffing-changes"):
        for key, title, sign in (
            ("more", "Avec un conseiller de plus", 1),
            ("fewer", "Avec un conseiller de moins", -1),
        ):
            change = found[key]
            if change is None:
                continue
            largest = sorted(change["people"].items(), key=lambda pair: (-sign * pair[1], pair[0]))
            with ui.element("div"):
                heading(title, level=3)
                plain_table(
                    ("Commune", "Personnes"),
                    [
                        (names[code], f"{'+' if people > 0 else ''}{format_number(round(people))}")
                        for code, people in largest[:_MAX_COMMUNES]
                    ],
                    caption=title,
                    numeric=frozenset({1}),
                )
