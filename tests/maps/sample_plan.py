"""Twelve square communes, an island and two advisers: a plan that can be checked in the head."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from shapely import MultiPolygon, box

from geodata.territory import Commune, OfferPlace
from maps.areas import UnreachedArea, UnreachedLand
from planner.frontier.record import FrontierPoint, FrontierRecord
from planner.plan import (
    AdviserLoad,
    AreaAccess,
    CommuneAccess,
    ExplanationReason,
    Leg,
    LostSession,
    Objective,
    Plan,
    PlanAdviser,
    PlanVenue,
    ReachWithin,
    Session,
    Tour,
    Visit,
)
from planner.settings import Settings
from planner.settings.calendar import CalendarSettings

EXPLANATIONS = {
    "not_served": "Le lieu est fermé ; s'il ouvrait, on viendrait.",
    "unreachable": "Aucune route ne relie la commune au reste du territoire.",
}
REASONS: dict[str, ExplanationReason] = {"not_served": "closed", "unreachable": "no_road"}
HOSTILE_NAME = "<img src=x onerror=alert(1)></script><script>window.flag=1</script>{{7*7}}"
NAMES = (
    "Saint-Œdipe", "La Rochelle", "Bords", "Le Gué-d'Alleré",
    "Échillais", "Saintes", HOSTILE_NAME, "Marans",
    "Royan", "Pons", "Cozes", "Surgères",
)  # fmt: skip
ISLAND = "99013"
PRIVATE_REASON = "maladie longue"
"""Why an adviser is absent: for the planner, not for readers of the map."""
START = date(2027, 1, 4)
SIDE = 0.1
"""Degrees."""


def commune_code(number: int) -> str:
    return f"99{number:03}"


def make_communes() -> tuple[Commune, ...]:
    squares = [(0.1 * (i % 4), 45.5 + SIDE * (i // 4)) for i in range(len(NAMES))]
    places = [
        *zip(NAMES, squares, strict=True),
        ("Île-d'Aix", (-0.3, 45.6)),
    ]
    return tuple(
        Commune(
            code=commune_code(i),
            name=name,
            population=1000 * i,
            epci_code="E1" if lon < 0.2 else "E2",
            epci_name="CC de l'Ouest" if lon < 0.2 else "CC de l'Est",
            canton_code="C1",
            canton_name="Canton du Milieu",
            residents_by_age=(600 * i, 250 * i, 150 * i),
            geometry=box(lon, lat, lon + SIDE, lat + SIDE),
            postcode=f"17{i:03}",
        )
        for i, (name, (lon, lat)) in enumerate(places, start=1)
    )


def make_offer() -> tuple[OfferPlace, ...]:
    return (
        OfferPlace(
            id="fs-1",
            name="France services de Royan",
            kind="france_services",
            commune_code=commune_code(9),
            lon=0.05,
            lat=45.75,
        ),
    )


def _access(commune: Commune, number: int) -> CommuneAccess:
    in_plan = {
        2: ("served_here", 1.0, "v2", 0.0, 4),
        6: ("served_here", 0.8, "v6", 0.0, 2),
        7: ("served_here", 0.5, "v7", 0.0, 1),
        1: ("served_nearby", 0.25, "v2", 9.0, 4),
        3: ("served_nearby", 0.3, "v2", 8.5, 4),
        5: ("served_nearby", 0.2, "v6", 14.0, 2),
    }
    before = {9: 1.0, 10: 0.3, 6: 0.1}.get(number, 0.0)
    status, value, venue, minutes, sessions = in_plan.get(
        number, ("not_served", 0.0, None, None, None)
    )
    session_venue: str | None = venue or "v6"
    session_minutes: float | None = minutes
    offer_minutes: float | None = 30.0 + number
    if number == 3:  # its nearest session is rarer and not the best
        session_venue, session_minutes = "v6", 6.0
    elif number in {9, 10}:
        status, value = "existing_offer", before
        session_minutes, offer_minutes = 18.0, 0.0 if number == 9 else 11.0
    elif number == 13:
        status, session_venue, offer_minutes = "unreachable", None, None
    elif status == "not_served":
        session_minutes = 17.0 + number
    return CommuneAccess(
        commune_code=commune.code,
        commune_name=commune.name,
        epci_code=commune.epci_code,
        epci_name=commune.epci_name,
        canton_code=commune.canton_code,
        canton_name=commune.canton_name,
        population=commune.population,
        need=round(commune.population * 0.1, 1),
        value_before=before,
        value=value,
        status=status,
        best_venue_id=venue,
        best_minutes=minutes,
        best_sessions_per_cycle=sessions,
        nearest_minutes=min(
            (m for m in (session_minutes, offer_minutes) if m is not None), default=None
        ),
        nearest_session_venue_id=session_venue,
        nearest_session_minutes=session_minutes,
        nearest_offer_name=None if offer_minutes is None else "France services de Royan",
        nearest_offer_minutes=offer_minutes,
        share_improved=1.0 if venue else 0.0,
        share_unserved=1.0 if status in {"not_served", "unreachable"} else 0.0,
        share_within_standard=0.0 if status in {"not_served", "unreachable"} else 1.0,
        # commune 4 is known to half, the others to a tenth
        need_low=(0.5 if number == 4 else 0.9) * round(commune.population * 0.1, 1),
        need_high=(1.5 if number == 4 else 1.1) * round(commune.population * 0.1, 1),
        need_share=number / 100,
        explanation=EXPLANATIONS.get(status, ""),
        explanation_reason=REASONS.get(status),
    )


def _venue(number: int, lon: float, lat: float, *, hours_known: bool = True) -> PlanVenue:
    return PlanVenue(
        id=f"v{number}",
        name="Mairie",
        kind="mairie",
        commune_code=commune_code(number),
        commune_name=NAMES[number - 1],
        lon=lon,
        lat=lat,
        hours_known=hours_known,
        hours_note="" if hours_known else "Sonner à l'accueil.",
    )


def make_plan() -> Plan:
    communes = make_communes()
    access = tuple(_access(commune, i) for i, commune in enumerate(communes, start=1))
    visits = (
        Visit(
            venue_id="v2", adviser_id="a1", weekday=1, half="am",
            weeks=(1, 2, 3, 4), start_minute=540, end_minute=720,
        ),
        Visit(
            venue_id="v6", adviser_id="a1", weekday=1, half="pm",
            weeks=(1, 3), start_minute=840, end_minute=1020,
        ),
        Visit(
            venue_id="v7", adviser_id="a2", weekday=3, half="am",
            weeks=(2,), start_minute=525, end_minute=690,
        ),
    )  # fmt: skip
    dated = [
        (START + timedelta(weeks=week, days=visit.weekday), visit)
        for week in range(8)
        for visit in visits
        if week % 4 + 1 in visit.weeks
    ]
    closed_day, absent_day = date(2027, 1, 19), date(2027, 1, 12)
    sessions = tuple(
        Session(
            day=day, adviser_id=visit.adviser_id, venue_id=visit.venue_id, half=visit.half,
            start_minute=visit.start_minute, end_minute=visit.end_minute,
        )
        for day, visit in dated
        if (day, visit.venue_id) not in {(closed_day, "v6"), (absent_day, "v2")}
    )  # fmt: skip
    lost = (
        LostSession(
            day=absent_day, adviser_id="a1", venue_id="v2", half="am",
            reason="absence", detail=PRIVATE_REASON,
        ),
        LostSession(
            day=closed_day, adviser_id="a1", venue_id="v6", half="pm",
            reason="closure", detail="travaux",
        ),
    )  # fmt: skip
    need = sum(row.need for row in access)
    covered_before = sum(row.need * row.value_before for row in access)
    covered = sum(row.need * row.value for row in access)
    return Plan(
        software_version="0.1.0",
        territory_name="Département d'essai <b>",
        notice="Données d'essai",
        seed=1,
        settings=Settings(calendar=CalendarSettings(start=START, num_weeks=8)),
        fingerprints={},
        need_method="Besoin supposé : un habitant sur dix.",
        advisers=(
            PlanAdviser(
                id="a1", name="Camille Martin", base_commune_code="99005",
                base_commune_name="Échillais", lon=0.05, lat=45.66,
            ),
            PlanAdviser(
                id="a2", name="Dominique Petit", base_commune_code="99012",
                base_commune_name="Surgères", lon=0.36, lat=45.76,
            ),
        ),
        venues=(
            _venue(2, 0.15, 45.55),
            _venue(6, 0.15, 45.65),
            _venue(7, 0.25, 45.66, hours_known=False),
        ),
        visits=visits,
        tours=(
            Tour(
                adviser_id="a1", weekday=1, weeks=(1, 3), venue_ids=("v2", "v6"),
                legs=(
                    Leg(from_venue_id=None, to_venue_id="v2", drive_s=900, distance_m=12000),
                    Leg(from_venue_id="v2", to_venue_id="v6", drive_s=720, distance_m=11000),
                    Leg(from_venue_id="v6", to_venue_id=None, drive_s=600, distance_m=8000),
                ),
                leave_minute=525, return_minute=1030,
                drive_s=2220, distance_m=31000, work_s=23820,
            ),
            Tour(
                adviser_id="a1", weekday=1, weeks=(2, 4), venue_ids=("v2",),
                legs=(
                    Leg(from_venue_id=None, to_venue_id="v2", drive_s=900, distance_m=12000),
                    Leg(from_venue_id="v2", to_venue_id=None, drive_s=900, distance_m=12000),
                ),
                leave_minute=525, return_minute=735,
                drive_s=1800, distance_m=24000, work_s=12600,
            ),
            Tour(
                adviser_id="a2", weekday=3, weeks=(2,), venue_ids=("v7",),
                legs=(
                    Leg(from_venue_id=None, to_venue_id="v7", drive_s=1080, distance_m=15000),
                    Leg(from_venue_id="v7", to_venue_id=None, drive_s=1080, distance_m=15000),
                ),
                leave_minute=507, return_minute=708,
                drive_s=2160, distance_m=30000, work_s=12060,
            ),
        ),
        sessions=sessions,
        lost_sessions=lost,
        loads=(
            AdviserLoad(
                adviser_id="a1", num_sessions=6, session_s=64800, drive_s=8040,
                distance_m=110000, back_office_s=100000, contract_s=500000,
            ),
            AdviserLoad(
                adviser_id="a2", num_sessions=1, session_s=9900, drive_s=2160,
                distance_m=30000, back_office_s=100000, contract_s=500000,
            ),
        ),
        communes=access,
        epcis=_totals(access, "epci"),
        cantons=_totals(access, "canton"),
        whole=AreaAccess(
            code="", name="Département d'essai", population=sum(row.population for row in access),
            need=need, covered_need_before=covered_before, covered_need=covered,
        ),
        reach=(
            ReachWithin(
                minutes=10, need_before=0.2 * need, need=0.5 * need,
                population_before=100, population=200,
            ),
            ReachWithin(
                minutes=15, need_before=0.7 * need, need=0.75 * need,
                population_before=300, population=320,
            ),
        ),
        objectives=(
            Objective(
                name="coverage", unit="personnes", sense="max", value=covered,
                bound=covered * 1.0015, gap=0.0015 / 1.0015, status="within_gap", condition="",
            ),
            Objective(
                name="driving", unit="secondes", sense="min", value=100.0, bound=99.2,
                gap=0.008, status="within_gap", condition="à couverture d'au moins 99,8 %",
            ),
        ),
        sources=("Communes – Licence <b>Ouverte</b> – 2026",),
        assumptions=(
            "L'offre existante est comptée comme ouverte.", "Une </script> hypothèse : d'essai.",
        ),
    )  # fmt: skip


def _totals(access: tuple[CommuneAccess, ...], kind: str) -> tuple[AreaAccess, ...]:
    names = {getattr(row, f"{kind}_code"): getattr(row, f"{kind}_name") for row in access}
    totals = []
    for code, name in sorted(names.items()):
        rows = [row for row in access if getattr(row, f"{kind}_code") == code]
        totals.append(
            AreaAccess(
                code=code, name=name, population=sum(row.population for row in rows),
                need=sum(row.need for row in rows),
                covered_need_before=sum(row.need * row.value_before for row in rows),
                covered_need=sum(row.need * row.value for row in rows),
            )
        )  # fmt: skip
    return tuple(totals)


def make_areas() -> tuple[UnreachedArea, ...]:
    """Beyond 15 minutes a square, without the plan two; beyond 30 nothing."""
    one = box(0.3, 45.7, 0.34, 45.74)
    two = MultiPolygon([one, box(0.0, 45.5, 0.02, 45.52)])
    nothing = UnreachedLand(shape=MultiPolygon(), km2=0.0)
    return (
        UnreachedArea(
            limit_minutes=15,
            basis="nodes",
            before=UnreachedLand(shape=two, km2=17.0),
            after=UnreachedLand(shape=MultiPolygon([one]), km2=14.0),
        ),
        UnreachedArea(limit_minutes=30, basis="nodes", before=nothing, after=nothing),
    )


def make_frontier() -> FrontierRecord:
    """One to three advisers, now two: a third helps Surgères, one alone harms La Rochelle."""
    plan = make_plan()
    values = {row.commune_code: row.value for row in plan.communes}
    more = values | {commune_code(12): 0.5}
    fewer = values | {commune_code(2): 0.5}

    def point(x: int, change: str, value: dict[str, float], *, is_present: bool) -> FrontierPoint:
        covered = sum(row.need * value[row.commune_code] for row in plan.communes)
        return FrontierPoint(
            x=x, change=change, covered_need=covered, bound=covered * 1.001,
            is_present=is_present, hit_time_limit=False, num_venues=x, value_by_commune=value,
        )  # fmt: skip

    return FrontierRecord(
        software_version="0.1.0",
        by="advisers",
        seed=1,
        settings=plan.settings,
        fingerprints={},
        need=plan.whole.need,
        points=(
            point(1, "sans Dominique Petit", fewer, is_present=False),
            point(2, "", values, is_present=True),
            point(3, "un conseiller de plus, basé à Surgères", more, is_present=False),
        ),
        assumptions=("Chaque conseiller de plus est une copie d'un autre.",),
    )


def make_tour_lines(plan: Plan) -> list[list[npt.NDArray[np.float64]]]:
    """A bent road for every leg."""
    places = {venue.id: (venue.lon, venue.lat) for venue in plan.venues}
    bases = {adviser.id: (adviser.lon, adviser.lat) for adviser in plan.advisers}
    lines = []
    for tour in plan.tours:
        lines.append([])
        for leg in tour.legs:
            start = places.get(leg.from_venue_id, bases[tour.adviser_id])
            end = places.get(leg.to_venue_id, bases[tour.adviser_id])
            lines[-1].append(np.array([start, (start[0], end[1]), end]))
    return lines
