"""What a reader chooses: zones, table, areas, links, and what the figures say then."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.sentences import about_people
from planner.plan import AreaAccess
from planner.wording import format_number, format_percent
from tests.maps.browsing import Reader, open_page
from tests.maps.sample_plan import make_plan

pytestmark = pytest.mark.browser


def percents(area: AreaAccess) -> list[str]:
    shares = (area.covered_need_before / area.need, area.covered_need / area.need)
    return [format_percent(share).replace("\u00a0", " ") for share in shares]


def shown_percents(reader: Reader) -> list[str]:
    return re.findall(r"[\d,]+ %", reader.text("#big-figures"))


def test_the_totals_of_every_zone_are_those_of_the_plan(reader: Reader) -> None:
    plan = make_plan()
    assert shown_percents(reader) == percents(plan.whole)
    for name, areas in (("epci", plan.epcis), ("canton", plan.cantons)):
        for area in areas:
            reader.page.select_option(f"#{name}", label=area.name)
            assert shown_percents(reader) == percents(area)
        reader.page.select_option(f"#{name}", index=0)


def test_every_other_total_is_that_of_the_plan(reader: Reader) -> None:
    plan = make_plan()
    loads = plan.loads
    shown = reader.text("#shown")
    venues = {visit.venue_id for visit in plan.visits}
    assert f"{len(venues)} lieux de permanence" in shown
    assert f"{sum(load.num_sessions for load in loads)} permanences" in shown
    assert f"{format_number(sum(load.distance_m for load in loads) / 1000)} km" in shown
    assert f"{format_number(sum(load.drive_s for load in loads) / 3600)} h de route" in shown
    left = plan.whole.need - plan.whole.covered_need
    people = [" ".join(about_people(need).split()) for need in (plan.whole.need, left)]
    figures = " ".join(reader.text("#zone-figures").split())
    assert figures == f"À aider : {people[0]} ; non couvertes : {people[1]}."
    unserved = sum(row.status in ("not_served", "unreachable") for row in plan.communes)
    assert f"{unserved} communes sans service sur {len(plan.communes)}" in reader.text(
        "#worst-count"
    )
    reader.page.click("#open-table")
    needs = reader.texts("#table-rows td:nth-child(5)")
    assert sorted(needs) == sorted(format_number(row.need) for row in plan.communes)


def test_what_is_left_out_is_said_on_the_map_and_all_is_shown_again(reader: Reader) -> None:
    assert reader.page.locator("#filtered").is_hidden()
    reader.page.click("#weekdays >> text=jeu")
    reader.page.click("#weeks >> text=S2")
    reader.page.get_by_label("Camille Martin").uncheck()
    assert "le jeudi en semaine 2 du cycle." in reader.text("#filtered")
    reader.page.click("#show-all")
    assert reader.page.locator("#filtered").is_hidden()
    assert reader.page.get_by_label("Camille Martin").is_checked()
    assert (reader.count("path.venue"), reader.count("path.tour")) == (3, 3)
    assert reader.texts(".timebar [aria-pressed=true]") == ["Tous", "Toutes"]


def test_choices_without_a_session_are_said_to_have_none(
    browser: Browser, page_address: str
) -> None:
    reader = open_page(browser, f"{page_address}#conseillers=")
    assert "Seulement : aucun conseiller. Aucune permanence" in reader.text("#filtered")
    reader.page.close()


def test_before_the_plan_there_are_no_sessions_on_the_map(reader: Reader) -> None:
    reader.page.click("#modes >> text=Avant")
    for kind in ("path.venue", "path.tour", ".base"):
        assert reader.page.locator(kind).first.is_hidden()
    assert reader.page.locator(".offer").first.is_visible()
    assert reader.page.get_by_role("checkbox", name="Tournées").is_disabled()
    reader.page.click("#modes >> text=Gain")
    assert reader.page.locator("path.venue").first.is_visible()
    assert reader.page.get_by_role("checkbox", name="Tournées").is_enabled()


def test_a_zone_pales_the_others_and_keeps_its_sessions_alone(reader: Reader) -> None:
    reader.page.select_option("#epci", label="CC de l'Est")
    opacities = reader.page.eval_on_selector_all(
        "path.commune", "paths => paths.map((path) => Number(path.getAttribute('fill-opacity')))"
    )
    assert (opacities.count(1), opacities.count(0.15)) == (6, 7)
    assert (reader.count("path.venue"), reader.count("path.tour")) == (1, 1)
    assert sum(map(int, reader.texts("#legend .count [aria-hidden]"))) == 6


def test_a_zone_has_a_card_of_who_is_worst_served_there(reader: Reader) -> None:
    reader.page.focus("#epci")
    reader.page.select_option("#epci", label="CC de l'Est")
    assert reader.text("#card-title") == "CC de l'Est"
    assert reader.texts("#card tbody button")[:2] == ["Surgères", "Cozes"]
    assert shown_percents(reader)[1] in reader.text("#card .now")
    assert "+600 personnes à aider couvertes" in reader.text("#card .more")
    # who chooses by keyboard goes on choosing
    assert reader.page.evaluate("document.activeElement.id") == "epci"
    reader.page.select_option("#epci", index=0)
    assert reader.page.locator("#card").is_hidden()


def test_a_link_to_a_zone_opens_its_card_unless_it_was_closed(
    browser: Browser, reader: Reader
) -> None:
    reader.page.select_option("#epci", label="CC de l'Est")
    other = open_page(browser, reader.page.url)
    assert other.text("#card-title") == "CC de l'Est"
    other.page.keyboard.press("Escape")
    third = open_page(browser, other.page.url)
    assert third.page.locator("#card").is_hidden()
    assert third.text("#zone-name") == "CC de l'Est"
    third.page.close()
    other.page.close()


def test_the_table_holds_every_commune_and_sorts_by_a_click_on_a_title(reader: Reader) -> None:
    reader.page.click("#open-table")
    assert reader.count("#table-rows tr") == 13
    assert reader.texts("#table-rows th")[:2] == ["Île-d'Aix", "Surgères"]
    assert (
        reader.page.locator("#table-head [aria-sort='descending']")
        .inner_text()
        .startswith("Besoin non couvert")
    )
    reader.page.click("#table-head >> text=Commune")
    names = reader.texts("#table-rows th")
    assert names[1:4] == ["Bords", "Cozes", "Échillais"]
    reader.page.click("#table-head >> text=Commune")
    assert reader.texts("#table-rows th") == names[::-1]


def test_the_table_is_downloaded_as_a_sheet(reader: Reader) -> None:
    reader.page.click("#open-table")
    reader.page.select_option("#table-kind", "sans-service")
    with reader.page.expect_download() as waiting:
        reader.page.click("#download")
    assert waiting.value.suggested_filename == "communes.csv"
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:2] == ["Code INSEE", "Commune"]
    assert [row[1] for row in rows[1:]] == [
        "Île-d'Aix",
        "Surgères",
        "Cozes",
        "Marans",
        "Le Gué-d'Alleré",
    ]
    assert rows[2][5:7] == ["1200,0", "1200,0"]
    assert reader.foreign_requests() == []


def test_a_name_in_the_table_opens_its_card(reader: Reader) -> None:
    reader.page.click("#open-table")
    reader.page.click("#table-rows >> text=Marans")
    assert reader.text("#card-title") == "Marans"


def test_areas_beyond_a_limit_are_drawn_and_told_before_and_after(reader: Reader) -> None:
    assert reader.count("path.unreached") == 1
    assert "14 km² à plus de 15 minutes" in reader.text("#area-words")
    reader.page.click("#modes >> text=Avant")
    assert "17 km²" in reader.text("#area-words")
    reader.page.select_option("#area-limit", "30")
    assert "Aucun secteur n’est à plus de 30 minutes" in reader.text("#area-words")


def test_one_adviser_more_or_fewer_is_told_with_the_communes_that_change(reader: Reader) -> None:
    assert "un de plus : +600 personnes" in reader.text("#staffing-brief")
    reader.page.click("#staffing-part summary")
    assert reader.texts("#staffing .changes button") == ["Surgères", "La Rochelle"]
    assert "2 (aujourd’hui)" in reader.text("#staffing .now")
    reader.page.select_option("#epci", label="CC de l'Ouest")
    assert "Presque rien ne change ici" in reader.text("#staffing")


def test_classes_can_have_a_texture_beside_their_colour(reader: Reader) -> None:
    reader.page.get_by_label("Motifs").check()
    fills = reader.page.eval_on_selector_all(
        "path.commune", "paths => [...new Set(paths.map((path) => path.getAttribute('fill')))]"
    )
    # all but the first class, which is plain
    assert [fill for fill in fills if not fill.startswith("url(#")] == ["#0b4f5c"]
    assert len(fills) == reader.count("#legend li") - 1  # no commune is between 50 and 75 %
    assert reader.page.url.endswith("#motifs=oui")


def test_a_link_keeps_the_view(browser: Browser, reader: Reader) -> None:
    reader.page.click("#modes >> text=Gain")
    reader.page.select_option("#epci", label="CC de l'Est")
    reader.page.click("#weekdays >> text=jeu")
    reader.page.click("#weeks >> text=S2")
    reader.page.get_by_label("Camille Martin").uncheck()
    reader.page.select_option("#area-limit", "30")
    reader.search("pons")
    other = open_page(browser, reader.page.url)
    for part in ("#legend", "#shown", "#zone-name", "#big-figures", "#card-title", "#area-words"):
        assert other.text(part) == reader.text(part)
    view = "[map_plan.getCenter().lat.toFixed(3), map_plan.getZoom()]"
    assert other.page.evaluate(view) == reader.page.evaluate(view)
    assert other.page.url == reader.page.url
    other.page.close()


def test_a_frame_that_forbids_links_does_not_stop_the_page(
    browser: Browser, page_address: str
) -> None:
    """As in the preview of a mail program."""
    page = browser.new_page(reduced_motion="reduce")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("history.replaceState = () => { throw new DOMException('refused'); };")
    page.goto(page_address)
    page.click("#modes >> text=Gain")
    page.select_option("#epci", label="CC de l'Est")
    assert page.locator("#zone-name").inner_text() == "CC de l'Est"
    assert errors == []
    page.close()


def test_a_link_that_means_nothing_here_shows_the_whole(
    browser: Browser, page_address: str
) -> None:
    fragment = "#vue=x&epci=none&jour=9&semaine=77&commune=0&conseillers=a,9&carte=1,x&delai=3"
    reader = open_page(browser, page_address + fragment)
    assert reader.count("path.commune[fill-opacity='1']") == 13
    assert reader.errors == []
    reader.page.close()


def test_every_control_is_reached_and_worked_by_keyboard(reader: Reader) -> None:
    reader.page.keyboard.press("Tab")
    reached = set()
    for _ in range(60):
        reader.page.keyboard.press("Tab")
        reached.add(
            reader.page.evaluate("document.activeElement.id || document.activeElement.textContent")
        )
    for control in ("search", "epci", "canton", "Gain", "open-table", "copy-link", "jeu", "S2"):
        assert control in reached
    reader.page.focus("#open-table")
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "table-title"
    reader.page.focus("#close-table")
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "open-table"


def test_the_skip_link_leads_to_the_search_and_keeps_the_view(reader: Reader) -> None:
    reader.page.click("#modes >> text=Gain")
    reader.page.evaluate("window.sameDocument = true")
    reader.page.focus(".skip")
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "search"
    reader.page.wait_for_url(lambda address: address.endswith("#vue=gain"))
    assert reader.page.evaluate("window.sameDocument") is True


def test_on_a_phone_the_table_comes_from_the_sheet_and_closes_with_escape(
    browser: Browser, page_address: str
) -> None:
    reader = open_page(browser, page_address, width=390, height=844)
    reader.page.click("#sheet-toggle")
    reader.page.click("#open-table")
    reader.page.evaluate("document.querySelector('.table-scroll').scrollLeft = 300")
    scroll = reader.page.locator(".table-scroll").bounding_box()
    for first in ("#table-head th >> nth=0", "#table-rows th >> nth=0"):
        assert abs(reader.page.locator(first).bounding_box()["x"] - scroll["x"]) < 2
    reader.page.click("#table-rows >> text=Marans")
    assert reader.text("#card-title") == "Marans"
    reader.page.keyboard.press("Escape")
    reader.page.focus("#download")
    reader.page.keyboard.press("Escape")
    assert reader.page.locator("#table-view").is_hidden()
    assert reader.page.evaluate("document.activeElement.id") == "sheet-toggle"
    reader.page.close()


def test_at_twice_the_size_the_page_scrolls_and_keeps_its_map(
    browser: Browser, page_address: str
) -> None:
    reader = open_page(browser, page_address, width=720, height=450)
    assert reader.page.locator(".folium-map").bounding_box()["height"] >= 300
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 720
    reader.page.locator("#legend").scroll_into_view_if_needed()
    assert reader.page.locator("#legend").is_visible()
    reader.page.close()
