"""Why communes are not served: the facts of each reason, and the figures of each change.

A plan that explains nothing is not asked to; one that explains a commune explains them all.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from geodata.hours import open_intervals
from geodata.places import base_place_id, venue_place_id
from geodata.public_holidays import public_holidays
from geodata.territory import Adviser, Venue
from geodata.travel import UNREACHABLE_S
from planner.check.access import ExpectedAccess
from planner.check.changes import Changes
from planner.check.facts import Facts
from planner.check.points import ROUNDING
from planner.check.reach import Reach
from planner.check.wording import say
from planner.plan import CommuneAccess, ExplanationReason

NEARLY_EVEN: Final = 0.5
"""People in need: an exchange that gains less is one that gains nothing."""
NOTABLE: Final = 5.0
"""People in need: changes nearer than this cover as much as each other."""
WITH_EXCHANGE: Final = ("outbid", "conceded")
WITHOUT_CHANGE: Final = ("no_venue", "enough")
LIFTED_BY_REASON: Final = {
    "forbidden": "rule",
    "closed": "opening_hours",
    "too_short": "opening_hours",
    "drive_limit": "max_drive_minutes_per_day",
}


def check_explanations(
    facts: Facts, access: Sequence[ExpectedAccess], reach: Reach
) -> Iterator[str]:
    """Check reasons and changes of all communes; nothing when the plan explains none."""
    rows = facts.plan.communes
    if not any(_says_something(row) for row in rows):
        return
    expected = {one.commune.code: one for one in access}
    changes = Changes(facts, reach)
    for row in rows:
        one = expected.get(row.commune_code)
        if one is None:
            continue
        words = f"Commune {one.commune.name} ({one.commune.code}) : explication"
        is_weekly = row.status == "served_here" and (
            (row.best_sessions_per_cycle or 0) >= facts.cycle_weeks
        )
        if is_weekly:
            if _says_something(row):
                yield f"{words} d'une commune qui a sa permanence chaque semaine."
            continue
        if not row.explanation or row.explanation_reason is None:
            yield f"{words} : elle manque."
            continue
        yield from _check_reason(facts, reach, words, row, one)
        for change in (row.smallest_change, row.other_change):
            if change is not None:
                yield from changes.check(words, change, one)


def _says_something(row: CommuneAccess) -> bool:
    return bool(
        row.explanation or row.explanation_reason or row.smallest_change or row.other_change
    )


def _check_reason(
    facts: Facts, reach: Reach, words: str, row: CommuneAccess, one: ExpectedAccess
) -> Iterator[str]:
    """Check that a reason is true of the tables and agrees with the changes."""
    reason = row.explanation_reason
    if reason is None or not _is_true(facts, reach, reason, one):
        yield f"{words} : le motif {say(reason)} n'est pas vrai."
    changes = [one for one in (row.smallest_change, row.other_change) if one is not None]
    exchanges = [change for change in changes if change.lifted_limit != "working_time"]
    exchange = exchanges[0] if exchanges else None
    if len(exchanges) > 1 or len(changes) - len(exchanges) > 1 or not _are_in_order(row):
        yield f"{words} : les changements ne vont pas du plus petit au suivant."
    if reason in WITH_EXCHANGE:
        if exchange is None or exchange.lifted_limit is not None:
            yield f"{words} : le motif {say(reason)} demande un échange sans limite à lever."
        elif (exchange.covered_need >= NEARLY_EVEN) != (reason == "conceded"):
            yield f"{words} : le motif {say(reason)} contredit l'échange."
    elif reason in WITHOUT_CHANGE and changes:
        yield f"{words} : le motif {say(reason)} n'admet pas de changement."
    elif reason == "no_exchange" and exchange is not None:
        yield f"{words} : le motif {say(reason)} n'admet pas d'échange."
    lifted = None if exchange is None else exchange.lifted_limit
    if lifted is not None and lifted != LIFTED_BY_REASON.get(reason or ""):
        yield f"{words} : lever {say(lifted)} ne répond pas au motif {say(reason)}."


def _are_in_order(row: CommuneAccess) -> bool:
    """Whether the exchange is first, or one more half-day that covers notably more."""
    first, other = row.smallest_change, row.other_change
    if first is None or other is None:
        return other is None
    is_exchange_first = first.lifted_limit != "working_time"
    exchange, half_day = (first, other) if is_exchange_first else (other, first)
    is_small = (
        exchange.covered_need >= NEARLY_EVEN
        or exchange.covered_need >= half_day.covered_need - NOTABLE
    )
    return is_small == is_exchange_first


def _is_true(facts: Facts, reach: Reach, reason: ExplanationReason, one: ExpectedAccess) -> bool:
    """Whether a reason agrees with the tables; those about the timetable agree with the change."""
    own = [v for v in facts.territory.venues if v.commune_code == one.commune.code]
    candidates = own or [
        v for v in facts.territory.venues if (v.id, one.commune.code) in reach.near
    ]
    if reason == "no_road":
        return one.is_cut_off or any(not _is_road(facts, v) for v in candidates)
    if reason == "no_venue":
        return not candidates
    if reason == "enough":
        return bool(candidates) and all(
            _helps_no_more(facts, reach, venue, one)
            for venue in candidates
            if _is_road(facts, venue)
        )
    by_venue: dict[str, Callable[[Facts, Venue], bool]] = {
        # Where two advisers are needed, one is too few.
        "excluded": lambda facts, venue: len(_allowed(facts, venue)) < venue.num_advisers,
        "forbidden": lambda _facts, venue: venue.rule == "forbidden" or venue.max_sessions == 0,
        "closed": lambda facts, venue: len(_able(facts, venue)) < venue.num_advisers,
        "too_short": lambda facts, venue: len(_able(facts, venue)) < venue.num_advisers,
        "drive_limit": _is_too_far,
    }
    if reason not in by_venue:
        return bool(candidates)
    return any(by_venue[reason](facts, venue) for venue in candidates)


def _helps_no_more(facts: Facts, reach: Reach, venue: Venue, one: ExpectedAccess) -> bool:
    """Whether even a weekly session is worth no more to any resident in need of a commune."""
    weekly = facts.plan.settings.cycle.value_weekly
    return all(
        weekly * share <= reach.points[point].value + ROUNDING
        for point, share in reach.shares[venue.id].items()
        if reach.commune_codes[point] == one.commune.code and reach.need[point] > 0
    )


def _is_too_far(facts: Facts, venue: Venue) -> bool:
    """Whether the round trip is within the limit of too few of those who find the venue open."""
    able = _able(facts, venue)
    near = [a for a in able if _trip_s(facts, a, venue) <= a.max_drive_s_per_day]
    return len(near) < venue.num_advisers <= len(able)


def _trip_s(facts: Facts, adviser: Adviser, venue: Venue) -> int:
    base, there = base_place_id(adviser.id), venue_place_id(venue.id)
    return facts.drive(base, there)[0] + facts.drive(there, base)[0]


def _is_road(facts: Facts, venue: Venue) -> bool:
    reaching = [a for a in facts.territory.advisers if _trip_s(facts, a, venue) < UNREACHABLE_S]
    return len(reaching) >= venue.num_advisers


def _allowed(facts: Facts, venue: Venue) -> list[Adviser]:
    """List advisers whom sector and exclusions let go to a venue."""
    excluded = {(one.adviser_id, one.venue_id) for one in facts.territory.exclusions}
    commune = facts.communes.get(venue.commune_code)
    codes = set() if commune is None else {commune.code, commune.epci_code, commune.canton_code}
    return [
        adviser
        for adviser in facts.territory.advisers
        if (adviser.id, venue.id) not in excluded
        and (not adviser.sector or codes & set(adviser.sector))
    ]


def _able(facts: Facts, venue: Venue) -> list[Adviser]:
    """List advisers with a road to a venue and a half-day on which it opens long enough."""
    rules, calendar = facts.plan.settings.sessions, facts.plan.settings.calendar
    days = [calendar.start + timedelta(days=day) for day in range(7 * calendar.num_weeks)]
    holidays = public_holidays(days[0], days[-1], alsace_moselle=calendar.alsace_moselle)
    workable = [day for day in days if day not in holidays]
    if venue.opening_hours:
        hours = open_intervals(venue.opening_hours, days[0], days[-1])
        open_days = {day: hours.get(day, ()) for day in workable}
    elif rules.assume_open_if_unknown:
        open_days = dict.fromkeys((day for day in workable if day.weekday() < 5), ((0, 1440),))  # noqa: PLR2004 - Monday to Friday
    else:
        open_days = {}
    found = []
    for adviser in _allowed(facts, venue):
        if _trip_s(facts, adviser, venue) >= UNREACHABLE_S:
            continue
        for weekday in adviser.working_days:
            own = [day for day in open_days if day.weekday() == weekday]
            least = rules.short_minutes if venue.is_short else rules.min_minutes
            if own and _opens_long_enough(facts, [open_days[day] for day in own], least):
                found.append(adviser)
                break
    return found


def _opens_long_enough(
    facts: Facts, intervals: Sequence[Sequence[tuple[int, int]]], least_minutes: int
) -> bool:
    """Whether some session of the least length fits into a half-day on all of these days."""
    rules = facts.plan.settings.sessions
    for first, last in (
        (rules.morning_start, rules.morning_end),
        (rules.afternoon_start, rules.afternoon_end),
    ):
        window = [60 * int(clock[:2]) + int(clock[3:]) for clock in (first, last)]
        for start in range(window[0], window[1] - least_minutes + 1):
            end = start + least_minutes
            if all(any(a <= start and end <= b for a, b in one) for one in intervals):
                return True
    return False
