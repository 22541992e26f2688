"""The sheet of an EPCI or canton, and the set of all sheets."""

from functools import cache

import numpy as np
import pytest

from maps.sheets import SHEETS, make_sheets
from maps.sheets.area_map import class_of, frame_outlines
from maps.sheets.areas import list_areas
from tests.maps.sample_plan import HOSTILE_NAME, PRIVATE_REASON, make_communes
from tests.maps.sheets.paper import make_press, make_sheet_plan, read, text_of

PLAN = make_sheet_plan()


@cache
def sheets() -> dict[str, bytes]:
    return dict(make_sheets(make_press(PLAN), SHEETS))


@cache
def sheet(area: str) -> str:
    return text_of(sheets()[f"territoires/{area}.pdf"])


def test_there_is_a_sheet_for_every_venue_area_and_week() -> None:
    weeks = {(s.adviser_id, s.day.isocalendar()[:2]) for s in (*PLAN.sessions, *PLAN.lost_sessions)}
    folders = [name.split("/")[0] for name in sheets()]
    assert folders.count("affiches") == len(PLAN.venues)
    assert folders.count("territoires") == len(PLAN.epcis) + len(PLAN.cantons)
    assert folders.count("feuilles-de-route") == len(weeks)


def test_the_same_plan_gives_the_same_bytes() -> None:
    again = dict(make_sheets(make_press(make_sheet_plan()), SHEETS))
    assert again == sheets()


def test_no_file_is_dated_by_the_clock() -> None:
    for content in sheets().values():
        assert str(read(content).metadata["/CreationDate"]).startswith("D:20270104")


def test_a_sheet_gives_the_plans_figures() -> None:
    text = sheet("canton-territoire-c1-c1")
    whole = PLAN.cantons[0]
    before, after = (
        f"{100 * covered / whole.need:.1f}".replace(".", ",")
        for covered in (whole.covered_need_before, whole.covered_need)
    )
    assert f"Besoin d’aide couvert : {before} % avant, {after} % avec le planning" in text
    assert "13 communes" in text
    assert "5 communes sont sans aide" in text


def test_every_commune_without_service_stands_there_with_its_reason() -> None:
    text = sheet("canton-territoire-c1-c1")
    left_out = text[text.index("Qui reste sans aide") : text.index("Chaque commune")]
    for row in PLAN.communes:
        if row.status == "not_served":
            assert row.commune_name in left_out
    assert left_out.count("sans aide à portée") == 5
    assert "Le lieu est fermé ; s’il ouvrait, on viendrait." in left_out
    assert "Aucune route ne relie la commune" in left_out


def test_a_sheet_names_every_commune_of_its_area_and_no_other() -> None:
    listed = sheet("epci-territoire-e2-e2").split("Chaque commune")[1].replace(" ", "")
    own = {row.commune_name for row in PLAN.communes if row.epci_code == "E2"}
    assert HOSTILE_NAME in own
    # those of the other EPCI with a session may be named as the place that serves a commune
    sessions = {venue.commune_name for venue in PLAN.venues}
    others = {row.commune_name for row in PLAN.communes} - own - sessions
    assert all(name.replace(" ", "") in listed for name in own)
    assert not {name for name in others if name.replace(" ", "") in listed}


def test_venues_outside_that_serve_an_area_are_listed_last() -> None:
    areas = {area.access.code: area for area in list_areas(PLAN, "epci")}
    inside = {row.commune_code for row in PLAN.communes if row.epci_code == "E1"}
    venues = areas["E1"].venues
    assert [venue.commune_code in inside for venue in venues] == sorted(
        (venue.commune_code in inside for venue in venues), reverse=True
    )
    assert areas["E1"].num_inside == sum(venue.commune_code in inside for venue in venues)


def test_the_private_reason_is_on_no_sheet() -> None:
    assert not [name for name, content in sheets().items() if PRIVATE_REASON in text_of(content)]


def test_a_map_fits_its_frame_and_keeps_north_up() -> None:
    outlines = [commune.geometry for commune in make_communes()]
    frame = frame_outlines(outlines, x=10, y=20, width_mm=100, height_mm=80)
    (west, north), (east, south) = frame.place(np.array([(-0.3, 45.8), (0.4, 45.5)])).tolist()
    assert 10 <= west < east <= 110
    assert 20 <= north < south <= 100


@pytest.mark.parametrize(("number", "expected"), [(2, 0), (4, 4), (13, 5)])
def test_communes_have_the_classes_of_the_map(number: int, expected: int) -> None:
    assert class_of(PLAN.communes[number - 1]) == expected
