"""The data block of a page, as the page itself reads it."""

import json
import re
from typing import Any

from maps.packing import INNER_TABLES, TABLES

Records = list[dict[str, Any]]


def read_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="plan-data">(.*?)</script>', page)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    for name in TABLES:
        if data[name] is not None:
            data[name] = unpack(data[name])
    for venue in data["venues"]:
        for name in INNER_TABLES:
            venue[name] = unpack(venue[name])
    return data


def unpack(table: dict[str, Any]) -> Records:
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
