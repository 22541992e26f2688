"""A smaller graph with the same shortest paths between the nodes that matter.

A node of few arcs is taken out, and each way in and out over it becomes one arc: what remains has
the same distances (the preparation of contraction hierarchies: Geisberger, Sanders, Schultes and
Delling, 2008). Dead ends vanish, chains become one arc, and small crossings follow. At the end,
arcs that a way over one more node beats are dropped: on a grid of streets, half of them.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

_MOST_ARCS: Final = 20
"""A node with more ways in or out stays; measured: fewer leave a large graph, more cost time."""
_PAIRS_AT_ONCE: Final = 1_000_000
"""Arcs followed by an arc that are compared in one go: below 100 MB."""
_SEED: Final = 0
"""Of the order among equal nodes; it has no influence on any distance."""

_Ints = npt.NDArray[np.int64]


class _Arcs(NamedTuple):
    """Arcs in the order of start, then end; at most one from a node to another."""

    start: _Ints
    end: _Ints
    weight: npt.NDArray[np.float64]

    def take(self, which: npt.NDArray[np.bool_]) -> "_Arcs":
        """Some of the arcs, in the same order."""
        return _Arcs(self.start[which], self.end[which], self.weight[which])


def contract(weights: csr_array, kept: npt.NDArray[np.int64]) -> tuple[csr_array, _Ints]:
    """Take out nodes of few arcs, so that distances between the kept nodes stay what they are.

    Parameters
    ----------
    weights
        (num_nodes, num_nodes) non-negative weights of arcs without loops, columns ascending. Sums
        must be exact for the distances to be equal to the last bit.
    kept
        Nodes to keep, each once.

    Returns
    -------
    weights : (num_core, num_core) csr_array
        The smaller graph; zeros are explicit and count.
    position : (num_kept,) array
        Where each kept node is in it.
    """
    num_nodes = weights.shape[0]
    start = np.repeat(np.arange(num_nodes, dtype=np.int64), np.diff(weights.indptr))
    arcs = _Arcs(start, weights.indices.astype(np.int64), weights.data)
    is_left = np.ones(num_nodes, dtype=np.bool_)
    may_go = np.ones(num_nodes, dtype=np.bool_)
    may_go[kept] = False
    # Numbers along a road rise, and then only its first node would be least among neighbours.
    turn = np.random.default_rng(_SEED).permutation(num_nodes)
    while True:
        goes = _independent(arcs, may_go & is_left, turn=turn)
        if not goes.any():
            break
        is_left[goes] = False
        arcs = _bypass(arcs, goes)
    arcs = _without_detours(arcs, num_nodes=num_nodes)
    core = np.flatnonzero(is_left)
    position = np.full(num_nodes, -1, dtype=np.int64)
    position[core] = np.arange(len(core))
    row_start = np.zeros(len(core) + 1, dtype=np.int32)
    np.cumsum(np.bincount(position[arcs.start], minlength=len(core)), out=row_start[1:])
    smaller = csr_array(
        (arcs.weight, position[arcs.end].astype(np.int32), row_start),
        shape=(len(core), len(core)),
    )
    return smaller, position[kept]


def _independent(
    arcs: _Arcs, may_go: npt.NDArray[np.bool_], *, turn: _Ints
) -> npt.NDArray[np.bool_]:
    """Nodes to take out at once: no two are neighbours, and each adds least arcs around it."""
    num_nodes = len(may_go)
    num_in = np.bincount(arcs.end, minlength=num_nodes)
    num_out = np.bincount(arcs.start, minlength=num_nodes)
    may_go = may_go & (np.maximum(num_in, num_out) <= _MOST_ARCS)
    # Arcs made less arcs gone, made positive; then the turn, so that no two are equal.
    cost = num_in * num_out - num_in - num_out + 2 * _MOST_ARCS
    rank = np.where(may_go, cost * num_nodes + turn, np.iinfo(np.int64).max)
    least = rank.copy()
    np.minimum.at(least, arcs.start, rank[arcs.end])
    np.minimum.at(least, arcs.end, rank[arcs.start])
    return np.asarray(may_go & (least == rank))


def _bypass(arcs: _Arcs, goes: npt.NDArray[np.bool_]) -> _Arcs:
    """Replace the arcs of independent nodes by arcs from each way in to each way out."""
    num_nodes = len(goes)
    leads_in, leads_out = goes[arcs.end], goes[arcs.start]
    way_in, way_out = arcs.take(leads_in), arcs.take(leads_out)
    num_out = np.bincount(way_out.start, minlength=num_nodes)
    first_out = np.cumsum(num_out) - num_out
    num_pairs = num_out[way_in.end]
    first_pair = np.cumsum(num_pairs) - num_pairs
    # The pairs of a way in are the ways out of the same node, which stand side by side.
    out = np.arange(num_pairs.sum()) + np.repeat(first_out[way_in.end] - first_pair, num_pairs)
    start, end = np.repeat(way_in.start, num_pairs), way_out.end[out]
    weight = np.repeat(way_in.weight, num_pairs) + way_out.weight[out]
    is_new, stays = start != end, ~(leads_in | leads_out)
    key = np.concatenate([arcs.start[stays], start[is_new]]) * num_nodes
    key += np.concatenate([arcs.end[stays], end[is_new]])
    weight = np.concatenate([arcs.weight[stays], weight[is_new]])
    if not key.size:
        return _Arcs(key, key, weight)
    order = np.argsort(key)
    key, weight = key[order], weight[order]
    is_first = np.ones(len(key), dtype=np.bool_)
    is_first[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(is_first)
    return _Arcs(
        key[first] // num_nodes, key[first] % num_nodes, np.minimum.reduceat(weight, first)
    )


def _without_detours(arcs: _Arcs, *, num_nodes: int) -> _Arcs:
    """Drop arcs that are longer than a way over one other node: no shortest path takes them.

    All at once, and still no distance changes: whatever a dropped arc's rival is made of, the
    shortest path in its place is shorter than the arc and hence without it.
    """
    num_out = np.bincount(arcs.start, minlength=num_nodes)
    row_start = np.concatenate([[0], np.cumsum(num_out)])
    key = arcs.start * num_nodes + arcs.end
    num_pairs = num_out[arcs.end]
    is_kept = np.ones(len(key), dtype=np.bool_)
    for first, end in pairwise(_cut(num_pairs, most=_PAIRS_AT_ONCE)):
        pairs = num_pairs[first:end]
        first_pair = np.cumsum(pairs) - pairs
        via = arcs.end[first:end]
        out = np.arange(pairs.sum()) + np.repeat(row_start[via] - first_pair, pairs)
        rival = np.repeat(arcs.start[first:end], pairs) * num_nodes + arcs.end[out]
        weight = np.repeat(arcs.weight[first:end], pairs) + arcs.weight[out]
        # Arcs that they may beat start where these do.
        low, high = row_start[arcs.start[first]], row_start[arcs.start[end - 1] + 1]
        at = low + np.minimum(np.searchsorted(key[low:high], rival), high - low - 1)
        is_kept[at[(key[at] == rival) & (arcs.weight[at] > weight)]] = False
    return arcs.take(is_kept)


def _cut(sizes: _Ints, *, most: int) -> list[int]:
    """Positions that cut items into runs of at most ``most`` together, or of one item."""
    cuts, total = [0], np.cumsum(sizes)
    while cuts[-1] < len(sizes):
        done = total[cuts[-1] - 1] if cuts[-1] else 0
        cuts.append(max(cuts[-1] + 1, int(np.searchsorted(total, done + most, side="right"))))
    return cuts
