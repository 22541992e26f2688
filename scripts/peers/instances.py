"""Territories to measure on: synthetic ones, and the real one with larger teams."""

from collections import defaultdict
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from geodata.territory import Adviser, Commune, Territory

_TEAM_NAME: Final = "Conseiller"


def with_team(territory: Territory, num_advisers: int) -> Territory:
    """Put a team of another size in the place of a territory's advisers.

    Bases are at the mairies of the largest commune of each canton, the largest of these first, then
    of the second largest, and so on; contracts are those of the advisers on file, in turn.
    """
    if num_advisers == len(territory.advisers):
        return territory
    mairie = {venue.commune_code: venue for venue in reversed(territory.venues)}
    bases = [commune for commune in _bases(territory) if commune.code in mairie][:num_advisers]
    if len(bases) < num_advisers:
        raise ValueError(f"{len(bases)} communes have a mairie, fewer than {num_advisers}")
    return replace(
        territory,
        absences=(),
        exclusions=(),
        advisers=tuple(
            _adviser(
                territory.advisers[position % len(territory.advisers)],
                number=position + 1,
                base=base,
                lon=mairie[base.code].lon,
                lat=mairie[base.code].lat,
            )
            for position, base in enumerate(bases)
        ),
    )


def _bases(territory: Territory) -> list[Commune]:
    """Communes in the order in which they become bases."""
    by_canton: defaultdict[str, list[Commune]] = defaultdict(list)
    for commune in sorted(territory.communes, key=lambda c: (-c.population, c.code)):
        by_canton[commune.canton_code].append(commune)
    rounds = zip_longest(*by_canton.values())
    return [
        commune
        for of_round in rounds
        for commune in sorted(
            (c for c in of_round if c is not None), key=lambda c: (-c.population, c.code)
        )
    ]


def _adviser(contract: Adviser, *, number: int, base: Commune, lon: float, lat: float) -> Adviser:
    return replace(
        contract,
        id=f"B{number:02d}",
        name=f"{_TEAM_NAME} {number}",
        base_commune_code=base.code,
        lon=lon,
        lat=lat,
        sector=(),
    )
