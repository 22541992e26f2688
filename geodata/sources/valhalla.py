"""Travel times from a Valhalla server's matrix service.

The service is described at https://valhalla.github.io/valhalla/api/matrix/api-reference/. Since
version 3.5 an answer tells where on a road each place was put; without it the way from the place to
the road could not be counted, so older servers are refused.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ValidationError
from pyproj import Geod

from geodata.errors import SourceError
from geodata.snapping import Place
from geodata.sources.http import Answer, Http, fetch, parse_json
from geodata.sources.routing_server import PATIENCE_S, Block, Figure, make_block

VALHALLA_COSTING: Final = "auto"
"""Name of the costing model of cars."""
_NO_PATH: Final = 442
""""No path could be found for input": no pair of the whole request is joined."""
_M_PER_KM: Final = 1000
_TOO_MANY_FOR_CHANCE: Final = 5
"""So many places to the decimetre on a road: the answer repeats the question's points."""
_TOO_OLD: Final = (
    "la réponse ne dit pas à quelles routes les lieux sont rattachés (il faut Valhalla 3.5 ou "
    "plus récent)"
)


class _Drive(BaseModel):
    """Whole seconds and kilometres; null is "no way"."""

    time: Figure | None
    distance: Figure | None


class _Point(BaseModel):
    lon: float
    lat: float


class _Matrix(BaseModel):
    """The part of an answer that is used."""

    sources_to_targets: list[list[_Drive]]
    sources: list[_Point | None]
    """Where on a road each source was put; null where no road is near."""


def ask_valhalla(
    http: Http, url: str, costing: str, sources: Sequence[Place], targets: Sequence[Place]
) -> Answer[Block]:
    """Ask for the drives from some places to others.

    Raises
    ------
    SourceError
        The server is down, refuses, or answers something that is no matrix.
    """
    service = f"{url.rstrip('/')}/sources_to_targets"
    request = {
        "sources": [_location(place) for place in sources],
        "targets": [_location(place) for place in targets],
        "costing": costing,
        "units": "kilometers",
        "verbose": True,
    }
    return fetch(
        http,
        service,
        # As a GET, which is cached and retried like every other question of ours.
        params={"json": json.dumps(request, separators=(",", ":"))},
        source="le serveur Valhalla",
        read=lambda content: _read_matrix(content, sources, targets),
        read_refusal=lambda content: _read_refusal(content, sources, targets),
        read_timeout_s=PATIENCE_S,
        shown_url=service,
    )


def _location(place: Place) -> dict[str, float]:
    return {"lat": round(place.lat, 6), "lon": round(place.lon, 6)}


def _read_matrix(content: bytes, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
    answer = parse_json(content)
    if not isinstance(answer, dict) or "sources_to_targets" not in answer:
        raise _refusal(answer)
    if not isinstance(answer.get("sources"), list) or any(
        isinstance(point, list) for point in answer["sources"]
    ):
        raise SourceError(_TOO_OLD)
    try:
        matrix = _Matrix.model_validate(answer)
    except ValidationError as error:
        raise SourceError("la matrice est incomplète ou impossible") from error
    given = [_Point(lon=round(place.lon, 6), lat=round(place.lat, 6)) for place in sources]
    is_echo = matrix.sources == given and len(given) >= _TOO_MANY_FOR_CHANCE
    if len(matrix.sources) != len(sources) or is_echo:
        raise SourceError(_TOO_OLD)
    return make_block(
        [[drive.time for drive in row] for row in matrix.sources_to_targets],
        [
            [None if drive.distance is None else drive.distance * _M_PER_KM for drive in row]
            for row in matrix.sources_to_targets
        ],
        [
            np.inf if found is None else _metres(place, found)
            for place, found in zip(sources, matrix.sources, strict=True)
        ],
        shape=(len(sources), len(targets)),
    )


def _metres(place: Place, point: _Point) -> float:
    _, _, metres = Geod(ellps="WGS84").inv(place.lon, place.lat, point.lon, point.lat)
    return float(metres)


def _read_refusal(content: bytes, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
    """Read a refusal; that no pair is joined is an answer."""
    answer = parse_json(content)
    if isinstance(answer, dict) and answer.get("error_code") == _NO_PATH:
        nothing = np.full((len(sources), len(targets)), np.nan)
        # It does not tell the roads either; pairs of other requests may.
        return Block(time_s=nothing, length_m=nothing, source_m=np.full(len(sources), np.nan))
    raise _refusal(answer)


def _refusal(answer: Any) -> SourceError:  # noqa: ANN401 - JSON is anything
    told = answer.get("error") if isinstance(answer, dict) else None
    return SourceError(f"le serveur refuse : {told or 'réponse inattendue'}")
