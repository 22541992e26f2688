"""Need as the estimate gives it: scenario, intervals and shares, worked out from its draws."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from geodata.territory import Commune, Territory
from planner.check.wording import compare, say
from planner.need import Need
from planner.plan import AreaAccess, CommuneAccess, Plan

SINGLE_PRECISION = 1e-4
"""Relative: draws are kept in single precision."""
_TAIL = {"low": 0.10, "high": 0.90}


def check_need(plan: Plan, territory: Territory, need: Need) -> Iterator[str]:
    """Check the scenario of need, and every interval and share of it."""
    draws = dict(zip(need.commune_codes, need.sample().T.astype(np.float64), strict=True))
    communes = {commune.code: commune for commune in territory.communes}
    rows = [row for row in plan.communes if row.commune_code in draws.keys() & communes.keys()]
    yield from compare("Planning", [("enquête", plan.need_has_survey, need.has_survey)])
    scenario = plan.settings.need.scenario
    for row in rows:
        column = draws[row.commune_code]
        expected = _percentile(column, _TAIL[scenario]) if scenario in _TAIL else column.mean()
        if not math.isclose(row.need, expected, rel_tol=SINGLE_PRECISION, abs_tol=0.01):
            yield (
                f"Commune {row.commune_name} : besoin {say(row.need)} au lieu de {say(expected)} "
                f"selon l'hypothèse de besoin {say(scenario)}."
            )
    for row in rows:
        yield from _check_interval(
            f"Commune {row.commune_name}",
            row,
            [communes[row.commune_code]],
            draws[row.commune_code],
        )
    everywhere = [commune for commune in territory.communes if commune.code in draws]
    areas = [
        (area, f"EPCI {area.name}", [c for c in everywhere if c.epci_code == area.code])
        for area in plan.epcis
    ]
    areas += [
        (area, f"Canton {area.name}", [c for c in everywhere if c.canton_code == area.code])
        for area in plan.cantons
    ]
    areas.append((plan.whole, "Territoire entier", everywhere))
    for area, words, members in areas:
        total = np.sum([draws[commune.code] for commune in members], axis=0)
        if members:
            yield from _check_interval(words, area, members, total)


def _check_interval(
    words: str,
    row: CommuneAccess | AreaAccess,
    members: Sequence[Commune],
    draws: npt.NDArray[np.float64],
) -> Iterator[str]:
    residents = sum(sum(commune.residents_by_age) for commune in members)
    yield from compare(
        words,
        [
            ("bas du besoin", row.need_low, _percentile(draws, 0.05)),
            ("haut du besoin", row.need_high, _percentile(draws, 0.95)),
            ("part du besoin", row.need_share, row.need / residents if residents else 0.0),
        ],
    )


def _percentile(draws: npt.NDArray[np.float64], share: float) -> float:
    """Value below which a share of the draws lies, between two neighbours by the straight line."""
    ordered = np.sort(draws).tolist()
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    value: float = ordered[below] + (place - below) * (ordered[above] - ordered[below])
    return value
