"""What a long computation says while it runs: the step under way, and what is known so far."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

ObjectiveName = Literal["coverage", "driving"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a search has found and proved of one objective up to now."""

    objective: ObjectiveName
    value: float | None = None
    """Of the best plan so far: people in need who are covered, or seconds of driving a cycle."""
    bound: float | None = None
    """Proven: no plan covers more, or drives less at that coverage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchBegins:
    """A search that ends by itself, and at the latest after its time limit."""

    limit_s: float
    need: float
    """All people in need, of whom ``coverage`` is a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEnds:
    """Nothing better will be found: what follows is to finish the plan."""


Step = str | Known | SearchBegins | SearchEnds
"""A French phrase that names a step; or what is known so far."""
Progress = Callable[[Step], None]
"""Called at each step and whenever more is known."""
