"""File names of the sheets: readable, safe on every system, each its own."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MAX_LENGTH: Final = 60


def name_files(prefix: str, labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name a file for every (id, label): ``a-z 0-9 -`` only, so no path can escape.

    Names begin with the prefix, which no system reserves. Equal ones get ``-2``, ``-3`` … in the
    order of the ids.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for an_id, label in sorted(labels):
        stem = slug = "-".join(part for part in (prefix, slugify(label), slugify(an_id)) if part)
        number = 1
        while stem in taken:
            number += 1
            stem = f"{slug}-{number}"
        taken.add(stem)
        names[an_id] = stem
    return names


def slugify(text: str) -> str:
    """Put a text into plain small letters, digits and hyphens."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:MAX_LENGTH].strip("-")
