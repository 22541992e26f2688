"""Travel times from an OSRM server's table service.

The service is described at https://project-osrm.org/docs/v5.24.0/api/#table-service.
"""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from geodata.errors import SourceError
from geodata.snapping import Place
from geodata.sources.http import Answer, Http, fetch, parse_json
from geodata.sources.routing_server import PATIENCE_S, Block, Figure, make_block

OSRM_PROFILE: Final = "driving"
"""Name of the profile in the addresses of a server as installed."""


class _Waypoint(BaseModel):
    distance: Figure
    """Metres from the place given to the road that the server took."""


class _Table(BaseModel):
    """The part of an answer that is used; null is "no way"."""

    durations: list[list[Figure | None]]
    distances: list[list[Figure | None]]
    sources: list[_Waypoint]


def ask_osrm(
    http: Http, url: str, profile: str, sources: Sequence[Place], targets: Sequence[Place]
) -> Answer[Block]:
    """Ask for the drives from some places to others.

    Raises
    ------
    SourceError
        The server is down, refuses, or answers something that is no table.
    """
    service = f"{url.rstrip('/')}/table/v1/{profile}"
    points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in (*sources, *targets))
    numbers = [str(number) for number in range(len(sources) + len(targets))]
    options = {
        "annotations": "duration,distance",
        "sources": ";".join(numbers[: len(sources)]),
        "destinations": ";".join(numbers[len(sources) :]),
    }
    # The separators of lists are part of the service's language: they must not be encoded.
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return fetch(
        http,
        f"{service}/{points}?{query}",
        source="le serveur OSRM",
        read=lambda content: _read_table(content, (len(sources), len(targets))),
        read_refusal=_read_refusal,
        read_timeout_s=PATIENCE_S,
        shown_url=service,
    )


def _read_table(content: bytes, shape: tuple[int, int]) -> Block:
    answer = parse_json(content)
    if not isinstance(answer, dict) or answer.get("code") != "Ok":
        raise _refusal(answer)
    try:
        table = _Table.model_validate(answer)
    except ValidationError as error:
        raise SourceError(
            "la table est incomplète ou impossible (il faut OSRM 5.18 ou plus récent, qui donne "
            "durées et distances)"
        ) from error
    return make_block(
        table.durations,
        table.distances,
        [waypoint.distance for waypoint in table.sources],
        shape=shape,
    )


def _read_refusal(content: bytes) -> Block:
    raise _refusal(parse_json(content))


def _refusal(answer: Any) -> SourceError:  # noqa: ANN401 - JSON is anything
    told = answer.get("message", answer.get("code")) if isinstance(answer, dict) else None
    return SourceError(f"le serveur refuse : {told or 'réponse inattendue'}")
