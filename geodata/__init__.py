"""What is there: a territory's tables, roads, travel times and opening hours.

The names below are the package's public face: they keep their meaning within a major version.
Modules and all other names may change with any version.
"""

from typing import TYPE_CHECKING, Final

from geodata.lazy import lead_to

if TYPE_CHECKING:
    from geodata.errors import (
        Fault,
        FolderInUseError,
        InfeasibleError,
        InputError,
        ItineranceError,
        PlanFileError,
        SettingsError,
        SourceError,
        TerritoryError,
        ViolationError,
    )
    from geodata.folder import read_territory, write_territory
    from geodata.synthetic import SyntheticTerritory, make_synthetic_territory
    from geodata.territory import Adviser, Commune, OfferPlace, Territory, Venue

__all__ = [
    "Adviser",
    "Commune",
    "Fault",
    "FolderInUseError",
    "InfeasibleError",
    "InputError",
    "ItineranceError",
    "OfferPlace",
    "PlanFileError",
    "SettingsError",
    "SourceError",
    "SyntheticTerritory",
    "Territory",
    "TerritoryError",
    "Venue",
    "ViolationError",
    "make_synthetic_territory",
    "read_territory",
    "write_territory",
]

_HOMES: Final = {
    **dict.fromkeys(
        [
            "Fault",
            "FolderInUseError",
            "InfeasibleError",
            "InputError",
            "ItineranceError",
            "PlanFileError",
            "SettingsError",
            "SourceError",
            "TerritoryError",
            "ViolationError",
        ],
        "geodata.errors",
    ),
    **dict.fromkeys(["read_territory", "write_territory"], "geodata.folder"),
    **dict.fromkeys(["SyntheticTerritory", "make_synthetic_territory"], "geodata.synthetic"),
    **dict.fromkeys(
        ["Adviser", "Commune", "OfferPlace", "Territory", "Venue"], "geodata.territory"
    ),
}

if not TYPE_CHECKING:  # type checkers see the imports above, and refuse other names
    __getattr__ = lead_to(__name__, _HOMES)


def __dir__() -> list[str]:
    return list(__all__)
