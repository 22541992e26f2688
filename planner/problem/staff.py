"""Who can visit which venue: contracts, driving, opening hours, sectors and exclusions."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.errors import Fault, InfeasibleError, TerritoryError
from geodata.places import base_place_id, venue_place_id
from geodata.territory import Adviser, Territory
from geodata.travel import UNREACHABLE_S, TravelTimes
from planner.problem.model import CLOSED, Workforce
from planner.problem.rules import may_go
from planner.settings import Settings
from planner.settings.calendar import CalendarSettings

ADVISERS_TABLE: Final = "advisers.csv"
"""As reports name it, whatever its ending."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Staff:
    """The advisers in post, and all venues as they can reach them; positions are the tables'."""

    advisers: tuple[Workforce, ...]
    out_s: npt.NDArray[np.int64]
    """(num_advisers, num_venues) seconds from the base."""
    back_s: npt.NDArray[np.int64]
    """(num_advisers, num_venues) seconds back to the base."""
    can_visit: npt.NDArray[np.bool_]
    """(num_advisers, num_venues) whether an adviser can hold a session there, with as many others
    as the venue asks for."""


def find_staff(
    territory: Territory,
    travel: TravelTimes,
    settings: Settings,
    *,
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
    may_have: npt.NDArray[np.bool_],
) -> Staff:
    """Find who can visit which venue.

    Parameters
    ----------
    start, end
        (num_venues, 7, 2) minutes since midnight of a session, or CLOSED.
    may_have
        (num_venues, num_frequencies) which numbers of sessions a venue may have.

    Raises
    ------
    TerritoryError
        When an adviser's limits allow no session at all.
    InfeasibleError
        When nobody can visit a required venue.
    """
    in_post = [one for one in territory.advisers if works_during(one, settings.calendar)]
    advisers = tuple(_workforce(adviser, settings) for adviser in in_post)
    venue_at = travel.positions([venue_place_id(venue.id) for venue in territory.venues])
    base_at = travel.positions([base_place_id(adviser.id) for adviser in in_post])
    out_s = travel.time_s[np.ix_(base_at, venue_at)]
    back_s = travel.time_s[np.ix_(venue_at, base_at)].T
    goes = may_go(in_post, territory)
    can_visit = _can_visit(advisers, out_s + back_s, start=start, end=end) & goes
    can_visit &= may_have.any(axis=1)
    num_together = np.array([venue.num_advisers for venue in territory.venues])
    can_visit &= can_visit.sum(axis=0) >= num_together
    _check_every_adviser_has_work(advisers, can_visit, goes, start)
    _check_required_venues(territory, can_visit)
    return Staff(advisers=advisers, out_s=out_s, back_s=back_s, can_visit=can_visit)


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
