"""What another date is sought for, and what was found."""

from dataclasses import dataclass
from datetime import date

from planner.plan import Half, PlannedSlot, Replacement


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Occurrence:
    """A session on the date that the cycle foresees, whether it can take place or not."""

    day: date
    adviser_id: str
    venue_id: str
    half: Half
    start_minute: int
    end_minute: int

    @property
    def planned(self) -> PlannedSlot:
        """What a plan knows the session by, beside its venue."""
        return PlannedSlot(day=self.day, adviser_id=self.adviser_id, half=self.half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another date for a session, or why there is none."""

    occurrence: Occurrence
    replacement: Replacement | None
    why_not: str
    """French, for people; empty with a replacement."""
