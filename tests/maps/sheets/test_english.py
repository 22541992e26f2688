"""The sheets in English, and in both languages when every text of the data is hostile."""

import re
from functools import cache

import pytest

from maps.language import FRENCH, Language, load_language
from maps.sheets import SHEETS, make_sheets
from maps.sheets.wording import FEES, HELP, offer_words
from planner.settings.documents import DocumentSettings
from planner.settings.publication import PublicationSettings
from tests.maps.foreign import french_left
from tests.maps.hostile import poisoned_plan
from tests.maps.sheets.paper import BOOKING, make_press, make_sheet_plan, read, text_of

ENGLISH = load_language("en")
PLAN = make_sheet_plan()


@cache
def sheets() -> dict[str, bytes]:
    published = PublicationSettings(booking_url=BOOKING, structure="Département")
    return dict(make_sheets(make_press(PLAN, publication=published, language=ENGLISH), SHEETS))


def test_folders_and_files_have_english_names() -> None:
    assert {name.split("/")[0] for name in sheets()} == {"posters", "areas", "route-sheets"}
    assert "route-sheets/adviser-camille-martin-a1/2027-w01.pdf" in sheets()


def test_a_poster_says_in_english_when_help_comes() -> None:
    text = text_of(sheets()["posters/poster-saintes-v6.pdf"])
    for fact in (
        "A digital adviser in your town hall",
        "Every other Tuesday afternoon, from 14:00 to 17:00",
        "Next dates in 2027 Tuesday 5 January",
        "Wednesday 20 January instead of Tuesday 19 January",
        "No session on Tuesday 19 January 2027 (place closed: travaux)",
        "held on Wednesday 20 January instead, 14:00–17:00.",
        "Cancelled on Wednesday 13 January",
        "Scan this code with your phone.",
    ):
        assert fact in text


def test_no_french_is_left_but_what_the_plan_says() -> None:
    for name, content in sheets().items():
        assert french_left(text_of(content)) == [], name


def test_a_document_tells_its_language_and_where_the_plan_is_french() -> None:
    for name, content in sheets().items():
        reader = read(content)
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "en-GB"
        assert root["/MarkInfo"]["/Marked"]
        assert reader.metadata["/Title"]
        drawn = b"".join(page.get_contents().get_data() for page in reader.pages)
        assert (b"/Span <</Lang (fr-FR)>> BDC" in drawn) == ("s’il ouvrait" in text_of(content)), (
            name
        )


def test_the_reason_is_english_and_only_the_plans_own_sentence_is_marked_as_french() -> None:
    content = next(one for one in sheets().values() if "s’il ouvrait" in text_of(one))
    assert "The places nearby are closed on the half-days worked. Le lieu est fermé" in text_of(
        content
    )
    drawn = b"".join(page.get_contents().get_data() for page in read(content).pages)
    cell = drawn.partition(b"/Span <</Lang (fr-FR)>> BDC")[0].rpartition(b"/TD <<")[2]
    assert b"Tj" in cell  # the reason is written before the French begins


def test_the_sentence_of_the_settings_is_translated_and_ones_own_is_not() -> None:
    assert DocumentSettings().help_sentence == HELP
    assert offer_words(HELP, FEES[0], language=ENGLISH) == (
        "Help with online procedures, your computer, your phone. Free of charge."
    )
    assert offer_words("Venez {nombreux}", "", language=ENGLISH) == "Venez {nombreux}."


@pytest.mark.parametrize("language", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_hostile_texts_in_every_field_are_printed_as_they_are(language: Language) -> None:
    plan = poisoned_plan(PLAN)
    few = {"epcis": (), "sessions": plan.sessions[:3]}
    press = make_press(plan.model_copy(update=few), language=language)
    printed = dict(make_sheets(press, SHEETS))
    assert len({name.split("/")[0] for name in printed}) == len(SHEETS)
    for name, content in printed.items():
        assert re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)+\.pdf", name)
        assert "onerror=alert(1)" in text_of(content).replace(" ", "")
