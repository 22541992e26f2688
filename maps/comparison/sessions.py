"""The sessions that change from one plan to another, as the data block of the page has them.

The same list as ``itinerance diff`` gives (:mod:`planner.history.difference`).
"""

from typing import Any, Final, TypeAlias

from maps.comparison import wording
from maps.language import Language
from planner.history.difference import compare_plans
from planner.history.sessions import SessionChange
from planner.history.wording import KINDS, MOVES, Names
from planner.plan import Plan, Session

Json: TypeAlias = Any
"""A value that :mod:`json` writes."""

MOST_CHANGES: Final = 20_000
"""More sessions than this would make a page heavier than a mail takes."""


def describe_sessions(before: Plan, after: Plan, *, language: Language) -> dict[str, Json]:
    """Give the changes as rows: [kind, place, before, after, in what].

    A session is [day, start, end, adviser], days as ISO dates, hours as minutes since midnight;
    ``None`` where it comes or goes. Places and advisers are positions in lists of their names.
    """
    found = compare_plans(before, after)
    shown = found.sessions[:MOST_CHANGES]
    names = Names(before, after)
    venue_at = _positions([change.sessions[0].venue_id for change in shown])
    adviser_at = _positions([one.adviser_id for change in shown for one in change.sessions])

    def cell(session: Session | None) -> Json:
        if session is None:
            return None
        day, at = session.day.isoformat(), adviser_at[session.adviser_id]
        return [day, session.start_minute, session.end_minute, at]

    return {
        "note": wording.period_words(found, language=language),
        "more": wording.too_many_words(MOST_CHANGES, language=language)
        if len(shown) < len(found.sessions)
        else "",
        "kinds": {kind: language.say(word) for kind, word in KINDS.items()},
        "moves": {move: language.say(word) for move, word in MOVES.items()},
        "places": [
            [names.of("venue", key), names.of("commune", names.commune_of[key])] for key in venue_at
        ],
        "advisers": [names.of("adviser", key) for key in adviser_at],
        "rows": [
            _row(change, venue_at, cell(change.before), cell(change.after)) for change in shown
        ],
    }


def _row(change: SessionChange, venue_at: dict[str, int], before: Json, after: Json) -> list[Json]:
    place = venue_at[change.sessions[0].venue_id]
    return [change.kind, place, before, after, list(change.moved_in)]


def _positions(keys: list[str]) -> dict[str, int]:
    """Position of each key among the distinct ones, in the order in which they come."""
    return {key: position for position, key in enumerate(dict.fromkeys(keys))}
