"""The right plan of the five villages, worked out by hand.

Visits (three hours each): Camille, from Aubigny, is at Brissac every Tuesday morning and at Corme
on Tuesday afternoons of weeks 1 and 3; Dominique, from Écoyeux, at Dolus every Monday morning.

Five weeks of a cycle of four: week 5 is week 1 again. Of 5 + 3 + 5 = 13 sessions six are lost. A
replacement is by the same adviser in the same week. Camille works on Thursdays, too: Brissac is
open then as on Tuesdays, and Corme in the morning, so four find a date; on the Thursday of the week
that loses both, Corme takes the morning and Brissac the afternoon. Dominique finds none.
"""

from datetime import date

from planner.plan import (
    AccessStatus,
    AdviserLoad,
    AreaAccess,
    CommuneAccess,
    DatedTour,
    Half,
    Leg,
    LossReason,
    LostSession,
    Objective,
    Plan,
    PlanAdviser,
    PlannedSlot,
    PlanVenue,
    ReachWithin,
    Replacement,
    Session,
    Tour,
    Visit,
)
from tests.planner.villages import KM, LATITUDE, Villages, longitude

NAMES = dict(zip(KM, ("Aubigny", "Brissac", "Corme", "Dolus", "Écoyeux"), strict=True))
POPULATION = {"99001": 1000, "99002": 500, "99003": 800, "99004": 600, "99005": 400}
HOURS: dict[Half, tuple[int, int]] = {"am": (9 * 60, 12 * 60), "pm": (14 * 60, 17 * 60)}
BRISSAC, CORME, DOLUS = (
    ("camille", "mairie-b", "am"),
    ("camille", "mairie-c", "pm"),
    ("dominique", "mairie-d", "am"),
)


def make_villages_plan(villages: Villages) -> Plan:
    """Write down the plan; nothing in it is computed from the villages but settings and names."""
    return Plan(
        software_version="0.1.0",
        territory_name=villages.settings.territory.name,
        notice="",
        seed=1,
        settings=villages.settings,
        fingerprints={"venues.csv": "a" * 64},
        need_method="Besoin : un habitant sur dix.",
        advisers=(_adviser("camille", "99001"), _adviser("dominique", "99005")),
        venues=(
            _venue("mairie-b", "99002"),
            _venue("mairie-c", "99003"),
            _venue("mairie-d", "99004", hours_known=False),
        ),
        visits=(
            _visit(BRISSAC, weekday=1, weeks=(1, 2, 3, 4)),
            _visit(CORME, weekday=1, weeks=(1, 3)),
            _visit(DOLUS, weekday=0, weeks=(1, 2, 3, 4)),
        ),
        tours=_tours(),
        sessions=(
            _session(DOLUS, date(2027, 3, 22)),
            _session(BRISSAC, date(2027, 3, 23)),
            _session(CORME, date(2027, 3, 23)),
            _session(BRISSAC, date(2027, 3, 30)),
            _session(DOLUS, date(2027, 4, 5)),
            _session(DOLUS, date(2027, 4, 12)),
            _session(BRISSAC, date(2027, 4, 20)),
            _moved(CORME, date(2027, 4, 6), date(2027, 4, 8), "am"),
            _moved(BRISSAC, date(2027, 4, 6), date(2027, 4, 8), "pm"),
            _moved(BRISSAC, date(2027, 4, 13), date(2027, 4, 15), "am"),
            _moved(CORME, date(2027, 4, 20), date(2027, 4, 22), "am"),
        ),
        lost_sessions=(
            # The holiday counts as worked, and 14,400 s of office a week are kept: of 57,600 s
            # of a cycle 4 x 13,200 s are taken.
            _dropped(DOLUS, date(2027, 3, 29), "public_holiday", "Lundi de Pâques"),
            _lost(BRISSAC, date(2027, 4, 6), ("absence", "formation"), date(2027, 4, 8), "pm"),
            _lost(CORME, date(2027, 4, 6), ("absence", "formation"), date(2027, 4, 8), "am"),
            _lost(
                BRISSAC,
                date(2027, 4, 13),
                ("closed_that_day", "fermé"),
                date(2027, 4, 15),
                "am",
            ),
            _dropped(DOLUS, date(2027, 4, 19), "not_in_post", "contrat fini le 16 avril"),
            _lost(CORME, date(2027, 4, 20), ("closure", "travaux"), date(2027, 4, 22), "am"),
        ),
        dated_tours=_dated_tours(),
        loads=(
            # 4 + 2 sessions of 10,800 s; drives of 1,200, 600, 1,200 and 600 s;
            # the contract is 900 min x 60 s x 4 weeks.
            _load("camille", num_sessions=6, drive_s=3600, distance_m=60_000, contract_s=216_000),
            # 4 sessions; 20 min out and 20 min back each week; 600 min a week.
            _load(
                "dominique", num_sessions=4, drive_s=9600, distance_m=160_000, contract_s=144_000
            ),
        ),
        communes=_communes(),
        # Needs 100, 50, 80, 60, 40; before 0, 5, 16, 60, 0; with the plan 40, 50, 64, 60, 0.
        epcis=(
            _area("200000001", "CC du Levant", (2300, 230, 21, 154)),
            _area("200000002", "CC du Couchant", (1000, 100, 60, 60)),
        ),
        cantons=(
            _area("9901", "Canton 9901", (1500, 150, 5, 90)),
            _area("9902", "Canton 9902", (1800, 180, 76, 124)),
        ),
        whole=_area("", "Mon territoire", (3300, 330, 81, 214)),
        # Minutes to the nearest place: before 20, 15, 10, 0, 20; with the plan 5, 0, 0, 0, 20.
        reach=(
            _reach(10, before=1400, after=2900),
            _reach(15, before=1900, after=2900),
            _reach(20, before=3300, after=3300),
            _reach(30, before=3300, after=3300),
        ),
        objectives=(
            _objective("coverage", "habitants en besoin", value=214.0, bound=250.0, gap=36 / 250),
            _objective("driving", "secondes", value=13_200.0, bound=12_000.0, gap=1200 / 13_200),
            # Dominique: 43,200 s of sessions and 9,600 s of driving of 144,000 s.
            _objective("balance", "part du contrat", value=52_800 / 144_000, bound=None, gap=None),
        ),
        sources=("Mairies – Licence Ouverte 2.0 – 2026",),
        assumptions=("Horaires de Dolus supposés.",),
    )


