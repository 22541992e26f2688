"""A plan of two advisers and three venues, small enough to know by heart, across a clock change."""

from datetime import date, timedelta
from typing import Any

from planner.plan import (
    AccessStatus,
    AdviserLoad,
    AreaAccess,
    CommuneAccess,
    Half,
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
from planner.settings import CycleSettings, Settings
from planner.settings.calendar import CalendarSettings

START = date(2027, 3, 15)
"""A Monday; summer time begins on the 28th."""
NUM_WEEKS = 4


def make_plan(**changes: object) -> Plan:
    """Make the plan, with some of its fields replaced and everything checked again."""
    weekly = _visit("v-aigre", "a-lea", weekday=1, half="am", weeks=(1, 2, 3, 4))
    fortnightly = _visit("v-bors", "a-lea", weekday=1, half="pm", weeks=(1, 3))
    monthly = _visit("v-cozes", "a-tom", weekday=3, half="pm", weeks=(3,))
    visits = (weekly, fortnightly, monthly)
    dated = [
        _session(visit, START + timedelta(days=7 * (week - 1) + visit.weekday))
        for visit in visits
        for week in visit.weeks
    ]
    lost = dated.pop(1)
    fields: dict[str, Any] = {
        "software_version": "0.1.0",
        "territory_name": "Pays d'essai",
        "notice": "territoire de démonstration",
        "seed": 0,
        "settings": Settings(
            calendar=CalendarSettings(start=START, num_weeks=NUM_WEEKS),
            cycle=CycleSettings(num_weeks=4),
        ),
        "fingerprints": {"venues.csv": "b" * 64, "advisers.csv": "a" * 64},
        "need_method": "Besoin inventé pour l'essai.",
        "advisers": (make_adviser("a-lea", "Léa Martin"), make_adviser("a-tom", "Tom Petit")),
        "venues": (
            make_venue("v-aigre", "Mairie d'Aigre", commune="Aigre"),
            make_venue("v-bors", "Mairie de Bors", commune="Bors", hours_known=False),
            make_venue("v-cozes", "Médiathèque", commune="Cozes", hours_note="Salle à l'étage"),
        ),
        "visits": visits,
        "tours": (_tour(weekly, weeks=(1, 2, 3, 4)), _tour(monthly, weeks=(3,))),
        "sessions": tuple(dated),
        "lost_sessions": (
            LostSession(
                day=lost.day,
                adviser_id=lost.adviser_id,
                venue_id=lost.venue_id,
                half=lost.half,
                reason="closure",
                detail="travaux",
            ),
        ),
        "loads": (_load("a-lea", 6), _load("a-tom", 1)),
        "communes": (
            _commune("Aigre", "v-aigre", "served_here"),
            _commune("Bors", "v-bors", "served_here"),
            _commune("Cozes", None, "not_served"),
        ),
        "epcis": (_area("200000001", "CC des Trois Villages"),),
        "cantons": (_area("1701", "Canton d'essai"),),
        "whole": _area("", "Pays d'essai"),
        "reach": (
            ReachWithin(
                minutes=15, need_before=0.0, need=60.5, population_before=0, population=600
            ),
        ),
        "objectives": (
            Objective(
                name="coverage",
                unit="personnes",
                sense="max",
                value=60.5,
                bound=60.5,
                gap=0.0,
                status="optimal",
                condition="",
            ),
        ),
        "sources": (),
        "assumptions": ("Les habitants partent de leur mairie.",),
    }
    return Plan(**(fields | changes))


def make_adviser(adviser_id: str, name: str) -> PlanAdviser:
    return PlanAdviser(
        id=adviser_id,
        name=name,
        base_commune_code="17001",
        base_commune_name="Aigre",
        lon=-0.5,
        lat=45.75,
    )


def make_venue(
    venue_id: str, name: str, *, commune: str, hours_known: bool = True, hours_note: str = ""
) -> PlanVenue:
    return PlanVenue(
        id=venue_id,
        name=name,
        kind="mairie",
        commune_code=f"insee-{commune}",
        commune_name=commune,
        lon=-0.625,
        lat=45.75,
        hours_known=hours_known,
        hours_note=hours_note,
    )


def _visit(
    venue_id: str, adviser_id: str, *, weekday: int, half: Half, weeks: tuple[int, ...]
) -> Visit:
    start = 9 * 60 if half == "am" else 13 * 60 + 30
    return Visit(
        venue_id=venue_id,
        adviser_id=adviser_id,
        weekday=weekday,
        half=half,
        weeks=weeks,
        start_minute=start,
        end_minute=start + 180,
    )


def _session(visit: Visit, day: date) -> Session:
    return Session(
        day=day,
        adviser_id=visit.adviser_id,
        venue_id=visit.venue_id,
        half=visit.half,
        start_minute=visit.start_minute,
        end_minute=visit.end_minute,
    )


def _tour(visit: Visit, *, weeks: tuple[int, ...]) -> Tour:
    legs = tuple(
        Leg(from_venue_id=origin, to_venue_id=target, drive_s=600, distance_m=9000)
        for origin, target in ((None, visit.venue_id), (visit.venue_id, None))
    )
    return Tour(
        adviser_id=visit.adviser_id,
        weekday=visit.weekday,
        weeks=weeks,
        venue_ids=(visit.venue_id,),
        legs=legs,
        leave_minute=visit.start_minute - 10,
        return_minute=visit.end_minute + 10,
        drive_s=1200,
        distance_m=18000,
        work_s=12000,
    )


def _load(adviser_id: str, num_sessions: int) -> AdviserLoad:
    return AdviserLoad(
        adviser_id=adviser_id,
        num_sessions=num_sessions,
        session_s=num_sessions * 10800,
        drive_s=num_sessions * 1200,
        distance_m=num_sessions * 18000,
        back_office_s=43200,
        contract_s=504000,
    )


def _commune(name: str, venue_id: str | None, status: AccessStatus) -> CommuneAccess:
    return CommuneAccess(
        commune_code=f"insee-{name}",
        commune_name=name,
        epci_code="200000001",
        epci_name="CC des Trois Villages",
        canton_code="1701",
        canton_name="Canton d'essai",
        population=300,
        need=30.25,
        value_before=0.0,
        value=1.0 if venue_id else 0.0,
        status=status,
        best_venue_id=venue_id,
        best_minutes=0.0 if venue_id else None,
        best_sessions_per_cycle=4 if venue_id else None,
        nearest_minutes=0.0 if venue_id else None,
        nearest_session_venue_id=venue_id,
        nearest_session_minutes=0.0 if venue_id else None,
        nearest_offer_name=None,
        nearest_offer_minutes=None,
        share_improved=1.0 if venue_id else 0.0,
        share_unserved=0.0 if venue_id else 1.0,
        share_within_standard=1.0 if venue_id else 0.0,
    )


def _area(code: str, name: str) -> AreaAccess:
    return AreaAccess(
        code=code,
        name=name,
        population=900,
        need=90.75,
        covered_need_before=0.0,
        covered_need=60.5,
    )
