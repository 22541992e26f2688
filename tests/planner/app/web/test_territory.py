"""Territoire: what is dropped is judged before it counts, and settings are nobody's to lose."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from planner.intake.settings_form import list_form
from planner.settings.file import SETTINGS_FILE, read_settings
from tests.planner.app.web.serving import PATIENCE_MS, Server, Tab, open_tab, start_server
from tests.planner.app.web.test_frame import GRAVE, RULES

pytestmark = pytest.mark.browser
STANDARD = "Temps de trajet (minutes, borne comprise)"
JOB_MS = 60_000
Office = tuple[Path, Server]
expect.set_options(timeout=PATIENCE_MS)
RARE = "Paul, du 12 rue des Lilas"


@pytest.fixture(scope="module")
def office(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A served folder of this module: each test writes other files of it."""
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("territoire") / "territoire")
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    server = start_server(folder, environment=nowhere)
    yield folder, server
    server.stop()


@pytest.fixture
def own(browser: Browser, office: Office) -> Iterator[tuple[Tab, Path]]:
    """A tab on it."""
    folder, server = office
    tab = open_tab(browser, server)
    tab.open("/territoire")
    yield tab, folder
    tab.page.context.close()


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator(".drop-zone input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def tables(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".")
    }


def test_faults_are_shown_with_their_lines_and_nothing_is_replaced(own: tuple[Tab, Path]) -> None:
    (tab, folder), before = own, tables(own[1])
    lines = (folder / "advisers.csv").read_text(encoding="utf-8-sig").splitlines()
    wrong = "\n".join([*lines, lines[-1].replace(lines[-1].split(";")[0], "<b>x</b>", 1)])
    wrong = wrong.replace("35", "999")
    drop(tab.page, "../../conseillers.csv", wrong.encode())
    expect(tab.page.get_by_text("Rien n’est remplacé")).to_be_visible()
    row = tab.page.locator("tr", has_text="weekly_hours").first
    expect(row).to_contain_text("advisers.csv")
    expect(row).to_contain_text("n'est pas compris entre 1 et 48")
    expect(tab.page.get_by_role("button", name="Mettre en place")).to_be_disabled()
    assert tables(folder) == before
    assert tab.page.locator("main b").count() == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("map.html", b"<script>alert(1)</script>", "ce genre de fichier n'est pas lu"),
        ("communes.geojson", b"<OGRVRTDataSource/>", "pas celui d'un fichier .geojson"),
        ("<img src=x onerror=alert(1)>.parquet", b"PAR1", "pas un Parquet lisible"),
        ("roads.parquet", b"", "le fichier est vide"),
    ],
)
def test_a_hostile_file_is_refused(tab: Tab, name: str, content: bytes, words: str) -> None:
    page = tab.open("/territoire")
    drop(page, name, content)
    expect(page.locator("tr", has_text=words)).to_be_visible()
    assert page.locator("main img").count() == 0


def exported_answers(folder: Path) -> bytes:
    """An export of a survey: forty answers, one of them in words of its own."""
    names = (folder / "venues.csv").read_text(encoding="utf-8-sig").splitlines()
    code = names[1].split(";")[names[0].split(";").index("commune")]
    answers = [
        f"{number};2026-10-01 10:{number:02};{code};75 ans et plus;Oui;"
        f"{('Oui', 'Non', 'Parfois')[number % 3]};"
        for number in range(1, 40)
    ]
    answers.append(f"40;2026-10-01 11:00;{code};75 ans et plus;Oui;{RARE};")
    header = "id;submitdate;Commune;Age;Internet;Aide"
    return "\n".join([header, *answers]).encode()


