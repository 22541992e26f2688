"""The estimate of need, multiplied where somebody knows better."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.need.records import Need


def scale_need(need: Need, factors: Mapping[str, float]) -> Need:
    """Multiply the estimate of some communes, its uncertainty included."""
    if not factors:
        return need
    scale = np.array([factors.get(code, 1.0) for code in need.commune_codes])
    return replace(
        need,
        people=need.people * scale,
        standard_error=need.standard_error * scale,
        draws=None if need.draws is None else (need.draws * scale).astype(np.float32),
        method=f"{need.method} Besoin de {len(factors)} commune(s) multiplié par un facteur que "
        "des évènements donnent.",
    )
