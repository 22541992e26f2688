"""The result tables themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from shapely import LineString, MultiLineString, Point

from geodata.territory import Territory
from planner.export.visits import all_sessions, cycle_week
from planner.figures.tour_lines import find_tour_lines
from planner.plan import AreaAccess, LostSession, Plan, Session
from planner.tables.columns import (
    ADVISERS,
    AREAS,
    BOUNDS,
    COMMUNES,
    REACH,
    SESSIONS,
    TOURS,
    VISITS,
    Table,
)

LONLAT: Final = "EPSG:4326"


def communes(plan: Plan, territory: Territory) -> gpd.GeoDataFrame:
    """Return what every commune has: columns as in :data:`COMMUNES`, outlines in EPSG:4326.

    Raises
    ------
    ValueError
        The communes of the plan are not those of the territory.
    """
    outlines = {commune.code: commune.geometry for commune in territory.communes}
    rows = sorted(plan.communes, key=lambda row: row.commune_code)
    strangers = outlines.keys() ^ {row.commune_code for row in rows}
    if strangers:
        raise ValueError(f"plan and territory differ in communes: {sorted(strangers)}")
    frame = _frame(
        COMMUNES,
        (
            {
                "code": row.commune_code,
                "name": row.commune_name,
                "epci_code": row.epci_code,
                "epci": row.epci_name,
                "canton_code": row.canton_code,
                "canton": row.canton_name,
                "population": row.population,
                "need": row.need,
                "need_low": row.need_low,
                "need_high": row.need_high,
                "covered_before": row.value_before,
                "covered": row.value,
                "covered_need": row.need * row.value,
                "unmet_need": row.need * (1 - row.value),
                "status": row.status,
                "best_venue_id": row.best_venue_id,
                "best_minutes": row.best_minutes,
                "best_sessions_per_cycle": row.best_sessions_per_cycle,
                "session_minutes": row.nearest_session_minutes,
                "offer_minutes": row.nearest_offer_minutes,
                "nearest_minutes": row.nearest_minutes,
                "share_within_standard": row.share_within_standard,
                "share_improved": row.share_improved,
                "share_unserved": row.share_unserved,
                "explanation_reason": row.explanation_reason,
                "explanation": row.explanation or None,
            }
            for row in rows
        ),
    )
    return _located(frame, [outlines[row.commune_code] for row in rows])


def areas(plan: Plan) -> pd.DataFrame:
    """Return totals of the whole, the EPCIs and the cantons: columns as in :data:`AREAS`."""
    kinds: tuple[tuple[str, Sequence[AreaAccess]], ...] = (
        ("whole", (plan.whole,)),
        ("epci", plan.epcis),
        ("canton", plan.cantons),
    )
    return _frame(
        AREAS,
        (
            {
                "kind": kind,
                "code": area.code,
                "name": area.name,
                "population": area.population,
                "need": area.need,
                "need_low": area.need_low,
                "need_high": area.need_high,
                "covered_need_before": area.covered_need_before,
                "covered_need": area.covered_need,
            }
            for kind, found in kinds
            for area in found
        ),
    )


def sessions(plan: Plan) -> pd.DataFrame:
    """Return every dated session, lost ones included: columns as in :data:`SESSIONS`."""
    advisers_by_id, venues_by_id = _advisers(plan), _venues(plan)
    records = [
        {
            "day": session.day,
            "half": session.half,
            "week_of_cycle": cycle_week(plan, session.day),
            **advisers_by_id[session.adviser_id],
            **venues_by_id[session.venue_id],
            **_what_becomes_of(session),
        }
        for session in all_sessions(plan)
    ]
    records.sort(key=lambda row: (row["day"], row["adviser_id"], row["half"], row["venue_id"]))
    return _frame(SESSIONS, records)


def visits(plan: Plan) -> gpd.GeoDataFrame:
    """Return the timetable of a cycle: columns as in :data:`VISITS`, points in EPSG:4326."""
    advisers_by_id, venues_by_id = _advisers(plan), _venues(plan)
    venues = {venue.id: venue for venue in plan.venues}
    frame = _frame(
        VISITS,
        (
            {
                **venues_by_id[visit.venue_id],
                "kind": venues[visit.venue_id].kind,
                **advisers_by_id[visit.adviser_id],
                "weekday": visit.weekday,
                "half": visit.half,
                "weeks": _joined(visit.weeks),
                "sessions_per_cycle": len(visit.weeks),
                "start_minute": visit.start_minute,
                "end_minute": visit.end_minute,
                "hours_known": venues[visit.venue_id].hours_known,
            }
            for visit in plan.visits
        ),
    )
    places = [venues[visit.venue_id] for visit in plan.visits]
    return _located(frame, [Point(place.lon, place.lat) for place in places])


def tours(plan: Plan, territory: Territory) -> gpd.GeoDataFrame:
    """Return the day tours: columns as in :data:`TOURS`, the roads taken in EPSG:4326."""
    advisers_by_id = _advisers(plan)
    frame = _frame(
        TOURS,
        (
            {
                **advisers_by_id[tour.adviser_id],
                "weekday": tour.weekday,
                "weeks": _joined(tour.weeks),
                "times_per_cycle": len(tour.weeks),
                "venue_ids": ",".join(tour.venue_ids),
                "leave_minute": tour.leave_minute,
                "return_minute": tour.return_minute,
                "drive_minutes": tour.drive_s / 60,
                "distance_km": tour.distance_m / 1000,
                "work_minutes": tour.work_s / 60,
            }
            for tour in plan.tours
        ),
    )
    lines = find_tour_lines(plan, territory)
    return _located(
        frame,
        [MultiLineString([LineString(leg) for leg in legs if len(leg) > 1]) for legs in lines],
    )


def advisers(plan: Plan) -> pd.DataFrame:
    """Return everybody's work in a cycle: columns as in :data:`ADVISERS`."""
    loads = {load.adviser_id: load for load in plan.loads}
    return _frame(
        ADVISERS,
        (
            {
                "adviser_id": adviser.id,
                "adviser": adviser.name,
                "base_commune_code": adviser.base_commune_code,
                "base_commune": adviser.base_commune_name,
                "num_sessions": loads[adviser.id].num_sessions,
                "session_hours": loads[adviser.id].session_s / 3600,
                "drive_hours": loads[adviser.id].drive_s / 3600,
                "distance_km": loads[adviser.id].distance_m / 1000,
                "back_office_hours": loads[adviser.id].back_office_s / 3600,
                "contract_hours": loads[adviser.id].contract_s / 3600,
            }
            for adviser in plan.advisers
            if adviser.id in loads
        ),
    )


