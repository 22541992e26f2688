"""Why a commune has no weekly session, in a few words."""

from typing import get_args

import pytest
from playwright.sync_api import Browser

from maps.language import FRENCH, load_language
from maps.reasons import SHORT_REASONS, describe_reasons, foreign_reason
from maps.render import render_map
from planner.plan import ExplanationReason
from tests.maps.browsing import open_page
from tests.maps.sample_plan import make_communes, make_offer, make_plan, make_tour_lines


def test_every_reason_of_a_plan_has_words_in_every_language() -> None:
    assert set(SHORT_REASONS) == set(get_args(ExplanationReason))
    english = describe_reasons(load_language("en"))
    assert not set(english.values()) & set(SHORT_REASONS.values())


def test_the_french_sentence_needs_no_reason_before_it() -> None:
    (left_out, *_) = (row for row in make_plan().communes if row.status == "not_served")
    assert foreign_reason(left_out, FRENCH) == ""
    assert "closed" in foreign_reason(left_out, load_language("en"))


@pytest.mark.browser
def test_an_english_card_says_the_reason_in_english_and_marks_the_rest_as_french(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plan = make_plan()
    page = render_map(
        plan,
        communes=make_communes(),
        offer=make_offer(),
        tour_lines=make_tour_lines(plan),
        language=load_language("en"),
    )
    file = tmp_path_factory.mktemp("reasons") / "map.html"
    file.write_text(page, encoding="utf-8")
    reader = open_page(browser, file.as_uri())
    reader.search("surgeres")
    assert reader.texts("#card .why:not([lang])") == [
        "The places nearby are closed on the half-days worked."
    ]
    assert reader.texts("#card .why[lang=fr]") == [
        "Le lieu est fermé ; s’il ouvrait, on viendrait."
    ]
    reader.page.close()
