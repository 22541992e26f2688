"""Ctrl-C and SIGTERM during a search: the best found so far instead of nothing."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Final, TypeVar

from geodata.errors import NoSolutionFoundError
from planner.solver.engine import Interrupter

INTERRUPTION: Final = "Interruption : meilleur planning trouvé jusqu'ici, un instant…"
_POLL_S: Final = 0.2
"""Signals wait so long at the most: Python sees them between two waits of the main thread."""

T = TypeVar("T")


def run_interruptible(search: Callable[[Interrupter], T], *, announce: Callable[[str], None]) -> T:
    """Run a search that a signal ends early, with the best it has.

    A second Ctrl-C does not wait. Outside the main thread signals are left as they are.

    Raises
    ------
    KeyboardInterrupt
        When there was nothing yet to return, or the second signal came.
    """
    interrupter = Interrupter()
    if threading.current_thread() is not threading.main_thread():
        return search(interrupter)
    with _on_signal(interrupter, announce), ThreadPoolExecutor(max_workers=1) as pool:
        try:
            return _wait(pool.submit(search, interrupter))
        except NoSolutionFoundError as error:
            if interrupter.interrupted:
                raise KeyboardInterrupt from error
            raise


def _wait(future: Future[T]) -> T:
    """Wait in short steps, so that signals are handled between them."""
    while True:
        try:
            return future.result(timeout=_POLL_S)
        except TimeoutError:
            if future.done():
                raise  # the search's own


@contextmanager
def _on_signal(interrupter: Interrupter, announce: Callable[[str], None]) -> Iterator[None]:
    """Let the first signal trigger the interrupter, and the second one end everything."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        if interrupter.interrupted:
            raise KeyboardInterrupt
        announce(INTERRUPTION)
        interrupter.interrupt()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
