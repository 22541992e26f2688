"""The plan as tables with geometries: what every geographic export writes.

Column names are French and short, units in them; figures are those of plan.json, unrounded. No
reason of an absence is among them: these files are passed on.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point

from geodata.travel import UNREACHABLE_S
from planner.export.cells import clock_cell
from planner.export.communes_csv import SITUATIONS
from planner.export.ground import AccessPoints, Ground
from planner.plan import CommuneAccess, Plan, PlanVenue, Tour, Visit
from planner.wording import WEEKDAYS, format_clock, format_rhythm, one_line

LONLAT: Final = "EPSG:4326"
LAMBERT_93: Final = "EPSG:2154"
UNSERVED: Final = ("not_served", "unreachable")


def make_layers(plan: Plan, ground: Ground) -> dict[str, gpd.GeoDataFrame]:
    """Make every layer, in degrees (EPSG:4326), by its name.

    Raises
    ------
    ValueError
        When the plan and the ground are not of the same communes or tours.
    """
    communes = _commune_layer(plan, ground)
    return {
        "communes": communes,
        "non_couvertes": _uncovered_layer(plan, communes),
        "temps_acces": _access_layer(ground.points),
        "tournees": _tour_layer(plan, ground),
        "permanences": _venue_layer(plan),
    }


def _commune_layer(plan: Plan, ground: Ground) -> gpd.GeoDataFrame:
    """One row a commune, by code."""
    outlines = {commune.code: commune.geometry for commune in ground.communes}
    rows = sorted(plan.communes, key=lambda row: row.commune_code)
    unmatched = {row.commune_code for row in rows} ^ outlines.keys()
    if unmatched:
        raise ValueError(f"plan and outlines differ in communes: {sorted(unmatched)}")
    venues = {venue.id: one_line(venue.name) for venue in plan.venues}
    return _frame(
        [_commune_record(row, venues) for row in rows],
        [_multi_polygon(outlines[row.commune_code]) for row in rows],
    )


def _commune_record(row: CommuneAccess, venues: dict[str, str]) -> dict[str, Any]:
    return {
        "code_insee": row.commune_code,
        "commune": one_line(row.commune_name),
        "epci": one_line(row.epci_name),
        "canton": one_line(row.canton_name),
        "population": row.population,
        "besoin": row.need,
        "besoin_bas": row.need_low,
        "besoin_haut": row.need_high,
        "couvert_avant": row.value_before,
        "couvert": row.value,
        "besoin_non_couvert": row.need * (1 - row.value),
        "situation": SITUATIONS[row.status],
        "meilleur_lieu": venues.get(row.best_venue_id or "", ""),
        "permanences_par_cycle": row.best_sessions_per_cycle,
        "minutes_permanence": row.nearest_session_minutes,
        "minutes_offre": row.nearest_offer_minutes,
        "minutes": row.nearest_minutes,
        "explication": one_line(row.explanation),
    }


def _uncovered_layer(plan: Plan, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Communes without access, most unmet need first."""
    codes = {row.commune_code for row in plan.communes if row.status in UNSERVED}
    found = communes[communes["code_insee"].isin(codes)]
    return found.sort_values(
        ["besoin_non_couvert", "code_insee"], ascending=[False, True], kind="stable"
    ).reset_index(drop=True)


def _access_layer(points: AccessPoints) -> gpd.GeoDataFrame:
    """One row a place where residents live; minutes are null where no road leads."""
    session, offer = _minutes(points.session_s), _minutes(points.offer_s)
    return gpd.GeoDataFrame(
        {
            "code_insee": points.commune_code.astype(object),
            "part_habitants": points.share,
            "minutes_permanence": session,
            "minutes_offre": offer,
            "minutes": np.fmin(session, offer),
            "position": "supposée" if points.is_proxy else "recensée",
        },
        geometry=shapely.points(points.lonlat),
        crs=LONLAT,
    )


def _minutes(seconds: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.where(seconds >= UNREACHABLE_S, np.nan, seconds / 60)


def _tour_layer(plan: Plan, ground: Ground) -> gpd.GeoDataFrame:
    """One row a day tour, in plan order, along the roads it takes."""
    if [len(lines) for lines in ground.tour_lines] != [len(tour.legs) for tour in plan.tours]:
        raise ValueError("tour_lines needs one line for every leg of every tour")
    records = [tour_record(plan, tour) for tour in plan.tours]
    return _frame(records, [tour_geometry(lines) for lines in ground.tour_lines])


def tour_record(plan: Plan, tour: Tour) -> dict[str, Any]:
    """Columns of a day tour."""
    advisers = {adviser.id: one_line(adviser.name) for adviser in plan.advisers}
    venues = {venue.id: one_line(venue.commune_name) for venue in plan.venues}
    return {
        "conseiller": advisers[tour.adviser_id],
        "jour": WEEKDAYS[tour.weekday],
        "num_jour": tour.weekday + 1,
        "semaines_du_cycle": ", ".join(map(str, tour.weeks)),
        "fois_par_cycle": len(tour.weeks),
        "etapes": " → ".join(venues[venue_id] for venue_id in tour.venue_ids),
        "depart": clock_cell(tour.leave_minute),
        "retour": clock_cell(tour.return_minute),
        "route_min": tour.drive_s / 60,
        "distance_km": tour.distance_m / 1000,
        "travail_min": tour.work_s / 60,
    }


def tour_geometry(lines: Sequence[npt.NDArray[np.float64]]) -> MultiLineString:
    """Lines of the legs that a road leads along; empty where none does."""
    return MultiLineString([LineString(line) for line in lines if len(line) > 1])


def _venue_layer(plan: Plan) -> gpd.GeoDataFrame:
    """One row a venue of the plan, in its order."""
    visits: dict[str, list[Visit]] = defaultdict(list)
    for visit in plan.visits:
        visits[visit.venue_id].append(visit)
    held = Counter(session.venue_id for session in plan.sessions)
    lost = Counter(session.venue_id for session in plan.lost_sessions)
    return _frame(
        [
            _venue_record(plan, venue, visits[venue.id])
            | {"permanences_datees": held[venue.id], "permanences_supprimees": lost[venue.id]}
            for venue in plan.venues
        ],
        [Point(venue.lon, venue.lat) for venue in plan.venues],
    )


def _venue_record(plan: Plan, venue: PlanVenue, visits: Sequence[Visit]) -> dict[str, Any]:
    advisers = {adviser.id: one_line(adviser.name) for adviser in plan.advisers}
    cycle_weeks = plan.settings.cycle.num_weeks
    return {
        "id": venue.id,
        "lieu": one_line(venue.name),
        "genre": venue.kind,
        "commune": one_line(venue.commune_name),
        "code_insee": venue.commune_code,
        "conseillers": ", ".join(sorted({advisers[visit.adviser_id] for visit in visits})),
        "rythme": " ; ".join(format_rhythm(visit, cycle_weeks) for visit in visits),
        "horaires": " ; ".join(
            f"{format_clock(visit.start_minute)}–{format_clock(visit.end_minute)}"
            for visit in visits
        ),
        "permanences_par_cycle": sum(len(visit.weeks) for visit in visits),
        "horaires_a_confirmer": not venue.hours_known,
        "a_savoir": one_line(venue.hours_note),
    }


def _frame(records: Sequence[dict[str, Any]], geometries: Sequence[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(list(records), geometry=list(geometries), crs=LONLAT)


def _multi_polygon(outline: Any) -> MultiPolygon:  # noqa: ANN401 - a polygon or several
    return outline if isinstance(outline, MultiPolygon) else MultiPolygon([outline])
