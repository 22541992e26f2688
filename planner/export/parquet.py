"""parquet/: every layer as GeoParquet in Lambert 93, and the dated sessions as plain Parquet."""

import io
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from planner.credits import SOURCES_FILE, format_sources
from planner.export.ground import Ground
from planner.export.layers import LAMBERT_93, make_layers
from planner.export.visits import all_sessions
from planner.plan import LostSession, Plan

FOLDER: Final = "parquet"
SESSIONS_FILE: Final = "sessions.parquet"


def format_parquet(plan: Plan, ground: Ground) -> dict[str, bytes]:
    """Write one file a layer, and the sessions: relative path -> content."""
    sessions = io.BytesIO()
    pq.write_table(session_table(plan), sessions)
    files = {f"{FOLDER}/{SESSIONS_FILE}": sessions.getvalue()}
    if plan.sources:
        files[f"{FOLDER}/{SOURCES_FILE}"] = format_sources(plan)
    for name, layer in make_layers(plan, ground).items():
        buffer = io.BytesIO()
        layer.to_crs(LAMBERT_93).to_parquet(buffer, index=False)
        files[f"{FOLDER}/{name}.parquet"] = buffer.getvalue()
    return files


def session_table(plan: Plan) -> pa.Table:
    """Sessions held, then lost; a lost one has no hours, and its reason without the detail."""
    rows = [
        {
            "day": session.day,
            "adviser_id": session.adviser_id,
            "venue_id": session.venue_id,
            "half": session.half,
            "start_minute": None if isinstance(session, LostSession) else session.start_minute,
            "end_minute": None if isinstance(session, LostSession) else session.end_minute,
            "is_lost": isinstance(session, LostSession),
            "reason": session.reason if isinstance(session, LostSession) else "",
        }
        for session in all_sessions(plan)
    ]
    schema = pa.schema(
        [
            ("day", pa.date32()),
            ("adviser_id", pa.string()),
            ("venue_id", pa.string()),
            ("half", pa.string()),
            ("start_minute", pa.int32()),
            ("end_minute", pa.int32()),
            ("is_lost", pa.bool_()),
            ("reason", pa.string()),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)
