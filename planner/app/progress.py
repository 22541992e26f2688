"""Progress of a computation for people, scripts and pages: one record at each step.

The time left is estimated from how long the same steps took the last time in the same folder; of a
first search only its limit is known.
"""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from geodata.files import write_atomically
from planner.interruption import INTERRUPTION
from planner.progress import Known, ObjectiveName, SearchBegins, SearchEnds, Step
from planner.wording import NO_BREAK_SPACE, format_duration, format_percent, format_percent_up

SearchState = Literal["to come", "under way", "over"]
DURATIONS_FILE: Final = "durations.json"
_END: Final = "(end)"
_LIMIT: Final = "(time limit)"
_NUMBERS: Final = re.compile(r"\d+")
_MINUTE_S: Final = 60
_SECOND_STEP_S: Final = 5
"""Seconds left are told in such steps: the estimate is no better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveState:
    """What is known of one objective."""

    value: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """Distance of the value from its bound, as plan.json has it."""
        if self.value is None or self.bound is None:
            return None
        widest = max(abs(self.bound), abs(self.value))
        return abs(self.bound - self.value) / widest if widest > 0 else 0.0

    def with_known(self, known: Known) -> "ObjectiveState":
        """Take over what is newly known; a bound once proven stays."""
        return ObjectiveState(
            value=self.value if known.value is None else known.value,
            bound=self.bound if known.bound is None else known.bound,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressEvent:
    """Where a computation stands."""

    stage: str
    """French, for people."""
    elapsed_s: float
    need: float | None = None
    """All people in need; coverage is a part of them."""
    coverage: ObjectiveState = ObjectiveState()
    """People in need who are covered."""
    driving: ObjectiveState = ObjectiveState()
    """Seconds a cycle."""
    search: SearchState = "to come"
    search_ends_s: float | None = None
    """Seconds since the start after which the search ends at the latest."""
    total_s: float | None = None
    """Estimated from the last time; ``None`` the first time."""

    @property
    def time_left_s(self) -> float | None:
        """Estimated time left; for lack of an estimate, the longest that the search may take."""
        limit_s = self.search_ends_s if self.search == "under way" else None
        ends_s = limit_s if self.total_s is None else self.total_s
        return None if ends_s is None else max(0.0, ends_s - self.elapsed_s)

    def at(self, elapsed_s: float) -> "ProgressEvent":
        """Return the same state at a later moment."""
        return replace(self, elapsed_s=elapsed_s)


class Timeline:
    """Turns steps into events, and remembers how long they took for the next time."""

    def __init__(
        self, *, memory: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._start_s = clock()
        self._memory = memory
        self._before = _read_durations(memory)
        self._starts: dict[str, float] = {}
        self._is_whole = True
        self._limit_s: float | None = None
        self.event = ProgressEvent(stage="", elapsed_s=0.0)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._start_s

    def advance(self, step: Step) -> ProgressEvent:
        """Take note of a step; return where the computation stands."""
        event = self.event.at(self.elapsed_s)
        match step:
            case Known():
                of_one: dict[ObjectiveName, ObjectiveState] = {
                    "coverage": event.coverage,
                    "driving": event.driving,
                }
                of_one[step.objective] = of_one[step.objective].with_known(step)
                event = replace(event, coverage=of_one["coverage"], driving=of_one["driving"])
            case SearchBegins():
                if self._before.get(_LIMIT, step.limit_s) != step.limit_s:
                    self._before = {}  # it may take another time
                    event = replace(event, total_s=None)
                self._limit_s = step.limit_s
                ends_s = event.elapsed_s + step.limit_s
                event = replace(event, need=step.need, search="under way", search_ends_s=ends_s)
            case SearchEnds():
                event = replace(event, search="over")
            case str():
                self._is_whole &= step != INTERRUPTION
                key = _key(step)
                self._starts.setdefault(key, event.elapsed_s)
                event = replace(event, stage=step, total_s=self._estimate(key, event))
        self.event = event
        return event

    def advance_silently(self, step: Step) -> None:
        """Take note of a step that nobody is told of now."""
        self.advance(step)

    def _estimate(self, key: str, event: ProgressEvent) -> float | None:
        """Estimate the whole time: what has passed, and what came after this step the last time."""
        if not self._before:
            return None
        if key not in self._before or self._starts[key] != event.elapsed_s:
            return event.total_s  # a step that is new, or comes back
        return event.elapsed_s + self._before[_END] - self._before[key]

    def finish(self) -> None:
        """Keep how long each step took; nothing depends on it but the next estimate."""
        if self._memory is None or not self._is_whole or not self._memory.parent.is_dir():
            return
        starts = {**self._starts, _END: self.elapsed_s}
        if self._limit_s is not None:
            starts[_LIMIT] = self._limit_s
        rounded = {key: round(start_s, 1) for key, start_s in starts.items()}
        with suppress(OSError):
            write_atomically(self._memory, json.dumps(rounded, ensure_ascii=False, indent=1))


def _key(step: str) -> str:
    """What a step is called whatever its number."""
    return _NUMBERS.sub("#", step)


def _read_durations(memory: Path | None) -> dict[str, float]:
    """Read when each step began the last time."""
    if memory is None:
        return {}
    try:
        found = json.loads(memory.read_text(encoding="utf-8"))
        read = {str(key): float(start_s) for key, start_s in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
    return read if _END in read else {}


def event_as_json(event: ProgressEvent) -> dict[str, Any]:
    """Return an event for scripts; units stand in the names."""
    return {
        "event": "progress",
        **asdict(event),
        "coverage_gap": event.coverage.gap,
        "driving_gap": event.driving.gap,
        "time_left_s": event.time_left_s,
    }


def event_from_json(found: dict[str, Any]) -> ProgressEvent:
    """Read an event that another process wrote."""
    return ProgressEvent(
        stage=found["stage"],
        elapsed_s=found["elapsed_s"],
        need=found["need"],
        coverage=ObjectiveState(**found["coverage"]),
        driving=ObjectiveState(**found["driving"]),
        search=found["search"],
        search_ends_s=found["search_ends_s"],
        total_s=found["total_s"],
    )


def describe_event(event: ProgressEvent) -> str:
    """Say on one line where a computation stands."""
    parts = [event.stage, *describe_known(event)]
    left = describe_time_left(event)
    return " · ".join([*parts, left] if left else parts)


def describe_known(event: ProgressEvent) -> list[str]:
    """Say what is known of coverage and driving."""
    parts = []
    coverage, driving = event.coverage, event.driving
    if coverage.value is not None and event.need:
        words = f"couverture {format_percent(coverage.value / event.need)}"
        parts.append(words + _gap_words(coverage))
    if driving.value is not None:
        parts.append(f"trajets {format_duration(driving.value)}{_gap_words(driving)}")
    return parts


def _gap_words(state: ObjectiveState) -> str:
    return "" if state.gap is None else f" (écart {format_percent_up(state.gap)})"


def describe_time_left(event: ProgressEvent) -> str:
    """Say how much time is left; nothing where nobody knows."""
    left_s = event.time_left_s
    if left_s is None:
        return ""
    seconds = max(_SECOND_STEP_S, _SECOND_STEP_S * round(left_s / _SECOND_STEP_S))
    words = f"{seconds}{NO_BREAK_SPACE}s" if left_s < _MINUTE_S else format_duration(left_s)
    return f"encore {words} au plus" if event.total_s is None else f"encore environ {words}"
