"""What changes from one plan to another, by commune, area and venue."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from planner.plan import AreaAccess, CommuneAccess, Plan, PlanVenue

AreaKind = Literal["epci", "canton"]
VenueState = Literal["kept", "more", "fewer", "added", "dropped"]
SAME: Final = 5e-4
"""Change of a covered share below which it is none: figures show tenths of a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Need and its covered part in both plans, of a commune or an area."""

    code: str
    name: str
    need: tuple[float, float]
    covered: tuple[float, float]

    @property
    def shares(self) -> tuple[float, float]:
        """Covered shares of need, in [0, 1]."""
        first, second = (
            covered / need if need > 0 else 0.0
            for covered, need in zip(self.covered, self.need, strict=True)
        )
        return first, second

    @property
    def points(self) -> float:
        """Change of the covered share: 0.1 is ten points more."""
        return self.shares[1] - self.shares[0]

    @property
    def people(self) -> float:
        """Change of covered need."""
        return self.covered[1] - self.covered[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneChange(Change):
    """A commune in both plans."""

    epci_name: str
    before: CommuneAccess
    after: CommuneAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueChange:
    """A venue that either plan visits."""

    venue: PlanVenue
    state: VenueState
    sessions: tuple[int, int]
    """Sessions a cycle in both plans."""


def whole_change(before: Plan, after: Plan) -> Change:
    """Compare the whole territory."""
    return _area_change(before.whole, after.whole)


def commune_changes(before: Plan, after: Plan) -> tuple[CommuneChange, ...]:
    """Compare every commune, by code.

    Raises
    ------
    ValueError
        When the plans are not of the same communes.
    """
    earlier = {row.commune_code: row for row in before.communes}
    if earlier.keys() != {row.commune_code for row in after.communes}:
        raise ValueError("the plans are not of the same communes")
    return tuple(
        CommuneChange(
            code=row.commune_code,
            name=row.commune_name,
            need=(earlier[row.commune_code].need, row.need),
            covered=(_covered(earlier[row.commune_code]), _covered(row)),
            epci_name=row.epci_name,
            before=earlier[row.commune_code],
            after=row,
        )
        for row in sorted(after.communes, key=lambda row: row.commune_code)
    )


def area_changes(before: Plan, after: Plan, kind: AreaKind) -> tuple[Change, ...]:
    """Compare the EPCIs or cantons that both plans know, by code."""
    first, second = (
        {area.code: area for area in (plan.epcis if kind == "epci" else plan.cantons)}
        for plan in (before, after)
    )
    return tuple(
        _area_change(first[code], second[code]) for code in sorted(first.keys() & second.keys())
    )


def sum_by_epci(changes: Sequence[CommuneChange]) -> tuple[Change, ...]:
    """Sum the communes of each EPCI of the second plan, by code."""
    by_code: defaultdict[str, list[CommuneChange]] = defaultdict(list)
    for change in changes:
        by_code[change.after.epci_code].append(change)
    return tuple(
        Change(
            code=code,
            name=own[0].epci_name,
            need=(sum(one.need[0] for one in own), sum(one.need[1] for one in own)),
            covered=(sum(one.covered[0] for one in own), sum(one.covered[1] for one in own)),
        )
        for code, own in sorted(by_code.items())
    )


def venue_changes(before: Plan, after: Plan) -> tuple[VenueChange, ...]:
    """Compare the venues of both plans, by id."""
    counts = [_sessions_by_venue(plan) for plan in (before, after)]
    venues = {venue.id: venue for plan in (before, after) for venue in plan.venues}
    return tuple(
        VenueChange(
            venue=venues[venue_id],
            state=_state(counts[0][venue_id], counts[1][venue_id]),
            sessions=(counts[0][venue_id], counts[1][venue_id]),
        )
        for venue_id in sorted(venues)
        if counts[0][venue_id] or counts[1][venue_id]
    )


def sign_of(change: Change) -> int:
    """1 for a gain, -1 for a loss, 0 where nothing that figures show changes."""
    return 0 if abs(change.points) < SAME else 1 if change.points > 0 else -1


def count_signs(changes: Sequence[Change]) -> Counter[int]:
    """Count gains and losses."""
    return Counter(sign_of(change) for change in changes)


def _state(before: int, after: int) -> VenueState:
    if before == after:
        return "kept"
    if before == 0:
        return "added"
    if after == 0:
        return "dropped"
    return "more" if after > before else "fewer"


def _sessions_by_venue(plan: Plan) -> Counter[str]:
    sessions: Counter[str] = Counter()
    for visit in plan.visits:
        sessions[visit.venue_id] += len(visit.weeks)
    return sessions


def _covered(row: CommuneAccess) -> float:
    return row.need * row.value


def _area_change(before: AreaAccess, after: AreaAccess) -> Change:
    return Change(
        code=after.code,
        name=after.name,
        need=(before.need, after.need),
        covered=(before.covered_need, after.covered_need),
    )
