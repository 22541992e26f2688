"""What buttons and gestures of the page do, safe from failures and from being drawn anew."""

from collections.abc import Awaitable, Callable

from nicegui import context

from planner.app.web.feedback import FORESEEN, show_failure


def guarded(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """Do a button's work, and explain in a dialog what keeps it from being done.

    Dialogs stand in the page itself: the part that the button is in may be drawn anew meanwhile.
    """

    async def run() -> None:
        with context.client:
            try:
                await work()
            except FORESEEN as error:
                show_failure(error)

    return run
