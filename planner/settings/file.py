"""itinerance.toml: every setting with its explanation as a comment, written and read.

It is made from :class:`planner.settings.Settings`: a new setting there needs nothing here.
"""

import json
import re
import textwrap
import tomllib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from geodata.errors import Fault, SettingsError
from geodata.files import write_atomically
from planner.settings import Settings
from planner.settings.faults import KeyPath, translate_error
from planner.settings.schema import (
    Schema,
    format_value,
    limits_in_words,
    list_sections,
    properties_of,
)
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
            lines.append(f"# {key} =" if value is None else f"{key} = {format_value(value)}")
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


def _comment(text: str) -> list[str]:
    """Comment lines of a French text, never broken before « : » or inside « »."""
    glued = re.sub(r" (?=[:;!?»%])|(?<=«) ", "\u00a0", text)
    lines = textwrap.wrap(glued, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}".replace("\u00a0", " ") for line in lines]


def _limits_and_default(section: type[Section], key: str, schema: Schema) -> str:
    """French sentence: the limits of a setting and its default."""
    default = section.model_fields[key].default
    limits = limits_in_words(schema)
    stated = "aucune valeur" if default is None else format_value(default)
    prefix = f"{limits[0].upper()}{limits[1:]}. " if limits else ""
    if default is PydanticUndefined:
        return prefix + "Obligatoire."
    return f"{prefix}Par défaut : {stated}."


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
    text: str, *, file: str, paths: Mapping[int, KeyPath]
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


def find_paths(text: str) -> dict[int, KeyPath]:
    """Path of the section or key that each line of a TOML text gives, by line number."""
    found: dict[int, KeyPath] = {}
    table: KeyPath = ()
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


def _split_path(dotted: str) -> KeyPath:
    """Parts of a dotted TOML key, without quotes."""
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
