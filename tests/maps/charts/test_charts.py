"""The charts of a plan and their numbers."""

import re

import pytest

from maps.charts import render_charts
from maps.charts.advisers import distance_chart, emission_chart, work_chart
from maps.charts.areas import covered_chart, hours_chart, minutes_by_area
from maps.charts.bars import Part, draw_bars, wrap_label
from maps.charts.frontier import frontier_chart
from maps.charts.labels import shorten_names
from planner.frontier.record import FrontierPoint, FrontierRecord
from planner.plan import Plan
from planner.settings.documents import DocumentSettings
from planner.wording import format_number, format_percent
from tests.maps.sample_plan import HOSTILE_NAME
from tests.maps.sheets.paper import make_sheet_plan

PLAN = make_sheet_plan()


def point(x: int, covered: float, *, is_present: bool = False) -> FrontierPoint:
    return FrontierPoint(
        x=x,
        change="" if is_present else "un de plus",
        covered_need=covered,
        bound=covered + 1,
        is_present=is_present,
        hit_time_limit=False,
        num_venues=1,
        value_by_commune={},
    )


def frontier_of(plan: Plan) -> FrontierRecord:
    need = plan.whole.need
    return FrontierRecord(
        software_version="1",
        by="advisers",
        seed=1,
        settings=plan.settings,
        fingerprints=plan.fingerprints,
        need=need,
        points=(point(1, 0.4 * need), point(2, 0.6 * need, is_present=True), point(3, 0.7 * need)),
        assumptions=(),
    )


def test_areas_stand_worst_first_with_the_plans_figures() -> None:
    chart = covered_chart(PLAN, "epci")
    shares = {area.name: area.covered_need / area.need for area in PLAN.epcis}
    assert [row[0] for row in chart.rows] == sorted(shares, key=lambda name: shares[name])
    for row in chart.rows:
        assert row[3] == format_percent(shares[row[0]])
    assert chart.total[1] == format_number(PLAN.whole.need)


def test_hours_of_all_areas_are_those_of_the_visits() -> None:
    minutes = sum(len(v.weeks) * (v.end_minute - v.start_minute) for v in PLAN.visits)
    assert sum(minutes_by_area(PLAN, "epci").values()) == minutes
    assert hours_chart(PLAN, "epci").total[2] == format_number(minutes / 60, decimals=1)


def test_work_and_kilometres_are_those_of_the_loads() -> None:
    for load, work, way in zip(
        PLAN.loads, work_chart(PLAN).rows, distance_chart(PLAN).rows, strict=True
    ):
        assert work[1] == str(load.num_sessions)
        assert work[2] == format_number(load.session_s / 3600, decimals=1)
        assert way[1] == format_number(load.distance_m / 1000, decimals=1)


def test_emissions_are_kilometres_times_the_factor_which_the_page_names() -> None:
    chart = emission_chart(PLAN, grams_per_km=100)
    assert chart.rows[0][2] == "11,0"  # 110 km
    assert "100\u00a0g de CO2e par km" in chart.notes[0]


def test_a_bar_is_as_long_as_its_number() -> None:
    svg = draw_bars(
        "Essai",
        ["a", "b"],
        (Part(label="x", look="dark", values=[1.0, 2.0]),),
        numbers=["1", "2"],
    )
    widths = [float(width) for width in re.findall(r'<rect class="dark" [^>]*width="([\d.]+)', svg)]
    for first, second in (widths[:2], widths[2:]):  # on a desk, on a telephone
        assert second == pytest.approx(2 * first, abs=0.2)


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (
            ["Canton de Marans", "Canton d'Aytré", "Canton des Trois Monts"],
            ["Marans", "Aytré", "Trois Monts"],
        ),
        (["Canton de la Saintonge Estuaire"], ["La Saintonge Estuaire"]),
        (["Canton 1709", "Canton 1710"], ["Canton 1709", "Canton 1710"]),
        (["Cantonville", "Canton"], ["Cantonville", "Canton"]),
        (
            ["Communauté de communes Aunis Sud", "Communauté d’agglomération Royan Atlantique"],
            ["CC Aunis Sud", "CA Royan Atlantique"],
        ),
        (["Canton de Marans", "Marans"], ["Canton de Marans", "Marans"]),
    ],
)
def test_a_label_leaves_out_what_all_names_share(names: list[str], short: list[str]) -> None:
    assert shorten_names(names) == short


def test_a_long_label_takes_two_lines_before_it_is_cut() -> None:
    assert wrap_label("CC de Gémozac et de la Saintonge Viticole", 29) == [
        "CC de Gémozac et de la",
        "Saintonge Viticole",
    ]
    first, second = wrap_label("Saint-" * 20, 29)
    assert max(len(first), len(second)) <= 29
    assert second.endswith("…")


def test_a_label_that_is_cut_has_its_whole_name_as_a_hint() -> None:
    part = Part(label="", look="dark", values=[1.0])
    assert "<title>" + "Saint-" * 20 in draw_bars("Essai", ["Saint-" * 20], (part,), numbers=["1"])
    assert "<title>" not in draw_bars("Essai", ["Saint"], (part,), numbers=["1"])


def test_the_curve_shows_every_point_of_the_frontier() -> None:
    chart = frontier_chart(PLAN, frontier_of(PLAN))
    assert [row[0] for row in chart.rows] == ["1", "2", "3"]
    assert [row[2] for row in chart.rows] == ["40,0\u00a0%", "60,0\u00a0%", "70,0\u00a0%"]
    assert chart.drawing.startswith("data:image/svg+xml;base64,")
    assert len(chart.notes) == 1


def test_a_curve_of_other_inputs_says_so() -> None:
    other = PLAN.model_copy(update={"fingerprints": {"communes.geojson": "0"}})
    assert len(frontier_chart(PLAN, frontier_of(other)).notes) == 2


def test_without_a_curve_the_page_says_how_to_get_one() -> None:
    assert "itinerance frontier" in frontier_chart(PLAN, None).lead


def test_the_page_is_the_same_every_time_and_holds_no_markup_of_the_data() -> None:
    hostile = [area.model_copy(update={"name": HOSTILE_NAME}) for area in PLAN.epcis]
    plan = PLAN.model_copy(
        update={"epcis": tuple(hostile), "notice": HOSTILE_NAME, "territory_name": HOSTILE_NAME}
    )
    page, again = (render_charts(plan, documents=DocumentSettings()) for _ in range(2))
    assert page == again
    assert "<img src=x" not in page
    assert "<script" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_page_allows_nothing_foreign() -> None:
    page = render_charts(PLAN, documents=DocumentSettings())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "http" not in policy[1]


def test_a_plan_without_areas_or_sessions_still_has_a_page() -> None:
    empty = {"epcis": (), "cantons": (), "visits": (), "sessions": (), "loads": (), "tours": ()}
    page = render_charts(PLAN.model_copy(update=empty), documents=DocumentSettings())
    assert "Rien à montrer" in page