def reach(plan: Plan) -> pd.DataFrame:
    """Return the people within some minutes of help: columns as in :data:`REACH`."""
    return _frame(REACH, (row.model_dump() for row in plan.reach))


def bounds(plan: Plan) -> pd.DataFrame:
    """Return what was optimised and what is proven of it: columns as in :data:`BOUNDS`."""
    return _frame(
        BOUNDS,
        ({"objective": row.name, **row.model_dump(exclude={"name"})} for row in plan.objectives),
    )


def _what_becomes_of(session: Session | LostSession) -> dict[str, Any]:
    if isinstance(session, Session):
        stands_for = session.replaces
        return {
            "start_minute": session.start_minute,
            "end_minute": session.end_minute,
            "state": "held" if stands_for is None else "replacement",
            "other_day": None if stands_for is None else stands_for.day,
            "reason": None,
            "school_holiday": session.school_holiday or None,
        }
    is_replaced = session.is_replaced and session.replacement is not None
    return {
        "start_minute": None,
        "end_minute": None,
        "state": "replaced" if is_replaced else "dropped",
        "other_day": session.replacement.day if session.replacement and is_replaced else None,
        "reason": session.reason,
        "school_holiday": None,
    }


def _advisers(plan: Plan) -> dict[str, dict[str, str]]:
    return {one.id: {"adviser_id": one.id, "adviser": one.name} for one in plan.advisers}


def _venues(plan: Plan) -> dict[str, dict[str, str]]:
    return {
        one.id: {
            "venue_id": one.id,
            "venue": one.name,
            "commune_code": one.commune_code,
            "commune": one.commune_name,
        }
        for one in plan.venues
    }


def _joined(weeks: Iterable[int]) -> str:
    return ",".join(map(str, weeks))


def _frame(table: Table, records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a frame with exactly the columns of a table, of the types that it names."""
    rows = list(records)
    names = [column.name for column in table.columns]
    unknown = {name for row in rows for name in row}.difference(names)
    if unknown:
        raise ValueError(f"columns that {table.name} does not document: {sorted(unknown)}")
    return pd.DataFrame(
        {
            column.name: pd.Series([row[column.name] for row in rows], dtype=column.dtype)
            for column in table.columns
        }
    )


def _located(frame: pd.DataFrame, geometries: Sequence[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry=list(geometries), crs=LONLAT)
