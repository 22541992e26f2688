"""The cycle: who visits which venue, when and in which weeks; names are those on file."""

from collections.abc import Iterator
from itertools import pairwise

from geodata.territory import Adviser, Venue
from geodata.weekdays import FRENCH_WEEKDAYS
from planner.check.facts import Facts
from planner.check.half_days import check_half_days_held
from planner.check.venue_rules import check_venue_rules
from planner.check.wording import HALF_WORDS, check_listed_once, compare, say_clock, say_weeks
from planner.plan import Visit
from planner.settings import minute_of_day


def check_header(facts: Facts) -> Iterator[str]:
    """Check that the plan names the inputs, advisers and venues as the tables do."""
    plan, settings = facts.plan, facts.plan.settings
    yield from compare(
        "Planning",
        [
            ("territoire", plan.territory_name, settings.territory.name),
            ("avertissement", plan.notice, settings.territory.notice),
            ("sources", plan.sources, facts.territory.credits),
        ],
    )
    yield from compare(
        "Empreintes des fichiers",
        [(name, plan.fingerprints.get(name), sha) for name, sha in facts.territory.fingerprints],
    )
    yield from _check_advisers(facts)
    yield from _check_venues(facts)


def check_visits(facts: Facts) -> Iterator[str]:
    """Check each visit by itself, then all of them together."""
    for visit in facts.plan.visits:
        yield from _check_ids(facts, visit)
        yield from _check_weeks(facts, visit)
        yield from _check_times(facts, visit)
    yield from check_venue_rules(facts)
    yield from check_half_days_held(facts)


def _check_advisers(facts: Facts) -> Iterator[str]:
    listed = facts.plan.advisers
    yield from check_listed_once("Conseillers", [a.id for a in listed], facts.advisers)
    for given in listed:
        adviser = facts.advisers.get(given.id)
        if adviser is not None:
            base = adviser.base_commune_code
            yield from compare(
                f"Conseiller {given.id}",
                [
                    ("nom", given.name, adviser.name),
                    ("commune de départ", given.base_commune_code, base),
                    ("commune de départ", given.base_commune_name, facts.commune_name(base)),
                    ("longitude", given.lon, adviser.lon),
                    ("latitude", given.lat, adviser.lat),
                ],
            )


def _check_venues(facts: Facts) -> Iterator[str]:
    listed = facts.plan.venues
    visited = [visit.venue_id for visit in facts.plan.visits]
    visited += [v.venue_id for phase in facts.plan.earlier_visits for v in phase.visits]
    yield from check_listed_once("Lieux visités", [v.id for v in listed], visited)
    for given in listed:
        venue = facts.venues.get(given.id)
        if venue is not None:
            yield from compare(
                f"Lieu {given.id}",
                [
                    ("nom", given.name, venue.name),
                    ("nature", given.kind, venue.kind),
                    ("code de la commune", given.commune_code, venue.commune_code),
                    ("commune", given.commune_name, facts.commune_name(venue.commune_code)),
                    ("longitude", given.lon, venue.lon),
                    ("latitude", given.lat, venue.lat),
                    ("horaires connus", given.hours_known, venue.opening_hours != ""),
                    ("note sur les horaires", given.hours_note, venue.hours_note),
                ],
            )


def _check_ids(facts: Facts, visit: Visit) -> Iterator[str]:
    words = facts.visit_words(visit)
    venue = facts.venues.get(visit.venue_id)
    if venue is None:
        yield f"{words} : ce lieu n'existe pas."
    elif venue.rule == "forbidden":
        yield f"{words} : ce lieu est interdit."
    adviser = facts.advisers.get(visit.adviser_id)
    if adviser is None:
        yield f"{words} : ce conseiller n'existe pas."
    elif visit.weekday not in adviser.working_days:
        yield f"{words} : le {FRENCH_WEEKDAYS[visit.weekday]} n'est pas travaillé."
    if venue is not None and adviser is not None:
        yield from _check_may_go(facts, adviser, venue)


def _check_may_go(facts: Facts, adviser: Adviser, venue: Venue) -> Iterator[str]:
    """An adviser stays in the sector, and away from excluded venues."""
    words = f"{adviser.name} à {facts.venue_words(venue.id)}"
    for exclusion in facts.territory.exclusions:
        if (exclusion.adviser_id, exclusion.venue_id) == (adviser.id, venue.id):
            yield f"{words} : exclu par la table des exclusions."
    commune = facts.communes.get(venue.commune_code)
    if adviser.sector and commune is not None:
        codes = {commune.code, commune.epci_code, commune.canton_code}
        if not codes & set(adviser.sector):
            yield f"{words} : hors du secteur du conseiller ({', '.join(adviser.sector)})."


def _check_weeks(facts: Facts, visit: Visit) -> Iterator[str]:
    words = f"{facts.visit_words(visit)}, {say_weeks(visit.weeks)}"
    cycle_weeks, num_sessions = facts.cycle_weeks, len(visit.weeks)
    if not visit.weeks:
        yield f"{words} : aucune semaine."
        return
    if not all(1 <= week <= cycle_weeks for week in visit.weeks):
        yield f"{words} : hors du cycle de {cycle_weeks} semaines."
    if any(later <= earlier for earlier, later in pairwise(visit.weeks)):
        yield f"{words} : les semaines ne sont pas en ordre croissant."
    if cycle_weeks % num_sessions:
        yield (
            f"{words} : {num_sessions} permanences ne se répartissent pas "
            f"également sur {cycle_weeks} semaines."
        )
    elif any(b - a != cycle_weeks // num_sessions for a, b in pairwise(visit.weeks)):
        yield f"{words} : les semaines ne sont pas également espacées."


def _check_times(facts: Facts, visit: Visit) -> Iterator[str]:
    words, rules = facts.visit_words(visit), facts.plan.settings.sessions
    if visit.half == "am":
        earliest, latest = minute_of_day(rules.morning_start), minute_of_day(rules.morning_end)
    else:
        earliest, latest = minute_of_day(rules.afternoon_start), minute_of_day(rules.afternoon_end)
    if not earliest <= visit.start_minute <= visit.end_minute <= latest:
        yield (
            f"{words} : de {say_clock(visit.start_minute)} à {say_clock(visit.end_minute)}, "
            f"hors de la plage {say_clock(earliest)} - {say_clock(latest)} "
            f"({HALF_WORDS[visit.half]})."
        )
    minutes = visit.end_minute - visit.start_minute
    venue = facts.venues.get(visit.venue_id)
    if venue is not None and venue.is_short:
        if minutes != rules.short_minutes:
            yield (
                f"{words} : durée de {minutes} min, au lieu de {rules.short_minutes} min pour une "
                "permanence courte."
            )
    elif not rules.min_minutes <= minutes <= rules.max_minutes:
        yield (
            f"{words} : durée de {minutes} min, "
            f"hors de {rules.min_minutes} à {rules.max_minutes} min."
        )
