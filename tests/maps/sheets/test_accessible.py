"""The sheets keep to what PDF/UA-1 asks for and a program can see."""

from collections.abc import Iterator
from datetime import date

import pytest
from fpdf.structure_tree import StructElem

from maps.language import FRENCH, load_language
from maps.sheets import SHEETS, make_sheets
from maps.sheets.document import Document
from maps.sheets.table import Column, draw_table
from planner.settings.publication import PublicationSettings
from tests.maps.hostile import poisoned_plan
from tests.maps.sheets.accessible import find_breaches
from tests.maps.sheets.paper import BOOKING, make_press, make_sheet_plan, read


@pytest.fixture
def document() -> Iterator[Document]:
    made = Document("Un <titre> & plus", created=date(2027, 1, 4), footer="Territoire d'essai")
    made.block("H1", "Titre", size=20)
    yield made
    made.close_fonts()


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("url", ["", BOOKING])
def test_no_sheet_breaches_what_a_program_can_check(code: str, url: str) -> None:
    language = FRENCH if code == "fr" else load_language("en")
    published = PublicationSettings(booking_url=url)
    press = make_press(make_sheet_plan(), publication=published, language=language)
    sheets = dict(make_sheets(press, SHEETS))
    assert len(sheets) > 8
    assert {name: find_breaches(read(content)) for name, content in sheets.items()} == {
        name: [] for name in sheets
    }


def test_hostile_texts_breach_nothing() -> None:
    press = make_press(poisoned_plan(make_sheet_plan()))
    for name, content in make_sheets(press, SHEETS):
        assert find_breaches(read(content)) == [], name


def test_a_table_over_many_pages_breaches_nothing(document: Document) -> None:
    columns = (Column(title="Commune", share=1), Column(title="Besoin", share=1, align="right"))
    draw_table(document, columns, [(f"Lieu {number}", "12") for number in range(120)])
    assert find_breaches(read(document.to_bytes())) == []


def test_what_is_drawn_untagged_is_a_breach(document: Document) -> None:
    document.text(20, 100, "Personne ne le lit")
    assert find_breaches(read(document.to_bytes())) == [
        "page 1: b'Tj' is neither tagged nor decoration"
    ]


def test_a_link_without_a_tag_is_a_breach(document: Document) -> None:
    with document.linked("https://example.fr", "Aide", x=20, y=90, width_mm=9, height_mm=5):
        document.block("P", "Aide", size=12)
    assert "/Link holds {'/P'}" in find_breaches(read(document.to_bytes()))


def test_a_heading_too_deep_is_a_breach(document: Document) -> None:
    document.block("H3", "Trop profond", size=12)
    assert find_breaches(read(document.to_bytes())) == ["a heading of level 3 under one of level 1"]


def test_a_header_of_no_column_is_a_breach(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maps.sheets.document.COLUMN_HEADER", "<</O /Table /Scope /Row>>")
    draw_table(document, (Column(title="Commune", share=1),), [("Lieu",)])
    assert find_breaches(read(document.to_bytes())) == ["a header of no column"]


def test_a_figure_without_a_description_is_a_breach(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    with document.figure("Carte", x=20, y=60, width_mm=30, height_mm=30):
        document.rect(20, 60, 30, 30)
    for element in document.struct_builder:
        if isinstance(element, StructElem):
            monkeypatch.setattr(element, "alt", None)
    assert find_breaches(read(document.to_bytes())) == ["a figure without a description or a place"]
