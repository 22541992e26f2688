"""The command replan on a small territory: what moves, what stays, who is told."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from geodata.folder import read_territory
from planner.app.main import run
from planner.app.replan_situation import prepare_as_planned
from planner.plan import Plan, Session
from planner.plan.file import read_plan
from planner.planning import find_violations
from planner.preparation import Prepared
from planner.replan.changes import list_visit_changes
from tests.planner.app.conftest import PlannedFolder, run_to_file

TODAY = date(2027, 1, 17)
"""A Sunday: two weeks of the planning are over."""
FIRST, LAST = date(2027, 1, 18), date(2027, 1, 20)
"""Three days on which an adviser is ill."""


@dataclass(frozen=True)
class Outcome:
    """A replan: the plan before and after, and what was printed."""

    before: Plan
    after: Plan
    folder: Path
    summary: dict[str, Any]


@pytest.fixture(scope="module")
def home(planned: PlannedFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The planned folder, to be written in."""
    folder = tmp_path_factory.mktemp("replan") / "territoire"
    shutil.copytree(planned.folder, folder)
    return folder


Replan = Callable[..., Outcome]


@pytest.fixture(scope="module")
def replan(home: Path) -> Replan:
    def call(*events: dict[str, str], options: tuple[str, ...] = ()) -> Outcome:
        path = home / "plans" / "2027-01-04-1"
        file = home.parent / "evenements.json"
        file.write_text(json.dumps(events))
        output = home.parent / "summary.json"
        arguments = ["replan", str(path), "--events", str(file), "--today", TODAY.isoformat()]
        assert run_to_file(output, *arguments, "--quiet", "--json", *options) == 0
        summary = json.loads(output.read_text())
        written = Path(next(f for f in summary["plan"]["files"] if f.endswith("plan.json")))
        return Outcome(
            before=read_plan(path / "plan.json"),
            after=read_plan(written),
            folder=written.parent,
            summary=summary,
        )

    return call


def ill(plan: Plan) -> dict[str, str]:
    days = {"du": FIRST.isoformat(), "au": LAST.isoformat()}
    return {"evenement": "absence", "conseiller": plan.advisers[0].id, "motif": "maladie", **days}


@pytest.fixture(scope="module")
def repaired(replan: Replan, planned: PlannedFolder) -> Outcome:
    return replan(ill(read_plan(planned.plan / "plan.json")))


@pytest.fixture(scope="module")
def closed_for_good(replan: Replan, planned: PlannedFolder) -> Outcome:
    """The busiest venue closes: few changes."""
    plan = read_plan(planned.plan / "plan.json")
    venue = max(plan.visits, key=lambda visit: len(visit.weeks)).venue_id
    event = {"evenement": "fermeture", "lieu": venue, "du": "2027-01-25"}
    return replan(event, options=("--mode", "adjust", "--max-changes", "2"))


@pytest.fixture(scope="module")
def ground_of_closed(closed_for_good: Outcome) -> Prepared:
    """What the plan of the closed venue rests on, from its folder and its events."""
    folder = closed_for_good.folder.parents[1]
    territory = read_territory(folder)
    plan = closed_for_good.after
    return prepare_as_planned(plan, territory, folder=folder, progress=lambda _step: None)


def held(plan: Plan, *, until: date) -> set[tuple[date, str, str, str]]:
    return {_what(session) for session in plan.sessions if session.day <= until}


def _what(session: Session) -> tuple[date, str, str, str]:
    return session.day, session.venue_id, session.adviser_id, session.half


def test_an_illness_moves_the_sessions_of_its_days_and_no_other(repaired: Outcome) -> None:
    adviser = repaired.before.advisers[0].id
    hit = {
        _what(one)
        for one in repaired.before.sessions
        if one.adviser_id == adviser and FIRST <= one.day <= LAST
    }
    before, after = (set(map(_what, plan.sessions)) for plan in (repaired.before, repaired.after))
    assert hit
    assert before - after == hit
    assert all(
        session.replaces is not None and FIRST <= session.replaces.day <= LAST
        for session in repaired.after.sessions
        if _what(session) not in before
    )


def test_a_repair_leaves_the_cycle_as_it_is(repaired: Outcome) -> None:
    assert repaired.after.visits == repaired.before.visits
    assert repaired.after.communes == repaired.before.communes


