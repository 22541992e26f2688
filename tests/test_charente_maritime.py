"""The whole path on the real département: four advisers, four weeks, fifteen minutes."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from geodata.places import list_places
from geodata.territory import Absence, Territory
from geodata.travel import TravelTimes
from geodata.travel_engines import find_travel_times
from maps.sheets.days import list_weeks
from planner.app.desk.desk import open_desk
from planner.app.desk.placing import move_visit
from planner.app.desk.state import work_out_state
from planner.assembly import assemble_plan
from planner.dates.dating import date_plan
from planner.dates.versions import continue_calendar
from planner.export.calendars import format_calendars
from planner.plan import Leg, Plan
from planner.plan.file import read_plan
from planner.planning import find_violations
from planner.preparation import CACHE_FOLDER, prepare, read_inputs
from planner.problem.model import unproven
from planner.redating.repair import repair_plan
from planner.settings.travel import access_leg, travel_engine
from planner.visits import positions_of_visits
from tests.planner.app.conftest import run_to_file
from tests.planner.explain.every_change import lies, with_some_changes
from tests.planner.export.calendar_client import EVERYTHING, Client
from tests.planner.redating.years import dates_of, faults_of_dates

pytestmark = pytest.mark.real

SCRIPT = Path(__file__).parents[1] / "scripts" / "make_charente_maritime.py"
ILE_D_AIX = "17004"


@pytest.fixture(scope="module")
def written(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a plan made from the real data by the commands of the README."""
    place = tmp_path_factory.mktemp("charente-maritime")
    folder = place / "territoire"
    subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, str(SCRIPT), str(real_folder), str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    output = place / "summary.json"
    assert run_to_file(output, "plan", str(folder), "--quiet", "--json") == 0
    return Path(json.loads(output.read_text())["files"][-1]).parent


@pytest.fixture(scope="module")
def plan(written: Path) -> Plan:
    return read_plan(written / "plan.json")


def test_coverage_is_within_half_a_per_cent_of_the_proven_bound(plan: Plan) -> None:
    coverage = next(o for o in plan.objectives if o.name == "coverage")
    assert coverage.gap <= 0.005


def test_driving_is_within_a_twentieth_of_the_proven_bound(plan: Plan) -> None:
    driving = next(o for o in plan.objectives if o.name == "driving")
    assert driving.gap <= 0.05


def test_all_communes_but_the_island_without_a_road_are_reachable(plan: Plan) -> None:
    cut_off = {c.commune_code for c in plan.communes if c.nearest_minutes is None}
    assert (len(plan.communes), cut_off) == (462, {ILE_D_AIX})


def test_the_island_is_reported_as_unreachable_not_as_zero_minutes(plan: Plan) -> None:
    island = next(c for c in plan.communes if c.commune_code == ILE_D_AIX)
    assert (island.status, island.value) == ("unreachable", 0.0)


def test_the_plan_covers_more_than_the_existing_offer(plan: Plan) -> None:
    assert plan.whole.covered_need > plan.whole.covered_need_before


def test_every_adviser_has_sessions(plan: Plan) -> None:
    assert all(load.num_sessions > 0 for load in plan.loads)


def test_the_plans_own_sheet_passes_the_audit_with_the_same_figures(
    written: Path, tmp_path: Path
) -> None:
    output = tmp_path / "audit.json"
    exit_code = run_to_file(
        output,
        *("audit", str(written.parents[1]), str(written / "planning.csv")),
        *("--against", str(written), "--quiet", "--json"),
    )
    found = json.loads(output.read_text())
    names = ("covered_need_people", "num_venues", "num_sessions_per_week", "drive_s_per_week")
    assert (exit_code, found["num_breaches"]) == (0, 0)
    assert {name: found["by_hand"][name] for name in names} == pytest.approx(
        {name: found["plan"][name] for name in names}
    )


def test_the_map_is_light_enough_for_an_e_mail(written: Path) -> None:
    assert (written / "map.html").stat().st_size < 3_000_000


def test_the_route_sheets_of_a_cycle_add_up_to_the_advisers_loads(plan: Plan) -> None:
    def refuse(adviser_id: str, origin: str | None, end: str | None) -> Leg:
        raise AssertionError(f"no tour of {adviser_id} goes from {origin} to {end}")

    for load in plan.loads:
        weeks = list_weeks(plan, load.adviser_id, measure_leg=refuse)
        days = [day for week in weeks[: plan.settings.cycle.num_weeks] for day in week.days]
        assert sum(day.distance_m for day in days) == load.distance_m
        assert sum(day.drive_s for day in days) == load.drive_s
        assert sum(len(day.sessions) for day in days) == load.num_sessions


