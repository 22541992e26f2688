"""What an explanation says of a change is what the change gives: made, measured and checked."""

from dataclasses import replace

import pytest

from geodata.synthetic import make_synthetic_territory
from geodata.territory import Territory
from planner.app.changes import exchange_visit
from planner.check import check_plan
from planner.explain import list_alternatives
from planner.plan import CommuneAccess, Plan, SmallestChange
from planner.planning import make_plan
from planner.preparation import Prepared, prepare
from planner.settings import Settings
from tests.planner.explain.cases import VARIANTS, explained_plan
from tests.planner.explain.every_change import false_figures, lies, with_some_changes
from tests.planner.villages import Villages


@pytest.fixture(scope="module", params=VARIANTS, ids=str)
def explained(request: pytest.FixtureRequest, villages: Villages) -> tuple[Prepared, Plan]:
    return explained_plan(VARIANTS[request.param](villages))


def test_a_change_among_the_villages_is_what_it_says(explained: tuple[Prepared, Plan]) -> None:
    assert list(lies(*explained)) == []


def test_every_variant_has_a_change_to_tell_the_truth_about(
    explained: tuple[Prepared, Plan],
) -> None:
    _, plan = explained
    assert any(row.smallest_change is not None for row in plan.communes)


def test_explained_villages_pass_the_checker(explained: tuple[Prepared, Plan]) -> None:
    prepared, plan = explained
    assert (
        check_plan(
            plan,
            territory=prepared.territory,
            travel=prepared.travel,
            residents=prepared.residents,
            need=prepared.need,
            preferences=prepared.preferences,
        )
        == ()
    )


def with_all_kinds(territory: Territory) -> Territory:
    """Every third session is short, every ninth takes a day, and some two advisers."""
    venues = tuple(
        replace(
            venue,
            is_short=at % 3 == 0,
            is_full_day=at % 9 == 1,
            num_advisers=2 if at % 20 == 2 else 1,
        )
        for at, venue in enumerate(territory.venues)
    )
    return replace(territory, venues=venues)


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> tuple[Prepared, Plan]:
    territory = make_synthetic_territory(seed=5, num_communes=40, num_advisers=3).territory
    prepared = prepare(
        with_all_kinds(territory),
        Settings(),
        cache=tmp_path_factory.mktemp("cache"),
        progress=lambda _step: None,
    )
    return prepared, make_plan(prepared, seed=1, progress=lambda _step: None)


def test_a_change_in_a_synthetic_departement_is_what_it_says(
    synthetic: tuple[Prepared, Plan],
) -> None:
    prepared, plan = synthetic
    assert list(lies(prepared, with_some_changes(plan, every=3))) == []


def next_changes(prepared: Prepared, plan: Plan, row: CommuneAccess) -> tuple[SmallestChange, ...]:
    return list_alternatives(
        row,
        plan,
        prepared.problem,
        prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
    )


def test_the_next_changes_cost_ever_more_elsewhere_and_are_what_they_say(
    synthetic: tuple[Prepared, Plan],
) -> None:
    prepared, plan = synthetic
    row, others = next(
        (row, found) for row in plan.communes if len(found := next_changes(prepared, plan, row)) > 2
    )
    assert others[0] == row.other_change
    lost = [round(one.covered_need_gained - one.covered_need) for one in others[1:]]
    assert lost == sorted(lost)
    assert row.smallest_change not in others
    assert len(set(others)) == len(others)
    for change in others:
        after, violations = exchange_visit(prepared, plan, change)
        assert violations == ()
        assert list(false_figures(plan, row, change, after)) == []
