"""From a hand-made sheet to dated sessions; every fault of every line is told at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from geodata.commune_names import fold
from geodata.errors import Fault, InputError
from geodata.territory import Adviser, Venue
from planner.audit.clock import Hours, Span, parse_hours, parse_time
from planner.audit.french_dates import parse_dates_only
from planner.audit.ground import Ground
from planner.audit.obstacles import why_lost
from planner.audit.people import find_adviser
from planner.audit.reading_errors import CellError
from planner.audit.records import DatedSession, HandPlanning
from planner.audit.recurrence import calendar_end, describe_assumptions, rhythm_dates
from planner.audit.rhythm import Rhythm, parse_rhythm
from planner.audit.sheet import Sheet, SheetRow, read_sheet
from planner.audit.usual_hours import usual_hours
from planner.audit.venues import VenueIndex, build_venue_index, find_venue
from planner.wording import HALVES, join_words

_Found = TypeVar("_Found")
_CANCELLED: Final = ("supprim", "annul", "report", "refus")
"""How a folded status begins when a session does not take place."""
_MAX_LINES_SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadRow:
    """One line as it was understood."""

    sessions: tuple[DatedSession, ...] = ()
    num_outside: int = 0
    """Dates outside the calendar."""
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
    faults: list[Fault] = []
    read = {row.line: _read_row(row, sheet, ground, index, faults) for row in sheet.rows}
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
    row: SheetRow, sheet: Sheet, ground: Ground, index: VenueIndex, faults: list[Fault]
) -> _ReadRow:
    """Read one line; what is wrong in it joins the faults."""

    def attempt(read: Callable[[], _Found], *fields: str) -> _Found | None:
        try:
            return read()
        except CellError as error:
            column = next((f for f in fields if row.text(f)), None) or next(
                (f for f in fields if f in sheet.header_of), None
            )
            faults.append(
                Fault(
                    file=sheet.file,
                    row=row.line,
                    column=None if column is None else sheet.header_of[column],
                    message=error.message,
                    remedy=error.remedy,
                )
            )
            return None

    adviser = attempt(lambda: _adviser(row, ground), "adviser")
    venue = attempt(
        lambda: find_venue(row.text("venue"), row.text("commune"), row.text("code"), index),
        *("venue", "commune", "code"),
    )
    rhythm = attempt(lambda: _rhythm(row, ground), "rhythm", "date", "day", "week")
    if rhythm is None:
        # What its hours hold is told when they are written down, not when they stand in the rhythm.
        if row.text("hours") or row.text("start"):
            attempt(lambda: _hours(row, Rhythm()), "hours", "start", "half")
        return _ReadRow()
    hours = attempt(lambda: _hours(row, rhythm), "hours", "start", "half")
    if adviser is None or venue is None or hours is None:
        return _ReadRow()
    return _unroll(row, adviser, venue, rhythm, hours, ground)


def _adviser(row: SheetRow, ground: Ground) -> Adviser:
    text = row.text("adviser")
    if not text and len(ground.advisers) == 1:
        return next(iter(ground.advisers.values()))
    if not text:
        raise CellError("le conseiller n'est pas dit", "écrivez son nom ou son identifiant")
    return find_adviser(text, ground.territory.advisers)


def _rhythm(row: SheetRow, ground: Ground) -> Rhythm:
    """Dates of a line if it has any, else its rhythm: day, week and rhythm columns together."""
    calendar = ground.settings.calendar
    first_day, last_day = calendar.start, calendar_end(calendar)
    dates = parse_dates_only(row.text("date"), first_day=first_day, last_day=last_day)
    if dates:
        by_day = parse_rhythm(
            f"{row.text('day')} {row.text('date')}", first_day=first_day, last_day=last_day
        )
        return replace(by_day, dates=dates)
    remark = row.text("remark")
    words = [
        row.text("day"),
        row.text("date"),
        _week_words(row),
        row.text("rhythm"),
        remark if fold(remark).startswith(("sauf", "hors", "excepte")) else "",
    ]
    text = " ".join(word for word in words if word)
    if not text:
        raise CellError("ni jour, ni date, ni rythme", "remplissez l'une de ces cases")
    return parse_rhythm(text, first_day=first_day, last_day=last_day)


def _week_words(row: SheetRow) -> str:
    """Say a column of weeks as a rhythm does: « 6, 10 » -> « semaines 6, 10 »."""
    if row.text("cycle_week"):
        return f"semaines {row.text('cycle_week')} du cycle"
    week = row.text("week")
    if fold(week) in {"toutes", "tous", "chaque"}:
        return "toutes les semaines"
    return f"semaines {week}" if week[:1].isdigit() and " " not in week[:6] else week


def _hours(row: SheetRow, rhythm: Rhythm) -> Hours:
    """Hours of a line, wherever it tells them."""
    start, end = row.text("start"), row.text("end")
    if row.text("hours"):
        hours = parse_hours(row.text("hours"))
    elif start and end:
        span = parse_time(start), parse_time(end)
        if span[1] <= span[0]:
            raise CellError(f"de « {start} » à « {end} » : la fin précède", "corrigez les heures")
        hours = Hours(spans=(span,))
    elif start or end:
        raise CellError("un début sans fin, ou une fin sans début", "remplissez les deux cases")
    elif row.text("half"):
        hours = parse_hours(row.text("half"))
    elif rhythm.halves:
        hours = Hours(halves=rhythm.halves)
    else:
        raise CellError("les heures ne sont pas dites", "écrivez « 9h-12h », « matin »…")
    named = rhythm.halves or hours.halves
    for start_minute, _ in hours.spans:
        half = "am" if start_minute < 12 * 60 else "pm"
        if named and half not in named:
            raise CellError(
                f"les heures ne sont pas celles de la demi-journée ({HALVES[named[0]]})",
                "corrigez les heures ou la demi-journée",
            )
    return hours


def _unroll(
    row: SheetRow, adviser: Adviser, venue: Venue, rhythm: Rhythm, hours: Hours, ground: Ground
) -> _ReadRow:
    settings = ground.settings
    dates, num_outside = rhythm_dates(rhythm, settings.calendar, cycle=settings.cycle)
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
            )
            if not rhythm.dates and not is_cancelled:
                session = replace(session, lost=why_lost(session, ground))
            sessions.append(session)
    assumptions = describe_assumptions(rhythm, settings.calendar)
    if not hours.spans:
        halves = join_words([HALVES[half] for half in hours.halves])
        assumptions += (f"« {halves} » sans heures : prises dans les heures d'ouverture du lieu",)
    if not dates and not num_outside:
        assumptions += ("aucune date dans le calendrier",)
    return _ReadRow(
        sessions=tuple(sessions), num_outside=num_outside, assumptions=tuple(assumptions)
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
        shown = ", ".join(map(str, lines[:_MAX_LINES_SHOWN]))
        more = f" et {len(lines) - _MAX_LINES_SHOWN} autres" * (len(lines) > _MAX_LINES_SHOWN)
        noun = "Ligne" if len(lines) == 1 else "Lignes"
        yield f"{noun} {shown}{more} : {assumption}."
    if num_outside:
        dates = "1 date laissée" if num_outside == 1 else f"{num_outside} dates laissées"
        yield f"{dates} de côté, hors du calendrier ({_say_calendar(ground)})."


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
