"""The sheet of an EPCI or canton: who is served, when, who is left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shapely import MultiPolygon, Polygon

from maps.figures import number_words, rhythm_words
from maps.language import FRENCH, Language
from maps.reasons import foreign_reason
from maps.sentences import (
    ALL,
    about_people,
    access_sentence,
    hours_words,
    people_between,
    place_name,
)
from maps.sheets import wording
from maps.sheets.area_map import (
    Symbol,
    class_of,
    draw_legend,
    draw_map,
    frame_outlines,
)
from maps.sheets.days import next_sessions
from maps.sheets.document import BLACK, DARK, MARGIN_MM, WIDTH_MM, Document
from maps.sheets.names import slugify
from maps.sheets.press import Press
from maps.sheets.table import Column, draw_table
from maps.sheets.wording import (
    covered_sentence,
    day_and_month,
    footer_words,
    left_out_words,
    loss_sentence,
    people_of_area,
    replaced_words,
    session_words,
    share_words,
    shorten,
)
from maps.typography import typeset
from planner.plan import AreaAccess, CommuneAccess, Plan, PlanVenue, Session
from planner.wording import one_line

AreaKind = Literal["epci", "canton"]
UNSERVED: Final = ("not_served", "unreachable")
MAP_MM: Final = 96.0
"""Height of the map; its width leaves room for the legend."""
MAP_SHARE: Final = 0.68
MAX_DATES: Final = 3
MAX_NAME: Final = 120
MAX_LEFT_OUT: Final = 8
"""Communes explained, beside those without any service, which all are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area with its communes and the venues that serve them."""

    kind: AreaKind
    access: AreaAccess
    communes: tuple[CommuneAccess, ...]
    """By name."""
    venues: tuple[PlanVenue, ...]
    """Those in the area by commune, then those elsewhere that are the best of a commune."""
    num_inside: int
    """How many of the venues lie in the area."""


def list_areas(plan: Plan, kind: AreaKind) -> tuple[Area, ...]:
    """List the EPCIs or cantons of a plan; communes without one belong to no sheet."""
    areas = plan.epcis if kind == "epci" else plan.cantons
    return tuple(_area(plan, kind, access) for access in areas if access.code)


def _area(plan: Plan, kind: AreaKind, access: AreaAccess) -> Area:
    communes = [
        row
        for row in plan.communes
        if (row.epci_code if kind == "epci" else row.canton_code) == access.code
    ]
    codes = {row.commune_code for row in communes}
    best = {row.best_venue_id for row in communes}
    inside = [venue for venue in plan.venues if venue.commune_code in codes]
    beside = [
        venue for venue in plan.venues if venue.id in best and venue.commune_code not in codes
    ]

    def order(venue: PlanVenue) -> tuple[str, str, str]:
        return slugify(venue.commune_name), slugify(venue.name), venue.id

    return Area(
        kind=kind,
        access=access,
        communes=tuple(
            sorted(communes, key=lambda row: (slugify(row.commune_name), row.commune_code))
        ),
        venues=(*sorted(inside, key=order), *sorted(beside, key=order)),
        num_inside=len(inside),
    )


def make_area_sheet(
    press: Press, area: Area, *, outlines: Mapping[str, Polygon | MultiPolygon]
) -> bytes:
    """Make the sheet of an area.

    Parameters
    ----------
    outlines
        Simplified outlines (lon/lat) of all communes by code.
    """
    plan, language, name = press.plan, press.language, one_line(area.access.name)
    document = Document(
        name,
        created=plan.settings.calendar.start,
        footer=footer_words(plan, language=language),
        language=language,
    )
    document.block("P", language.say(wording.AREA_KINDS[area.kind]), size=10.5, grey=DARK)
    document.block("H1", shorten(name, MAX_NAME), size=20, bold=True)
    document.skip(1)
    _write_figures(document, plan, area)
    document.skip(3)
    _write_map(document, press, area, outlines)
    document.skip(3)
    _write_sessions(document, press, area)
    _write_left_out(document, plan, area)
    _write_communes(document, plan, area)
    document.skip(2)
    document.block("P", language.say(wording.READING), size=9, grey=DARK)
    if language.code != FRENCH.code:
        document.block("P", language.say(wording.PLAN_IS_FRENCH), size=9, grey=DARK)
    return document.to_bytes()


def _write_figures(document: Document, plan: Plan, area: Area) -> None:
    """Write need and what is covered of it before and after, with a bar."""
    access, language = area.access, document.language
    left_out = [row for row in area.communes if row.status in UNSERVED]
    with_session = len({venue.commune_code for venue in area.venues[: area.num_inside]})
    document.block("P", covered_sentence(access, language=language), size=14, bold=True)
    _draw_bar(document, access)
    people = people_between(access.need, access.need_low, access.need_high, language=language)
    document.block(
        "P",
        people_of_area(access, num_communes=len(area.communes), need=people, language=language),
        size=10.5,
    )
    standard_minutes = plan.settings.access.standard_minutes
    document.block(
        "P",
        language.say(
            "{sessions}\u00a0; {left_out}.",
            sessions=session_words(with_session, language=language),
            left_out=left_out_words(len(left_out), standard_minutes, language=language),
        ),
        size=10.5,
    )


def _draw_bar(document: Document, access: AreaAccess) -> None:
    """Draw the covered share: grey before, black added, white left; the words stand above."""
    document.skip(1.5)
    top, tall = document.y, 5.0
    share = WIDTH_MM / access.need if access.need > 0 else 0.0
    before = share * min(access.covered_need_before, access.covered_need)
    with document.artifact(), document.local_context():
        document.set_draw_color(BLACK)
        document.set_line_width(0.25)
        document.set_fill_color(150)
        document.rect(MARGIN_MM, top, before, tall, style="F")
        document.set_fill_color(BLACK)
        document.rect(
            MARGIN_MM + before, top, share * access.covered_need - before, tall, style="F"
        )
        document.rect(MARGIN_MM, top, WIDTH_MM, tall, style="D")
    document.set_xy(MARGIN_MM, top + tall + 1)
    document.block("P", document.language.say(wording.BAR_LEGEND), size=9, grey=DARK)
    document.skip(1)


def _write_map(
    document: Document, press: Press, area: Area, outlines: Mapping[str, Polygon | MultiPolygon]
) -> None:
    inside = {row.commune_code: row for row in area.communes}
    shown = [outlines[code] for code in sorted(inside) if code in outlines]
    if not shown:
        return
    document.need_room(MAP_MM)
    top = document.y
    frame = frame_outlines(
        shown, x=MARGIN_MM, y=top, width_mm=MAP_SHARE * WIDTH_MM, height_mm=MAP_MM
    )
    sessions = [
        Symbol(lon=venue.lon, lat=venue.lat, number=number)
        for number, venue in enumerate(area.venues, start=1)
    ]
    fixed = [Symbol(lon=place.lon, lat=place.lat, number=None) for place in press.offer]
    draw_map(
        document,
        frame,
        outlines=outlines,
        inside=inside,
        symbols=[*fixed, *reversed(sessions)],
        alt=press.language.say(
            "Carte\u00a0: {place}. {legend}. Le tableau « Chaque commune » dit la même chose.",
            place=one_line(area.access.name),
            legend=press.language.say(wording.MAP_LEGEND),
        ),
    )
    x = MARGIN_MM + MAP_SHARE * WIDTH_MM + 4
    document.set_xy(MARGIN_MM, top)
    legend = press.language.say(wording.MAP_LEGEND)
    document.block("P", legend, size=9.5, bold=True, x=x, width_mm=MARGIN_MM + WIDTH_MM - x)
    classes = sorted({class_of(row) for row in area.communes})
    draw_legend(document, classes, x=x, y=document.y + 1)
    document.set_xy(MARGIN_MM, top + MAP_MM)


def _heading(document: Document, text: str) -> None:
    document.need_room(45)
    document.skip(2)
    document.block("H2", document.language.say(text), size=13, bold=True)
    document.skip(1)


def _write_sessions(document: Document, press: Press, area: Area) -> None:
    """Write the table of venues: number, place, rhythm, first dates, dates lost."""
    language = press.language
    _heading(document, wording.SERVED_TITLE)
    if not area.venues:
        document.block("P", language.say(wording.NO_SESSIONS_HERE), size=10.5)
        return
    rows = []
    for number, venue in enumerate(area.venues, start=1):
        sessions, lost = next_sessions(press.plan, venue.id, since=press.since)
        place = place_name(one_line(venue.name), one_line(venue.commune_name))
        if number > area.num_inside:
            place += f" ({language.say(wording.OUTSIDE_AREA)})"
        firsts = {one.day: one for one in reversed(sessions)}  # one a day
        dates = ", ".join(_date_words(firsts[day], language) for day in sorted(firsts)[:MAX_DATES])
        lost_text = "; ".join(loss_sentence(one, language=language) for one in lost[:MAX_DATES])
        rows.append(
            (
                str(number),
                place,
                _rhythms(press.plan, venue, language),
                "\n".join([dates, language.say("Pas de permanence {loss}", loss=lost_text)])
                if lost_text
                else dates,
            )
        )
    columns = (
        Column(title=language.say("N°"), share=6, align="right", bold=True),
        Column(title=language.say("Lieu"), share=34),
        Column(title=language.say("Jour et heures"), share=36),
        Column(title=language.say("Premières dates"), share=36),
    )
    draw_table(document, columns, rows)


def _date_words(session: Session, language: Language) -> str:
    remark = replaced_words(session, language=language)
    day = day_and_month(session.day, language=language)
    return f"{day} ({remark})" if remark else day


def _rhythms(plan: Plan, venue: PlanVenue, language: Language) -> str:
    cycle_weeks = plan.settings.cycle.num_weeks
    visits = sorted(
        (visit for visit in plan.visits if visit.venue_id == venue.id),
        key=lambda visit: (visit.weekday, visit.start_minute),
    )
    return "\n".join(
        f"{rhythm_words(visit, cycle_weeks, language=language).split(' (')[0]}, "
        f"{hours_words(visit.start_minute, visit.end_minute, language=language)}"
        for visit in visits
    ) + ("" if venue.hours_known else "\n" + language.say(wording.HOURS_TO_CONFIRM))


def _write_left_out(document: Document, plan: Plan, area: Area) -> None:
    """Write the communes without service, then those of most unmet need, each with its reason."""
    language = document.language
    _heading(document, wording.LEFT_OUT_TITLE)
    by_unmet = sorted(
        (row for row in area.communes if row.value < ALL),
        key=lambda row: (-row.need * (1 - row.value), row.commune_code),
    )
    unserved = [row for row in by_unmet if row.status in UNSERVED]
    others = [row for row in by_unmet if row.status not in UNSERVED]
    rows = [*unserved, *others[: max(0, MAX_LEFT_OUT - len(unserved))]]
    if not rows:
        document.block("P", language.say(wording.NOBODY_LEFT_OUT), size=10.5)
        return
    columns = (
        Column(title=language.say("Commune"), share=30, bold=True),
        Column(title=language.say("Besoin non couvert"), share=24),
        Column(title=language.say("Pourquoi, et le plus petit changement"), share=86),
    )
    draw_table(
        document,
        columns,
        [
            (
                one_line(row.commune_name),
                _unmet_words(row, language),
                "\n".join(filter(None, (foreign_reason(row, language), _explanation(row))))
                if _explanation(row)
                else access_sentence(row, plan, language=language),
            )
            for row in rows
        ],
        french_cells={
            (number, 2): foreign_reason(row, language)
            for number, row in enumerate(rows)
            if _explanation(row)
        },
    )


def _explanation(row: CommuneAccess) -> str:
    """What the plan says in French; that no road leads to a commune is a sentence of our own."""
    return "" if row.status == "unreachable" else typeset(one_line(row.explanation))


def _unmet_words(row: CommuneAccess, language: Language) -> str:
    people = about_people(row.need * (1 - row.value), language=language)
    return f"{people}\n{language.say(wording.WITHOUT_HELP)}" if row.status in UNSERVED else people


def _write_communes(document: Document, plan: Plan, area: Area) -> None:
    """Write the table of all communes: need, covered before and after, what residents get."""
    language = document.language
    _heading(document, wording.COMMUNES_TITLE)
    numbers = {venue.id: number for number, venue in enumerate(area.venues, start=1)}
    columns = (
        Column(title=language.say("Commune"), share=28),
        Column(title=language.say("Besoin (pers.)"), share=14, align="right"),
        Column(title=language.say("Couvert avant"), share=14, align="right"),
        Column(title=language.say("Avec le planning"), share=14, align="right"),
        Column(title=language.say("Ce qu’ont les habitants"), share=52),
    )
    draw_table(
        document,
        columns,
        [
            (
                one_line(row.commune_name),
                number_words(row.need, language=language),
                share_words(row.value_before, language=language),
                share_words(row.value, language=language),
                _access_words(row, plan, numbers, language),
            )
            for row in area.communes
        ],
        size=9,
    )


def _access_words(
    row: CommuneAccess, plan: Plan, numbers: Mapping[str, int], language: Language
) -> str:
    sentence = one_line(access_sentence(row, plan, language=language))
    number = numbers.get(row.best_venue_id or "")
    if not number:
        return sentence
    return language.say("{sentence} (n°\u00a0{number})", sentence=sentence, number=number)
