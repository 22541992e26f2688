"""Venues as the map shows them: their visits in the cycle and in each week, and all their dates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from maps.calendar_weeks import dates_words, week_of_calendar
from maps.language import FRENCH, Language
from maps.sentences import hours_words, lost_words, visit_words
from planner.plan import Plan, Session, Visit

_Slot = tuple[str, str, int, int, int]
"""Venue, adviser, weekday, first and last minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit as the map filters and words it."""

    adviser: int
    """Position in plan.advisers."""
    weekday: int
    weeks: tuple[int, ...]
    """Weeks of the cycle; empty for a visit of single dates."""
    held: tuple[int, ...]
    """Weeks of the calendar, from 0, in which it takes place."""
    minutes: int
    """Length of each session."""
    words: str
    """« chaque mardi matin, 9 h 00–12 h 00 »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRow:
    """A venue, its visits and its dates."""

    id: str
    sessions_per_cycle: int
    visits: tuple[VisitRow, ...]
    """Of the cycle."""
    one_off: tuple[VisitRow, ...]
    """Of single dates: replacements, and what an earlier cycle held."""
    dates: tuple[tuple[date, str], ...]
    """(day, opening times) of every session, in order."""
    lost: tuple[tuple[date, str], ...]
    """(day, « lundi 5 avril 2027 (jour férié : lundi de Pâques) »), in order; never why an
    adviser is absent."""


def make_venue_rows(plan: Plan, *, language: Language = FRENCH) -> tuple[VenueRow, ...]:
    """List the venues of plan.venues with their visits by weekday and all their dates."""
    visits = defaultdict(list)
    for visit in sorted(plan.visits, key=lambda v: (v.weekday, v.start_minute, v.weeks)):
        visits[visit.venue_id].append(visit)
    dates: dict[str, list[tuple[date, str]]] = defaultdict(list)
    days: dict[_Slot, list[date]] = defaultdict(list)
    for session in sorted(plan.sessions, key=lambda s: (s.day, s.start_minute)):
        words = hours_words(session.start_minute, session.end_minute, language=language)
        dates[session.venue_id].append((session.day, words))
        days[_slot(session, session.day.weekday())].append(session.day)
    lost: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for loss in sorted(plan.lost_sessions, key=lambda loss: (loss.day, loss.half)):
        lost[loss.venue_id].append((loss.day, lost_words(loss, language=language)))
    return tuple(
        VenueRow(
            id=venue.id,
            # A day counts once, whether it is a full one or held by two advisers together.
            sessions_per_cycle=len({(v.weekday, w) for v in visits[venue.id] for w in v.weeks}),
            visits=tuple(_of_cycle(visit, plan, days, language) for visit in visits[venue.id]),
            one_off=_of_single_dates(venue.id, visits[venue.id], plan, days, language),
            dates=tuple(dict.fromkeys(dates[venue.id])),
            lost=tuple(dict.fromkeys(lost[venue.id])),
        )
        for venue in plan.venues
    )


def _slot(one: Session | Visit, weekday: int) -> _Slot:
    return one.venue_id, one.adviser_id, weekday, one.start_minute, one.end_minute


def _is_foreseen(visit: Visit, day: date, plan: Plan) -> bool:
    """Whether a session in the slot of a visit is the cycle's own."""
    return week_of_calendar(plan, day) % plan.settings.cycle.num_weeks + 1 in visit.weeks


def _of_cycle(
    visit: Visit, plan: Plan, days: Mapping[_Slot, Sequence[date]], language: Language
) -> VisitRow:
    return VisitRow(
        adviser=_position(plan, visit.adviser_id),
        weekday=visit.weekday,
        weeks=visit.weeks,
        held=tuple(
            week_of_calendar(plan, day)
            for day in days.get(_slot(visit, visit.weekday), ())
            if _is_foreseen(visit, day, plan)
        ),
        minutes=visit.end_minute - visit.start_minute,
        words=visit_words(visit, plan.settings.cycle.num_weeks, language=language),
    )


def _of_single_dates(
    venue_id: str,
    visits: Sequence[Visit],
    plan: Plan,
    days: Mapping[_Slot, Sequence[date]],
    language: Language,
) -> tuple[VisitRow, ...]:
    """List the sessions of a venue that are none of the cycle's, those of equal hours together."""
    by_slot = defaultdict(list)
    for visit in visits:
        by_slot[_slot(visit, visit.weekday)].append(visit)
    rows = []
    for slot in sorted(slot for slot in days if slot[0] == venue_id):
        _, adviser_id, weekday, start, end = slot
        own = [
            day
            for day in days[slot]
            if not any(_is_foreseen(visit, day, plan) for visit in by_slot.get(slot, ()))
        ]
        if own:
            when = dates_words(own, language=language)
            rows.append(
                VisitRow(
                    adviser=_position(plan, adviser_id),
                    weekday=weekday,
                    weeks=(),
                    held=tuple(week_of_calendar(plan, day) for day in own),
                    minutes=end - start,
                    words=f"{when}, {hours_words(start, end, language=language)}",
                )
            )
    return tuple(rows)


def _position(plan: Plan, adviser_id: str) -> int:
    return next(i for i, adviser in enumerate(plan.advisers) if adviser.id == adviser_id)
