"""What the sheets say, in the language of the press; plain text."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from maps.figures import clock_words, number_words, percent_words
from maps.language import FRENCH, Language, mark
from maps.sentences import ALL, hours_words, loss_words
from planner.credits import short_credits
from planner.plan import AreaAccess, CancelledSession, LostSession, Plan, Session
from planner.wording import MONTHS, WEEKDAYS, format_territory, one_line

POSTER_TITLE: Final = mark("Un conseiller numérique dans votre mairie")
POSTER_TITLE_ELSEWHERE: Final = mark("Un conseiller numérique près de chez vous")
HELP: Final = mark("Une aide pour vos démarches en ligne, votre ordinateur, votre téléphone.")
"""The sentence of the settings as they come; one of the territory's own stays as it is."""
FEES: Final = (mark("Gratuit"), mark("Gratuit sous condition"), mark("Payant"))
NEXT_DATES: Final = mark("Prochaines dates")
NO_DATES: Final = mark("Aucune date dans cette période.")
BOOKING: Final = mark("Prendre rendez-vous")
BOOKING_SCAN: Final = mark("Photographiez ce code avec votre téléphone.")
NO_BOOKING: Final = mark("Emplacement du code QR. Page de rendez-vous à compléter.")
NO_PHONE: Final = "____ ____ ____ ____ ____"
QR_DESCRIPTION: Final = mark("Code QR vers la page de rendez-vous")

ROUTE_TITLE: Final = mark("Feuille de route")
BASE: Final = mark("base")
WAZE: Final = "Waze"
GOOGLE_MAPS: Final = "Google Maps"
VENUE_PHONE: Final = mark("Tél.\u00a0: ________________")
COORDINATOR_PHONE: Final = mark("Tél. du coordinateur\u00a0: ____ ____ ____ ____ ____")
NO_SESSION_LEFT: Final = mark("Aucune permanence ce jour.")

SERVED_TITLE: Final = mark("Où et quand")
LEFT_OUT_TITLE: Final = mark("Qui reste sans aide, ou avec peu, et pourquoi")
WITHOUT_HELP: Final = mark("sans aide à portée")
NOBODY_LEFT_OUT: Final = mark("Le besoin de toutes les communes est couvert.")
COMMUNES_TITLE: Final = mark("Chaque commune")
NO_SESSIONS_HERE: Final = mark("Aucune permanence dans ce territoire ni pour ses habitants.")
AREA_KINDS: Final = {"epci": mark("Intercommunalité (EPCI)"), "canton": mark("Canton")}
OUTSIDE_AREA: Final = mark("hors du territoire")
HOURS_TO_CONFIRM: Final = mark("(horaires à confirmer)")
MAP_LEGEND: Final = mark("Part du besoin d’aide couverte avec le planning")
MAP_SYMBOLS: Final = (
    ("session", mark("permanence (numéro du tableau)")),
    ("offer", mark("lieu d’aide fixe existant")),
)
BAR_LEGEND: Final = mark(
    "gris\u00a0: couvert avant ; noir\u00a0: ajouté par le planning ; blanc\u00a0: reste à couvrir"
)
READING: Final = mark(
    "Lecture\u00a0: le besoin d’aide est une estimation du nombre d’habitants qui souhaitent une "
    "aide numérique. Une aide rare ou lointaine n’en couvre qu’une part."
)
PLAN_IS_FRENCH: Final = mark("Les explications viennent du planning, écrit en français.")


def place_title(kind: str, *, language: Language = FRENCH) -> str:
    """Say what the poster announces, at a mairie or elsewhere."""
    title = POSTER_TITLE if kind == "mairie" else POSTER_TITLE_ELSEWHERE
    return language.say(title)


def phone_line(phone: str, *, language: Language = FRENCH) -> str:
    """Give the telephone, or a line to fill in by hand."""
    return language.say("Téléphone\u00a0: {number}", number=phone or NO_PHONE)


def offer_words(help_sentence: str, fees: str, *, language: Language = FRENCH) -> str:
    """Say what people find, and whether it costs anything."""
    own = one_line(help_sentence)
    return join_sentences(
        [
            language.say(HELP) if own == HELP else own,
            language.say(fees) if fees in FEES else fees,
        ]
    )


def short_date(day: date, *, language: Language = FRENCH) -> str:
    """Write a date without its year: « mardi 5 janvier »."""
    return language.say(
        "{weekday} {date}",
        weekday=language.say(WEEKDAYS[day.weekday()]),
        date=day_and_month(day, language=language),
    )


def day_and_month(day: date, *, language: Language = FRENCH) -> str:
    """Write a date without weekday and year: « 5 janvier »."""
    return language.say(
        "{day}\u00a0{month}",
        day=language.say("1er") if day.day == 1 else day.day,
        month=language.say(MONTHS[day.month - 1]),
    )


def next_dates_title(days: Sequence[date], *, language: Language = FRENCH) -> str:
    """Head the dates of a poster with their year, if they have one in common."""
    years = {day.year for day in days}
    if len(years) != 1:
        return language.say(NEXT_DATES)
    return language.say("Prochaines dates en {year}", year=years.pop())


def from_to(start_minute: int, end_minute: int, *, language: Language = FRENCH) -> str:
    """Write hours as people say them: « de 9 h 00 à 12 h 00 »."""
    return language.say(
        "de\u00a0{start} à\u00a0{end}",
        start=clock_words(start_minute, language=language),
        end=clock_words(end_minute, language=language),
    )


