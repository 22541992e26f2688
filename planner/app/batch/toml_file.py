"""A batch as a TOML file: territories, named scenarios, and grids of settings."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, Final

from geodata.errors import Fault, InputError
from planner.app.batch.specification import Specification, build_specification, find_faults

_TOP: Final = ("territories", "seed", "start", "why", "scenarios", "grid")
MAX_SCENARIOS: Final = 10_000
"""A grid is soon larger than anybody meant."""

Faults = list[Fault]


def read_toml_file(
    path: Path, *, territories: Callable[[Path], Sequence[Path]]
) -> tuple[Specification, ...]:
    """Read a batch file; each territory is planned in every scenario.

    Without scenarios and grid each territory is planned as it is.

    Parameters
    ----------
    territories
        Lists the territory folders that a folder stands for.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    data = _parse(path)
    faults: Faults = [
        _fault(path, key, "clé inconnue", f"sont possibles : {', '.join(_TOP)}")
        for key in data
        if key not in _TOP
    ]
    folders = _find_folders(path, data.get("territories", ["."]), territories, faults)
    shared: dict[str, Any] = {key: data[key] for key in ("seed", "start", "why") if key in data}
    faults += find_faults("", shared, file=path.name)
    named = [*_scenarios(path, data, faults), *_grid(path, data, faults)]
    for name, keys in named:
        faults += [
            replace(fault, column=".".join(filter(None, (name, fault.column))))
            for fault in find_faults(name, keys, file=path.name)
        ]
    if faults:
        raise InputError(tuple(dict.fromkeys(faults)))
    built = [build_specification(name, {**shared, **keys}) for name, keys in named or [("", {})]]
    return tuple(replace(each, folder=folder) for folder in folders for each in built)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError(
            (_fault(path, None, "fichier introuvable", "vérifiez le chemin"),)
        ) from error
    except UnicodeDecodeError as error:
        remedy = "enregistrez-le en UTF-8"
        raise InputError((_fault(path, None, "le fichier n'est pas en UTF-8", remedy),)) from error
    except tomllib.TOMLDecodeError as error:
        message = f"le fichier n'est pas du TOML valide ({error})"
        remedy = "écrivez « clé = valeur », les textes entre guillemets, les listes entre crochets"
        raise InputError((_fault(path, None, message, remedy),)) from error


def _find_folders(
    path: Path, given: object, territories: Callable[[Path], Sequence[Path]], faults: Faults
) -> list[Path]:
    """Find the territories that the patterns of the file mean; relative ones are beside it."""
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        wanted = 'écrivez une liste de dossiers, par exemple ["departements/*"]'
        faults.append(_fault(path, "territories", "valeur refusée", wanted))
        return []
    found: list[Path] = []
    for pattern in given:
        matches = [path.parent / pattern]
        if "*" in pattern and not Path(pattern).is_absolute():
            matches = sorted(path.parent.glob(pattern))
        folders = [folder for match in matches if match.is_dir() for folder in territories(match)]
        if not folders:
            message = f"aucun territoire ne correspond à « {pattern} »"
            remedy = "donnez des dossiers qui contiennent itinerance.toml, relatifs à ce fichier"
            faults.append(_fault(path, "territories", message, remedy))
        found += folders
    return list(dict.fromkeys(found))


def _scenarios(
    path: Path, data: Mapping[str, Any], faults: Faults
) -> Iterator[tuple[str, dict[str, Any]]]:
    tables = data.get("scenarios", {})
    if not isinstance(tables, dict):
        faults.append(_fault(path, "scenarios", "valeur refusée", "écrivez [scenarios.NOM]"))
        return
    for name, table in tables.items():
        if isinstance(table, dict):
            yield name, dict(_flatten(table))
        else:
            remedy = f"écrivez [scenarios.{name}], puis une clé par ligne"
            faults.append(_fault(path, f"scenarios.{name}", "valeur refusée", remedy))


def _grid(
    path: Path, data: Mapping[str, Any], faults: Faults
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Combine every value of each key with every value of the others."""
    table = data.get("grid", {})
    if not isinstance(table, dict):
        faults.append(
            _fault(path, "grid", "valeur refusée", "écrivez [grid], puis une clé par ligne")
        )
        return
    axes = dict(_flatten(table))
    size = 1
    for key, values in axes.items():
        if not isinstance(values, list) or not values:
            remedy = "écrivez la liste des valeurs à essayer, par exemple [10, 15, 20]"
            faults.append(_fault(path, f"grid.{key}", "valeur refusée", remedy))
            return
        size *= len(values)
    if size > MAX_SCENARIOS:
        message = f"la grille fait {size} scénarios par territoire"
        faults.append(_fault(path, "grid", message, f"{MAX_SCENARIOS} au plus"))
        return
    for values in product(*axes.values()) if axes else ():
        keys = dict(zip(axes, values, strict=True))
        yield ", ".join(f"{_short(key)}={_word(value)}" for key, value in keys.items()), keys


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Join the keys of nested tables by dots."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _short(key: str) -> str:
    return key.rsplit(".", 1)[-1]


def _word(value: object) -> str:
    """A value as part of a scenario's name, and so of a folder's."""
    if isinstance(value, list):
        return "+".join(map(_word, value)) or "aucun"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value).replace(":", "h").replace("/", "-")


def _fault(path: Path, key: str | None, message: str, remedy: str) -> Fault:
    return Fault(file=path.name, column=key, message=message, remedy=remedy)
