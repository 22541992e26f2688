"""What help is wanted with, by EPCI, with the secrecy of the respondents kept.

Rules, each so that no subtraction brings back what another hides:

- an EPCI with too few respondents is merged with others until their sum may be shown;
- a share is shown only when it rests on MIN_RESPONDENTS who ticked the box *and* as many who did
  not, and the same holds for the whole;
- a theme is hidden in further areas, those with the fewest first, until what is hidden is two areas
  or more that together keep the rule: the whole less what is shown gives away no fewer;
- shares are whole percents, and no number of respondents is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.territory import Commune, Survey
from planner.need.secrecy import MIN_RESPONDENTS

OTHERS: Final = "Autres EPCI (réunis)"
WHOLE: Final = "Ensemble"

_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeShares:
    """Shares of those who want help and tick each theme, in one area."""

    name: str
    shares: tuple[float | None, ...]
    """In the order of ``ThemeTable.themes``, whole percents; ``None`` is hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTable:
    """Themes by EPCI, and the whole last."""

    themes: tuple[str, ...]
    rows: tuple[ThemeShares, ...]
    """Empty when too few people answered."""


def share_of_themes(communes: Sequence[Commune], survey: Survey | None) -> ThemeTable:
    """Share of the respondents who want help that tick each theme, by EPCI."""
    if survey is None or not survey.theme_names:
        return ThemeTable(themes=(), rows=())
    epci_of = {commune.code: (commune.epci_name, commune.epci_code) for commune in communes}
    asked: dict[tuple[str, str], int] = {}
    ticked: dict[tuple[str, str], _Ints] = {}
    counts = survey.wants_help & (survey.weight > 0)
    for code, row in zip(survey.commune_code[counts].tolist(), survey.themes[counts], strict=True):
        area = epci_of[code]
        asked[area] = asked.get(area, 0) + 1
        ticked[area] = ticked.get(area, np.zeros(len(row), dtype=np.int64)) + row
    areas = sorted(asked)
    names, sizes, ticks = _merge(
        [name for name, _ in areas], [asked[a] for a in areas], [ticked[a] for a in areas]
    )
    if not names:
        return ThemeTable(themes=survey.theme_names, rows=())
    shown = _may_show(np.array(sizes), np.array(ticks))
    rows = [
        ThemeShares(name=name, shares=_percents(tick, size, may))
        for name, size, tick, may in zip(names, sizes, ticks, shown, strict=True)
    ]
    if len(names) > 1:
        size, tick = sum(sizes), np.sum(ticks, axis=0)
        may = np.minimum(tick, size - tick) >= MIN_RESPONDENTS
        rows.append(ThemeShares(name=WHOLE, shares=_percents(tick, size, may)))
    return ThemeTable(themes=survey.theme_names, rows=tuple(rows))


def _merge(
    names: list[str], sizes: list[int], ticks: list[_Ints]
) -> tuple[list[str], list[int], list[_Ints]]:
    """Put areas with too few respondents together, with the next smallest if need be."""
    order = sorted(range(len(names)), key=lambda row: (sizes[row], row))
    small = [row for row in order if sizes[row] < MIN_RESPONDENTS]
    rest = order[len(small) :]
    if small:
        # One alone would be the whole less the others; two or more hide each other.
        while rest and (len(small) < 2 or sum(sizes[r] for r in small) < MIN_RESPONDENTS):  # noqa: PLR2004 - a pair
            small.append(rest.pop(0))
    total = sum(sizes[row] for row in small)
    kept = sorted(rest)
    merged_names = [names[row] for row in kept]
    merged_sizes = [sizes[row] for row in kept]
    merged_ticks = [ticks[row] for row in kept]
    if small and total >= MIN_RESPONDENTS:
        merged_names.append(OTHERS)
        merged_sizes.append(total)
        merged_ticks.append(np.sum([ticks[row] for row in small], axis=0))
    return merged_names, merged_sizes, merged_ticks


def _may_show(sizes: _Ints, ticks: _Ints) -> npt.NDArray[np.bool_]:
    """(areas, themes) whether a share may be shown."""
    fewest = np.minimum(ticks, sizes[:, None] - ticks)
    shown: npt.NDArray[np.bool_] = fewest >= MIN_RESPONDENTS
    for theme in range(ticks.shape[1]):
        while not shown[:, theme].all() and shown[:, theme].any():
            hidden = ~shown[:, theme]
            together = ticks[hidden, theme].sum()
            left = min(together, sizes[hidden].sum() - together)
            if np.count_nonzero(hidden) > 1 and left >= MIN_RESPONDENTS:
                break
            others = np.flatnonzero(shown[:, theme])
            shown[others[fewest[others, theme].argmin()], theme] = False
    return shown


def _percents(
    ticked: _Ints, size: int, may_show: npt.NDArray[np.bool_]
) -> tuple[float | None, ...]:
    return tuple(
        round(100 * count / size) / 100 if may else None
        for count, may in zip(ticked.tolist(), may_show.tolist(), strict=True)
    )
