"""What the sheets say in French; plain text."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from maps.sentences import ALL, hours_words, lost_words
from planner.plan import AreaAccess, CancelledSession, LostSession, Plan, Session
from planner.wording import (
    MONTHS,
    NO_BREAK_SPACE,
    WEEKDAYS,
    format_clock,
    format_number,
    format_percent,
    format_territory,
    one_line,
)

N: Final = NO_BREAK_SPACE

POSTER_TITLE: Final = "Un conseiller numérique dans votre mairie"
POSTER_TITLE_ELSEWHERE: Final = "Un conseiller numérique près de chez vous"
NEXT_DATES: Final = "Prochaines dates"
NO_DATES: Final = "Aucune date dans cette période."
NOT_HELD: Final = "Pas de permanence"
CANCELLED: Final = "Annulé"
BOOKING: Final = "Prendre rendez-vous"
BOOKING_SCAN: Final = "Photographiez ce code avec votre téléphone."
NO_BOOKING: Final = "Emplacement du code QR. Page de rendez-vous à compléter."
NO_PHONE: Final = f"Téléphone{N}: ____ ____ ____ ____ ____"
HOURS_TO_CONFIRM: Final = "Horaires à confirmer auprès du lieu."
QR_DESCRIPTION: Final = "Code QR vers la page de rendez-vous"

ROUTE_TITLE: Final = "Feuille de route"
DEPARTURE: Final = "Départ"
RETURN: Final = "Retour"
BASE: Final = "base"
WAZE: Final = "Waze"
GOOGLE_MAPS: Final = "Google Maps"
VENUE_PHONE: Final = f"Tél.{N}: ________________"
COORDINATOR_PHONE: Final = f"Tél. du coordinateur{N}: ____ ____ ____ ____ ____"
NO_SESSION_LEFT: Final = "Aucune permanence ce jour."

SERVED_TITLE: Final = "Où et quand"
LEFT_OUT_TITLE: Final = "Qui reste sans aide, ou avec peu, et pourquoi"
WITHOUT_HELP: Final = "sans aide à portée"
NOBODY_LEFT_OUT: Final = "Le besoin de toutes les communes est couvert."
COMMUNES_TITLE: Final = "Chaque commune"
NO_SESSIONS_HERE: Final = "Aucune permanence dans ce territoire ni pour ses habitants."
AREA_KINDS: Final = {"epci": "Intercommunalité (EPCI)", "canton": "Canton"}
OUTSIDE_AREA: Final = "hors du territoire"
MAP_LEGEND: Final = "Part du besoin d’aide couverte avec le planning"
MAP_SYMBOLS: Final = (
    ("session", "permanence (numéro du tableau)"),
    ("offer", "lieu d’aide fixe existant"),
)
COVERED: Final = "Besoin d’aide couvert"
BEFORE: Final = "avant"
AFTER: Final = "avec le planning"
READING: Final = (
    f"Lecture{N}: le besoin d’aide est une estimation du nombre d’habitants qui souhaitent une "
    "aide numérique. Une aide rare ou lointaine n’en couvre qu’une part."
)


def place_title(kind: str) -> str:
    """Say what the poster announces, at a mairie or elsewhere."""
    return POSTER_TITLE if kind == "mairie" else POSTER_TITLE_ELSEWHERE


def phone_line(phone: str) -> str:
    """Give the telephone, or a line to fill in by hand."""
    return f"Téléphone{N}: {phone}" if phone else NO_PHONE


def offer_words(help_sentence: str, fees: str) -> str:
    """Say what people find, and whether it costs anything."""
    return join_sentences([one_line(help_sentence), fees])


def short_date(day: date) -> str:
    """Write a date without its year: « mardi 5 janvier »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number}{N}{MONTHS[day.month - 1]}"


def day_and_month(day: date) -> str:
    """Write a date without weekday and year: « 5 janvier »."""
    return short_date(day).split(" ", 1)[1]


