"""The data block of the comparison: plain values for JSON, names and sentences worded.

The page writes the figures of its tables itself: they come as numbers, exact enough for that.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import geopandas as gpd

from geodata.territory import Commune
from maps.comparison import wording
from maps.comparison.changes import (
    SAME,
    Change,
    CommuneChange,
    VenueChange,
    area_changes,
    commune_changes,
    count_signs,
    sign_of,
    sum_by_epci,
    venue_changes,
    whole_change,
)
from maps.comparison.sessions import describe_sessions
from maps.geometry import encode_lines, encode_polygons, merge_borders, simplify_outlines
from maps.language import FRENCH, Language
from maps.overview import MOST_COMMUNES, is_overview
from maps.sentences import place_name
from maps.style import (
    SERVED_RAMP,
    UNCHANGED_FILL,
    UNSERVED_RAMP,
    MapClass,
    classify_share,
    share_classes,
)
from planner.plan import Plan
from planner.wording import one_line

Json: TypeAlias = Any
"""A value that :mod:`json` writes."""

CHANGE_LIMITS: Final = (0.05, 0.25)
UNCHANGED: Final = 3
"""Position of the class without change."""
SAME_NEED: Final = 1e-6


def make_comparison(
    before: Plan,
    after: Plan,
    *,
    communes: Sequence[Commune],
    names: tuple[str, str],
    language: Language = FRENCH,
) -> dict[str, Json]:
    """Everything the page shows; the same arguments give the same values."""
    changes = commune_changes(before, after)
    epcis = sum_by_epci(changes)
    epci_at = {change.code: position for position, change in enumerate(epcis)}
    is_wide = is_overview(len(changes))
    outlines = _outlines(changes, communes)
    borders = merge_borders(outlines, [change.after.epci_code for change in changes])
    west, south, east, north = outlines.total_bounds.tolist()
    signs = count_signs(changes)
    whole = whole_change(before, after)
    classes = [_classes_of(change) for change in (epcis if is_wide else changes)]
    return {
        "language": language.code,
        "names": list(names),
        "bounds": [[south, west], [north, east]],
        "modes": [
            {"id": mode, "label": language.say(label), "title": language.say(title)}
            for mode, (label, title) in wording.MODES.items()
        ],
        "classes": {
            "share": _describe_classes(
                share_classes(language), [at for one in classes for at in one[:2]]
            ),
            "change": _describe_classes(change_classes(language), [one[2] for one in classes]),
        },
        "overview_note": wording.overview_words(MOST_COMMUNES, language=language)
        if is_wide
        else "",
        # what the map draws, communes or EPCIs: outlines, and the classes before, after, changed
        "shapes": [
            encode_polygons(shape) for shape in (_merge(outlines, changes) if is_wide else outlines)
        ],
        "shape_classes": classes,
        "borders": [line for border in borders for line in encode_lines(border)],
        "venues": [_venue(change, language) for change in venue_changes(before, after)],
        "venue_states": {key: language.say(text) for key, text in wording.VENUE_STATES.items()},
        "statuses": {key: language.say(text) for key, text in wording.STATUSES.items()},
        "epcis": [one_line(change.name) for change in epcis],
        "tables": {
            "epci": [_row(change) for change in area_changes(before, after, "epci")],
            "canton": [_row(change) for change in area_changes(before, after, "canton")],
            "commune": [
                {
                    **_row(change),
                    "epci": epci_at[change.after.epci_code],
                    "status": [change.before.status, change.after.status],
                }
                for change in changes
            ],
        },
        "whole": _row(whole),
        "sessions": describe_sessions(before, after, language=language),
        "sentences": wording.summary_sentences(
            names, whole, gains=signs[1], losses=signs[-1], language=language
        ),
        "means": [
            wording.means_sentence(name, plan, language=language)
            for name, plan in zip(names, (before, after), strict=True)
        ],
        "warnings": [language.say(text) for text in _warnings(before, after, changes)],
    }


def change_classes(language: Language = FRENCH) -> tuple[MapClass, ...]:
    """Classes of a change, greatest gain first; losses are hatched."""
    fills = (
        SERVED_RAMP[0], SERVED_RAMP[1], SERVED_RAMP[3], UNCHANGED_FILL, *UNSERVED_RAMP,
    )  # fmt: skip
    return tuple(
        MapClass(label=language.say(label), fill=fill, is_hatched=position > UNCHANGED)
        for position, (label, fill) in enumerate(zip(wording.CHANGE_LABELS, fills, strict=True))
    )


def classify_change(change: Change) -> int:
    """Position in :func:`change_classes`; a limit belongs to the smaller change."""
    size = abs(change.points)
    if size < SAME:
        return UNCHANGED
    step = 1 + bisect_left(CHANGE_LIMITS, size - 1e-9)
    return UNCHANGED - step if change.points > 0 else UNCHANGED + step


def _classes_of(change: Change) -> list[int]:
    """Classes of what is drawn: covered share before, after, and how it changes."""
    if isinstance(change, CommuneChange):
        shares = [
            classify_share(row.value, is_unreachable=row.status == "unreachable")
            for row in (change.before, change.after)
        ]
    else:
        shares = [classify_share(share, is_unreachable=False) for share in change.shares]
    return [*shares, classify_change(change)]


def _outlines(changes: Sequence[CommuneChange], communes: Sequence[Commune]) -> gpd.GeoSeries:
    outline_of = {commune.code: commune.geometry for commune in communes}
    return simplify_outlines([outline_of[change.code] for change in changes])


def _merge(outlines: gpd.GeoSeries, changes: Sequence[CommuneChange]) -> gpd.GeoSeries:
    """Outline every EPCI, by code as :func:`sum_by_epci` lists them."""
    frame = gpd.GeoDataFrame(
        {"epci": [change.after.epci_code for change in changes]}, geometry=outlines.to_numpy()
    )
    return frame.dissolve(by="epci", method="unary", sort=True).geometry


def _describe_classes(classes: Sequence[MapClass], positions: Sequence[int]) -> list[Json]:
    counts = Counter(positions)
    return [
        {
            "label": drawn.label,
            "fill": drawn.fill,
            "hatch": "lines" if drawn.is_hatched else "cross" if drawn.is_crosshatched else "",
            "count": counts[position],
        }
        for position, drawn in enumerate(classes)
    ]


def _venue(change: VenueChange, language: Language) -> Json:
    venue = change.venue
    return {
        "title": place_name(one_line(venue.name), one_line(venue.commune_name)),
        "at": [round(venue.lat, 5), round(venue.lon, 5)],
        "state": change.state,
        "words": wording.venue_words(change, language=language),
    }


def _row(change: Change) -> dict[str, Json]:
    """Numbers of a line: people and share gained, share before and after, need after."""
    first, second = change.shares
    return {
        "code": change.code,
        "name": one_line(change.name),
        "sign": sign_of(change),
        "numbers": [
            round(change.people, 3),
            round(change.points, 7),
            round(first, 7),
            round(second, 7),
            round(change.need[1], 3),
        ],
    }


def _warnings(before: Plan, after: Plan, changes: Sequence[CommuneChange]) -> list[str]:
    warnings = []
    if any(abs(one.need[1] - one.need[0]) > SAME_NEED * max(1.0, *one.need) for one in changes):
        warnings.append(wording.OTHER_NEED)
    first, second = before.settings, after.settings
    if (first.access, first.cycle) != (second.access, second.cycle):
        warnings.append(wording.OTHER_SETTINGS)
    return warnings
