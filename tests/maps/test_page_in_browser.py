"""The page as a reader sees it, in headless Chromium."""

import base64
import itertools
import re

import pytest
from playwright.sync_api import Browser, Route

from tests.maps.browsing import Reader, open_page
from tests.maps.sample_plan import HOSTILE_NAME

pytestmark = pytest.mark.browser
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_all_communes_are_drawn_without_network_or_errors(reader: Reader) -> None:
    assert reader.count("path.commune") == 13
    assert reader.foreign_requests() == []
    assert len([url for url in reader.requests if url.startswith("file:")]) == 1
    assert reader.errors == []


def test_hostile_names_are_shown_and_run_nothing(reader: Reader) -> None:
    reader.search("img src")
    assert reader.text("#card-title") == HOSTILE_NAME
    reader.unfold()
    reader.page.click("#open-table")
    assert reader.dialogs == []
    assert reader.page.evaluate("window.flag") is None
    assert reader.count("#card img, table img, .leaflet-pane img") == 0


def test_communes_without_service_and_without_a_road_are_hatched(reader: Reader) -> None:
    assert reader.count("path.commune[fill^='url(#lines']") == 4
    assert reader.count("path.commune[fill^='url(#cross']") == 1


def test_the_mode_switch_colours_the_communes_anew(reader: Reader) -> None:
    reader.page.click("text=Avant")
    assert reader.count("path.commune[fill^='url(#lines']") == 9
    assert "seule offre fixe" in reader.text("#legend-title")


def test_the_need_layer_hatches_the_unsure_commune_and_says_what_that_means(
    reader: Reader,
) -> None:
    reader.page.click("#modes >> text=Besoin")
    assert reader.count("path.commune[fill^='url(#unsure']") == 1
    assert "marge d’un tiers" in reader.text("#legend")
    reader.page.click("#modes >> text=Avec le planning")
    assert reader.count("path.commune[fill^='url(#unsure']") == 0


def test_the_card_tells_need_with_its_interval(reader: Reader) -> None:
    reader.search("Bords")
    assert "environ 300 habitants (entre 270 et 330)" in " ".join(reader.text("#card").split())


def test_a_weekday_hides_the_other_days(reader: Reader) -> None:
    assert (reader.count("path.venue"), reader.count("path.tour")) == (3, 3)
    reader.page.click("#weekdays >> text=jeu")
    assert (reader.count("path.venue"), reader.count("path.tour")) == (1, 1)


def test_a_week_of_the_cycle_hides_what_happens_in_the_others(reader: Reader) -> None:
    reader.page.click("#weeks >> text=S4")
    assert (reader.count("path.venue"), reader.count("path.tour")) == (1, 1)


def test_an_adviser_can_be_taken_off_the_map(reader: Reader) -> None:
    reader.page.get_by_label("Camille Martin").uncheck()
    assert (reader.count("path.venue"), reader.count("path.tour")) == (1, 1)
    assert reader.count(".base") == 1
    assert "1 lieu de permanence, 1 permanence, 1 tournée, 30 km" in reader.text("#shown")


def test_search_forgives_accents_hyphens_and_capitals(reader: Reader) -> None:
    reader.search("ile d aix")
    assert reader.text("#card-title") == "Île-d'Aix"
    assert "Aucune route" in reader.text("#card")
    reader.search("ST OEDIPE")
    assert reader.text("#card-title") == "Saint-Œdipe"


def test_a_name_nobody_has_is_said_to_be_unknown(reader: Reader) -> None:
    reader.page.fill("#search", "zzz")
    assert reader.text("#search-results") == "Aucune commune de ce nom"


def test_the_card_of_a_commune_tells_session_dates_and_need(reader: Reader) -> None:
    reader.search("saintes")
    card = reader.text("#card")
    for words in (
        "Permanence dans la commune",
        "un mardi après-midi sur deux (semaines 1 et 3 du cycle), 14 h 00–17 h 00",
        "Camille Martin",
        "mardi 5 janvier 2027, 14 h 00–17 h 00",
        "10 % avant, 80 % avec le planning",
        "6 000 habitants",
        "environ 600 habitants",
    ):
        assert words in card
    assert reader.count("#card .dates li") == 3


