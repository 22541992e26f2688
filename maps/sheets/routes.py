"""The feuille de route of an adviser and week: stops, hours, drives, links to navigation."""

from typing import Final

from maps.figures import clock_words, duration_words, km_words
from maps.language import Language
from maps.sentences import hours_remark, hours_words, place_name, sessions_words
from maps.sheets import wording
from maps.sheets.days import DayRoute, MeasureLeg, WeekRoute
from maps.sheets.document import (
    BLACK,
    DARK,
    MARGIN_MM,
    PAGE_WIDTH_MM,
    PALE,
    POINT_MM,
    WIDTH_MM,
    Document,
)
from maps.sheets.press import Press, address_of
from maps.sheets.wording import (
    cancelled_sentence,
    drive_words,
    footer_words,
    loss_sentence,
    replaced_words,
    short_date,
    shorten,
    week_title,
)
from planner.export.visits import cycle_week
from planner.plan import Leg, PlanAdviser, PlanVenue, Session
from planner.wording import one_line

__all__ = ["MeasureLeg", "google_maps_link", "make_route", "waze_link"]

MAX_NAME: Final = 60
MAX_REMARK: Final = 300
TIME_MM: Final = 33.0
"""Width of the column of hours."""
LINKS_MM: Final = 38.0
LEFT: Final = MARGIN_MM + TIME_MM
LINKS_LEFT: Final = PAGE_WIDTH_MM - MARGIN_MM - LINKS_MM
ROOM: Final = WIDTH_MM - TIME_MM - LINKS_MM - 3
BAR_MM: Final = 9.0
STEP_MM: Final = 4.9
DRIVE_MM: Final = 4.2
STOP_MM: Final = 13.0
"""Room that a stop takes, most of the time."""


def waze_link(lat: float, lon: float) -> str:
    """Link that opens Waze on the way to a place."""
    return f"https://waze.com/ul?ll={lat:.5f}%2C{lon:.5f}&navigate=yes"


def google_maps_link(lat: float, lon: float) -> str:
    """Link that opens Google Maps on the way to a place, by car."""
    return (
        "https://www.google.com/maps/dir/?api=1"
        f"&destination={lat:.5f}%2C{lon:.5f}&travelmode=driving"
    )


def make_route(press: Press, adviser: PlanAdviser, week: WeekRoute) -> bytes:
    """Make the sheet of one adviser and week."""
    plan, language = press.plan, press.language
    heading = week_title(week.monday, cycle_week=cycle_week(plan, week.monday), language=language)
    name = shorten(one_line(adviser.name), MAX_NAME)
    title = f"{language.say(wording.ROUTE_TITLE)} – {name}"
    document = Document(
        f"{title} – {heading}",
        created=plan.settings.calendar.start,
        footer=footer_words(plan, language=language),
        language=language,
    )
    document.block("H1", title, size=20, bold=True)
    document.block("P", heading, size=13)
    document.skip(1.5)
    document.block("P", _week_total(week, language), size=10.5, grey=DARK)
    document.block("P", language.say(wording.COORDINATOR_PHONE), size=10.5, grey=DARK)
    for day in week.days:
        document.skip(3.5)
        _write_day(document, press, day, adviser=adviser)
    return document.to_bytes()


def _week_total(week: WeekRoute, language: Language) -> str:
    sessions = sum(len(day.sessions) for day in week.days)
    drive_s = sum(day.drive_s for day in week.days)
    distance_m = sum(day.distance_m for day in week.days)
    driving = _drive_words(distance_m, drive_s, language)
    return f"{sessions_words(sessions, language=language)}, {driving}"


def _drive_words(distance_m: int, drive_s: int, language: Language) -> str:
    return drive_words(
        km_words(distance_m, language=language),
        duration_words(drive_s, language=language),
        language=language,
    )


def _write_day(document: Document, press: Press, day: DayRoute, *, adviser: PlanAdviser) -> None:
    language = press.language
    venues = {venue.id: venue for venue in press.plan.venues}
    document.need_room(_height(day))  # a day stays on one page
    _write_day_bar(document, day)
    base = one_line(adviser.base_commune_name)
    if day.sessions:
        leaving = clock_words(day.leave_minute, language=language)
        _write_step(document, leaving, language.say("Départ, {place}", place=base), adviser=None)
        for leg, session in zip(day.legs, day.sessions, strict=False):
            _write_drive(document, leg)
            venue = venues[session.venue_id]
            _write_stop(document, session, venue=venue, address=address_of(press, venue))
        _write_drive(document, day.legs[-1])
        back = clock_words(day.return_minute, language=language)
        _write_step(document, back, language.say("Retour, {place}", place=base), adviser=adviser)
    elif day.lost or day.cancelled:
        document.block("P", language.say(wording.NO_SESSION_LEFT), size=10.5)
    document.skip(0.8 if day.lost or day.cancelled else 0)
    for lost in day.lost:
        venue = venues[lost.venue_id]
        place = place_name(one_line(venue.name), one_line(venue.commune_name))
        text = language.say(
            "Pas de permanence\u00a0: {place}, {loss}",
            place=place,
            loss=loss_sentence(lost, language=language),
        )
        document.block("P", text, size=10.5, grey=DARK)
    for gone in day.cancelled:
        # its venue may be none of this plan's
        place = place_name(one_line(gone.venue_name), one_line(gone.commune_name))
        text = language.say(
            "{place}\u00a0: {sentence}",
            place=place,
            sentence=cancelled_sentence(gone, language=language),
        )
        document.block("P", text, size=10.5, grey=DARK)


