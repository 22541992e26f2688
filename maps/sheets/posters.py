"""The poster of a venue: A4, black and white, large type, to be read from two metres."""

from collections.abc import Sequence
from typing import Final

import segno

from maps.figures import rhythm_words
from maps.sentences import hours_remark, place_name
from maps.sheets import wording
from maps.sheets.days import list_cancelled, next_sessions
from maps.sheets.document import (
    BLACK,
    DARK,
    MARGIN_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    WIDTH_MM,
    Document,
)
from maps.sheets.poster_dates import PosterDate, list_dates
from maps.sheets.press import Press, address_of
from maps.sheets.wording import (
    cancelled_sentence,
    footer_words,
    from_to,
    join_sentences,
    loss_sentence,
    more_dates_words,
    next_dates_title,
    offer_words,
    phone_line,
    short_date,
    shorten,
)
from planner.plan import PlanVenue
from planner.wording import one_line

MAX_DATES: Final = 12
MAX_LOST: Final = 3
DATE_SIZES: Final = (32, 29, 26, 23, 20, 17, 15, 13)
MAX_ADDRESS: Final = 90
MAX_REMARK: Final = 300
REMARK_SIZE: Final = 11
NOTE_SIZE: Final = 12
BOOKING_MM: Final = 62.0
"""Height of the part below the dates."""
QR_MM: Final = 46.0


def make_poster(press: Press, venue: PlanVenue) -> bytes:
    """Make the poster of a venue: what, where, rhythm, next dates, how to book."""
    plan, language = press.plan, press.language
    heading = wording.place_title(venue.kind, language=language)
    title = f"{heading} – {one_line(venue.commune_name)}"
    document = Document(
        title,
        created=plan.settings.calendar.start,
        footer=footer_words(plan, language=language),
        language=language,
    )
    _draw_frame(document)
    document.skip(4)
    _write_largest(document, heading, sizes=(42, 36, 30), max_lines=2)
    document.skip(4)
    offer = offer_words(press.documents.help_sentence, press.publication.fees, language=language)
    document.block("P", offer, size=17, grey=DARK)
    document.skip(5)
    document.rule(grey=BLACK, weight_mm=0.8)
    document.skip(4)
    where = place_name(one_line(venue.name), one_line(venue.commune_name))
    _write_largest(document, where, sizes=(30, 26, 22, 18, 14), max_lines=3, role="H2")
    address = shorten(address_of(press, venue), MAX_ADDRESS)
    document.block("P", address, size=13, grey=DARK)
    document.skip(1)
    for rhythm in _rhythms(press, venue):
        document.block("P", rhythm, size=19)
    remark = hours_remark(venue, language=language)
    if remark:
        document.skip(1)
        document.block("P", shorten(one_line(remark), MAX_REMARK), size=12, grey=DARK)
    document.skip(5)
    _write_dates(document, press, venue)
    _write_booking(document, press)
    return document.to_bytes()


def _draw_frame(document: Document) -> None:
    """Draw a bar on top that copies well: no grey area, no colour."""
    with document.artifact(), document.local_context():
        document.set_fill_color(BLACK)
        document.rect(MARGIN_MM, MARGIN_MM - 3, WIDTH_MM, 3, style="F")


def _write_largest(
    document: Document,
    text: str,
    *,
    sizes: tuple[int, ...],
    max_lines: int,
    role: str = "H1",
) -> None:
    """Write in the largest size that keeps a text within so many lines, else cut it there."""
    for size in sizes:
        height_mm = document.use(size, bold=True) * 0.92
        lines = document.wrap(text, WIDTH_MM)
        if len(lines) <= max_lines:
            break
    if len(lines) > max_lines:
        rest = " ".join(lines[max_lines - 1 :])
        lines = [*lines[: max_lines - 1], document.fit(rest, WIDTH_MM)]
    with document.tagged("H1" if role == "H1" else "H2"):
        document.write_lines(lines, height_mm=height_mm)


def _rhythms(press: Press, venue: PlanVenue) -> list[str]:
    """Say how often and at what hours, one line a visit of the cycle."""
    cycle_weeks = press.plan.settings.cycle.num_weeks
    visits = sorted(
        (visit for visit in press.plan.visits if visit.venue_id == venue.id),
        key=lambda visit: (visit.weekday, visit.start_minute),
    )
    return [
        # weeks of the cycle mean nothing to residents: the dates below tell them
        f"{_capital(rhythm_words(visit, cycle_weeks, language=press.language).split(' (')[0])}, "
        f"{from_to(visit.start_minute, visit.end_minute, language=press.language)}"
        for visit in visits[:4]
    ]


def _write_dates(document: Document, press: Press, venue: PlanVenue) -> None:
    """Write the next dates in two columns, and those on which nobody comes."""
    language = press.language
    sessions, lost = next_sessions(press.plan, venue.id, since=press.since)
    dates = list_dates(sessions, language=language)
    shown = dates[:MAX_DATES]
    coming = [loss for loss in lost if not shown or loss.day <= shown[-1].day][:MAX_LOST]
    sentences = [
        language.say("Pas de permanence le {loss}", loss=loss_sentence(one, language=language))
        for one in coming
    ]
    sentences += [
        cancelled_sentence(one, language=language)
        for one in list_cancelled(press.plan)
        if one.venue_id == venue.id and (press.since is None or one.day >= press.since)
    ][:MAX_LOST]
    if len(shown) < len(dates):
        more = len(dates) - len(shown)
        sentences.insert(0, more_dates_words(more, language=language))
    document.use(NOTE_SIZE)
    notes = document.wrap(join_sentences(sentences), WIDTH_MM) if sentences else []
    title = next_dates_title([one.day for one in shown], language=language)
    document.block("H2", title, size=20, bold=True)
    document.skip(1)
    if not shown:
        document.block("P", language.say(wording.NO_DATES), size=16)
    else:
        room = _booking_top() - 4 - document.y - len(notes) * document.use(NOTE_SIZE)
        _write_columns(document, shown, room_mm=room)
    document.skip(2)
    height_mm = document.use(NOTE_SIZE)
    fitting = notes[: max(0, int((_booking_top() - 1 - document.y) / height_mm))]
    if fitting:
        with document.tagged("P"):
            document.write_lines(fitting, height_mm=height_mm)


