"""The page of the comparison: one HTML file that opens without internet."""

from collections.abc import Sequence
from importlib import resources
from typing import Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from geodata.territory import Commune
from maps.comparison import wording
from maps.comparison.payload import make_comparison
from maps.offline import (
    add_security_policy,
    dump_data,
    read_asset,
    read_leaflet_script,
    read_leaflet_style,
)
from maps.typography import typeset
from planner.plan import Plan
from planner.wording import one_line

SHARED_SCRIPTS: Final = ("dom.js", "geometry.js")
"""Of the coverage map."""
SCRIPTS: Final = ("fills.js", "swipe.js", "tables.js", "comparison.js")


def render_comparison(
    before: Plan, after: Plan, *, communes: Sequence[Commune], names: tuple[str, str]
) -> str:
    """Render two plans of one territory as one HTML page; the same arguments, the same text.

    Parameters
    ----------
    communes
        Outlines of exactly the communes of both plans, EPSG:4326.
    names
        What the page calls the plans.

    Raises
    ------
    ValueError
        When the plans are not of the same communes.
    """
    folder = resources.files("maps.comparison").joinpath("assets")

    def read(name: str) -> str:
        return folder.joinpath(name).read_text(encoding="utf-8")

    shown = (one_line(names[0]), one_line(names[1]))
    data = make_comparison(before, after, communes=communes, names=shown)
    scripts = (
        read_leaflet_script(), *map(read_asset, SHARED_SCRIPTS), *map(read, SCRIPTS),
    )  # fmt: skip
    page = (
        Environment(autoescape=True, undefined=StrictUndefined)
        .from_string(read("comparison.html.j2"))
        .render(
            title=wording.PAGE_TITLE,
            territory=one_line(after.territory_name),
            notice=typeset(one_line(after.notice)),
            names=shown,
            # our own files and escaped JSON: markup that nobody else wrote
            styles=[Markup(text) for text in (read_leaflet_style(), read("comparison.css"))],  # noqa: S704
            data=Markup(dump_data(data)),  # noqa: S704
            scripts=[Markup(text) for text in scripts],  # noqa: S704
        )
    )
    return add_security_policy(page, image_origins=()) + "\n"
