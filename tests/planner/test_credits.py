"""Whose data a plan rests on is said by everything that is passed on."""

import html
import sqlite3
from contextlib import closing
from pathlib import Path

import gpxpy
import pytest

from maps.charts import render_charts
from maps.comparison import render_comparison
from maps.sheets.wording import footer_words
from maps.typography import typeset
from planner.credits import credit_sentence, format_sources, short_credits
from planner.export.formats import FORMATS, Source
from planner.plan import Plan
from planner.settings.documents import DocumentSettings
from tests.maps.sample_plan import make_communes
from tests.maps.sheets.paper import make_sheet_plan
from tests.planner.export.small_ground import make_ground
from tests.planner.small_plan import make_plan

SOURCES = (
    "API Découpage administratif (Etalab, IGN) – Licence Ouverte 2.0 (Etalab) – du 02/11/2026",
    "Annuaire de l'administration (DILA) – Licence Ouverte 2.0 (Etalab) – du 03/11/2026",
    "Routes © les contributeurs d'OpenStreetMap – ODbL 1.0 – du 01/11/2026",
)


@pytest.fixture
def credited() -> Plan:
    return make_plan(sources=SOURCES)


def written(plan: Plan, name: str) -> dict[str, bytes]:
    form = next(one for one in FORMATS if one.name == name)
    return dict(form.write(Source(plan=plan, ground=make_ground(plan))))


def test_the_foot_of_a_page_names_openstreetmap_first(credited: Plan) -> None:
    assert short_credits(credited) == (
        "Routes © les contributeurs d'OpenStreetMap (ODbL 1.0) ; API Découpage administratif, "
        "Annuaire de l'administration (Licence Ouverte 2.0)"
    )
    assert footer_words(credited).endswith(f"\n{short_credits(credited)}")


def test_every_layer_of_the_geopackage_names_every_source(credited: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    (content,) = written(credited, "gpkg").values()
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT description FROM gpkg_contents").fetchall()
    assert len(rows) == 6  # five layers, and their styles
    named = [text for (text,) in rows if credit_sentence(credited) in text]
    assert len(named) == 5


@pytest.mark.parametrize("name", ["geojson", "parquet"])
def test_files_without_a_page_say_it_too(credited: Plan, name: str) -> None:
    files = written(credited, name)
    texts = [content.decode() for file, content in files.items() if not file.endswith(".parquet")]
    assert texts
    assert all("les contributeurs d'OpenStreetMap – ODbL 1.0" in text for text in texts)


def test_a_track_for_navigation_says_whose_roads_they_are(credited: Plan) -> None:
    for content in written(credited, "gpx").values():
        described = gpxpy.parse(content.decode()).description
        assert described is not None
        assert credit_sentence(credited) in described


def test_the_sources_file_tells_what_the_odbl_asks_of_derived_tables(credited: Plan) -> None:
    text = written(credited, "sources")["sources.txt"].decode()
    assert all(f"- {line}" in text for line in SOURCES)
    assert "base dérivée" in text
    roadless = format_sources(make_plan(sources=SOURCES[:2])).decode()
    assert "base dérivée" not in roadless


def test_a_plan_without_sources_credits_nobody() -> None:
    plan = make_plan()
    assert written(plan, "sources") == {}
    assert credit_sentence(plan) == ""
    assert footer_words(plan).endswith("\n")


def test_charts_and_comparisons_name_every_source() -> None:
    plan = make_sheet_plan().model_copy(update={"sources": SOURCES})
    charts = render_charts(plan, documents=DocumentSettings())
    pages = charts, render_comparison(plan, plan, communes=make_communes(), names=("A", "B"))
    for page in pages:
        told = html.unescape(page).replace("\u00a0", " ")
        for source in SOURCES:
            assert typeset(source).replace("\u00a0", " ") in told
