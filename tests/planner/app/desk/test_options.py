"""Where a session might go: each answer is what the desk says of that very move."""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from planner.app.desk.desk import Desk, Saved, open_desk
from planner.app.desk.edits import DropVisit, Edit, LockVenue, MoveVisit, VenueVisits
from planner.app.desk.errors import AlreadyThereError, DeskError
from planner.app.desk.judging import Scope, Verdict
from planner.app.desk.options import Option, judge_row, list_rows, rank_options
from planner.app.desk.week import WeekSession, WeekView, mondays
from planner.app.desk.wishes import wish_session, wish_visit
from planner.plan import Half

pytestmark = pytest.mark.xdist_group("web")  # they share a planned folder
TODAY = date(2026, 12, 1)
"""Before the planning begins: all of it may change."""
DURING = date(2027, 1, 13)
"""A Wednesday of the second week: what is before it is over."""
HALVES: tuple[Half, Half] = ("am", "pm")
SCOPES: tuple[Scope, Scope] = ("cycle", "date")
Slot = tuple[str, date, Half]


@pytest.fixture(scope="module")
def folder(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planned folder whose draft has a date, and a visit of the cycle, moved by hand."""
    folder = shutil.copytree(small_office, tmp_path_factory.mktemp("options") / "territoire")
    desk = open_desk(folder, today=lambda: TODAY)
    for scope in SCOPES:
        session = desk.week(mondays(desk.plan)[0]).sessions[0]
        week = desk.week(mondays(desk.plan)[0])
        edit = next(one.edit for one in options_of(desk, session, week, scope) if one.is_allowed)
        save(desk, edit)
    return folder


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    return open_desk(folder, today=lambda: TODAY)


def save(desk: Desk, edit: Edit | None) -> None:
    assert edit is not None
    saved = desk.save(edit, expected_revision=desk.draft.revision, author="Camille")
    assert isinstance(saved, Saved), saved


def options_of(
    desk: Desk, session: WeekSession, week: WeekView, scope: Scope
) -> tuple[Option, ...]:
    return tuple(
        option
        for adviser_id in list_rows(session, week)
        for option in judge_row(desk, session, week, scope=scope, adviser_id=adviser_id)
    )


def ask_the_desk(
    desk: Desk, session: WeekSession, slot: Slot, scope: Scope
) -> tuple[Edit | None, Verdict | None, str] | None:
    """The edit of one move alone, its verdict, and why there is none; ``None``: it is there."""
    adviser_id, day, half = slot
    edit: Edit | None = None
    try:
        if scope == "date":
            edit = wish_session(desk, session, adviser_id=adviser_id, day=day, half=half)
        else:
            edit = wish_visit(
                desk, session, adviser_id=adviser_id, weekday=day.weekday(), half=half
            )
        return edit, desk.judge(edit), ""
    except AlreadyThereError:
        return None
    except DeskError as error:
        return edit, None, str(error)


@pytest.mark.parametrize(
    ("today", "number", "scope"),
    [(TODAY, 1, "cycle"), (TODAY, 1, "date"), (DURING, 3, "cycle"), (DURING, 1, "date")],
)
def test_each_answer_is_that_of_a_fresh_desk_asked_about_that_move_alone(
    folder: Path, today: date, number: int, scope: Scope
) -> None:
    asked, fresh = (open_desk(folder, today=lambda: today) for _ in range(2))
    week = asked.week(mondays(asked.plan)[number])
    chance = random.Random(3)  # noqa: S311 - cases to try
    seen = set()
    for session in chance.sample(week.sessions, 4):
        expected = {}
        for slot in slots_of(week):
            answer = ask_the_desk(fresh, session, slot, scope)
            if answer is not None:
                expected[slot] = answer
        found = options_of(asked, session, week, scope)
        assert {
            (one.adviser_id, one.day, one.half): (one.edit, one.verdict, one.obstacle)
            for one in found
        } == expected
        seen |= {one.is_allowed for one in found}
    assert seen == {True, False}


@pytest.mark.parametrize("scope", SCOPES)
def test_every_half_day_is_judged_but_the_one_where_the_session_is(
    desk: Desk, scope: Scope
) -> None:
    week = desk.week(mondays(desk.plan)[2])
    for session in week.sessions:
        if session.state == "held":
            found = [
                (one.adviser_id, one.day, one.half)
                for one in options_of(desk, session, week, scope)
            ]
            own = session.adviser_id, session.day, session.half
            assert sorted([*found, own]) == sorted(slots_of(week))


def test_the_row_of_its_own_adviser_comes_first(desk: Desk) -> None:
    week = desk.week(mondays(desk.plan)[0])
    session = next(one for one in week.sessions if one.adviser_id == week.advisers[-1][0])
    rows = list_rows(session, week)
    assert rows[0] == session.adviser_id
    assert sorted(rows) == sorted(adviser_id for adviser_id, _ in week.advisers)


def test_a_locked_venue_goes_nowhere_and_says_why(folder: Path, tmp_path: Path) -> None:
    locked = open_desk(shutil.copytree(folder, tmp_path / "territoire"), today=lambda: TODAY)
    week = locked.week(mondays(locked.plan)[0])
    session = week.sessions[-1]
    save(locked, LockVenue(venue_id=session.venue_id))
    found = options_of(locked, session, week, "cycle")
    assert not any(one.is_allowed for one in found)
    assert all("Déverrouillez ce lieu d'abord." in one.reasons[0] for one in found)


def test_a_date_that_is_over_is_an_obstacle(folder: Path) -> None:
    late = open_desk(folder, today=lambda: DURING)
    week = late.week(mondays(late.plan)[1])
    session = next(one for one in week.sessions if one.day >= late.first_day)
    over = [one for one in options_of(late, session, week, "date") if one.day < late.first_day]
    assert over
    assert all(one.verdict is None and "Rien ne change plus" in one.obstacle for one in over)


def test_weeks_other_than_its_own_are_told(desk: Desk) -> None:
    visit = desk.plan.visits[0].model_copy(update={"weeks": (1, 3)})
    weeks = {}
    for after in ((1, 3), (2, 4)):
        moved = visit.model_copy(update={"weekday": 4, "weeks": after})
        change = VenueVisits(venue_id=visit.venue_id, before=(visit,), after=(moved,))
        option = Option(
            adviser_id="a", day=TODAY, half="am", edit=MoveVisit(change=change), verdict=None
        )
        weeks[after] = option.other_weeks
    assert weeks == {(1, 3): (), (2, 4): (2, 4)}


def test_the_best_come_first_allowed_then_people_then_driving() -> None:
    ranked = rank_options(
        [
            option(1, broken=2),
            option(2, people=-3, minutes=-40),
            option(3, obstacle="Verrouillé."),
            option(4, minutes=12),
            option(5, broken=1),
            option(6, minutes=-5),
            option(7, people=8, minutes=90),
        ]
    )
    assert [one.day.day for one in ranked] == [7, 6, 4, 2, 5, 1, 3]


def test_a_difference_of_no_person_leaves_the_order_to_driving() -> None:
    ranked = rank_options([option(1, people=0.2, minutes=30), option(2, minutes=10)])
    assert [one.day.day for one in ranked] == [2, 1]


def test_a_move_that_two_half_days_mean_is_listed_once() -> None:
    morning, other = option(4), option(5)
    afternoon = Option(
        adviser_id="a", day=morning.day, half="pm", edit=morning.edit, verdict=morning.verdict
    )
    assert rank_options([morning, afternoon, other]) == (morning, other)


def option(
    day: int, *, people: float = 0.0, minutes: int = 0, broken: int = 0, obstacle: str = ""
) -> Option:
    """An option that the tests know by its day; each has an edit of its own."""
    verdict = Verdict(
        scope="cycle",
        added=tuple(f"Règle {number}." for number in range(broken)),
        mended=(),
        violations=(),
        covered_need=people,
        communes=(),
        drive_s=60 * minutes,
        distance_m=0,
    )
    return Option(
        adviser_id="a",
        day=date(2027, 1, day),
        half="am",
        edit=DropVisit(change=VenueVisits(venue_id=f"lieu-{day}")),
        verdict=None if obstacle else verdict,
        obstacle=obstacle,
    )


def slots_of(week: WeekView) -> list[Slot]:
    return [
        (adviser_id, day, half)
        for adviser_id, _ in week.advisers
        for day in week.days
        for half in HALVES
    ]
