"""Points where the residents of communes live, whoever counted or guessed them."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PopulationCells:
    """Points where the residents of communes live; arrays are read-only."""

    commune_code: npt.NDArray[np.str_]
    """(n,) ascending."""
    lonlat: npt.NDArray[np.float64]
    """(n, 2) centres in degrees, EPSG:4326."""
    weight: npt.NDArray[np.float64]
    """(n,) share of the commune's residents, above 0; adds up to 1 in each commune."""
    is_proxy: bool
    """Mairies and road nodes stand for people: a guess, not a count."""
    sentence: str
    """How it was made, in French, for whoever reads what rests on it."""
    side_m: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(n,) side of each point's square in the grid of EPSG:3035; 0 where a point is no square.
    Empty: none is."""

    def __post_init__(self) -> None:
        num_cells = len(self.weight)
        if not len(self.side_m):
            object.__setattr__(self, "side_m", np.zeros(num_cells))
        for name, shape in (
            ("commune_code", (num_cells,)),
            ("lonlat", (num_cells, 2)),
            ("weight", (num_cells,)),
            ("side_m", (num_cells,)),
        ):
            values = np.array(getattr(self, name))
            if values.shape != shape:
                raise ValueError(f"{name} has shape {values.shape}, expected {shape}")
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if not (np.isfinite(self.weight).all() and (self.weight > 0).all()):
            raise ValueError("weights must be above 0")
        if not (self.side_m >= 0).all():
            raise ValueError("sides must be 0 or above")

    def __len__(self) -> int:
        return len(self.weight)
