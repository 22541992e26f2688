"""One scenario: what it writes, when it is not planned again, and how it fails."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.app.batch import running
from planner.app.batch.driver import exit_code, look_ahead, run_batch
from planner.app.batch.records import AdviserChoice, Outcome, Scenario
from planner.app.batch.running import compute_key, run_scenario
from planner.app.main import run
from planner.history import read_version
from planner.plan.file import read_plan
from tests.planner.app.batch.conftest import finished_plans


def in_this_process(scenarios: object) -> object:
    return map(run_scenario, scenarios)


@pytest.fixture
def scenario(tiny: Path) -> Scenario:
    return Scenario(territory=str(tiny), name="essai", author="Léa", reason="pour voir")


def test_a_scenario_is_planned_once_and_knows_where_it_comes_from(
    scenario: Scenario, tiny: Path
) -> None:
    first, again = run_scenario(scenario), run_scenario(scenario)
    assert (first.status, again.status) == ("planned", "reused")
    assert first.plan == again.plan == str(tiny / "scenarios/essai/plans/2027-01-04-1")
    assert first.figures == again.figures
    version = read_version(Path(first.plan or ""))
    assert version is not None
    assert (version.scenario, version.author, version.reason) == ("essai", "Léa", "pour voir")
    assert version.scenario_key == compute_key(scenario)


def test_a_scenario_leaves_the_plans_of_the_territory_alone(scenario: Scenario, tiny: Path) -> None:
    run_scenario(scenario)
    assert not (tiny / "plans").exists()


def test_whatever_enters_changes_the_key(scenario: Scenario, tiny: Path) -> None:
    keys = {compute_key(scenario)}
    for changed in (
        replace(scenario, seed=2),
        replace(scenario, start="current"),
        replace(scenario, settings=(("access.standard_minutes", 20),)),
        replace(scenario, advisers=AdviserChoice(without=("CN1",))),
    ):
        keys.add(compute_key(changed))
    venues = tiny / "venues.csv"
    venues.write_bytes(venues.read_bytes() + b"\r\n")
    keys.add(compute_key(scenario))
    assert len(keys) == 6


def test_who_asks_and_why_change_nothing(scenario: Scenario) -> None:
    other = replace(scenario, author="Tom", reason="autre")
    assert compute_key(other) == compute_key(scenario)


def test_a_failed_scenario_keeps_the_last_good_plan(scenario: Scenario, tiny: Path) -> None:
    good = run_scenario(scenario)
    (tiny / "venues.csv").write_text("")
    failed = run_scenario(scenario)
    assert (failed.status, failed.exit_code) == ("failed", 2)
    assert failed.plan == good.plan
    assert "venues.csv" in failed.error
    assert list(finished_plans(tiny)) == ["essai"]


def test_a_fault_of_ours_is_a_failure_of_its_scenario_alone(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(running, "make_plan", broken)
    outcome = run_scenario(scenario)
    assert outcome.status == "failed"
    assert "ZeroDivisionError" in outcome.error


def test_data_that_change_while_a_scenario_is_planned_are_noticed(
    scenario: Scenario, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = running.make_plan

    def meanwhile(*args: object, **named: object) -> object:
        plan = real(*args, **named)
        (tiny / "closures.csv").write_text("venue;first_day;last_day;reason\n")
        return plan

    monkeypatch.setattr(running, "make_plan", meanwhile)
    outcome = run_scenario(scenario)
    assert outcome.status == "failed"
    assert "ont changé pendant le calcul" in outcome.error
    assert finished_plans(tiny) == {}


def test_advisers_unknown_or_all_gone_are_said(scenario: Scenario) -> None:
    stranger = run_scenario(replace(scenario, advisers=AdviserChoice(without=("X",))))
    nobody = run_scenario(replace(scenario, advisers=AdviserChoice(without=("CN1",))))
    assert "conseiller inconnu : X" in stranger.error
    assert "aucun conseiller" in nobody.error


def test_settings_that_contradict_each_other_in_a_territory_fail_there(
    scenario: Scenario,
) -> None:
    outcome = run_scenario(replace(scenario, settings=(("sessions.max_minutes", 90),)))
    assert (outcome.status, outcome.exit_code) == ("failed", 2)
    assert "min_minutes dépasse max_minutes" in outcome.error


def test_a_plan_that_people_made_since_stays_in_force(tiny: Path) -> None:
    night = Scenario(territory=str(tiny), name="")
    assert run_scenario(night).status == "planned"
    assert run(["restore", str(tiny), "2027-01-04-1", "--quiet"]) == 0
    again = run_scenario(night)
    assert (again.status, len(list((tiny / "plans").iterdir()))) == ("reused", 2)


def test_a_plan_started_from_the_one_in_force_names_it_as_parent(tiny: Path) -> None:
    night = Scenario(territory=str(tiny), name="")
    run_scenario(night)
    warm = run_scenario(replace(night, start="current", seed=2))
    version = read_version(Path(warm.plan or ""))
    assert version is not None
    assert version.parent == "2027-01-04-1"


def test_a_night_after_the_first_updates_the_calendars_of_the_plan_in_force(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nightly = ["batch", str(tiny), "--workers", "1"]
    assert run([*nightly, "--quiet"]) == 0
    venues = tiny / "venues.csv"
    venues.write_bytes(venues.read_bytes() + b"\r\n")
    assert run([*nightly, "--dry-run"]) == 0
    assert "à planifier, à la suite de 2027-01-04-1" in capsys.readouterr().out
    assert run([*nightly, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["start"], record["succeeds"]) == ("current", "2027-01-04-1")
    assert read_plan(tiny / "plans/2027-01-04-2/plan.json").calendar_revision == 1


def test_looking_ahead_writes_nothing(scenario: Scenario, tiny: Path) -> None:
    before = sorted(tiny.rglob("*"))
    assert [known for _, known in look_ahead([scenario])] == [None]
    assert sorted(tiny.rglob("*")) == before


def test_outcomes_come_in_the_order_of_the_batch(scenario: Scenario) -> None:
    names = ("b", "a", "c")
    scenarios = [replace(scenario, name=name) for name in names]

    def backwards(given: object) -> object:
        return (Outcome(scenario=each, status="planned") for each in reversed(given))

    outcomes = run_batch(scenarios, engine=backwards, report=lambda _: None)
    assert [outcome.scenario.name for outcome in outcomes] == list(names)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [(["planned", "reused"], 0), (["planned", "failed"], 5), (["failed", "failed"], 1)],
)
def test_the_exit_code_says_whether_all_some_or_none_succeeded(
    scenario: Scenario, statuses: list[str], expected: int
) -> None:
    outcomes = [Outcome(scenario=scenario, status=status) for status in statuses]
    assert exit_code(outcomes) == expected


def test_the_command_writes_a_sheet_a_page_and_a_line_for_each_scenario(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tiny.parent / "lot.toml"
    path.write_text(
        'territories = ["canton"]\n[scenarios.reference]\n'
        '[scenarios.personne]\nadvisers.without = ["CN1"]\n'
    )
    assert run(["batch", str(path), "--dry-run"]) == 0
    assert "2 à planifier sur 2" in capsys.readouterr().out
    assert run(["batch", str(path), "--workers", "1", "--json", "--quiet"]) == 5
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {record["scenario"]: record["status"] for record in records} == {
        "reference": "planned",
        "personne": "failed",
    }
    results = tiny.parent / "resultats"
    assert len((results / "scenarios.jsonl").read_text().splitlines()) == 2
    assert (results / "resultats.csv").read_bytes().startswith(b"\xef\xbb\xbfTerritoire;")
    assert "aucun conseiller" in (results / "comparaison.html").read_text()
