"""What is wrong with the value of a setting, in French: where it stands, and how to mend it."""

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches

from pydantic_core import ErrorDetails, PydanticUndefined

from geodata.errors import Fault
from planner.settings.schema import (
    Schema,
    format_value,
    limits_in_words,
    list_sections,
    plain_schema,
    properties_of,
)

KeyPath = tuple[str, ...]
"""Section and key."""


def translate_error(detail: ErrorDetails, *, file: str, paths: Mapping[int, KeyPath]) -> Fault:
    """Say what one error of pydantic means.

    Parameters
    ----------
    file
        What the fault calls the place where the settings stand.
    paths
        What each line of it gives, by line number; empty where there are no lines.
    """
    where = tuple(part for part in detail["loc"] if isinstance(part, str))
    if detail["type"] == "extra_forbidden":
        message, remedy = _explain_unknown(where, is_table=isinstance(detail["input"], dict))
    elif detail["type"] == "value_error":
        message = detail["msg"].removeprefix("Value error, ")
        remedy = "corriger cette valeur ou celles dont elle dépend"
        named = [key for key in _fields(*where[:1]) if re.search(rf"\b{key}\b", message)]
        where += tuple(named) if len(named) == 1 else ()
    elif len(where) == 1:
        message = f"[{where[0]}] doit être une section"
        remedy = f"écrire [{where[0]}] seul sur une ligne, puis une clé par ligne"
    else:
        message, remedy = _explain_value(detail, *where[:2])
    return Fault(
        file=file,
        row=_find_row(where, paths),
        column=".".join(where) or None,
        message=message,
        remedy=remedy,
    )


def _find_row(where: KeyPath, paths: Mapping[int, KeyPath]) -> int | None:
    """First line that gives a key, or else the section that it would stand in."""
    for size in range(len(where), 0, -1):
        for row, path in paths.items():
            if path[:size] == where[:size]:
                return row
    return None


def _explain_unknown(where: KeyPath, *, is_table: bool) -> tuple[str, str]:
    """Message and remedy for a section or key that no setting has."""
    sections, name = list_sections(), where[-1]
    homes = [f"[{section}]" for section, kind in sections.items() if name in kind.model_fields]
    if len(where) == 1 and is_table:
        message, known = f"section inconnue : [{name}]", list(sections)
    elif len(where) == 1:
        message, known = f"« {name} » n'est dans aucune section", []
    else:
        message, known = f"clé inconnue dans [{where[0]}] : {name}", _fields(where[0])
    if homes:
        return message, f"placer cette clé dans {' ou '.join(homes)}"
    close = get_close_matches(name, known or _fields(), n=1)
    if close:
        return message, f"vouliez-vous écrire « {close[0]} » ?"
    return message, f"supprimer cette ligne ; sont possibles : {', '.join(known or sections)}"


def _fields(*sections: str) -> list[str]:
    """Keys of some sections, or of all when none is named."""
    kinds = list_sections()
    return [key for name in sections or kinds for key in kinds[name].model_fields]


def _explain_value(detail: ErrorDetails, section_name: str, key: str) -> tuple[str, str]:
    """Message and remedy for a value of the wrong kind, form or size."""
    section = list_sections()[section_name]
    schema = properties_of(section)[key]
    element = next((part + 1 for part in detail["loc"] if isinstance(part, int)), None)
    given = json.dumps(detail["input"], ensure_ascii=False)[:40]
    subject = given if element is None else f"{given} (élément {element} de la liste)"
    wanted = _wanted(schema, is_element=element is not None)
    default = section.model_fields[key].default
    if re.match("greater|less|.*too_", detail["type"]):
        message = f"{subject} est hors bornes"
    elif detail["type"] == "missing":
        message = "cette clé manque"
    elif detail["type"] == "string_pattern_mismatch":
        message = f"{subject} n'a pas la forme attendue"
    else:
        message = f"{subject} n'est pas {wanted}"
    limits = limits_in_words(schema)
    remedy = f"écrire {wanted}" + (f" ({limits})" if limits else "")
    if default is None:
        return message, f"{remedy}, ou supprimer la ligne"
    if default is not PydanticUndefined:
        remedy += f", par exemple {format_value(default)}"
    return message, remedy


def _wanted(schema: Schema, *, is_element: bool) -> str:
    """French words for the kind of value that a setting holds."""
    plain = plain_schema(schema)
    if is_element:
        plain = plain["items"]
    if "enum" in plain:
        return " ou ".join(map(format_value, plain["enum"]))
    names = {
        "integer": "un nombre entier",
        "number": "un nombre",
        "boolean": "true ou false",
        "array": "une liste de nombres entiers",
        "string": "un texte entre guillemets",
    }
    if plain.get("format") == "date":
        return "une date AAAA-MM-JJ"
    return names.get(str(plain.get("type")), "une valeur de ce genre")
