"""Invented territories of any size, for demonstrations, tests and benchmarks."""

from typing import Final

from geodata.synthetic.territory import SyntheticTerritory, make_synthetic_territory
from geodata.synthetic.truth import SyntheticTruth

__all__ = [
    "DEMO_NAME",
    "DEMO_NOTICE",
    "SyntheticTerritory",
    "SyntheticTruth",
    "make_synthetic_territory",
]

DEMO_NAME: Final = "Territoire de démonstration"
DEMO_NOTICE: Final = "Communes, habitants et enquête inventés."
