"""One writer at a time in a territory folder; readers never wait and need no lock.

The lock is the operating system's (``flock``; its like on Windows) on a file that is left where it
is. It falls with its process, however that ends, so that no stale lock ever has to be removed by
hand. Who holds it stands in a file beside it, for the message to whoever comes second.

Works on local disks, on NFSv4 and on SMB shares that forward locks (the default of both on Linux).
A mount with ``nolock`` or ``local_lock`` protects processes of one computer from each other only.
"""

import errno
import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from geodata.errors import Fault, FolderInUseError, TerritoryError
from geodata.files import write_atomically

LOCK_FILE: Final = ".itinerance.lock"
HOLDER_FILE: Final = ".itinerance.holder.json"
_NO_LOCKS: Final = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}


@contextmanager
def lock_folder(folder: Path, *, doing: str, wait_s: float = 0.0) -> Iterator[None]:
    """Be the only process that works on a folder, from reading it to the last file written.

    A thread that comes back to a folder that its process holds waits like any other process.

    Parameters
    ----------
    doing
        The command, for whoever finds the folder in use.
    wait_s
        How long to wait for another process to finish.

    Raises
    ------
    FolderInUseError
        When another process still works on the folder after ``wait_s``.
    TerritoryError
        When there is no such folder, or its disk knows no locks.
    """
    if not folder.is_dir():
        message, remedy = "le dossier n'existe pas", "Vérifiez le chemin, ou créez le dossier."
        raise TerritoryError((Fault(file=folder.name, message=message, remedy=remedy),))
    # No soft lock where the system has none: it would outlive a killed process.
    lock = FileLock(folder / LOCK_FILE, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire(timeout=wait_s)
    except Timeout:
        raise FolderInUseError(_describe_holder(folder)) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        message = "ce disque ne connaît pas les verrous : deux processus pourraient s'y mêler"
        remedy = "Placez le dossier sur un disque local, ou sur un partage NFSv4 ou SMB courant."
        raise TerritoryError((Fault(file=folder.name, message=message, remedy=remedy),)) from error
    holder = folder / HOLDER_FILE
    with ExitStack() as at_the_end:  # the last first, and each whatever becomes of the others
        at_the_end.callback(lock.release)
        at_the_end.callback(holder.unlink, missing_ok=True)
        write_atomically(holder, json.dumps(_describe_self(doing), ensure_ascii=False))
        yield


@contextmanager
def lock_briefly(path: Path, *, wait_s: float = 10.0) -> Iterator[None]:
    """Be the only one, process or thread, for the moment that reading and writing a file takes.

    The lock is a file of its own and has nothing to do with :func:`lock_folder`: a long job on the
    folder does not keep anybody waiting.

    Raises
    ------
    FolderInUseError
        When somebody holds it for longer than ``wait_s``.
    """
    lock = FileLock(path, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire(timeout=wait_s)
    except Timeout:
        raise FolderInUseError(
            f"« {path.name} » reste verrouillé par un autre processus depuis {wait_s:g} s. "
            "Rien n'a été écrit : recommencez."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _describe_self(doing: str) -> dict[str, str | int]:
    return {
        "doing": doing,
        "user": login_name(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def login_name() -> str:
    """Name that this process runs under; a bare number where the system knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user that has no name
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def _describe_holder(folder: Path) -> str:
    """Say in French who works on a folder, since when, and what to do."""
    where = f"Le dossier « {folder} » est en cours d'utilisation"
    advice = (
        "Attendez la fin, puis relancez. Il n'y a aucun fichier à effacer : le verrou tombe "
        "avec son processus, même arrêté de force."
    )
    try:
        held = json.loads((folder / HOLDER_FILE).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(held["since"]).astimezone()
        who, doing, host = (" ".join(str(held[key]).split()) for key in ("user", "doing", "host"))
        pid = int(held["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        # Between the lock and this file there is a moment without it.
        return f"{where} par un autre processus. {advice} Rien n'a été écrit."
    return (
        f"{where} par {who} : « {doing} », processus {pid} de l'ordinateur {host}, depuis le "
        f"{since:%d/%m/%Y à %H:%M}. {advice} Pour l'arrêter : kill {pid} sur {host}. "
        "Rien n'a été écrit."
    )
