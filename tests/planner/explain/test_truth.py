"""What an explanation says of a change is what the change gives: made, measured and checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.synthetic import make_synthetic_territory
from planner.app.changes import exchange_visit
from planner.app.pipeline import (
    Prepared,
    make_plan,
    prepare,
    read_inputs,
)
from planner.check import check_plan
from planner.plan import CommuneAccess, Plan
from planner.settings import Settings
from tests.planner.explain.cases import VARIANTS, explained_plan
from tests.planner.villages import Villages


def lies(prepared: Prepared, plan: Plan) -> Iterator[str]:
    """Every way in which a change of the plan is not what its explanation says."""
    drive_s = sum(load.drive_s for load in plan.loads)
    before = {row.commune_code: row for row in plan.communes}
    for row in plan.communes:
        change = row.smallest_change
        if change is None:
            continue
        after, violations = exchange_visit(prepared, plan, change)
        yield from (f"{row.commune_name}: {text}" for text in violations)
        moves = {r.commune_code: r.need * r.value - gain_of(before, r) for r in after.communes}
        gained = sum(move for move in moves.values() if move > 0)
        for what, said, found in (
            ("drive", change.drive_s, sum(load.drive_s for load in after.loads) - drive_s),
            ("covered", change.covered_need, after.whole.covered_need - plan.whole.covered_need),
            ("here", change.covered_need_here, moves[row.commune_code]),
        ):
            if said != pytest.approx(found, abs=1e-6):
                yield f"{row.commune_name}: {what} said {said}, is {found}"
        # Residents of one commune may gain and lose: said is no less than what communes gain.
        if change.covered_need_gained < gained - 1e-6:
            yield f"{row.commune_name}: gained said {change.covered_need_gained}, is {gained}"
        if not moves[row.commune_code] > 0 and row.need > 0:
            yield f"{row.commune_name}: gains nothing"


def gain_of(before: dict[str, CommuneAccess], row: CommuneAccess) -> float:
    return row.need * before[row.commune_code].value


@pytest.fixture(scope="module", params=VARIANTS, ids=str)
def explained(request: pytest.FixtureRequest, villages: Villages) -> tuple[Prepared, Plan]:
    return explained_plan(VARIANTS[request.param](villages))


def test_a_change_among_the_villages_is_what_it_says(explained: tuple[Prepared, Plan]) -> None:
    assert list(lies(*explained)) == []


def test_every_variant_has_a_change_to_tell_the_truth_about(
    explained: tuple[Prepared, Plan],
) -> None:
    prepared, plan = explained
    if prepared.problem.is_full_day.any():
        return  # sessions of full days are not exchanged, and leave no room for others here
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


def test_a_change_in_a_synthetic_departement_is_what_it_says(tmp_path: Path) -> None:
    territory = make_synthetic_territory(seed=3, num_communes=80, num_advisers=2).territory
    prepared = prepare(territory, Settings(), cache=tmp_path, progress=lambda _step: None)
    plan = make_plan(prepared, seed=1, progress=lambda _step: None)
    assert list(lies(prepared, plan)) == []


@pytest.mark.real
def test_a_change_in_the_real_departement_is_what_it_says(
    real_territory: Path, tmp_path: Path
) -> None:
    prepared = prepare(*read_inputs(real_territory), cache=tmp_path, progress=lambda _step: None)
    plan = make_plan(prepared, seed=1, progress=lambda _step: None)
    some = [row for row in plan.communes if row.status == "not_served"]
    others = [row for row in plan.communes if row.smallest_change is not None][::25]
    shown = {row.commune_code for row in (*some, *others)}
    silent = tuple(
        row if row.commune_code in shown else row.model_copy(update={"smallest_change": None})
        for row in plan.communes
    )
    assert list(lies(prepared, plan.model_copy(update={"communes": silent}))) == []
