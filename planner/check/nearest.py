"""The nearest session and the nearest fixed place that a plan names for each commune."""

from collections.abc import Iterator, Sequence

from planner.check.access import ExpectedAccess, mean_minutes, most_common
from planner.check.facts import Facts
from planner.check.wording import compare, say


def check_nearest(facts: Facts, access: Sequence[ExpectedAccess]) -> Iterator[str]:
    """Compare names and minutes; of places nearest to equally many any will do."""
    expected = {one.commune.code: one for one in access}
    names = {offer.id: offer.name for offer in facts.territory.existing_offer}
    for row in facts.plan.communes:
        one = expected.get(row.commune_code)
        if one is None:
            continue
        words = f"Commune {one.commune.name} ({one.commune.code})"
        yield from _compare_nearest(
            f"{words} : permanence la plus proche",
            row.nearest_session_venue_id,
            row.nearest_session_minutes,
            named=most_common(one.shares_by(lambda point: point.session_id)),
            expected=mean_minutes((point.share, point.session_s) for point in one.points),
        )
        yield from _compare_nearest(
            f"{words} : lieu fixe le plus proche",
            row.nearest_offer_name,
            row.nearest_offer_minutes,
            named={names[o] for o in most_common(one.shares_by(lambda point: point.offer_id))},
            expected=mean_minutes((point.share, point.offer_s) for point in one.points),
        )


def _compare_nearest(
    words: str,
    given: str | None,
    minutes: float | None,
    *,
    named: set[str],
    expected: float | None,
) -> Iterator[str]:
    if given not in named if named else given is not None:
        yield f"{words} : {say(given)} n'est pas le plus proche de la plupart des habitants."
    yield from compare(words, [("minutes", minutes, expected)])
