"""From a hand-made sheet to dated sessions; every fault of every line is told at once."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from geodata.commune_names import fold
from geodata.errors import Fault, InputError
from geodata.territory import Adviser, Venue
from planner.audit.cell_errors import CellError, blame
from planner.audit.clock import Hours, Span
from planner.audit.ground import Ground
from planner.audit.obstacles import why_lost
from planner.audit.records import DatedSession, HandPlanning
from planner.audit.recurrence import calendar_end, describe_assumptions, rhythm_dates
from planner.audit.rhythm import Rhythm
from planner.audit.row_parts import read_adviser, read_hours, read_rhythm, read_venue
from planner.audit.sheet import Sheet, SheetRow, read_sheet
from planner.audit.usual_hours import usual_hours
from planner.audit.venues import VenueIndex, build_venue_index
from planner.audit.wording import say_lines
from planner.wording import HALVES, join_words

_Found = TypeVar("_Found")
_CANCELLED: Final = ("supprim", "annul", "report", "refus")
"""How a folded status begins when a session does not take place."""
_REPLACED: Final = "remplacee"
"""How it begins when another line of the sheet stands for the session."""
_REPLACEMENT: Final = "remplacement"
"""How it begins on that other line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadRow:
    """One line as it was understood."""

    sessions: tuple[DatedSession, ...] = ()
    num_outside: int = 0
    """Dates outside the calendar."""
    ignores_rhythm: bool = False
    """Whether a rhythm stands beside a date, which alone is read."""
    assumptions: tuple[str, ...] = ()


def read_planning(path: Path, ground: Ground) -> HandPlanning:
    """Read a planning made by hand and unroll it over the calendar of the settings.

    Raises
    ------
    InputError
        With every fault of the file: unknown advisers, places, hours and rhythms.
    """
    sheet = read_sheet(path, needs_adviser=len(ground.advisers) > 1)
    index = build_venue_index(ground.territory)
    errors: dict[int, list[CellError]] = {row.line: [] for row in sheet.rows}
    read = {row.line: _read_row(row, ground, index, errors[row.line]) for row in sheet.rows}
    faults = list(_faults(errors, sheet))
    sessions = [session for row in read.values() for session in row.sessions]
    num_outside = sum(row.num_outside for row in read.values())
    if not faults and not sessions:
        faults.append(_no_date_fault(sheet.file, num_outside, ground))
    if faults:
        raise InputError(tuple(faults))
    return HandPlanning(
        file=sheet.file,
        num_rows=len(sheet.rows),
        sessions=tuple(
            sorted(sessions, key=lambda s: (s.day, s.adviser_id, s.start_minute, s.venue_id, s.row))
        ),
        notes=(*sheet.notes, *_describe_reading(read, num_outside, ground)),
    )


def _read_row(
    row: SheetRow, ground: Ground, index: VenueIndex, errors: list[CellError]
) -> _ReadRow:
    """Read one line; all that is wrong in it joins the errors."""

    def attempt(read: Callable[[], _Found], *fields: str) -> _Found | None:
        try:
            with blame(*fields):
                return read()
        except CellError as error:
            errors.append(error)
            return None

    adviser = attempt(lambda: read_adviser(row, ground), "adviser")
    venue = attempt(lambda: read_venue(row, index))
    rhythm = attempt(lambda: read_rhythm(row, ground), "rhythm", "date", "day", "week")
    # Without a rhythm, hours are looked at only where they have their own cell.
    if rhythm is None and not (row.text("hours") or row.text("start")):
        return _ReadRow()
    hours = attempt(lambda: read_hours(row, rhythm or Rhythm()), "hours", "start", "half")
    if adviser is None or venue is None or rhythm is None or hours is None:
        return _ReadRow()
    return _unroll(row, ground, adviser=adviser, venue=venue, rhythm=rhythm, hours=hours)


def _faults(errors: Mapping[int, list[CellError]], sheet: Sheet) -> Iterator[Fault]:
    """One fault for the same error of several lines; it names them all, the first as its place."""
    rows_of: dict[tuple[str | None, str, str], list[int]] = {}
    for row in sheet.rows:
        for error in errors[row.line]:
            filled = [field for field in error.fields if row.text(field)]
            known = [field for field in error.fields if field in sheet.header_of]
            column = next((sheet.header_of[field] for field in [*filled, *known]), None)
            rows_of.setdefault((column, error.message, error.remedy), []).append(row.line)
    for (column, message, remedy), lines in rows_of.items():
        others = f" (de même {say_lines(lines[1:])})" if len(lines) > 1 else ""
        yield Fault(
            file=sheet.file,
            row=lines[0],
            column=column,
            message=f"{message}{others}",
            remedy=remedy,
        )


