"""The nearest session and the nearest fixed place that a plan names for each commune."""

from collections.abc import Iterator, Sequence

from geodata.travel import UNREACHABLE_S
from planner.check.access import ExpectedAccess, Option
from planner.check.facts import Facts
from planner.check.wording import compare, say


def check_nearest(facts: Facts, access: Sequence[ExpectedAccess]) -> Iterator[str]:
    """Compare names and minutes; of places equally near any will do."""
    expected = {one.commune.code: one for one in access}
    for row in facts.plan.communes:
        one = expected.get(row.commune_code)
        if one is None:
            continue
        words = f"Commune {one.commune.name} ({one.commune.code})"
        yield from _compare_nearest(
            f"{words} : permanence la plus proche",
            row.nearest_session_venue_id,
            row.nearest_session_minutes,
            [(option.venue_id, option) for option in one.planned],
        )
        yield from _compare_nearest(
            f"{words} : lieu fixe le plus proche",
            row.nearest_offer_name,
            row.nearest_offer_minutes,
            [(option.offer_name, option) for option in one.offered],
        )


def _compare_nearest(
    words: str,
    given: str | None,
    minutes: float | None,
    options: Sequence[tuple[str | None, Option]],
) -> Iterator[str]:
    least_s = min((option.time_s for _, option in options), default=UNREACHABLE_S)
    if least_s >= UNREACHABLE_S:
        yield from compare(words, [("lieu", given, None), ("minutes", minutes, None)])
        return
    if given not in [name for name, option in options if option.time_s == least_s]:
        yield f"{words} : {say(given)} n'en est pas un des plus proches."
    yield from compare(words, [("minutes", minutes, least_s / 60)])
