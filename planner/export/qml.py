"""Styles of the layers for QGIS (QML), readable in colour and in black and white.

Rules rather than ranges: a limit belongs to the lower class, as on the map, and a commune without
access or without a road is a class of its own. Ramps grow darker step by step; what is missing is
hatched. Every class has a label, so that the legend of QGIS is ready to print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal
from xml.etree import ElementTree as ET

from planner.plan import Plan
from planner.wording import NO_BREAK_SPACE

SymbolKind = Literal["fill", "line", "marker"]
_GEOMETRY_CODES: Final[dict[SymbolKind, str]] = {"marker": "0", "line": "1", "fill": "2"}
_LAYER_CLASSES: Final[dict[SymbolKind, str]] = {
    "fill": "SimpleFill",
    "line": "SimpleLine",
    "marker": "SimpleMarker",
}
_HEADER: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_QGIS_VERSION: Final = "3.22.0"
"""The oldest that reads this form: options as ``Option`` elements."""
_TEALS: Final = ("11,79,92", "43,127,136", "159,207,205", "211,232,228")
"""Best first, ever lighter."""
_RED: Final = "163,62,42"
_GREY: Final = "111,118,123"
_INK: Final = "31,31,31"
_WHITE: Final = "255,255,255"
_CASING: Final = (
    ("line_color", f"{_WHITE},255"),
    ("line_style", "solid"),
    ("line_width", "1.6"),
    ("line_width_unit", "MM"),
)
"""Under every line, so that it stands out from dark communes."""
_LINE_STYLES: Final = ("solid", "dash", "dot", "dash dot", "dash dot dot")
_LINE_COLOURS: Final = ("91,42,134", "230,159,0", "31,31,31", "213,94,0", "0,114,178")


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRule:
    """A class of a layer: which features, how drawn, and what the legend says."""

    label: str
    filter: str
    """QGIS expression; empty for every feature."""
    options: tuple[tuple[str, str], ...]
    """Options of the symbol layer, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerStyle:
    """How a layer is drawn."""

    kind: SymbolKind
    rules: tuple[StyleRule, ...]
    label_column: str = ""
    """Column written beside each feature; empty for none."""


def layer_styles(plan: Plan) -> dict[str, str]:
    """Style of every layer as QML text, by layer name."""
    return {name: format_qml(style) for name, style in _styles(plan).items()}


def _styles(plan: Plan) -> dict[str, LayerStyle]:
    return {
        "communes": LayerStyle(kind="fill", rules=_share_rules()),
        "non_couvertes": LayerStyle(
            kind="fill",
            rules=(
                _rule("Sans accès", "\"situation\" = 'sans accès'", _hatch("f_diagonal", _RED)),
                _rule("Sans route", "\"situation\" = 'sans route'", _hatch("cross", _GREY)),
            ),
            label_column="commune",
        ),
        "temps_acces": LayerStyle(kind="marker", rules=_minute_rules(plan)),
        "tournees": LayerStyle(kind="line", rules=_tour_rules(plan)),
        "permanences": LayerStyle(
            kind="marker",
            rules=(
                _rule(
                    "Permanence, horaires connus",
                    'NOT "horaires_a_confirmer"',
                    _marker("square", fill=_INK, size_mm=3.2),
                ),
                _rule(
                    "Permanence, horaires à confirmer",
                    '"horaires_a_confirmer"',
                    _marker("square", fill=_WHITE, size_mm=3.2),
                ),
            ),
            label_column="commune",
        ),
    }


def _share_rules() -> tuple[StyleRule, ...]:
    """Classes of the covered share of need; 0 is no access, whatever the reason."""
    percent = f"{NO_BREAK_SPACE}%"
    shades = zip(
        (
            f"Plus de 75{percent} du besoin couvert",
            f"De 50 à 75{percent}",
            f"De 25 à 50{percent}",
            f"Jusqu’à 25{percent}",
        ),
        (
            '"couvert" > 0.75',
            '"couvert" > 0.5 AND "couvert" <= 0.75',
            '"couvert" > 0.25 AND "couvert" <= 0.5',
            '"couvert" > 0 AND "couvert" <= 0.25',
        ),
        _TEALS,
        strict=True,
    )
    return (
        *(_rule(label, where, _fill(colour)) for label, where, colour in shades),
        _rule("Aucun accès", '"couvert" = 0', _hatch("f_diagonal", _RED)),
    )


