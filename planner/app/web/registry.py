"""Pages find their way into the frame by themselves: one module each in ``web/pages/``."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from planner.app.web import pages
from planner.app.web.office import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the navigation."""

    path: str
    """``/planifier``; ``/`` is the first page."""
    title: str
    """In the navigation and as the heading."""
    order: int
    """Place in the navigation."""
    build: Callable[[Visit], Awaitable[None] | None]
    """Fills the page's main part."""


@cache
def list_pages() -> tuple[Page, ...]:
    """List the pages in the order of the navigation: ``PAGE`` of each module in ``web/pages/``."""
    found = (
        importlib.import_module(f"{pages.__name__}.{module.name}").PAGE
        for module in pkgutil.iter_modules(pages.__path__)
    )
    return tuple(sorted(found, key=lambda page: page.order))
