"""Working time after a change: within the limits, or beyond them by just what is said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.check.facts import Facts
from planner.check.wording import compare
from planner.plan import MoreTime, SmallestChange


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedCycle:
    """What an adviser works in a cycle."""

    adviser_id: str
    half_days_in_week: Mapping[int, int]
    work_s: int
    """Sessions and driving."""


def check_working_time(
    facts: Facts, change: SmallestChange, cycles: Sequence[WorkedCycle]
) -> Iterator[str]:
    """Check that nobody works more than he or she may, but for what a change says."""
    said = {more.adviser_id: more for more in change.more_time}
    comers = {visit.adviser_id for visit in change.visits}
    is_lifted = change.lifted_limit == "working_time"
    if is_lifted != bool(said) or len(said) < len(change.more_time) or said.keys() - comers:
        yield "le temps de travail en plus n'est pas celui de ceux qui viennent."
    work = facts.plan.settings.work
    for cycle in cycles:
        adviser = facts.advisers[cycle.adviser_id]
        most = 2 * len(adviser.working_days) - work.back_office_half_days_per_week
        weeks = [
            week
            for week, number in sorted(cycle.half_days_in_week.items())
            for _ in range(number - most)
        ]
        at_most = work.back_office_half_days_per_week
        if any(weeks.count(week) > at_most for week in weeks):
            yield f"{adviser.name} n'a pas autant de temps de bureau à donner."
        kept_half_days = work.back_office_half_days_per_week * facts.cycle_weeks - len(weeks)
        kept_s = 60 * work.back_office_half_day_minutes * kept_half_days
        over_s = cycle.work_s + kept_s - 60 * adviser.weekly_minutes * facts.cycle_weeks
        minutes = -(-max(0, over_s) // (60 * facts.cycle_weeks))
        more = said.get(
            adviser.id, MoreTime(adviser_id=adviser.id, office_weeks=(), minutes_per_week=0)
        )
        yield from compare(
            f"temps de travail de {adviser.name}",
            [
                ("demi-journées prises au bureau (semaines)", more.office_weeks, tuple(weeks)),
                ("minutes de contrat de plus par semaine", more.minutes_per_week, minutes),
            ],
        )
        if adviser.id in said and not weeks and not minutes:
            yield f"{adviser.name} n'a pas besoin de plus de temps."
