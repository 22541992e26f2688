"""The frame of every page: skip link, header, navigation, main part."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nicegui import ui

from planner.app.web.feedback import blocking
from planner.app.web.headings import heading
from planner.app.web.login import LOGOUT_PATH
from planner.app.web.office import Visit
from planner.app.web.registry import Page
from planner.app.web.watching import on_change

_ASSETS: Final = Path(__file__).parent / "assets"
_CSS: Final = (_ASSETS / "itinerance.css").read_text(encoding="utf-8")
_SIGNED_OUT: Final = (_ASSETS / "signed-out.js").read_text(encoding="utf-8")
JOBS_PAGE: Final = "/planifier"
COLORS: Final = {
    "primary": "#0b4f6c",
    "secondary": "#44525f",
    "accent": "#8a3ffc",
    "positive": "#1b6e3c",
    "negative": "#a3211b",
    "info": "#1f5c99",
    "warning": "#8a5a00",
}
"""Each has a contrast of 4.5 at the least on white, and white on it."""


def _draw_job_sign(visit: Visit) -> None:
    """Say on every page that a computation is under way, and lead to it."""
    with ui.element("div").props('role="status"'):
        sign = ui.link("Calcul en cours", JOBS_PAGE).classes("job-sign")
    sign.set_visibility(False)

    async def look() -> None:
        sign.set_visibility(await blocking(visit.jobs.current) is not None)

    ui.timer(0, look, once=True)
    on_change(visit.watch, ("jobs",), look)


@contextmanager
def frame(page: Page, visit: Visit, *, pages: Sequence[Page]) -> Iterator[None]:
    """Draw what surrounds a page; its content goes inside."""
    ui.colors(**COLORS)
    ui.add_css(_CSS)
    ui.add_head_html(f"<script>{_SIGNED_OUT}</script>")
    with ui.header(fixed=False, add_scroll_padding=False).classes("page-header"):
        ui.link("Aller au contenu", "#contenu").classes("skip-link")
        with ui.element("div").classes("page-name"):
            ui.label("Planning des permanences").classes("product")
            ui.label(visit.folder.resolve().name).classes("territory")
        with ui.element("nav").props('aria-label="Pages"').classes("page-nav"):
            for other in pages:
                link = ui.link(other.title, other.path)
                if other is page:
                    link.props('aria-current="page"')
        _draw_job_sign(visit)
        with ui.element("form").props(f'method="post" action="{LOGOUT_PATH}"').classes("user"):
            ui.label(visit.user).classes("user-name")
            with ui.element("button").props('type="submit"').classes("quiet"):
                ui.label("Quitter")
    # A page is sent at once, and filled when its files have been read.
    with ui.element("div").props('id="contenu" tabindex="-1" aria-busy="true"') as main:
        main.classes("page-main")
        heading(page.title, level=1).classes("page-title")
        yield
    main.props(remove="aria-busy")
