"""From checked tables to a planning problem."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from geodata.errors import InfeasibleError
from geodata.places import venue_place_id
from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory, Venue
from geodata.travel import TravelTimes
from planner.need import AccessPreferences, Need
from planner.problem.access import AccessStandard, compute_access_factors, compute_value_before
from planner.problem.demand import MergedDemand, merge_points
from planner.problem.model import Problem, WorkRules
from planner.problem.rules import (
    find_allowed_frequencies,
    has_quota,
    list_floors,
    list_frequencies,
    list_quotas,
)
from planner.problem.session_times import compute_session_times
from planner.problem.short_sessions import among_candidates, pair_short_sessions
from planner.problem.staff import Staff, find_staff
from planner.settings import Settings


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
    residents: ResidentTravel,
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
        When nobody can visit a required venue, or no venue would help anybody.
    """
    frequencies = list_frequencies(territory.venues, settings.cycle)
    frequency_value = {days: settings.cycle.value_of(days) for days in frequencies}
    may_have = find_allowed_frequencies(
        territory.venues, frequencies, cycle_weeks=settings.cycle.num_weeks
    )
    start, end = compute_session_times(
        territory.venues,
        settings.sessions,
        first_day=settings.calendar.start,
        num_weeks=settings.calendar.num_weeks,
        holidays=holidays,
    )
    staff = find_staff(territory, travel, settings, start=start, end=end, may_have=may_have)
    demand = _demand(
        territory,
        residents,
        need,
        standard=access_standard(settings, preferences),
        value_weekly=settings.cycle.value_weekly,
        best_value=max(frequency_value.values()),
    )
    kept = _find_candidates(territory, staff, demand)
    venues = [territory.venues[position] for position in kept.tolist()]
    venue_at = travel.positions([venue_place_id(venue.id) for venue in territory.venues])
    return Problem(
        cycle_weeks=settings.cycle.num_weeks,
        value_by_sessions=tuple(sorted(frequency_value.items())),
        commune_codes=tuple(commune.code for commune in territory.communes),
        need=demand.need,
        value_before=demand.value_before,
        venue_ids=tuple(venue.id for venue in venues),
        venue_names=tuple(venue.name for venue in venues),
        access_factor=demand.access_factor[:, kept],
        is_required=np.array([venue.rule == "required" for venue in venues]),
        start_minute=start[kept],
        end_minute=end[kept],
        advisers=staff.advisers,
        can_visit=staff.can_visit[:, kept],
        out_s=staff.out_s[:, kept],
        back_s=staff.back_s[:, kept],
        between_s=travel.time_s[np.ix_(venue_at[kept], venue_at[kept])],
        rules=WorkRules(
            max_day_minutes=settings.work.max_day_minutes,
            max_span_minutes=settings.work.max_span_minutes,
            max_minutes_without_break=settings.work.max_minutes_without_break,
            lunch_minutes=settings.work.lunch_minutes,
        ),
        point_commune=demand.commune,
        may_have=may_have[kept],
        is_full_day=np.array([venue.is_full_day for venue in venues]),
        bonus_s=_bonus_s(venues, settings),
        quotas=list_quotas(territory, {venue.id: at for at, venue in enumerate(venues)}),
        floors=list_floors(
            territory,
            [territory.communes[commune].code for commune in demand.commune.tolist()],
            demand.need,
        ),
        duos=frozenset(at for at, venue in enumerate(venues) if venue.num_advisers > 1),
        pairs=among_candidates(
            pair_short_sessions(
                territory.venues,
                travel.time_s[np.ix_(venue_at, venue_at)],
                settings=settings,
                holidays=holidays,
            ),
            kept.tolist(),
        ),
    )


def _demand(
    territory: Territory,
    residents: ResidentTravel,
    need: Need,
    *,
    standard: AccessStandard,
    value_weekly: float,
    best_value: float,
) -> MergedDemand:
    """What people need, have, and would have of weekly sessions at each venue."""
    return merge_points(
        residents,
        need,
        value_before=compute_value_before(
            residents, territory.existing_offer, standard=standard, value_weekly=value_weekly
        ),
        access_factor=compute_access_factors(residents, territory.venues, standard=standard),
        best_value=best_value,
    )


def _find_candidates(
    territory: Territory, staff: Staff, demand: MergedDemand
) -> npt.NDArray[np.int64]:
    """Positions of the venues that somebody can visit, and that help anybody or are asked for.

    Raises
    ------
    InfeasibleError
        There is none.
    """
    is_asked_for = has_quota(territory)
    is_asked_for |= np.array([venue.rule == "required" for venue in territory.venues])
    is_forbidden = np.array([venue.rule == "forbidden" for venue in territory.venues])
    helps = np.zeros(len(territory.venues), dtype=np.bool_)
    helps[demand.access_factor[demand.need > 0].indices] = True
    found = np.flatnonzero(staff.can_visit.any(axis=0) & ~is_forbidden & (helps | is_asked_for))
    if not found.size:
        raise InfeasibleError(
            "aucun lieu ouvert et joignable n'apporterait quoi que ce soit : "
            "l'offre existante suffit, ou les limites sont trop étroites"
        )
    return found


def _bonus_s(venues: Sequence[Venue], settings: Settings) -> npt.NDArray[np.int64]:
    """(num_venues,) seconds of driving a cycle that a visit to a preferred venue is worth."""
    preferred_s = 60 * settings.optimisation.preferred_minutes
    return np.array(
        [preferred_s if venue.rule == "preferred" else 0 for venue in venues], dtype=np.int64
    )
