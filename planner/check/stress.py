"""The stress report, worked out again redraw by redraw from the values of the communes."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from planner.check.access import ExpectedAccess
from planner.check.facts import Facts
from planner.check.points import worth_by_venue
from planner.check.reach import Reach, list_options
from planner.check.wording import compare, say
from planner.need import Need
from planner.plan import NeedStress, VenueStress

_LUCK = 0.2
_ROUNDING = 1e-9
"""Relative: the same sum in another order may decide a tie otherwise."""


def check_stress(
    facts: Facts, access: Sequence[ExpectedAccess], reach: Reach, need: Need
) -> Iterator[str]:
    """Check what the plan says of itself under redrawn need, if it says anything."""
    stress = facts.plan.stress
    known = [one for one in access if one.commune.code in need.commune_codes]
    if stress is None or not known:
        return
    column = {code: position for position, code in enumerate(need.commune_codes)}
    at = [column[one.commune.code] for one in known]
    sample = need.sample()[:, at].astype(np.float64)
    number = min(200, len(sample))
    chosen = [round(step * (len(sample) - 1) / max(1, number - 1)) for step in range(number)]
    redraws, people = sample[chosen], need.people[at]
    value = np.array([one.value for one in known])
    shares = sorted(float(row @ value / row.sum()) if row.sum() else 0.0 for row in redraws)
    total = float(people.sum())
    yield from compare(
        "Épreuve du besoin",
        [
            ("tirages", stress.num_redraws, number),
            ("part couverte", stress.covered_share, float(people @ value) / total if total else 0),
            ("part couverte basse", stress.covered_share_low, _percentile(shares, 0.05)),
            ("part couverte médiane", stress.covered_share_median, _percentile(shares, 0.5)),
            ("part couverte haute", stress.covered_share_high, _percentile(shares, 0.95)),
            ("part couverte la plus basse", stress.covered_share_least, shares[0]),
            (
                "lieux",
                tuple(row.venue_id for row in stress.venues),
                tuple(dict.fromkeys(visit.venue_id for visit in facts.plan.visits)),
            ),
        ],
    )
    yield from _check_venues(facts, stress, _Contests(facts, known, reach), redraws)


def _check_venues(
    facts: Facts,
    stress: NeedStress,
    contests: "_Contests",
    redraws: npt.NDArray[np.float64],
) -> Iterator[str]:
    for row in stress.venues:
        words = f"Épreuve du besoin, {facts.venue_words(row.venue_id)}"
        luck = row.outranked_share > _LUCK
        yield from compare(words, [("tient à l'estimation", row.depends_on_luck, luck)])
        if row.rival_venue_id is None:
            yield from compare(
                words, [("part devancée", row.outranked_share, 0.0), ("nom", row.rival_name, "")]
            )
            continue
        rival = facts.venues.get(row.rival_venue_id)
        if rival is None or any(v.venue_id == rival.id for v in facts.plan.visits):
            yield f"{words} : le concurrent {say(row.rival_venue_id)} est inconnu ou visité."
            continue
        yield from compare(words, [("nom", row.rival_name, rival.name)])
        gains = contests.gains(row.venue_id, rival.id)
        yield from _check_share(facts, row, words, gains, redraws)


def _check_share(
    facts: Facts,
    row: VenueStress,
    words: str,
    gains: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    redraws: npt.NDArray[np.float64],
) -> Iterator[str]:
    """Count the redraws that the rival wins; near ties may go either way."""
    own, other = redraws @ gains[0], redraws @ gains[1]
    slack = 3 * _ROUNDING * (1 + np.abs(own))
    surely, perhaps = float((other > own + slack).mean()), float((other > own - slack).mean())
    if not surely - _ROUNDING <= row.outranked_share <= perhaps + _ROUNDING:
        yield (
            f"{words} : devancé par {facts.venue_words(str(row.rival_venue_id))} dans "
            f"{say(row.outranked_share)} des tirages au lieu de {say(surely)}."
        )


class _Contests:
    """What a venue alone gives to residents, and what another would give in its place."""

    def __init__(self, facts: Facts, access: Sequence[ExpectedAccess], reach: Reach) -> None:
        self._reach = reach
        self._worth = worth_by_venue(facts)
        self._options = list_options(reach, self._worth)
        self._rank = {one.commune.code: position for position, one in enumerate(access)}

    def gains(
        self, venue_id: str, rival_id: str
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Mean value to each commune of the venue alone, and of the rival instead."""
        own, other = np.zeros(len(self._rank)), np.zeros(len(self._rank))
        reach, rival_share = self._reach, self._reach.shares[rival_id]
        worth = self._worth.get(venue_id, 0.0)
        for number in sorted(reach.shares.get(venue_id, {}).keys() | rival_share.keys()):
            point, commune = reach.points[number], self._rank.get(reach.commune_codes[number])
            if commune is None:
                continue  # its need is not known, nor redrawn
            rest = [value for value, at in self._options[number] if at != venue_id]
            without = max([point.value_before, *rest])
            own[commune] += point.share * (point.value - without)
            instead = worth * rival_share.get(number, 0.0)
            other[commune] += point.share * max(0.0, instead - without)
        return own, other


def _percentile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
