"""The step that makes the road network, from an Overpass server or from an OSM extract."""

import json
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Final

from geodata.files import fingerprint
from geodata.roads import Roads, write_roads
from geodata.sources.http import fetch
from geodata.sources.manifest import ODBL, ODBL_URL, SourceRecord
from geodata.sources.osm import overpass_params, read_overpass, roads_from_pbf
from geodata.sources.osm_speeds import speed_credit
from geodata.sources.step import Context, Product, answer_day, file_record

ROADS_FILE: Final = "roads.parquet"
OSM_NAME: Final = "Routes © les contributeurs d'OpenStreetMap"
_OVERPASS_PATIENCE_S: Final = 300.0
"""A département's roads take a public server minutes."""


def roads_request(context: Context) -> str:
    """Digest of what the network is made of and how."""
    source = (
        fingerprint(context.roads_pbf)
        if context.roads_pbf
        else [context.urls.overpass, overpass_params(context.outline)]
    )
    outline = context.outline.normalize().wkt
    return sha256(json.dumps([source, outline, speed_credit()]).encode()).hexdigest()


def make_roads(context: Context) -> Product:
    """``roads.parquet``."""
    if context.roads_pbf:
        roads = roads_from_pbf(context.roads_pbf, context.outline)
        record = file_record(
            context.roads_pbf,
            id="osm",
            step="roads",
            name=OSM_NAME,
            licence=ODBL,
            licence_url=ODBL_URL,
            notes=[speed_credit()],
        )
    else:
        roads, record = _from_overpass(context)
    return Product(
        files={ROADS_FILE: _parquet(roads)},
        records=(record,),
        summary=f"{len(roads.node_lonlat)} carrefours, {roads.num_edges} tronçons",
    )


def _from_overpass(context: Context) -> tuple[Roads, SourceRecord]:
    outline = context.outline
    answer = fetch(
        context.http,
        context.urls.overpass,
        params=overpass_params(outline),
        source="le serveur Overpass (OpenStreetMap)",
        read=lambda content: read_overpass(content, outline),
        read_timeout_s=_OVERPASS_PATIENCE_S,
    )
    notes = [speed_credit()]
    if answer.is_stale_copy:
        notes.append(f"Copie du {answer_day(answer)}, non vérifiée depuis (hors ligne).")
    return answer.value, SourceRecord(
        id="osm",
        step="roads",
        name=OSM_NAME,
        url=context.urls.overpass,
        licence=ODBL,
        licence_url=ODBL_URL,
        vintage=f"état du {answer_day(answer)}",
        retrieved=answer.retrieved,
        sha256=answer.sha256,
        notes=tuple(notes),
    )


def _parquet(roads: Roads) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ROADS_FILE
        write_roads(roads, path)
        return path.read_bytes()
