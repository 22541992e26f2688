"""From checked tables to a planning problem."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from geodata.errors import Fault, InfeasibleError, TerritoryError
from geodata.places import base_place_id, venue_place_id
from geodata.territory import Adviser, Territory
from geodata.travel import UNREACHABLE_S, TravelTimes
from planner.access import AccessStandard, compute_access_factors
from planner.model import CLOSED, Problem, Workforce, WorkRules
from planner.need import AccessPreferences, Need
from planner.session_times import compute_session_times
from planner.settings import Settings

FIRST_TABLE_ROW = 2
"""Line of a table's first record, as a spreadsheet counts."""


def access_standard(settings: Settings, preferences: AccessPreferences) -> AccessStandard:
    """The access standard of the settings, completed by what the survey says."""
    stated = settings.access.acceptance_elsewhere
    return AccessStandard(
        standard_minutes=settings.access.standard_minutes,
        acceptance_elsewhere=preferences.acceptance_elsewhere if stated is None else stated,
        preferences=preferences,
    )


def formulate(
    territory: Territory,
    travel: TravelTimes,
    need: Need,
    *,
    preferences: AccessPreferences,
    settings: Settings,
    holidays: Mapping[date, str],
) -> Problem:
    """Formulate the planning problem of a territory.

    Raises
    ------
    TerritoryError
        When an adviser's limits allow no session at all.
    InfeasibleError
        When nobody can visit a required venue.
    """
    standard = access_standard(settings, preferences)
    frequency_value = settings.cycle.value_by_sessions()
    offer_factor = compute_access_factors(
        territory.communes, territory.existing_offer, travel, standard=standard
    )
    # The fixed offer is open every week of the cycle.
    value_before = settings.cycle.value_weekly * offer_factor.max(axis=1, initial=0.0)
    access_factor = compute_access_factors(
        territory.communes, territory.venues, travel, standard=standard
    )
    start, end = compute_session_times(
        territory.venues,
        settings.sessions,
        first_day=settings.calendar.start,
        num_weeks=settings.calendar.num_weeks,
        holidays=holidays,
    )
    advisers = tuple(_workforce(adviser, settings) for adviser in territory.advisers)
    venue_at = travel.positions([venue_place_id(v.id) for v in territory.venues])
    base_at = travel.positions([base_place_id(a.id) for a in territory.advisers])
    out_s = travel.time_s[np.ix_(base_at, venue_at)]
    back_s = travel.time_s[np.ix_(venue_at, base_at)].T
    can_visit = _can_visit(advisers, out_s + back_s, start=start, end=end)
    _check_every_adviser_has_work(advisers, can_visit)
    _check_required_venues(territory, can_visit)
    best_value = max(frequency_value.values())
    helps = (best_value * access_factor > value_before[:, None]) & (need.people[:, None] > 0)
    is_required = np.array([venue.rule == "required" for venue in territory.venues])
    is_forbidden = np.array([venue.rule == "forbidden" for venue in territory.venues])
    kept = np.flatnonzero(can_visit.any(axis=0) & ~is_forbidden & (helps.any(axis=0) | is_required))
    if not kept.size:
        raise InfeasibleError(
            "aucun lieu ouvert et joignable n'apporterait quoi que ce soit : "
            "l'offre existante suffit, ou les limites sont trop étroites"
        )
    return Problem(
        cycle_weeks=settings.cycle.num_weeks,
        value_by_sessions=tuple(sorted(frequency_value.items())),
        commune_codes=tuple(commune.code for commune in territory.communes),
        need=need.people,
        value_before=value_before,
        venue_ids=tuple(territory.venues[position].id for position in kept),
        access_factor=access_factor[:, kept],
        is_required=is_required[kept],
        start_minute=start[kept],
        end_minute=end[kept],
        advisers=advisers,
        out_s=out_s[:, kept],
        back_s=back_s[:, kept],
        between_s=travel.time_s[np.ix_(venue_at[kept], venue_at[kept])],
        rules=WorkRules(
            max_day_minutes=settings.work.max_day_minutes,
            max_span_minutes=settings.work.max_span_minutes,
            max_minutes_without_break=settings.work.max_minutes_without_break,
            lunch_minutes=settings.work.lunch_minutes,
        ),
    )


def _workforce(adviser: Adviser, settings: Settings) -> Workforce:
    """What an adviser's contract leaves for sessions and driving."""
    work = settings.work
    kept_minutes = work.back_office_half_days_per_week * work.back_office_half_day_minutes
    weekly_minutes = adviser.weekly_minutes - kept_minutes
    half_days = 2 * len(adviser.working_days) - work.back_office_half_days_per_week
    return Workforce(
        id=adviser.id,
        working_days=adviser.working_days,
        max_drive_s_per_day=adviser.max_drive_s_per_day,
        max_sessions_per_week=max(0, half_days),
        tour_s_per_cycle=max(0, 60 * weekly_minutes * settings.cycle.num_weeks),
    )


def _can_visit(
    advisers: tuple[Workforce, ...],
    round_trip_s: npt.NDArray[np.int64],
    *,
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """(num_advisers, num_venues) whether an adviser can hold at least one session a cycle."""
    session_s = np.where(start != CLOSED, 60 * (end - start), UNREACHABLE_S)
    allowed = np.zeros(round_trip_s.shape, dtype=np.bool_)
    for position, adviser in enumerate(advisers):
        if adviser.max_sessions_per_week == 0:
            continue
        shortest_s = session_s[:, list(adviser.working_days)].min(axis=(1, 2))
        allowed[position] = (round_trip_s[position] <= adviser.max_drive_s_per_day) & (
            round_trip_s[position] + shortest_s <= adviser.tour_s_per_cycle
        )
    return allowed


def _check_every_adviser_has_work(
    advisers: tuple[Workforce, ...], can_visit: npt.NDArray[np.bool_]
) -> None:
    """An adviser who can hold no session is a mistake in the table, not a plan."""
    faults = tuple(
        Fault(
            file="advisers.csv",
            row=FIRST_TABLE_ROW + position,
            message=f"les limites de « {adviser.id} » ne permettent aucune permanence",
            remedy="augmentez weekly_hours ou max_drive_minutes_per_day, ajoutez des jours "
            "travaillés, ou rapprochez la base d'une route",
        )
        for position, adviser in enumerate(advisers)
        if not can_visit[position].any()
    )
    if faults:
        raise TerritoryError(faults)


def _check_required_venues(territory: Territory, can_visit: npt.NDArray[np.bool_]) -> None:
    """A required venue that nobody can visit makes every plan impossible."""
    names = [
        venue.name
        for position, venue in enumerate(territory.venues)
        if venue.rule == "required" and not can_visit[:, position].any()
    ]
    if names:
        raise InfeasibleError(
            "aucun conseiller ne peut visiter ces lieux obligatoires (horaires, jours travaillés "
            f"ou trajet) : {', '.join(names)}"
        )
