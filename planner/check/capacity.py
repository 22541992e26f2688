"""Capacity: who turns to which venue, and whom its sessions can receive, worked out again."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.check.facts import Facts
from planner.check.points import ROUNDING
from planner.check.reach import Reach, list_options
from planner.check.wording import check_listed_once, compare


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCapacity:
    """People in need, and minutes of sessions a cycle, of one venue."""

    people: float
    minutes: int


def work_out_capacity(facts: Facts, reach: Reach) -> dict[str, ExpectedCapacity]:
    """Work out who turns to each venue visited, by its id.

    Everybody turns to the venue worth most to him or her, if all were visited weekly; of equals
    some to each. Whoever the existing offer serves as well stays there.
    """
    minutes: dict[str, int] = {}
    for visit in facts.plan.visits:
        length = visit.end_minute - visit.start_minute
        minutes[visit.venue_id] = minutes.get(visit.venue_id, 0) + len(visit.weeks) * length
    weekly = facts.plan.settings.cycle.value_weekly
    people = dict.fromkeys(minutes, 0.0)
    options = list_options(reach, dict.fromkeys(minutes, 1.0))
    for own, need, point in zip(options, reach.need, reach.points, strict=True):
        best = max((share for share, _ in own), default=0.0)
        if weekly * best > point.value_before + ROUNDING:
            equals = [one for one in own if one[0] >= best - ROUNDING]
            for share, venue_id in equals:
                people[venue_id] += need * share / len(equals)
    return {
        venue_id: ExpectedCapacity(people=people[venue_id], minutes=minutes[venue_id])
        for venue_id in sorted(minutes)
    }


def people_per_hour(capacity: dict[str, ExpectedCapacity]) -> float:
    """With how many others a person in need shares an hour of sessions, on average."""
    total = sum(one.people for one in capacity.values())
    crowded = sum(
        one.people * one.people / (one.minutes / 60)
        for one in capacity.values()
        if one.people > 0 and one.minutes > 0
    )
    return crowded / total if total > 0 else 0.0


def check_capacity(facts: Facts, expected: dict[str, ExpectedCapacity]) -> Iterator[str]:
    """Compare what the plan says of capacity; a plan that says nothing is not asked to."""
    given, settings = facts.plan.capacity, facts.plan.settings
    if given is None:
        return
    venue_ids = [row.venue_id for row in given.venues]
    yield from check_listed_once("Affluence des lieux", venue_ids, expected)
    visitors = seats = unserved = 0.0
    rows = {row.venue_id: row for row in given.venues}
    for venue_id, one in expected.items():
        coming = settings.capacity.uptake * one.people
        received = (
            settings.sessions.people_per_session
            * one.minutes
            / max(1, settings.sessions.max_minutes)
        )
        visitors, seats = visitors + coming, seats + received
        unserved += max(0.0, coming - received)
        row = rows.get(venue_id)
        if row is not None:
            yield from compare(
                f"Affluence de {facts.venue_words(venue_id)}",
                [
                    ("habitants en besoin", row.people, one.people),
                    ("heures", row.hours, one.minutes / 60),
                    ("visiteurs attendus", row.expected_visitors, coming),
                    ("places", row.seats, received),
                    ("sans place", row.unserved, max(0.0, coming - received)),
                ],
            )
    yield from compare(
        "Affluence",
        [
            ("habitants en besoin par heure", given.people_per_hour, people_per_hour(expected)),
            ("visiteurs attendus", given.expected_visitors, visitors),
            ("places", given.seats, seats),
            ("sans place", given.unserved, unserved),
        ],
    )
