"""Where a draft is kept: ``<territory folder>/desk/draft.json``, replaced as a whole at each save.

A save reads, decides and writes under a lock of its own that lasts no longer; the file appears by
one rename after its bytes are on the disk, so that whatever was confirmed outlives any crash.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from geodata.errors import Fault, InputError
from geodata.files import write_atomically
from geodata.folder_lock import lock_briefly
from planner.app.desk.draft import Draft

DESK_FOLDER: Final = "desk"
DRAFT_FILE: Final = "draft.json"
LOCK_FILE: Final = ".draft.lock"


def draft_path(folder: Path) -> Path:
    """Where the draft of a territory folder lies."""
    return folder / DESK_FOLDER / DRAFT_FILE


def read_draft(folder: Path) -> Draft | None:
    """Read the draft of a territory folder; ``None`` where there is none yet.

    Raises
    ------
    InputError
        When the file cannot be read as a draft.
    """
    path = draft_path(folder)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError((_fault(f"illisible ({error})"),)) from error
    try:
        return Draft.model_validate_json(text)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        where = ".".join(map(str, details[0]["loc"])) or "fichier"
        raise InputError((_fault(f"n'est pas un brouillon ({where})"),)) from error


@contextmanager
def hold_draft(folder: Path) -> Iterator[None]:
    """Keep others from saving while a draft is read, changed and written."""
    home = folder / DESK_FOLDER
    home.mkdir(exist_ok=True)
    with lock_briefly(home / LOCK_FILE):
        yield


def write_draft(folder: Path, draft: Draft) -> None:
    """Put a draft in the place of the one before; only inside :func:`hold_draft`."""
    write_atomically(draft_path(folder), draft.model_dump_json(indent=2) + "\n")


def stamp(folder: Path) -> tuple[int, int] | None:
    """What changes with every save, without reading the file; ``None`` without a draft."""
    try:
        found = draft_path(folder).stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def _fault(message: str) -> Fault:
    return Fault(
        file=f"{DESK_FOLDER}/{DRAFT_FILE}",
        message=message,
        remedy="Renommez ce fichier pour repartir du planning en vigueur ; rien d'autre n'en "
        "dépend.",
    )