def _tours() -> tuple[Tour, ...]:
    return (
        # 08:55 -> Brissac 09:00-12:00 -> Corme 14:00-17:00 -> 17:10
        Tour(
            adviser_id="camille",
            weekday=1,
            weeks=(1, 3),
            venue_ids=("mairie-b", "mairie-c"),
            legs=(
                _leg(None, "mairie-b", km=5),
                _leg("mairie-b", "mairie-c", km=5),
                _leg("mairie-c", None, km=10),
            ),
            leave_minute=535,
            return_minute=1030,
            drive_s=1200,
            distance_m=20_000,
            work_s=1200 + 2 * 10_800,
        ),
        # 08:55 -> Brissac 09:00-12:00 -> 12:05
        Tour(
            adviser_id="camille",
            weekday=1,
            weeks=(2, 4),
            venue_ids=("mairie-b",),
            legs=(_leg(None, "mairie-b", km=5), _leg("mairie-b", None, km=5)),
            leave_minute=535,
            return_minute=725,
            drive_s=600,
            distance_m=10_000,
            work_s=600 + 10_800,
        ),
        # 08:40 -> Dolus 09:00-12:00 -> 12:20
        Tour(
            adviser_id="dominique",
            weekday=0,
            weeks=(1, 2, 3, 4),
            venue_ids=("mairie-d",),
            legs=(_leg(None, "mairie-d", km=20), _leg("mairie-d", None, km=20)),
            leave_minute=520,
            return_minute=740,
            drive_s=2400,
            distance_m=40_000,
            work_s=2400 + 10_800,
        ),
    )


