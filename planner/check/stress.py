"""The stress report, worked out again redraw by redraw from the values of the communes."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from geodata.places import commune_place_id, venue_place_id
from geodata.territory import Commune, Venue
from planner.check.access import ExpectedAccess
from planner.check.facts import Facts
from planner.check.wording import compare, say
from planner.need import Need
from planner.plan import NeedStress, VenueStress, Visit

_LUCK = 0.2
_ROUNDING = 1e-9
"""Relative: the same sum in another order may decide a tie otherwise."""


def check_stress(facts: Facts, access: Sequence[ExpectedAccess], need: Need) -> Iterator[str]:
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
                tuple(visit.venue_id for visit in facts.plan.visits),
            ),
        ],
    )
    yield from _check_venues(facts, stress, known, redraws)


def _check_venues(
    facts: Facts,
    stress: NeedStress,
    access: Sequence[ExpectedAccess],
    redraws: npt.NDArray[np.float64],
) -> Iterator[str]:
    for row, visit in zip(stress.venues, facts.plan.visits, strict=False):
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
        yield from _check_share(facts, row, words, _gains(facts, access, visit, rival), redraws)


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


def _gains(
    facts: Facts, access: Sequence[ExpectedAccess], visit: Visit, rival: Venue
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Value that the venue alone gives to each commune, and what the rival would give instead."""
    own, other = [], []
    for one in access:
        rest = [o.value for o in one.planned if o.venue_id != visit.venue_id]
        without = max([one.value_before, *rest])
        own.append(one.value - without)
        value = _value(facts, one.commune, rival, len(visit.weeks))
        other.append(max(0.0, value - without))
    return np.array(own), np.array(other)


def _value(facts: Facts, commune: Commune, venue: Venue, num_sessions: int) -> float:
    """Value of so many sessions a cycle at a venue for a commune."""
    settings, preferences = facts.plan.settings, facts.preferences
    cycle = settings.cycle
    worth = (
        cycle.value_weekly,
        cycle.value_fortnightly,
        cycle.value_every_third_week,
        cycle.value_every_fourth_week,
    )[max(1, min(4, cycle.num_weeks // max(1, num_sessions))) - 1]
    if venue.commune_code == commune.code:
        return worth
    time_s, _ = facts.drive(commune_place_id(commune.code), venue_place_id(venue.id))
    accept = settings.access.acceptance_elsewhere
    if accept is None:
        accept = preferences.acceptance_elsewhere
    willing = [share for minutes, share in preferences.willingness if time_s <= 60 * minutes]
    is_near = time_s <= 60 * settings.access.standard_minutes
    return worth * accept * willing[0] if is_near and willing else 0.0


def _percentile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
