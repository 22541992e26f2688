"""Steps become events: what is known so far, and how long it will still take."""

import json
from pathlib import Path

import pytest

from planner.app.main import run
from planner.app.progress import (
    Timeline,
    describe_event,
    event_as_json,
    event_from_json,
)
from planner.interruption import INTERRUPTION
from planner.progress import Known, SearchBegins, SearchEnds


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def run_twice_as_fast(memory: Path, *, limit_s: float = 60.0) -> Clock:
    """Run three steps of 10 s and remember them."""
    clock = Clock()
    timeline = Timeline(memory=memory, clock=clock)
    for step in ("Lecture", "Recherche (essai 1)", "Fichiers"):
        timeline.advance(step)
        if step == "Lecture":
            timeline.advance(SearchBegins(limit_s=limit_s, need=1000.0))
        clock.now_s += 10
    timeline.finish()
    return clock


def test_the_gap_is_that_of_value_and_bound() -> None:
    timeline = Timeline()
    timeline.advance(Known(objective="coverage", bound=800.0))
    event = timeline.advance(Known(objective="coverage", value=760.0))
    assert event.coverage.gap == pytest.approx(40 / 800)


def test_of_a_first_search_the_limit_is_told() -> None:
    clock = Clock()
    timeline = Timeline(clock=clock)
    timeline.advance("Recherche")
    timeline.advance(SearchBegins(limit_s=60.0, need=1000.0))
    clock.now_s += 15
    event = timeline.advance("Échanges")
    assert event.time_left_s == 45.0
    assert "au plus" in describe_event(event)


def test_the_next_time_what_follows_a_step_is_expected_to_take_as_long(tmp_path: Path) -> None:
    run_twice_as_fast(tmp_path / "durations.json")
    clock = Clock()
    timeline = Timeline(memory=tmp_path / "durations.json", clock=clock)
    assert timeline.advance("Lecture").time_left_s == 30.0
    clock.now_s += 4  # a faster machine
    event = timeline.advance("Recherche (essai 2)")
    assert event.time_left_s == 20.0
    assert event.at(10.0).time_left_s == 14.0


def test_a_search_with_another_limit_is_not_judged_by_the_last_one(tmp_path: Path) -> None:
    run_twice_as_fast(tmp_path / "durations.json")
    timeline = Timeline(memory=tmp_path / "durations.json", clock=Clock())
    timeline.advance("Lecture")
    assert timeline.advance(SearchBegins(limit_s=600.0, need=1.0)).time_left_s == 600.0


def test_a_search_that_was_ended_early_is_not_remembered(tmp_path: Path) -> None:
    timeline = Timeline(memory=tmp_path / "durations.json")
    timeline.advance(INTERRUPTION)
    timeline.finish()
    assert not (tmp_path / "durations.json").exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"a": "b"}', "\x00"])
def test_a_damaged_memory_is_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "durations.json"
    path.write_text(content, encoding="utf-8")
    assert Timeline(memory=path).advance("Lecture").time_left_s is None


def test_an_event_survives_its_journey_as_json() -> None:
    timeline = Timeline()
    timeline.advance(SearchBegins(limit_s=60.0, need=1000.0))
    event = timeline.advance(Known(objective="driving", value=3600.0, bound=3000.0))
    assert event_from_json(json.loads(json.dumps(event_as_json(event)))) == event


def test_progress_for_programs_is_one_object_a_line(
    demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (demo_folder / "absent.csv").unlink(missing_ok=True)
    assert run(["plan", str(demo_folder / "nowhere"), "--progress", "json", "--json"]) == 2
    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.err.splitlines()]
    assert lines[-1]["event"] == "failure"
    assert lines[-1]["exit_code"] == 2
    assert lines[-1]["faults"][0]["remedy"]
    assert captured.out == ""


def test_after_a_first_search_nobody_knows_how_long_it_takes() -> None:
    timeline = Timeline(clock=Clock())
    timeline.advance(SearchBegins(limit_s=60.0, need=1.0))
    timeline.advance(SearchEnds())
    assert timeline.advance("Fichiers").time_left_s is None
