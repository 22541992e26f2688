"""The page as text: one file, safe, always the same."""

import base64
import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from maps.offline import SCRIPTS, TILE_HOST, TILE_URL, dump_data, read_asset, read_leaflet_style
from maps.render import render_map
from tests.maps.page_data import read_data
from tests.maps.sample_plan import (
    HOSTILE_NAME,
    PRIVATE_REASON,
    make_communes,
    make_offer,
    make_plan,
    make_tour_lines,
)

REPOSITORY = Path(__file__).parents[2]
NAMESPACE = "http://www.w3.org/2000/svg"


def render() -> str:
    plan = make_plan()
    return render_map(
        plan,
        communes=make_communes(),
        offer=make_offer(),
        tour_lines=make_tour_lines(plan),
    )


@pytest.fixture(scope="module")
def page() -> str:
    return render()


def test_the_same_plan_gives_the_same_page(page: str) -> None:
    assert render() == page


def test_another_process_gives_the_same_page(page: str) -> None:
    code = (
        "import hashlib\n"
        "from tests.maps.test_render import render\n"
        "print(hashlib.sha256(render().encode()).hexdigest())"
    )
    result = subprocess.run(  # noqa: S603 - our own code in our own interpreter
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert result.stdout.strip() == hashlib.sha256(page.encode()).hexdigest()


def test_no_address_is_loaded_but_the_optional_background(page: str) -> None:
    assert not re.search(r"<(?:link|img|iframe|object|embed|base)\b", page)
    assert not re.search(r"<script[^>]*\bsrc=", page)
    assert not re.search(r"url\((?!data:|#)", page.replace("url(#default#VML)", ""))
    addresses = set(re.findall(r"https?://[\w./-]+", page))
    written_in_leaflet = {"https://leafletjs.com", "https://bugzilla.mozilla.org/show_bug.cgi"}
    harmless = {NAMESPACE, f"{TILE_HOST}/wmts", TILE_HOST, *written_in_leaflet}
    assert {address.rstrip(".") for address in addresses} <= harmless


def test_no_library_but_leaflet_is_in_the_page(page: str) -> None:
    lower = page.lower()
    assert [name for name in ("jquery", "bootstrap", "awesome") if name in lower] == []


def test_hostile_names_are_data_and_nothing_else(page: str) -> None:
    assert "<img" not in page
    assert "flag=1</script>" not in page
    assert "onerror=alert(1)>" not in page
    names = [commune["name"] for commune in read_data(page)["communes"]]
    assert names[6] == HOSTILE_NAME


def test_the_territory_is_escaped_in_the_title(page: str) -> None:
    assert "<title>Aide numérique itinérante, Département d&#39;essai &lt;b&gt;</title>" in page


def test_the_policy_names_every_inline_script_by_its_digest(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == len(SCRIPTS) + 3
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy
    assert policy.startswith("default-src &#x27;none&#x27;;")
    assert "unsafe" not in policy


def test_the_page_is_french_and_can_be_zoomed(page: str) -> None:
    assert '<html lang="fr">' in page
    assert "user-scalable" not in page


def test_data_cannot_end_their_element() -> None:
    text = dump_data({"a": "</script>&\u2028\u2029"})
    assert text == r'{"a":"\u003c/script\u003e\u0026\u2028\u2029"}'
    assert json.loads(text) == {"a": "</script>&\u2028\u2029"}


def test_numbers_that_json_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dump_data({"a": float("nan")})


def test_the_images_of_leaflet_are_inside_its_style_sheet() -> None:
    style = read_leaflet_style()
    assert "url(images/" not in style
    assert "url(data:image/png;base64," in style


def test_no_script_of_ours_writes_markup() -> None:
    source = "".join(read_asset(name) for name in SCRIPTS)
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in source


def test_straight_tours_say_that_they_are() -> None:
    page = render_map(make_plan(), communes=make_communes(), offer=(), tour_lines=())
    assert any("vol d’oiseau" in text for text in read_data(page)["summary"]["notes"])


def test_assumptions_of_the_plan_are_all_told_with_curly_apostrophes(page: str) -> None:
    assert read_data(page)["summary"]["assumptions"] == [
        "L’offre existante est comptée comme ouverte.",
        "Une </script> hypothèse\u00a0: d’essai.",
    ]


def test_no_sentence_of_the_panel_has_a_straight_apostrophe(page: str) -> None:
    data = read_data(page)
    assert "'" not in json.dumps([data["summary"], data["notice"]])


def test_names_of_places_keep_their_apostrophes(page: str) -> None:
    names = [commune["name"] for commune in read_data(page)["communes"]]
    assert "Le Gué-d'Alleré" in names


def test_why_an_adviser_is_absent_stands_nowhere_in_the_page(page: str) -> None:
    assert make_plan().lost_sessions[0].detail == PRIVATE_REASON
    assert "maladie" not in page.lower()
    lost = [text for venue in read_data(page)["venues"] for _, text in venue["lost"]]
    assert "(conseiller absent)" in lost[0]
    assert "travaux" in lost[1]


def test_a_fixed_place_says_its_commune_unless_others_have_the_same_name() -> None:
    first = dataclasses.replace(make_offer()[0], name="Bibliothèque")
    second = dataclasses.replace(first, id="b-2", commune_code="99010")
    plan = make_plan()
    communes = tuple(
        row.model_copy(update={"nearest_offer_name": "Bibliothèque"}) for row in plan.communes
    )
    plan = plan.model_copy(update={"communes": communes})
    for offer, expected in (
        ((first,), "Bibliothèque, Royan"),
        ((first, second), "Bibliothèque"),
    ):
        page = render_map(plan, communes=make_communes(), offer=offer, tour_lines=())
        assert read_data(page)["communes"][0]["fixed"][0] == expected


def test_the_background_asks_for_a_tile_address() -> None:
    assert TILE_URL.startswith(TILE_HOST)
    assert all(part in TILE_URL for part in ("{x}", "{y}", "{z}"))


def test_a_small_plan_makes_a_small_file(page: str) -> None:
    assert len(page.encode()) < 300_000
