"""From checked tables to a planning problem."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.errors import Fault, InfeasibleError, TerritoryError
from geodata.places import base_place_id, venue_place_id
from geodata.resident_travel import ResidentTravel
from geodata.territory import Adviser, Territory
from geodata.travel import UNREACHABLE_S, TravelTimes
from planner.need import AccessPreferences, Need
from planner.problem.access import AccessStandard, compute_access_factors, compute_value_before
from planner.problem.demand import merge_points
from planner.problem.model import CLOSED, Problem, Workforce, WorkRules
from planner.problem.rules import (
    find_allowed_frequencies,
    has_quota,
    list_floors,
    list_frequencies,
    list_quotas,
    may_go,
)
from planner.problem.session_times import compute_session_times
from planner.problem.short_sessions import among_candidates, pair_short_sessions
from planner.settings import Settings
from planner.settings.calendar import CalendarSettings

ADVISERS_TABLE: Final = "advisers.csv"
"""As reports name it, whatever its ending."""


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
        When nobody can visit a required venue.
    """
    standard = access_standard(settings, preferences)
    frequencies = list_frequencies(territory.venues, settings.cycle)
    frequency_value = {days: settings.cycle.value_of(days) for days in frequencies}
    may_have = find_allowed_frequencies(
        territory.venues, frequencies, cycle_weeks=settings.cycle.num_weeks
    )
    value_before = compute_value_before(
        residents,
        territory.existing_offer,
        standard=standard,
        value_weekly=settings.cycle.value_weekly,
    )
    access_factor = compute_access_factors(residents, territory.venues, standard=standard)
    start, end = compute_session_times(
        territory.venues,
        settings.sessions,
        first_day=settings.calendar.start,
        num_weeks=settings.calendar.num_weeks,
        holidays=holidays,
    )
    in_post = [a for a in territory.advisers if works_during(a, settings.calendar)]
    advisers = tuple(_workforce(adviser, settings) for adviser in in_post)
    venue_at = travel.positions([venue_place_id(v.id) for v in territory.venues])
    base_at = travel.positions([base_place_id(a.id) for a in in_post])
    out_s = travel.time_s[np.ix_(base_at, venue_at)]
    back_s = travel.time_s[np.ix_(venue_at, base_at)].T
    can_visit = _can_visit(advisers, out_s + back_s, start=start, end=end)
    goes = may_go(in_post, territory)
    can_visit &= goes & may_have.any(axis=1)
    num_together = np.array([venue.num_advisers for venue in territory.venues])
    can_visit &= can_visit.sum(axis=0) >= num_together
    _check_every_adviser_has_work(advisers, can_visit, goes, start)
    _check_required_venues(territory, can_visit)
    demand = merge_points(
        residents,
        need,
        value_before=value_before,
        access_factor=access_factor,
        best_value=max(frequency_value.values()),
    )
    helps = np.zeros(len(territory.venues), dtype=np.bool_)
    helps[demand.access_factor[demand.need > 0].indices] = True
    is_required = np.array([venue.rule == "required" for venue in territory.venues])
    is_forbidden = np.array([venue.rule == "forbidden" for venue in territory.venues])
    in_quota = has_quota(territory)
    kept = np.flatnonzero(can_visit.any(axis=0) & ~is_forbidden & (helps | is_required | in_quota))
    if not kept.size:
        raise InfeasibleError(
            "aucun lieu ouvert et joignable n'apporterait quoi que ce soit : "
            "l'offre existante suffit, ou les limites sont trop étroites"
        )
    venue_ids = tuple(territory.venues[position].id for position in kept)
    return Problem(
        cycle_weeks=settings.cycle.num_weeks,
        value_by_sessions=tuple(sorted(frequency_value.items())),
        commune_codes=tuple(commune.code for commune in territory.communes),
        need=demand.need,
        value_before=demand.value_before,
        venue_ids=venue_ids,
        venue_names=tuple(territory.venues[position].name for position in kept),
        access_factor=demand.access_factor[:, kept],
        is_required=is_required[kept],
        start_minute=start[kept],
        end_minute=end[kept],
        advisers=advisers,
        can_visit=can_visit[:, kept],
        out_s=out_s[:, kept],
        back_s=back_s[:, kept],
        between_s=travel.time_s[np.ix_(venue_at[kept], venue_at[kept])],
        rules=WorkRules(
            max_day_minutes=settings.work.max_day_minutes,
            max_span_minutes=settings.work.max_span_minutes,
            max_minutes_without_break=settings.work.max_minutes_without_break,
            lunch_minutes=settings.work.lunch_minutes,
        ),
        point_commune=demand.commune,
        may_have=may_have[kept],
        is_full_day=np.array([territory.venues[position].is_full_day for position in kept]),
        bonus_s=np.array(
            [
                60 * settings.optimisation.preferred_minutes * (rule == "preferred")
                for rule in (territory.venues[position].rule for position in kept)
            ],
            dtype=np.int64,
        ),
        quotas=list_quotas(territory, {venue: at for at, venue in enumerate(venue_ids)}),
        floors=list_floors(
            territory,
            [territory.communes[commune].code for commune in demand.commune.tolist()],
            demand.need,
        ),
        duos=frozenset(np.flatnonzero(num_together[kept] > 1).tolist()),
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
        contract_s_per_cycle=60 * adviser.weekly_minutes * settings.cycle.num_weeks,
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


def works_during(adviser: Adviser, calendar: CalendarSettings) -> bool:
    """Whether an adviser is in post on some day of the calendar."""
    last_day = calendar.start + timedelta(weeks=calendar.num_weeks, days=-1)
    has_begun = adviser.valid_from is None or adviser.valid_from <= last_day
    has_not_ended = adviser.valid_to is None or adviser.valid_to >= calendar.start
    return has_begun and has_not_ended


def _check_every_adviser_has_work(
    advisers: tuple[Workforce, ...],
    can_visit: npt.NDArray[np.bool_],
    goes: npt.NDArray[np.bool_],
    start: npt.NDArray[np.int64],
) -> None:
    """An adviser who can hold no session is a mistake in the table, not a plan."""
    faults = [
        _idle_fault(adviser, start, goes_somewhere=bool(goes[position].any()))
        for position, adviser in enumerate(advisers)
        if not can_visit[position].any()
    ]
    if not advisers:
        faults.append(
            Fault(
                file=ADVISERS_TABLE,
                message="aucun conseiller n'est en poste pendant le calendrier",
                remedy="corrigez valid_from et valid_to, ou calendar.start dans itinerance.toml",
            )
        )
    if faults:
        raise TerritoryError(tuple(faults))


def _idle_fault(adviser: Workforce, start: npt.NDArray[np.int64], *, goes_somewhere: bool) -> Fault:
    """Say which limit leaves an adviser without any session."""
    if adviser.max_sessions_per_week == 0:
        column, remedy = (
            "working_days",
            "ajoutez des jours travaillés, ou baissez work.back_office_half_days_per_week",
        )
    elif adviser.tour_s_per_cycle == 0:
        column, remedy = (
            "weekly_hours",
            "augmentez les heures, ou baissez work.back_office_half_day_minutes",
        )
    elif not goes_somewhere:
        column, remedy = (
            "sector",
            "élargissez le secteur, ou retirez des lignes d'exclusions.csv",
        )
    elif not (start[:, list(adviser.working_days)] != CLOSED).any():
        column, remedy = (
            "working_days",
            (
                "aucun lieu n'ouvre assez longtemps ces jours-là : changez les jours, ou complétez "
                "opening_hours dans venues.csv"
            ),
        )
    else:
        column, remedy = (
            "max_drive_minutes_per_day",
            "augmentez le trajet ou weekly_hours, ou rapprochez la base d'une route et des lieux",
        )
    return Fault(
        file=ADVISERS_TABLE,
        column=column,
        message=f"les limites de « {adviser.id} » ne permettent aucune permanence",
        remedy=remedy,
    )


def _check_required_venues(territory: Territory, can_visit: npt.NDArray[np.bool_]) -> None:
    """A required venue that nobody can visit makes every plan impossible."""
    names = [
        venue.name
        for position, venue in enumerate(territory.venues)
        if venue.rule == "required" and not can_visit[:, position].any()
    ]
    if names:
        raise InfeasibleError(
            "aucun conseiller, ou pas deux là où il en faut deux, ne peut visiter ces lieux "
            f"obligatoires (horaires, jours travaillés ou trajet) : {', '.join(names)}"
        )
