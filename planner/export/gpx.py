"""gpx/: one file a day tour, for a car's or a telephone's navigation.

A track along the roads that the travel times count, and a waypoint at the base and at each stop.
"""

from typing import Final

import gpxpy.gpx

from planner.credits import credit_sentence
from planner.export.file_names import slug
from planner.export.ground import Ground
from planner.plan import Plan, Tour
from planner.wording import (
    WEEKDAYS,
    format_clock,
    format_duration,
    format_km,
    format_territory,
    format_weeks,
    one_line,
)

FOLDER: Final = "gpx"


def format_gpx(plan: Plan, ground: Ground) -> dict[str, bytes]:
    """Write every day tour: relative path -> content.

    Raises
    ------
    ValueError
        When the plan and the lines are not of the same tours.
    """
    files: dict[str, bytes] = {}
    for tour, lines in zip(plan.tours, ground.tour_lines, strict=True):
        document = gpxpy.gpx.GPX()
        document.creator = "itinerance"
        document.name = tour_title(plan, tour)
        document.description = (
            f"{format_duration(tour.drive_s)} de route, {format_km(tour.distance_m)} – "
            f"{format_territory(plan)}"
        )
        if plan.sources:
            document.description += f" – {credit_sentence(plan)}"
        document.waypoints = _waypoints(plan, tour)
        track = gpxpy.gpx.GPXTrack(name=document.name)
        for line in lines:
            if len(line):
                segment = gpxpy.gpx.GPXTrackSegment()
                segment.points = [
                    gpxpy.gpx.GPXTrackPoint(latitude=lat, longitude=lon)
                    for lon, lat in line.tolist()
                ]
                track.segments.append(segment)
        document.tracks.append(track)
        files[_free_name(tour, files)] = f"{document.to_xml(version='1.1')}\n".encode()
    return files


def tour_title(plan: Plan, tour: Tour) -> str:
    """« Léa Martin, mardi, semaines 1 et 3 du cycle »."""
    adviser = next(one for one in plan.advisers if one.id == tour.adviser_id)
    return f"{one_line(adviser.name)}, {WEEKDAYS[tour.weekday]}, {format_weeks(tour.weeks)}"


def _waypoints(plan: Plan, tour: Tour) -> list[gpxpy.gpx.GPXWaypoint]:
    """The base, then the stops with their hours."""
    adviser = next(one for one in plan.advisers if one.id == tour.adviser_id)
    venues = {venue.id: venue for venue in plan.venues}
    points = [
        gpxpy.gpx.GPXWaypoint(
            latitude=adviser.lat,
            longitude=adviser.lon,
            name=f"Départ – {one_line(adviser.base_commune_name)}",
            description=(
                f"Départ {format_clock(tour.leave_minute)}, "
                f"retour {format_clock(tour.return_minute)}"
            ),
        )
    ]
    for number, venue_id in enumerate(tour.venue_ids, start=1):
        venue = venues[venue_id]
        points.append(
            gpxpy.gpx.GPXWaypoint(
                latitude=venue.lat,
                longitude=venue.lon,
                name=f"{number}. {one_line(venue.name)}",
                description=", ".join(_hours(plan, tour, venue_id)),
            )
        )
    return points


def _hours(plan: Plan, tour: Tour, venue_id: str) -> list[str]:
    return [
        f"{format_clock(visit.start_minute)} à {format_clock(visit.end_minute)}"
        for visit in plan.visits
        if (visit.adviser_id, visit.venue_id, visit.weekday)
        == (tour.adviser_id, venue_id, tour.weekday)
        and set(tour.weeks) <= set(visit.weeks)
    ]


def _free_name(tour: Tour, taken: dict[str, bytes]) -> str:
    """Name of a tour's file: ``gpx/cn1-2-mardi-s1-3.gpx``; ids that look alike get a number."""
    weeks = "-".join(map(str, tour.weeks))
    weekday = WEEKDAYS[tour.weekday]
    stem = f"{slug(tour.adviser_id, default='conseiller')}-{tour.weekday + 1}-{weekday}-s{weeks}"
    name, number = f"{FOLDER}/{stem}.gpx", 1
    while name in taken:
        number += 1
        name = f"{FOLDER}/{stem}-{number}.gpx"
    return name
