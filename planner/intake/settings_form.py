"""Every setting as a field of a form; made, like itinerance.toml, from the settings themselves."""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic_core import PydanticUndefined

from planner.settings import Settings
from planner.settings.schema import (
    limits_in_words,
    list_sections,
    plain_schema,
    properties_of,
)

Control = Literal["whole", "number", "switch", "choice", "choices", "date", "time", "text", "list"]
"""What a setting is entered with."""

_UNITS: Final = (
    ("_minutes", "minutes"),
    ("_kmh", "km/h"),
    ("_weeks", "semaines"),
    ("_half_days", "demi-journées"),
    ("_half_days_per_week", "demi-journées par semaine"),
    ("_grams_per_km", "g/km"),
    ("_s", "secondes"),
    ("_m", "mètres"),
)
_CLOCK: Final = r"^([01]\d|2[0-3]):[0-5]\d$"
_TYPES: Final[dict[str, Control]] = {"integer": "whole", "number": "number", "boolean": "switch"}
_WHOLE: Final = re.compile(r"[-+]?\d+", re.ASCII)
_DECIMAL: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?", re.ASCII)
_SEPARATORS: Final = re.compile(r"[\s;,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One setting."""

    key: str
    """Section and name, joined by a dot."""
    description: str
    control: Control
    choices: tuple[str, ...]
    unit: str
    """French; empty where the setting has none, or its words say it."""
    limits: str
    """French words; empty where there are none."""
    default: Any
    """As JSON has it."""
    is_optional: bool
    """It may have no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """The settings of one section of the file."""

    name: str
    description: str
    fields: tuple[SettingField, ...]


def list_form() -> tuple[FormSection, ...]:
    """Every section and field, in the order of itinerance.toml."""
    defaults = Settings().model_dump(mode="json")
    return tuple(
        FormSection(
            name=name,
            description=str(Settings.model_fields[name].description or ""),
            fields=tuple(
                SettingField(
                    key=f"{name}.{key}",
                    description=str(schema.get("description", "")),
                    control=_control(schema),
                    choices=_choices(schema),
                    unit=_unit(key),
                    limits=limits_in_words(schema),
                    default=None
                    if section.model_fields[key].default is PydanticUndefined
                    else defaults[name][key],
                    is_optional="anyOf" in schema,
                )
                for key, schema in properties_of(section).items()
            ),
        )
        for name, section in list_sections().items()
    )


def values_of(settings: Settings) -> dict[str, Any]:
    """Value of every field, as JSON has it."""
    return {
        f"{section}.{key}": value
        for section, values in settings.model_dump(mode="json").items()
        for key, value in values.items()
    }


def read_entry(field: SettingField, entry: Any) -> Any:  # noqa: ANN401 - what a form holds
    """Value, as JSON has it, of what somebody entered; what is no such value stays as it is.

    It is then refused, in the same words as in itinerance.toml, when the settings are checked.
    """
    if not isinstance(entry, str):
        return list(entry) if isinstance(entry, tuple) else entry
    text = entry.strip()
    if field.is_optional and not text:
        return None
    match field.control:
        case "whole":
            return int(text) if _WHOLE.fullmatch(text) else text
        case "number":
            return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else text
        case "list":
            parts = [part for part in _SEPARATORS.split(text) if part]
            return [int(part) if _WHOLE.fullmatch(part) else part for part in parts]
        case _:
            return text


def write_entry(field: SettingField, value: Any) -> Any:  # noqa: ANN401 - what a form holds
    """Put a value as a form shows it: numbers as text with a decimal comma, lists on one line."""
    match field.control:
        case "switch" | "choice" | "choices":
            return value
        case "list":
            return ", ".join(map(str, value))
        case "number":
            return "" if value is None else f"{value:g}".replace(".", ",")
        case _:
            return "" if value is None else str(value)


def _control(schema: Any) -> Control:  # noqa: ANN401 - JSON schema
    plain = plain_schema(schema)
    if "enum" in plain:
        return "choice"
    if plain.get("type") == "array":
        return "choices" if "enum" in plain["items"] else "list"
    if plain.get("format") == "date":
        return "date"
    if plain.get("pattern") == _CLOCK:
        return "time"
    return _TYPES.get(str(plain.get("type")), "text")


def _choices(schema: Any) -> tuple[str, ...]:  # noqa: ANN401 - JSON schema
    plain = plain_schema(schema)
    return tuple(plain.get("items", plain).get("enum", ()))


def _unit(key: str) -> str:
    return next((words for ending, words in _UNITS if key.endswith(ending)), "")
