"""Each adviser's week and contract: sessions, driving, and time kept for the back office."""

from collections import Counter
from collections.abc import Iterator, Sequence

from planner.check.facts import Facts
from planner.check.tours import ExpectedTour
from planner.check.wording import check_listed_once, compare


def check_workload(facts: Facts, tours: Sequence[ExpectedTour]) -> Iterator[str]:
    """Check half-days a week and hours a cycle, and the plan's figures of both."""
    yield from check_half_days(facts)
    yield from _check_contracts(facts, tours)


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


def _check_contracts(facts: Facts, tours: Sequence[ExpectedTour]) -> Iterator[str]:
    work, loads = facts.plan.settings.work, facts.plan.loads
    back_office_s = (
        60
        * work.back_office_half_day_minutes
        * work.back_office_half_days_per_week
        * facts.cycle_weeks
    )
    yield from check_listed_once(
        "Charges des conseillers", [load.adviser_id for load in loads], facts.advisers
    )
    given = {load.adviser_id: load for load in loads}
    for adviser in facts.territory.advisers:
        own = [tour for tour in tours if tour.adviser_id == adviser.id]
        drive_s = sum(tour.drive_s * len(tour.weeks) for tour in own)
        session_s = sum(tour.session_s * len(tour.weeks) for tour in own)
        contract_s = 60 * adviser.weekly_minutes * facts.cycle_weeks
        if session_s + drive_s + back_office_s > contract_s:
            yield (
                f"{adviser.name} : {session_s} s de permanences, {drive_s} s de trajet et "
                f"{back_office_s} s de travail administratif dépassent le contrat "
                f"de {contract_s} s par cycle."
            )
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
