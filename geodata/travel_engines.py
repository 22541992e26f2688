"""Travel times from the engine that the settings choose: our network, or a routing server."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from geodata.array_files import read_arrays, write_arrays
from geodata.roads import Roads
from geodata.snapping import AccessLeg, Place
from geodata.sources.http import Http, HttpOptions, forget_answers, open_http
from geodata.sources.osrm import OSRM_PROFILE, ask_osrm
from geodata.sources.routing_server import collect_travel_times
from geodata.sources.valhalla import VALHALLA_COSTING, ask_valhalla
from geodata.travel_cache import cached_travel_times
from geodata.travel_matrix import TravelTimes, compute_travel_times

EngineName = Literal["network", "osrm", "valhalla"]
FindTimes = Callable[[Sequence[Place]], TravelTimes]
"""Finds the fastest drives between all of some places."""
SERVER_CACHE: Final = "engine"
"""Folder, in the cache's, of what servers answered; to be deleted to ask them anew."""
_CACHE_FORMAT: Final = "engine-times-1"
_TITLES: Final = {"osrm": "OSRM", "valhalla": "Valhalla"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What computes travel times."""

    name: EngineName = "network"
    """``network`` is the territory's own roads; the others are servers."""
    url: str = ""
    """Of a server, without credentials."""
    profile: str = ""
    """OSRM's profile or Valhalla's costing; empty is that of cars."""

    @property
    def is_server(self) -> bool:
        """Whether somebody else's roads and speeds are used."""
        return self.name != "network"

    @property
    def used_profile(self) -> str:
        """What a server is asked for."""
        return self.profile or (OSRM_PROFILE if self.name == "osrm" else VALHALLA_COSTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelOrigin:
    """Who made travel times, and when."""

    engine: Engine = field(default_factory=Engine)
    asked_on: date | None = None
    """Day (UTC) of the oldest answer of a server; ``None`` for our own network."""

    @property
    def clause(self) -> str:
        """French sentence without its full stop: whose minutes these are, and of when."""
        if not self.engine.is_server:
            return "Les temps de trajet sont ceux d'une circulation fluide sur le réseau fourni"
        when = f", interrogé le {self.asked_on:%d/%m/%Y}" if self.asked_on else ""
        return (
            f"Les temps de trajet viennent du serveur {_TITLES[self.engine.name]} "
            f"{self.engine.url} (profil {self.engine.used_profile}){when}"
        )

    @property
    def caveats(self) -> tuple[str, ...]:
        """French sentences: what readers of these minutes must know."""
        if not self.engine.is_server:
            return ()
        return (
            "Les routes et les vitesses sont celles de ce serveur, qui peut en changer.",
            (
                "Il donne les trajets des conseillers ; ceux des habitants vers les lieux d'aide "
                "viennent du réseau fourni."
            ),
            "Les tracés de la carte suivent le réseau fourni, non les itinéraires du serveur.",
        )


OWN_NETWORK: Final = TravelOrigin()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EngineTimes:
    """Travel times with their origin."""

    times: TravelTimes
    origin: TravelOrigin


@contextmanager
def open_engine(
    roads: Roads, *, access: AccessLeg, engine: Engine, http: HttpOptions
) -> Iterator[FindTimes]:
    """Open a function that finds the fastest drives between any places, nothing of it stored.

    The function raises :class:`geodata.errors.SourceError` when a server fails.
    """
    if not engine.is_server:
        yield partial(compute_travel_times, roads, access=access)
        return
    with open_http(http) as opened:
        yield lambda places: _ask(opened, places, access=access, engine=engine).times


def find_travel_times(
    roads: Roads,
    places: Sequence[Place],
    *,
    access: AccessLeg,
    engine: Engine,
    folder: Path,
    http: HttpOptions | None = None,
) -> EngineTimes:
    """Find the fastest drives between all places, or read those found before.

    Parameters
    ----------
    roads
        The territory's network; a server does without.
    places, access
        See :func:`geodata.travel_matrix.compute_travel_times`.
    engine
        Who computes.
    folder
        Of the cache, made when absent. What a server answered is kept under a name made of all
        that was asked, its address included; of a run that was interrupted, the answers that came
        are kept for a day. A server's data may change meanwhile: the origin tells of when the times
        are.
    http
        How a server is asked; without it, as every source is.

    Raises
    ------
    SourceError
        The server is down, refuses, or answers nonsense.
    OSError
        The cache cannot be written.
    """
    if not engine.is_server:
        times = cached_travel_times(roads, places, access=access, folder=folder)
        return EngineTimes(times=times, origin=TravelOrigin(engine=engine))
    path = folder / SERVER_CACHE / f"{_digest(places, access=access, engine=engine)}.npz"
    stored = _read(path, places, engine=engine)
    if stored is not None:
        return stored
    with open_http(http or HttpOptions(cache_folder=folder / SERVER_CACHE)) as opened:
        found = _ask(opened, places, access=access, engine=engine)
        _write(path, found)
        # Single answers are worth keeping only as long as some are missing.
        forget_answers(opened)
    return found


def _ask(http: Http, places: Sequence[Place], *, access: AccessLeg, engine: Engine) -> EngineTimes:
    ask_block = ask_osrm if engine.name == "osrm" else ask_valhalla
    times, asked_on = collect_travel_times(
        partial(ask_block, http, engine.url, engine.used_profile), places, access=access
    )
    return EngineTimes(times=times, origin=TravelOrigin(engine=engine, asked_on=asked_on))


def _digest(places: Sequence[Place], *, access: AccessLeg, engine: Engine) -> str:
    asked = [_CACHE_FORMAT, astuple(engine), astuple(access), [astuple(place) for place in places]]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _read(path: Path, places: Sequence[Place], *, engine: Engine) -> EngineTimes | None:
    """Read stored times; a damaged file is none."""

    def read(arrays: Mapping[str, Any]) -> EngineTimes:
        times = TravelTimes(
            place_ids=tuple(place.id for place in places),
            time_s=arrays["time_s"],
            length_m=arrays["length_m"],
            access_m=arrays["access_m"],
        )
        asked_on = date.fromordinal(int(arrays["asked_on"]))
        return EngineTimes(times=times, origin=TravelOrigin(engine=engine, asked_on=asked_on))

    return read_arrays(path, read)


def _write(path: Path, found: EngineTimes) -> None:
    if found.origin.asked_on is None:
        return  # no place, no question
    write_arrays(
        path,
        {
            "time_s": found.times.time_s,
            "length_m": found.times.length_m,
            "access_m": found.times.access_m,
            "asked_on": found.origin.asked_on.toordinal(),
        },
    )
