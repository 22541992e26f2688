"""The week as a table: advisers down, half-days across, sessions as buttons to press or drag."""

from datetime import date
from html import escape

from planner.app.desk.week import WeekSession, WeekView
from planner.app.web.week.screen import Screen
from planner.plan import Half
from planner.wording import HALVES, WEEKDAYS, format_clock

HALVES_SHOWN: tuple[Half, Half] = ("am", "pm")
CAPTION = "Permanences de la semaine, par conseiller et demi-journée"


def grid_html(screen: Screen) -> str:
    """Write the table; every text of the data is escaped here."""
    view = screen.view
    taken = screen.find(screen.taken)
    mark = "" if taken is None else f' data-taken="{view.sessions.index(taken)}"'
    head = "".join(
        f'<th scope="colgroup" colspan="2">{WEEKDAYS[day.weekday()]} {day:%d/%m}</th>'
        for day in view.days
    )
    halves = "".join(
        f'<th scope="col" class="{half}">{HALVES[half]}</th>'
        for _ in view.days
        for half in HALVES_SHOWN
    )
    rows = "".join(
        _row(screen, position, adviser_id, name)
        for position, (adviser_id, name) in enumerate(view.advisers)
    )
    return (
        f'<table class="week-grid" data-edition="{screen.edition}"{mark}>'
        f'<caption class="visually-hidden">{CAPTION}</caption>'
        f'<thead><tr><th scope="col" rowspan="2">Conseiller</th>{head}</tr>'
        f"<tr>{halves}</tr></thead><tbody>{rows}</tbody></table>"
    )


def cell_words(view: WeekView, adviser_id: str, day: date, half: Half) -> str:
    """Name a half-day: « Camille, mardi 12/01 matin »."""
    name = dict(view.advisers)[adviser_id]
    return f"{name}, {WEEKDAYS[day.weekday()]} {day:%d/%m} {HALVES[half]}"


def hours_words(session: WeekSession) -> str:
    """Hours of a session; empty where nobody knows them any more."""
    if session.end_minute == 0:
        return ""
    return f"{format_clock(session.start_minute)} – {format_clock(session.end_minute)}"


def _row(screen: Screen, position: int, adviser_id: str, name: str) -> str:
    cells = "".join(
        _cell(screen, adviser_id, day, half) for day in screen.view.days for half in HALVES_SHOWN
    )
    return f'<tr><th scope="row" class="adviser-{position}">{escape(name)}</th>{cells}</tr>'


def _cell(screen: Screen, adviser_id: str, day: date, half: Half) -> str:
    view = screen.view
    inside = "".join(_chip(screen, session) for session in view.in_cell(adviser_id, day, half))
    words = cell_words(view, adviser_id, day, half)
    where = f"{adviser_id}|{day.isoformat()}|{half}"
    return (
        f'<td class="{half}" data-cell="{escape(where)}" tabindex="-1" '
        f'aria-label="{escape(words)}{"" if inside else " : libre"}">{inside}</td>'
    )


def _chip(screen: Screen, session: WeekSession) -> str:
    view = screen.view
    number = view.sessions.index(session)
    position = [key for key, _ in view.advisers].index(session.adviser_id)
    classes = ["chip", f"adviser-{position}", session.state]
    notes = []
    if session.is_changed:
        classes.append("changed")
        notes.append("modifiée dans le brouillon")
    if session.is_locked:
        classes.append("locked")
        notes.append("verrouillée")
    if session.state == "lost":
        notes.append("n’a pas lieu")
    elif session.state == "moved":
        notes.append("déplacée à cette date")
    place = session.commune_name or session.venue_name
    words = ", ".join(
        (
            session.venue_name,
            cell_words(view, session.adviser_id, session.day, session.half),
            hours_words(session),
            *notes,
        )
    )
    pressed = "true" if session.key == screen.selected else "false"
    return (
        f'<button type="button" class="{" ".join(classes)}" draggable="true" data-n="{number}" '
        f'aria-pressed="{pressed}" aria-label="{escape(words)}" '
        f'title="{escape(session.venue_name)}">'
        f'<span class="place">{escape(place)}</span>'
        f'<span class="hours">{hours_words(session)}</span></button>'
    )
