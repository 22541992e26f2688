"""A frontier put down as the record that maps and other tools read."""

from importlib.metadata import version
from typing import Final

from planner.frontier.points import Point
from planner.frontier.record import By, FrontierPoint, FrontierRecord
from planner.frontier.search import Frontier
from planner.settings import Settings

VALUE_DECIMALS: Final = 6


def _points(points: tuple[Point, ...]) -> tuple[FrontierPoint, ...]:
    """Write down points; values are rounded to a millionth."""
    return tuple(
        FrontierPoint(
            x=point.x,
            change=point.change,
            covered_need=point.covered_need,
            bound=point.bound,
            is_present=point.is_present,
            hit_time_limit=point.hit_time_limit,
            num_venues=len(point.frequency),
            value_by_commune={
                code: round(value, VALUE_DECIMALS)
                for code, value in sorted(point.value_by_commune.items())
            },
        )
        for point in points
    )


def record_frontier(
    frontier: Frontier,
    by: By,
    *,
    need: float,
    settings: Settings,
    fingerprints: dict[str, str],
    seed: int,
) -> FrontierRecord:
    """Make the record of a frontier."""
    return FrontierRecord(
        software_version=version("itinerance"),
        by=by,
        seed=seed,
        settings=settings,
        fingerprints=dict(sorted(fingerprints.items())),
        need=need,
        points=_points(frontier.points),
        assumptions=frontier.assumptions,
        missing=frontier.missing,
    )