def test_the_survey_is_read_by_lists_and_no_rare_answer_reaches_the_page(
    own: tuple[Tab, Path],
) -> None:
    tab, folder = own
    page = tab.page
    drop(page, "resultats-enquete.csv", exported_answers(folder))
    page.get_by_role("button", name="Choisir les colonnes de l’enquête").click()
    rare = page.get_by_role("button", name="Ne pas tenir compte des textes rares")
    rare.click()
    expect(rare).to_have_count(0)
    page.get_by_label("« Parfois »").click()
    page.get_by_role("option", name="oui").click()
    page.get_by_role("button", name="Essayer la lecture").click()
    expect(page.get_by_text("resultats-enquete.csv : 40 réponses")).to_be_visible()
    expect(page.get_by_text("chiffre non montré").first).to_be_visible()
    assert RARE not in page.content()
    page.get_by_role("button", name="Importer dans le territoire").click()
    expect(page.get_by_text("Déposez l’export de l’enquête")).to_be_visible()
    survey = (folder / "survey.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(survey) == 1 + 39
    left = [path for path in (folder / "desk").rglob("*") if path.is_file()]
    assert [path for path in left if RARE.encode() in path.read_bytes()] == []


def test_what_two_people_change_is_merged_or_asked(own: tuple[Tab, Path]) -> None:
    tab, folder = own
    page = tab.page
    page.get_by_role("tab", name="Réglages").click()
    page.get_by_role("button", name="À quelle distance").click()
    page.get_by_label(STANDARD).fill("0")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("tr", has_text="access.standard_minutes")).to_contain_text("hors bornes")
    page.get_by_label(STANDARD).fill("20")
    path = folder / SETTINGS_FILE
    others = path.read_text().replace("num_weeks = 12", "num_weeks = 8")
    path.write_text(others.replace("standard_minutes = 15", "standard_minutes = 25"))
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("« 20 », le fichier dit maintenant « 25 »")).to_be_visible()
    page.get_by_role("button", name="Garder mes valeurs").click()
    expect(page.get_by_text("Rien de modifié.")).to_be_visible()
    now = read_settings(path)
    assert (now.access.standard_minutes, now.calendar.num_weeks) == (20, 8)
    page.get_by_role("button", name="Rétablir le défaut : access.standard_minutes").click()
    expect(page.get_by_label(STANDARD)).to_have_value("15")


def test_what_is_no_departement_is_said_so_by_the_job(own: tuple[Tab, Path]) -> None:
    page = own[0].page
    page.get_by_role("tab", name="Sources publiques").click()
    page.get_by_label("Code du département").fill("--help")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("alert")).to_contain_text("département", timeout=JOB_MS)


def test_files_are_dropped_and_taken_out_and_settings_saved_with_the_keyboard(
    own: tuple[Tab, Path],
) -> None:
    tab, folder = own
    page = tab.page
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choisir des fichiers").press("Enter")
    chooser.value.set_files(
        {
            "name": "absences.csv",
            "mimeType": "text/csv",
            "buffer": b"adviser;first_day;last_day\n",
        }
    )
    page.get_by_role("button", name="Mettre en place").press("Enter")
    expect(page.locator("li", has_text="absences.csv").locator(".there")).to_be_visible()
    page.get_by_role("button", name="Retirer : Absences").press("Enter")
    page.get_by_role("button", name="Retirer", exact=True).press("Enter")
    page.get_by_role("button", name="Remettre absences.csv").wait_for()
    assert not (folder / "absences.csv").exists()
    page.get_by_role("tab", name="Fichiers").press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Le territoire, tel que").press("Enter")
    page.get_by_label("Nom du territoire, affiché partout.").fill("Ailleurs")
    expect(page.get_by_text("1 réglage modifié.")).to_be_visible()
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_text("Rien de modifié.")).to_be_visible()
    assert read_settings(folder / SETTINGS_FILE).territory.name == "Ailleurs"


def test_axe_finds_no_serious_violation_in_any_part(own: tuple[Tab, Path]) -> None:
    tab, folder = own
    page = tab.page
    drop(page, "inconnu.csv", b"un;deux\n1;2\n")
    expect(page.get_by_text("inconnu.csv")).to_be_visible()
    drop(page, "resultats-enquete.csv", exported_answers(folder))
    columns = page.get_by_role("button", name="Choisir les colonnes de l’enquête")
    expect(columns).to_be_visible()
    found = {"Fichiers": grave_violations(page)}
    page.get_by_role("tab", name="Réglages").click()
    unfold_all(page)
    found["Réglages"] = grave_violations(page)
    page.get_by_role("tab", name="Sources publiques").click()
    expect(page.get_by_role("button", name="Chercher")).to_be_visible()
    found["Sources publiques"] = grave_violations(page)
    page.get_by_role("tab", name="Fichiers").click()
    columns.click()
    expect(page.get_by_label("« Parfois »")).to_be_visible()
    found["Enquête"] = grave_violations(page)
    assert not any(found.values()), found


def unfold_all(page: Page) -> None:
    """Unfold every section of the settings, and wait until all stand open and still."""
    sections = page.locator(".settings-section")
    expect(sections).to_have_count(len(list_form()))
    for section in sections.all():  # by keyboard: what slides above moves them under a pointer
        section.locator("[aria-expanded]").first.press("Enter")
    expect(page.locator(".settings-section.q-expansion-item--collapsed")).to_have_count(0)
    moving = ".q-expansion-item__content[style*=height]"  # as long as it slides
    expect(sections.locator(moving)).to_have_count(0)


def grave_violations(page: Page) -> list[str]:
    response = Axe().run(page, options=RULES).response
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in response["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
