"""What one adviser does in a half-day: one session, or two short ones at venues nearby."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from geodata.places import venue_place_id
from geodata.territory import Venue
from geodata.weekdays import FRENCH_WEEKDAYS
from planner.check.facts import Facts
from planner.check.wording import HALF_WORDS
from planner.plan import Visit

STEP_MINUTES: Final = 5


def check_half_days_held(facts: Facts) -> Iterator[str]:
    """One adviser cannot be in two places; two short sessions may share a half-day."""
    held: dict[tuple[str, int, str, int], list[Visit]] = defaultdict(list)
    for visit in facts.plan.visits:
        for week in visit.weeks:
            held[visit.adviser_id, visit.weekday, visit.half, week].append(visit)
    for (adviser_id, weekday, half, week), visits in held.items():
        if len(visits) == 1:
            continue
        words = (
            f"{facts.adviser_words(adviser_id)}, {FRENCH_WEEKDAYS[weekday]} "
            f"{HALF_WORDS[half]}, semaine {week}"
        )
        places = ", ".join(facts.venue_words(visit.venue_id) for visit in visits)
        venues = [facts.venues.get(visit.venue_id) for visit in visits]
        may_share = all(venue is not None and _may_share(venue) for venue in venues)
        if len(visits) > 2 or not may_share:  # noqa: PLR2004 - a pair
            yield f"{words} : plusieurs permanences à la fois ({places})."
            continue
        for fault in _faults_of_pair(facts, visits):
            yield f"{words} : {fault} ({places})."


def _faults_of_pair(facts: Facts, visits: Sequence[Visit]) -> Iterator[str]:
    first, second = sorted(visits, key=lambda visit: visit.start_minute)
    if first.weeks != second.weeks:
        yield "deux permanences courtes d'une demi-journée n'ont pas le même rythme"
    drive_s, _ = _drive(facts, first.venue_id, second.venue_id)
    gap_minutes = STEP_MINUTES * -(-drive_s // (60 * STEP_MINUTES))
    if second.start_minute != first.end_minute + gap_minutes:
        yield (
            f"entre deux permanences courtes, {second.start_minute - first.end_minute} min pour "
            f"{drive_s} s de trajet ; la seconde commence à l'arrivée, aux {STEP_MINUTES} minutes "
            "suivantes"
        )
    rules = facts.plan.settings.sessions
    if drive_s > 60 * rules.short_drive_minutes:
        yield (
            f"{drive_s} s de trajet entre deux permanences courtes, plus que "
            f"{rules.short_drive_minutes} min"
        )
    nearer = [
        venue.id
        for venue in facts.territory.venues
        if _is_nearer(facts, venue, drive_s, first=first, second=second)
    ]
    if len(nearer) >= rules.short_neighbours:
        yield (
            f"le second lieu n'est pas l'un des {rules.short_neighbours} lieux à permanence "
            "courte les plus proches du premier"
        )


def _may_share(venue: Venue) -> bool:
    """Whether its sessions are short, and one adviser holds them."""
    return venue.is_short and venue.num_advisers == 1


def _is_nearer(facts: Facts, venue: Venue, drive_s: int, *, first: Visit, second: Visit) -> bool:
    """Whether a third venue of short sessions is nearer to the first, the id deciding of equals."""
    if not _may_share(venue) or venue.id in {first.venue_id, second.venue_id}:
        return False
    return (_drive(facts, first.venue_id, venue.id)[0], venue.id) < (drive_s, second.venue_id)


def _drive(facts: Facts, here: str, there: str) -> tuple[int, int]:
    return facts.drive(venue_place_id(here), venue_place_id(there))