def next_dates_title(days: Sequence[date]) -> str:
    """Head the dates of a poster with their year, if they have one in common."""
    years = {day.year for day in days}
    return f"{NEXT_DATES} en {years.pop()}" if len(years) == 1 else NEXT_DATES


def from_to(start_minute: int, end_minute: int) -> str:
    """Write hours as people say them: « de 9 h 00 à 12 h 00 »."""
    return f"de{N}{format_clock(start_minute)} à{N}{format_clock(end_minute)}"


def replaced_words(session: Session) -> str:
    """Say which date a session stands for; empty on the date of the cycle."""
    if session.replaces is None:
        return ""
    return f"remplace le {short_date(session.replaces.day)}"


def school_holiday_words(session: Session) -> str:
    """Say which school holidays a session falls in; empty outside."""
    name = one_line(session.school_holiday)
    return f"Vacances scolaires{N}: {name}" if name else ""


def loss_sentence(lost: LostSession) -> str:
    """Say when a session does not take place, why, and when instead."""
    text = lost_words(lost)
    if lost.replacement is None:
        return text
    new = lost.replacement
    hours = hours_words(new.start_minute, new.end_minute)
    verb = "reportée au" if lost.is_replaced else f"remplacement proposé{N}:"
    return f"{text}, {verb} {short_date(new.day)}, {hours}"


def cancelled_sentence(cancelled: CancelledSession) -> str:
    """Say that what an earlier version announced does not take place."""
    return (
        f"{CANCELLED} le {short_date(cancelled.day)} (permanence annoncée dans une version "
        "antérieure du planning)"
    )


def week_title(monday: date, *, cycle_week: int) -> str:
    """Name a week: « Semaine du 4 au 10 janvier 2027 (S01, semaine 1 du cycle) »."""
    sunday = monday + timedelta(days=6)
    _, number, _ = monday.isocalendar()
    return (
        f"Semaine du {day_and_month(monday)} au {day_and_month(sunday)} {sunday.year} "
        f"(S{number:02}, semaine {cycle_week} du cycle)"
    )


def footer_words(plan: Plan) -> str:
    """Say which territory and dates a plan covers, with the territory's notice."""
    calendar = plan.settings.calendar
    last = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
    return f"{format_territory(plan)} – planning du {calendar.start:%d/%m/%Y} au {last:%d/%m/%Y}"


def count(number: int, singular: str, plural: str) -> str:
    """Write a number with its noun."""
    return f"{format_number(number)}{N}{singular if number < 2 else plural}"  # noqa: PLR2004 - French plurals begin at 2


def covered_words(area: AreaAccess) -> tuple[str, str]:
    """Give the covered share of an area's need: (before, with the plan)."""
    if area.need <= 0:
        return "–", "–"
    before, after = (
        format_percent(covered / area.need)
        for covered in (area.covered_need_before, area.covered_need)
    )
    return before, after


def share_words(value: float) -> str:
    """Write a share in whole per cent; what rounding leaves short of all is all."""
    return format_percent(1.0 if value >= ALL else value, decimals=0)


def session_words(number: int) -> str:
    """Say how many communes have a session of their own."""
    if number == 0:
        return "Aucune commune n’a de permanence"
    return f"{count(number, 'commune a', 'communes ont')} une permanence"


def left_out_words(number: int, standard_minutes: int) -> str:
    """Say how many communes have no help within reach."""
    rest = (
        f"sans aide à {format_number(standard_minutes)}{N}minutes ou moins pour la plupart de "
        "leurs habitants"
    )
    if number == 0:
        return f"aucune n’est {rest.replace('leurs', 'ses')}"
    return f"{count(number, 'commune est', 'communes sont')} {rest}"


def shorten(text: str, length: int) -> str:
    """Cut a text that is too long for its place, with « … »."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def join_sentences(parts: Sequence[str]) -> str:
    """Put sentences behind each other, each with its full stop."""
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