def _height(day: DayRoute) -> float:
    """Millimetres that a day takes, most of the time."""
    steps = 2 * STEP_MM + DRIVE_MM * len(day.legs) if day.legs else 0.0
    notes = 2 * STEP_MM * (len(day.lost) + len(day.cancelled))
    return BAR_MM + steps + STOP_MM * len(day.sessions) + notes


def _write_day_bar(document: Document, day: DayRoute) -> None:
    """Write a day's name and, on the right, how long and far it is."""
    tall, top = 7.5, document.y
    with document.artifact(), document.local_context():
        document.set_fill_color(PALE)
        document.rect(MARGIN_MM, top, WIDTH_MM, tall, style="F")
    document.set_xy(MARGIN_MM, top + 1.2)
    height_mm = document.use(12.5, bold=True)
    name = short_date(day.day, language=document.language)
    with document.tagged("H2"):
        document.write_lines(
            [name[:1].upper() + name[1:]], height_mm=height_mm, x=MARGIN_MM + 2, width_mm=WIDTH_MM
        )
    if day.legs:
        document.set_xy(MARGIN_MM, top + 1.8)
        height_mm = document.use(10)
        total = _drive_words(day.distance_m, day.drive_s, document.language)
        with document.tagged("P"):
            document.write_lines(
                [total], height_mm=height_mm, x=MARGIN_MM, width_mm=WIDTH_MM - 2, align="right"
            )
    document.set_xy(MARGIN_MM, top + tall + 1.5)


def _write_step(document: Document, clock: str, text: str, *, adviser: PlanAdviser | None) -> None:
    """Write the departure or the return; the way back has its links."""
    document.need_room(8)
    top = document.y
    height_mm = document.use(11, bold=True)
    with document.tagged("P"):
        document.write_lines([f"{clock} "], height_mm=height_mm, x=MARGIN_MM + 2)
        document.set_xy(MARGIN_MM, top)
        document.use(11)
        lines = document.wrap(text, ROOM)[:2]
        document.write_lines(lines, height_mm=height_mm, x=LEFT)
    if adviser is not None:
        _write_links(
            document, adviser.lat, adviser.lon, top=top, place=document.language.say(wording.BASE)
        )


def _write_drive(document: Document, leg: Leg) -> None:
    """Write how long and far the drive to the next line is."""
    document.need_room(12)
    height_mm = document.use(9.5, grey=DARK)
    top = document.y
    with document.artifact(), document.local_context():
        document.set_draw_color(DARK)
        document.set_line_width(0.4)
        document.set_dash_pattern(dash=0.8, gap=0.8)
        document.line(LEFT - 5, top + 0.5, LEFT - 5, top + height_mm)
    if leg.from_venue_id == leg.to_venue_id:
        document.skip(height_mm)
        return
    language = document.language
    duration = duration_words(leg.drive_s, language=language)
    text = f"{duration}, {km_words(leg.distance_m, language=language)}"
    with document.tagged("P"):
        document.write_lines([text], height_mm=height_mm, x=LEFT)


def _write_stop(document: Document, session: Session, *, venue: PlanVenue, address: str) -> None:
    """Write a session: hours, place, address, remarks, links and a line for the telephone."""
    document.need_room(STOP_MM)
    language, top = document.language, document.y
    height_mm = document.use(11, bold=True)
    hours = hours_words(session.start_minute, session.end_minute, language=language)
    place = place_name(one_line(venue.name), one_line(venue.commune_name))
    with document.tagged("H3"):
        document.write_lines([f"{hours} "], height_mm=height_mm, x=MARGIN_MM + 2)
        document.set_xy(MARGIN_MM, top)
        document.write_lines(document.wrap(place, ROOM)[:4], height_mm=height_mm, x=LEFT)
    details = [
        _where(venue, address, language),
        replaced_words(session, language=language),
        shorten(one_line(hours_remark(venue, language=language)), MAX_REMARK),
        wording.school_holiday_words(session, language=language),
    ]
    for detail in filter(None, details):
        document.block("P", detail, size=9.5, grey=DARK, x=LEFT, width_mm=ROOM)
    end = document.y
    _write_links(document, venue.lat, venue.lon, top=top, place=place)
    small = document.use(9.5, grey=DARK)
    with document.tagged("P"):
        document.write_lines([language.say(wording.VENUE_PHONE)], height_mm=small, x=LINKS_LEFT)
    document.set_xy(MARGIN_MM, max(end, document.y))


def _where(venue: PlanVenue, address: str, language: Language) -> str:
    """Say where a venue stands, for the letter and for the navigation."""
    return language.say(
        "{address} (GPS\u00a0: {lat}, {lon})",
        address=address,
        lat=f"{venue.lat:.5f}",
        lon=f"{venue.lon:.5f}",
    )


def _write_links(document: Document, lat: float, lon: float, *, top: float, place: str) -> None:
    """Write the two links to navigation at the right edge."""
    height_mm = document.use(10, bold=True)
    x = LINKS_LEFT
    for label, url in (
        (wording.WAZE, waze_link(lat, lon)),
        (wording.GOOGLE_MAPS, google_maps_link(lat, lon)),
    ):
        width_mm = document.get_string_width(label)
        alt = f"{label}, {place}"
        with (
            document.linked(url, alt, x=x, y=top, width_mm=width_mm, height_mm=height_mm),
            document.tagged("Span"),
        ):
            document.set_xy(MARGIN_MM, top)
            document.write_lines([label], height_mm=height_mm, x=x)
        with document.artifact(), document.local_context():
            document.set_draw_color(BLACK)
            document.set_line_width(0.25)
            line = top + height_mm * 0.78 + 2 * POINT_MM
            document.line(x, line, x + width_mm, line)
        x += width_mm + 4
    document.set_xy(MARGIN_MM, top + height_mm)
