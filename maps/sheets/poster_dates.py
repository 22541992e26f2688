"""The dates of a poster: one line a day, with what is unusual about it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from maps.figures import join_in_words
from maps.language import FRENCH, Language
from maps.sheets.wording import from_to, replaced_words
from planner.plan import Session

Hours: TypeAlias = tuple[tuple[int, int], ...]
"""Distinct (start, end) of a day at a venue, whoever holds them: minutes since midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterDate:
    """A day with sessions at a venue."""

    day: date
    remark: str
    """Unusual hours, or the date that this one stands for; mostly empty."""


def list_dates(
    sessions: Sequence[Session], *, language: Language = FRENCH
) -> tuple[PosterDate, ...]:
    """List the days of a venue's sessions, in order.

    Hours are unusual where most days of that weekday have others: those of the rhythm, which the
    poster tells above its dates.
    """
    by_day: defaultdict[date, list[Session]] = defaultdict(list)
    for session in sessions:
        by_day[session.day].append(session)
    hours = {day: _hours(own) for day, own in by_day.items()}
    usual = _usual_hours(hours)
    return tuple(
        PosterDate(
            day=day,
            remark=", ".join(
                filter(
                    None,
                    (
                        "" if hours[day] == usual[day.weekday()] else _words(hours[day], language),
                        # of several sessions of a day the first says it
                        next(
                            filter(
                                None,
                                (replaced_words(one, language=language) for one in by_day[day]),
                            ),
                            "",
                        ),
                    ),
                )
            ),
        )
        for day in sorted(by_day)
    )


def _hours(sessions: Sequence[Session]) -> Hours:
    return tuple(sorted({(one.start_minute, one.end_minute) for one in sessions}))


def _usual_hours(hours: dict[date, Hours]) -> dict[int, Hours]:
    """Hours of most days of each weekday; of equally many the earliest."""
    counts: defaultdict[int, Counter[Hours]] = defaultdict(Counter)
    for day, own in hours.items():
        counts[day.weekday()][own] += 1
    return {
        weekday: min(found, key=lambda own: (-found[own], own)) for weekday, found in counts.items()
    }


def _words(hours: Hours, language: Language) -> str:
    spans = [from_to(start, end, language=language) for start, end in hours]
    return join_in_words(spans, language=language)
