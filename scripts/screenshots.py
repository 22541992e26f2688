"""Make the pictures of the documentation, docs/img/*.png, from a made-up département.

make screenshots
python -m scripts.screenshots out/screenshots --only carte affiche

The territory is made up, planned and served by scripts/studio.py, once, and kept below the folder
named. Nothing of anybody's data is in the pictures. Made anew they are the same, but for how long a
search took. Needs Chromium, LibreOffice and pdftoppm (chromium, libreoffice-calc, poppler-utils).
A further picture is one line of FIGURES, and a place in a page that shows it.
"""

import argparse
import contextlib
import html
import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops
from playwright.sync_api import Page

from planner.app.main import run
from planner.plan.file import read_plan
from scripts.office_views import (
    ask_where_it_is_allowed,
    choose_a_session,
    compare_plans,
    drag_to_a_refusal,
    photograph_office,
    propose_for_an_absence,
    wait_for_the_map,
)
from scripts.studio import Studio, find_least_served, open_studio

IMAGES: Final = Path(__file__).resolve().parents[1] / "docs" / "img"
MOST_BYTES: Final = 300_000
"""Of one picture: a reader's first page must not be slow."""
TOOLS: Final = ("chromium", "soffice", "pdftoppm")
_COLOURS: Final = 256
_DPI: Final = 110

Make = Callable[[Studio], Image.Image]


def page(
    name: str,
    *,
    size: tuple[int, int] = (1280, 800),
    act: Callable[[Page], None] | None = None,
    ready: str = "body",
) -> Make:
    """Photograph a page of the plan folder, or one at an address."""

    def make(studio: Studio) -> Image.Image:
        address = name if "://" in name else f"{studio.plan.resolve().as_uri()}/{name}"
        view = studio.browser.new_page(viewport={"width": size[0], "height": size[1]})
        view.goto(address)
        view.wait_for_selector(ready)
        if act is not None:
            act(view)
        view.wait_for_timeout(400)  # what moves has come to rest
        shot = view.screenshot()
        view.close()
        return Image.open(io.BytesIO(shot))

    return make


def sheet(name: str, number: int, *, shown: float = 1.0) -> Make:
    """Print one page of a workbook as LibreOffice does, counted from 1.

    Margins are cut, and what lies below a share of the height.
    """

    def make(studio: Studio) -> Image.Image:
        pdf = studio.papers / f"{Path(name).stem}.pdf"
        if not pdf.exists():
            profile = (studio.papers / "libreoffice").resolve().as_uri()
            _call(
                "soffice",
                "--headless",
                f"-env:UserInstallation={profile}",
                "--convert-to",
                "pdf",
                "--outdir",
                str(studio.papers),
                str(studio.plan / name),
            )
        picture = _print_page(pdf, number)
        return _cut_margins(picture.crop((0, 0, picture.width, int(shown * picture.height))))

    return make


def paper(pattern: str, number: int = 1) -> Make:
    """One page of the first printed sheet that a pattern finds; the sheet's edge is drawn."""

    def make(studio: Studio) -> Image.Image:
        pdf = min(studio.papers.glob(pattern))
        picture = _print_page(pdf, number)
        framed = Image.new("RGB", (picture.width + 2, picture.height + 2), "#888888")
        framed.paste(picture, (1, 1))
        return framed

    return make


def terminal(*arguments: str) -> Make:
    """Show a command and what it prints, on a screen of 80 columns."""

    def make(studio: Studio) -> Image.Image:
        named = {
            "FOLDER": str(studio.folder),
            "PLAN": str(studio.plan),
            "COMMUNE": find_least_served(read_plan(studio.plan)).commune_name,
        }
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            run([named.get(word, word) for word in arguments])
        shown = {"FOLDER": "my-departement", "PLAN": f"my-departement/plans/{studio.plan.name}"}
        words = [shown.get(word, named.get(word, word)) for word in arguments]
        text = f"$ itinerance {' '.join(words)}\n{printed.getvalue()}"
        for name in ("PLAN", "FOLDER"):  # the longer path first: it begins with the other
            text = text.replace(named[name], shown[name])
        view = studio.browser.new_page(viewport={"width": 900, "height": 200})
        view.set_content(
            "<style>body{margin:0;background:#1d2b33}pre{margin:0;padding:16px 20px;color:#e8eef0;"
            "font:15px/1.35 'DejaVu Sans Mono',monospace;white-space:pre-wrap;width:80ch;"
            f"display:inline-block}}</style><pre>{html.escape(text)}</pre>"
        )
        shot = view.locator("pre").screenshot()
        view.close()
        return Image.open(io.BytesIO(shot))

    return make


