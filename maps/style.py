"""Classes and colours of the map: dark teal is good, hatched red is nothing, grey is no road.

The ramps grow darker step by step, so they stay in order for every kind of colour vision and in a
black-and-white print; no adviser has a colour of the ramps.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from maps.figures import number_words
from maps.language import FRENCH, Language, mark
from planner.plan import CommuneAccess

SERVED_RAMP: Final = ("#0b4f5c", "#2b7f88", "#62aaae", "#9fcfcd", "#d3e8e4")
"""Best first."""
UNSERVED_RAMP: Final = ("#fbdcd4", "#f2bfb2", "#e39b8b")
"""Hatched; best first."""
UNCHANGED_FILL: Final = "#f3f1ea"
UNREACHABLE_FILL: Final = "#6f767b"
FREQUENCIES: Final = (
    mark("Plusieurs fois par semaine"),
    mark("Chaque semaine"),
    mark("Tous les quinze jours"),
    mark("Toutes les trois semaines"),
    mark("Toutes les quatre semaines"),
)
_FREQUENT: Final = (*SERVED_RAMP, "#e8dcb5")
"""Often first; a fixed place is sand, which is neither dark nor light."""
SHARE_LIMITS: Final = (0.25, 0.5, 0.75)
_ADVISER_COLOURS: Final = (
    "#5b2a86",
    "#e69f00",
    "#1f1f1f",
    "#d55e00",
    "#cc79a7",
    "#0072b2",
    "#7a4b00",
    "#a6761d",
)
_ADVISER_DASHES: Final = ("", "9 5", "2 5")
_SAME = 1e-9
"""Access values are products of decimal settings: this is below any real difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapClass:
    """A class of communes and the way it is drawn."""

    label: str
    fill: str
    is_hatched: bool = False
    is_crosshatched: bool = False
    is_unsure: bool = False
    """Hatched as an estimate with a wide interval."""


def _no_access(language: Language) -> tuple[MapClass, MapClass]:
    """Return the classes that end most lists: no access, and no road."""
    return (
        MapClass(label=language.say("Aucun accès"), fill=UNSERVED_RAMP[0], is_hatched=True),
        _no_road(language),
    )


def _no_road(language: Language) -> MapClass:
    return MapClass(
        label=language.say("Sans accès par la route"), fill=UNREACHABLE_FILL, is_crosshatched=True
    )


def share_classes(language: Language = FRENCH) -> tuple[MapClass, ...]:
    """Classes of the covered share of need, best first; no access and no road come last."""
    low, middle, high = (f"{100 * limit:.0f}" for limit in SHARE_LIMITS)
    labels = (
        language.say("Plus de {low}\u00a0%", low=high),
        language.say("De {low} à {high}\u00a0%", low=middle, high=high),
        language.say("De {low} à {high}\u00a0%", low=low, high=middle),
        language.say("Jusqu’à {high}\u00a0%", high=low),
    )
    served = (
        MapClass(label=label, fill=fill)
        for label, fill in zip(labels, SERVED_RAMP[:3] + SERVED_RAMP[4:], strict=True)
    )
    return (*served, *_no_access(language))


def classify_share(value: float, *, is_unreachable: bool) -> int:
    """Position in :func:`share_classes`; limits belong to the lower class, only 0 is no access."""
    if value <= _SAME:
        return 5 if is_unreachable else 4
    return len(SHARE_LIMITS) - bisect_left(SHARE_LIMITS, value - _SAME)


def gain_classes(language: Language = FRENCH) -> tuple[MapClass, ...]:
    """Classes of what the plan adds to the covered share of need, most first."""
    return (
        MapClass(label=language.say("Plus de 50\u00a0points"), fill=SERVED_RAMP[0]),
        MapClass(label=language.say("De 25 à 50\u00a0points"), fill=SERVED_RAMP[1]),
        MapClass(label=language.say("Jusqu’à 25\u00a0points"), fill=SERVED_RAMP[3]),
        MapClass(label=language.say("Inchangé, déjà desservi"), fill=UNCHANGED_FILL),
        *_no_access(language),
    )