def _minute_rules(plan: Plan) -> tuple[StyleRule, ...]:
    """Classes of minutes to the nearest session; larger and darker is farther."""
    limits = sorted({*plan.settings.access.reported_minutes, plan.settings.access.standard_minutes})
    column = '"minutes_permanence"'
    minutes = f"{NO_BREAK_SPACE}min"
    classes = [(f"Jusqu’à {limits[0]}{minutes}", f"{column} <= {limits[0]}")]
    classes += [
        (f"De {low} à {high}{minutes}", f"{column} > {low} AND {column} <= {high}")
        for low, high in pairwise(limits)
    ]
    classes.append((f"Plus de {limits[-1]}{minutes}", f"{column} > {limits[-1]}"))
    grey = [round(225 - 195 * n / max(1, len(classes) - 1)) for n in range(len(classes))]
    return (
        *(
            _rule(
                label,
                where,
                _marker("circle", fill=f"{shade},{shade},{shade}", size_mm=1.2 + 0.3 * n),
            )
            for n, ((label, where), shade) in enumerate(zip(classes, grey, strict=True))
        ),
        _rule("Sans route", f"{column} IS NULL", _marker("cross2", fill=_RED, size_mm=2.4)),
    )


def _tour_rules(plan: Plan) -> tuple[StyleRule, ...]:
    """One class an adviser; dashes tell apart what a black-and-white print shows alike."""
    names = list(dict.fromkeys(one.name for one in plan.advisers))
    return tuple(
        _rule(
            name,
            f'"conseiller" = {_quoted(name)}',
            (
                ("line_color", f"{_LINE_COLOURS[n % len(_LINE_COLOURS)]},255"),
                ("line_style", _LINE_STYLES[n % len(_LINE_STYLES)]),
                ("line_width", "0.7"),
                ("line_width_unit", "MM"),
            ),
        )
        for n, name in enumerate(names)
    )


def format_qml(style: LayerStyle) -> str:
    """Write a style as QML."""
    root = ET.Element(
        "qgis",
        version=_QGIS_VERSION,
        styleCategories="Symbology|Labeling",
        labelsEnabled="1" if style.label_column else "0",
    )
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    rules = ET.SubElement(renderer, "rules", key="{root}")
    symbols = ET.SubElement(renderer, "symbols")
    for position, rule in enumerate(style.rules):
        attributes = {"key": f"{{rule-{position}}}", "symbol": str(position), "label": rule.label}
        if rule.filter:
            attributes["filter"] = rule.filter
        ET.SubElement(rules, "rule", attributes)
        _add_symbol(symbols, rule, position, kind=style.kind)
    if style.label_column:
        _add_labels(root, style.label_column)
    ET.SubElement(root, "layerGeometryType").text = _GEOMETRY_CODES[style.kind]
    ET.indent(root)
    return _HEADER + ET.tostring(root, encoding="unicode") + "\n"


def _add_symbol(symbols: ET.Element, rule: StyleRule, position: int, *, kind: SymbolKind) -> None:
    symbol = ET.SubElement(
        symbols, "symbol", type=kind, name=str(position), alpha="1", clip_to_extent="1"
    )
    for options in (_CASING, rule.options) if kind == "line" else (rule.options,):
        layer = ET.SubElement(
            symbol,
            "layer",
            {"class": _LAYER_CLASSES[kind], "enabled": "1", "pass": "0", "locked": "0"},
        )
        as_map = ET.SubElement(layer, "Option", type="Map")
        for name, value in options:
            ET.SubElement(as_map, "Option", type="QString", name=name, value=value)


def _add_labels(root: ET.Element, column: str) -> None:
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings")
    text = ET.SubElement(
        settings,
        "text-style",
        fieldName=column,
        fontSize="8",
        fontSizeUnit="Point",
        textColor=f"{_INK},255",
    )
    ET.SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=f"{_WHITE},255",
    )


def _rule(label: str, where: str, options: Sequence[tuple[str, str]]) -> StyleRule:
    return StyleRule(label=label, filter=where, options=tuple(options))


def _fill(colour: str) -> tuple[tuple[str, str], ...]:
    return (
        ("color", f"{colour},255"),
        ("style", "solid"),
        ("outline_color", f"{_WHITE},255"),
        ("outline_style", "solid"),
        ("outline_width", "0.15"),
        ("outline_width_unit", "MM"),
    )


def _hatch(style: str, colour: str) -> tuple[tuple[str, str], ...]:
    return (
        ("color", f"{colour},255"),
        ("style", style),
        ("outline_color", f"{colour},255"),
        ("outline_style", "solid"),
        ("outline_width", "0.3"),
        ("outline_width_unit", "MM"),
    )


def _marker(shape: str, *, fill: str, size_mm: float) -> tuple[tuple[str, str], ...]:
    return (
        ("name", shape),
        ("color", f"{fill},255"),
        ("outline_color", f"{_INK},255"),
        ("outline_style", "solid"),
        ("outline_width", "0.2"),
        ("outline_width_unit", "MM"),
        ("size", f"{size_mm:.1f}"),
        ("size_unit", "MM"),
    )


def _quoted(text: str) -> str:
    """Write a text as a QGIS expression takes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