def _communes() -> tuple[CommuneAccess, ...]:
    return (
        # Brissac is 5 minutes away, every week: 0.4 (accept elsewhere) x 1.0 (5 min) x 1.0.
        # The offer of Dolus, at 20 minutes, is beyond the standard of 15.
        _access(
            "99001",
            before=0.0,
            value=0.4,
            status="served_nearby",
            best=("mairie-b", 5, 4),
            session=("mairie-b", 5),
            offer=20,
        ),
        # Dolus at 15 minutes, limit included: 0.4 x 0.25.
        _access(
            "99002",
            before=0.1,
            value=1.0,
            status="served_here",
            best=("mairie-b", 0, 4),
            session=("mairie-b", 0),
            offer=15,
        ),
        # Dolus at 10 minutes: 0.4 x 0.5. Two sessions a cycle at home are worth 0.8.
        _access(
            "99003",
            before=0.2,
            value=0.8,
            status="served_here",
            best=("mairie-c", 0, 2),
            session=("mairie-c", 0),
            offer=10,
        ),
        # The offer is worth 1 already; weekly sessions beside it add nothing.
        _access(
            "99004",
            before=1.0,
            value=1.0,
            status="existing_offer",
            session=("mairie-d", 0),
            offer=0,
        ),
        # Dolus is 20 minutes away, and the base of Dominique is no session.
        _access(
            "99005",
            before=0.0,
            value=0.0,
            status="not_served",
            nearest=20,
            session=("mairie-d", 20),
            offer=20,
        ),
    )


def _adviser(adviser_id: str, base: str) -> PlanAdviser:
    return PlanAdviser(
        id=adviser_id,
        name=adviser_id.capitalize(),
        base_commune_code=base,
        base_commune_name=NAMES[base],
        lon=longitude(base),
        lat=LATITUDE,
    )


def _venue(venue_id: str, commune_code: str, *, hours_known: bool = True) -> PlanVenue:
    return PlanVenue(
        id=venue_id,
        name=f"Mairie {venue_id[-1].upper()}",
        kind="mairie",
        commune_code=commune_code,
        commune_name=NAMES[commune_code],
        lon=longitude(commune_code),
        lat=LATITUDE,
        hours_known=hours_known,
        hours_note="",
    )


def _visit(what: tuple[str, str, Half], *, weekday: int, weeks: tuple[int, ...]) -> Visit:
    adviser_id, venue_id, half = what
    start_minute, end_minute = HOURS[half]
    return Visit(
        venue_id=venue_id,
        adviser_id=adviser_id,
        weekday=weekday,
        half=half,
        weeks=weeks,
        start_minute=start_minute,
        end_minute=end_minute,
    )


def _session(what: tuple[str, str, Half], day: date) -> Session:
    adviser_id, venue_id, half = what
    start_minute, end_minute = HOURS[half]
    return Session(
        day=day,
        adviser_id=adviser_id,
        venue_id=venue_id,
        half=half,
        start_minute=start_minute,
        end_minute=end_minute,
    )


def _moved(what: tuple[str, str, Half], planned: date, day: date, half: Half) -> Session:
    adviser_id, _, planned_half = what
    return _session((adviser_id, what[1], half), day).model_copy(
        update={
            "replaces": PlannedSlot(day=planned, adviser_id=adviser_id, half=planned_half),
        }
    )


def _lost(
    what: tuple[str, str, Half],
    day: date,
    why: tuple[LossReason, str],
    new_day: date,
    new_half: Half,
) -> LostSession:
    adviser_id, venue_id, half = what
    start_minute, end_minute = HOURS[new_half]
    return LostSession(
        day=day,
        adviser_id=adviser_id,
        venue_id=venue_id,
        half=half,
        reason=why[0],
        detail=why[1],
        replacement=Replacement(
            day=new_day,
            adviser_id=adviser_id,
            half=new_half,
            start_minute=start_minute,
            end_minute=end_minute,
        ),
        is_replaced=True,
    )


def _dropped(
    what: tuple[str, str, Half], day: date, reason: LossReason, detail: str
) -> LostSession:
    adviser_id, venue_id, half = what
    return LostSession(
        day=day,
        adviser_id=adviser_id,
        venue_id=venue_id,
        half=half,
        reason=reason,
        detail=detail,
        no_replacement="pas de demi-journée possible",
    )


def _dated_tours() -> tuple[DatedTour, ...]:
    return (
        # 08:50 -> Corme 09:00-12:00 -> Brissac 14:00-17:00 -> 17:05
        DatedTour(
            adviser_id="camille",
            day=date(2027, 4, 8),
            venue_ids=("mairie-c", "mairie-b"),
            legs=(
                _leg(None, "mairie-c", km=10),
                _leg("mairie-c", "mairie-b", km=5),
                _leg("mairie-b", None, km=5),
            ),
            leave_minute=530,
            return_minute=1025,
            drive_s=1200,
            distance_m=20_000,
            work_s=1200 + 2 * 10_800,
        ),
        _to_brissac(date(2027, 4, 15)),
        # Corme is lost in the afternoon.
        _to_brissac(date(2027, 4, 20)),
        # 08:50 -> Corme 09:00-12:00 -> 12:10
        DatedTour(
            adviser_id="camille",
            day=date(2027, 4, 22),
            venue_ids=("mairie-c",),
            legs=(_leg(None, "mairie-c", km=10), _leg("mairie-c", None, km=10)),
            leave_minute=530,
            return_minute=730,
            drive_s=1200,
            distance_m=20_000,
            work_s=1200 + 10_800,
        ),
    )


