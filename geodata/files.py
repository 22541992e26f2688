"""Files written whole or not at all, and the fingerprints of files read."""

import hashlib
import os
import secrets
from pathlib import Path


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file so that a reader finds the old content or the new, never a part.

    Text is written as UTF-8. The parent folder must exist. On any failure nothing is left behind
    and a file that was there keeps its content.
    """
    raw = content.encode() if isinstance(content, str) else content
    # In the same folder, hence on the same file system: only there a rename is one step.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        # Not a private temporary file: the umask of the user decides who may read the result.
        with draft.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        # Also for Ctrl-C: a draft is of no use to anybody.
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fingerprint(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
