"""What may be shown of a survey outside its folder: names of columns, and what many people said."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from geodata.errors import Fault

_QUOTED: Final = re.compile("« .* »", re.DOTALL)
"""From the first to the last: an answer may hold such marks itself."""


def hide_answers(faults: Iterable[Fault], *, files: Iterable[str]) -> tuple[Fault, ...]:
    """Faults in which nobody's answer can be read: what a row of these files says is left out."""
    secret = set(files)
    return tuple(
        replace(
            fault,
            message=_QUOTED.sub("« … »", fault.message),
            remedy=_QUOTED.sub("« … »", fault.remedy),
        )
        if fault.file in secret and fault.row is not None
        else fault
        for fault in faults
    )
