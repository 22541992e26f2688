"""Whom each venue can serve, demand point by demand point."""

from collections.abc import Iterator, Mapping, Sequence
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
    """Work out whom each venue serves: once, as it takes a walk over all drives."""
    codes = facts.residents.cells.commune_code.tolist()
    own_points = {one.commune.code: iter(one.points) for one in access}
    points = tuple(next(own_points[code]) for code in codes)
    need_of = {one.commune.code: one.need for one in access}
    return Reach(
        points=points,
        commune_codes=tuple(codes),
        need=tuple(need_of[code] * one.share for code, one in zip(codes, points, strict=True)),
        shares=weekly_shares(facts),
        near=frozenset(_near(facts)),
    )


def list_options(reach: Reach, worth: Mapping[str, float]) -> list[list[tuple[float, str]]]:
    """List what some venues are to each demand point: value and venue id, those of none left out.

    Parameters
    ----------
    worth
        By venue id: the value of its sessions to residents of its commune; 1 for their share of
        it alone.
    """
    options: list[list[tuple[float, str]]] = [[] for _ in reach.points]
    for venue_id, value in worth.items():
        for point, share in reach.shares.get(venue_id, {}).items():
            options[point].append((value * share, venue_id))
    return options


def _near(facts: Facts) -> Iterator[tuple[str, str]]:
    """Venues and communes of which some point is within the access standard."""
    residents = facts.residents
    venue_of = {venue_place_id(venue.id): venue.id for venue in facts.territory.venues}
    venues = [venue_of.get(place_id) for place_id in residents.place_ids]
    limit_s = 60 * facts.plan.settings.access.standard_minutes
    start = residents.time_s.indptr.tolist()
    column, time_s = residents.time_s.indices.tolist(), residents.time_s.data.tolist()
    for point, code in enumerate(residents.cells.commune_code.tolist()):
        for at in range(start[point], start[point + 1]):
            venue_id = venues[column[at]]
            if venue_id is not None and time_s[at] <= limit_s:
                yield venue_id, code
