"""Each adviser's week and contract: sessions, driving, and time kept for the back office."""

from collections import Counter
from collections.abc import Iterator, Sequence

from geodata.territory import Adviser
from planner.check.facts import Facts
from planner.check.tours import ExpectedTour
from planner.check.wording import check_listed_once, compare, say_duration


def check_half_days(facts: Facts) -> Iterator[str]:
    """Check that every week leaves an adviser the half-days of the back office."""
    kept = facts.plan.settings.work.back_office_half_days_per_week
    half_days = {
        (visit.adviser_id, week, visit.weekday, visit.half)
        for visit in facts.plan.visits
        for week in visit.weeks
    }
    held = Counter((adviser_id, week) for adviser_id, week, _, _ in half_days)
    for (adviser_id, week), num_held in sorted(held.items()):
        adviser = facts.advisers.get(adviser_id)
        if adviser is not None and num_held > 2 * len(adviser.working_days) - kept:
            yield (
                f"{adviser.name}, semaine {week} : {num_held} permanences ne laissent pas "
                f"{kept} demi-journées de travail administratif."
            )


def check_contracts(facts: Facts, tours: Sequence[ExpectedTour]) -> Iterator[str]:
    """Check that sessions, driving and the back office fit into every contract."""
    work = facts.plan.settings.work
    back_office_s = (
        60
        * work.back_office_half_day_minutes
        * work.back_office_half_days_per_week
        * facts.cycle_weeks
    )
    for adviser in facts.territory.advisers:
        session_s, drive_s = _work_of(adviser, tours)
        contract_s = 60 * adviser.weekly_minutes * facts.cycle_weeks
        if session_s + drive_s + back_office_s > contract_s:
            yield (
                f"{adviser.name} : {say_duration(session_s)} de permanences, "
                f"{say_duration(drive_s)} de trajet et {say_duration(back_office_s)} de travail "
                f"administratif dépassent le contrat de {say_duration(contract_s)} par cycle."
            )


def check_loads(facts: Facts, tours: Sequence[ExpectedTour]) -> Iterator[str]:
    """Compare the plan's figures of every adviser's work."""
    loads = facts.plan.loads
    yield from check_listed_once(
        "Charges des conseillers", [load.adviser_id for load in loads], facts.advisers
    )
    given = {load.adviser_id: load for load in loads}
    for adviser in facts.territory.advisers:
        own = [tour for tour in tours if tour.adviser_id == adviser.id]
        session_s, drive_s = _work_of(adviser, tours)
        contract_s = 60 * adviser.weekly_minutes * facts.cycle_weeks
        load = given.get(adviser.id)
        if load is not None:
            yield from compare(
                f"Charge de {adviser.name}",
                [
                    (
                        "permanences",
                        load.num_sessions,
                        sum(len(tour.stops) * len(tour.weeks) for tour in own),
                    ),
                    ("durée des permanences (s)", load.session_s, session_s),
                    ("trajet (s)", load.drive_s, drive_s),
                    (
                        "distance (m)",
                        load.distance_m,
                        sum(tour.distance_m * len(tour.weeks) for tour in own),
                    ),
                    (
                        "travail administratif (s)",
                        load.back_office_s,
                        contract_s - session_s - drive_s,
                    ),
                    ("contrat (s)", load.contract_s, contract_s),
                ],
            )


def _work_of(adviser: Adviser, tours: Sequence[ExpectedTour]) -> tuple[int, int]:
    """Seconds of sessions and of driving of a cycle."""
    own = [tour for tour in tours if tour.adviser_id == adviser.id]
    return (
        sum(tour.session_s * len(tour.weeks) for tour in own),
        sum(tour.drive_s * len(tour.weeks) for tour in own),
    )
