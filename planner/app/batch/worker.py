"""How a fresh process becomes a worker; imports nothing heavy, so that it starts at once."""

import multiprocessing
import os
import signal
import sys
import threading


def start_worker() -> None:
    """Make a fresh process a quiet worker that ends with its parent."""
    # Ctrl-C reaches the whole group: the parent decides, and a search cut short is of no use.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.__stdout__.fileno() if sys.__stdout__ else 1)  # HiGHS prints there
    os.close(nowhere)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone, in the middle of whatever it does."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
