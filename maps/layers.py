"""The layers of the map as plain tables: what is shown of a plan, before anything is drawn."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely import LineString

from geodata.territory import Commune
from maps.figures import clock_words, duration_words, km_words
from maps.geometry import LONLAT, simplify_lines, simplify_outlines
from maps.language import FRENCH, Language
from maps.need_style import classify_need, is_wide, need_limits
from maps.sentences import (
    access_sentence,
    hours_words,
    lost_words,
    minutes_words,
    people_between,
    place_name,
    share_between,
    visit_words,
    weeks_words,
)
from maps.style import (
    classify_frequency,
    classify_gain,
    classify_minutes,
    classify_share,
    minute_limits,
)
from maps.typography import typeset
from planner.plan import CommuneAccess, Leg, Plan, Tour
from planner.wording import WEEKDAYS

MODES: Final = ("after", "before", "gain", "frequency", "minutes", "need")
"""What communes can be coloured by; column ``class_<mode>`` is a position in its classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit as the map filters and words it."""

    adviser: int
    """Position in plan.advisers."""
    weekday: int
    weeks: tuple[int, ...]
    minutes: int
    """Length of each session."""
    words: str
    """« chaque mardi matin, 9 h 00–12 h 00 »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRow:
    """A venue, its visits and its dates."""

    id: str
    sessions_per_cycle: int
    visits: tuple[VisitRow, ...]
    dates: tuple[tuple[date, str], ...]
    """(day, opening times) of every session, in order."""
    lost: tuple[str, ...]
    """« lundi 5 avril 2027 (jour férié : lundi de Pâques) », never why an adviser is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourRow:
    """A day tour and the roads it takes."""

    adviser: int
    weekday: int
    weeks: tuple[int, ...]
    when: str
    """« mardi, semaines 1 et 3 du cycle »."""
    steps: tuple[tuple[str, str], ...]
    """(time, what) of the day in order: departure, sessions, return."""
    total: str
    """« 1 h 12 de route, 64,0 km »."""
    venues: tuple[int, ...]
    """Positions of its stops in plan.venues."""
    drive_s: int
    distance_m: int
    lines: tuple[LineString, ...]


def make_commune_layer(
    plan: Plan, communes: Sequence[Commune], *, language: Language = FRENCH
) -> gpd.GeoDataFrame:
    """One row a commune, ordered by code: figures, class in every mode, sentence, outline.

    Raises
    ------
    ValueError
        When the plan and the outlines are not of the same communes.
    """
    outline_by_code = {commune.code: commune.geometry for commune in communes}
    rows = sorted(plan.communes, key=lambda row: row.commune_code)
    unmatched = {row.commune_code for row in rows} ^ outline_by_code.keys()
    if unmatched:
        raise ValueError(f"plan and outlines differ in communes: {sorted(unmatched)}")
    shown = need_limits_of(plan)
    limits = minute_limits(
        plan.settings.access.reported_minutes,
        standard_minutes=plan.settings.access.standard_minutes,
    )
    return gpd.GeoDataFrame(
        [_commune_record(row, plan, limits, language) | _need_record(row, shown) for row in rows],
        geometry=simplify_outlines([outline_by_code[row.commune_code] for row in rows]).to_numpy(),
        crs=LONLAT,
    )


def _commune_record(
    row: CommuneAccess, plan: Plan, limits: Sequence[int], language: Language
) -> dict[str, object]:
    unreachable = row.status == "unreachable"
    standard = plan.settings.access.standard_minutes

    def words(minutes: float | None) -> str:
        return "" if minutes is None else minutes_words(minutes, standard, language=language)

    return {
        "code": row.commune_code,
        "name": row.commune_name,
        "epci_code": row.epci_code,
        "epci_name": row.epci_name,
        "canton_code": row.canton_code,
        "canton_name": row.canton_name,
        "population": row.population,
        "need": row.need,
        "need_words": people_between(row.need, row.need_low, row.need_high, language=language),
        "need_share_words": share_between(row, language=language),
        "value_before": row.value_before,
        "value": row.value,
        "status": row.status,
        "sentence": access_sentence(row, plan, language=language),
        "why": typeset(row.explanation),
        "best_venue_id": row.best_venue_id or "",
        "best_minutes": words(row.best_minutes),
        "session_venue_id": row.nearest_session_venue_id or "",
        "session_minutes": words(row.nearest_session_minutes),
        "offer_name": row.nearest_offer_name or "",
        "offer_minutes": words(row.nearest_offer_minutes),
        "class_after": classify_share(row.value, is_unreachable=unreachable),
        "class_before": classify_share(row.value_before, is_unreachable=unreachable),
        "nearest_minutes": row.nearest_minutes,
        "class_frequency": classify_frequency(row, plan.settings.cycle.num_weeks),
        "class_gain": classify_gain(row.value_before, row.value, is_unreachable=unreachable),
        "class_minutes": classify_minutes(row.nearest_minutes, limits),
    }


def need_limits_of(plan: Plan) -> tuple[int, ...]:
    """Limits between the classes of need; empty for a plan that knows no shares of need."""
    shares = [row.need_share for row in plan.communes if row.need_share is not None]
    return need_limits(shares) if len(shares) == len(plan.communes) and shares else ()


def _need_record(row: CommuneAccess, limits: Sequence[int]) -> dict[str, object]:
    if not limits or row.need_share is None:
        return {}
    unsure = is_wide(row.need, row.need_low, row.need_high)
    return {"class_need": classify_need(row.need_share, is_wide=unsure, limits=limits)}


def make_venue_rows(plan: Plan, *, language: Language = FRENCH) -> tuple[VenueRow, ...]:
    """List the venues of plan.venues with their visits by weekday and all their dates."""
    cycle_weeks = plan.settings.cycle.num_weeks
    position = {adviser.id: i for i, adviser in enumerate(plan.advisers)}
    visits = defaultdict(list)
    for visit in sorted(plan.visits, key=lambda v: (v.weekday, v.start_minute, v.weeks)):
        visits[visit.venue_id].append(visit)
    dates: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for session in sorted(plan.sessions, key=lambda s: (s.day, s.start_minute)):
        words = hours_words(session.start_minute, session.end_minute, language=language)
        dates[session.venue_id].append((session.day, words))
    lost = defaultdict(list)
    for loss in sorted(plan.lost_sessions, key=lambda loss: (loss.day, loss.half)):
        lost[loss.venue_id].append(lost_words(loss, language=language))
    return tuple(
        VenueRow(
            id=venue.id,
            # A day counts once, whether it is a full one or held by two advisers together.
            sessions_per_cycle=len({(v.weekday, w) for v in visits[venue.id] for w in v.weeks}),
            visits=tuple(
                VisitRow(
                    adviser=position[visit.adviser_id],
                    weekday=visit.weekday,
                    weeks=visit.weeks,
                    minutes=visit.end_minute - visit.start_minute,
                    words=visit_words(visit, cycle_weeks, language=language),
                )
                for visit in visits[venue.id]
            ),
            dates=tuple(dict.fromkeys(dates[venue.id])),
            lost=tuple(dict.fromkeys(lost[venue.id])),
        )
        for venue in plan.venues
    )


def make_tour_rows(
    plan: Plan,
    tour_lines: Sequence[Sequence[npt.NDArray[np.float64]]],
    *,
    language: Language = FRENCH,
) -> tuple[TourRow, ...]:
    """List the day tours in plan order, with the lines given or else straight lines.

    Raises
    ------
    ValueError
        When lines are given, but not one for every leg of every tour.
    """
    if not tour_lines:
        tour_lines = [[_straight(plan, tour, leg) for leg in tour.legs] for tour in plan.tours]
    if [len(lines) for lines in tour_lines] != [len(tour.legs) for tour in plan.tours]:
        raise ValueError("tour_lines needs one line for every leg of every tour")
    simple = iter(simplify_lines([line for lines in tour_lines for line in lines]))
    position = {adviser.id: i for i, adviser in enumerate(plan.advisers)}
    at = {venue.id: i for i, venue in enumerate(plan.venues)}
    return tuple(
        TourRow(
            adviser=position[tour.adviser_id],
            weekday=tour.weekday,
            weeks=tour.weeks,
            when=_when(tour, plan.settings.cycle.num_weeks, language),
            steps=_steps(plan, tour, language),
            total=language.say(
                "{duration} de route, {km}",
                duration=duration_words(tour.drive_s, language=language),
                km=km_words(tour.distance_m, language=language),
            ),
            venues=tuple(at[venue_id] for venue_id in tour.venue_ids),
            drive_s=tour.drive_s,
            distance_m=tour.distance_m,
            lines=tuple(line for line in [next(simple) for _ in tour.legs] if line is not None),
        )
        for tour in plan.tours
    )


def _when(tour: Tour, cycle_weeks: int, language: Language) -> str:
    weekday = language.say(WEEKDAYS[tour.weekday])
    return f"{weekday}, {weeks_words(tour.weeks, cycle_weeks, language=language)}"


def _straight(plan: Plan, tour: Tour, leg: Leg) -> npt.NDArray[np.float64]:
    places = {venue.id: (venue.lon, venue.lat) for venue in plan.venues}
    bases = {adviser.id: (adviser.lon, adviser.lat) for adviser in plan.advisers}
    base = bases[tour.adviser_id]
    ends = [
        base if venue_id is None else places[venue_id]
        for venue_id in (leg.from_venue_id, leg.to_venue_id)
    ]
    return np.array(ends, dtype=np.float64)


def _steps(plan: Plan, tour: Tour, language: Language) -> tuple[tuple[str, str], ...]:
    """Word the day: departure, the tour's sessions in the order of the stops, return."""
    venues = {venue.id: venue for venue in plan.venues}
    bases = {adviser.id: adviser.base_commune_name for adviser in plan.advisers}
    times = {
        (visit.venue_id, week): visit
        for visit in plan.visits
        if visit.adviser_id == tour.adviser_id and visit.weekday == tour.weekday
        for week in visit.weeks
    }
    base = bases[tour.adviser_id]
    leave = language.say("Départ, {place}", place=base)
    steps = [(clock_words(tour.leave_minute, language=language), leave)]
    for venue_id in tour.venue_ids:
        visit = times.get((venue_id, tour.weeks[0])) if tour.weeks else None
        hours = (
            hours_words(visit.start_minute, visit.end_minute, language=language) if visit else ""
        )
        venue = venues[venue_id]
        steps.append((hours, place_name(venue.name, venue.commune_name)))
    back = language.say("Retour, {place}", place=base)
    steps.append((clock_words(tour.return_minute, language=language), back))
    return tuple(steps)
