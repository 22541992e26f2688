"""Sections and settings as their JSON schema has them, and French words for their limits."""

from collections.abc import Mapping
from typing import Any

import tomlkit

from planner.settings import Settings
from planner.settings.section import Section

Schema = Mapping[str, Any]


def list_sections() -> dict[str, type[Section]]:
    """Sections of the settings by name, in their order."""
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
    }


def properties_of(section: type[Section]) -> dict[str, Schema]:
    """JSON schema of each setting of a section, in their order."""
    properties: dict[str, Schema] = section.model_json_schema()["properties"]
    return properties


def plain_schema(schema: Schema) -> Schema:
    """Schema of the value itself where it may also be absent."""
    branches = [branch for branch in schema.get("anyOf", ()) if branch.get("type") != "null"]
    return branches[0] if branches else schema


def limits_in_words(schema: Schema) -> str:
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


def format_value(value: object) -> str:
    """Write the value of a setting as TOML."""
    return tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()
