"""Coverage against the means: by hand among the villages, monotone and bounded elsewhere."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from geodata.errors import NoSolutionFoundError
from geodata.places import base_place_id, venue_place_id
from geodata.synthetic import make_synthetic_territory
from geodata.territory import Territory
from geodata.travel import TravelTimes
from planner.dates.calendar import calendar_holidays
from planner.frontier.chart import draw_frontier
from planner.frontier.losses import list_losses
from planner.frontier.points import Point, SolveOptions, solve_point, tighten_bounds
from planner.frontier.record import FrontierRecord, format_frontier_json
from planner.frontier.recording import record_frontier
from planner.frontier.search import (
    Frontier,
    frontier_by_advisers,
    frontier_by_half_days,
    frontier_by_minutes,
)
from planner.frontier.staff import add_adviser, add_half_day, typical_adviser
from planner.frontier.steps import Present
from planner.frontier.wording import describe_frontier, format_frontier_csv, list_numbers
from planner.preparation import prepare
from planner.problem.formulation import formulate
from planner.problem.model import Problem
from planner.progress import Step
from planner.settings import Settings
from planner.solver.engine import Deadline, Interrupter
from tests.planner.test_villages_planned import problem_of, with_venue
from tests.planner.villages import Villages

EXACT = SolveOptions(gap=0.0, time_limit_s=60, seed=1)


def quiet(_step: str) -> None:
    """Show no progress."""


def reformulate(
    villages: Villages, territory: Territory, travel: TravelTimes, settings: Settings
) -> Problem:
    return formulate(
        territory,
        travel,
        villages.residents,
        villages.need,
        preferences=villages.preferences,
        settings=settings,
        holidays=calendar_holidays(settings.calendar),
    )


def present_of(villages: Villages) -> Present:
    return Present(
        territory=villages.territory,
        travel=villages.travel,
        settings=villages.settings,
        problem=problem_of(villages),
        reformulate=partial(reformulate, villages),
    )


@pytest.fixture(scope="module")
def by_advisers(villages: Villages) -> Frontier:
    return frontier_by_advisers(present_of(villages), max_advisers=4, options=EXACT, progress=quiet)


def test_today_covers_what_was_worked_out_by_hand(by_advisers: Frontier) -> None:
    assert by_advisers.present.covered_need == pytest.approx(306)


def test_without_anybody_the_offer_alone_is_left(by_advisers: Frontier) -> None:
    """Brissac 50 x 0.1, Corme 80 x 0.2 and Dolus 60 x 1."""
    assert by_advisers.points[0].covered_need == pytest.approx(5 + 16 + 60)


def test_one_adviser_alone_is_the_better_of_the_two(by_advisers: Frontier) -> None:
    """Camille's eight sessions: Aubigny weekly, Brissac and Corme fortnightly.

    100 + 0.8 x 50 + 0.8 x 80 + 60 = 264; Aubigny and Corme weekly would leave Brissac 0.4 x 50.
    """
    assert (by_advisers.points[1].change, by_advisers.points[1].covered_need) == (
        "sans Dominique",
        pytest.approx(264),
    )


def test_enough_advisers_cover_everybody(by_advisers: Frontier) -> None:
    assert by_advisers.points[-1].covered_need == pytest.approx(330)


def test_points_are_of_every_number_of_advisers(by_advisers: Frontier) -> None:
    assert [point.x for point in by_advisers.points] == [0, 1, 2, 3, 4]


def test_more_half_days_are_worth_what_they_add(villages: Villages) -> None:
    """Camille's third half-day brings Corme every week: 306 + 16, and frees Dominique: + 8."""
    frontier = frontier_by_half_days(
        present_of(villages), num_more=2, options=EXACT, progress=quiet
    )
    assert [round(point.covered_need, 6) for point in frontier.points] == [306, 330, 330]


def test_a_wider_standard_covers_no_less(villages: Villages) -> None:
    frontier = frontier_by_minutes(
        present_of(villages), minutes=(5, 10, 20, 30), options=EXACT, progress=quiet
    )
    values = [point.covered_need for point in frontier.points]
    assert values == sorted(values)
    assert [point.x for point in frontier.points if point.is_present] == [15]


def test_required_venues_leave_no_point_without_advisers(villages: Villages) -> None:
    required = with_venue(villages, "mairie-a", rule="required")
    frontier = frontier_by_advisers(
        present_of(required), max_advisers=2, options=EXACT, progress=quiet
    )
    assert frontier.points[0].x == 1


