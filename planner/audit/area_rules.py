"""What the coordinator wants of venues and areas: sessions a cycle, share of need covered."""

from collections import Counter
from collections.abc import Iterable, Iterator

from geodata.territory import AreaRule
from planner.audit.ground import Ground
from planner.audit.records import Breach, DatedSession, Rule
from planner.figures.measures import Access
from planner.wording import format_number, format_percent


def find_session_counts(sessions: Iterable[DatedSession], ground: Ground) -> Iterator[Breach]:
    """Venues and areas have at least and at most so many days with a session a cycle.

    The mean over the whole cycles of the calendar counts, lost sessions included; nothing is said
    of a calendar that is shorter than a cycle.
    """
    cycle_weeks = ground.settings.cycle.num_weeks
    num_cycles = ground.settings.calendar.num_weeks // cycle_weeks
    if num_cycles == 0:
        return
    days = {
        (session.venue_id, session.day)
        for session in sessions
        if ground.week_of(session.day) < num_cycles * cycle_weeks
    }
    per_cycle = {
        venue_id: number / num_cycles
        for venue_id, number in Counter(venue_id for venue_id, _ in days).items()
    }
    for venue in ground.territory.venues:
        if venue.id in per_cycle:
            yield from _compare(
                Rule.VENUE_SESSIONS,
                venue.name,
                per_cycle[venue.id],
                (venue.min_sessions, venue.max_sessions),
            )
    for rule in ground.territory.area_rules:
        inside = [
            own for venue_id, own in per_cycle.items() if rule.area in ground.areas_of(venue_id)
        ]
        yield from _compare(
            Rule.AREA_SESSIONS,
            _name(rule, ground),
            float(sum(inside)),
            (rule.min_sessions, rule.max_sessions),
        )


def find_coverage_floors(access: Access, ground: Ground) -> Iterator[Breach]:
    """At least the stated share of the need of an area is covered."""
    for rule in ground.territory.area_rules:
        if not rule.min_coverage:
            continue
        inside = [
            one
            for one in access.communes
            if rule.area in (one.commune_code, one.canton_code, one.epci_code)
        ]
        need = sum(one.need for one in inside)
        covered = sum(one.need * one.value for one in inside)
        if covered < rule.min_coverage * need * (1 - 1e-6):
            yield Breach(
                rule=Rule.AREA_COVERAGE,
                message=(
                    f"{_name(rule, ground)} : {format_percent(covered / need)} du besoin couvert, "
                    f"{format_percent(rule.min_coverage)} demandés"
                ),
                rows=(),
                days=(),
            )


def _compare(
    rule: Rule, name: str, per_cycle: float, limits: tuple[int | None, int | None]
) -> Iterator[Breach]:
    at_least, at_most = limits
    limit = ""
    if at_least is not None and per_cycle < at_least:
        limit = f"{at_least} au moins"
    if at_most is not None and per_cycle > at_most:
        limit = f"{at_most} au plus"
    if limit:
        shown = format_number(per_cycle, decimals=0 if per_cycle.is_integer() else 1)
        yield Breach(
            rule=rule,
            message=f"{name} : {shown} permanences par cycle en moyenne, {limit}",
            rows=(),
            days=(),
        )


def _name(rule: AreaRule, ground: Ground) -> str:
    """Name of the area of a rule; its code when no commune lies in it."""
    for commune in ground.territory.communes:
        for code, name in (
            (commune.code, commune.name),
            (commune.epci_code, commune.epci_name),
            (commune.canton_code, commune.canton_name),
        ):
            if code == rule.area:
                return name
    return rule.area
