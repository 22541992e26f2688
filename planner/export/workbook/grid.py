"""Sheet « Planning »: week by week, an adviser's half-days in rows and the days in columns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.export.cells import clock_cell
from planner.export.visits import all_sessions, cycle_week
from planner.export.workbook.formats import Formats, Kind, State
from planner.export.workbook.tables import (
    LINE_HEIGHT,
    Value,
    num_lines,
    prepare_page,
    write_text,
    write_value,
)
from planner.plan import Half, LostSession, Plan, PlanVenue, Session
from planner.wording import (
    HALVES,
    NO_BREAK_SPACE,
    WEEKDAYS,
    format_reason,
    format_territory,
    one_line,
)

SHEET: Final = "Planning"
_HEADER_ROW: Final = 2
_LEADING: Final = (
    ("Semaine du", 17.0),
    ("Semaine", 10.0),
    ("Cycle", 7.0),
    ("Conseiller", 20.0),
    ("Demi-journée", 14.0),
)
_CYCLE_COLUMN: Final = 2
_DAY_WIDTH: Final = 26.0
_PAGE_RATIO: Final = 0.56
"""Height to width of an A4 page on its side, less margins, footer and the repeated header."""
_POINTS_PER_CHARACTER: Final = 5.4

Slot = tuple[date, str, Half]
"""Day, adviser, half-day."""


def write_planning(workbook: Workbook, formats: Formats, plan: Plan) -> None:
    """Write every week of the calendar, lost sessions included."""
    sheet = workbook.add_worksheet(SHEET)
    territory = format_territory(plan)
    num_days = _num_days(plan)
    num_columns = len(_LEADING) + num_days
    write_text(sheet, formats, (0, 0), f"Planning – {territory}", state="title")
    write_text(
        sheet,
        formats,
        (1, 0),
        "Hachuré (SUPPRIMÉE, REMPLACÉE) : n’a pas lieu ce jour-là. "
        "Italique : horaires du lieu à confirmer.",
        state="note",
    )
    for position, (title, width) in enumerate(_LEADING):
        sheet.set_column(position, position, width)
        write_text(sheet, formats, (_HEADER_ROW, position), title, state="header")
    for day in range(num_days):
        sheet.set_column(len(_LEADING) + day, len(_LEADING) + day, _DAY_WIDTH)
        cell = (_HEADER_ROW, len(_LEADING) + day)
        write_text(sheet, formats, cell, WEEKDAYS[day].capitalize(), state="header")
    slots = _sessions_by_slot(plan)
    row, heights, starts = _HEADER_ROW + 1, [], []
    for week in range(plan.settings.calendar.num_weeks):
        starts.append(row)
        monday = plan.settings.calendar.start + timedelta(weeks=week)
        row, height = _write_week(
            sheet, formats, plan, slots=slots, monday=monday, num_days=num_days, row=row
        )
        heights.append(height)
    sheet.autofilter(_HEADER_ROW, 0, row - 1, num_columns - 1)
    sheet.freeze_panes(_HEADER_ROW + 1, len(_LEADING))
    sheet.repeat_rows(_HEADER_ROW)
    sheet.print_area(0, 0, row - 1, num_columns - 1)
    prepare_page(sheet, SHEET, territory=territory)
    sheet.fit_to_pages(1, 0)
    width = sum(width for _, width in _LEADING) + num_days * _DAY_WIDTH
    sheet.set_h_pagebreaks(
        _page_breaks(starts, heights, room=_PAGE_RATIO * width * _POINTS_PER_CHARACTER)
    )


def _write_week(
    sheet: Worksheet,
    formats: Formats,
    plan: Plan,
    *,
    slots: dict[Slot, list[Session | LostSession]],
    monday: date,
    num_days: int,
    row: int,
) -> tuple[int, float]:
    """Write a band with the dates, then two rows an adviser; return the next row and the height."""
    year, week, _ = monday.isocalendar()
    names: tuple[Value, ...] = (monday, f"{year}-S{week:02}", cycle_week(plan, monday))
    days = [monday + timedelta(days=n) for n in range(num_days)]
    for position, value in enumerate((*names, "", "", *days)):
        kind = "day" if position >= len(_LEADING) else _leading_kind(position)
        write_value(sheet, formats, (row, position), value, kind=kind, state="band")
    height = LINE_HEIGHT
    venues = {venue.id: venue for venue in plan.venues}
    for adviser in plan.advisers:
        for half in HALVES:
            row += 1
            for position, value in enumerate((*names, adviser.name, HALVES[half])):
                state: State = "faded" if position <= _CYCLE_COLUMN else "plain"
                kind = _leading_kind(position)
                write_value(sheet, formats, (row, position), value, kind=kind, state=state)
            highest = 1
            for offset, day in enumerate(days):
                text, state = _describe(venues, slots.get((day, adviser.id, half), []))
                cell = (row, len(_LEADING) + offset)
                write_text(sheet, formats, cell, text, kind="wrapped", state=state)
                highest = max(highest, num_lines(text, _DAY_WIDTH))
            sheet.set_row(row, highest * LINE_HEIGHT)
            height += highest * LINE_HEIGHT
    return row + 1, height


def _leading_kind(position: int) -> Kind:
    """What a column before the days holds."""
    return "date" if position == 0 else "rank" if position == _CYCLE_COLUMN else "text"


def _describe(
    venues: Mapping[str, PlanVenue], sessions: Sequence[Session | LostSession]
) -> tuple[str, State]:
    """Words of a half-day, and its look; nothing where there is no session."""
    texts: list[str] = []
    states: set[State] = set()
    for session in sessions:
        venue = venues[session.venue_id]
        if isinstance(session, LostSession):
            texts.append(_lost_words(venue, session))
            states.add("hatched")
            continue
        lines = [
            _place(venue),
            f"{clock_cell(session.start_minute)}–{clock_cell(session.end_minute)}",
        ]
        if not venue.hours_known:
            lines.append("horaires à confirmer")
            states.add("unsure")
        if session.replaces:
            lines.append(f"remplace le {session.replaces.day:%d/%m/%Y}")
        if session.school_holiday:
            lines.append("vacances scolaires")
        texts.append("\n".join(lines))
    state: State = "plain"
    if states and len(sessions) == 1:
        state = states.pop()
    return "\n".join(texts), state


def _lost_words(venue: PlanVenue, lost: LostSession) -> str:
    """What becomes of a lost session, its place, and why it is lost."""
    new = lost.replacement
    state = "SUPPRIMÉE"
    if new is not None:
        state = "REMPLACÉE le" if lost.is_replaced else "SUPPRIMÉE, proposée le"
        state += f" {new.day:%d/%m/%Y}"
    return f"{state}{NO_BREAK_SPACE}: {_place(venue)}\n{format_reason(lost)}"


def _place(venue: PlanVenue) -> str:
    """Commune of a mairie, else the venue's name too."""
    if venue.kind == "mairie":
        return one_line(venue.commune_name)
    return f"{one_line(venue.commune_name)} ({one_line(venue.name)})"


def _sessions_by_slot(plan: Plan) -> dict[Slot, list[Session | LostSession]]:
    slots: dict[Slot, list[Session | LostSession]] = defaultdict(list)
    for session in all_sessions(plan):
        slots[session.day, session.adviser_id, session.half].append(session)
    return slots


def _num_days(plan: Plan) -> int:
    """Columns of days: Monday to Friday, more where a session is at the weekend."""
    return max([5, *(session.day.weekday() + 1 for session in all_sessions(plan))])


def _page_breaks(starts: Sequence[int], heights: Sequence[float], *, room: float) -> list[int]:
    """Rows before which a page ends, so that no week is cut that a page can hold."""
    breaks, used = [], 0.0
    for start, height in zip(starts, heights, strict=True):
        if used and used + height > room:
            breaks.append(start)
            used = 0.0
        used += height
    return breaks
