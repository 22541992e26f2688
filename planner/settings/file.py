"""itinerance.toml: every setting with its explanation as a comment, and the faults of such a file.

Both are made from :class:`planner.settings.Settings`: a new setting there needs nothing here.
"""

import json
import re
import textwrap
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any, Final

import tomlkit
from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticUndefined

from geodata.errors import Fault, SettingsError
from geodata.files import write_atomically
from planner.settings import Settings
from planner.settings.section import Section

SETTINGS_FILE: Final = "itinerance.toml"
_WIDTH: Final = 88
_HEADER: Final = """\
Réglages d'itinerance. Ce qui suit un # est une explication.
Un nombre décimal s'écrit avec un point (0.8), une date sans guillemets (2027-01-04), un texte \
ou une heure entre guillemets ("08:45"), oui et non s'écrivent true et false.
Une ligne supprimée vaut sa valeur par défaut."""
_TABLE: Final = re.compile(r"\s*\[\[?([^\[\]]+)\]")
_KEY: Final = re.compile(r"""\s*([\w\-."' ]+?)\s*=""", re.ASCII)
_PLAIN_KEY: Final = re.compile(r"\s*[\w\-]+\s*=", re.ASCII)
_POSITION: Final = re.compile(r"\(at line (\d+), column \d+\)")
_DECIMAL_COMMA: Final = re.compile(r"=\s*[+-]?\d+,\d+\s*(#|$)")

_Schema = Mapping[str, Any]
_Path = tuple[str, ...]


def write_settings(settings: Settings, path: Path) -> None:
    """Write settings as a commented TOML file, whole or not at all."""
    write_atomically(path, format_settings(settings))


def format_settings(settings: Settings) -> str:
    """Write settings as commented TOML text; a setting without a value is commented out."""
    lines = [line for text in _HEADER.split("\n") for line in _comment(text)]
    for name, section in list_sections().items():
        lines += ["", "", *_comment(Settings.model_fields[name].description or ""), f"[{name}]"]
        values = getattr(settings, name)
        for key, schema in properties_of(section).items():
            value = getattr(values, key)
            lines += ["", *_comment(str(schema.get("description", "")))]
            lines += _comment(_limits_and_default(section, key, schema))
            lines.append(f"# {key} =" if value is None else f"{key} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def read_settings(path: str | PathLike[str]) -> Settings:
    """Read a settings file; a key that is absent has its default.

    Raises
    ------
    SettingsError
        With every fault of the file: unreadable lines, unknown keys, impossible values. Only
        an unreadable line that is not of the form ``key = value`` hides what is wrong elsewhere.
    """
    path = Path(path)
    text = _read_text(path)
    paths = find_paths(text)
    data, faults, is_complete = _parse(text, file=path.name, paths=paths)
    if not is_complete:
        raise SettingsError(_by_row(faults))
    settings = Settings()
    try:
        settings = validate_settings(data)
    except ValidationError as error:
        incomplete = {paths[fault.row][:1] for fault in faults if fault.row in paths}
        for detail in error.errors():
            # With a line of its section unread, a contradiction may be none.
            if detail["type"] != "value_error" or detail["loc"][:1] not in incomplete:
                faults.append(translate_error(detail, file=path.name, paths=paths))
    if faults:
        raise SettingsError(_by_row(faults))
    return settings


def validate_settings(data: Mapping[str, Any]) -> Settings:
    """Check settings as JSON has them; dates may be dates."""
    # Strict, so that true is no number and "12" neither; by way of JSON, since strict Python input
    # would refuse a TOML array where the model holds a tuple.
    text = json.dumps(data, default=lambda value: value.isoformat())
    return Settings.model_validate_json(text, strict=True)


def _by_row(faults: list[Fault]) -> tuple[Fault, ...]:
    """Faults in the order of the file."""
    return tuple(sorted(faults, key=lambda fault: fault.row or 0))


def list_sections() -> dict[str, type[Section]]:
    """Sections of the settings by name, in their order."""
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
    }


def properties_of(section: type[Section]) -> dict[str, _Schema]:
    """JSON schema of each setting of a section, in their order."""
    properties: dict[str, _Schema] = section.model_json_schema()["properties"]
    return properties


def _comment(text: str) -> list[str]:
    """Comment lines of a French text, never broken before « : » or inside « »."""
    glued = re.sub(r" (?=[:;!?»%])|(?<=«) ", "\u00a0", text)
    lines = textwrap.wrap(glued, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}".replace("\u00a0", " ") for line in lines]


def _toml(value: object) -> str:
    """Write a value as TOML."""
    return tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()


def _limits_and_default(section: type[Section], key: str, schema: _Schema) -> str:
    """French sentence: the limits of a setting and its default."""
    default = section.model_fields[key].default
    limits = limits_in_words(schema)
    stated = "aucune valeur" if default is None else _toml(default)
    prefix = f"{limits[0].upper()}{limits[1:]}. " if limits else ""
    if default is PydanticUndefined:
        return prefix + "Obligatoire."
    return f"{prefix}Par défaut : {stated}."