def test_the_plan_knows_its_events(repaired: Outcome) -> None:
    replanning = repaired.after.replanning
    assert replanning is not None
    assert [event.kind for event in replanning.events] == ["adviser_absent"]
    assert replanning.first_day == TODAY + timedelta(days=1)


def test_the_change_list_has_a_line_for_every_change_and_says_who_is_told(
    repaired: Outcome,
) -> None:
    text = (repaired.folder / "changements.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    told = repaired.summary
    assert len(rows) == told["num_sessions_moved"] + told["num_sessions_lost"] > 0
    assert all(row["Prévenir le lieu"] and row["Prévenir les conseillers"] for row in rows)
    assert all("maladie" in row["Motif"] for row in rows)


def test_the_letter_speaks_to_advisers_venues_and_communes(repaired: Outcome) -> None:
    text = (repaired.folder / "changements.txt").read_text(encoding="utf-8-sig")
    for word in ("CHAQUE CONSEILLER", "CHAQUE LIEU", "HABITANTS DE CHAQUE COMMUNE"):
        assert word in text


def test_the_letter_tells_nobody_of_an_illness(repaired: Outcome) -> None:
    text = (repaired.folder / "changements.txt").read_text(encoding="utf-8-sig")
    assert "conseiller indisponible" in text
    assert "maladie" not in text


def test_the_plan_before_is_left_alone(repaired: Outcome, planned: PlannedFolder) -> None:
    assert repaired.before == read_plan(planned.plan / "plan.json")
    assert repaired.folder.name != planned.plan.name


def test_calendars_go_on_from_the_plan_before(repaired: Outcome) -> None:
    assert repaired.after.calendar_revision == repaired.before.calendar_revision + 1


def test_a_closed_venue_costs_no_more_changes_than_allowed(closed_for_good: Outcome) -> None:
    changes = list_visit_changes(closed_for_good.before.visits, closed_for_good.after.visits)
    assert 1 <= sum(change.num_changes for change in changes) <= 2
    assert closed_for_good.summary["num_visit_changes"] <= 2


def test_a_new_cycle_begins_on_its_monday_and_not_before(closed_for_good: Outcome) -> None:
    eve = date(2027, 1, 24)
    assert closed_for_good.summary["cycle_from"] == "2027-01-25"
    assert [phase.last_day for phase in closed_for_good.after.earlier_visits] == [eve]
    before, after = closed_for_good.before, closed_for_good.after
    assert held(after, until=eve) == held(before, until=eve)


@pytest.mark.parametrize(
    "damage",
    [
        {"earlier_visits": ()},
        {"replanning": None},
        {"replanning": {"cycle_day": date(2027, 2, 1)}},
        {"replanning": {"cycle_day": None}},
        {"replanning": {"num_events_of_cycle": 7}},
    ],
)
def test_a_false_succession_is_no_plan(
    damage: dict[str, Any], closed_for_good: Outcome, ground_of_closed: Prepared
) -> None:
    plan = closed_for_good.after
    changes = {
        field: getattr(plan, field).model_copy(update=value) if isinstance(value, dict) else value
        for field, value in damage.items()
    }
    assert find_violations(ground_of_closed, plan.model_copy(update=changes)) != ()


def test_the_plan_itself_is_right_on_its_ground(
    closed_for_good: Outcome, ground_of_closed: Prepared
) -> None:
    assert find_violations(ground_of_closed, closed_for_good.after) == ()


def test_covering_anew_is_no_worse_than_doing_nothing(closed_for_good: Outcome) -> None:
    unchanged = closed_for_good.summary["covered_need_people_if_unchanged"]
    assert closed_for_good.after.whole.covered_need >= unchanged - 1e-6


def test_the_coverage_is_within_its_bound(closed_for_good: Outcome) -> None:
    objective = next(o for o in closed_for_good.after.objectives if o.name == "coverage")
    assert objective.bound is not None
    assert objective.value <= objective.bound * (1 + 1e-9)


def test_an_earlier_event_stays_known_to_the_next_replan(repaired: Outcome, tmp_path: Path) -> None:
    file = tmp_path / "norme.json"
    file.write_text(json.dumps([{"evenement": "norme", "minutes": 20}]))
    output = tmp_path / "summary.json"
    code = run_to_file(
        *(output, "replan", str(repaired.folder), "--events", str(file)),
        *("--today", TODAY.isoformat(), "--quiet", "--json"),
    )
    assert code == 0
    files = json.loads(output.read_text())["plan"]["files"]
    after = read_plan(next(Path(file) for file in files if file.endswith("plan.json")))
    assert after.replanning is not None
    assert [e.kind for e in after.replanning.events] == ["adviser_absent", "standard_changed"]
    assert after.settings.access.standard_minutes == 20
    assert set(map(_what, after.sessions)) == set(map(_what, repaired.after.sessions))


def test_everything_anew_keeps_what_is_over(replan: Replan, planned: PlannedFolder) -> None:
    plan = read_plan(planned.plan / "plan.json")
    event = {"evenement": "départ", "conseiller": plan.advisers[0].id, "au": "2027-01-22"}
    found = replan(event, options=("--mode", "rebuild"))
    assert found.summary["cycle_from"] == "2027-01-25"
    assert held(found.after, until=date(2027, 1, 22)) == held(plan, until=date(2027, 1, 22))
    assert plan.advisers[0].id not in {visit.adviser_id for visit in found.after.visits}


def test_a_confirmed_session_that_cannot_be_held_is_told_in_a_sentence(
    planned: PlannedFolder, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = read_plan(planned.plan / "plan.json")
    adviser = plan.advisers[0].id
    session = next(s for s in plan.sessions if s.adviser_id == adviser and s.day >= FIRST)
    events, confirmed = tmp_path / "e.json", tmp_path / "confirmees.csv"
    events.write_text(json.dumps([ill(plan)]))
    confirmed.write_text(f"date;lieu\n{session.day:%d/%m/%Y};{session.venue_id}\n")
    arguments = ["replan", str(home / "plans" / "2027-01-04-1"), "--events", str(events)]
    plans = sorted((home / "plans").iterdir())
    code = run([*arguments, "--today", TODAY.isoformat(), "--confirmed", str(confirmed), "--quiet"])
    assert code == 2
    assert "permanence confirmée du" in capsys.readouterr().err
    assert sorted((home / "plans").iterdir()) == plans


def test_a_calendar_that_is_over_cannot_be_replanned(
    planned: PlannedFolder, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "e.json"
    events.write_text(json.dumps([ill(read_plan(planned.plan / "plan.json"))]))
    path = home / "plans" / "2027-01-04-1"
    code = run(["replan", str(path), "--events", str(events), "--today", "2030-01-01", "--quiet"])
    assert code == 2
    assert "le planning finit le" in capsys.readouterr().err


def test_a_replanned_plan_is_explained_and_restored_on_its_own_ground(
    closed_for_good: Outcome, home: Path, tmp_path: Path
) -> None:
    output = tmp_path / "communes.csv"
    assert run(["explain", str(closed_for_good.folder), "--all", "--output", str(output)]) == 0
    assert output.read_bytes() == (closed_for_good.folder / "communes.csv").read_bytes()
    assert run(["restore", str(home), closed_for_good.folder.name, "--quiet"]) == 0


def test_without_changes_of_visits_the_cycle_goes_on(
    replan: Replan, planned: PlannedFolder, repaired: Outcome
) -> None:
    plan = read_plan(planned.plan / "plan.json")
    found = replan(ill(plan), options=("--mode", "adjust", "--max-changes", "0"))
    assert found.summary["cycle_from"] is None
    assert found.after.sessions == repaired.after.sessions


def test_a_confirmed_session_keeps_its_visit(
    replan: Replan, planned: PlannedFolder, tmp_path: Path
) -> None:
    plan = read_plan(planned.plan / "plan.json")
    session = next(s for s in plan.sessions if s.day >= date(2027, 2, 1))
    confirmed = tmp_path / "confirmees.csv"
    confirmed.write_text(f"Date;Lieu;Confirmée\n{session.day};{session.venue_id};oui\n")
    event = {"evenement": "départ", "conseiller": _other(plan, session), "au": "2027-01-22"}
    options = ("--mode", "adjust", "--max-changes", "40", "--confirmed", str(confirmed))
    found = replan(event, options=options)
    assert _what(session) in set(map(_what, found.after.sessions))
    own = [visit for visit in plan.visits if visit.venue_id == session.venue_id]
    assert [visit for visit in found.after.visits if visit.venue_id == session.venue_id] == own


def _other(plan: Plan, session: Session) -> str:
    """An adviser who does not hold the session."""
    return next(adviser.id for adviser in plan.advisers if adviser.id != session.adviser_id)
