"""What an OSRM and a Valhalla server answer about one made-up country."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pyproj import Geod

from geodata.snapping import Place

SNAP_M = {0.0: 1.0, 1.0: 50.0, 2.0: 0.0, 3.0: 5000.0, 9.0: 0.0}
"""Metres from the place at a longitude to the server's road; 9 is an island of its own."""
PLACES = [Place(id=f"p{lon:.0f}", lon=lon, lat=46.0) for lon in SNAP_M]
ISLAND = PLACES[-1]


def metres(one: float, other: float) -> float | None:
    """A kilometre a degree eastwards, two westwards, at 10 m/s; no way to the island."""
    if (one == ISLAND.lon) != (other == ISLAND.lon):
        return None
    return 1000.0 * max(other - one, 2 * (one - other))


def osrm_table(target: str) -> dict[str, Any]:
    parts = urlsplit(target)
    options = parse_qs(parts.query)
    assert options["annotations"] == ["duration,distance"]
    lons = [float(point.split(",")[0]) for point in parts.path.split("/")[-1].split(";")]
    chosen = {
        name: [lons[int(number)] for number in options[name][0].split(";")]
        for name in ("sources", "destinations")
    }
    lengths = [
        [metres(one, other) for other in chosen["destinations"]] for one in chosen["sources"]
    ]
    return {
        "code": "Ok",
        "durations": [
            [None if m is None else m / 10 + 0.04 * (m > 0) for m in row] for row in lengths
        ],
        "distances": lengths,
        **{
            name: [{"distance": SNAP_M[lon], "location": [lon, 46.0]} for lon in chosen[name]]
            for name in chosen
        },
    }


def osrm(target: str) -> bytes:
    return json.dumps(osrm_table(target)).encode()


def valhalla_matrix(target: str) -> dict[str, Any]:
    asked = json.loads(parse_qs(urlsplit(target).query)["json"][0])
    assert (asked["units"], asked["verbose"]) == ("kilometers", True)
    sources, targets = ([one["lon"] for one in asked[name]] for name in ("sources", "targets"))
    return {
        "sources_to_targets": [
            [drive(metres(one, other), row, column) for column, other in enumerate(targets)]
            for row, one in enumerate(sources)
        ],
        "sources": [road_point(lon) for lon in sources],
        "targets": [road_point(lon) for lon in targets],
        "units": "kilometers",
    }


def valhalla(target: str) -> bytes:
    return json.dumps(valhalla_matrix(target)).encode()


def drive(length_m: float | None, row: int, column: int) -> dict[str, Any]:
    return {
        "from_index": row,
        "to_index": column,
        "time": None if length_m is None else round(length_m / 10),
        "distance": None if length_m is None else length_m / 1000,
    }


def road_point(lon: float) -> dict[str, float]:
    """The road lies north of the place."""
    east, north, _ = Geod(ellps="WGS84").fwd(lon, 46.0, 0, SNAP_M[lon])
    return {"lon": round(east, 6), "lat": round(north, 6)}
