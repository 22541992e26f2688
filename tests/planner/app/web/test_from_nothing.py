"""From an empty folder to published files, by the page alone."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from planner.plan import Plan
from planner.plan.file import PLAN_FILE, read_plan
from planner.plan.store import latest_plan
from planner.settings.file import SETTINGS_FILE, read_settings
from tests.planner.app.web.serving import PATIENCE_MS, ROOT, Server, Tab, open_tab

pytestmark = pytest.mark.browser
NEEDED = ("communes.geojson", "venues.csv", "advisers.csv", "roads.parquet")
USEFUL = ("existing_offer.csv", "survey.csv")
PLANNED_MS = 240_000
expect.set_options(timeout=PATIENCE_MS)


def drop(page: Page, *files: Path) -> None:
    page.locator(".drop-zone input[type=file]").set_input_files(list(files))


def saved(page: Page, click: Callable[[], None]) -> bytes:
    with page.expect_download() as download:
        click()
    return Path(download.value.path()).read_bytes()


def go(page: Page, title: str) -> None:
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=title).click()
    page.wait_for_selector(f"h1:has-text('{title}')")


def fill_folder(page: Page, folder: Path, source: Path) -> None:
    """Make the settings, then drop the tables of another folder: first those that are needed."""
    page.get_by_label("Nom du territoire").first.fill("Pays d'Essai")
    page.get_by_role("button", name="Créer les réglages").click()
    expect(page.get_by_text("manque")).to_have_count(len(NEEDED))
    drop(page, *(source / name for name in NEEDED))
    page.get_by_role("button", name="Mettre en place").click()
    expect(page.get_by_text("le territoire peut être planifié")).to_be_visible()
    drop(page, *(source / name for name in USEFUL))
    expect(page.get_by_text("Aucune anomalie, avec tout le dossier.")).to_be_visible()
    page.get_by_role("button", name="Mettre en place").click()
    expect(page.locator("li", has_text="survey.csv").locator(".there")).to_be_visible()
    for name in (*NEEDED, *USEFUL):
        assert (folder / name).read_bytes() == (source / name).read_bytes()


def change_number_of_weeks(page: Page, folder: Path) -> None:
    page.get_by_role("tab", name="Réglages").click()
    page.get_by_role("button", name="Les dates que le planning couvre.").click()
    page.get_by_label("Nombre de semaines à dater").fill("4")
    expect(page.get_by_text("1 réglage modifié.")).to_be_visible()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Rien de modifié.")).to_be_visible()
    assert read_settings(folder / SETTINGS_FILE).calendar.num_weeks == 4


def plan_shortly(page: Page, folder: Path) -> Path:
    go(page, "Planifier")
    page.get_by_label("Durée de recherche au plus").fill("0.2")
    page.get_by_role("button", name="Planifier").click()
    page.get_by_text("Planning 2027-01-04-1").wait_for(timeout=PLANNED_MS)
    stored = latest_plan(folder)
    assert stored is not None
    return stored


def download_files(page: Page, stored: Path, plan: Plan) -> None:
    go(page, "Publier")
    workbook = saved(page, page.get_by_role("link", name="Télécharger : planning.xlsx").click)
    assert workbook == (stored / "planning.xlsx").read_bytes()
    assert "Planning" in openpyxl.load_workbook(BytesIO(workbook)).sheetnames
    poster = saved(page, page.get_by_role("button", name="PDF : Affiches").click)
    text = pypdf.PdfReader(BytesIO(poster)).pages[0].extract_text()
    assert any(venue.commune_name in text for venue in plan.venues)


def publish_from_nothing(tab: Tab, folder: Path, source: Path) -> None:
    page = tab.open("/territoire")
    fill_folder(page, folder, source)
    change_number_of_weeks(page, folder)
    stored = plan_shortly(page, folder)
    plan = read_plan(stored / PLAN_FILE)
    assert (plan.territory_name, plan.settings.calendar.num_weeks) == ("Pays d'Essai", 4)
    download_files(page, stored, plan)
    go(page, "Couverture")
    expect(page.frame_locator("iframe").locator("path.commune").first).to_be_attached()
    assert tab.errors == []
    page.context.close()


def test_from_an_empty_folder_to_a_published_plan(
    browser: Browser, small_office: Path, tmp_path: Path, serve_office: Callable[..., Server]
) -> None:
    folder = tmp_path / "nouveau"
    folder.mkdir()
    publish_from_nothing(open_tab(browser, serve_office(folder)), folder, small_office)


@pytest.mark.real
def test_from_an_empty_folder_to_a_published_plan_of_the_real_departement(
    browser: Browser, real_folder: Path, tmp_path: Path, serve_office: Callable[..., Server]
) -> None:
    source, folder = tmp_path / "source", tmp_path / "nouveau"
    script = ROOT / "scripts" / "make_charente_maritime.py"
    subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, str(script), str(real_folder), str(source)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )
    folder.mkdir()
    publish_from_nothing(open_tab(browser, serve_office(folder)), folder, source)
