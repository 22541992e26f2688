"""The year as it is really driven: every session, day and week on its dates.

The cycle may be right and its year still wrong, since lost and replacing sessions change days and
weeks. The dated judge of :mod:`planner.audit` looks at every date; what the contract holds in a
week with days off, and whether a dropped session could have had a date, is worked out here.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from planner.audit.ground import Drives, survey_ground
from planner.audit.judging import judge_sessions
from planner.audit.records import Breach, DatedSession, Rule
from planner.check.dated_work import (
    Day,
    Year,
    check_hours,
    drives_of,
    group_by_day,
    work_out_year,
    work_s,
)
from planner.check.dropped import check_dropped
from planner.check.facts import Facts, last_earlier_day
from planner.check.wording import compare, say_day
from planner.plan import DatedTour, Replacement, Session

OF_THE_CYCLE: Final = frozenset(
    {
        Rule.BACK_OFFICE,
        Rule.CONTRACT,
        Rule.VENUE_SESSIONS,
        Rule.AREA_SESSIONS,
        Rule.REQUIRED_VENUE,
    }
)
"""Rules that the cycle is held to; weeks and cycles with replacements have their own."""
OF_CHOICE: Final = frozenset({Rule.FORBIDDEN_VENUE, Rule.EXCLUSION, Rule.SECTOR})
"""Rules on who may go where."""
VenueDay = tuple[str, date]


def check_dated_year(facts: Facts) -> Iterator[str]:
    """Check every date of a plan whose cycle is right."""
    yield from check_dated_rules(facts)
    year = _work_out_year(facts)
    yield from _check_tours(facts, year)
    yield from check_dropped(facts, year)


def check_dated_rules(facts: Facts) -> Iterator[str]:
    """Check sessions, days and weeks on their dates against every rule.

    The dated tours of the plan are not looked at, nor what else might be done with lost sessions.
    """
    sessions = _sessions(facts)
    ground = survey_ground(facts.territory, facts.plan.settings)
    for breach in judge_sessions(sessions, ground, drives=Drives(travel=facts.travel)):
        days = _days_to_judge(facts, breach)
        if breach.rule not in OF_THE_CYCLE and days:
            yield f"{breach.message}, le {', '.join(map(say_day, days))}."
    yield from _check_venue_days(facts)
    yield from check_hours(facts, _work_out_year(facts))


def _work_out_year(facts: Facts) -> Year:
    ground = survey_ground(facts.territory, facts.plan.settings)
    return work_out_year(facts, ground, _sessions(facts))


def _days_to_judge(facts: Facts, breach: Breach) -> list[date]:
    """Days of a breach that a plan can do something about.

    What was over when a replan began is not judged by what was learnt later; and where advisers
    may not go any more they went while the cycle before lasted.
    """
    plan = facts.plan
    first = date.min if plan.replanning is None else plan.replanning.first_day
    last = last_earlier_day(plan) if breach.rule in OF_CHOICE else date.min
    return [day for day in breach.days if day >= first and day > last]


def _sessions(facts: Facts) -> tuple[DatedSession, ...]:
    """Sessions of the plan and replacements that it only proposes."""
    proposed = [
        _dated(lost.venue_id, lost.replacement)
        for lost in facts.plan.lost_sessions
        if lost.replacement is not None and not lost.is_replaced
    ]
    return (*(_dated(session.venue_id, session) for session in facts.plan.sessions), *proposed)


def _dated(venue_id: str, one: Session | Replacement) -> DatedSession:
    return DatedSession(
        day=one.day,
        adviser_id=one.adviser_id,
        venue_id=venue_id,
        start_minute=one.start_minute,
        end_minute=one.end_minute,
    )


def _check_venue_days(facts: Facts) -> Iterator[str]:
    """A replacement shares its venue's day with nothing but what was planned on its own.

    That is the other half of a full day, and the session of the other adviser where two are
    together.
    """
    plan = facts.plan
    visits: defaultdict[VenueDay, set[date]] = defaultdict(set)
    for session in plan.sessions:
        planned = session.replaces
        visits[session.venue_id, session.day].add(session.day if planned is None else planned.day)
    for lost in plan.lost_sessions:
        if lost.replacement is not None and not lost.is_replaced:
            visits[lost.venue_id, lost.replacement.day].add(lost.day)
    for (venue_id, day), keys in sorted(visits.items()):
        if len(keys) > 1:
            yield (
                f"Lieu {facts.venue_words(venue_id)} : un remplacement et une autre permanence le "
                f"{say_day(day)}."
            )


def _check_tours(facts: Facts, year: Year) -> Iterator[str]:
    """Days that are not as the cycle foresees have a tour of their own, and no other day has."""
    taken = group_by_day(_dated(session.venue_id, session) for session in facts.plan.sessions)
    last = last_earlier_day(facts.plan)  # until then the tours of the cycle were others
    expected = {
        key: day
        for key, day in taken.items()
        if key[1] <= last or day != year.foreseen.get(key, ())
    }
    listed = [(tour.adviser_id, tour.day) for tour in facts.plan.dated_tours]
    if sorted(listed) != sorted(expected):
        odd = sorted(set(listed) ^ set(expected)) or sorted(listed)
        adviser_id, day = odd[0]
        yield (
            f"Tournées datées : celle de {facts.adviser_words(adviser_id)} du {say_day(day)} "
            "manque, est de trop ou figure plusieurs fois."
        )
    for tour in facts.plan.dated_tours:
        key = tour.adviser_id, tour.day
        if key in expected:
            yield from _compare_tour(facts, tour, expected[key])


def _compare_tour(facts: Facts, tour: DatedTour, stops: Day) -> Iterator[str]:
    drives = drives_of(facts, stops)
    ids = [None, *(stop.venue_id for stop in stops), None]
    legs = tuple(
        (here, there, time_s, length_m)
        for (here, there), (time_s, length_m) in zip(pairwise(ids), drives, strict=True)
    )
    drive_s = sum(time_s for time_s, _ in drives)
    given = tuple(
        (leg.from_venue_id, leg.to_venue_id, leg.drive_s, leg.distance_m) for leg in tour.legs
    )
    yield from compare(
        f"Tournée de {facts.adviser_words(tour.adviser_id)}, {say_day(tour.day)}",
        [
            ("lieux", tour.venue_ids, tuple(stop.venue_id for stop in stops)),
            ("trajets", given, legs),
            ("trajet (s)", tour.drive_s, drive_s),
            ("distance (m)", tour.distance_m, sum(length_m for _, length_m in drives)),
            (
                "départ (minute)",
                tour.leave_minute,
                (60 * stops[0].start_minute - drives[0][0]) // 60,
            ),
            (
                "retour (minute)",
                tour.return_minute,
                -(-(60 * stops[-1].end_minute + drives[-1][0]) // 60),
            ),
            ("travail (s)", tour.work_s, work_s(facts, stops)),
        ],
    )
