"""Advisers, venues, tours and weeks as plain values for the page's data block."""

from collections.abc import Sequence
from datetime import date

from maps.calendar_weeks import list_calendar_weeks
from maps.figures import km_words
from maps.geometry import encode_lines
from maps.language import Language
from maps.modes import Json
from maps.sentences import KIND_NAMES, hours_remark, place_name, sessions_words
from maps.style import adviser_colour, adviser_dash
from maps.tour_rows import TourRow
from maps.venue_rows import VenueRow, VisitRow, make_venue_rows
from planner.plan import Plan


def describe_weeks(plan: Plan) -> list[Json]:
    """Each week of the calendar: its Monday, its week of the cycle, whether it is changed."""
    return [
        [week.monday.isoformat(), week.cycle_week, int(week.is_changed)]
        for week in list_calendar_weeks(plan)
    ]


def describe_advisers(plan: Plan, language: Language) -> list[Json]:
    """Each adviser: name, base, look on the map, work of a cycle."""
    loads = {load.adviser_id: load for load in plan.loads}
    advisers = []
    for position, adviser in enumerate(plan.advisers):
        load = loads.get(adviser.id)
        words = ""
        if load is not None:
            words = language.say(
                "{sessions}, {km} par cycle",
                sessions=sessions_words(load.num_sessions, language=language),
                km=km_words(load.distance_m, decimals=0, language=language),
            )
        advisers.append(
            {
                "name": adviser.name,
                "base": adviser.base_commune_name,
                "at": [round(adviser.lat, 5), round(adviser.lon, 5)],
                "colour": adviser_colour(position),
                "dash": adviser_dash(position),
                "load": words,
            }
        )
    return advisers


def kind_name(kind: str, language: Language) -> str:
    """Name a kind of place; one that we do not know stays as the data write it."""
    name = KIND_NAMES.get(kind)
    return kind if name is None else language.say(name)


def describe_venues(plan: Plan, language: Language) -> list[Json]:
    """Each venue with its visits and dates."""
    return [
        {
            "id": venue.id,
            "commune": venue.commune_code,
            "title": place_name(venue.name, venue.commune_name),
            "kind": kind_name(venue.kind, language),
            "at": [round(venue.lat, 5), round(venue.lon, 5)],
            "remark": hours_remark(venue, language=language),
            "sessions": row.sessions_per_cycle,
            "visits": [_visit(visit) for visit in row.visits],
            "one_off": [_visit(visit) for visit in row.one_off],
            "dates": _dates(plan, row),
            "lost": [[_days_after_start(plan, day), words] for day, words in row.lost],
        }
        for venue, row in zip(plan.venues, make_venue_rows(plan, language=language), strict=True)
    ]


def _dates(plan: Plan, row: VenueRow) -> list[Json]:
    """Opening times and the days that have them, as days after the calendar's first."""
    by_hours: dict[str, list[int]] = {}
    for day, hours in row.dates:
        by_hours.setdefault(hours, []).append(_days_after_start(plan, day))
    return [[hours, days] for hours, days in by_hours.items()]


def _days_after_start(plan: Plan, day: date) -> int:
    return (day - plan.settings.calendar.start).days


def _visit(visit: VisitRow) -> Json:
    return {
        "adviser": visit.adviser,
        "weekday": visit.weekday,
        "weeks": visit.weeks,
        "held": visit.held,
        "minutes": visit.minutes,
        "words": visit.words,
    }


def describe_tours(rows: Sequence[TourRow]) -> tuple[list[list[int]], list[Json]]:
    """Return the roads that tours take, each once, and the tours with positions among them."""
    at: dict[tuple[int, ...], int] = {}
    tours = []
    for row in rows:
        roads = (tuple(points) for line in row.lines for points in encode_lines(line))
        tours.append(
            {
                "adviser": row.adviser,
                "weekday": row.weekday,
                "weeks": row.weeks,
                "held": row.held,
                "when": row.when,
                "steps": row.steps,
                "total": row.total,
                "venues": row.venues,
                "drive_s": row.drive_s,
                "distance_m": row.distance_m,
                "roads": [at.setdefault(road, len(at)) for road in roads],
            }
        )
    return [list(road) for road in at], tours
