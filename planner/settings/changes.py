"""Settings with other values, as a scenario asks for them, checked like a settings file."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from geodata.errors import Fault, SettingsError
from planner.settings import Settings
from planner.settings.faults import translate_error
from planner.settings.file import validate_settings
from planner.settings.schema import list_sections, plain_schema, properties_of


def change_settings(settings: Settings, changes: Mapping[str, Any], *, file: str) -> Settings:
    """Return settings with other values, and every rule on them checked again.

    Parameters
    ----------
    changes
        Section and name, joined by a dot (``access.standard_minutes``), and the value, as JSON has
        it.
    file
        What faults call the place where the changes stand.

    Raises
    ------
    SettingsError
        With every unknown name, impossible value and contradiction.
    """
    try:
        return validate_settings(_changed(settings, changes))
    except ValidationError as error:
        faults = [translate_error(detail, file=file, paths={}) for detail in error.errors()]
        raise SettingsError(tuple(faults)) from error


def find_change_faults(changes: Mapping[str, Any], *, file: str) -> tuple[Fault, ...]:
    """List what is wrong with changes whatever settings they are made to.

    What only contradicts other settings is left to :func:`change_settings`.
    """
    try:
        validate_settings(_changed(Settings(), changes))
    except ValidationError as error:
        return tuple(
            translate_error(detail, file=file, paths={})
            for detail in error.errors()
            if detail["type"] != "value_error"
        )
    return ()


def _changed(settings: Settings, changes: Mapping[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = settings.model_dump(mode="json")
    for key, value in changes.items():
        section, dot, name = key.partition(".")
        if dot:
            data.setdefault(section, {})[name] = value
        else:
            data[key] = value
    return data


def kind_of_setting(key: str) -> str:
    """Say what a setting (``access.standard_minutes``) holds, as JSON schema calls it.

    A date is a "date"; what no setting is called is a "string".
    """
    section, _, name = key.partition(".")
    if section not in list_sections():
        return "string"
    plain = plain_schema(properties_of(list_sections()[section]).get(name, {}))
    return str(plain.get("format", plain.get("type", "string")))
