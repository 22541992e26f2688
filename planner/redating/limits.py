"""Whether a replacement that is in the calendar already keeps every limit."""

from planner.plan import Session
from planner.redating.days import is_day_allowed
from planner.redating.room import Room
from planner.redating.situation import Situation


def is_within_limits(session: Session, situation: Situation, room: Room) -> bool:
    """Whether the day, the week and the cycle of a held session obey the rules."""
    adviser = situation.advisers[session.adviser_id]
    slot = session.adviser_id, session.day
    stops = situation.held[slot]
    week = session.adviser_id, situation.week_of(session.day)
    cycle = session.adviser_id, situation.cycle_of(session.day)
    return (
        (session.adviser_id, session.venue_id) in situation.may_go
        and slot in situation.workable
        and is_day_allowed(
            stops,
            situation.drives.legs_s(session.adviser_id, stops),
            max_drive_s=adviser.max_drive_s_per_day,
            rules=situation.settings.work,
        )
        and min(room.half_days[week], room.week_s[week], room.cycle_s[cycle]) >= 0
    )
