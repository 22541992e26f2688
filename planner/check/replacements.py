"""Lost sessions and what stands for them: each has its replacement or the reason for none."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from planner.check.facts import Facts
from planner.check.wording import HALF_WORDS, compare, say_day
from planner.plan import LostSession, PlannedSlot, Replacement, Session

Identity = tuple[str, date, str, str]
"""Venue, and day, adviser and half-day that the cycle foresees."""


def check_replacements(facts: Facts) -> Iterator[str]:
    """Check that losses and the sessions that stand for them tell the same."""
    standing: dict[Identity, Session] = {}
    for session in facts.plan.sessions:
        if session.replaces is not None:
            standing[_identity(session.venue_id, session.replaces)] = session
    counts = Counter(
        _identity(session.venue_id, session.replaces)
        for session in facts.plan.sessions
        if session.replaces is not None
    )
    for lost in facts.plan.lost_sessions:
        own = lost.venue_id, lost.day, lost.adviser_id, str(lost.half)
        words = _words(facts, lost)
        yield from _check_told(words, lost)
        if counts.pop(own, 0) != lost.is_replaced:
            yield f"{words} : le planning doit contenir son remplacement une fois, et une seule."
        elif lost.is_replaced and lost.replacement is not None:
            yield from _compare(words, lost.replacement, standing[own])
        if lost.replacement is not None:
            yield from _check_rules(facts, words, lost, lost.replacement)
    for venue_id, day, adviser_id, half in counts:
        yield (
            f"Permanence qui remplace celle du {say_day(day)} ({HALF_WORDS.get(half, half)}) à "
            f"{facts.venue_words(venue_id)} par {facts.adviser_words(adviser_id)} : "
            "celle-ci n'est pas perdue."
        )


def _check_told(words: str, lost: LostSession) -> Iterator[str]:
    """A lost session has a replacement or a reason for none, never both and never neither."""
    if lost.replacement is None and not lost.no_replacement:
        yield f"{words} : ni remplacement ni motif."
    if lost.replacement is not None and lost.no_replacement:
        yield f"{words} : un remplacement et un motif de suppression à la fois."
    if lost.replacement is None and lost.is_replaced:
        yield f"{words} : dite remplacée, sans date de remplacement."


def _compare(words: str, told: Replacement, held: Session) -> Iterator[str]:
    yield from compare(
        f"{words}, remplacement",
        [
            ("date", held.day, told.day),
            ("conseiller", held.adviser_id, told.adviser_id),
            ("demi-journée", held.half, told.half),
            ("début (minute)", held.start_minute, told.start_minute),
            ("fin (minute)", held.end_minute, told.end_minute),
        ],
    )


def _check_rules(
    facts: Facts, words: str, lost: LostSession, replacement: Replacement
) -> Iterator[str]:
    """A replacement is near, by an adviser who may stand in, and no longer than what it replaces.

    A session that a replan moved may go further.
    """
    calendar = facts.plan.settings.calendar
    week, planned_week = ((day - calendar.start).days // 7 for day in (replacement.day, lost.day))
    if not 0 <= week < calendar.num_weeks:
        yield f"{words} : remplacement hors du calendrier, le {say_day(replacement.day)}."
    if lost.reason == "moved":
        return
    if abs(week - planned_week) > calendar.replacement_weeks:
        yield (
            f"{words} : remplacement trop loin, le {say_day(replacement.day)} "
            f"({calendar.replacement_weeks} semaines au plus)."
        )
    if replacement.adviser_id != lost.adviser_id and not calendar.replacement_by_other_adviser:
        yield f"{words} : remplacement par un autre conseiller, ce que le réglage exclut."
    if lost.is_replaced and calendar.replacements == "proposed":
        yield f"{words} : remplacement pris dans le planning, contre le réglage."


def _identity(venue_id: str, planned: PlannedSlot) -> Identity:
    return venue_id, planned.day, planned.adviser_id, str(planned.half)


def _words(facts: Facts, lost: LostSession) -> str:
    return (
        f"Permanence perdue du {say_day(lost.day)} ({HALF_WORDS[lost.half]}) à "
        f"{facts.venue_words(lost.venue_id)} par {facts.adviser_words(lost.adviser_id)}"
    )