def plain_schema(schema: _Schema) -> _Schema:
    """Schema of the value itself where it may also be absent."""
    branches = [branch for branch in schema.get("anyOf", ()) if branch.get("type") != "null"]
    return branches[0] if branches else schema


def limits_in_words(schema: _Schema) -> str:
    """French words for the limits of a number, or of each number of a list; else nothing."""
    plain = plain_schema(schema)
    plain = plain.get("items", plain)
    low, high = plain.get("minimum"), plain.get("maximum")
    if low is not None and high is not None:
        return f"de {low:g} à {high:g}"
    words = []
    if low is not None:
        words.append(f"au moins {low:g}")
    if "exclusiveMinimum" in plain:
        words.append(f"plus de {plain['exclusiveMinimum']:g}")
    if high is not None:
        words.append(f"au plus {high:g}")
    if "exclusiveMaximum" in plain:
        words.append(f"moins de {plain['exclusiveMaximum']:g}")
    return ", ".join(words)


def _read_text(path: Path) -> str:
    """Read the text of a settings file."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        message, row = "le fichier de réglages n'existe pas", None
        remedy = "le créer par « itinerance init »"
    except OSError as error:
        message, row = f"le fichier de réglages ne se lit pas ({error.strerror})", None
        remedy = "vérifier que c'est un fichier, et les droits de lecture"
    except UnicodeDecodeError as error:
        message, row = (
            "le fichier n'est pas en UTF-8",
            error.object.count(b"\n", 0, error.start) + 1,
        )
        remedy = "l'enregistrer en UTF-8 (dans l'éditeur : Enregistrer sous, encodage UTF-8)"
    raise SettingsError((Fault(file=path.name, row=row, message=message, remedy=remedy),))


def _parse(
    text: str, *, file: str, paths: Mapping[int, _Path]
) -> tuple[dict[str, Any], list[Fault], bool]:
    """Read TOML, leaving out unreadable lines; False when that could not be done to the end."""
    faults: list[Fault] = []
    lines = text.split("\n")
    while True:
        try:
            return tomllib.loads("\n".join(lines)), faults, True
        except (ValueError, RecursionError) as error:
            found = _POSITION.search(str(error))
            row = int(found[1]) if found else None
            wrong = lines[row - 1] if row else ""
            message, remedy = _explain_syntax(str(error), wrong)
            column = ".".join(paths.get(row or 0, ())) or None
            faults.append(Fault(file=file, row=row, column=column, message=message, remedy=remedy))
            if row is None or not _PLAIN_KEY.match(wrong):
                return {}, faults, False
            lines[row - 1] = ""


def _explain_syntax(problem: str, line: str) -> tuple[str, str]:
    """French message and remedy for what tomllib says of a line."""
    if "overwrite" in problem:
        return "cette clé est donnée deux fois", "supprimer l'une des deux lignes"
    if "twice" in problem:
        return "cette section est donnée deux fois", "réunir les deux sections"
    message = (
        f"ligne illisible : {line.strip()[:60]}" if line else "la fin du fichier est illisible"
    )
    if _DECIMAL_COMMA.search(line):
        return message, "écrire le nombre décimal avec un point (0.8) et non une virgule"
    return message, (
        "écrire « clé = valeur » ; les textes et les heures entre guillemets, "
        "oui et non comme true et false"
    )


def find_paths(text: str) -> dict[int, _Path]:
    """Path of the section or key that each line of a TOML text gives, by line number."""
    found: dict[int, _Path] = {}
    table: _Path = ()
    closing = ""
    for row, line in enumerate(text.split("\n"), start=1):
        if closing:  # inside a text of several lines, where nothing is a key
            closing = "" if closing in line else closing
            continue
        header, key = _TABLE.match(line), _KEY.match(line)
        if header:
            table = found[row] = _split_path(header[1])
        elif key:
            found[row] = table + _split_path(key[1])
        for mark in ('"""', "'''"):
            if line.count(mark) % 2:
                closing = mark
    return found


def _find_row(where: _Path, paths: Mapping[int, _Path]) -> int | None:
    """First line that gives a key, or else the section that it would stand in."""
    for size in range(len(where), 0, -1):
        for row, path in paths.items():
            if path[:size] == where[:size]:
                return row
    return None


def _split_path(dotted: str) -> _Path:
    """Parts of a dotted TOML key, without quotes."""
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def translate_error(detail: ErrorDetails, *, file: str, paths: Mapping[int, _Path]) -> Fault:
    """Fault of one pydantic error."""
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


def _explain_unknown(where: _Path, *, is_table: bool) -> tuple[str, str]:
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
        remedy += f", par exemple {_toml(default)}"
    return message, remedy


def _wanted(schema: _Schema, *, is_element: bool) -> str:
    """French words for the kind of value that a setting holds."""
    plain = plain_schema(schema)
    if is_element:
        plain = plain["items"]
    if "enum" in plain:
        return " ou ".join(map(_toml, plain["enum"]))
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
