"""The whole path on the real département: four advisers, four weeks, fifteen minutes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from planner.plan import Plan
from planner.plan_file import read_plan
from tests.planner.app.conftest import run_to_file

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
