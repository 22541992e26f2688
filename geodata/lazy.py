"""Public names of a package, imported when they are first asked for.

``import planner`` then costs nothing, and a script that reads a plan never loads the optimiser.
"""

from collections.abc import Callable, Mapping
from importlib import import_module


def lead_to(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Make the ``__getattr__`` of a package.

    Parameters
    ----------
    package
        Name of the package, for the error.
    homes
        Public name -> module that defines it; a module that is public itself leads to itself.
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(homes[name])
        return module if homes[name] == f"{package}.{name}" else getattr(module, name)

    return find
