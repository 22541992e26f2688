"""How much room a week and a cycle leave for replacements, by adviser.

A day off counts in the contract as it does in life: an absence or a public holiday is paid as if
worked and is not made up for. So a replacement takes half-days that the week still has, hours that
the week's remaining days hold, and hours that the cycle leaves once the back office has its own.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from planner.redating.situation import Situation

AdviserPeriod = tuple[str, int]
"""Adviser and number of a week or a cycle of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Room:
    """What is left; what is not listed is not limited by anything held."""

    half_days: Mapping[AdviserPeriod, int]
    """Half-days of each week that may still have a session."""
    week_s: Mapping[AdviserPeriod, int]
    """Seconds of sessions and driving that each week still holds."""
    cycle_s: Mapping[AdviserPeriod, int]
    """Seconds of sessions and driving that each cycle still holds."""


def find_room(situation: Situation) -> Room:
    """Count the room of every adviser, week and cycle of the calendar."""
    settings = situation.settings
    num_weeks, cycle_weeks = settings.calendar.num_weeks, settings.cycle.num_weeks
    office = settings.work.back_office_half_days_per_week
    kept = max(0, office - settings.calendar.replacement_office_half_days)
    kept_s = 60 * office * settings.work.back_office_half_day_minutes
    half_days: dict[AdviserPeriod, int] = {}
    week_s: dict[AdviserPeriod, int] = {}
    cycle_s: defaultdict[AdviserPeriod, int] = defaultdict(int)
    foreseen_s: defaultdict[AdviserPeriod, int] = defaultdict(int)
    for adviser in situation.advisers.values():
        for week in range(num_weeks):
            half_days[adviser.id, week] = max(0, 2 * len(adviser.working_days) - kept)
            week_s[adviser.id, week] = 60 * adviser.weekly_minutes
            cycle_s[adviser.id, week // cycle_weeks] += 60 * adviser.weekly_minutes - kept_s
    for (adviser_id, day), stops in situation.foreseen.items():
        foreseen_s[adviser_id, situation.cycle_of(day)] += situation.day_work_s(adviser_id, stops)
    for key in cycle_s:
        # The weeks of an unfinished cycle may hold more than their mean: the cycle foresees it.
        cycle_s[key] = max(cycle_s[key], foreseen_s[key])
    for adviser_id, day in situation.days_off:
        adviser = situation.advisers[adviser_id]
        day_s = 60 * adviser.weekly_minutes // len(adviser.working_days)
        week_s[adviser_id, situation.week_of(day)] -= day_s
        credit = situation.foreseen.get((adviser_id, day), ())
        cycle_s[adviser_id, situation.cycle_of(day)] -= situation.day_work_s(adviser_id, credit)
    for (adviser_id, day), stops in situation.held.items():
        worked_s = situation.day_work_s(adviser_id, stops)
        week, cycle = situation.week_of(day), situation.cycle_of(day)
        half_days[adviser_id, week] -= len({stop.half for stop in stops})
        week_s[adviser_id, week] -= worked_s
        cycle_s[adviser_id, cycle] -= worked_s
    return Room(half_days=half_days, week_s=week_s, cycle_s=cycle_s)
