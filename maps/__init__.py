"""How it looks: the coverage map, one page that needs nothing else.

The names below are the package's public face: they keep their meaning within a major version.
Modules and all other names may change with any version.
"""

from typing import TYPE_CHECKING, Final

from geodata.lazy import lead_to

if TYPE_CHECKING:
    from maps.notebook import MapPage, draw_map

__all__ = ["MapPage", "draw_map"]

_HOMES: Final = dict.fromkeys(__all__, "maps.notebook")

if not TYPE_CHECKING:  # type checkers see the imports above, and refuse other names
    __getattr__ = lead_to(__name__, _HOMES)


def __dir__() -> list[str]:
    return list(__all__)
