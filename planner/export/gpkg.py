"""plan.gpkg: every layer in Lambert 93 (EPSG:2154), with the styles that QGIS opens them in.

Equal plans give equal bytes: the format's dates are set to the first day of the plan.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyogrio

from planner.credits import credit_sentence
from planner.export.ground import Ground
from planner.export.layers import LAMBERT_93, make_layers
from planner.export.qml import layer_styles
from planner.plan import Plan
from planner.wording import format_territory

GPKG_FILE: Final = "plan.gpkg"
GEOMETRY_COLUMN: Final = "geom"
GEOMETRY_TYPES: Final = {
    "communes": "MultiPolygon",
    "non_couvertes": "MultiPolygon",
    "temps_acces": "Point",
    "tournees": "MultiLineString",
    "permanences": "Point",
}
TITLES: Final = {
    "communes": "Communes : accès avec le planning",
    "non_couvertes": "Communes sans accès",
    "temps_acces": "Temps d’accès depuis les lieux d’habitation",
    "tournees": "Tournées par la route",
    "permanences": "Permanences",
}
_GPKG_VERSION: Final = "1.2"
"""What QGIS has read without a warning since 2018."""
_DATE_OPTION: Final = "OGR_CURRENT_DATE"
_STYLES_TABLE: Final = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""
"""The table that QGIS looks for; QGIS names the columns so."""


def format_gpkg(plan: Plan, ground: Ground) -> bytes:
    """Write the layers of a plan as a GeoPackage."""
    stamp = f"{plan.settings.calendar.start.isoformat()}T00:00:00.000Z"
    with tempfile.TemporaryDirectory(prefix="itinerance-") as folder:
        path = Path(folder) / GPKG_FILE
        with _fixed_date(stamp):
            for name, layer in make_layers(plan, ground).items():
                _write_layer(path, name, layer, description=describe_layer(plan, name))
        _write_styles(path, layer_styles(plan), stamp=stamp)
        return path.read_bytes()


def describe_layer(plan: Plan, name: str) -> str:
    """Title of a layer, its territory, and whose data it is made of."""
    return " – ".join(filter(None, (TITLES[name], format_territory(plan), credit_sentence(plan))))


def _write_layer(path: Path, name: str, layer: gpd.GeoDataFrame, *, description: str) -> None:
    pyogrio.write_dataframe(
        layer.to_crs(LAMBERT_93),
        path,
        layer=name,
        driver="GPKG",
        geometry_type=GEOMETRY_TYPES[name],
        dataset_options=None if path.exists() else {"VERSION": _GPKG_VERSION},
        layer_options={
            "GEOMETRY_NAME": GEOMETRY_COLUMN,
            "IDENTIFIER": name,
            "DESCRIPTION": description,
        },
    )


def _write_styles(path: Path, styles: Mapping[str, str], *, stamp: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_STYLES_TABLE)
        # A table without geometry has to be announced too, or strict readers do not see it.
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
            (stamp,),
        )
        connection.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "update_time) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '', ?)",
            [
                (name, GEOMETRY_COLUMN, name, qml, TITLES[name], stamp)
                for name, qml in styles.items()
            ],
        )


@contextmanager
def _fixed_date(stamp: str) -> Iterator[None]:
    """Have GDAL write this date instead of now; its settings are the process's, so put back."""
    before = pyogrio.get_gdal_config_option(_DATE_OPTION)
    pyogrio.set_gdal_config_options({_DATE_OPTION: stamp})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_DATE_OPTION: before})