def test_the_communes_that_lose_are_those_of_the_adviser_who_leaves(
    villages: Villages, by_advisers: Frontier
) -> None:
    need = {commune.code: commune.population / 10 for commune in villages.territory.communes}
    losses = list_losses(
        villages.territory, need, present=by_advisers.present, fewer=by_advisers.points[1]
    )
    found = {loss.commune_name: round(loss.people, 6) for loss in losses}
    assert found == {"Brissac": 10, "Écoyeux": 32}


def test_a_new_base_is_as_far_from_everything_as_the_mairie(villages: Villages) -> None:
    territory, travel = villages.territory, villages.travel
    like = typical_adviser(territory, problem_of(villages))
    _, longer, adviser_id = add_adviser(territory, travel, like=like, base_commune_code="99003")
    base, home = longer.positions([base_place_id(adviser_id), venue_place_id("mairie-c")])
    assert longer.time_s[base].tolist() == longer.time_s[home].tolist()


def test_the_typical_adviser_has_the_median_contract(villages: Villages) -> None:
    assert typical_adviser(villages.territory, problem_of(villages)).id == "dominique"


def test_a_half_day_more_brings_its_share_of_the_contract(villages: Villages) -> None:
    problem = problem_of(villages)
    before, after = problem.advisers[0], add_half_day(problem, 0).advisers[0]
    assert after.max_sessions_per_week == before.max_sessions_per_week + 1
    assert after.tour_s_per_cycle * 2 == before.tour_s_per_cycle * 3


@pytest.fixture(scope="module")
def interrupted(villages: Villages) -> Frontier:
    """Somebody does not wait for a third adviser."""
    interrupter = Interrupter()

    def progress(step: Step) -> None:
        if step == "Frontière : 3 conseillers":
            interrupter.interrupt()

    return frontier_by_advisers(
        present_of(villages),
        max_advisers=7,
        options=EXACT,
        progress=progress,
        interrupter=interrupter,
    )


def test_an_interrupted_frontier_keeps_its_whole_points(
    interrupted: Frontier, by_advisers: Frontier
) -> None:
    """One fewer comes before one more, and nobody at all needs no search."""
    assert [point.x for point in interrupted.points] == [0, 1, 2]
    assert interrupted.missing == (3, 4, 5, 6, 7)
    values = [point.covered_need for point in interrupted.points]
    assert values == pytest.approx([point.covered_need for point in by_advisers.points[:3]])
    assert all(point.bound >= point.covered_need for point in interrupted.points)
    assert by_advisers.missing == ()


