"""What stands against one session on its very date; each rule is one function."""

from collections.abc import Iterator

from planner.audit.ground import Ground
from planner.audit.records import DatedSession, Rule
from planner.settings import minute_of_day
from planner.wording import WEEKDAYS, format_clock, join_words

Obstacle = tuple[Rule, str]
"""The rule that is broken, and what to say of it in French."""


def find_obstacles(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """List every obstacle to a session, for whatever reason."""
    for find in (
        _on_holiday,
        _not_in_post,
        _absent,
        _closed,
        _forbidden,
        _excluded,
        _outside_sector,
        _not_worked,
        _outside_hours,
        _outside_window,
        _wrong_length,
    ):
        yield from find(session, ground)


def why_lost(session: DatedSession, ground: Ground) -> str:
    """French reason for which a rhythm steps over a date; empty when it does not."""
    for find in (_on_holiday, _not_in_post, _absent, _closed):
        for _, reason in find(session, ground):
            return reason
    return ""


def _on_holiday(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """Nobody works on a public holiday."""
    if session.day in ground.holidays:
        yield Rule.PUBLIC_HOLIDAY, f"jour férié ({ground.holidays[session.day]})"


def _not_in_post(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """An adviser works from the first to the last day in post."""
    adviser = ground.advisers[session.adviser_id]
    if adviser.valid_from is not None and session.day < adviser.valid_from:
        yield Rule.NOT_IN_POST, f"en poste à partir du {adviser.valid_from:%d/%m/%Y} seulement"
    if adviser.valid_to is not None and session.day > adviser.valid_to:
        yield Rule.NOT_IN_POST, f"en poste jusqu'au {adviser.valid_to:%d/%m/%Y} seulement"


def _absent(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """An absent adviser holds no session."""
    for absence in ground.territory.absences:
        if (
            absence.adviser_id == session.adviser_id
            and absence.first_day <= session.day <= absence.last_day
        ):
            yield Rule.ABSENCE, f"conseiller absent ({absence.reason or 'sans motif'})"


def _closed(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """A closed venue holds no session."""
    for closure in ground.territory.closures:
        if (
            closure.venue_id == session.venue_id
            and closure.first_day <= session.day <= closure.last_day
        ):
            yield (
                Rule.CLOSURE,
                f"lieu fermé à titre exceptionnel ({closure.reason or 'sans motif'})",
            )


def _forbidden(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """A forbidden venue is not visited."""
    if ground.venues[session.venue_id].rule == "forbidden":
        yield Rule.FORBIDDEN_VENUE, "lieu interdit (venues.csv, rule)"


def _excluded(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """An adviser does not go where he or she is excluded."""
    for exclusion in ground.territory.exclusions:
        if (exclusion.adviser_id, exclusion.venue_id) == (session.adviser_id, session.venue_id):
            yield (
                Rule.EXCLUSION,
                f"conseiller exclu de ce lieu ({exclusion.reason or 'sans motif'})",
            )


def _outside_sector(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """An adviser stays within the EPCIs, cantons and communes of the sector."""
    sector = ground.advisers[session.adviser_id].sector
    if sector and ground.areas_of(session.venue_id).isdisjoint(sector):
        yield Rule.SECTOR, f"lieu hors du secteur du conseiller ({join_words(sector)})"


def _not_worked(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """An adviser holds sessions on working days."""
    adviser = ground.advisers[session.adviser_id]
    if session.day.weekday() not in adviser.working_days:
        yield Rule.WORKING_DAY, f"le {WEEKDAYS[session.day.weekday()]} n'est pas travaillé"


def _outside_hours(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """A session lies within the opening hours of its very date."""
    if not ground.venues[session.venue_id].opening_hours:
        if not ground.settings.sessions.assume_open_if_unknown:
            yield Rule.UNKNOWN_HOURS, "horaires du lieu inconnus, permanence non permise"
        return
    intervals = ground.open_on(session.venue_id, session.day)
    if any(a <= session.start_minute and session.end_minute <= b for a, b in intervals):
        return
    if not intervals:
        yield Rule.OPENING_HOURS, "lieu fermé toute la journée"
        return
    hours = join_words([f"{format_clock(a)} – {format_clock(b)}" for a, b in intervals])
    yield Rule.OPENING_HOURS, f"hors des heures d'ouverture ({hours})"


def _outside_window(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """A session lies within the morning or the afternoon of the settings."""
    rules = ground.settings.sessions
    if session.half == "am":
        first, last = minute_of_day(rules.morning_start), minute_of_day(rules.morning_end)
    else:
        first, last = minute_of_day(rules.afternoon_start), minute_of_day(rules.afternoon_end)
    if not first <= session.start_minute <= session.end_minute <= last:
        yield (
            Rule.SESSION_WINDOW,
            f"hors de la plage des réglages ({format_clock(first)} – {format_clock(last)})",
        )


def _wrong_length(session: DatedSession, ground: Ground) -> Iterator[Obstacle]:
    """A session is neither shorter nor longer than the settings say."""
    rules = ground.settings.sessions
    minutes = session.end_minute - session.start_minute
    shortest, longest = rules.minutes_at(is_short=ground.venues[session.venue_id].is_short)
    if not shortest <= minutes <= longest:
        yield (
            Rule.SESSION_LENGTH,
            (f"dure {minutes} min, au lieu de {_range_words(shortest, longest)} min (réglages)"),
        )


def _range_words(shortest: int, longest: int) -> str:
    return str(longest) if shortest == longest else f"{shortest} à {longest}"
