"""Files that only pass through: uploads and exports, in the territory folder and nowhere else.

Whoever drops a file of more than 1 MB has it written to the disk before anything of ours sees it;
an export of a survey holds what people answered. It is kept from the system's folder of temporary
files, which others share and nobody clears behind a process that was killed.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from geodata.errors import FolderInUseError
from geodata.folder_lock import lock_briefly, lock_folder
from planner.app.desk.store import DESK_FOLDER

PASSING_FOLDER: Final = ".passing"
_TURN_FILE: Final = ".turn.lock"
_DOING: Final = "itinerance serve"


@contextmanager
def pass_inside(folder: Path) -> Iterator[Path]:
    """Have temporary files of this process written in a folder of its own, cleared at its end.

    What processes left that were killed is cleared first.
    """
    home = folder.resolve() / DESK_FOLDER / PASSING_FOLDER
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as at_the_end:
        with lock_briefly(home / _TURN_FILE):  # a folder that is new is not locked yet
            _clear_abandoned(home)
            own = Path(tempfile.mkdtemp(dir=home))
            at_the_end.callback(shutil.rmtree, own, ignore_errors=True)
            at_the_end.enter_context(lock_folder(own, doing=_DOING))
        # The web framework asks Python where to write, and can be told in no other way.
        at_the_end.callback(setattr, tempfile, "tempdir", tempfile.tempdir)
        tempfile.tempdir = str(own)
        yield own


def _clear_abandoned(home: Path) -> None:
    """Clear the folders of servers that are no more."""
    for left in home.iterdir():
        if left.is_dir():
            with suppress(FolderInUseError):
                with lock_folder(left, doing=_DOING):
                    pass
                shutil.rmtree(left, ignore_errors=True)