def _write_columns(document: Document, dates: Sequence[PosterDate], *, room_mm: float) -> None:
    """Write dates down the left column, then down the right one, as large as there is room."""
    entries = [(short_date(one.day, language=document.language), one.remark) for one in dates]
    half = -(-len(entries) // 2)
    columns = (entries[:half], entries[half:])
    width_mm = WIDTH_MM / 2 - 4
    num_remarks = max(sum(bool(remark) for _, remark in column) for column in columns)
    for size in DATE_SIZES:
        height_mm = 1.1 * document.use(size)
        tall = half * height_mm + 2 * num_remarks * document.use(REMARK_SIZE)
        document.use(size)
        widest = max(document.get_string_width(text) for text, _ in entries)
        if tall <= room_mm and widest <= width_mm:
            break
    top, bottom = document.y, document.y
    for number, column in enumerate(columns):
        document.set_xy(MARGIN_MM, top)
        x = MARGIN_MM + number * (WIDTH_MM / 2 + 2)
        for text, remark in column:
            document.use(size)
            with document.tagged("P"):
                read = f"{text} " if remark else text
                document.write_lines([read], height_mm=height_mm, x=x)
                if remark:
                    small = document.use(REMARK_SIZE, grey=DARK)
                    lines = document.wrap(remark, width_mm)[:2]
                    document.write_lines(lines, height_mm=small, x=x)
        bottom = max(bottom, document.y)
    document.set_xy(MARGIN_MM, bottom)


def _write_booking(document: Document, press: Press) -> None:
    """Write how to book: QR code and telephone, or the places to fill them in."""
    language, top = press.language, _booking_top()
    document.set_xy(MARGIN_MM, top)
    document.rule(grey=BLACK, weight_mm=0.8)
    left, url = MARGIN_MM + QR_MM + 8, press.publication.booking_url
    width_mm = PAGE_WIDTH_MM - MARGIN_MM - left
    document.set_xy(MARGIN_MM, top + 6)
    heading = language.say(wording.BOOKING)
    document.block("H2", heading, size=22, bold=True, x=left, width_mm=width_mm)
    document.skip(1)
    phone = phone_line(one_line(press.publication.phone), language=language)
    document.block("P", phone, size=19, x=left, width_mm=width_mm)
    document.skip(1)
    if press.publication.structure:
        structure = shorten(one_line(press.publication.structure), MAX_ADDRESS)
        document.block("P", structure, size=13, x=left, width_mm=width_mm)
    if url:
        scan = language.say(wording.BOOKING_SCAN)
        document.block("P", scan, size=13, x=left, width_mm=width_mm)
        document.use(11, grey=DARK)
        lines = document.wrap(url, width_mm)[:3]
        with document.tagged("P"):
            document.write_lines(lines, height_mm=document.use(11, grey=DARK), x=left)
        _draw_qr(document, url, x=MARGIN_MM, y=top + 6)
    else:
        _draw_placeholder(document, x=MARGIN_MM, y=top + 6)


def _draw_qr(document: Document, url: str, *, x: float, y: float) -> None:
    """Draw a QR code as black squares, with the quiet border that readers need."""
    # level M bears a crease or a stain; the boost would only make the squares smaller
    code = segno.make(url, error="m", micro=False, boost_error=False)
    rows = [list(row) for row in code.matrix_iter(scale=1, border=2)]
    side = QR_MM / len(rows)
    alt = document.language.say(wording.QR_DESCRIPTION)
    with (
        document.linked(url, alt, x=x, y=y, width_mm=QR_MM, height_mm=QR_MM),
        document.figure(alt, x=x, y=y, width_mm=QR_MM, height_mm=QR_MM),
        document.local_context(),
    ):
        document.set_fill_color(BLACK)
        for line, row in enumerate(rows):
            start = 0
            while start < len(row):
                end = start
                while end < len(row) and row[end]:
                    end += 1
                if end > start:
                    # runs of squares in one piece: no hairlines between them
                    document.rect(
                        x + start * side, y + line * side, (end - start) * side, side, "F"
                    )
                start = end + 1


def _draw_placeholder(document: Document, *, x: float, y: float) -> None:
    with document.artifact(), document.local_context():
        document.set_draw_color(DARK)
        document.set_line_width(0.3)
        document.set_dash_pattern(dash=2, gap=1.5)
        document.rect(x, y, QR_MM, QR_MM, style="D")
    document.set_xy(MARGIN_MM, y + 14)
    text = document.language.say(wording.NO_BOOKING)
    document.block("P", text, size=11, grey=DARK, x=x + 4, width_mm=QR_MM - 8, align="center")


def _booking_top() -> float:
    return PAGE_HEIGHT_MM - MARGIN_MM - BOOKING_MM


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