def test_the_card_of_a_commune_tells_why_it_has_no_session(reader: Reader) -> None:
    reader.search("surgeres")
    card = reader.text("#card")
    assert "Pourquoi pas de permanence ici ?" in card
    assert "Le lieu est fermé ; s’il ouvrait, on viendrait." in card
    reader.search("saintes")
    assert "Pourquoi" not in reader.text("#card")


def test_every_card_tells_the_nearest_session_and_the_nearest_fixed_place(reader: Reader) -> None:
    for commune, session, fixed in (
        (
            "pons",
            "à 18 min en moyenne par la route",
            "à 11 min en moyenne par la route",
        ),  # the offer is better
        (
            "surgeres",
            "à 29 min en moyenne par la route",
            "à 42 min en moyenne par la route",
        ),  # without service
        ("echillais", "à 14 min en moyenne par la route", "à 35 min en moyenne par la route"),
    ):
        reader.search(commune)
        card = reader.text("#card")
        nearest, place = card.split("Permanence la plus proche")[1].split(
            "Lieu fixe le plus proche"
        )
        assert "Mairie, Saintes" in nearest
        assert session in nearest
        assert "un mardi après-midi sur deux (semaines 1 et 3 du cycle), 14 h 00–17 h 00" in nearest
        assert "mardi 5 janvier 2027, 14 h 00–17 h 00" in nearest
        assert "France services de Royan" in place
        assert fixed in place


def test_the_most_useful_session_comes_before_a_nearer_one(reader: Reader) -> None:
    reader.search("bords")
    card = reader.text("#card")
    best, nearest = card.split("Permanence la plus proche")
    assert "Mairie, La Rochelle" in best
    assert "Mairie, Saintes" in nearest


def test_a_card_begins_with_the_status(reader: Reader) -> None:
    for commune, status in (("pons", "Offre fixe existante"), ("marans", "Sans service")):
        reader.search(commune)
        assert reader.text("#card h2 + p") == status


def test_a_card_says_once_that_help_is_in_the_commune(reader: Reader) -> None:
    for commune in ("saintes", "royan"):
        reader.search(commune)
        assert reader.text("#card").count("dans la commune") == 1


def test_an_island_is_told_that_no_road_leads_to_help(reader: Reader) -> None:
    reader.search("ile d aix")
    assert reader.text("#card").count("aucune route n’y mène") == 2
    assert reader.text("#card").count("Aucune route ne relie la commune") == 1


def test_dates_begin_on_the_day_of_reading(browser: Browser, page_address: str) -> None:
    reader = open_page(browser, page_address, today="2027-02-03")
    reader.search("la rochelle")
    assert "9 février 2027" in reader.text("#card .dates li >> nth=0")
    reader.page.close()


def test_on_the_day_of_a_session_it_is_said_to_be_today(
    browser: Browser, page_address: str
) -> None:
    reader = open_page(browser, page_address, today="2027-01-12")
    reader.search("saintes")
    # that of 19 January is lost, and still to come
    assert "2 février 2027" in reader.text("#card .dates li >> nth=0")
    assert "Dates à venir sans permanence (1)" in reader.text("#card")
    reader.search("la rochelle")
    assert reader.text("#card .dates li >> nth=0").startswith("mardi 19 janvier 2027")
    assert reader.page.locator("#over").is_hidden()
    reader.page.close()
    reader = open_page(browser, page_address, today="2027-01-19")
    reader.search("la rochelle")
    first = reader.text("#card .dates li >> nth=0")
    assert first == "aujourd’hui, mardi 19 janvier 2027, 9 h 00–12 h 00"
    reader.page.close()


def test_after_the_calendar_the_page_says_that_the_plan_is_over(
    browser: Browser, page_address: str
) -> None:
    reader = open_page(browser, page_address, today="2027-03-01")
    assert "terminé depuis le dimanche 28 février 2027" in reader.text("#over")
    reader.search("saintes")
    assert "Dernières dates du planning (passées)" in reader.text("#card")
    assert "sans permanence" not in reader.text("#card")
    reader.page.close()


def test_unknown_hours_are_marked_on_the_card(reader: Reader) -> None:
    reader.search("99007")
    assert "à confirmer" in reader.text("#card .remark")


