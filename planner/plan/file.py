"""plan.json: the one file that holds a whole plan, and its published JSON schema."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from geodata.errors import Fault, PlanFileError
from planner.plan import SCHEMA_VERSION, Plan

PLAN_FILE: Final = "plan.json"
MAX_FAULTS: Final = 50
"""A file of another kind would otherwise give a fault for every record it holds."""
REMEDY: Final = "Refaire le plan avec « itinerance plan », sans modifier le fichier à la main."
FRENCH: Final = {
    "missing": "champ absent",
    "extra_forbidden": "champ inconnu",
    "int_type": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "string_type": "un texte est attendu",
    "bool_type": "true ou false est attendu",
    "tuple_type": "une liste est attendue",
    "dict_type": "un objet JSON est attendu",
    "model_type": "un objet JSON est attendu",
    "date_type": "une date est attendue (AAAA-MM-JJ)",
    "date_parsing": "une date est attendue (AAAA-MM-JJ)",
    "date_from_datetime_parsing": "une date est attendue (AAAA-MM-JJ)",
    "literal_error": "valeur attendue : {expected}",
    "greater_than_equal": "valeur attendue : {ge} au moins",
    "less_than_equal": "valeur attendue : {le} au plus",
    "greater_than": "valeur attendue : plus de {gt}",
    "less_than": "valeur attendue : moins de {lt}",
    "string_pattern_mismatch": "texte attendu de la forme {pattern}",
    "value_error": "{error}",
}
"""What pydantic's error types say, for people; types not listed say « valeur refusée »."""


def format_plan(plan: Plan) -> str:
    """Write a plan as JSON: UTF-8 text, keys in declared order, the same for equal plans.

    Floats are written in their shortest form that reads back to the same number.

    Raises
    ------
    ValueError
        When a number is not finite, which JSON cannot hold.
    """
    data = plan.model_dump()
    # The only mapping: two equal plans may hold its entries in different orders.
    data["fingerprints"] = dict(sorted(data["fingerprints"].items()))
    text = json.dumps(
        _positive_zeros(data),
        indent=2,
        ensure_ascii=False,
        allow_nan=False,
        default=date.isoformat,
    )
    return text + "\n"


def plan_file(path: Path) -> Path:
    """Return the plan.json that a file or a plan folder means."""
    return path / PLAN_FILE if path.is_dir() else path


def read_plan(path: str | PathLike[str]) -> Plan:
    """Read a plan.json, or that of a plan folder, and check that every id leads somewhere.

    Raises
    ------
    PlanFileError
        With every fault found, when the file is missing, damaged or of another version.
    """
    path = plan_file(Path(path))
    text = _read_text(path)
    try:
        # Strict: a text that looks like a number is a sign of an edited file.
        plan = Plan.model_validate_json(text, strict=True)
    except ValidationError as error:
        # The input is left out: it could be a whole record, or what nobody should see.
        details = error.errors(include_url=False, include_input=False)
        raise PlanFileError(_limited(_field_fault(path, detail) for detail in details)) from error
    faults = _limited(
        _fault(path, f"{message} : « {an_id} »", column=where)
        for where, message, an_id in _find_id_faults(plan)
    )
    if faults:
        raise PlanFileError(faults)
    return plan