def office(
    path: str,
    act: Callable[[Page], None] | None = None,
    *,
    shown: tuple[float, float] = (0.0, 1.0),
) -> Make:
    """Photograph a page of the coordinator's page, as `itinerance serve` shows it.

    Parameters
    ----------
    shown
        Where the picture begins and ends, from the top of the page: 0 to 1.
    """

    def make(studio: Studio) -> Image.Image:
        shot = photograph_office(studio.browser, studio.entrance, path, act=act)
        whole = Image.open(io.BytesIO(shot))
        top, bottom = (round(part * whole.height) for part in shown)
        return whole.crop((0, top, whole.width, bottom))

    return make


def show_difference(view: Page) -> None:
    """Colour the communes of a comparison by what they gain or lose."""
    view.get_by_role("button", name="Écart", exact=True).click()


def open_worst(view: Page) -> None:
    """Open the card of the commune that the list of the worst served begins with."""
    name = view.evaluate("document.querySelector('#worst-rows button').textContent")
    view.fill("#search", name)
    view.keyboard.press("Enter")


FIGURES: Final[Mapping[str, Make]] = {
    "carte": page("map.html", ready="path.commune"),
    "carte-fiche": page("map.html", ready="path.commune", act=open_worst),
    "carte-frequence": page("map.html#vue=frequency", ready="path.commune"),
    "carte-telephone": page("map.html", ready="path.commune", size=(390, 780)),
    "resume": terminal("check", "FOLDER"),
    "explication": terminal("explain", "PLAN", "COMMUNE"),
    "classeur-planning": sheet("planning.xlsx", 1, shown=0.45),
    "affiche": paper("affiches/*.pdf"),
    "fiche-territoire": paper("territoires/epci*.pdf"),
    "feuille-de-route": paper("feuilles-de-route/*/*.pdf"),
    "graphiques": page("charts.html", size=(1100, 800)),
    "comparaison": page(
        "../2027-01-04-2/comparison-2027-01-04-1.html", act=show_difference, ready="#sessions-heads"
    ),
    "page-territoire": office("/territoire"),
    "page-planifier": office("/planifier"),
    "page-semaine": office("/semaine", choose_a_session),
    "page-autorise": office("/semaine", ask_where_it_is_allowed, shown=(0.19, 0.85)),
    "page-refus": office("/semaine", drag_to_a_refusal),
    "page-absences": office("/absences", propose_for_an_absence),
    "page-couverture": office("/couverture", wait_for_the_map),
    "page-publier": office("/publier"),
    "page-historique": office("/historique", compare_plans),
}
"""Name of the file without its ending: how the picture is made."""


def save(picture: Image.Image, path: Path) -> None:
    """Write a picture as a small PNG."""
    buffer = io.BytesIO()
    few = picture.convert("RGB").quantize(
        _COLOURS,
        method=Image.Quantize.MAXCOVERAGE,  # a red word stays red, however few its pixels
        kmeans=3,
        dither=Image.Dither.NONE,
    )
    few.save(buffer, format="PNG", optimize=True)
    if buffer.tell() > MOST_BYTES:
        raise ValueError(f"{path.name}: {buffer.tell()} bytes, at most {MOST_BYTES}")
    path.write_bytes(buffer.getvalue())


def _print_page(pdf: Path, number: int) -> Image.Image:
    number_text = str(number)
    found = _call(
        "pdftoppm", "-r", str(_DPI), "-f", number_text, "-l", number_text, "-png", str(pdf)
    )
    return Image.open(io.BytesIO(found))


def _cut_margins(picture: Image.Image, *, keep: int = 12) -> Image.Image:
    """Cut the white around what is printed."""
    plain = picture.convert("RGB")
    box = ImageChops.difference(plain, Image.new("RGB", plain.size, "white")).getbbox()
    if box is None:
        return plain
    left, top, right, bottom = box
    return plain.crop(
        (
            max(0, left - keep),
            max(0, top - keep),
            min(plain.width, right + keep),
            min(plain.height, bottom + keep),
        )
    )


def _call(tool: str, *arguments: str) -> bytes:
    done = subprocess.run([tool, *arguments], check=True, stdout=subprocess.PIPE)  # noqa: S603 - ours
    return done.stdout


def main() -> None:
    """Make the pictures named on the command line, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the territory is made up once")
    parser.add_argument("--only", nargs="+", choices=FIGURES, default=list(FIGURES))
    parser.add_argument("--output", type=Path, default=IMAGES)
    options = parser.parse_args()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        parser.error(f"not installed: {', '.join(missing)}")
    options.output.mkdir(parents=True, exist_ok=True)
    with open_studio(options.folder) as studio:
        for name in options.only:
            save(FIGURES[name](studio), options.output / f"{name}.png")
            print(options.output / f"{name}.png", file=sys.stderr)


if __name__ == "__main__":
    main()
