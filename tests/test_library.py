"""The public face: light to import, complete, documented, and equal to plan.json."""

import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

import geodata
import maps
import planner
from geodata.territory import Territory
from maps import MapPage
from planner import Plan
from planner.tables import TABLES, Table
from scripts.write_table_page import PAGE, format_page
from tests.planner.small_plan import make_plan

README = Path(__file__).parents[1] / "README.md"
HEAVY = ("ortools", "folium", "pandas", "geopandas", "numpy", "pydantic", "requests")
PACKAGES = [pytest.param(package, id=package.__name__) for package in (geodata, planner, maps)]

pytestmark = pytest.mark.xdist_group("library")  # its fixture plans a territory


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """What the names of README's example stand for once it has run."""
    block = re.search(r"^```python\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
    assert block is not None
    lines = block[1].splitlines()
    assert len([line for line in lines if line.strip()]) <= 10
    *statements, last = [line for line in lines if line.strip()]
    names: dict[str, Any] = {}
    exec("\n".join(statements), names)  # noqa: S102 - our own page
    names["shown"] = eval(last, names)  # noqa: S307 - same
    return names


@pytest.fixture(scope="module")
def plan(example: dict[str, Any]) -> Plan:
    found = example["plan"]
    assert isinstance(found, Plan)
    return found


@pytest.fixture(scope="module")
def territory(example: dict[str, Any]) -> Territory:
    found = example["territory"]
    assert isinstance(found, Territory)
    return found


def test_importing_the_packages_imports_nothing_heavy() -> None:
    code = (
        "import sys, geodata, maps, planner;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_there_and_has_a_docstring(package: ModuleType) -> None:
    assert dir(package) == sorted(package.__all__)
    assert [name for name in package.__all__ if not getattr(package, name).__doc__] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_that_is_not_public_is_refused_as_usual(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'maek_plan'"):
        package.maek_plan  # noqa: B018 - asking is what fails


def test_the_example_plans_a_territory_and_ends_with_its_map(example: dict[str, Any]) -> None:
    assert isinstance(example["shown"], MapPage)
    assert planner.find_violations(example["prepared"], example["plan"]) == ()


def test_a_notebook_shows_the_very_page_in_a_frame_that_reaches_nothing(
    example: dict[str, Any],
) -> None:
    page: MapPage = example["shown"]
    frames: list[dict[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            frames.append({"tag": tag, **dict(attrs)})

    Reader().feed(page._repr_html_())
    (frame,) = frames
    assert frame["tag"] == "iframe"
    assert frame["srcdoc"] == page.html
    assert "allow-same-origin" not in (frame["sandbox"] or "").split()
    assert html.escape(page.html) in page._repr_html_()


def test_a_saved_map_is_the_page(example: dict[str, Any], tmp_path: Path) -> None:
    saved = example["shown"].save(tmp_path / "carte.html")
    assert saved.read_text(encoding="utf-8") == example["shown"].html


def frames_of(plan: Plan, territory: Territory) -> dict[str, pd.DataFrame]:
    """Every result table by its name."""
    with_ground = {"communes", "tours"}
    return {
        table.name: getattr(planner.tables, table.name)(
            *((plan, territory) if table.name in with_ground else (plan,))
        )
        for table in TABLES
    }


@pytest.mark.parametrize("table", [pytest.param(table, id=table.name) for table in TABLES])
def test_a_table_has_the_columns_that_it_documents(
    table: Table, plan: Plan, territory: Territory
) -> None:
    frame = frames_of(plan, territory)[table.name]
    documented = {column.name: column.dtype for column in table.columns}
    if table.geometry:
        documented["geometry"] = "geometry"
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs == "EPSG:4326"
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == documented
    assert len(frame) > 0


def test_the_page_of_the_tables_is_made_of_their_columns() -> None:
    assert PAGE.read_text(encoding="utf-8") == format_page()


def test_communes_are_those_of_plan_json(plan: Plan, territory: Territory) -> None:
    stored = {row["commune_code"]: row for row in json.loads(planner.format_plan(plan))["communes"]}
    frame = planner.tables.communes(plan, territory).set_index("code")
    same = {
        "need": "need",
        "covered": "value",
        "covered_before": "value_before",
        "session_minutes": "nearest_session_minutes",
        "best_sessions_per_cycle": "best_sessions_per_cycle",
        "status": "status",
    }
    for column, field in same.items():
        told = {code: None if pd.isna(value) else value for code, value in frame[column].items()}
        assert told == {code: row[field] for code, row in stored.items()}, column
    assert frame["covered_need"].sum() == pytest.approx(plan.whole.covered_need)
    outlines = {commune.code: commune.geometry for commune in territory.communes}
    assert dict(frame.geometry.items()) == outlines


def test_sessions_are_those_of_plan_json_with_what_becomes_of_the_lost(plan: Plan) -> None:
    frame = planner.tables.sessions(plan)
    held = frame[frame["state"].isin(["held", "replacement"])]
    assert sorted(
        zip(held["day"].dt.date, held["venue_id"], held["start_minute"], strict=True)
    ) == (sorted((one.day, one.venue_id, one.start_minute) for one in plan.sessions))
    states = frame["state"].value_counts()
    assert states.get("replacement", 0) == states.get("replaced", 0)
    assert states.get("replaced", 0) + states.get("dropped", 0) == len(plan.lost_sessions)


def test_a_session_table_never_tells_the_detail_of_an_absence() -> None:
    plan = make_plan()
    absent = {"reason": "absence", "detail": "arrêt maladie"}
    lost = tuple(one.model_copy(update=absent) for one in plan.lost_sessions)
    table = planner.tables.sessions(plan.model_copy(update={"lost_sessions": lost}))
    assert "absence" in set(table["reason"].dropna())
    assert "arrêt maladie" not in table.to_csv()


def test_visits_tours_and_advisers_add_up_to_the_same_cycle(
    plan: Plan, territory: Territory
) -> None:
    tables = frames_of(plan, territory)
    tours, advisers = tables["tours"], tables["advisers"]
    assert tables["visits"]["sessions_per_cycle"].sum() == advisers["num_sessions"].sum()
    driven_km = (tours["distance_km"] * tours["times_per_cycle"]).sum()
    assert driven_km == pytest.approx(advisers["distance_km"].sum())
    assert driven_km == pytest.approx(sum(load.distance_m for load in plan.loads) / 1000)
    assert not tours.geometry.is_empty.any()


def test_bounds_are_the_objectives_with_what_is_proven(plan: Plan) -> None:
    frame = planner.tables.bounds(plan).set_index("objective")
    for objective in plan.objectives:
        row = frame.loc[objective.name]
        assert row["value"] == objective.value
        assert (None if pd.isna(row["bound"]) else row["bound"]) == objective.bound


def test_a_plan_of_another_territory_has_no_outlines(plan: Plan) -> None:
    other, _ = planner.invent_inputs(num_communes=12, num_advisers=1, seed=1)
    with pytest.raises(ValueError, match="differ in communes"):
        planner.tables.communes(plan, other)