def _unroll(
    row: SheetRow,
    ground: Ground,
    *,
    adviser: Adviser,
    venue: Venue,
    rhythm: Rhythm,
    hours: Hours,
) -> _ReadRow:
    if fold(row.text("status")).startswith(_REPLACED):
        return _ReadRow()
    settings = ground.settings
    dates, num_outside = rhythm_dates(
        rhythm,
        settings.calendar,
        cycle=settings.cycle,
        school_holidays=ground.school_holidays,
    )
    is_cancelled = fold(row.text("status")).startswith(_CANCELLED)
    sessions = []
    for day in dates:
        for start, end in _spans_on(day, venue, hours, ground):
            session = DatedSession(
                day=day,
                adviser_id=adviser.id,
                venue_id=venue.id,
                start_minute=start,
                end_minute=end,
                row=row.line,
                lost=row.text("status") if is_cancelled else "",
                is_replacement=fold(row.text("status")).startswith(_REPLACEMENT),
            )
            if not rhythm.dates and not is_cancelled:
                session = replace(session, lost=why_lost(session, ground))
            sessions.append(session)
    assumptions = describe_assumptions(
        rhythm, settings.calendar, knows_school_holidays=bool(ground.school_holidays)
    )
    if not hours.spans:
        halves = join_words([HALVES[half] for half in hours.halves])
        assumptions += (f"« {halves} » sans heures : prises dans les heures d'ouverture du lieu",)
    if not dates and not num_outside:
        assumptions += ("aucune date dans le calendrier",)
    return _ReadRow(
        sessions=tuple(sessions),
        num_outside=num_outside,
        ignores_rhythm=bool(rhythm.dates and row.text("date") and row.text("rhythm")),
        assumptions=tuple(assumptions),
    )


def _spans_on(day: date, venue: Venue, hours: Hours, ground: Ground) -> tuple[Span, ...]:
    if hours.spans:
        return hours.spans
    return tuple(usual_hours(venue, day.weekday(), half, ground) for half in hours.halves)


def _describe_reading(read: dict[int, _ReadRow], num_outside: int, ground: Ground) -> Iterator[str]:
    """Say each assumption once, with the lines that it concerns."""
    lines_of: dict[str, list[int]] = {}
    for line, row in read.items():
        for assumption in row.assumptions:
            lines_of.setdefault(assumption, []).append(line)
    for assumption, lines in lines_of.items():
        yield f"{say_lines(lines).capitalize()} : {assumption}."
    alone = _lone_dates(read)
    if alone:
        yield f"{say_lines(alone).capitalize()} : une date et un rythme ; seule la date est lue."
    if num_outside:
        dates = "1 date laissée" if num_outside == 1 else f"{num_outside} dates laissées"
        yield f"{dates} de côté, hors du calendrier ({_say_calendar(ground)})."


def _lone_dates(read: Mapping[int, _ReadRow]) -> list[int]:
    """Lines whose date is the only one of its venue, though a rhythm stands beside it."""
    lines_at: defaultdict[str, list[int]] = defaultdict(list)
    for line, row in read.items():
        for venue_id in sorted({session.venue_id for session in row.sessions}):
            lines_at[venue_id].append(line)
    return sorted(
        lines[0] for lines in lines_at.values() if len(lines) == 1 and read[lines[0]].ignores_rhythm
    )


def _no_date_fault(file: str, num_outside: int, ground: Ground) -> Fault:
    what = f"aucune de ses {num_outside} dates" if num_outside else "aucune permanence"
    return Fault(
        file=file,
        message=f"{what} n'est dans le calendrier ({_say_calendar(ground)})",
        remedy="changez calendar.start et calendar.num_weeks dans itinerance.toml",
    )


def _say_calendar(ground: Ground) -> str:
    calendar = ground.settings.calendar
    return f"du {calendar.start:%d/%m/%Y} au {calendar_end(calendar):%d/%m/%Y}"
