"""A small map as vectors: communes in greys by covered need, hatched where nobody has help."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from maps.sheets.document import BLACK, DARK, Document
from maps.sheets.wording import MAP_SYMBOLS
from maps.style import SHARE_LIMITS, classify_share, share_classes
from planner.plan import CommuneAccess

GREYS: Final = (95, 145, 190, 228, 255, 255)
"""Fill of each class of :func:`maps.style.share_classes`: best is darkest, none is white."""
NO_ACCESS: Final = len(SHARE_LIMITS) + 1
"""Position of the class without access; the next one has no road."""
OUTSIDE_GREY: Final = 248
HATCH_MM: Final = 1.6
METRES_PER_DEGREE: Final = 111_320.0
SYMBOL_MM: Final = 2.1


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFrame:
    """Where a map stands on the page, and how places get there."""

    x: float
    y: float
    width_mm: float
    height_mm: float
    west: float
    north: float
    mm_per_lat: float
    mm_per_lon: float

    def place(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Millimetres on the page of longitudes and latitudes, (n, 2)."""
        moved = (points - (self.west, self.north)) * (self.mm_per_lon, -self.mm_per_lat)
        return np.asarray(np.add(moved, (self.x, self.y)), dtype=np.float64)

    @property
    def box(self) -> Polygon:
        """The frame itself, in millimetres on the page."""
        return box(self.x, self.y, self.x + self.width_mm, self.y + self.height_mm)

    @property
    def land(self) -> Polygon:
        """What the frame shows, in degrees."""
        south = self.north - self.height_mm / self.mm_per_lat
        return box(self.west, south, self.west + self.width_mm / self.mm_per_lon, self.north)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A place to mark: a session with its number, or a fixed place without."""

    lon: float
    lat: float
    number: int | None


def frame_outlines(
    outlines: Sequence[BaseGeometry], *, x: float, y: float, width_mm: float, height_mm: float
) -> MapFrame:
    """Fit outlines (lon/lat) into a rectangle of the page, with a little air around them."""
    west, south, east, north = shapely.total_bounds(np.array(outlines, dtype=object)).tolist()
    shrink = math.cos(math.radians((south + north) / 2))
    wide, tall = max(1e-4, (east - west) * shrink), max(1e-4, north - south)
    mm_per_lat = 0.92 * min(width_mm / wide, height_mm / tall)
    return MapFrame(
        x=x,
        y=y,
        width_mm=width_mm,
        height_mm=height_mm,
        west=(west + east) / 2 - width_mm / 2 / (mm_per_lat * shrink),
        north=(south + north) / 2 + height_mm / 2 / mm_per_lat,
        mm_per_lat=mm_per_lat,
        mm_per_lon=mm_per_lat * shrink,
    )


def draw_map(
    document: Document,
    frame: MapFrame,
    *,
    outlines: Mapping[str, Polygon | MultiPolygon],
    inside: Mapping[str, CommuneAccess],
    symbols: Sequence[Symbol],
    alt: str,
) -> None:
    """Draw the communes of an area (``inside``, by code), their neighbours and the symbols."""
    # of a whole country only a few communes are near
    is_near = shapely.intersects(np.array([*outlines.values()], dtype=object), frame.land)
    near = {
        code: shapely.transform(outline, frame.place)
        for (code, outline), is_drawn in zip(outlines.items(), is_near, strict=True)
        if is_drawn
    }
    # large first, so that a commune inside another one is drawn over it
    order = sorted(near, key=lambda code: (code in inside, -near[code].area, code))
    with (
        document.figure(
            alt, x=frame.x, y=frame.y, width_mm=frame.width_mm, height_mm=frame.height_mm
        ),
        document.local_context(),
    ):
        for code in order:
            row = inside.get(code)
            _draw_commune(document, near[code].intersection(frame.box), row)
        border = shapely.union_all([near[code] for code in inside if code in near])
        _draw_border(document, border.intersection(frame.box))
        for symbol in symbols:
            _draw_symbol(document, frame, symbol)
        _draw_scale(document, frame)
        document.set_draw_color(DARK)
        document.set_line_width(0.2)
        document.rect(frame.x, frame.y, frame.width_mm, frame.height_mm, style="D")


def draw_legend(document: Document, classes: Sequence[int], *, x: float, y: float) -> float:
    """Draw the classes of communes and the symbols with what they mean; return the lower end."""
    labels = share_classes(document.language)
    lines = [(labels[position].label, position) for position in classes]
    for label, position in lines:
        with document.artifact():
            _swatch(document, x, y, position)
        y = _legend_text(document, label, x=x, y=y)
    for kind, label in MAP_SYMBOLS:
        with document.artifact():
            centre = (x + 3.5, y + 1.9)
            if kind == "session":
                _disc(document, *centre, number=1)
            else:
                _diamond(document, *centre)
        y = _legend_text(document, document.language.say(label), x=x, y=y)
    return y


def class_of(row: CommuneAccess) -> int:
    """Class of a commune by its covered share of need."""
    return classify_share(row.value, is_unreachable=row.status == "unreachable")


def _legend_text(document: Document, label: str, *, x: float, y: float) -> float:
    height_mm = document.use(9)
    document.set_xy(document.l_margin, y)
    with document.tagged("P"):
        document.write_lines([label], height_mm=height_mm, x=x + 9)
    return y + height_mm + 1


def _draw_commune(document: Document, shape: BaseGeometry, row: CommuneAccess | None) -> None:
    document.set_draw_color(120 if row else 190)
    document.set_line_width(0.12)
    document.set_fill_color(OUTSIDE_GREY if row is None else GREYS[class_of(row)])
    for part in _polygons(shape):
        document.polygon(shapely.get_coordinates(part.exterior).tolist(), style="DF")
    if row is not None and class_of(row) >= NO_ACCESS:
        _hatch(document, shape, is_crossed=class_of(row) > NO_ACCESS)


def _hatch(document: Document, shape: BaseGeometry, *, is_crossed: bool) -> None:
    """Draw slanted lines over a shape, at the same places for all shapes of a page."""
    document.set_draw_color(BLACK)
    document.set_line_width(0.18)
    west, south, east, north = shape.bounds
    for slope in (1, -1) if is_crossed else (1,):
        ends = [y - slope * x for x in (west, east) for y in (south, north)]
        first, last = math.floor(min(ends) / HATCH_MM), math.ceil(max(ends) / HATCH_MM)
        for number in range(first, last + 1):
            start = number * HATCH_MM
            line = LineString([(west, start + slope * west), (east, start + slope * east)])
            for part in shapely.get_parts(line.intersection(shape)):
                if isinstance(part, LineString) and not part.is_empty:
                    (x1, y1), (x2, y2) = part.coords[0], part.coords[-1]
                    document.line(x1, y1, x2, y2)


def _draw_border(document: Document, shape: BaseGeometry) -> None:
    document.set_draw_color(BLACK)
    document.set_line_width(0.5)
    for part in _polygons(shape):
        document.polygon(shapely.get_coordinates(part.exterior).tolist(), style="D")


def _draw_symbol(document: Document, frame: MapFrame, symbol: Symbol) -> None:
    x, y = frame.place(np.array([(symbol.lon, symbol.lat)]))[0].tolist()
    if not frame.box.contains(Point(x, y)):
        return
    if symbol.number is None:
        _diamond(document, x, y)
    else:
        _disc(document, x, y, number=symbol.number)


def _disc(document: Document, x: float, y: float, *, number: int) -> None:
    """Draw a session: black, ringed in white, with its number."""
    document.set_fill_color(BLACK)
    document.set_draw_color(255)
    document.set_line_width(0.3)
    document.circle(x, y, SYMBOL_MM, style="DF")
    text = str(number)
    document.use(7.5, bold=True, grey=255)
    document.text(x - document.get_string_width(text) / 2, y + 0.93, text)


def _diamond(document: Document, x: float, y: float) -> None:
    """Draw a fixed place: a small white diamond."""
    side = 0.62 * SYMBOL_MM
    document.set_fill_color(255)
    document.set_draw_color(BLACK)
    document.set_line_width(0.25)
    document.polygon([(x, y - side), (x + side, y), (x, y + side), (x - side, y)], style="DF")


def _draw_scale(document: Document, frame: MapFrame) -> None:
    """Draw a bar of a round number of kilometres in the lower left corner."""
    mm_per_km = frame.mm_per_lat / METRES_PER_DEGREE * 1000
    km = max((k for k in (1, 2, 5, 10, 20, 50) if k * mm_per_km <= frame.width_mm / 3), default=1)
    x, y = frame.x + 3, frame.y + frame.height_mm - 3
    document.set_fill_color(255)
    document.rect(x - 1.5, y - 5, km * mm_per_km + 3, 6.5, style="F")
    document.set_draw_color(BLACK)
    document.set_line_width(0.4)
    document.line(x, y, x + km * mm_per_km, y)
    document.use(8)
    document.text(x, y - 1.2, f"{km}\u00a0km")


def _swatch(document: Document, x: float, y: float, position: int) -> None:
    shape = box(x, y + 0.3, x + 7, y + 3.7)
    document.set_draw_color(DARK)
    document.set_line_width(0.15)
    document.set_fill_color(GREYS[position])
    document.rect(x, y + 0.3, 7, 3.4, style="DF")
    if position >= NO_ACCESS:
        _hatch(document, shape, is_crossed=position > NO_ACCESS)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
