from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.history.sessions import SessionChange, compare_sessions
from planner.plan import Half, Session

MONDAY = date(2027, 1, 4)


def session(
    day: int, *, venue: str = "v1", adviser: str = "a1", half: Half = "am", start: int = 540
) -> Session:
    return Session(
        day=MONDAY + timedelta(days=day),
        adviser_id=adviser,
        venue_id=venue,
        half=half,
        start_minute=start,
        end_minute=start + 180,
    )


def test_equal_sessions_change_nothing() -> None:
    assert compare_sessions([session(0), session(7)], [session(7), session(0)]) == ()


def test_a_session_two_days_later_is_moved_in_its_day() -> None:
    (change,) = compare_sessions([session(0)], [session(2)])
    assert change.kind == "moved"
    assert change.moved_in == ("day",)


def test_another_adviser_at_the_same_hour_is_a_move_to_that_adviser() -> None:
    (change,) = compare_sessions([session(0)], [session(0, adviser="a2")])
    assert change.moved_in == ("adviser",)


def test_another_half_day_is_not_told_as_another_hour() -> None:
    (change,) = compare_sessions([session(0)], [session(0, half="pm", start=840)])
    assert change.moved_in == ("half",)


def test_a_session_of_another_venue_is_another_session() -> None:
    changes = compare_sessions([session(0)], [session(0, venue="v2")])
    assert sorted(change.kind for change in changes) == ["added", "removed"]


def test_a_session_beyond_a_fortnight_is_not_the_same_one_moved() -> None:
    changes = compare_sessions([session(0)], [session(14)])
    assert [change.kind for change in changes] == ["removed", "added"]


def test_of_two_new_dates_the_nearer_one_is_the_move() -> None:
    changes = compare_sessions([session(7)], [session(8), session(2)])
    assert [(change.kind, change.sessions[-1].day.day) for change in changes] == [
        ("added", 6),
        ("moved", 12),
    ]


def test_a_change_without_any_session_is_refused() -> None:
    with pytest.raises(ValueError, match="before or after"):
        SessionChange(before=None, after=None)


def rate(some: Sequence[int], others: Sequence[int]) -> tuple[int, int]:
    """(pairs within a fortnight, negative; days apart in sum) of a pairing."""
    near = [gap for a, b in zip(some, others, strict=True) if (gap := abs(a - b)) <= 13]
    return -len(near), sum(near)


days = st.lists(st.integers(0, 40), max_size=5, unique=True)


@given(before=days, after=days)
def test_pairs_are_as_many_and_as_near_as_any_pairing(before: list[int], after: list[int]) -> None:
    changes = compare_sessions([session(d) for d in before], [session(d) for d in after])
    gone = [day for day in before if day not in after]
    come = [day for day in after if day not in before]
    moved = [change.sessions for change in changes if change.kind == "moved"]
    apart = sum(abs((new.day - old.day).days) for old, new in moved)
    short, long = sorted([gone, come], key=len)
    best = min(rate(short, chosen) for chosen in permutations(long, len(short)))
    assert (-len(moved), apart) == best


@given(before=days, after=days)
def test_changes_lead_from_the_one_list_to_the_other(before: list[int], after: list[int]) -> None:
    old, new = [session(d) for d in before], [session(d) for d in after]
    changes = compare_sessions(old, new)
    left = [each for each in old if each not in {change.before for change in changes}]
    made = left + [change.after for change in changes if change.after is not None]
    assert sorted(made, key=lambda s: s.day) == sorted(new, key=lambda s: s.day)
