"""What a hand-made planning says, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planner.plan import Half, Plan


class Rule(StrEnum):
    """A rule that a dated session, a day or a week may break; the value is its stable name."""

    PUBLIC_HOLIDAY = "public_holiday"
    NOT_IN_POST = "not_in_post"
    ABSENCE = "absence"
    CLOSURE = "closure"
    OPENING_HOURS = "opening_hours"
    UNKNOWN_HOURS = "unknown_hours"
    FORBIDDEN_VENUE = "forbidden_venue"
    REQUIRED_VENUE = "required_venue"
    EXCLUSION = "exclusion"
    SECTOR = "sector"
    WORKING_DAY = "working_day"
    SESSION_WINDOW = "session_window"
    SESSION_LENGTH = "session_length"
    TWO_AT_ONCE = "two_sessions_at_once"
    ROOM_TWICE = "room_taken_twice"
    NO_ROAD = "no_road"
    TIME_TO_DRIVE = "time_to_drive"
    LUNCH = "lunch"
    DRIVING = "driving_per_day"
    SPAN = "span"
    DAY_WORK = "work_per_day"
    BREAK = "break"
    BACK_OFFICE = "back_office"
    CONTRACT = "contract_hours"
    VENUE_SESSIONS = "sessions_per_venue"
    AREA_SESSIONS = "sessions_per_area"
    AREA_COVERAGE = "coverage_per_area"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedSession:
    """A session on a real date, from a sheet or a plan."""

    day: date
    adviser_id: str
    venue_id: str
    start_minute: int
    end_minute: int
    row: int = 0
    """Line of the sheet it comes from, as a spreadsheet shows it; 0 when from no sheet."""
    lost: str = ""
    """French: why it does not take place though the rhythm foresees it; empty when it does."""
    is_replacement: bool = False
    """Whether it stands for a session lost on another date."""

    @property
    def half(self) -> Half:
        """Morning when it begins before noon."""
        return "am" if self.start_minute < 12 * 60 else "pm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that is broken in one way on one or several days."""

    rule: Rule
    message: str
    """French sentence without date."""
    rows: tuple[int, ...]
    """Lines of the sheet that take part; empty where no single line is to blame."""
    days: tuple[date, ...]
    """In order; the Monday of a whole week; empty where it concerns the whole calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPlanning:
    """A sheet as it was understood."""

    file: str
    num_rows: int
    """Lines that hold a session."""
    sessions: tuple[DatedSession, ...]
    """Of the calendar, in order of day, adviser and hour; lost ones included."""
    notes: tuple[str, ...]
    """French sentences: assumptions made while reading, and what was left out."""


def sessions_of_plan(plan: Plan) -> tuple[DatedSession, ...]:
    """Return the dated sessions of a plan, those that are lost left out."""
    return tuple(
        DatedSession(
            day=session.day,
            adviser_id=session.adviser_id,
            venue_id=session.venue_id,
            start_minute=session.start_minute,
            end_minute=session.end_minute,
            is_replacement=session.replaces is not None,
        )
        for session in plan.sessions
    )
