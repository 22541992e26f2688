"""Whom each venue can serve, demand point by demand point, for the check of exchanges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.places import venue_place_id
from planner.check.access import ExpectedAccess
from planner.check.facts import Facts
from planner.check.points import ExpectedPoint, weekly_shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Demand points, and what venues are worth to them."""

    points: tuple[ExpectedPoint, ...]
    commune_codes: tuple[str, ...]
    """Of each point."""
    need: tuple[float, ...]
    """People in need at each point."""
    shares: Mapping[str, Mapping[int, float]]
    """By venue id and point: the share of a weekly session's value; none is 0."""
    near: frozenset[tuple[str, str]]
    """(venue id, commune code) where some point is within the access standard."""


def work_out_reach(facts: Facts, access: Sequence[ExpectedAccess]) -> Reach:
    """Work out once, for all exchanges, whom each venue serves."""
    residents, territory = facts.residents, facts.territory
    codes = residents.cells.commune_code.tolist()
    own_points = {one.commune.code: iter(one.points) for one in access}
    points = tuple(next(own_points[code]) for code in codes)
    need_of = {one.commune.code: one.need for one in access}
    columns = {place_id: column for column, place_id in enumerate(residents.place_ids)}
    venue_of = {columns[venue_place_id(venue.id)]: venue for venue in territory.venues}
    standard_s = 60 * facts.plan.settings.access.standard_minutes
    near: set[tuple[str, str]] = set()
    start = residents.time_s.indptr.tolist()
    column_of, time_of = residents.time_s.indices.tolist(), residents.time_s.data.tolist()
    for point, code in enumerate(codes):
        for at in range(start[point], start[point + 1]):
            venue = venue_of.get(column_of[at])
            if venue is None or time_of[at] > standard_s:
                continue
            near.add((venue.id, code))
    return Reach(
        points=points,
        commune_codes=tuple(codes),
        need=tuple(need_of[code] * one.share for code, one in zip(codes, points, strict=True)),
        shares=weekly_shares(facts),
        near=frozenset(near),
    )