def replaced_words(session: Session, *, language: Language = FRENCH) -> str:
    """Say which date a session stands for; empty on the date of the cycle."""
    if session.replaces is None:
        return ""
    return language.say(
        "remplace le {day}", day=short_date(session.replaces.day, language=language)
    )


def school_holiday_words(session: Session, *, language: Language = FRENCH) -> str:
    """Say which school holidays a session falls in; empty outside."""
    name = one_line(session.school_holiday)
    return language.say("Vacances scolaires\u00a0: {name}", name=name) if name else ""


def loss_sentence(lost: LostSession, *, language: Language = FRENCH) -> str:
    """Say when a session does not take place, why, and when instead."""
    text = loss_words(lost, language=language)
    if lost.replacement is None:
        return text
    new = lost.replacement
    message = (
        mark("{lost}, reportée au {day}, {hours}")
        if lost.is_replaced
        else mark("{lost}, remplacement proposé\u00a0: {day}, {hours}")
    )
    return language.say(
        message,
        lost=text,
        day=short_date(new.day, language=language),
        hours=hours_words(new.start_minute, new.end_minute, language=language),
    )


def cancelled_sentence(cancelled: CancelledSession, *, language: Language = FRENCH) -> str:
    """Say that what an earlier version announced does not take place."""
    return language.say(
        "Annulé le {day} (permanence annoncée dans une version antérieure du planning)",
        day=short_date(cancelled.day, language=language),
    )


def week_title(monday: date, *, cycle_week: int, language: Language = FRENCH) -> str:
    """Name a week: « Semaine du 4 au 10 janvier 2027 (S01, semaine 1 du cycle) »."""
    sunday = monday + timedelta(days=6)
    _, number, _ = monday.isocalendar()
    return language.say(
        "Semaine du {first} au {last} {year} (S{number}, semaine {week} du cycle)",
        first=day_and_month(monday, language=language),
        last=day_and_month(sunday, language=language),
        year=sunday.year,
        number=f"{number:02}",
        week=cycle_week,
    )


def footer_words(plan: Plan, *, language: Language = FRENCH) -> str:
    """Say which territory and dates a plan covers, with its notice; below, whose data it is."""
    calendar = plan.settings.calendar
    last = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
    words = language.say(
        "{territory} – planning du {start} au {end}",
        territory=format_territory(plan),
        start=f"{calendar.start:%d/%m/%Y}",
        end=f"{last:%d/%m/%Y}",
    )
    return f"{words}\n{short_credits(plan)}"


def people_of_area(
    area: AreaAccess, *, num_communes: int, need: str, language: Language = FRENCH
) -> str:
    """Say how many communes and residents an area has, and what they need."""
    return language.say(
        "{communes}, {residents}. Besoin d’aide\u00a0: {need}.",
        communes=language.say_count(
            num_communes,
            "{number}\u00a0commune",
            "{number}\u00a0communes",
            number=number_words(num_communes, language=language),
        ),
        residents=language.say_count(
            area.population,
            "{number}\u00a0habitant",
            "{number}\u00a0habitants",
            number=number_words(area.population, language=language),
        ),
        need=need,
    )


def covered_sentence(area: AreaAccess, *, language: Language = FRENCH) -> str:
    """Give the covered share of an area's need, before and with the plan."""
    before, after = (
        "–" if area.need <= 0 else percent_words(covered / area.need, language=language)
        for covered in (area.covered_need_before, area.covered_need)
    )
    return language.say(
        "Besoin d’aide couvert\u00a0: {before} avant, {after} avec le planning",
        before=before,
        after=after,
    )


def share_words(value: float, *, language: Language = FRENCH) -> str:
    """Write a share in whole per cent; what rounding leaves short of all is all."""
    return percent_words(1.0 if value >= ALL else value, decimals=0, language=language)


def session_words(number: int, *, language: Language = FRENCH) -> str:
    """Say how many communes have a session of their own."""
    if number == 0:
        return language.say("Aucune commune n’a de permanence")
    return language.say_count(
        number,
        "{number}\u00a0commune a une permanence",
        "{number}\u00a0communes ont une permanence",
        number=number_words(number, language=language),
    )


def left_out_words(number: int, standard_minutes: int, *, language: Language = FRENCH) -> str:
    """Say how many communes have no help within reach."""
    minutes = number_words(standard_minutes, language=language)
    if number == 0:
        return language.say(
            "aucune n’est sans aide à {minutes}\u00a0minutes ou moins pour la plupart de ses "
            "habitants",
            minutes=minutes,
        )
    return language.say_count(
        number,
        "{number}\u00a0commune est sans aide à {minutes}\u00a0minutes ou moins pour la plupart de "
        "ses habitants",
        "{number}\u00a0communes sont sans aide à {minutes}\u00a0minutes ou moins pour la plupart "
        "de leurs habitants",
        number=number_words(number, language=language),
        minutes=minutes,
    )


def more_dates_words(number: int, *, language: Language = FRENCH) -> str:
    """Say how many dates a poster has no room for."""
    return language.say_count(
        number,
        "Et {number}\u00a0autre date",
        "Et {number}\u00a0autres dates",
        number=number_words(number, language=language),
    )


def drive_words(distance: str, duration: str, *, language: Language = FRENCH) -> str:
    """Say how far and how long a day or a week is driven."""
    return language.say("{km}, {duration} de route", km=distance, duration=duration)


def shorten(text: str, length: int) -> str:
    """Cut a text that is too long for its place, with « … »."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def join_sentences(parts: Sequence[str]) -> str:
    """Put sentences behind each other, each with its full stop."""
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
