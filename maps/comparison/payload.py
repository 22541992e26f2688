"""The data block of the comparison: plain values for JSON, texts already worded."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

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
    venue_changes,
    whole_change,
)
from maps.geometry import encode_lines, encode_polygons, merge_borders, simplify_outlines
from maps.sentences import place_name
from maps.style import (
    SERVED_RAMP,
    UNCHANGED_FILL,
    UNSERVED_RAMP,
    MapClass,
    classify_share,
    share_classes,
)
from maps.typography import typeset
from planner.plan import CommuneAccess, Plan
from planner.wording import format_number, format_percent, one_line

Json: TypeAlias = Any
"""A value that :mod:`json` writes."""

CHANGE_LIMITS: Final = (0.05, 0.25)
UNCHANGED: Final = 3
"""Position of the class without change."""
SAME_NEED: Final = 1e-6


def make_comparison(
    before: Plan, after: Plan, *, communes: Sequence[Commune], names: tuple[str, str]
) -> dict[str, Json]:
    """Everything the page shows; the same arguments give the same values."""
    changes = commune_changes(before, after)
    outline_of = {commune.code: commune.geometry for commune in communes}
    outlines = simplify_outlines([outline_of[change.code] for change in changes])
    borders = merge_borders(outlines, [change.after.epci_code for change in changes])
    west, south, east, north = outlines.total_bounds.tolist()
    signs = count_signs(changes)
    whole = whole_change(before, after)
    return {
        "names": list(names),
        "bounds": [[south, west], [north, east]],
        "modes": [
            {"id": mode, "label": label, "title": typeset(title)}
            for mode, (label, title) in wording.MODES.items()
        ],
        "classes": {
            "share": _classes(
                share_classes(),
                [_share_class(row) for one in changes for row in (one.before, one.after)],
            ),
            "change": _classes(change_classes(), [classify_change(one) for one in changes]),
        },
        "communes": [
            {
                "name": one_line(change.name),
                "epci": one_line(change.epci_name),
                "classes": [
                    _share_class(change.before),
                    _share_class(change.after),
                    classify_change(change),
                ],
                "status": [wording.STATUSES[change.before.status], _status(change)],
                "shape": encode_polygons(outline),
            }
            for change, outline in zip(changes, outlines, strict=True)
        ],
        "borders": [line for border in borders for line in encode_lines(border)],
        "venues": [_venue(change) for change in venue_changes(before, after)],
        "venue_states": dict(wording.VENUE_STATES),
        "tables": {
            "epci": _table(area_changes(before, after, "epci")),
            "canton": _table(area_changes(before, after, "canton")),
            "commune": _table(changes),
        },
        "whole": _row(whole),
        "sentences": wording.summary_sentences(names, whole, gains=signs[1], losses=signs[-1]),
        "means": [
            wording.means_sentence(name, plan)
            for name, plan in zip(names, (before, after), strict=True)
        ],
        "warnings": _warnings(before, after, changes),
    }


def change_classes() -> tuple[MapClass, ...]:
    """Classes of a change, greatest gain first; losses are hatched."""
    fills = (
        SERVED_RAMP[0], SERVED_RAMP[1], SERVED_RAMP[3], UNCHANGED_FILL, *UNSERVED_RAMP,
    )  # fmt: skip
    return tuple(
        MapClass(label=label, fill=fill, is_hatched=position > UNCHANGED)
        for position, (label, fill) in enumerate(zip(wording.CHANGE_LABELS, fills, strict=True))
    )


def classify_change(change: Change) -> int:
    """Position in :func:`change_classes`; a limit belongs to the smaller change."""
    size = abs(change.points)
    if size < SAME:
        return UNCHANGED
    step = 1 + bisect_left(CHANGE_LIMITS, size - 1e-9)
    return UNCHANGED - step if change.points > 0 else UNCHANGED + step


def _share_class(row: CommuneAccess) -> int:
    return classify_share(row.value, is_unreachable=row.status == "unreachable")


def _classes(classes: Sequence[MapClass], positions: Sequence[int]) -> list[Json]:
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


def _status(change: CommuneChange) -> str:
    return wording.STATUSES[change.after.status]


def _venue(change: VenueChange) -> Json:
    venue = change.venue
    return {
        "title": place_name(one_line(venue.name), one_line(venue.commune_name)),
        "at": [round(venue.lat, 5), round(venue.lon, 5)],
        "state": change.state,
        "words": wording.venue_words(change),
    }


def _table(changes: Sequence[Change]) -> list[Json]:
    """Rows by loss of people, greatest first; the page sorts them otherwise when asked."""
    order = sorted(range(len(changes)), key=lambda i: (changes[i].people, changes[i].code))
    return [{**_row(changes[i]), "at": i} for i in order]


def _row(change: Change) -> dict[str, Json]:
    """Texts of a line, and the numbers that it is sorted by."""
    first, second = change.shares
    return {
        "name": one_line(change.name),
        "sign": sign_of(change),
        "texts": [
            wording.people_words(change),
            wording.points_words(change),
            format_percent(first),
            format_percent(second),
            format_number(change.need[1]),
        ],
        "numbers": [
            round(change.people, 2),
            round(change.points, 5),
            round(first, 5),
            round(second, 5),
            round(change.need[1], 2),
        ],
    }


def _warnings(before: Plan, after: Plan, changes: Sequence[CommuneChange]) -> list[str]:
    warnings = []
    if any(abs(one.need[1] - one.need[0]) > SAME_NEED * max(1.0, *one.need) for one in changes):
        warnings.append(typeset(wording.OTHER_NEED))
    first, second = before.settings, after.settings
    if (first.access, first.cycle) != (second.access, second.cycle):
        warnings.append(typeset(wording.OTHER_SETTINGS))
    return warnings
