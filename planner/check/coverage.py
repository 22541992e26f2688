"""People covered by any visits, from what is worked out once for a territory.

The same figures as in :mod:`planner.check.access`, without what else a commune's row says.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.check.facts import Facts
from planner.check.points import worth_by_venue
from planner.check.reach import Reach

Positions = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residents:
    """Demand points, and what a weekly session of every venue is worth to each."""

    commune_codes: tuple[str, ...]
    venue_ids: tuple[str, ...]
    commune: Positions
    """Of each point."""
    need: Numbers
    value_before: Numbers
    point: Positions
    """Of each option; venues of no worth to a point are none."""
    venue: Positions
    share: Numbers
    """Of a weekly session's value, to the option's point."""


def list_residents(facts: Facts, reach: Reach) -> Residents:
    """Put demand points and what venues are worth to them into arrays."""
    commune_codes, venue_ids = tuple(facts.communes), tuple(reach.shares)
    commune_at = {code: at for at, code in enumerate(commune_codes)}
    options = [
        (point, venue, share)
        for venue, venue_id in enumerate(venue_ids)
        for point, share in reach.shares[venue_id].items()
    ]
    point, venue, share = zip(*options, strict=True) if options else ((), (), ())
    return Residents(
        commune_codes=commune_codes,
        venue_ids=venue_ids,
        commune=np.array([commune_at[code] for code in reach.commune_codes], dtype=np.int64),
        need=np.array(reach.need, dtype=np.float64),
        value_before=np.array([one.value_before for one in reach.points], dtype=np.float64),
        point=np.array(point, dtype=np.int64),
        venue=np.array(venue, dtype=np.int64),
        share=np.array(share, dtype=np.float64),
    )


def work_out_covered_need(facts: Facts, residents: Residents) -> dict[str, float]:
    """People in need whom the visits of a plan cover, by commune code."""
    worth_of = worth_by_venue(facts)
    worth = np.array([worth_of.get(venue_id, 0.0) for venue_id in residents.venue_ids])
    value = residents.value_before.copy()
    np.maximum.at(value, residents.point, worth[residents.venue] * residents.share)
    covered = np.bincount(
        residents.commune,
        weights=residents.need * value,
        minlength=len(residents.commune_codes),
    )
    return dict(zip(residents.commune_codes, covered.tolist(), strict=True))
