"""Arrays kept on disk between runs; a file that is damaged is as good as none."""

import io
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from geodata.files import write_atomically

T = TypeVar("T")


def read_arrays(path: Path, read: Callable[[Mapping[str, Any]], T]) -> T | None:
    """Read what arrays hold; ``None`` where they are absent, damaged, or not what was written.

    Parameters
    ----------
    read
        Makes something of the arrays; a ``KeyError`` or ``ValueError`` says that it cannot.
    """
    try:
        # From memory: numpy leaves a file open that turns out to be no archive.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return read(arrays)
    except (OSError, EOFError, KeyError, ValueError, RuntimeError, BadZipFile, zlib.error):
        return None  # whoever asks has them computed anew


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays in one step; the folder is made when absent."""
    buffer = io.BytesIO()
    # Not compressed: that would take longer than large matrices take to compute.
    np.savez(buffer, **arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, buffer.getvalue())
