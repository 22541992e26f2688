"""Pictures of the documentation: each is made by the command, shown by a page, and small."""

import re
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Browser

from planner.app.web.registry import list_pages
from scripts.office_views import photograph_office
from scripts.screenshots import FIGURES, IMAGES, MOST_BYTES, page, save
from scripts.studio import Studio

HOME: Final = Path(__file__).parents[2]
GUIDE: Final = HOME / "docs" / "guide-coordinateur.md"
PAGES: Final = (HOME / "README.md", *sorted((HOME / "docs").glob("*.md")))
ALL_BYTES: Final = 1_500_000
PICTURE: Final = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")


def shown() -> dict[Path, set[Path]]:
    """Screenshots that each page shows; drawings (SVG) have commands of their own."""
    return {
        path: {
            (path.parent / target).resolve()
            for target in PICTURE.findall(path.read_text(encoding="utf-8"))
        }
        for path in PAGES
    }


def test_every_picture_shown_is_there_and_made_by_the_command() -> None:
    made = {IMAGES / f"{name}.png" for name in FIGURES}
    assert set().union(*shown().values()) == made
    assert set(IMAGES.glob("*.png")) == made


def test_every_picture_is_described_for_those_who_do_not_see_it() -> None:
    for path in PAGES:
        assert "![](" not in path.read_text(encoding="utf-8"), path.name


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in IMAGES.glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) <= ALL_BYTES


def test_the_readme_and_the_guide_show_pictures() -> None:
    assert shown()[HOME / "README.md"] == {IMAGES / "carte.png"}
    assert len(shown()[GUIDE]) >= 6


def test_every_page_of_the_navigation_stands_in_the_guide() -> None:
    pages = {IMAGES / f"page-{one.path.strip('/')}.png" for one in list_pages()}
    assert pages - shown()[GUIDE] == set()


@pytest.mark.browser
def test_pictures_do_not_tell_when_they_were_taken(browser: Browser, tmp_path: Path) -> None:
    words = "<main id=contenu><h1>Historique</h1>le {} à {}, pour le 04/01/2027, 9:00</main>"
    shots = []
    for moment in (("26/11/2026", "05:12"), ("02/12/2026", "17:45")):
        (tmp_path / "page.html").write_text(words.format(*moment))
        entrance = (tmp_path / "page.html").as_uri()
        shots.append(photograph_office(browser, entrance, "page.html"))
    assert shots[0] == shots[1]


@pytest.mark.browser
def test_a_page_of_the_plan_is_photographed_after_what_is_done_on_it(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "map.html").write_text(
        "<body style='margin:0;background:#00f' onclick=\"this.style.background='#0a0'\">"
    )
    studio = Studio(
        folder=tmp_path, plan=tmp_path, papers=tmp_path, browser=browser, entrance="about:blank"
    )
    click = page("map.html", size=(320, 200), act=lambda view: view.click("body"))
    save(click(studio), tmp_path / "one.png")
    with Image.open(tmp_path / "one.png") as picture:
        assert picture.size == (320, 200)
        assert picture.convert("RGB").getcolors() == [(320 * 200, (0, 170, 0))]


def test_a_picture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    noise = Image.effect_noise((900, 900), 90.0)
    with pytest.raises(ValueError, match="bytes, at most"):
        save(noise, tmp_path / "noise.png")
    assert list(tmp_path.iterdir()) == []
