"""What a plan's figures rest on: every approximation and assumption, as French sentences."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from geodata.places import venue_place_id
from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.dates.assumptions import describe_dates
from planner.dates.calendar import DatedSessions
from planner.need import AccessPreferences
from planner.plan import Capacity, Visit
from planner.preparation import Prepared
from planner.problem.model import Solution
from planner.problem.staff import works_during
from planner.settings import Settings
from planner.wording import format_number, format_percent


def list_assumptions(
    prepared: Prepared,
    solution: Solution,
    visits: Sequence[Visit],
    *,
    dated: DatedSessions,
    capacity: Capacity,
) -> tuple[str, ...]:
    """List, in French, every approximation and assumption behind the figures of a plan.

    Parameters
    ----------
    visits
        Of the solution, as the plan records them.
    """
    territory, settings = prepared.territory, prepared.settings
    return (
        *_on_access(prepared),
        *_on_capacity(capacity, settings),
        *_on_crowding(solution, capacity, settings),
        *_on_offer(territory),
        *_on_acceptance(settings),
        *_on_calendar(settings),
        *_on_school_holidays(territory, settings),
        *describe_dates(
            visits,
            dated.lost,
            territory,
            num_dates=sum(one.replaces is None for one in dated.sessions) + len(dated.lost),
            settings=settings,
            is_proven=dated.is_proven,
        ),
        *_on_idle_advisers(territory, settings),
        *describe_far_venues(territory, prepared.travel, settings=settings),
        *_on_unknown_hours(territory, visits),
        *_on_search(solution),
        *solution.notes,
        *territory.source_notes,
    )


def describe_far_venues(
    territory: Territory, travel: TravelTimes, *, settings: Settings
) -> list[str]:
    """Name, in one French sentence if any, the venues that lie too far from every road."""
    venues = [venue for venue in territory.venues if venue.rule != "forbidden"]
    access_m = travel.access_m[travel.positions([venue_place_id(venue.id) for venue in venues])]
    far = [
        venue.name
        for venue, metres in zip(venues, access_m.tolist(), strict=True)
        if metres > settings.travel.max_access_m
    ]
    if not far:
        return []
    limit = format_number(settings.travel.max_access_m)
    return [f"À plus de {limit} m de toute route, donc hors planning : {', '.join(far)}."]


def _on_access(prepared: Prepared) -> Iterator[str]:
    """Where residents live, how long they are on the road, what they said that they accept."""
    travel, origin = prepared.settings.travel, prepared.travel_origin
    yield prepared.residents.cells.sentence
    yield (
        "Le besoin d'une commune est réparti comme ses habitants. Les minutes données pour une "
        "commune sont des moyennes sur ceux qu'une route relie au lieu dit."
    )
    yield (
        f"{origin.clause} ; entre un lieu et la route la plus proche, on compte "
        f"{_decimal(travel.access_speed_kmh)} km/h et un détour de "
        f"{_decimal(travel.access_detour)}."
    )
    yield from origin.caveats
    yield prepared.preferences.source
    yield from _on_kinds(prepared.territory, prepared.preferences)


def _on_capacity(capacity: Capacity, settings: Settings) -> Iterator[str]:
    yield (
        "La couverture mesure l'accès à une aide, non le nombre de personnes reçues : à "
        f"{_decimal(settings.sessions.people_per_session)} personnes en "
        f"{settings.sessions.max_minutes} minutes de permanence, le cycle en reçoit environ "
        f"{capacity.seats:.0f}."
    )


def _on_offer(territory: Territory) -> Iterator[str]:
    if territory.existing_offer:
        yield "L'offre existante est comptée comme ouverte chaque semaine."


def _on_acceptance(settings: Settings) -> Iterator[str]:
    stated = settings.access.acceptance_elsewhere
    if stated is not None:
        yield (
            f"Part des habitants qui acceptent une autre commune : {format_percent(stated)}, "
            "fixée par un réglage et non par l'enquête."
        )


def _on_calendar(settings: Settings) -> Iterator[str]:
    if settings.calendar.num_weeks < settings.cycle.num_weeks:
        yield (
            f"Le calendrier ({settings.calendar.num_weeks} sem.) est plus court que le cycle "
            f"({settings.cycle.num_weeks} sem.) : une partie des permanences n'y figure pas."
        )


def _on_idle_advisers(territory: Territory, settings: Settings) -> Iterator[str]:
    idle = [one.name for one in territory.advisers if not works_during(one, settings.calendar)]
    if idle:
        yield f"Hors planning, car pas en poste pendant le calendrier : {', '.join(idle)}."


def _on_unknown_hours(territory: Territory, visits: Sequence[Visit]) -> Iterator[str]:
    unknown = {venue.id for venue in territory.venues if not venue.opening_hours}
    to_confirm = sum(visit.venue_id in unknown for visit in visits)
    if to_confirm:
        places = "1 lieu" if to_confirm == 1 else f"{to_confirm} lieux"
        yield (
            f"Horaires inconnus pour {places} du planning : ouverture supposée aux heures de "
            "permanence, à confirmer auprès de la mairie."
        )


def _on_search(solution: Solution) -> Iterator[str]:
    if solution.hit_time_limit:
        yield (
            "La recherche a été arrêtée par la limite de temps : le planning respecte toutes les "
            "règles, mais une autre machine pourrait en trouver un autre."
        )


def _on_school_holidays(territory: Territory, settings: Settings) -> list[str]:
    """Say what is not known of the school holidays that sessions are to stop in."""
    calendar, known = settings.calendar, territory.school_holidays
    if calendar.hold_sessions_in_school_holidays:
        return []
    if not known:
        sentence = (
            "Les permanences doivent s'arrêter pendant les vacances scolaires, mais le dossier ne "
            "les donne pas (school_holidays.csv) : aucune date n'a été supprimée pour ce motif."
        )
        return [sentence]
    last_day = max(holiday.last_day for holiday in known)
    if last_day < calendar.start + timedelta(weeks=calendar.num_weeks, days=-1):
        return [f"Les vacances scolaires ne sont connues que jusqu'au {last_day:%d/%m/%Y}."]
    return []


def _on_crowding(solution: Solution, capacity: Capacity, settings: Settings) -> list[str]:
    """Say who is taken to come, and what the evening out of the sessions has changed."""
    share = format_percent(settings.capacity.uptake)
    sentences = [
        (
            f"On suppose que {share} des habitants en besoin d'un lieu y viennent au cours d'un "
            "cycle (réglage capacity.uptake, non mesuré), chacun au lieu du planning qui lui "
            "convient le mieux, quel que soit son rythme."
        )
    ]
    if solution.crowding_before is not None:
        sentences.append(
            "Permanences réparties selon l'affluence : en moyenne "
            f"{format_number(round(capacity.people_per_hour))} habitants en besoin par heure de "
            f"permanence, contre {format_number(round(solution.crowding_before))} avant."
        )
    return sentences


def _on_kinds(territory: Territory, preferences: AccessPreferences) -> tuple[str, ...]:
    """What the kind of a venue is worth; said where there is more than one kind."""
    if len({venue.kind for venue in territory.venues}) < 2 or not preferences.kind_source:  # noqa: PLR2004 - one kind needs no weight
        return ()
    return (preferences.kind_source,)


def _decimal(number: float) -> str:
    """A number as French writes it."""
    return f"{number:g}".replace(".", ",")
