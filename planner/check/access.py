"""What residents get, commune by commune, worked out again from drives and the survey's curve."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.places import base_place_id, commune_place_id, offer_place_id, venue_place_id
from geodata.territory import Commune
from geodata.travel import UNREACHABLE_S
from planner.check.facts import Facts
from planner.check.wording import check_listed_once, compare, is_same, say
from planner.plan import CommuneAccess

ROUNDING: Final = 1e-12
"""The same product in another order differs by less: neither value is then the better one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A place where residents of a commune may get help."""

    venue_id: str | None
    """``None`` for a place of the existing offer."""
    offer_name: str | None
    """``None`` for a planned venue."""
    num_sessions: int
    """Sessions a cycle; weekly for the existing offer."""
    is_at_home: bool
    """Whether it lies in the residents' own commune."""
    time_s: int
    """By road; 0 in the own commune, UNREACHABLE_S where no road leads."""
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAccess:
    """What one commune gets."""

    commune: Commune
    need: float
    offered: tuple[Option, ...]
    planned: tuple[Option, ...]
    is_reachable: bool
    """Whether a road leads to some venue, base or offer place in another commune."""

    @property
    def value_before(self) -> float:
        """Value of the existing offer alone."""
        return max((option.value for option in self.offered), default=0.0)

    @property
    def best_planned(self) -> float:
        """Value of the best planned venue alone."""
        return max((option.value for option in self.planned), default=0.0)

    @property
    def value(self) -> float:
        """Value with the plan: residents take their best option."""
        return max(self.value_before, self.best_planned)

    @property
    def nearest_before_s(self) -> int:
        """Seconds to the nearest place of the existing offer."""
        return min((option.time_s for option in self.offered), default=UNREACHABLE_S)

    @property
    def nearest_s(self) -> int:
        """Seconds to the nearest planned venue or place of the existing offer."""
        nearest_planned = min((option.time_s for option in self.planned), default=UNREACHABLE_S)
        return min(self.nearest_before_s, nearest_planned)


def work_out_access(facts: Facts) -> tuple[ExpectedAccess, ...]:
    """Work out the options of every commune of the territory, in its order."""
    return tuple(_access_of(facts, commune) for commune in facts.territory.communes)


def check_communes(facts: Facts, access: Sequence[ExpectedAccess]) -> Iterator[str]:
    """Compare what the plan says of every commune."""
    yield from compare(
        "Planning", [("méthode du besoin", facts.plan.need_method, facts.need_method)]
    )
    yield from check_listed_once(
        "Communes", [row.commune_code for row in facts.plan.communes], facts.communes
    )
    expected = {one.commune.code: one for one in access}
    for row in facts.plan.communes:
        if row.commune_code in expected:
            yield from _check_commune(row, expected[row.commune_code])


def _access_of(facts: Facts, commune: Commune) -> ExpectedAccess:
    home = commune_place_id(commune.code)
    values, weekly = values_by_sessions(facts), facts.plan.settings.cycle.value_weekly
    sessions_of: Counter[str] = Counter()
    for visit in facts.plan.visits:
        sessions_of[visit.venue_id] += len(visit.weeks)

    offered, is_reachable = [], False
    for offer in facts.territory.existing_offer:
        time_s, _ = facts.drive(home, offer_place_id(offer.id))
        is_at_home = offer.commune_code == commune.code
        is_reachable |= not is_at_home and time_s < UNREACHABLE_S
        offered.append(
            Option(
                venue_id=None,
                offer_name=offer.name,
                num_sessions=facts.cycle_weeks,
                is_at_home=is_at_home,
                time_s=0 if is_at_home else time_s,
                value=weekly * (1.0 if is_at_home else share_coming(facts, time_s)),
            )
        )
    planned = []
    for venue_id, num_sessions in sessions_of.items():
        venue = facts.venues.get(venue_id)
        if venue is None:
            continue
        time_s, _ = facts.drive(home, venue_place_id(venue_id))
        is_at_home = venue.commune_code == commune.code
        worth = values.get(num_sessions, 0.0)
        planned.append(
            Option(
                venue_id=venue_id,
                offer_name=None,
                num_sessions=num_sessions,
                is_at_home=is_at_home,
                time_s=0 if is_at_home else time_s,
                value=worth * (1.0 if is_at_home else share_coming(facts, time_s)),
            )
        )
    elsewhere = [
        base_place_id(adviser.id)
        for adviser in facts.territory.advisers
        if adviser.base_commune_code != commune.code
    ]
    elsewhere += [
        venue_place_id(venue.id)
        for venue in facts.territory.venues
        if venue.commune_code != commune.code
    ]
    is_reachable |= any(facts.drive(home, place)[0] < UNREACHABLE_S for place in elsewhere)
    return ExpectedAccess(
        commune=commune,
        need=facts.need_of(commune.code),
        offered=tuple(offered),
        planned=tuple(planned),
        is_reachable=is_reachable,
    )


