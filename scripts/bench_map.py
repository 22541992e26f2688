"""Measure the map page: its size, the time to draw it, and the time until it can be used.

python scripts/bench_map.py my-departement/plans/2027-01-04-1/map.html
python scripts/bench_map.py --communes 5000 35000

A territory of so many communes is invented and its plan made up without any search: the page is as
large and as heavy as that of a real plan, its figures mean nothing. The time is that from opening
the file in headless Chromium until a commune has been searched and its card is there.
"""

import argparse
import random
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from geodata.synthetic import DEMO_NAME, DEMO_NOTICE, make_synthetic_territory
from geodata.territory import Commune, Territory, Venue
from maps.areas import COARSE, FINE, find_unreached_areas
from maps.overview import is_overview
from maps.render import render_map
from planner.plan import (
    AccessStatus,
    AreaAccess,
    CommuneAccess,
    Leg,
    Plan,
    PlanAdviser,
    PlanVenue,
    Session,
    Tour,
    Visit,
)
from planner.settings import Settings
from planner.settings.travel import access_leg

SEED: Final = 1
COMMUNES_PER_ADVISER: Final = 115
VENUES_PER_ADVISER: Final = 16
"""A fortnightly session in each: four working days of two."""
LINE_POINTS: Final = 25
"""Of the road between two stops."""
RUNS: Final = 3
WHY: Final = (
    "Les demi-journées couvrent plus de besoin ailleurs ; dans le planning actuel, une permanence "
    "un lundi matin sur quatre à la place d’une visite ailleurs y couvrirait environ 22 personnes "
    "de plus, environ 75 personnes de moins ailleurs, 5 min de route de moins par cycle."
)


