"""Totals of EPCIs, cantons and the whole, and people within reach, added up point by point."""

from collections.abc import Iterator, Sequence
from typing import Final

from planner.check.access import ExpectedAccess
from planner.check.facts import Facts
from planner.check.wording import check_listed_once, compare, say
from planner.plan import AreaAccess

HALF_A_PERSON: Final = 0.5 + 1e-6


def check_totals(facts: Facts, access: Sequence[ExpectedAccess]) -> Iterator[str]:
    """Compare every total with the sum over its communes."""
    plan = facts.plan
    communes = [one.commune for one in access]
    epcis, cantons = [c.epci_code for c in communes], [c.canton_code for c in communes]
    yield from check_listed_once("EPCI", [area.code for area in plan.epcis], epcis)
    yield from check_listed_once("Cantons", [area.code for area in plan.cantons], cantons)
    for area in plan.epcis:
        own = [one for one in access if one.commune.epci_code == area.code]
        yield from _check_name("EPCI", area, {one.commune.epci_name for one in own})
        yield from _compare_area(f"EPCI {area.name}", area, own)
    for area in plan.cantons:
        own = [one for one in access if one.commune.canton_code == area.code]
        yield from _check_name("Canton", area, {one.commune.canton_name for one in own})
        yield from _compare_area(f"Canton {area.name}", area, own)
    yield from _compare_area("Territoire entier", plan.whole, access)
    yield from _check_reach(facts, access)


def covered_need(access: Sequence[ExpectedAccess]) -> float:
    """Sum of need x access value."""
    return sum(one.need * one.value for one in access)


def _check_name(words: str, area: AreaAccess, names: set[str]) -> Iterator[str]:
    if names and area.name not in names:
        yield f"{words} {area.code} : nom {say(area.name)} inconnu."


def _compare_area(words: str, area: AreaAccess, access: Sequence[ExpectedAccess]) -> Iterator[str]:
    yield from compare(
        words,
        [
            ("population", area.population, sum(one.commune.population for one in access)),
            ("besoin", area.need, sum(one.need for one in access)),
            (
                "besoin couvert avant",
                area.covered_need_before,
                sum(one.need * one.value_before for one in access),
            ),
            ("besoin couvert", area.covered_need, covered_need(access)),
        ],
    )


def _check_reach(facts: Facts, access: Sequence[ExpectedAccess]) -> Iterator[str]:
    """A drive of exactly the minutes counts as within."""
    yield from compare(
        "Seuils en minutes",
        [
            (
                "liste",
                tuple(reach.minutes for reach in facts.plan.reach),
                facts.plan.settings.access.reported_minutes,
            )
        ],
    )
    for reach in facts.plan.reach:
        words, within_s = f"À moins de {reach.minutes} min", 60 * reach.minutes
        before = [
            sum(point.share for point in one.points if point.offer_s <= within_s) for one in access
        ]
        after = [
            sum(point.share for point in one.points if point.nearest_s <= within_s)
            for one in access
        ]
        yield from compare(
            words,
            [
                ("besoin avant", reach.need_before, _sum(before, [one.need for one in access])),
                ("besoin", reach.need, _sum(after, [one.need for one in access])),
            ],
        )
        residents = [float(one.commune.population) for one in access]
        for name, given, expected in (
            ("population avant", reach.population_before, _sum(before, residents)),
            ("population", reach.population, _sum(after, residents)),
        ):
            # People are whole in the plan, their shares of a commune are not.
            if not abs(given - expected) <= HALF_A_PERSON:
                yield f"{words} : {name} : {say(given)} au lieu de {say(round(expected))}."


def _sum(shares: Sequence[float], people: Sequence[float]) -> float:
    return sum(share * number for share, number in zip(shares, people, strict=True))