@dataclass(frozen=True)
class Dated:
    """The plan dated for a year of 53 weeks, across the week 53 of 2026."""

    plan: Plan
    territory: Territory
    travel: TravelTimes


@pytest.fixture(scope="module")
def year(written: Path, plan: Plan) -> Dated:
    folder = written.parents[1]
    territory, settings = read_inputs(folder)
    travel = find_travel_times(
        territory.roads,
        list_places(territory),
        access=access_leg(settings),
        engine=travel_engine(settings),
        folder=folder / CACHE_FOLDER,
    ).times
    calendar = settings.calendar.model_copy(update={"start": date(2026, 8, 31), "num_weeks": 53})
    settings = settings.model_copy(update={"calendar": calendar})
    dated = date_plan(plan.visits, territory, travel=travel, settings=settings)
    fields = {"sessions": dated.sessions, "lost_sessions": dated.lost, "dated_tours": dated.tours}
    return Dated(
        plan=plan.model_copy(update={"settings": settings, **fields}),
        territory=territory,
        travel=travel,
    )


def test_every_date_of_a_year_passes_the_checker(year: Dated) -> None:
    assert len(year.plan.lost_sessions) > 30  # public holidays
    assert faults_of_dates(year.plan, year.territory, year.travel) == []


def test_an_adviser_ill_for_three_days_moves_the_sessions_of_these_days_alone(year: Dated) -> None:
    first = date(2026, 11, 17)
    ill = Absence(adviser_id="CN2", first_day=first, last_day=first + timedelta(days=2))
    territory = replace(year.territory, absences=(ill,))
    repaired = repair_plan(year.plan, territory, travel=year.travel, not_before=first)
    gone, came = set(dates_of(year.plan)), set(dates_of(repaired))
    assert gone - came == {
        one for one in gone if one[1] == "CN2" and ill.first_day <= one[0] <= ill.last_day
    }
    assert all(first <= day < date(2026, 12, 7) for day, *_ in came - gone)
    assert faults_of_dates(repaired, territory, year.travel) == []
    files = [format_calendars(one) for one in (year.plan, continue_calendar(repaired, year.plan))]
    client = Client()
    for one in files:
        client.take(one[EVERYTHING])
    assert len(client.shown()) == len(repaired.sessions)


def test_moves_by_hand_are_judged_as_the_full_check_judges_their_plan(
    written: Path, plan: Plan, tmp_path: Path
) -> None:
    folder = shutil.copytree(written.parents[1], tmp_path / "territoire")
    desk = open_desk(folder, today=lambda: plan.settings.calendar.start - timedelta(days=30))
    prepared, visit = desk.ground.prepared, plan.visits[0]
    other = next(one for one in plan.visits if one.adviser_id != visit.adviser_id)
    verdicts = set()
    for there in (other, visit.model_copy(update={"weekday": (visit.weekday + 2) % 5})):
        edit = move_visit(
            desk.ground,
            desk.now.state,
            visit,
            adviser_id=there.adviser_id,
            weekday=there.weekday,
            half=there.half,
        )
        verdict = desk.judge(edit)
        moved = work_out_state(plan, (edit,)).visits
        again = plan.model_copy(update={"visits": moved})
        made = assemble_plan(
            prepared, unproven(positions_of_visits(prepared.problem, again)), seed=1
        )
        told = {text for text in find_violations(prepared, made) if " : explication : " not in text}
        assert {text for text in verdict.violations if " est fermé le " not in text} == told
        assert verdict.covered_need == pytest.approx(
            made.whole.covered_need - plan.whole.covered_need, abs=1e-6
        )
        verdicts.add(verdict.is_allowed)
    assert False in verdicts


@pytest.mark.slow
def test_a_change_that_is_stated_is_what_it_says(written: Path, plan: Plan) -> None:
    folder = written.parents[1]
    prepared = prepare(*read_inputs(folder), cache=folder / CACHE_FOLDER)
    assert list(lies(prepared, with_some_changes(plan, every=40))) == []
