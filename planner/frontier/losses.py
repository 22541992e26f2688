"""What communes lose between two points of a frontier."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.territory import Territory
from planner.frontier.points import Point

SAME_SHARE = 1e-6
"""Shares of need nearer than this are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A commune that has less with fewer means."""

    commune_code: str
    commune_name: str
    epci_name: str
    need: float
    """People in need."""
    value: float
    """Share of the need covered with the greater means."""
    value_after: float

    @property
    def people(self) -> float:
        """People in need covered less."""
        return self.need * (self.value - self.value_after)


def list_losses(
    territory: Territory, need: Mapping[str, float], *, present: Point, fewer: Point
) -> tuple[Loss, ...]:
    """List the communes that lose, by EPCI, most people first.

    Parameters
    ----------
    need
        People in need by commune code.
    """
    losses = [
        Loss(
            commune_code=commune.code,
            commune_name=commune.name,
            epci_name=commune.epci_name,
            need=need[commune.code],
            value=present.value_by_commune[commune.code],
            value_after=fewer.value_by_commune[commune.code],
        )
        for commune in territory.communes
        if fewer.value_by_commune[commune.code]
        < present.value_by_commune[commune.code] - SAME_SHARE
    ]
    return tuple(sorted(losses, key=lambda one: (one.epci_name, -one.people, one.commune_code)))