def classify_gain(value_before: float, value: float, *, is_unreachable: bool) -> int:
    """Position in :func:`gain_classes`."""
    if value <= _SAME:
        return 5 if is_unreachable else 4
    gain = value - value_before
    if gain <= _SAME:
        return 3
    return 2 - bisect_left((0.25, 0.5), gain - _SAME)


def frequency_classes(language: Language = FRENCH) -> tuple[MapClass, ...]:
    """Classes of how often the sessions come that are the best a commune has; often first."""
    labels = (*map(language.say, FREQUENCIES), language.say("Lieu fixe existant"))
    return (
        *(MapClass(label=label, fill=fill) for label, fill in zip(labels, _FREQUENT, strict=True)),
        *_no_access(language),
    )


def classify_frequency(access: CommuneAccess, cycle_weeks: int) -> int:
    """Position in :func:`frequency_classes`."""
    match access.status:
        case "unreachable":
            return len(FREQUENCIES) + 2
        case "not_served":
            return len(FREQUENCIES) + 1
        case "existing_offer":
            return len(FREQUENCIES)
    sessions = access.best_sessions_per_cycle or 1
    if sessions > cycle_weeks:
        return 0
    return min(cycle_weeks // sessions, len(FREQUENCIES) - 1)


def minute_limits(reported_minutes: Sequence[int], *, standard_minutes: int) -> tuple[int, ...]:
    """Limits between classes of travel minutes: the reported ones and the access standard."""
    return tuple(sorted({*reported_minutes, standard_minutes}))


def minute_classes(
    limits: Sequence[int], *, standard_minutes: int, language: Language = FRENCH
) -> tuple[MapClass, ...]:
    """Classes of minutes to the nearest help, nearest first; beyond the standard is hatched."""
    texts = [number_words(limit, language=language) for limit in limits]
    labels = [
        language.say("Jusqu’à {high}\u00a0min", high=texts[0]),
        *(
            language.say("De {low} à {high}\u00a0min", low=low, high=high)
            for low, high in pairwise(texts)
        ),
        language.say("Plus de {low}\u00a0min", low=texts[-1]),
    ]
    num_within = sum(limit <= standard_minutes for limit in limits)
    within = _pick(SERVED_RAMP[1:], num_within)
    beyond = _pick(UNSERVED_RAMP, len(labels) - num_within)
    fills = (*within, *beyond)
    near = MapClass(label=language.say("Dans la commune"), fill=SERVED_RAMP[0])
    others = (
        MapClass(label=label, fill=fill, is_hatched=position >= num_within)
        for position, (label, fill) in enumerate(zip(labels, fills, strict=True))
    )
    return (near, *others, _no_road(language))


def classify_minutes(minutes: float | None, limits: Sequence[int]) -> int:
    """Position in :func:`minute_classes`; limits belong to the nearer class."""
    if minutes is None:
        return len(limits) + 2
    if minutes <= 0:
        return 0
    return 1 + bisect_left(limits, minutes)


def adviser_colour(position: int) -> str:
    """Colour of the adviser at a position of plan.advisers; colours repeat with another dash."""
    return _ADVISER_COLOURS[position % len(_ADVISER_COLOURS)]


def adviser_dash(position: int) -> str:
    """SVG dash array of that adviser's tours; empty for a full line."""
    return _ADVISER_DASHES[position // len(_ADVISER_COLOURS) % len(_ADVISER_DASHES)]


def _pick(ramp: Sequence[str], count: int) -> tuple[str, ...]:
    """Spread ``count`` classes over a ramp, ends included; a longer list repeats colours."""
    if count <= 1:
        return tuple(ramp[:count])
    return tuple(ramp[round(i * (len(ramp) - 1) / (count - 1))] for i in range(count))
