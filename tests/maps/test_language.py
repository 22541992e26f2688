"""The catalogue holds every message of the map, and the English page says them."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from playwright.sync_api import Browser

from maps.comparison.page import SCRIPTS as COMPARISON_SCRIPTS
from maps.comparison.page import SHARED_SCRIPTS, own_scripts
from maps.figures import date_words, number_words, percent_words
from maps.language import FRENCH, load_language, script_messages
from maps.offline import SCRIPTS, read_asset
from maps.render import render_map
from maps.sentences import visit_words
from scripts.update_catalogue import (
    KEYWORDS,
    MAPS,
    gather,
    is_translated,
    path_of,
    read_catalogue,
)
from tests.maps.browsing import open_page
from tests.maps.sample_plan import (
    START,
    make_areas,
    make_communes,
    make_frontier,
    make_offer,
    make_plan,
)

ENGLISH = load_language("en")


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def translations(catalogue: Catalog) -> dict[str, list[str]]:
    """Every form by the message of one."""
    return {_forms(message.id)[0]: _forms(message.string) for message in catalogue if message.id}


def _forms(text: str | Sequence[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_the_catalogue_holds_the_messages_of_the_code_and_no_others() -> None:
    assert {message.id for message in gather()} == {m.id for m in read_catalogue("en")}


def test_every_message_is_translated_and_keeps_its_names() -> None:
    for message in read_catalogue("en"):
        assert is_translated(message), message.id
        if message.id:
            for own, other in zip(_forms(message.id), _forms(message.string), strict=True):
                assert names_in(own) == names_in(other), own


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with path_of("en").with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert translations(compiled) == translations(read_catalogue("en"))


def test_the_page_is_given_every_message_of_its_scripts() -> None:
    for name in SCRIPTS:
        found = extract_from_file("javascript", MAPS / "assets" / name, keywords=KEYWORDS)
        extracted = {m[0] if isinstance(m, tuple) else m for _, m, _, _ in found}
        assert set(script_messages(read_asset(name), ENGLISH)) == extracted, name


def test_the_comparison_is_given_every_message_of_its_scripts() -> None:
    said: set[str] = set()
    for script in own_scripts():
        said |= set(script_messages(script, ENGLISH))
    scripts = [
        *(MAPS / "assets" / name for name in SHARED_SCRIPTS),
        *(MAPS / "comparison" / "assets" / name for name in COMPARISON_SCRIPTS),
    ]
    found = [
        message
        for path in scripts
        for _, message, _, _ in extract_from_file("javascript", path, keywords=KEYWORDS)
    ]
    assert said == {m[0] if isinstance(m, tuple) else m for m in found}


def test_french_needs_no_catalogue_and_counts_none_as_one() -> None:
    assert FRENCH.say("à {minutes} en moyenne", minutes=3) == "à 3 en moyenne"
    words = [FRENCH.say_count(n, "une", "plusieurs") for n in (0, 1, 2)]
    assert words == ["une", "une", "plusieurs"]


def test_english_writes_numbers_dates_and_rhythms_its_own_way() -> None:
    assert number_words(1234.5, decimals=1, language=ENGLISH) == "1,234.5"
    assert percent_words(0.813, language=ENGLISH) == "81.3%"
    assert date_words(START, language=ENGLISH).replace("\u00a0", " ") == "Monday 4 January 2027"
    assert visit_words(make_plan().visits[1], 4, language=ENGLISH) == (
        "every other Tuesday afternoon (weeks 1 and 3 of the cycle), 14:00–17:00"
    )


@pytest.mark.browser
def test_the_english_page_is_english_but_for_what_the_plan_says(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    page = render_map(
        make_plan(),
        communes=make_communes(),
        offer=make_offer(),
        tour_lines=(),
        areas=make_areas(),
        frontier=make_frontier(),
        language=ENGLISH,
    )
    file.write_text(page, encoding="utf-8")
    reader = open_page(browser, file.as_uri())
    reader.unfold()
    reader.search("surgeres")
    assert reader.page.get_attribute("html", "lang") == "en"
    assert "Not served" in reader.text("#card")
    assert reader.page.get_attribute("#card .why + .why", "lang") == "fr"
    assert "written in French" in reader.text("#assumptions")
    reader.page.evaluate("document.querySelectorAll('[lang=fr]').forEach((part) => part.remove())")
    english = reader.text("body").lower()
    for word in ("permanence", "conseiller", "besoin", "semaine", "planning", "personnes", "jeudi"):
        assert word not in english
    assert reader.errors == []
    reader.page.close()
