"""Tables of the page's data block without their column names in every row."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from maps.modes import Json

TABLES: Final = ("advisers", "communes", "offer", "overview", "tours", "venues")
"""Lists of records of the payload that the page unpacks (``unpackTables`` in ``unpack.js``)."""
INNER_TABLES: Final = ("visits", "one_off")
"""The same inside a venue."""


def pack_tables(payload: Mapping[str, Json]) -> dict[str, Json]:
    """Write each table of a payload as its column names and rows of values."""
    packed = dict(payload)
    for name in TABLES:
        if packed.get(name) is not None:
            packed[name] = _pack(packed[name])
    return packed


def _pack(records: Sequence[Mapping[str, Any]]) -> Json:
    columns = list(records[0]) if records else []
    rows = []
    for record in records:
        if list(record) != columns:
            raise ValueError(f"a record has the columns {list(record)}, the first has {columns}")
        rows.append(
            [_pack(value) if name in INNER_TABLES else value for name, value in record.items()]
        )
    return {"columns": columns, "rows": rows}
