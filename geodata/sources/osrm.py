"""Travel times from an OSRM server's table service.

The service is described at https://project-osrm.org/docs/v5.24.0/api/#table-service. The server
answers for its own roads and speeds; which ones they are, only its operator knows.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import requests
from pydantic import BaseModel, Field, ValidationError

from geodata.errors import SourceError
from geodata.snapping import AccessLeg, Place
from geodata.travel_matrix import (
    UNREACHABLE_M,
    UNREACHABLE_S,
    TravelTimes,
    access_costs,
    number_spots,
)

_PER_S: Final = 100
_CHUNK: Final = 50
"""Sources, and destinations, a request: a server as installed takes 100 places in one."""
_TIMEOUT_S: Final = (10.0, 120.0)
"""Until the connection stands, and between two parts of the answer."""
_LONGEST: Final = 1e9
"""Seconds or metres that no drive has."""

_Figure = Annotated[float, Field(ge=0, le=_LONGEST, allow_inf_nan=False)]


class _Waypoint(BaseModel):
    distance: _Figure
    """Metres from the place given to the road that the server took."""


class _Table(BaseModel):
    """The part of an answer that is used; null is "no way"."""

    durations: list[list[_Figure | None]]
    distances: list[list[_Figure | None]]
    sources: list[_Waypoint]
    destinations: list[_Waypoint]


def fetch_osrm_travel_times(
    session: requests.Session,
    url: str,
    places: Sequence[Place],
    *,
    access: AccessLeg,
    profile: str = "driving",
) -> TravelTimes:
    """Ask an OSRM server for the fastest drives between all places.

    Parameters
    ----------
    session
        Carries retries, cache and proxy.
    url
        Where the server listens, e.g. ``http://localhost:5000``.
    places
        Where drives start and end; the server ties each to the nearest road it knows.
    access
        How the way between a place and its road is counted; a place farther than ``max_m`` from
        the road is unreachable. The server counts nothing for this way.
    profile
        Name of the profile in the server's addresses.

    Raises
    ------
    SourceError
        The server is down, refuses, or answers something that is no table.
    """
    num_places = len(places)
    time_s = np.full((num_places, num_places), np.nan)
    length_m = np.full((num_places, num_places), np.nan)
    straight_m = np.full(num_places, np.inf)
    chunks = [
        np.arange(first, min(first + _CHUNK, num_places)) for first in range(0, num_places, _CHUNK)
    ]
    for rows in chunks:
        for columns in chunks:
            table = _fetch_table(
                session, f"{url.rstrip('/')}/table/v1/{profile}", places, rows, columns
            )
            cells = np.ix_(rows, columns)
            time_s[cells] = np.array(table.durations, dtype=np.float64)
            length_m[cells] = np.array(table.distances, dtype=np.float64)
            straight_m[rows] = [waypoint.distance for waypoint in table.sources]
    return _with_access(places, time_s, length_m, straight_m, access=access)


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


def _fetch_table(
    session: requests.Session,
    service: str,
    places: Sequence[Place],
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
) -> _Table:
    """Ask for the drives from some places to others, checked for its size."""
    points = [*rows.tolist(), *columns.tolist()]
    coordinates = ";".join(f"{places[at].lon:.6f},{places[at].lat:.6f}" for at in points)
    numbers = [str(number) for number in range(len(points))]
    answer = _ask(
        session,
        f"{service}/{coordinates}",
        {
            "annotations": "duration,distance",
            "sources": ";".join(numbers[: len(rows)]),
            "destinations": ";".join(numbers[len(rows) :]),
        },
    )
    try:
        table = _Table.model_validate(answer)
    except ValidationError as error:
        raise SourceError(
            "Le serveur OSRM a répondu une table incomplète ou impossible ; il faut une version "
            "qui donne durées et distances (5.18 ou plus récente)."
        ) from error
    shape = (len(rows), len(columns))
    for matrix in (table.durations, table.distances):
        if len(matrix) != shape[0] or any(len(row) != shape[1] for row in matrix):
            raise SourceError("Le serveur OSRM a répondu une table d'une autre taille que demandé.")
    if (len(table.sources), len(table.destinations)) != shape:
        raise SourceError("Le serveur OSRM n'a pas dit à quelles routes il rattache les lieux.")
    return table


def _ask(session: requests.Session, url: str, options: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Content of a good answer."""
    # The separators of lists are part of the service's language: they must not be encoded.
    query = "&".join(f"{name}={value}" for name, value in options.items())
    try:
        response = session.get(f"{url}?{query}", timeout=_TIMEOUT_S)
    except requests.RequestException as error:
        raise SourceError(f"Le serveur OSRM ne répond pas ({type(error).__name__}).") from error
    try:
        answer = response.json()
    except requests.JSONDecodeError as error:
        raise SourceError(
            f"Le serveur OSRM n'a pas répondu en JSON (code HTTP {response.status_code})."
        ) from error
    code = answer.get("code") if isinstance(answer, dict) else None
    if not response.ok or code != "Ok":
        told = answer.get("message", code) if isinstance(answer, dict) else "réponse inattendue"
        raise SourceError(f"Le serveur OSRM refuse : {told} (code HTTP {response.status_code}).")
    return answer
