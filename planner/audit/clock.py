"""Hours as people write them: « 9h-12h », « 09:00-12:00 », « de 14h à 17h », « matin »."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from geodata.commune_names import fold
from planner.audit.cell_errors import CellError
from planner.plan import Half

Span = tuple[int, int]
"""Start and end of a session, in minutes since midnight."""

MINUTES_PER_DAY: Final = 24 * 60
_TIME: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s*(?:heures?|h|:)\s*(\d{2})?(?::\d{2})?)?(?!\d)", re.IGNORECASE
)
_NOON: Final = re.compile(r"(apr[eè]s[\s-]*)?\bmidi\b", re.IGNORECASE)
_HALVES: Final[tuple[tuple[re.Pattern[str], tuple[Half, ...]], ...]] = (
    (re.compile(r"\b(?:toute la )?journees?(?: entieres?| completes?)?\b"), ("am", "pm")),
    (re.compile(r"\b(?:apres midis?|aprem|apm)\b"), ("pm",)),
    (re.compile(r"\b(?:matins?|matinees?)\b"), ("am",)),
)
_FILLER_WORDS: Final = "de du a au et puis le l ou h heures sur avec sans rdv rendez vous"
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
"""« sur rendez-vous » changes no hours."""
_REMEDY: Final = "écrivez par exemple « 9h-12h », « 14h00-17h30 », « matin » ou « après-midi »"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of a line: exact ones, or half-days only."""

    spans: tuple[Span, ...] = ()
    """In order of the day; two for a morning and an afternoon."""
    halves: tuple[Half, ...] = ()
    """Half-days named in words."""


def parse_hours(text: str) -> Hours:
    """Understand a cell of hours.

    Raises
    ------
    CellError
        A part is not understood, or hours do not pair up or follow each other.
    """
    halves, rest = take_halves(fold(_midday(text)) if not _TIME.search(text) else text)
    if not _TIME.search(rest):
        _refuse_leftover(text, fold(rest))
        if not halves:
            raise CellError(f"« {text} » ne dit pas d'heures", _REMEDY)
        return Hours(halves=halves)
    times = [_minute(match, text) for match in _TIME.finditer(_midday(text))]
    halves, rest = take_halves(fold(_TIME.sub(" ", _midday(text))))
    _refuse_leftover(text, rest)
    if len(times) % 2:
        raise CellError(f"« {text} » : un début sans fin, ou une fin sans début", _REMEDY)
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise CellError(f"« {text} » : les heures ne se suivent pas", _REMEDY)
    return Hours(spans=tuple(zip(times[::2], times[1::2], strict=True)), halves=halves)


def parse_time(text: str) -> int:
    """Minutes since midnight of one time of day.

    Raises
    ------
    CellError
        The text is no time of day.
    """
    match = _TIME.fullmatch(_midday(text).strip())
    if match is None:
        raise CellError(
            f"« {text} » n'est pas une heure", "écrivez par exemple « 9h » ou « 14:30 »"
        )
    return _minute(match, text)


def take_halves(folded: str) -> tuple[tuple[Half, ...], str]:
    """Half-days that a folded text names, and the text without them."""
    found: set[Half] = set()
    for pattern, halves in _HALVES:
        folded, count = pattern.subn(" ", folded)
        if count:
            found.update(halves)
    return tuple(half for half in ("am", "pm") if half in found), folded


def _minute(match: re.Match[str], text: str) -> int:
    minute = 60 * int(match[1]) + int(match[2] or 0)
    if int(match[2] or 0) > 59 or minute > MINUTES_PER_DAY:  # noqa: PLR2004 - minutes of an hour
        raise CellError(f"« {text} » n'est pas une heure", _REMEDY)
    return minute


def _midday(text: str) -> str:
    """Noon in figures, where it is an hour and not a part of « après-midi »."""
    return _NOON.sub(lambda match: match[0] if match[1] else "12h", text)


def _refuse_leftover(text: str, folded: str) -> None:
    left = [word for word in folded.split() if word not in _FILLERS]
    if left:
        raise CellError(f"« {text} » : « {' '.join(left)} » n'est pas compris", _REMEDY)