def values_by_sessions(facts: Facts) -> dict[int, float]:
    """Value v(k) of k sessions a cycle: one every W/k weeks."""
    cycle = facts.plan.settings.cycle
    by_interval = {
        1: cycle.value_weekly,
        2: cycle.value_fortnightly,
        3: cycle.value_every_third_week,
        4: cycle.value_every_fourth_week,
    }
    return {
        num_sessions: by_interval[cycle.num_weeks // num_sessions]
        for num_sessions in range(1, cycle.num_weeks + 1)
        if cycle.num_weeks % num_sessions == 0
    }


def share_coming(facts: Facts, time_s: int) -> float:
    """Share of people in need who accept another commune, and that drive to it."""
    access = facts.plan.settings.access
    if time_s > 60 * access.standard_minutes:
        return 0.0
    accept = access.acceptance_elsewhere
    if accept is None:
        accept = facts.preferences.acceptance_elsewhere
    for minutes, willing in facts.preferences.willingness:
        if time_s <= 60 * minutes:
            return accept * willing
    return 0.0


def _check_commune(row: CommuneAccess, expected: ExpectedAccess) -> Iterator[str]:
    commune = expected.commune
    words = f"Commune {commune.name} ({commune.code})"
    nearest = None if expected.nearest_s >= UNREACHABLE_S else expected.nearest_s / 60
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
            ("minutes jusqu'au plus proche", row.nearest_minutes, nearest),
        ],
    )
    if row.best_venue_id is None:
        yield from _check_no_best(words, row, expected)
    else:
        yield from _check_best(words, row, expected)


def _check_no_best(words: str, row: CommuneAccess, expected: ExpectedAccess) -> Iterator[str]:
    """Check a commune to which the plan brings nothing better."""
    if expected.value_before > 0:
        status = "existing_offer"
    elif expected.is_reachable:
        status = "not_served"
    else:
        status = "unreachable"
    if expected.best_planned > expected.value_before + ROUNDING:
        yield (
            f"{words} : statut {say(row.status)} sans meilleur lieu, alors qu'un lieu du planning "
            f"vaut {say(expected.best_planned)} contre {say(expected.value_before)} avant."
        )
    elif row.status != status:
        yield f"{words} : statut : {say(row.status)} au lieu de {say(status)}."
    yield from compare(
        words,
        [
            ("minutes jusqu'au meilleur lieu", row.best_minutes, None),
            ("permanences au meilleur lieu", row.best_sessions_per_cycle, None),
        ],
    )


def _check_best(words: str, row: CommuneAccess, expected: ExpectedAccess) -> Iterator[str]:
    """Check the venue that is said to be best; of equally good ones any will do."""
    found = [option for option in expected.planned if option.venue_id == row.best_venue_id]
    if not found:
        yield f"{words} : le meilleur lieu {say(row.best_venue_id)} n'est pas visité."
        return
    best = found[0]
    if not is_same(best.value, expected.best_planned):
        yield (
            f"{words} : le meilleur lieu {say(row.best_venue_id)} vaut {say(best.value)}, "
            f"un autre {say(expected.best_planned)}."
        )
    gain = expected.best_planned - expected.value_before
    if gain < -ROUNDING or gain == 0:
        yield (
            f"{words} : statut {say(row.status)} avec un meilleur lieu, alors que le planning "
            f"n'apporte rien de plus que l'offre existante ({say(expected.value_before)})."
        )
    yield from compare(
        words,
        [
            ("statut", row.status, "served_here" if best.is_at_home else "served_nearby"),
            ("minutes jusqu'au meilleur lieu", row.best_minutes, best.time_s / 60),
            ("permanences au meilleur lieu", row.best_sessions_per_cycle, best.num_sessions),
        ],
    )
