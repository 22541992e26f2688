"""Travel times kept on disk under a name made of all that enters."""

import hashlib
import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from geodata.files import write_atomically
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place
from geodata.travel_matrix import TravelTimes, compute_travel_times

_CACHE_FORMAT: Final = "travel-times-2"
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
    try:
        # From memory: numpy leaves a file open that turns out to be no archive.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return TravelTimes(
                place_ids=place_ids,
                time_s=arrays["time_s"],
                length_m=arrays["length_m"],
                access_m=arrays["access_m"],
            )
    except (OSError, EOFError, KeyError, ValueError, RuntimeError, BadZipFile, zlib.error):
        travel = compute_travel_times(roads, places, access=access)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, time_s=travel.time_s, length_m=travel.length_m, access_m=travel.access_m
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(path, buffer.getvalue())
    return travel


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
