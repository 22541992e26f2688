"""What makes the page one file that asks the network for nothing: inline assets, safe data.

Leaflet comes from the xstatic-leaflet package, the rest from ``maps/assets``.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Final

import xstatic.pkg.leaflet as leaflet_package

SCRIPTS: Final = (
    "say.js",
    "dom.js",
    "geometry.js",
    "unpack.js",
    "toast.js",
    "address.js",
    "filters.js",
    "fills.js",
    "communes.js",
    "areas.js",
    "places.js",
    "tours.js",
    "labels.js",
    "card.js",
    "totals.js",
    "search.js",
    "panel.js",
    "staffing.js",
    "csv.js",
    "table.js",
    "background.js",
    "frame.js",
    "print.js",
    "main.js",
)
"""Scripts of the page, in the order in which they use each other."""
TILE_HOST: Final = "https://data.geopf.fr"
TILE_URL: Final = (
    f"{TILE_HOST}/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
"""Plan IGN, free and without a key; asked for only once the reader switches it on."""

_IMAGE_URL: Final = re.compile(r"url\((images/[\w.-]+)\)")
_SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_INLINE: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_ESCAPES: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def read_asset(name: str) -> str:
    """Text of a file of ``maps/assets``."""
    return resources.files("maps").joinpath("assets", name).read_text(encoding="utf-8")


def read_leaflet_script() -> str:
    """Leaflet's script, without the pointer to a source map that the page does not carry."""
    return _SOURCE_MAP.sub("", _read_leaflet("leaflet.js")).strip()


def read_leaflet_style() -> str:
    """Leaflet's style sheet, its images as data URIs."""
    folder = Path(leaflet_package.BASE_DIR)

    def inline(found: re.Match[str]) -> str:
        image = base64.b64encode((folder / found[1]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{image})"

    return _IMAGE_URL.sub(inline, _read_leaflet("leaflet.css")).strip()


def _read_leaflet(name: str) -> str:
    text = Path(leaflet_package.BASE_DIR, name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def dump_data(data: object) -> str:
    """Write JSON in which no text can end its element: `<`, `>`, `&` are written as escapes.

    So do the line separators U+2028 and U+2029.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def add_security_policy(page: str, *, image_origins: Sequence[str] = (TILE_HOST,)) -> str:
    """Fill in a policy under which only this page's own scripts and styles run.

    Each inline script and style sheet is named by its SHA-256, so that markup that slipped in
    would run nothing; images may come from the page itself and from ``image_origins``: by default
    the background map.
    """
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
        hashes[kind].append(f"'sha256-{digest}'")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(hashes['script'])}",
            f"style-src {' '.join(hashes['style'])}",
            " ".join(("img-src data:", *image_origins)),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    return page.replace("<!-- security policy -->", meta, 1)