def make_up_plan(territory: Territory) -> Plan:
    """Make up a plan: each adviser visits the next few communes of the list."""
    chance = random.Random(SEED)  # noqa: S311 - no secret depends on it
    communes = {commune.code: commune for commune in territory.communes}
    share = max(1, len(territory.venues) // len(territory.advisers))
    own = [
        territory.venues[at * share : at * share + VENUES_PER_ADVISER]
        for at in range(len(territory.advisers))
    ]
    visited = [venue for venues in own for venue in venues]
    settings = Settings()
    visits = [
        Visit(
            venue_id=venue.id,
            adviser_id=adviser.id,
            weekday=rank // 4,
            half="am" if rank % 2 else "pm",
            weeks=(1, 3) if rank % 4 in {0, 1} else (2, 4),
            start_minute=540 if rank % 2 else 840,
            end_minute=720 if rank % 2 else 1020,
        )
        for adviser, venues in zip(territory.advisers, own, strict=True)
        for rank, venue in enumerate(venues)
    ]
    access = tuple(
        _make_up_access(commune, visited[at % len(visited)], chance)
        for at, commune in enumerate(territory.communes)
    )
    return Plan(
        software_version="bench",
        territory_name=DEMO_NAME,
        notice=DEMO_NOTICE,
        seed=SEED,
        settings=settings,
        fingerprints={},
        need_method="",
        advisers=tuple(
            PlanAdviser(
                id=adviser.id,
                name=adviser.name,
                base_commune_code=access[0].commune_code,
                base_commune_name=access[0].commune_name,
                lon=adviser.lon,
                lat=adviser.lat,
            )
            for adviser in territory.advisers
        ),
        venues=tuple(_as_planned(venue, communes[venue.commune_code]) for venue in visited),
        visits=tuple(visits),
        tours=tuple(_make_up_tours(visits)),
        sessions=_date(visits, settings),
        lost_sessions=(),
        loads=(),
        communes=access,
        epcis=(),
        cantons=(),
        whole=AreaAccess(
            code="",
            name=DEMO_NAME,
            population=sum(row.population for row in access),
            need=sum(row.need for row in access),
            covered_need_before=0.0,
            covered_need=sum(row.need * row.value for row in access),
        ),
        reach=(),
        objectives=(),
        sources=(),
        assumptions=(),
    )


def _make_up_access(commune: Commune, venue: Venue, chance: random.Random) -> CommuneAccess:
    status: AccessStatus = "served_nearby" if chance.random() < 0.8 else "not_served"  # noqa: PLR2004 - most
    minutes = chance.uniform(2, 25)
    need = 0.3 * commune.population
    return CommuneAccess(
        commune_code=commune.code,
        commune_name=commune.name,
        epci_code=commune.epci_code,
        epci_name=commune.epci_name,
        canton_code=commune.canton_code,
        canton_name=commune.canton_name,
        population=commune.population,
        need=need,
        value_before=0.2 * chance.random(),
        value=0.2 + 0.8 * chance.random() if status == "served_nearby" else 0.0,
        status=status,
        best_venue_id=venue.id if status == "served_nearby" else None,
        best_minutes=minutes if status == "served_nearby" else None,
        best_sessions_per_cycle=2 if status == "served_nearby" else None,
        nearest_minutes=minutes,
        nearest_session_venue_id=venue.id,
        nearest_session_minutes=minutes,
        nearest_offer_name=None,
        nearest_offer_minutes=None,
        share_improved=1.0,
        share_unserved=0.0 if status == "served_nearby" else 1.0,
        share_within_standard=0.0,
        need_low=0.8 * need,
        need_high=1.2 * need,
        need_share=chance.uniform(0.2, 0.4),
        explanation=WHY,
        explanation_reason="outbid",
    )


def _as_planned(venue: Venue, commune: Commune) -> PlanVenue:
    return PlanVenue(
        id=venue.id,
        name=venue.name,
        kind=venue.kind,
        commune_code=commune.code,
        commune_name=commune.name,
        lon=venue.lon,
        lat=venue.lat,
        hours_known=True,
        hours_note="",
    )


def _make_up_tours(visits: Sequence[Visit]) -> list[Tour]:
    """Pair each visit with the next one of the day."""
    tours = []
    for second, first in zip(visits[::2], visits[1::2], strict=True):
        stops = (None, first.venue_id, second.venue_id, None)
        legs = tuple(
            Leg(from_venue_id=start, to_venue_id=end, drive_s=900, distance_m=12_000)
            for start, end in pairwise(stops)
        )
        tours.append(
            Tour(
                adviser_id=first.adviser_id,
                weekday=first.weekday,
                weeks=first.weeks,
                venue_ids=(first.venue_id, second.venue_id),
                legs=legs,
                leave_minute=520,
                return_minute=1040,
                drive_s=2700,
                distance_m=36_000,
                work_s=20_000,
            )
        )
    return tours


def _date(visits: Sequence[Visit], settings: Settings) -> tuple[Session, ...]:
    start = settings.calendar.start
    return tuple(
        Session(
            day=start + timedelta(weeks=week, days=visit.weekday),
            adviser_id=visit.adviser_id,
            venue_id=visit.venue_id,
            half=visit.half,
            start_minute=visit.start_minute,
            end_minute=visit.end_minute,
        )
        for week in range(settings.calendar.num_weeks)
        for visit in visits
        if week % settings.cycle.num_weeks + 1 in visit.weeks
    )


def _wiggle(plan: Plan) -> list[list[np.ndarray]]:
    """A line of many points for every leg."""
    places = {venue.id: (venue.lon, venue.lat) for venue in plan.venues}
    bases = {adviser.id: (adviser.lon, adviser.lat) for adviser in plan.advisers}
    chance = np.random.default_rng(SEED)
    lines = []
    for tour in plan.tours:
        base = bases[tour.adviser_id]
        ends = [base, *(places[venue_id] for venue_id in tour.venue_ids), base]
        lines.append(
            [
                np.linspace(start, end, LINE_POINTS) + chance.normal(0, 0.001, (LINE_POINTS, 2))
                for start, end in pairwise(ends)
            ]
        )
    return lines


def draw(num_communes: int, folder: Path) -> Path:
    """Draw the page of a made-up plan; print how long it took."""
    territory = make_synthetic_territory(
        seed=SEED,
        num_communes=num_communes,
        num_advisers=max(1, num_communes // COMMUNES_PER_ADVISER),
    ).territory
    plan = make_up_plan(territory)
    start = time.process_time()
    page = render_map(
        plan,
        communes=territory.communes,
        offer=territory.existing_offer,
        tour_lines=_wiggle(plan),
        areas=find_unreached_areas(
            plan,
            territory,
            access=access_leg(plan.settings),
            detail=COARSE if is_overview(num_communes) else FINE,
        ),
    )
    print(f"{num_communes} communes drawn in {time.process_time() - start:.1f} s of CPU")
    path = folder / f"map-{num_communes}.html"
    path.write_text(page, encoding="utf-8")
    return path


def measure(browser: Browser, path: Path) -> None:
    """Open a page a few times; print its size and the times."""
    drawn, searched = [], []
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("pageerror", lambda error: print(f"page error: {error}", file=sys.stderr))
        start = time.perf_counter()
        page.goto(path.resolve().as_uri())
        page.wait_for_selector("path.commune")
        drawn.append(time.perf_counter() - start)
        page.fill("#search", "a")
        page.keyboard.press("Enter")
        page.wait_for_selector("#card-title")
        searched.append(time.perf_counter() - start)
        page.close()
    megabytes = path.stat().st_size / 1e6
    print(
        f"{path.name}: {megabytes:.2f} MB; drawn after {median(drawn):.2f} s, "
        f"first card after {median(searched):.2f} s (median of {RUNS})"
    )


def main() -> None:
    """Measure the pages named or made up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("maps", type=Path, nargs="*", help="map.html of plans")
    parser.add_argument("--communes", type=int, nargs="*", default=[])
    parser.add_argument("--output", type=Path, default=Path("out/bench_map"))
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        parser.error("Chromium is not installed")
    options.output.mkdir(parents=True, exist_ok=True)
    paths = [*options.maps, *(draw(number, options.output) for number in options.communes)]
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in paths:
            measure(browser, path)
        browser.close()


if __name__ == "__main__":
    main()