def test_a_frontier_that_runs_out_of_time_keeps_its_whole_points(
    villages: Villages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve(
        problem: Problem,
        x: int,
        *,
        change: str,
        smaller: Point | None,
        options: SolveOptions,
        deadline: Deadline,
    ) -> Point:
        if x > 2:
            raise NoSolutionFoundError("rien à temps", hit_time_limit=True)
        return solve_point(
            problem, x, change=change, smaller=smaller, options=options, deadline=deadline
        )

    monkeypatch.setattr("planner.frontier.steps.solve_point", solve)
    frontier = frontier_by_advisers(
        present_of(villages),
        max_advisers=4,
        options=replace(EXACT, time_limit_s=0),
        progress=quiet,
    )
    assert ([point.x for point in frontier.points], frontier.missing) == ([0, 1, 2], (3, 4))


def test_an_interrupted_frontier_says_everywhere_what_it_lacks(interrupted: Frontier) -> None:
    told = "ne sont pas calculés : 3–7."
    lines = describe_frontier(interrupted, "advisers", need=330.0)
    assert sum(line.endswith("non calculé") for line in lines) == 5
    assert any(told in line for line in lines)
    sheet = format_frontier_csv(interrupted, "advisers", need=330.0).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert rows[-1] == ["7", "", "", "", "", "non calculé"]
    assert told in draw_frontier(interrupted, "advisers", need=330.0, territory="Pays")
    record = record_frontier(
        interrupted, "advisers", need=330.0, settings=Settings(), fingerprints={}, seed=1
    )
    assert FrontierRecord.model_validate_json(format_frontier_json(record)).missing == (
        3, 4, 5, 6, 7,
    )  # fmt: skip


@pytest.mark.parametrize(
    "search",
    [
        partial(frontier_by_advisers, max_advisers=3),
        partial(frontier_by_half_days, num_more=1),
        partial(frontier_by_minutes, minutes=(5,)),
    ],
    ids=["advisers", "half-days", "minutes"],
)
def test_a_frontier_interrupted_before_its_first_point_has_none(
    villages: Villages, search: Callable[..., Frontier]
) -> None:
    interrupter = Interrupter()
    interrupter.interrupt()
    present = present_of(villages)
    with pytest.raises(NoSolutionFoundError):
        search(present, options=EXACT, progress=quiet, interrupter=interrupter)


def test_half_days_and_minutes_stop_between_two_points(villages: Villages) -> None:
    def stopping(at: str) -> tuple[Interrupter, Callable[[Step], None]]:
        interrupter = Interrupter()
        return interrupter, lambda step: interrupter.interrupt() if step == at else None

    interrupter, progress = stopping("Frontière : 6 demi-journées par semaine")
    by_half_days = frontier_by_half_days(
        present_of(villages),
        num_more=4,
        options=EXACT,
        progress=progress,
        interrupter=interrupter,
    )
    assert [point.x for point in by_half_days.points] + list(by_half_days.missing) == [
        4, 5, 6, 7, 8,
    ]  # fmt: skip
    assert by_half_days.missing == (6, 7, 8)
    interrupter, progress = stopping("Frontière : norme de 15 minutes")
    by_minutes = frontier_by_minutes(
        present_of(villages),
        minutes=(5, 10, 20),
        options=EXACT,
        progress=progress,
        interrupter=interrupter,
    )
    assert ([point.x for point in by_minutes.points], by_minutes.missing) == ([5, 10], (15, 20))


@pytest.mark.parametrize(
    ("numbers", "words"), [((0, 1, 6, 7, 8), "0, 1, 6–8"), ((4,), "4"), ((3, 5), "3, 5")]
)
def test_missing_points_are_listed_by_the_ends_of_their_runs(
    numbers: tuple[int, ...], words: str
) -> None:
    assert list_numbers(numbers) == words


def test_a_bound_is_no_higher_than_that_of_more_means() -> None:
    def point(x: int, value: float, bound: float) -> Point:
        return Point(
            x=x, change="", covered_need=value, bound=bound, frequency={}, value_by_commune={}
        )

    tight = tighten_bounds([point(1, 5.0, 9.0), point(2, 6.0, 7.0)])
    assert [one.bound for one in tight] == [7.0, 7.0]


def test_the_table_has_a_line_for_every_point(by_advisers: Frontier) -> None:
    lines = describe_frontier(by_advisers, "advisers", need=330.0)
    assert sum("%" in line for line in lines) == len(by_advisers.points)


def test_the_sheet_says_what_the_points_say(by_advisers: Frontier) -> None:
    text = format_frontier_csv(by_advisers, "advisers", need=330.0).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[3][:3] == ["2", "306,0", "92,73"]


def test_the_chart_names_itself_and_every_point(by_advisers: Frontier) -> None:
    chart = draw_frontier(by_advisers, "advisers", need=330.0, territory="Pays <d'essai> & co")
    root = ET.fromstring(chart)  # noqa: S314 - our own text
    name = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.find(f"{name}title").text == "Besoin couvert selon le nombre de conseillers"
    assert len(root.findall(f"{name}circle")) == len(by_advisers.points)
    assert any(text.text == "Pays <d'essai> & co" for text in root.iter(f"{name}text"))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_synthetic_departement_gains_with_every_adviser(seed: int, tmp_path: Path) -> None:
    territory = make_synthetic_territory(seed=seed, num_communes=80, num_advisers=2).territory
    prepared = prepare(territory, Settings(), cache=tmp_path, progress=quiet)
    villages = Villages(
        territory=territory,
        travel=prepared.travel,
        need=prepared.need,
        preferences=prepared.preferences,
        settings=prepared.settings,
    )
    options = replace(EXACT, gap=0.001)
    frontier = frontier_by_advisers(
        present_of(villages), max_advisers=4, options=options, progress=quiet
    )
    values = [point.covered_need for point in frontier.points]
    bounds = [point.bound for point in frontier.points]
    assert values == sorted(values)
    assert bounds == sorted(bounds)
    assert all(b - v <= 0.001 * b + 1e-6 for v, b in zip(values, bounds, strict=True))
