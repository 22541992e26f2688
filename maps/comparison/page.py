"""The page of the comparison: one HTML file that opens without internet."""

from collections.abc import Sequence
from importlib import resources
from typing import Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from geodata.territory import Commune
from maps.comparison import wording
from maps.comparison.payload import make_comparison
from maps.language import FRENCH, Language, script_messages
from maps.offline import (
    add_security_policy,
    dump_data,
    read_asset,
    read_leaflet_script,
    read_leaflet_style,
)
from maps.typography import typeset
from planner.credits import credit_sentence
from planner.plan import Plan
from planner.wording import one_line

SHARED_SCRIPTS: Final = ("say.js", "dom.js", "geometry.js", "csv.js")
"""Of the coverage map."""
SCRIPTS: Final = (
    "fills.js",
    "swipe.js",
    "sorting.js",
    "tables.js",
    "sessions.js",
    "paper.js",
    "comparison.js",
)


def render_comparison(
    before: Plan,
    after: Plan,
    *,
    communes: Sequence[Commune],
    names: tuple[str, str],
    language: Language = FRENCH,
) -> str:
    """Render two plans of one territory as one HTML page; the same arguments, the same text.

    Parameters
    ----------
    communes
        Outlines of exactly the communes of both plans, EPSG:4326.
    names
        What the page calls the plans.
    language
        Of the page; names and other texts of the data stay as they are.

    Raises
    ------
    ValueError
        When the plans are not of the same communes.
    """
    shown = (one_line(names[0]), one_line(names[1]))
    own = own_scripts()
    data = make_comparison(before, after, communes=communes, names=shown, language=language) | {
        "messages": {} if language.code == FRENCH.code else _messages(own, language)
    }
    page = (
        Environment(autoescape=True, undefined=StrictUndefined)
        .from_string(_read("comparison.html.j2"))
        .render(
            language=language,
            title=language.say(wording.PAGE_TITLE),
            territory=one_line(after.territory_name),
            notice=typeset(one_line(after.notice)),
            credit=typeset(credit_sentence(after)),
            names=shown,
            # our own files and escaped JSON: markup that nobody else wrote
            styles=[Markup(text) for text in (read_leaflet_style(), _read("comparison.css"))],  # noqa: S704 - ours
            data=Markup(dump_data(data)),  # noqa: S704 - ours
            scripts=[Markup(text) for text in (read_leaflet_script(), *own)],  # noqa: S704 - ours
        )
    )
    return add_security_policy(page, image_origins=()) + "\n"


def own_scripts() -> tuple[str, ...]:
    """Scripts of the page that are ours, in the order in which they use each other."""
    return (*map(read_asset, SHARED_SCRIPTS), *map(_read, SCRIPTS))


def _read(name: str) -> str:
    folder = resources.files("maps.comparison").joinpath("assets")
    return folder.joinpath(name).read_text(encoding="utf-8")


def _messages(scripts: Sequence[str], language: Language) -> dict[str, str | list[str]]:
    """Translations of what the scripts say."""
    return {
        message: translation
        for script in scripts
        for message, translation in script_messages(script, language).items()
    }
