"""The sheet and the page of a batch: figures, gaps, and names that nobody can be trusted with."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.app.batch.page import draw_comparison
from planner.app.batch.records import Outcome, Scenario, Start
from planner.app.batch.summary import (
    COLUMNS,
    describe_outcome,
    format_summary_csv,
    outcome_as_json,
)
from planner.history.version import Figures

TODAY = date(2027, 1, 12)
HOSTILE = "<script>alert(1)</script>"


def figures(covered: float, *, is_proven: bool = True) -> Figures:
    return Figures(
        need=1000.0,
        covered_need_before=400.0,
        covered_need=covered,
        covered_need_bound=900.0,
        drive_s=36_000,
        distance_m=500_000,
        num_sessions_per_cycle=40,
        num_venues=12,
        num_sessions=118,
        num_lost_sessions=2,
        num_advisers=3,
        is_proven=is_proven,
    )


def planned(territory: str, name: str, covered: float, *, is_proven: bool = True) -> Outcome:
    return Outcome(
        scenario=Scenario(territory=f"/t/{territory}", name=name),
        status="planned",
        plan=f"/t/{territory}/scenarios/{name}/plans/2027-01-04-1",
        figures=figures(covered, is_proven=is_proven),
        territory_name=f"Pays de {territory}",
    )


def failed(territory: str, name: str, error: str = "raison") -> Outcome:
    scenario = Scenario(territory=f"/t/{territory}", name=name)
    return Outcome(scenario=scenario, status="failed", error=error, exit_code=1)


def page_of(*outcomes: Outcome, title: str = "Lot") -> str:
    return draw_comparison(outcomes, title=title, beside=Path("/t/resultats"), today=TODAY)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.split("</style>")[1]))


def test_gaps_are_to_the_first_scenario_of_the_territory() -> None:
    words = words_of(page_of(planned("16", "a", 800), planned("16", "b", 790)))
    assert "80,0 % repère" in words
    assert "79,0 % \u22121,0 pt" in words


def test_territories_are_summed_scenario_by_scenario() -> None:
    outcomes = [planned(t, s, c) for t, s, c in (("16", "a", 800), ("16", "b", 900))]
    outcomes += [planned("17", "a", 600), planned("17", "b", 600)]
    words = words_of(page_of(*outcomes))
    assert "Tous les territoires ensemble" in words
    assert "a 70,0 % repère 1 400 2 000" in words.replace("\u202f", " ")
    assert "b 75,0 % +5,0 pt" in words


def test_a_territory_that_misses_a_scenario_is_left_out_of_the_sums() -> None:
    outcomes = [planned("16", "a", 800), planned("16", "b", 900), planned("17", "a", 1)]
    outcomes += [failed("17", "b"), planned("18", "a", 600), planned("18", "b", 600)]
    assert "Sommes sur les 2 territoires" in words_of(page_of(*outcomes))


def test_many_territories_with_one_scenario_each_are_one_table() -> None:
    page = page_of(planned("16", "", 800), planned("17", "", 700), failed("18", ""))
    assert page.count("<h2>Territoires</h2>") == 1
    assert "Pays de 16 (16)" in page


def test_failures_come_first_with_their_reason() -> None:
    page = page_of(planned("16", "a", 800), failed("16", "b", "pas de route"))
    assert page.index("pas de route") < page.index("<table>")


def test_a_plan_cut_by_the_time_limit_says_so() -> None:
    assert "arrêté par la limite de temps" in page_of(planned("16", "a", 800, is_proven=False))


def test_names_and_errors_are_escaped_on_the_page() -> None:
    page = page_of(planned(HOSTILE, HOSTILE, 800), failed("17", "b", HOSTILE), title=HOSTILE)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_loads_nothing() -> None:
    page = page_of(planned("16", "a", 800))
    assert "default-src 'none'" in page
    assert not re.search(r"(src|@import|url\()\s*=?", page.split("</head>")[1])


def test_the_page_of_failures_alone_is_drawn() -> None:
    assert "1 scénario : 0 planifié," in page_of(failed("16", "a"))


def test_the_sheet_has_a_cell_for_every_column() -> None:
    outcomes = [planned("16", "a", 812.3), failed("17", "=1+1")]
    sheet = format_summary_csv(outcomes, beside=Path("/t/resultats"), today=TODAY).decode(
        "utf-8-sig"
    )
    header, good, bad = csv.reader(io.StringIO(sheet), delimiter=";")
    assert tuple(header) == COLUMNS
    assert len(good) == len(bad) == len(COLUMNS)
    row = dict(zip(header, good, strict=True))
    assert row["Besoin couvert (%)"] == "81,23"
    assert row["Planning"] == "../16/scenarios/a/plans/2027-01-04-1"
    assert bad[2] == "'=1+1"


@pytest.mark.parametrize("outcome", [planned("16", "é\n", 800), failed("17", "b", "deux\nlignes")])
def test_an_outcome_is_one_line_of_json(outcome: Outcome) -> None:
    line = outcome_as_json(outcome, today=TODAY)
    assert "\n" not in line
    assert json.loads(line)["scenario"] == outcome.scenario.name


def in_force(start: Start, *, first_day: date) -> Outcome:
    """A plan that took over from an earlier one of its territory."""
    scenario = Scenario(territory="/t/17", name="", start=start)
    plan = planned("17", "", 800)
    return replace(plan, scenario=scenario, succeeds="2027-01-04-1", first_day=first_day)


def test_a_plan_in_force_says_whose_calendars_it_updates() -> None:
    told = describe_outcome(in_force("current", first_day=TODAY), today=TODAY)
    assert "à la suite de 2027-01-04-1, dont les agendas importés sont mis à jour" in told


def test_a_plan_in_force_that_follows_none_warns_of_doubled_calendars() -> None:
    told = describe_outcome(in_force("none", first_day=TODAY), today=TODAY)
    assert "sans suite avec 2027-01-04-1 (start = none)" in told
    assert "doublon" in told


def test_a_plan_that_has_begun_says_that_its_past_is_planned_anew() -> None:
    begun = in_force("current", first_day=date(2027, 1, 4))
    told = describe_outcome(begun, today=TODAY)
    assert "commencé le lundi 4\u00a0janvier\u00a02027 : ses jours passés" in told


def test_a_plan_still_to_begin_says_nothing_of_the_past() -> None:
    assert "jours passés" not in describe_outcome(in_force("current", first_day=TODAY), today=TODAY)


def test_the_page_the_sheet_and_the_journal_say_the_same_of_it() -> None:
    outcome = in_force("none", first_day=date(2027, 1, 4))
    sheet = format_summary_csv([outcome], beside=Path("/t/resultats"), today=TODAY).decode()
    record = json.loads(outcome_as_json(outcome, today=TODAY))
    assert len(record["remarks"]) == 2
    for remark in record["remarks"]:
        assert remark in sheet
        assert re.sub(r"\s+", " ", remark) in words_of(page_of(outcome))
