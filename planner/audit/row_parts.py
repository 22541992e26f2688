"""Adviser, venue, rhythm and hours of one line of a sheet, whichever columns tell them."""

import re
from dataclasses import replace
from typing import Final

from geodata.commune_names import fold
from geodata.territory import Adviser, Venue
from planner.audit.cell_errors import CellError, blame
from planner.audit.clock import Hours, parse_hours, parse_time
from planner.audit.french_dates import parse_dates_only
from planner.audit.ground import Ground
from planner.audit.people import find_adviser
from planner.audit.recurrence import calendar_end
from planner.audit.rhythm import Rhythm, parse_rhythm
from planner.audit.sheet import SheetRow
from planner.audit.venues import VenueIndex, find_commune, find_venue
from planner.wording import HALVES

_NUMBERS_ONLY: Final = re.compile(r"\d{1,2}(?: (?:et )?\d{1,2})*")


def read_adviser(row: SheetRow, ground: Ground) -> Adviser:
    """Adviser of a line; the only one of the territory needs no name."""
    text = row.text("adviser")
    if not text and len(ground.advisers) == 1:
        return next(iter(ground.advisers.values()))
    if not text:
        raise CellError("le conseiller n'est pas dit", "écrivez son nom ou son identifiant")
    return find_adviser(text, ground.territory.advisers)


def read_venue(row: SheetRow, index: VenueIndex) -> Venue:
    """Venue of a line, by its place, its commune, its INSEE code, or several of them."""
    commune_code = None
    for field in ("code", "commune"):
        if row.text(field) and commune_code is None:
            with blame(field):
                commune_code = find_commune(row.text(field), index, is_code=field == "code")
    with blame("venue", "commune", "code"):
        return find_venue(row.text("venue"), commune_code, index)


def read_rhythm(row: SheetRow, ground: Ground) -> Rhythm:
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
    return f"semaines {week}" if _NUMBERS_ONLY.fullmatch(fold(week)) else week


def read_hours(row: SheetRow, rhythm: Rhythm) -> Hours:
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
