"""What to do: need, the planning problem, its solution, the plan and its independent check.

The names below are the package's public face: they keep their meaning within a major version.
Modules and all other names may change with any version. From a folder to a plan:

>>> import planner
>>> territory, settings = planner.read_inputs("my-departement")  # doctest: +SKIP
>>> plan = planner.make_plan(planner.prepare(territory, settings))  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Final

from geodata.lazy import lead_to

if TYPE_CHECKING:
    from planner import tables
    from planner.invention import invent_inputs
    from planner.plan import Plan
    from planner.plan.file import format_plan, read_plan
    from planner.planning import find_violations, make_plan
    from planner.preparation import Prepared, prepare, read_inputs
    from planner.replan.reading import read_territory_of
    from planner.settings import Settings
    from planner.settings.file import read_settings

__all__ = [
    "Plan",
    "Prepared",
    "Settings",
    "find_violations",
    "format_plan",
    "invent_inputs",
    "make_plan",
    "prepare",
    "read_inputs",
    "read_plan",
    "read_settings",
    "read_territory_of",
    "tables",
]

_HOMES: Final = {
    "Plan": "planner.plan",
    "Prepared": "planner.preparation",
    "Settings": "planner.settings",
    "find_violations": "planner.planning",
    "format_plan": "planner.plan.file",
    "invent_inputs": "planner.invention",
    "make_plan": "planner.planning",
    "prepare": "planner.preparation",
    "read_inputs": "planner.preparation",
    "read_plan": "planner.plan.file",
    "read_settings": "planner.settings.file",
    "read_territory_of": "planner.replan.reading",
    "tables": "planner.tables",
}

if not TYPE_CHECKING:  # type checkers see the imports above, and refuse other names
    __getattr__ = lead_to(__name__, _HOMES)


def __dir__() -> list[str]:
    return list(__all__)
