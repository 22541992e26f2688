"""The process of a job: ``python -m planner.app.jobs.runner JOB_FOLDER ARGUMENTS…``.

It holds a lock on the job's record as long as it lives, so that any server can tell.
"""

import json
import signal
import sys
from functools import partial
from pathlib import Path
from types import FrameType

from geodata.files import write_atomically
from geodata.folder_lock import lock_folder
from planner.app.jobs.names import END_FILE


def main() -> None:
    """Run the command, and put its exit code on record."""
    folder, arguments = Path(sys.argv[1]), sys.argv[2:]
    with lock_folder(folder, doing="itinerance serve", wait_s=5.0):
        signal.signal(signal.SIGTERM, partial(_end, folder))
        from planner.app.main import run  # noqa: PLC0415 - takes seconds, and the lock comes first

        code = run(arguments)
        write_atomically(folder / END_FILE, json.dumps({"exit_code": code}))
    sys.exit(code)


def _end(folder: Path, _number: int, _frame: FrameType | None) -> None:
    """End at once unless the search is over: the plan that it found is being checked and stored.

    During the search the signal is the search's own.
    """
    from planner.app.jobs.record import read_job  # noqa: PLC0415 - as above

    job = read_job(folder, is_running=True)
    if job is None or job.event is None or job.event.search == "to come":
        raise KeyboardInterrupt


if __name__ == "__main__":
    main()
