"""Where sessions that depend on each other go when somebody moves one of them."""

from dataclasses import dataclass
from datetime import date

import pytest

from planner.app.desk.edits import AddVisit, Edit, LockVenue, MoveVisit
from planner.app.desk.ground import DeskGround
from planner.app.desk.judging import Assessment, Verdict, compare
from planner.app.desk.placing import drop_visit, move_session, move_visit
from planner.app.desk.wishes import wish_addition
from planner.app.desk.wording import describe_edit, label_territory
from planner.plan import Half, Session, Visit
from tests.planner.app.desk.cases import Case, case_of

HALVES: tuple[Half, Half] = ("am", "pm")


def visits_at(case: Case, venue_id: str, *edits: Edit) -> tuple[Visit, ...]:
    return case.judge(*edits).state.visits_of(venue_id)


def move(case: Case, visit: Visit, *edits: Edit, **where: object) -> MoveVisit:
    slot = {
        "adviser_id": visit.adviser_id,
        "weekday": visit.weekday,
        "half": visit.half,
        "weeks": visit.weeks,
    }
    return move_visit(case.ground, case.judge(*edits).state, visit, **{**slot, **where})  # type: ignore[arg-type] # fields of a slot


def test_a_short_session_begins_when_the_adviser_arrives_from_the_one_that_is_there() -> None:
    case = case_of("every kind")
    (corme,) = visits_at(case, "mairie-c")
    (aubigny,) = visits_at(case, "mairie-a")
    alone = drop_visit(case.ground, case.judge().state, aubigny)
    (brissac,) = visits_at(case, "mairie-b", alone)
    edit = move(case, brissac, alone, half=corme.half, weeks=corme.weeks)
    assert edit.change.after[0].start_minute == corme.end_minute + 5  # five kilometres
    assert edit.others == ()
    assert case.judge(alone, edit).is_right


def corme_alone(case: Case) -> tuple[MoveVisit, Visit]:
    """Corme moved to a half-day of its own, where it begins when it opens."""
    (corme,) = visits_at(case, "mairie-c")
    edit = move(case, corme, weekday=3, half="pm")
    return edit, edit.change.after[0]


def test_the_one_that_is_there_makes_room_where_only_the_other_order_is_allowed() -> None:
    """Of Dolus Corme is the nearest, of Corme it is Brissac: Dolus can only come first."""
    case = case_of("short far apart")
    first, corme = corme_alone(case)
    (dolus,) = visits_at(case, "mairie-d")
    edit = move(case, dolus, first, **slot_of(corme))
    assert edit.change.after[0].start_minute == corme.start_minute
    (other,) = edit.others
    assert other.before == (corme,)
    assert other.after[0].start_minute == edit.change.after[0].end_minute + 10
    assert case.judge(first, edit).is_right
    told = describe_edit(edit, label_territory(case.ground.territory, cycle_weeks=4))
    assert "autres heures pour Mairie C à 15\u00a0h\u00a025" in told


def test_a_locked_session_makes_no_room() -> None:
    case = case_of("short far apart")
    first, corme = corme_alone(case)
    (dolus,) = visits_at(case, "mairie-d")
    lock = LockVenue(venue_id="mairie-c")
    edit = move(case, dolus, first, lock, **slot_of(corme))
    assert edit.others == ()
    assert not case.judge(first, lock, edit).is_right


def slot_of(visit: Visit) -> dict[str, object]:
    return {
        "adviser_id": visit.adviser_id,
        "weekday": visit.weekday,
        "half": visit.half,
        "weeks": visit.weeks,
    }


def test_a_session_of_two_put_where_the_other_adviser_is_goes_on_being_held_by_both() -> None:
    case = case_of("two at once")
    one, other = visits_at(case, "mairie-b")
    edit = move(case, one, adviser_id=other.adviser_id, weekday=3, half="am")
    assert {visit.adviser_id for visit in edit.change.after} == {one.adviser_id, other.adviser_id}
    assert {(visit.weekday, visit.half) for visit in edit.change.after} == {(3, "am")}


def test_a_date_of_two_advisers_moves_for_both() -> None:
    case = case_of("two at once")
    together = dates_of(case, "mairie-b")
    day = date.fromordinal(together[0].day.toordinal() + 2)
    edit = move_session(
        case.ground,
        together,
        adviser_id=together[0].adviser_id,
        day=day,
        half="pm",
        instead_of=together[0].adviser_id,
        held=case.plan.sessions,
    )
    assert {one.to.adviser_id for one in edit.moves} == {one.adviser_id for one in together}
    assert {(one.to.day, one.to.half) for one in edit.moves} == {(day, "pm")}
    assert case.judge(edit).is_right


def dates_of(case: Case, venue_id: str) -> list[Session]:
    """The sessions of a venue on the last of its dates."""
    own = [one for one in case.plan.sessions if one.venue_id == venue_id and not one.replaces]
    return [one for one in own if one.day == own[-1].day]


def test_a_short_session_joins_another_on_one_date() -> None:
    case = case_of("every kind")
    (corme,) = visits_at(case, "mairie-c")
    drop = drop_visit(case.ground, case.judge().state, visits_at(case, "mairie-a")[0])
    held = case.judge(drop).on_dates.sessions
    session = [one for one in held if one.venue_id == "mairie-b" and not one.replaces][-1]
    (there,) = (one for one in held if (one.day, one.venue_id) == (session.day, "mairie-c"))
    edit = move_session(
        case.ground,
        [session],
        adviser_id=there.adviser_id,
        day=there.day,
        half=there.half,
        held=held,
    )
    assert edit.moves[0].to.start_minute == there.end_minute + 5
    assert there.start_minute == corme.start_minute
    assert case.judge(drop, edit).is_right


def test_a_session_put_back_on_a_date_that_does_not_allow_it_is_refused() -> None:
    case = case_of("two at once")
    replaced = [one for one in case.plan.sessions if one.replaces is not None]
    assert replaced
    for session in replaced:
        planned = session.replaces
        assert planned is not None
        edit = move_session(
            case.ground,
            [session],
            adviser_id=planned.adviser_id,
            day=planned.day,
            half=planned.half,
        )
        assert any("malgré un obstacle" in text for text in case.judge(edit).violations)


@dataclass(frozen=True)
class Judged:
    """As much of a desk as a wish asks for."""

    case: Case

    @property
    def ground(self) -> DeskGround:
        return self.case.ground

    @property
    def now(self) -> Assessment:
        return self.case.judge()

    def judge(self, edit: Edit) -> Verdict:
        return compare(self.now, self.case.judge(edit), edit, self.ground)


@pytest.mark.parametrize("half", HALVES)
def test_a_venue_of_two_is_added_with_the_other_adviser(half: Half) -> None:
    case = case_of("every kind")
    edit = wish_addition(
        Judged(case),  # type: ignore[arg-type] # as much as is asked for
        "mairie-d",
        adviser_id="camille",
        weekday=3,
        half=half,
        weeks=(1, 3),
    )
    assert isinstance(edit, AddVisit)
    assert {visit.adviser_id for visit in edit.change.after} == {"camille", "dominique"}
