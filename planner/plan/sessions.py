"""Sessions on real dates, as plan.json stores them: held, replaced, lost or cancelled."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Half = Literal["am", "pm"]
LossReason = Literal[
    "public_holiday",
    "absence",
    "closure",
    "not_in_post",
    "closed_that_day",
    "school_holidays",
    "moved",  # nothing stands against the date of the cycle; a replan chose another one
]
MinuteOfDay = Annotated[int, Field(ge=0, le=24 * 60)]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedSlot(Record):
    """Where the cycle puts a session; with its venue, what the session is known by for good."""

    day: date
    adviser_id: str
    half: Half


class Session(Record):
    """A session (permanence) on a real date."""

    day: date
    adviser_id: str
    venue_id: str
    half: Half
    start_minute: MinuteOfDay
    end_minute: MinuteOfDay
    school_holiday: str = ""
    """Name of the school holidays that the date falls in; empty outside, or where the territory
    does not tell."""
    replaces: PlannedSlot | None = None
    """The lost session of the same venue that this one stands for; ``null`` for a session on the
    date of the cycle."""
    sequence: int = 0
    """Rises when a later version of the plan changes what a calendar shows of the session."""


class Replacement(Record):
    """Another date for a lost session, at the same venue."""

    day: date
    adviser_id: str
    half: Half
    start_minute: MinuteOfDay
    end_minute: MinuteOfDay


class LostSession(Record):
    """A session that the cycle foresees but that cannot take place, and why."""

    day: date
    adviser_id: str
    venue_id: str
    half: Half
    reason: LossReason
    detail: str
    """French, e.g. the name of the holiday."""
    replacement: Replacement | None = None
    """``null`` when the session is dropped."""
    is_replaced: bool = False
    """Whether the replacement is one of the plan's sessions, and not proposed only."""
    no_replacement: str = ""
    """French: why it is dropped; empty with a replacement, and in plans that looked for none."""


class CancelledSession(Record):
    """A session that an earlier version of the plan held, and that calendars have to delete.

    It stays listed from version to version, as nobody knows which of them was imported where. A
    session that another adviser took over is cancelled for the one who had it.
    """

    planned: PlannedSlot
    venue_id: str
    venue_name: str
    commune_name: str
    adviser_id: str
    """In whose calendar it stood."""
    adviser_name: str
    day: date
    start_minute: MinuteOfDay
    end_minute: MinuteOfDay
    sequence: int
