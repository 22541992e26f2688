"""A small drawing of a value and its proven bound, closing in on each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from planner.wording import format_duration

_WIDTH: Final = 560
_HEIGHT: Final = 170
_LEFT: Final = 78
_RIGHT: Final = 12
_TOP: Final = 12
_BOTTOM: Final = 30
_MARGIN: Final = 0.08
"""Room above and below the lines, as a share of what they span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What was known at a moment."""

    at_s: float
    value: float | None
    bound: float | None


def draw_closing(
    moments: Sequence[Moment], *, title: str, words: Callable[[float], str]
) -> str | None:
    """Draw value and bound over time as SVG; ``None`` before anything is known.

    Parameters
    ----------
    title
        For who does not see it: what is drawn, and its last figures.
    words
        Writes a value with its unit, for the axis.
    """
    known = [v for m in moments for v in (m.value, m.bound) if v is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    room = _MARGIN * (high - low) or abs(high) * 0.01 or 1.0
    end_s = max(moment.at_s for moment in moments) or 1.0

    def x(at_s: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * at_s / end_s, 1)

    def y(value: float) -> float:
        share = (value - low + room) / (high - low + 2 * room)
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share, 1)

    def line(points: Sequence[tuple[float, float]], style: str) -> str:
        if not points:
            return ""
        steps = [f"M{x(points[0][0])} {y(points[0][1])}"]
        steps += [f"H{x(at_s)}V{y(value)}" for at_s, value in points[1:]]
        return f'<path class="{style}" d="{"".join(steps)}H{x(end_s)}"/>'

    values = [(m.at_s, m.value) for m in moments if m.value is not None]
    bounds = [(m.at_s, m.bound) for m in moments if m.bound is not None]
    ends = [low] if low == high else [low, high]
    labels = "".join(
        f'<text x="{_LEFT - 8}" y="{y(end) + 4}" text-anchor="end">{escape(words(end))}</text>'
        f'<path class="grid" d="M{_LEFT} {y(end)}H{_WIDTH - _RIGHT}"/>'
        for end in ends
    )
    return (
        f'<svg class="closing" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{labels}{line(bounds, "bound")}{line(values, "value")}'
        f'<text x="{_LEFT}" y="{_HEIGHT - 8}">0</text>'
        f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 8}" text-anchor="end">'
        f"{escape(_clock(end_s))}</text></svg>"
    )


def _clock(seconds: float) -> str:
    """Write how long a computation has been running: « 45 s », « 3 min »."""
    return f"{round(seconds)}\u00a0s" if seconds < 60 else format_duration(seconds)  # noqa: PLR2004 - a minute
