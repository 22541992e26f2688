"""What the coordinator asks of venues and areas: who, how often, and how many sessions in all."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from geodata.territory import AreaRule, Commune, Venue
from planner.check.facts import Facts
from planner.check.points import days_by_venue
from planner.check.wording import say
from planner.plan import Visit


def check_venue_rules(facts: Facts) -> Iterator[str]:
    """Check the visits of each venue together, then the sessions of each area."""
    visits_of: dict[str, list[Visit]] = defaultdict(list)
    for visit in facts.plan.visits:
        visits_of[visit.venue_id].append(visit)
    for venue_id, visits in visits_of.items():
        venue = facts.venues.get(venue_id)
        if venue is not None:
            yield from _check_visits_of(facts, venue, visits)
    for venue in facts.territory.venues:
        if venue.rule == "required" and venue.id not in visits_of:
            yield f"Lieu {facts.venue_words(venue.id)} : obligatoire, mais sans permanence."
    for rule in facts.territory.area_rules:
        yield from check_sessions_of_area(facts, rule)


def check_area_coverage(facts: Facts, covered_need: Mapping[str, float]) -> Iterator[str]:
    """Check that every area with a least coverage reaches it.

    Parameters
    ----------
    covered_need
        People in need who are covered, by commune code.
    """
    for rule in facts.territory.area_rules:
        if rule.min_coverage is None:
            continue
        inside = [code for code, commune in facts.communes.items() if is_inside(commune, rule)]
        need = sum(facts.need_of(code) for code in inside)
        covered = sum(covered_need[code] for code in inside)
        if covered < rule.min_coverage * need * (1 - 1e-6):
            yield (
                f"Territoire {rule.area} : besoin couvert de {say(covered / need)}, moins que le "
                f"minimum demandé de {say(rule.min_coverage)}."
            )


def _check_visits_of(facts: Facts, venue: Venue, visits: Sequence[Visit]) -> Iterator[str]:
    words = f"Lieu {facts.venue_words(venue.id)}"
    advisers = sorted({visit.adviser_id for visit in visits})
    if venue.num_advisers > 1:
        yield from _check_together(words, venue, visits)
        visits = [visit for visit in visits if visit.adviser_id == advisers[0]]
    elif len(advisers) > 1:
        yield f"{words} : plusieurs conseillers ({', '.join(advisers)}) ; un lieu garde le sien."
    halves: dict[tuple[int, tuple[int, ...]], list[str]] = defaultdict(list)
    for visit in visits:
        halves[visit.weekday, visit.weeks].append(visit.half)
    wanted = ["am", "pm"] if venue.is_full_day else None
    for own in halves.values():
        if wanted is not None and sorted(own) != wanted:
            yield f"{words} : une permanence d'une journée a une matinée et une après-midi."
        elif wanted is None and len(own) > 1:
            yield f"{words} : plusieurs visites le même jour ; ce lieu n'a pas de journée entière."
    weekdays = [weekday for weekday, _ in halves]
    if len(set(weekdays)) != len(weekdays):
        yield f"{words} : plusieurs visites le même jour de la semaine."
    every_week = tuple(range(1, facts.cycle_weeks + 1))
    if len(halves) > 1 and any(weeks != every_week for _, weeks in halves):
        yield (
            f"{words} : plusieurs jours de la semaine, mais pas chaque semaine ; un lieu garde un "
            "seul jour tant qu'il n'a pas plusieurs permanences par semaine."
        )
    yield from _check_number(facts, venue, days_by_venue(visits)[venue.id])


def _check_together(words: str, venue: Venue, visits: Sequence[Visit]) -> Iterator[str]:
    """Advisers who hold sessions together are there at the same times, in the same weeks."""
    times: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for visit in visits:
        slot = visit.weekday, visit.half, visit.weeks, visit.start_minute, visit.end_minute
        times[visit.adviser_id].add(slot)
    if len(times) != venue.num_advisers:
        yield f"{words} : {len(times)} conseiller(s) au lieu de {venue.num_advisers} ensemble."
    elif len(set(map(frozenset, times.values()))) > 1:
        yield f"{words} : les conseillers qui y vont ensemble n'ont pas les mêmes heures."


def _check_number(facts: Facts, venue: Venue, num_days: int) -> Iterator[str]:
    """Days with a session stay within the venue's limits; up to one a week without any."""
    at_least = venue.min_sessions or 0
    at_most = venue.max_sessions
    if at_most is None:
        at_most = max(facts.cycle_weeks, at_least)
    if not at_least <= num_days <= at_most:
        yield (
            f"Lieu {facts.venue_words(venue.id)} : {num_days} permanences par cycle, "
            f"hors de {at_least} à {at_most}."
        )


def check_sessions_of_area(facts: Facts, rule: AreaRule) -> Iterator[str]:
    """Check that an area has no fewer and no more sessions than its rule says."""
    num_days = 0
    for venue_id, days in days_by_venue(facts.plan.visits).items():
        venue = facts.venues.get(venue_id)
        commune = None if venue is None else facts.communes.get(venue.commune_code)
        if commune is not None and is_inside(commune, rule):
            num_days += days
    if rule.min_sessions is not None and num_days < rule.min_sessions:
        yield (
            f"Territoire {rule.area} : {num_days} permanences par cycle, moins que le minimum "
            f"demandé de {rule.min_sessions}."
        )
    if rule.max_sessions is not None and num_days > rule.max_sessions:
        yield (
            f"Territoire {rule.area} : {num_days} permanences par cycle, plus que le maximum "
            f"admis de {rule.max_sessions}."
        )


def is_inside(commune: Commune, rule: AreaRule) -> bool:
    """Whether a rule means the commune, its EPCI or its canton."""
    return rule.area in {commune.code, commune.epci_code, commune.canton_code}
