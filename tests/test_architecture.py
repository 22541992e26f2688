"""Imports run one way: geodata <- planner <- maps <- planner.app; engines stay in their corners."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("geodata", "planner", "maps", "planner.app")
ENGINES = {
    "ortools": ("planner.solver",),
    "folium": ("maps.render",),
    "branca": ("maps.render",),
    "fpdf": ("maps.sheets.document", "maps.sheets.tags"),
    "segno": ("maps.sheets.posters",),
    "requests": ("geodata.sources",),
    "requests_cache": ("geodata.sources",),
    "urllib3": ("geodata.sources",),
    "osmium": ("geodata.sources",),
    "rich": ("planner.app",),
    "click": ("planner.app",),
    "urllib": ("geodata.sources",),
    "http": ("geodata.sources",),
    "filelock": ("geodata.folder_lock",),
    "distributed": ("planner.app.batch.dask",),
    "nicegui": ("planner.app.web",),
    "fastapi": ("planner.app.web",),
    "starlette": ("planner.app.web",),
    "uvicorn": ("planner.app.web",),
    "argon2": ("planner.app.web.passwords",),
    "limits": ("planner.app.web.login",),
    "sqlalchemy": ("planner.export.postgis",),
    "psycopg": ("planner.export.postgis",),
    "xlsxwriter": ("planner.export.workbook",),
}
"""Libraries that only these packages or modules may import."""


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the product: dotted name and file."""
    for folder in ("geodata", "planner", "maps"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported_by(path: Path) -> Iterator[str]:
    """Dotted names of all modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor_of(module: str) -> int | None:
    """Floor of a module of ours; the longest name decides."""
    found = [
        (len(name), number)
        for number, name in enumerate(FLOORS)
        if module == name or module.startswith(f"{name}.")
    ]
    return max(found)[1] if found else None


ALL_MODULES = [pytest.param(name, path, id=name) for name, path in modules()]


@pytest.mark.parametrize(("name", "path"), ALL_MODULES)
def test_a_module_imports_nothing_from_a_floor_above(name: str, path: Path) -> None:
    own = floor_of(name)
    above = {
        module
        for module in imported_by(path)
        if (floor := floor_of(module)) is not None and own is not None and floor > own
    }
    assert not above


@pytest.mark.parametrize(("name", "path"), ALL_MODULES)
def test_an_engine_is_imported_in_its_corner_alone(name: str, path: Path) -> None:
    strangers = {
        module
        for module in imported_by(path)
        for engine, corners in ENGINES.items()
        if module.split(".")[0] == engine and not name.startswith(corners)
    }
    assert not strangers


def test_the_checker_shares_no_code_with_what_makes_plans() -> None:
    """It knows the records, the settings and the need, and how hand-made plannings are judged."""
    known = ("planner.check", "planner.plan", "planner.settings", "planner.need", "planner.audit")
    used = {
        (name, module)
        for name, path in modules()
        if name.startswith("planner.check")
        for module in imported_by(path)
        if module.startswith(("planner.", "maps")) and not is_within(module, known)
    }
    assert not used
    assert any(name.startswith("planner.check") for name, _ in modules())


def is_within(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def test_maps_draw_results_and_never_solve() -> None:
    used = {
        (name, module)
        for name, path in modules()
        if name.startswith("maps")
        for module in imported_by(path)
        if module.startswith("planner.solver")
    }
    assert not used


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {name: len(path.read_text().splitlines()) for name, path in modules()}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}
