"""The command map on a planned territory: its page says what plan.json says."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.payload import STATUS_NAMES
from planner.app.main import run
from planner.dates.tours import TourFinder
from planner.frontier.record import find_frontier, format_frontier_json
from planner.plan import Plan
from planner.plan.file import read_plan
from planner.wording import NARROW_NO_BREAK_SPACE, format_number, format_percent
from tests.maps.browsing import open_page
from tests.maps.page_data import read_data
from tests.planner.app.conftest import PlannedFolder

READ_CARDS = """codes => codes.map((code) => {
  const search = document.getElementById("search");
  search.value = code;
  search.dispatchEvent(new Event("input"));
  search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  const [title, card] = ["card-title", "card"].map((id) => document.getElementById(id).innerText);
  return [title, card];
})"""


@pytest.fixture(scope="module")
def plan(planned: PlannedFolder) -> Plan:
    return read_plan(planned.plan / "plan.json")


@pytest.mark.browser
def test_totals_table_and_cards_are_those_of_the_plan_for_every_zone_and_commune(
    browser: Browser, planned: PlannedFolder, plan: Plan
) -> None:
    reader = open_page(browser, (planned.plan / "map.html").as_uri())
    sessions = sum(load.num_sessions for load in plan.loads)
    distance_m = sum(load.distance_m for load in plan.loads)
    assert f"{sessions} permanences" in reader.text("#shown")
    assert (
        f"{format_number(distance_m / 1000).replace(NARROW_NO_BREAK_SPACE, ' ')} km"
        in reader.text("#shown")
    )
    for name, areas in (("epci", plan.epcis), ("canton", plan.cantons)):
        for area in areas:
            reader.page.select_option(f"#{name}", label=area.name)
            shares = (area.covered_need_before / area.need, area.covered_need / area.need)
            assert re.findall(r"[\d,]+ %", reader.text("#big-figures")) == [
                format_percent(share).replace("\u00a0", " ") for share in shares
            ]
        reader.page.select_option(f"#{name}", index=0)
    reader.page.click("#open-table")
    # what is covered but for rounding counts as covered
    unmet = {row.commune_code: round(row.need * (1 - row.value), 3) for row in plan.communes}
    rows = sorted(plan.communes, key=lambda row: (-unmet[row.commune_code], row.commune_code))
    assert reader.texts("#table-rows th") == [row.commune_name for row in rows]
    with reader.page.expect_download() as waiting:
        reader.page.click("#download")
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()[1:]
    for row, line in zip(rows, lines, strict=True):
        cells = line.split(";")
        figures = [float(cell.replace(",", ".")) for cell in (cells[5], cells[6], cells[8])]
        expected = [row.need, row.need * (1 - row.value), 100 * row.value]
        assert figures == pytest.approx(expected, abs=0.0501)
    reader.page.click("#close-table")
    names = {venue.id: venue.commune_name for venue in plan.venues}
    served = next(row for row in plan.communes if row.status == "served_here")
    reader.search(served.commune_code)
    assert reader.text("#card-title") == served.commune_name
    assert names[served.best_venue_id] in reader.text("#card")
    assert reader.errors == []
    assert reader.foreign_requests() == []
    reader.page.close()


@pytest.mark.browser
def test_every_card_and_the_kilometres_of_every_week_are_those_of_the_plan(
    browser: Browser, planned: PlannedFolder, plan: Plan
) -> None:
    reader = open_page(browser, (planned.plan / "map.html").as_uri())
    cards = reader.page.evaluate(READ_CARDS, [row.commune_code for row in plan.communes])
    for row, (title, text) in zip(plan.communes, cards, strict=True):
        card = text.replace("\u00a0", " ")
        assert title == row.commune_name
        assert STATUS_NAMES[row.status] in card
        assert f"{format_percent(row.value, decimals=0)} avec".replace("\u00a0", " ") in card
        # That no road leads there is what the card of such a commune begins with.
        is_explained = row.explanation != "" and row.status != "unreachable"
        assert is_explained == ("Pourquoi pas" in card)
    reader.page.keyboard.press("Escape")
    finder, start = TourFinder(plan), plan.settings.calendar.start
    for week in range(plan.settings.calendar.num_weeks):
        reader.page.select_option("#dates", index=week + 1)
        days = {(s.adviser_id, s.day) for s in plan.sessions if (s.day - start).days // 7 == week}
        tours = [tour for one in days if (tour := finder.on(*one)) is not None]
        km = format_number(sum(tour.distance_m for tour in tours) / 1000)
        shown = f"{len(tours)} tournées, {km} km".replace(NARROW_NO_BREAK_SPACE, " ")
        assert shown in reader.text("#shown")
        assert reader.count("path.tour") == len(tours) == len(days)
    assert reader.errors == []
    reader.page.close()


def test_a_map_is_drawn_in_english(planned: PlannedFolder, tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    assert run(["map", str(planned.plan), "--lang", "en", "--output", str(output)]) == 0
    text = output.read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert read_data(output.read_text(encoding="utf-8"))["modes"][0]["label"] == "With the plan"


def test_a_frontier_reaches_the_maps_drawn_after_it(planned: PlannedFolder, tmp_path: Path) -> None:
    """In a folder beside, so that the planned one stays as it is."""
    folder = tmp_path / "territoire"
    folder.mkdir()
    for path in planned.folder.iterdir():
        (folder / path.name).symlink_to(path)
    assert run(["frontier", str(folder), "--most", "3", "--quiet"]) == 0
    record = find_frontier(folder)
    assert record.is_of(read_plan(planned.plan / "plan.json"))
    output = tmp_path / "map.html"
    arguments = ["map", str(planned.plan), "--territory", str(folder), "--output", str(output)]
    assert run(arguments) == 0
    staffing = read_data(output.read_text(encoding="utf-8"))["staffing"]
    assert staffing["present"] == 2
    assert staffing["more"]["total"] > 0
    assert format_frontier_json(record) == (folder / "frontier" / "advisers.json").read_bytes()


def test_a_damaged_frontier_is_reported_and_no_map_is_written(
    planned: PlannedFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "territoire"
    (folder / "frontier").mkdir(parents=True)
    (folder / "frontier" / "advisers.json").write_text("{}")
    for path in planned.folder.iterdir():
        (folder / path.name).symlink_to(path)
    output = tmp_path / "map.html"
    arguments = ["map", str(planned.plan), "--territory", str(folder), "--output", str(output)]
    assert run(arguments) == 2
    assert "frontier/advisers.json" in capsys.readouterr().err
    assert not output.exists()