def _to_brissac(day: date) -> DatedTour:
    """08:55 -> Brissac 09:00-12:00 -> 12:05"""
    return DatedTour(
        adviser_id="camille",
        day=day,
        venue_ids=("mairie-b",),
        legs=(_leg(None, "mairie-b", km=5), _leg("mairie-b", None, km=5)),
        leave_minute=535,
        return_minute=725,
        drive_s=600,
        distance_m=10_000,
        work_s=600 + 10_800,
    )


def _leg(from_venue_id: str | None, to_venue_id: str | None, *, km: int) -> Leg:
    return Leg(
        from_venue_id=from_venue_id, to_venue_id=to_venue_id, drive_s=60 * km, distance_m=1000 * km
    )


def _load(
    adviser_id: str, *, num_sessions: int, drive_s: int, distance_m: int, contract_s: int
) -> AdviserLoad:
    session_s = num_sessions * 10_800
    return AdviserLoad(
        adviser_id=adviser_id,
        num_sessions=num_sessions,
        session_s=session_s,
        drive_s=drive_s,
        distance_m=distance_m,
        back_office_s=contract_s - session_s - drive_s,
        contract_s=contract_s,
    )


def _access(
    code: str,
    *,
    before: float,
    value: float,
    status: AccessStatus,
    best: tuple[str, float, int] | None = None,
    nearest: float = 0.0,
    session: tuple[str, float],
    offer: float,
) -> CommuneAccess:
    """``session`` is the nearest venue and its minutes; ``offer`` the minutes to Dolus."""
    is_levant = code in {"99001", "99002", "99003"}
    canton = "9901" if code in {"99001", "99002"} else "9902"
    venue_id, minutes, sessions = best or (None, None, None)
    return CommuneAccess(
        commune_code=code,
        commune_name=NAMES[code],
        epci_code="200000001" if is_levant else "200000002",
        epci_name="CC du Levant" if is_levant else "CC du Couchant",
        canton_code=canton,
        canton_name=f"Canton {canton}",
        population=POPULATION[code],
        need=POPULATION[code] / 10,
        value_before=before,
        value=value,
        status=status,
        best_venue_id=venue_id,
        best_minutes=minutes,
        best_sessions_per_cycle=sessions,
        nearest_minutes=minutes if minutes is not None else nearest,
        nearest_session_venue_id=session[0],
        nearest_session_minutes=session[1],
        nearest_offer_name="France services de Dolus",
        nearest_offer_minutes=offer,
        share_improved=0.0 if best is None else 1.0,
        share_unserved=1.0 if status == "not_served" else 0.0,
        share_within_standard=0.0 if status == "not_served" else 1.0,
        need_low=0.82 * POPULATION[code] / 10,
        need_high=1.18 * POPULATION[code] / 10,
        need_share=0.1,
    )


def _area(code: str, name: str, figures: tuple[int, int, int, int]) -> AreaAccess:
    population, need, before, after = figures
    return AreaAccess(
        code=code,
        name=name,
        population=population,
        need=need,
        covered_need_before=before,
        covered_need=after,
        need_low=0.82 * need,
        need_high=1.18 * need,
        need_share=0.1,
    )


def _reach(minutes: int, *, before: int, after: int) -> ReachWithin:
    return ReachWithin(
        minutes=minutes,
        need_before=before / 10,
        need=after / 10,
        population_before=before,
        population=after,
    )


def _objective(
    name: str, unit: str, *, value: float, bound: float | None, gap: float | None
) -> Objective:
    return Objective.model_validate(
        {
            "name": name,
            "unit": unit,
            "sense": "max" if name == "coverage" else "min",
            "value": value,
            "bound": bound,
            "gap": gap,
            "status": "not_proven" if bound is None else "stopped_early",
            "condition": "à ces règles",
        }
    )
