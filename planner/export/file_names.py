"""Names of files made from the data's own words, harmless on every system."""

import re
import unicodedata
from typing import Final

MAX_LENGTH: Final = 60


def slug(text: str, *, default: str) -> str:
    """``a-z 0-9 -`` of a text only, so that no path can escape; a default where nothing is left."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower())[:MAX_LENGTH].strip("-") or default
