"""Names of areas as short as a chart needs them: the table beside it has them in full."""

import re
from collections.abc import Sequence
from typing import Final

_CANTON: Final = re.compile(r"canton\s+(?:de\s+|du\s+|des\s+|d['’]\s*)?(?=[^\W\d])", re.IGNORECASE)
"""What every canton's name begins with; not where only a number follows, which is no name."""
_GROUPS: Final = {
    "CC": re.compile(r"communauté de communes\b", re.IGNORECASE),
    "CA": re.compile(r"communauté d['’]agglomération\b", re.IGNORECASE),
    "CU": re.compile(r"communauté urbaine\b", re.IGNORECASE),
}
"""Abbreviations of the national register of EPCIs."""


def shorten_names(names: Sequence[str]) -> list[str]:
    """Leave out what all names share and abbreviate what has an official abbreviation.

    Names stay as they are where two would become the same.
    """
    short = [_shorten(name) for name in names]
    return short if len(set(short)) == len(set(names)) else list(names)


def _shorten(name: str) -> str:
    for abbreviation, words in _GROUPS.items():
        name = words.sub(abbreviation, name)
    rest = _CANTON.sub("", name, count=1) if _CANTON.match(name) else name
    return rest[:1].upper() + rest[1:]
