"""The map page: a folium map of which every script, style and figure is inside the file."""

from collections.abc import Sequence
from typing import Final

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geodata.territory import Commune, OfferPlace
from maps.areas import UnreachedArea
from maps.language import FRENCH, Language, script_messages
from maps.offline import (
    SCRIPTS,
    TILE_URL,
    add_security_policy,
    dump_data,
    read_asset,
    read_leaflet_script,
    read_leaflet_style,
)
from maps.packing import pack_tables
from maps.payload import make_payload
from maps.tour_rows import Lines
from planner.frontier.record import FrontierRecord
from planner.plan import Plan
from planner.wording import one_line

MAP_ID: Final = "plan"
_READ_DATA: Final = "JSON.parse(byId('plan-data').textContent)"


class _Page(Figure):
    """The document around the map: zoomable, with a place for everything inline."""

    def __init__(self, title: str, language: Language) -> None:
        super().__init__(title=title)
        self.language = language
        self._template = Template(read_asset("page.html.j2"))


class _PlanMap(folium.Map):
    """A folium map that links to no file and whose name is always the same."""

    def __init__(self, language: Language) -> None:
        super().__init__(
            tiles=None,
            zoom_control="bottomright",
            zoom_snap=0.25,
            zoom_delta=0.5,
            min_zoom=6,
            max_zoom=18,
        )
        self.language = language
        self.default_js = []
        self.default_css = []
        self._template = Template(read_asset("map.js.j2"))

    @classmethod
    def _generate_id(cls) -> str:
        return MAP_ID


class _Verbatim(Element):
    """Text that stands in the page as it is: branca would read ``{{`` in it as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_kwargs: object) -> str:
        return self.text


class _Inline(MacroElement):
    """A piece of the page that folium puts into its head, its body or among its scripts."""

    def __init__(self, text: str, *, name: str, part: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # folium has no types
        self._name = name
        self.text = text
        self.part = part

    def render(self, **_kwargs: object) -> str:
        part = getattr(self.get_root(), self.part)
        part.add_child(_Verbatim(self.text), name=self._name)
        return ""


def render_map(
    plan: Plan,
    *,
    communes: Sequence[Commune],
    offer: Sequence[OfferPlace],
    tour_lines: Sequence[Lines],
    dated_tour_lines: Sequence[Lines] = (),
    areas: Sequence[UnreachedArea] = (),
    frontier: FrontierRecord | None = None,
    language: Language = FRENCH,
) -> str:
    """Render a plan as one HTML page that opens without internet.

    Parameters
    ----------
    plan
        The plan shown.
    communes
        Outlines of exactly the communes of the plan, EPSG:4326.
    offer
        The existing fixed offer.
    tour_lines
        Road line of each leg of each tour: (n, 2) longitudes and latitudes. Empty when there are
        none: the tours are then drawn straight, and the page says so.
    dated_tour_lines
        The same of each tour of a single date.
    areas
        Land beyond the reported minutes, by ascending limit (:mod:`maps.areas`).
    frontier
        Coverage by number of advisers; ``None`` when it has not been computed, which the page says.
    language
        Of the page. What plan.json says in French stays French, and is marked so.

    Returns
    -------
    str
        The page; the same arguments give the same text.

    Raises
    ------
    ValueError
        When the communes or the lines do not match the plan.
    """
    own_scripts = [read_asset(name) for name in SCRIPTS]
    payload = make_payload(
        plan,
        communes=communes,
        offer=offer,
        tour_lines=tour_lines,
        dated_tour_lines=dated_tour_lines,
        areas=areas,
        frontier=frontier,
        language=language,
    )
    data = pack_tables(payload) | {"messages": _messages(own_scripts, language)}
    title = language.say("Aide numérique itinérante, {place}", place=one_line(plan.territory_name))
    page = _Page(title, language)
    plan_map = _PlanMap(language)
    scripts = (read_leaflet_script(), *own_scripts)
    start = f"startPage({plan_map.get_name()}, {_READ_DATA}, {dump_data(TILE_URL)});"
    pieces = [
        _Inline(_style(read_leaflet_style()), name="leaflet_style", part="header"),
        _Inline(_style(read_asset("page.css")), name="page_style", part="header"),
        _Inline(_data_block(dump_data(data)), name="plan_data", part="script"),
        *(
            _Inline(_script(text), name=f"script_{number}", part="script")
            for number, text in enumerate(scripts)
        ),
        plan_map,
        _Inline(_script(start), name="start", part="script"),
    ]
    for piece in pieces:
        page.add_child(piece)
    return add_security_policy(page.render())


def _messages(scripts: Sequence[str], language: Language) -> dict[str, str | list[str]]:
    """Translations of what the scripts say; none in French, the language they are written in."""
    if language.code == FRENCH.code:
        return {}
    return {
        message: translation
        for script in scripts
        for message, translation in script_messages(script, language).items()
    }


def _style(text: str) -> str:
    return f"<style>{text}</style>"


def _script(text: str) -> str:
    return f"<script>{text}</script>"


def _data_block(text: str) -> str:
    return f'<script type="application/json" id="plan-data">{text}</script>'
