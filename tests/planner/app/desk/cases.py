"""Five villages with short, shared and full-day sessions: territories, plans and drafts."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from planner.app.desk.edits import Edit
from planner.app.desk.ground import DeskGround, survey_desk
from planner.app.desk.judging import Assessment, assess
from planner.plan import Plan, Visit
from planner.preparation import Prepared
from planner.problem.model import Solution, unproven
from planner.visits import positions_of_visits
from tests.planner.app.desk.random_edits import random_edit
from tests.planner.explain.cases import (
    ALL_WEEK,
    VARIANTS,
    explained_plan,
    with_hours,
    with_short_ones,
    with_tables,
)
from tests.planner.test_villages_planned import with_settings, with_venue
from tests.planner.villages import Villages, make_villages

FIRST_DAY = date(2027, 3, 1)
"""Before the calendar: everything may change."""


def with_every_kind(villages: Villages) -> Villages:
    """Short sessions in the west, two advisers half-way, full days in the east; long contracts."""
    short = with_short_ones(villages, "abc", minutes=1500)
    together = with_venue(short, "mairie-d", num_advisers=2, rule="required")
    return with_venue(together, "mairie-e", is_full_day=True)


def with_short_far_apart(villages: Villages) -> Villages:
    """Short sessions everywhere, twenty minutes apart at most, each with one neighbour."""
    short = with_short_ones(villages, "abcd", minutes=1200)
    return with_settings(short, "sessions", short_drive_minutes=20, short_neighbours=1)


def with_two_at_once(villages: Villages) -> Villages:
    """Two advisers at two villages, both with days in common."""
    advisers = tuple(
        replace(adviser, working_days=(0, 1, 3), max_drive_s_per_day=7200, valid_to=None)
        for adviser in villages.territory.advisers
    )
    wide = with_hours(
        with_tables(villages, advisers=advisers, existing_offer=()), camille=1500, dominique=1500
    )
    for venue_id in ("mairie-b", "mairie-c"):
        wide = with_venue(wide, venue_id, num_advisers=2, opening_hours=ALL_WEEK)
    return wide


SHARED: dict[str, Callable[[Villages], Villages]] = {
    "every kind": with_every_kind,
    "short far apart": with_short_far_apart,
    "two at once": with_two_at_once,
}


@dataclass(frozen=True)
class Case:
    """A territory, its plan, and what judging needs of them."""

    prepared: Prepared
    plan: Plan
    ground: DeskGround

    def solution(self, visits: tuple[Visit, ...]) -> Solution:
        plan = self.plan.model_copy(update={"visits": visits})
        return unproven(positions_of_visits(self.prepared.problem, plan))

    def judge(self, *edits: Edit) -> Assessment:
        return assess(self.plan, edits, self.ground, first_day=FIRST_DAY)


@cache
def case_of(variant: str) -> Case:
    prepared, plan = explained_plan({**VARIANTS, **SHARED}[variant](make_villages()))
    return Case(prepared=prepared, plan=plan, ground=survey_desk(plan, prepared))


def some_drafts(case: Case, *, number: int, seed: int = 5) -> list[tuple[Edit, ...]]:
    """Drafts of one to three random edits that still visit something."""
    chance, found = random.Random(seed), []  # noqa: S311 - cases to try
    while len(found) < number:
        edits: tuple[Edit, ...] = ()
        now = case.judge()
        for _ in range(chance.choice((1, 2, 3))):
            edit = random_edit(case.ground, now.state, chance)
            if edit is not None:
                edits = (*edits, edit)
                now = assess(case.plan, edits, case.ground, first_day=FIRST_DAY, with_dates=False)
        if edits:
            found.append(edits)
    return found