def test_the_card_closes_with_escape(reader: Reader) -> None:
    reader.search("pons")
    reader.page.keyboard.press("Escape")
    assert reader.page.locator("#card").is_hidden()


def test_an_open_card_leaves_the_zoom_in_sight(reader: Reader) -> None:
    reader.search("surgeres")
    reader.page.evaluate("document.getElementById('card').style.height = '100%'")
    reader.page.locator(".leaflet-control-zoom-in").click(trial=True)


def test_a_venue_on_the_map_opens_its_card(reader: Reader) -> None:
    reader.page.locator("path.venue").first.click()
    assert "La Rochelle" in reader.text("#card-title")


def test_the_worst_served_communes_come_by_unmet_need_and_open_their_cards(reader: Reader) -> None:
    assert "5 communes sans service sur 13" in reader.text("#worst-count")
    reader.page.click("#worst summary")
    assert reader.texts("#worst-rows button")[:3] == ["Île-d'Aix", "Surgères", "Cozes"]
    reader.page.click("#worst-rows >> text=Surgères")
    assert "Sans service" in reader.text("#card")


def test_the_notice_and_the_bound_are_read_on_the_page(reader: Reader) -> None:
    assert reader.text("#notice") == "Données d’essai"
    reader.page.click("#about summary")
    assert "ne peut couvrir plus de 0,2 % de besoin supplémentaire" in reader.text("#sentences")


def test_the_background_is_off_until_asked_for(reader: Reader) -> None:
    assert not reader.page.get_by_label("Fond de carte IGN").is_checked()
    assert reader.count(".leaflet-tile") == 0


def test_a_background_that_does_not_answer_is_switched_off_again(reader: Reader) -> None:
    reader.page.route("https://data.geopf.fr/**", lambda route: route.abort())
    box = reader.page.get_by_label("Fond de carte IGN")
    box.click()
    reader.page.wait_for_selector("#toast:not([hidden])")
    assert "connexion à internet" in reader.text("#toast")
    assert not box.is_checked()
    assert reader.count(".leaflet-tile") == 0
    opacities = reader.page.eval_on_selector_all(
        "path.commune", "paths => paths.map((path) => path.getAttribute('fill-opacity'))"
    )
    assert set(opacities) == {"1"}


def test_a_background_that_answers_stays_although_a_tile_is_missing(reader: Reader) -> None:
    answered: list[str] = []

    def answer(route: Route) -> None:
        answered.append(route.request.url)
        if len(answered) == 1:
            route.abort()
        else:
            route.fulfill(body=PIXEL, content_type="image/png")

    reader.page.route("https://data.geopf.fr/**", answer)
    reader.page.get_by_label("Fond de carte IGN").click()
    reader.page.wait_for_selector(".leaflet-tile-loaded")
    reader.page.wait_for_load_state("networkidle")
    assert len(answered) > 1
    assert reader.page.get_by_label("Fond de carte IGN").is_checked()
    assert reader.page.locator("#toast").is_hidden()


def test_the_page_itself_never_scrolls(reader: Reader) -> None:
    reader.unfold()
    assert reader.page.evaluate("document.documentElement.scrollHeight") == 900


def test_a_pointer_gets_a_hint_and_a_finger_does_not(browser: Browser, page_address: str) -> None:
    for is_touch, hints in ((False, 1), (True, 0)):
        reader = open_page(
            browser, page_address, width=800, height=900, today="2027-01-01", is_touch=is_touch
        )
        label = reader.page.locator(".town").filter(has_text="Pons").bounding_box()
        reader.page.mouse.move(
            label["x"] + label["width"] / 2, label["y"] + label["height"] / 2, steps=3
        )
        assert reader.count(".leaflet-tooltip") == hints
        reader.page.close()


def test_a_tap_opens_the_card_alone(browser: Browser, page_address: str) -> None:
    reader = open_page(
        browser, page_address, width=390, height=844, today="2027-01-01", is_touch=True
    )
    commune = reader.page.locator("path.commune").nth(6).bounding_box()
    reader.page.touchscreen.tap(
        commune["x"] + commune["width"] / 4, commune["y"] + commune["height"] / 4
    )
    reader.page.wait_for_selector("#card:not([hidden])")
    assert reader.count(".leaflet-tooltip") == 0
    reader.page.close()


