"""Visits of the cycle, and the change of one that would serve a commune, as a plan stores them."""

from typing import Annotated, Literal

from pydantic import Field

from planner.plan.sessions import Half, MinuteOfDay, Record

LiftedLimit = Literal[
    "rule",  # the coordinator allows the venue
    "opening_hours",  # the venue opens then
    "max_drive_minutes_per_day",  # an adviser may drive longer
    "working_time",  # an adviser works more, or keeps less time for the back office
]
Weekday = Annotated[int, Field(ge=0, le=6)]


class Visit(Record):
    """Sessions of one adviser at one venue: same weekday, same half-day, equally spaced weeks."""

    venue_id: str
    adviser_id: str
    weekday: Weekday
    half: Half
    weeks: tuple[int, ...]
    """Weeks of the cycle, from 1, in which the session takes place."""
    start_minute: MinuteOfDay
    end_minute: MinuteOfDay


class MoreTime(Record):
    """What an adviser would work beyond the settings and the contract for one more visit."""

    adviser_id: str
    office_weeks: tuple[int, ...]
    """Weeks of the cycle in which a half-day of the back office is given up, once for each."""
    minutes_per_week: int
    """Minutes by which the contract is too short once these half-days are given up."""


class SmallestChange(Record):
    """One visit that would serve a commune, in the timetable as it stands, and what it costs.

    The visits named come, or replace the venue's present ones; nothing else moves. Figures are
    changes over the whole territory and one cycle, by the plan's own measures.
    """

    venue_id: str
    venue_name: str
    adviser_id: str
    weekday: Weekday
    half: Half
    weeks: tuple[int, ...]
    """All weeks in which the venue would be visited."""
    start_minute: MinuteOfDay
    end_minute: MinuteOfDay
    replaced_venue_id: str | None
    """The venue that gives up its visit or weeks of it; ``null`` when there is room."""
    replaced_weeks_kept: tuple[int, ...]
    """Weeks that the replaced visit keeps; empty when it goes altogether."""
    replaced_weekdays_kept: tuple[Weekday, ...] = ()
    """Weekdays that it keeps, where it gives up some of several."""
    lifted_limit: LiftedLimit | None
    """The limit that has to be lifted first; ``null`` when none has: the change is an exchange."""
    new_limit_minutes: int | None
    """The driving limit a day that would do; ``null`` for other limits."""
    drive_s: int
    """Change of driving."""
    covered_need: float
    """Change of covered need; what is gained less what is lost."""
    covered_need_gained: float
    """Covered need gained by those who would have more."""
    covered_need_here: float
    """Of this, what the commune itself would gain."""
    more_visits: tuple[Visit, ...] = ()
    """What else of the venue has to come: the afternoon of a full day, the other weekdays of
    several sessions a week, the second adviser."""
    moved_visits: tuple[Visit, ...] = ()
    """Short sessions of other venues that share a half-day with one that comes or goes: they stay
    in it, but at another time or in more weeks."""
    work_s: int | None = None
    """Change of the advisers' work, sessions and driving; ``null`` in older plans."""
    more_time: tuple[MoreTime, ...] = ()
    """What advisers would work more than they may; empty unless ``working_time`` is lifted."""

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All visits that the venue would then have."""
        first = Visit(
            venue_id=self.venue_id,
            adviser_id=self.adviser_id,
            weekday=self.weekday,
            half=self.half,
            weeks=self.weeks,
            start_minute=self.start_minute,
            end_minute=self.end_minute,
        )
        return (first, *self.more_visits)
