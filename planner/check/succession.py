"""What a replan says of itself: which cycle held until when, and what was known."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from planner.check.facts import Facts, last_earlier_day
from planner.check.wording import say_day


def check_succession(facts: Facts) -> Iterator[str]:
    """Check that cycles follow each other, and that the last one begins where it says."""
    plan, calendar = facts.plan, facts.plan.settings.calendar
    last_days = [phase.last_day for phase in plan.earlier_visits]
    ends = [calendar.start, *last_days, calendar.start + timedelta(weeks=calendar.num_weeks)]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        yield "Cycles précédents : leurs derniers jours ne se suivent pas dans le calendrier."
    replanning = plan.replanning
    if replanning is None:
        if plan.earlier_visits:
            yield "Cycles précédents : le planning ne dit pas quel replan les a remplacés."
        return
    if replanning.num_events_of_cycle > len(replanning.events):
        yield "Évènements : le cycle en connaît plus que le planning n'en cite."
    cycle_day = replanning.cycle_day
    expected = last_earlier_day(plan) + timedelta(days=1) if plan.earlier_visits else None
    if cycle_day is None and expected is None:
        return
    if cycle_day != (expected or calendar.start):
        shown = "aucun jour" if cycle_day is None else say_day(cycle_day)
        yield f"Nouveau cycle : {shown} au lieu de {say_day(expected or calendar.start)}."
