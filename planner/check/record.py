"""The plan is a record of its schema, and every figure in it a finite number."""

import math
from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import ValidationError

from planner.plan import Plan


def check_record(plan: Plan) -> tuple[str, ...]:
    """Check types, limits and the schema's version, as a reader of plan.json would."""
    try:
        Plan.model_validate(plan.model_dump(warnings=False), strict=True)
    except ValidationError as error:
        return tuple(
            f"Schéma du planning : « {_path(fault['loc'])} » n'est pas une valeur permise "
            f"({fault['msg']})."
            for fault in error.errors(include_url=False, include_context=False)
        )
    calendar = plan.settings.calendar
    if calendar.start > date.max - timedelta(weeks=calendar.num_weeks):
        return (f"Le calendrier commence trop tard ({calendar.start}) pour être daté.",)
    return ()


def check_figures(plan: Plan) -> Iterator[str]:
    """Check that no figure is infinite or "not a number", settings included."""
    for path in _not_finite(plan.model_dump(), ()):
        yield f"« {_path(path)} » n'est pas un nombre fini."


def _not_finite(value: object, path: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    if isinstance(value, float) and not math.isfinite(value):
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _not_finite(item, (*path, str(key)))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _not_finite(item, (*path, position))


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location))
