"""La semaine: see who is where, move, lock, repair, publish."""

from planner.app.web.office import Visit
from planner.app.web.registry import Page
from planner.app.web.week.board import Board
from planner.app.web.week.screen import open_screen


async def build(visit: Visit) -> None:
    """Open the draft and draw the week that may change first."""
    await Board(await open_screen(visit)).build()


PAGE = Page(path="/semaine", title="La semaine", order=30, build=build)
