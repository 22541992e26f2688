"""Whether dated sessions obey the rules, wherever they come from: a sheet, or a plan unrolled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby

from planner.audit.area_rules import find_session_counts
from planner.audit.day_rules import find_day_faults
from planner.audit.day_tours import DayTour, build_day_tours
from planner.audit.ground import Drives, Ground
from planner.audit.obstacles import find_obstacles
from planner.audit.records import Breach, DatedSession, Rule
from planner.audit.week_rules import find_full_weeks, find_overload
from planner.wording import format_clock


def judge_sessions(
    sessions: Sequence[DatedSession], ground: Ground, *, drives: Drives
) -> tuple[Breach, ...]:
    """List all rules that dated sessions break, by first line of the sheet, then rule.

    Lost sessions count for contracts, as in a plan, and for nothing else. What is broken in the
    same way on several days is one breach.
    """
    held = [session for session in sessions if not session.lost]
    tours = build_day_tours(held, drives)
    foreseen = tours if len(held) == len(sessions) else build_day_tours(sessions, drives)
    found = [
        *_of_sessions(held, ground),
        *_rooms_twice(held, ground),
        *_of_days(tours, ground),
        *find_full_weeks(held, ground),
        *find_overload(foreseen, ground),
        *_required(sessions, ground),
        *find_session_counts(sessions, ground),
    ]
    return tuple(sorted(_merge(found), key=lambda b: (b.rows or (0,), b.rule, b.days, b.message)))


def _of_sessions(sessions: Iterable[DatedSession], ground: Ground) -> Iterator[Breach]:
    for session in sessions:
        for rule, reason in find_obstacles(session, ground):
            yield Breach(
                rule=rule,
                message=f"{ground.words(session)} : {reason}",
                rows=(session.row,) if session.row else (),
                days=(session.day,),
            )


def _of_days(tours: Iterable[DayTour], ground: Ground) -> Iterator[Breach]:
    for tour in tours:
        for rule, message in find_day_faults(tour, ground):
            yield Breach(rule=rule, message=message, rows=tour.rows, days=(tour.day,))


def _rooms_twice(sessions: Iterable[DatedSession], ground: Ground) -> Iterator[Breach]:
    """Two advisers are not at one venue at the same time, unless it asks for two."""
    in_order = sorted(sessions, key=lambda s: (s.day, s.venue_id, s.start_minute, s.adviser_id))
    for (day, venue_id), of_day in groupby(in_order, key=lambda s: (s.day, s.venue_id)):
        for one, other in combinations(of_day, 2):
            is_same_time = other.start_minute < one.end_minute
            is_crowded = ground.venues[venue_id].num_advisers == 1
            if is_crowded and is_same_time and one.adviser_id != other.adviser_id:
                names = sorted(ground.advisers[s.adviser_id].name for s in (one, other))
                yield Breach(
                    rule=Rule.ROOM_TWICE,
                    message=(
                        f"{ground.venues[venue_id].name} : {names[0]} et {names[1]} en même temps, "
                        f"à {format_clock(other.start_minute)}"
                    ),
                    rows=tuple(sorted({s.row for s in (one, other) if s.row})),
                    days=(day,),
                )


def _required(sessions: Iterable[DatedSession], ground: Ground) -> Iterator[Breach]:
    """A required venue is visited."""
    visited = {session.venue_id for session in sessions}
    for venue in ground.territory.venues:
        if venue.rule == "required" and venue.id not in visited:
            yield Breach(
                rule=Rule.REQUIRED_VENUE,
                message=f"{venue.name} : lieu obligatoire, sans permanence",
                rows=(),
                days=(),
            )


def _merge(breaches: Iterable[Breach]) -> Iterator[Breach]:
    """Put together what is broken in the same way by the same lines."""
    alike: defaultdict[tuple[Rule, str, tuple[int, ...]], list[Breach]] = defaultdict(list)
    for breach in breaches:
        alike[breach.rule, breach.message, breach.rows].append(breach)
    for own in alike.values():
        days = sorted({day for breach in own for day in breach.days})
        yield replace(own[0], days=tuple(days))
