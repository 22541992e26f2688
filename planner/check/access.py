"""What residents get, commune by commune: means and shares over the demand points."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from geodata.territory import Commune
from geodata.travel import UNREACHABLE_S
from planner.check.facts import Facts
from planner.check.points import (
    ROUNDING,
    ExpectedPoint,
    days_by_venue,
    is_cut_off,
    work_out_points,
)
from planner.check.wording import check_listed_once, compare, say
from planner.plan import CommuneAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAccess:
    """What one commune gets."""

    commune: Commune
    need: float
    points: tuple[ExpectedPoint, ...]
    is_cut_off: bool
    """Whether no road leads to a place of help in another commune; worked out where it counts."""

    @property
    def value_before(self) -> float:
        """Mean value of the existing offer alone."""
        return sum(point.share * point.value_before for point in self.points)

    @property
    def value(self) -> float:
        """Mean value with the plan."""
        return sum(point.share * point.value for point in self.points)

    @property
    def share_improved(self) -> float:
        """Share of residents to whom a planned session is better than the existing offer."""
        return self.share_of(lambda point: point.venue_id is not None)

    @property
    def share_unserved(self) -> float:
        """Share of residents to whom nothing is worth anything."""
        return self.share_of(lambda point: point.value <= 0)

    @property
    def has_planned_best(self) -> bool:
        """Whether planned sessions are what most of those have who have something."""
        share_served = 1 - self.share_unserved
        return (
            share_served >= 1 / 2 - ROUNDING
            and self.share_improved > 0
            and self.share_improved >= share_served / 2 - ROUNDING
        )

    @property
    def status_without_best(self) -> str:
        """Status of a commune to most of which the plan brings nothing better."""
        if self.share_unserved <= 1 / 2 + ROUNDING:
            return "existing_offer"
        return "unreachable" if self.is_cut_off else "not_served"

    def share_of(self, belongs: Callable[[ExpectedPoint], bool]) -> float:
        """Share of the residents who belong."""
        return sum(point.share for point in self.points if belongs(point))

    def shares_by(self, name: Callable[[ExpectedPoint], str | None]) -> dict[str, float]:
        """Share of residents by what a point names, where it names something."""
        shares: dict[str, float] = defaultdict(float)
        for point in self.points:
            named = name(point)
            if named is not None:
                shares[named] += point.share
        return dict(shares)


def mean_minutes(times: Iterable[tuple[float, int]]) -> float | None:
    """Mean of (share, seconds) over those whom a road leads there."""
    reached = [(share, time_s) for share, time_s in times if time_s < UNREACHABLE_S]
    if not reached:
        return None
    total = sum(share for share, _ in reached)
    return sum(share * time_s for share, time_s in reached) / total / 60


def most_common(shares: dict[str, float]) -> set[str]:
    """What most residents have; of equally common ones all."""
    most = max(shares.values(), default=0.0)
    return {name for name, share in shares.items() if share >= most - ROUNDING}


def work_out_access(facts: Facts) -> tuple[ExpectedAccess, ...]:
    """Work out what every commune of the territory gets, in its order."""
    points = work_out_points(facts)
    return tuple(
        ExpectedAccess(
            commune=commune,
            need=facts.need_of(commune.code),
            points=points[commune.code],
            is_cut_off=_has_mostly_nothing(points[commune.code]) and is_cut_off(facts, commune),
        )
        for commune in facts.territory.communes
    )


def _has_mostly_nothing(points: Sequence[ExpectedPoint]) -> bool:
    return sum(point.share for point in points if point.value <= 0) > 1 / 2


def check_communes(facts: Facts, access: Sequence[ExpectedAccess]) -> Iterator[str]:
    """Compare what the plan says of every commune."""
    yield from compare(
        "Planning", [("méthode du besoin", facts.plan.need_method, facts.need_method)]
    )
    if 60 * facts.plan.settings.access.standard_minutes > facts.residents.limit_s:
        yield "Planning : la norme d'accès dépasse les trajets d'habitants qui sont connus."
    yield from check_listed_once(
        "Communes", [row.commune_code for row in facts.plan.communes], facts.communes
    )
    expected = {one.commune.code: one for one in access}
    for row in facts.plan.communes:
        if row.commune_code in expected:
            yield from _check_commune(facts, row, expected[row.commune_code])


def _check_commune(facts: Facts, row: CommuneAccess, expected: ExpectedAccess) -> Iterator[str]:
    commune, points = expected.commune, expected.points
    standard_s = 60 * facts.plan.settings.access.standard_minutes
    words = f"Commune {commune.name} ({commune.code})"
    yield from compare(
        words,
        [
            ("nom", row.commune_name, commune.name),
            ("code EPCI", row.epci_code, commune.epci_code),
            ("EPCI", row.epci_name, commune.epci_name),
            ("code du canton", row.canton_code, commune.canton_code),
            ("canton", row.canton_name, commune.canton_name),
            ("population", row.population, commune.population),
            ("besoin", row.need, expected.need),
            ("valeur avant", row.value_before, expected.value_before),
            ("valeur", row.value, expected.value),
            (
                "minutes jusqu'au plus proche",
                row.nearest_minutes,
                mean_minutes((point.share, point.nearest_s) for point in points),
            ),
            ("part mieux servie", row.share_improved, expected.share_improved),
            ("part sans service", row.share_unserved, expected.share_unserved),
            (
                "part à portée",
                row.share_within_standard,
                expected.share_of(lambda point: point.nearest_s <= standard_s),
            ),
        ],
    )
    if row.best_venue_id is None:
        yield from _check_no_best(words, row, expected)
    else:
        yield from _check_best(facts, words, row, expected)


def _check_no_best(words: str, row: CommuneAccess, expected: ExpectedAccess) -> Iterator[str]:
    """Check a commune to most of which the plan brings nothing better."""
    if expected.has_planned_best:
        yield (
            f"{words} : statut {say(row.status)} sans meilleur lieu, alors que le planning est "
            f"mieux que l'offre existante pour {say(expected.share_improved)} des habitants."
        )
    elif row.status != expected.status_without_best:
        yield from compare(words, [("statut", row.status, expected.status_without_best)])
    yield from compare(
        words,
        [
            ("minutes jusqu'au meilleur lieu", row.best_minutes, None),
            ("permanences au meilleur lieu", row.best_sessions_per_cycle, None),
        ],
    )


def _check_best(
    facts: Facts, words: str, row: CommuneAccess, expected: ExpectedAccess
) -> Iterator[str]:
    """Check the venue that is said to be best for most."""
    num_sessions = days_by_venue(facts.plan.visits).get(row.best_venue_id or "", 0)
    venue = facts.venues.get(row.best_venue_id or "")
    if venue is None or not num_sessions:
        yield f"{words} : le meilleur lieu {say(row.best_venue_id)} n'est pas visité."
        return
    shares = expected.shares_by(lambda point: point.venue_id)
    if not expected.has_planned_best:
        yield (
            f"{words} : statut {say(row.status)} avec un meilleur lieu, alors que le planning "
            f"n'est mieux que pour {say(expected.share_improved)} des habitants."
        )
    elif venue.id not in most_common(shares):
        yield (
            f"{words} : le meilleur lieu {say(row.best_venue_id)} l'est pour "
            f"{say(shares.get(venue.id, 0.0))} des habitants, un autre pour "
            f"{say(max(shares.values()))}."
        )
    is_here = venue.commune_code == expected.commune.code
    yield from compare(
        words,
        [
            ("statut", row.status, "served_here" if is_here else "served_nearby"),
            (
                "minutes jusqu'au meilleur lieu",
                row.best_minutes,
                mean_minutes(
                    (point.share, point.venue_s)
                    for point in expected.points
                    if point.venue_id == row.best_venue_id
                ),
            ),
            ("permanences au meilleur lieu", row.best_sessions_per_cycle, num_sessions),
        ],
    )