def plan_schema() -> dict[str, Any]:
    """Return the JSON schema of plan.json, as other programs may rely on it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        # In serialization mode a field with a default is required: format_plan writes every one.
        **Plan.model_json_schema(mode="serialization"),
        "title": f"itinerance plan, version {SCHEMA_VERSION}",
        "description": (
            "A dated plan of itinerant sessions, with its tours, its access figures, its proven "
            "bounds and the fingerprints of its inputs. Times of day are minutes since midnight, "
            "distances metres, driving seconds, coordinates degrees in EPSG:4326."
        ),
    }


def format_plan_schema() -> str:
    """Write the JSON schema of plan.json as text."""
    return json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n"


def _read_text(path: Path) -> str:
    """Read a file that is JSON, finite and of the version that this program knows."""
    try:
        # A byte order mark is forgiven: some editors add one.
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        remedy = "Vérifiez le chemin, ou faites d'abord un planning avec « itinerance plan »."
        raise PlanFileError((_fault(path, "fichier introuvable", remedy=remedy),)) from error
    except OSError as error:
        raise PlanFileError(
            (
                _fault(
                    path,
                    f"fichier illisible ({error.strerror})",
                    remedy="Vérifiez que c'est bien un fichier, et le droit de le lire.",
                ),
            )
        ) from error
    except UnicodeDecodeError as error:
        raise PlanFileError((_fault(path, "le fichier n'est pas du texte UTF-8"),)) from error
    try:
        data = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise PlanFileError(
            (_fault(path, "le fichier n'est pas du JSON entier et valide", row=error.lineno),)
        ) from error
    except (ValueError, RecursionError) as error:
        message = "le fichier contient des nombres ou une profondeur qu'aucun plan n'a"
        raise PlanFileError((_fault(path, message),)) from error
    version = data.get("schema_version") if isinstance(data, dict) else None
    if type(version) is not int:
        message = "le fichier n'est pas un plan d'itinerance (sans « schema_version »)"
        raise PlanFileError((_fault(path, message, remedy="Choisir un fichier plan.json."),))
    if version != SCHEMA_VERSION:
        message = (
            f"le plan est au format {version}, mais ce logiciel lit le format {SCHEMA_VERSION}"
        )
        remedy = (
            "Mettre le logiciel à jour."
            if version > SCHEMA_VERSION
            else "Refaire le plan avec « itinerance plan »."
        )
        raise PlanFileError((_fault(path, message, column="schema_version", remedy=remedy),))
    return text


def _find_id_faults(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield (where, what, id) for ids given twice and for ids that lead nowhere."""
    adviser_ids = [adviser.id for adviser in plan.advisers]
    venue_ids = [venue.id for venue in plan.venues]
    for where, ids in (("advisers", adviser_ids), ("venues", venue_ids)):
        for an_id, count in Counter(ids).items():
            if count > 1:
                yield where, f"identifiant donné {count} fois", an_id
    known_advisers, known_venues = set(adviser_ids), set(venue_ids)
    for name in ("visits", "tours", "sessions", "lost_sessions", "loads", "dated_tours"):
        for position, record in enumerate(getattr(plan, name)):
            where = f"{name}[{position}]"
            if record.adviser_id not in known_advisers:
                yield f"{where}.adviser_id", "conseiller inconnu", record.adviser_id
            used = getattr(record, "venue_ids", ()) or (getattr(record, "venue_id", None),)
            for venue_id in used:
                if venue_id is not None and venue_id not in known_venues:
                    yield where, "lieu inconnu", venue_id
    yield from _find_unknown_substitutes(plan, known_advisers)


def _find_unknown_substitutes(plan: Plan, known: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the replacements that are by nobody known."""
    for position, lost in enumerate(plan.lost_sessions):
        if lost.replacement is not None and lost.replacement.adviser_id not in known:
            where = f"lost_sessions[{position}].replacement.adviser_id"
            yield where, "conseiller inconnu", lost.replacement.adviser_id


def _field_fault(path: Path, detail: ErrorDetails) -> Fault:
    """Turn an error of pydantic into a fault that names the field."""
    column = ""
    for part in detail["loc"]:
        column += f"[{part}]" if isinstance(part, int) else f".{part}"
    message = FRENCH.get(detail["type"], "valeur refusée").format_map(detail.get("ctx", {}))
    message = message.replace("' or '", "' ou '")
    return _fault(path, message, column=column.removeprefix(".") or None)


def _fault(
    path: Path,
    message: str,
    *,
    remedy: str = REMEDY,
    row: int | None = None,
    column: str | None = None,
) -> Fault:
    return Fault(file=path.name, message=message, remedy=remedy, row=row, column=column)


def _limited(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Keep the first faults and say how many more there are."""
    every = tuple(faults)
    if len(every) <= MAX_FAULTS:
        return every
    more = Fault(
        file=every[0].file,
        message=f"et {len(every) - MAX_FAULTS} autres défauts",
        remedy=REMEDY,
    )
    return (*every[:MAX_FAULTS], more)


def _finite(text: str) -> float:
    """Parse a JSON number; « NaN », « Infinity » and what overflows to them are refused."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"not a finite number: {text}")
    return number


def _positive_zeros(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Write -0.0 as 0.0, which it equals, throughout a JSON value."""
    if isinstance(value, dict):
        return {key: _positive_zeros(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_positive_zeros(item) for item in value]
    return value + 0.0 if isinstance(value, float) else value
