"""geojson/: every layer as GeoJSON (RFC 7946: WGS 84 degrees, no other coordinates)."""

import io
from typing import Final

import pyogrio

from planner.export.gpkg import describe_layer
from planner.export.ground import Ground
from planner.export.layers import make_layers
from planner.plan import Plan

FOLDER: Final = "geojson"
DECIMALS: Final = 6
"""Of degrees: about ten centimetres."""


def format_geojson(plan: Plan, ground: Ground) -> dict[str, bytes]:
    """Write one file a layer: relative path -> content."""
    files = {}
    for name, layer in make_layers(plan, ground).items():
        buffer = io.BytesIO()
        pyogrio.write_dataframe(
            layer,
            buffer,
            layer=name,
            driver="GeoJSON",
            layer_options={
                "RFC7946": "YES",
                "COORDINATE_PRECISION": str(DECIMALS),
                "DESCRIPTION": describe_layer(plan, name),
            },
        )
        files[f"{FOLDER}/{name}.geojson"] = buffer.getvalue()
    return files
