"""Choose points that matter and lie apart from each other: towns, seats, bases."""

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Points = npt.NDArray[np.float64]
"""(n, 2) metres in EPSG:2154."""
Positions = npt.NDArray[np.int64]
"""(n,) positions in another array."""


def choose_spread(points: Points, weights: npt.NDArray[np.float64], count: int) -> Positions:
    """Choose the heaviest points, none near another that was chosen before.

    The distance kept starts at half that of ``count`` points spread evenly over a square, so
    that weight still decides, and shrinks until ``count`` points are found. Points of weight 0
    are taken last.

    Parameters
    ----------
    points, weights
        Candidates, and how much each is wanted.
    count
        At most the number of points.

    Returns
    -------
    Positions
        (count,) heaviest first.
    """
    tree = cKDTree(points)
    order = np.argsort(-weights, kind="stable")
    extent = np.ptp(points, axis=0)
    apart_m = 0.55 * float(np.sqrt(max(extent[0] * extent[1], 1.0) / count))
    while True:
        chosen = _choose_apart(tree, order[weights[order] > 0], count, apart_m)
        if len(chosen) == count:
            return np.array(chosen, dtype=np.int64)
        apart_m *= 0.85
        if apart_m < 1.0:  # too few points of any weight: fill up in order of weight
            taken = set(chosen)
            rest = [int(position) for position in order if int(position) not in taken]
            return np.array([*chosen, *rest[: count - len(chosen)]], dtype=np.int64)


def _choose_apart(tree: cKDTree, order: Positions, count: int, apart_m: float) -> list[int]:
    is_blocked = np.zeros(tree.n, dtype=np.bool_)
    chosen: list[int] = []
    for position in order.tolist():
        if len(chosen) == count:
            break
        if not is_blocked[position]:
            chosen.append(position)
            is_blocked[tree.query_ball_point(tree.data[position], apart_m)] = True
    return chosen
