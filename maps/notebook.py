"""The map as a notebook shows it: a page of its own inside the notebook's page."""

from dataclasses import dataclass, field
from html import escape
from os import PathLike
from pathlib import Path
from typing import Final

from geodata.files import write_atomically
from geodata.territory import Territory
from maps.drawing import draw_page
from maps.language import LanguageCode, load_language
from planner.plan import Plan

_HEIGHT_PX: Final = 640
_ALLOWED: Final = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
"""No ``allow-same-origin``: the page can reach nothing of the notebook around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """A map: one HTML page with everything inside, shown by a notebook as it is."""

    title: str
    html: str = field(repr=False)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page as one file, which any browser opens without internet."""
        destination = Path(path)
        write_atomically(destination, self.html)
        return destination

    def _repr_html_(self) -> str:
        """Show the page in a frame, where its styles and its security policy are its own."""
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.html)}" '
            f'sandbox="{_ALLOWED}" width="100%" height="{_HEIGHT_PX}" '
            'style="border:0" allowfullscreen></iframe>'
        )


def draw_map(plan: Plan, territory: Territory, *, language: LanguageCode = "fr") -> MapPage:
    """Draw the coverage map of a plan.

    Parameters
    ----------
    plan
        As :func:`planner.make_plan` or :func:`planner.read_plan` give it.
    territory
        The one that the plan was made for.
    language
        ``fr`` or ``en``; what the plan says in French stays French.

    Returns
    -------
    MapPage
        In a notebook, the last value of a cell is shown; elsewhere, :meth:`MapPage.save` it.

    Raises
    ------
    ValueError
        The communes of the plan are not those of the territory.
    """
    html = draw_page(plan, territory, language=load_language(language))
    return MapPage(title=plan.territory_name, html=html)
