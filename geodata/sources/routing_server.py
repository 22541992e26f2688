"""What the adapters of routing servers share: requests in blocks, access legs, rounding.

A server answers for its own roads and speeds; which ones they are, only its operator knows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
from pydantic import Field

from geodata.errors import SourceError
from geodata.snapping import AccessLeg, Place
from geodata.sources.http import Answer
from geodata.travel_matrix import (
    UNREACHABLE_M,
    UNREACHABLE_S,
    TravelTimes,
    access_costs,
    number_spots,
)

PLACES_PER_SIDE: Final = 50
"""Sources, and targets, a request: OSRM as installed takes 100 places in one, Valhalla 2,500
pairs."""
PATIENCE_S: Final = 120.0
"""Longest silence of a server that computes a block."""
_PER_S: Final = 100
_LONGEST: Final = 1e9
"""Seconds or metres that no drive has."""

Figure = Annotated[float, Field(ge=0, le=_LONGEST, allow_inf_nan=False)]
"""Seconds or metres in an answer."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Drives from some places to some places, as a server tells them."""

    time_s: npt.NDArray[np.float64]
    """(num_sources, num_targets) seconds; NaN is "no way"."""
    length_m: npt.NDArray[np.float64]
    """(num_sources, num_targets) metres; NaN is "no way"."""
    source_m: npt.NDArray[np.float64]
    """(num_sources,) straight metres from each source to the road that the server took; NaN where
    the answer does not tell."""


AskBlock = Callable[[Sequence[Place], Sequence[Place]], Answer[Block]]
"""Asks a server for the drives from some places to others."""


def collect_travel_times(
    ask: AskBlock, places: Sequence[Place], *, access: AccessLeg
) -> tuple[TravelTimes, date | None]:
    """Ask a server, block after block, for the fastest drives between all places.

    Parameters
    ----------
    ask
        Asks for one block.
    places
        Where drives start and end; the server ties each to the nearest road it knows.
    access
        How the way between a place and its road is counted; a place farther than ``max_m`` from
        the road is unreachable. The servers count nothing for this way.

    Returns
    -------
    tuple
        The times, and the day (UTC) of the oldest answer; ``None`` when nothing was asked.

    Raises
    ------
    SourceError
        The server is down, refuses, or answers something that is no matrix.
    """
    num_places = len(places)
    time_s = np.full((num_places, num_places), np.nan)
    length_m = np.full((num_places, num_places), np.nan)
    straight_m = np.full(num_places, np.inf)
    starts = range(0, num_places, PLACES_PER_SIDE)
    blocks = [np.arange(first, min(first + PLACES_PER_SIDE, num_places)) for first in starts]
    days = []
    for rows in blocks:
        for columns in blocks:
            answer = ask(
                [places[at] for at in rows.tolist()], [places[at] for at in columns.tolist()]
            )
            days.append(date.fromisoformat(answer.retrieved[:10]))
            cells = np.ix_(rows, columns)
            time_s[cells] = answer.value.time_s
            length_m[cells] = answer.value.length_m
            straight_m[rows] = np.fmin(straight_m[rows], answer.value.source_m)
    travel = _with_access(places, time_s, length_m, straight_m, access=access)
    return travel, min(days, default=None)


def make_block(
    durations_s: Sequence[Sequence[float | None]],
    lengths_m: Sequence[Sequence[float | None]],
    source_m: Sequence[float],
    *,
    shape: tuple[int, int],
) -> Block:
    """Make a block of an answer's lists, of which ``None`` is "no way".

    Raises
    ------
    SourceError
        The lists are not of the size that was asked for.
    """
    for matrix in (durations_s, lengths_m):
        if len(matrix) != shape[0] or any(len(row) != shape[1] for row in matrix):
            raise SourceError("la réponse est une table d'une autre taille que demandé")
    if len(source_m) != shape[0]:
        raise SourceError("la réponse ne dit pas à quelles routes les lieux sont rattachés")
    return Block(
        time_s=np.array(durations_s, dtype=np.float64),
        length_m=np.array(lengths_m, dtype=np.float64),
        source_m=np.array(source_m, dtype=np.float64),
    )


def check_server_url(url: str) -> None:
    """Refuse an address that no request can start with, or that would give away a password.

    Raises
    ------
    ValueError
        With a French message that does not repeat the address.
    """
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port  # a port that is no number is found out here
    except ValueError:
        is_address = False
    if not is_address or any(sign.isspace() for sign in url):
        raise ValueError("n'est pas une adresse de la forme « http://localhost:5000 »")
    if "@" in parts.netloc:
        raise ValueError(
            "ne doit contenir ni identifiant ni mot de passe : les réglages sont copiés dans "
            "chaque planning"
        )
    if parts.query or parts.fragment:
        raise ValueError("doit s'arrêter au chemin, sans « ? » ni « # »")


def _with_access(
    places: Sequence[Place],
    time_s: npt.NDArray[np.float64],
    length_m: npt.NDArray[np.float64],
    straight_m: npt.NDArray[np.float64],
    *,
    access: AccessLeg,
) -> TravelTimes:
    """Add the access legs, and round as our own travel times are rounded."""
    is_reachable = straight_m <= access.max_m
    is_way = np.isfinite(time_s) & np.isfinite(length_m)
    is_way &= is_reachable[:, np.newaxis] & is_reachable
    leg_cs, leg_m = access_costs(np.where(is_reachable, straight_m, 0), access=access)
    time_cs = np.rint(np.where(is_way, time_s, 0) * _PER_S).astype(np.int64)
    whole_s = -(-(time_cs + leg_cs[:, np.newaxis] + leg_cs) // _PER_S)
    whole_m = np.rint(np.where(is_way, length_m, 0)).astype(np.int64)
    whole_m += leg_m[:, np.newaxis] + leg_m
    spot = number_spots(places)
    is_here = (spot[:, np.newaxis] == spot) & is_reachable
    whole_s[is_here], whole_m[is_here] = 0, 0
    is_way |= is_here
    return TravelTimes(
        place_ids=tuple(place.id for place in places),
        time_s=np.where(is_way, whole_s, UNREACHABLE_S),
        length_m=np.where(is_way, whole_m, UNREACHABLE_M),
        access_m=straight_m,
    )