def test_paper_shows_map_legend_totals_gaps_and_assumptions_in_this_order(reader: Reader) -> None:
    reader.page.emulate_media(media="print")
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    order = ("#notice", ".stage", "#big-figures", "#legend", "#worst-rows", "#assumptions")
    boxes = [reader.page.locator(part).bounding_box() for part in (*order, "#sources")]
    for above, below in itertools.pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"]
    assert "lundi 4 janvier 2027" in reader.text("#period")
    for control in ("#search", "#modes", "#weekdays", ".leaflet-control-zoom"):
        assert reader.page.locator(control).is_hidden()
    assert reader.count("input:visible, button:visible:not(.link)") == 0


def test_paper_says_what_the_reader_has_filtered(reader: Reader) -> None:
    reader.page.click("#weekdays >> text=mar")
    reader.page.click("#weeks >> text=S2")
    assert "de route sur la carte le mardi en semaine 2 du cycle." in reader.text("#shown")


def test_after_printing_the_page_is_as_it_was(reader: Reader) -> None:
    view = "[map_plan.getCenter().lat, map_plan.getZoom(), map_plan.getSize().x]"
    reader.page.click(".leaflet-control-zoom-in")
    before = reader.page.evaluate(view)
    reader.page.pdf(format="A4")
    reader.wait_until("map_plan.getSize().x > 1000")
    assert reader.page.evaluate(view) == pytest.approx(before, abs=1e-3)
    assert reader.count("details[open]") == 0
    assert reader.errors == []


@pytest.mark.parametrize("is_landscape", [False, True])
def test_a_plan_prints_on_few_pages(reader: Reader, *, is_landscape: bool) -> None:
    paper = reader.page.pdf(format="A4", landscape=is_landscape)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 4


def test_a_phone_shows_the_map_and_opens_the_sheet(browser: Browser, page_address: str) -> None:
    reader = open_page(browser, page_address, width=390, height=844, today="2027-01-01")
    page = reader.page
    assert page.locator(".folium-map").bounding_box()["height"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#weekdays").is_hidden()
    page.click("#modes button >> nth=3")  # a longer legend makes the map smaller
    frame = page.locator(".folium-map").bounding_box()
    drawn = page.locator("path.border").bounding_box()
    assert frame["y"] < drawn["y"] < drawn["y"] + drawn["height"] < frame["y"] + frame["height"]
    page.click("#sheet-toggle")
    assert page.locator("#weekdays").is_visible()
    assert reader.errors == []
    page.close()


def test_a_small_phone_scrolls_and_keeps_map_and_search_in_sight(
    browser: Browser, page_address: str
) -> None:
    for width, height in ((360, 640), (390, 664)):
        reader = open_page(browser, page_address, width=width, height=height)
        assert reader.page.locator(".folium-map").bounding_box()["height"] >= 300
        search = reader.page.locator("#search").bounding_box()
        assert search["y"] + search["height"] < height
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
        reader.page.close()


def test_a_script_that_slipped_into_the_page_would_not_run(reader: Reader) -> None:
    reader.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.flag = 1'}))"
    )
    assert reader.page.evaluate("window.flag") is None
    assert "Content Security Policy" in reader.errors[0]


def test_a_name_stands_in_the_middle_of_its_commune(reader: Reader) -> None:
    names = reader.page.locator(".town")
    label = names.filter(has_text="Pons").bounding_box()
    centre = label["x"] + label["width"] / 2, label["y"] + label["height"] / 2
    reader.page.mouse.click(*centre)
    assert reader.text("#card-title") == "Pons"
    outline = reader.page.locator("path.chosen").bounding_box()
    assert abs(centre[0] - outline["x"] - outline["width"] / 2) < 3


def test_names_do_not_touch_each_other(reader: Reader) -> None:
    boxes = [name.bounding_box() for name in reader.page.locator(".town").all()]
    assert len(boxes) > 5
    for first, second in itertools.combinations(boxes, 2):
        assert (
            first["x"] + first["width"] < second["x"]
            or second["x"] + second["width"] < first["x"]
            or first["y"] + first["height"] < second["y"]
            or second["y"] + second["height"] < first["y"]
        )
