"""What a change may touch: one venue comes or gains sessions, one at most gives some up."""

from collections.abc import Iterator, Mapping, Sequence

from planner.check.facts import Facts
from planner.check.wording import say
from planner.plan import SmallestChange, Visit

_Slot = tuple[str, int, str]
"""Adviser, weekday, half-day."""


def check_who_goes(
    facts: Facts, change: SmallestChange, before: Mapping[str, Sequence[Visit]]
) -> Iterator[str]:
    """Check that nothing beside the visits named moves, and that these may.

    Parameters
    ----------
    before
        The plan's visits, by venue.
    """
    yield from _check_coming(change, before.get(change.venue_id, ()))
    if change.replaced_venue_id is None:
        if change.replaced_weeks_kept or change.replaced_weekdays_kept:
            yield "aucun lieu n'a de visite à céder."
    else:
        yield from _check_replaced(facts, change, before.get(change.replaced_venue_id, ()))
    yield from _check_moved(facts, change, before)


def _check_coming(change: SmallestChange, before: Sequence[Visit]) -> Iterator[str]:
    """The venue keeps the visits that it has, and gains weeks or weekdays."""
    name = say(change.venue_id)
    if any(visit.venue_id != change.venue_id for visit in change.visits):
        yield f"les visites qui viennent ne sont pas toutes à {name}."
    after = {_slot(visit): visit for visit in change.visits}
    if len(after) < len(change.visits):
        yield f"une visite à {name} est dite deux fois."
    for visit in before:
        now = after.get(_slot(visit))
        if now is None or not set(visit.weeks) <= set(now.weeks) or _times(now) != _times(visit):
            yield f"la visite actuelle de {name} n'est pas prolongée."
    if before and _num_days(change.visits) <= _num_days(before):
        yield f"{name} n'a pas plus de permanences qu'aujourd'hui."
    if before and {v.adviser_id for v in before} != {v.adviser_id for v in change.visits}:
        yield f"{name} change de conseiller."


def _check_replaced(facts: Facts, change: SmallestChange, before: Sequence[Visit]) -> Iterator[str]:
    """The venue gives up sessions of somebody who comes; a required one keeps some."""
    name = say(change.replaced_venue_id)
    weeks, weekdays = set(change.replaced_weeks_kept), set(change.replaced_weekdays_kept)
    held = {visit.weekday for visit in before}
    if not before or change.replaced_venue_id == change.venue_id:
        yield f"{name} n'a pas de visite à céder."
        return
    if weekdays and (not weeks or not weekdays < held):
        yield f"les jours que garde {name} ne sont pas une partie des siens."
    kept = [visit for visit in before if weeks and visit.weekday in (weekdays or held)]
    if any(not weeks <= set(visit.weeks) for visit in kept):
        yield f"{name} gagnerait des semaines au lieu d'en céder."
    if len(kept) == len(before) and all(weeks == set(visit.weeks) for visit in kept):
        yield f"{name} ne cède aucune visite."
    comers = {visit.adviser_id for visit in change.visits}
    if comers.isdisjoint(visit.adviser_id for visit in before):
        yield f"{name} n'est visité par aucun de ceux qui viennent."
    venue = facts.venues.get(change.replaced_venue_id or "")
    if venue is not None and venue.rule == "required" and not kept:
        yield f"{name} est obligatoire, et resterait sans permanence."
    if change.lifted_limit == "working_time":
        yield f"{name} n'a rien à céder quand le temps de travail augmente."


def _check_moved(
    facts: Facts, change: SmallestChange, before: Mapping[str, Sequence[Visit]]
) -> Iterator[str]:
    """Short sessions move within a half-day that they share with what comes or goes."""
    shared = {_slot(visit) for visit in change.visits}
    shared |= {_slot(visit) for visit in before.get(change.replaced_venue_id or "", ())}
    moved: dict[str, list[Visit]] = {}
    for visit in change.moved_visits:
        moved.setdefault(visit.venue_id, []).append(visit)
    for venue_id, visits in moved.items():
        name, known = say(venue_id), {_slot(visit): visit for visit in before.get(venue_id, ())}
        if venue_id in {change.venue_id, change.replaced_venue_id}:
            yield f"{name} est à la fois ce qui change et ce qui le suit."
        if {_slot(visit) for visit in visits} != known.keys() or len(visits) != len(known):
            yield f"{name} changerait de conseiller, de jour ou de demi-journée."
            continue
        if not facts.venues[venue_id].is_short or not known.keys() <= shared:
            yield f"{name} ne partage pas de demi-journée avec ce qui change."
        if any(not set(known[_slot(v)].weeks) <= set(v.weeks) for v in visits):
            yield f"{name} perdrait des semaines."
        if all(visit == known[_slot(visit)] for visit in visits):
            yield f"{name} ne change pas."


def _slot(visit: Visit) -> _Slot:
    return visit.adviser_id, visit.weekday, visit.half


def _times(visit: Visit) -> tuple[int, int]:
    return visit.start_minute, visit.end_minute


def _num_days(visits: Sequence[Visit]) -> int:
    return len({(visit.weekday, week) for visit in visits for week in visit.weeks})
