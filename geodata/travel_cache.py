"""Travel times kept on disk under a name made of all that enters."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geodata.array_files import read_arrays, write_arrays
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place
from geodata.travel_matrix import UNREACHABLE_M, UNREACHABLE_S, TravelTimes, compute_travel_times

_NO_WAY: Final = -1
_CACHE_FORMAT: Final = "travel-times-4"
"""To be changed with anything that makes other figures of the same input."""


def cached_travel_times(
    roads: Roads, places: Sequence[Place], *, access: AccessLeg, folder: Path
) -> TravelTimes:
    """Compute the fastest drives, or read them where the same input was computed before.

    The folder is made when absent. A cached file is named by the SHA-256 of all that enters; one
    that is damaged is computed anew.
    """
    path = folder / f"travel-{_input_digest(roads, places, access=access)}.npz"
    place_ids = tuple(place.id for place in places)

    def read(arrays: Mapping[str, Any]) -> TravelTimes:
        return TravelTimes(
            place_ids=place_ids,
            time_s=_unpacked(arrays["time_s"], UNREACHABLE_S),
            length_m=_unpacked(arrays["length_m"], UNREACHABLE_M),
            access_m=arrays["access_m"],
        )

    stored = read_arrays(path, read)
    if stored is not None:
        return stored
    travel = compute_travel_times(roads, places, access=access)
    write_arrays(
        path,
        {
            "time_s": _packed(travel.time_s, UNREACHABLE_S),
            "length_m": _packed(travel.length_m, UNREACHABLE_M),
            "access_m": travel.access_m,
        },
    )
    return travel


def _packed(values: npt.NDArray[np.int64], unreachable: int) -> npt.NDArray[np.int32]:
    """Store in half the room; "no way" does not fit and becomes -1."""
    narrow = values.copy()
    narrow[narrow == unreachable] = _NO_WAY
    if narrow.max(initial=0) > np.iinfo(np.int32).max:
        raise OverflowError("a drive is longer than the cache can hold")
    return narrow.astype(np.int32)


def _unpacked(values: npt.NDArray[np.int32], unreachable: int) -> npt.NDArray[np.int64]:
    # Widened first: beside 32-bit values numpy would cut ``unreachable`` down to 32 bits, to 0.
    wide = values.astype(np.int64)
    wide[wide == _NO_WAY] = unreachable
    return wide


def _input_digest(roads: Roads, places: Sequence[Place], *, access: AccessLeg) -> str:
    digest = hashlib.sha256(_CACHE_FORMAT.encode())
    names = ("node_lonlat", "edge_nodes", "length_m", "time_s", "is_oneway")
    # Shape points enter too: a place joins the nearest point of a road as it is drawn.
    for name in (*names, "shape_lonlat", "shape_start"):
        values = getattr(roads, name)
        little_endian = values.astype(values.dtype.newbyteorder("<"))
        digest.update(f"{name}{values.shape}".encode())
        digest.update(little_endian.tobytes())
    digest.update(json.dumps([astuple(access), [astuple(place) for place in places]]).encode())
    return digest.hexdigest()
