"""The A4 document under the sheets."""

from collections.abc import Iterator
from datetime import date

import pytest

from maps.sheets.document import WIDTH_MM, Document, clean
from maps.sheets.names import name_files
from maps.sheets.table import Column, draw_table
from tests.maps.sheets.paper import LONG_NAME, read, text_of


@pytest.fixture
def document() -> Iterator[Document]:
    made = Document("Essai", created=date(2027, 1, 4), footer="Territoire d'essai")
    made.use(12)
    yield made
    made.close_fonts()


def test_no_line_is_wider_than_its_room(document: Document) -> None:
    lines = document.wrap(f"{LONG_NAME} {'x' * 500} fin", 60)
    assert max(map(document.get_string_width, lines)) <= 60
    assert "".join(lines).replace(" ", "") == f"{LONG_NAME}{'x' * 500}fin"


def test_a_compound_name_breaks_behind_its_hyphens(document: Document) -> None:
    first, *_ = document.wrap("Saint-Hilaire-de-Villefranche", 30)
    assert first.endswith("-")


def test_a_number_stays_with_its_unit(document: Document) -> None:
    lines = document.wrap("Une permanence de 9\u00a0h\u00a000 à 12\u00a0h\u00a000", 22)
    assert any("9\u00a0h\u00a000" in line for line in lines)


def test_characters_without_a_glyph_are_shown_as_unknown() -> None:
    assert clean("Œuvre à l’État 中😀\u202e") == "Œuvre à l’État ??"


def test_every_character_of_french_has_a_glyph() -> None:
    letters = "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ«»’–—…€²°·\u00a0\u202f\u2212"
    assert clean(letters) == letters


def test_what_looks_like_a_page_count_is_text(document: Document) -> None:
    document.block("P", "Salle {nb} **au** fond", size=12)
    assert "Salle {nb} **au** fond" in text_of(document.to_bytes())


def test_a_table_has_its_header_on_every_page(document: Document) -> None:
    columns = (Column(title="Commune", share=1), Column(title="Besoin", share=1, align="right"))
    draw_table(document, columns, [(f"Lieu {number}", "12") for number in range(120)])
    pages = read(document.to_bytes()).pages
    assert len(pages) > 2
    assert all("Commune" in page.extract_text() for page in pages)


def test_a_cell_taller_than_a_page_is_cut(document: Document) -> None:
    draw_table(document, (Column(title="Titre", share=1),), [("mot " * 9000,), ("suite",)])
    text = text_of(document.to_bytes())
    assert "…" in text
    assert "suite" in text


def test_text_is_tagged_and_its_language_told(document: Document) -> None:
    document.block("H1", "Titre", size=20)
    document.block("P", "Texte", size=12)
    root = read(document.to_bytes()).trailer["/Root"]
    kinds = [kid.get_object()["/S"] for kid in root["/StructTreeRoot"]["/K"][0]["/K"]]
    assert kinds == ["/H1", "/P"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]


def test_a_table_is_read_as_rows_of_cells_and_its_header_once(document: Document) -> None:
    columns = (Column(title="Commune", share=1), Column(title="Besoin", share=1, align="right"))
    draw_table(document, columns, [(f"Lieu {number}", "12") for number in range(60)])
    document.block("P", "Texte", size=12)
    reader = read(document.to_bytes())
    table, text = reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0]["/K"]
    assert [table["/S"], text["/S"]] == ["/Table", "/P"]
    rows = [[cell["/S"] for cell in row["/K"]] for row in table["/K"]]
    assert rows == [["/TH", "/TH"], *[["/TD", "/TD"]] * 60]
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    read_in_order = [
        (pages[cell.raw_get("/Pg").idnum], cell["/K"][0])
        for row in table["/K"]
        for cell in row["/K"]
    ]
    assert len(pages) > 1
    assert read_in_order == sorted(set(read_in_order))
    for cell in table["/K"][40]["/K"]:
        assert cell["/P"] == table["/K"][40].get_object()


def test_fonts_are_embedded(document: Document) -> None:
    document.block("P", "Texte", size=12)
    (page,) = read(document.to_bytes()).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor


def test_a_page_is_a4(document: Document) -> None:
    (page,) = read(document.to_bytes()).pages
    assert [round(float(edge) / 72 * 25.4) for edge in page.mediabox] == [0, 0, 210, 297]
    assert WIDTH_MM == 180


def test_files_have_names_of_their_own_that_stay_in_their_folder() -> None:
    names = name_files("affiche", [("../a", "Le Gué/d'Alleré"), (".. a", "Le Gué d'Alleré")])
    assert set(names.values()) == {
        "affiche-le-gue-d-allere-a",
        "affiche-le-gue-d-allere-a-2",
    }
