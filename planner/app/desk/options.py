"""Where a session might go instead: half-days of a week, each judged as a move there would be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from planner.app.desk.desk import Desk
from planner.app.desk.edits import Edit, changes_of
from planner.app.desk.errors import AlreadyThereError, DeskError
from planner.app.desk.judging import Scope, Verdict
from planner.app.desk.week import WeekSession, WeekView
from planner.app.desk.wishes import wish_session, wish_visit
from planner.plan import Half

HALVES: Final[tuple[Half, Half]] = ("am", "pm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A half-day of an adviser that a session might have."""

    adviser_id: str
    day: date
    """Of the week shown: of a move in the cycle its weekday counts."""
    half: Half
    edit: Edit | None = None
    """The move there; ``None`` where there is none."""
    verdict: Verdict | None = None
    """What the desk says of that edit; ``None`` where it is not even judged."""
    obstacle: str = ""
    """French sentence: why there is no verdict."""

    @property
    def is_allowed(self) -> bool:
        """Whether the session may go there."""
        return self.verdict is not None and self.verdict.is_allowed

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it may not: the checker's sentences, or the obstacle."""
        return (self.obstacle,) if self.verdict is None else self.verdict.added

    @property
    def other_weeks(self) -> tuple[int, ...]:
        """Weeks of the cycle that the visit would have instead of its own; empty: the same."""
        changes = () if self.edit is None else changes_of(self.edit)
        for change in changes:
            before, after = change.before[0].weeks, change.after[0].weeks
            if before != after:
                return after
        return ()


def list_rows(session: WeekSession, week: WeekView) -> tuple[str, ...]:
    """Ids of the advisers of a week, the session's own first: it is there that one looks first."""
    others = (adviser_id for adviser_id, _ in week.advisers if adviser_id != session.adviser_id)
    return (session.adviser_id, *others)


def judge_row(
    desk: Desk, session: WeekSession, week: WeekView, *, scope: Scope, adviser_id: str
) -> tuple[Option, ...]:
    """Judge every half-day of one adviser in a week, but the session's own.

    Parameters
    ----------
    scope
        Whether the session would move each time, or on this date alone.
    """
    slots = ((day, half) for day in week.days for half in HALVES)
    found = (
        _judge(desk, session, scope=scope, adviser_id=adviser_id, day=day, half=half)
        for day, half in slots
    )
    return tuple(option for option in found if option is not None)


def rank_options(options: Iterable[Option]) -> tuple[Option, ...]:
    """Put the best first: allowed, most people covered, least driving; a move is listed once.

    Refused ones come by the number of rules that they break, those without a verdict last.
    """
    distinct: list[Option] = []
    for option in sorted(options, key=_rank):
        # Morning and afternoon are one move to a session of a full day.
        if option.edit is None or all(option.edit != other.edit for other in distinct):
            distinct.append(option)
    return tuple(distinct)


def _rank(option: Option) -> tuple[bool, int, int, int]:
    verdict = option.verdict
    if verdict is None:
        return True, 0, 0, 0
    people = round(verdict.covered_need)
    return False, len(verdict.added), -people, verdict.drive_s


def _judge(
    desk: Desk, session: WeekSession, *, scope: Scope, adviser_id: str, day: date, half: Half
) -> Option | None:
    """Judge one half-day; ``None`` where the session is already."""
    edit = verdict = None
    obstacle = ""
    try:
        edit = _wish(desk, session, scope=scope, adviser_id=adviser_id, day=day, half=half)
        verdict = desk.judge(edit)
    except AlreadyThereError:
        return None
    except DeskError as error:
        obstacle = str(error)
    return Option(
        adviser_id=adviser_id, day=day, half=half, edit=edit, verdict=verdict, obstacle=obstacle
    )


def _wish(
    desk: Desk, session: WeekSession, *, scope: Scope, adviser_id: str, day: date, half: Half
) -> Edit:
    if scope == "date":
        return wish_session(desk, session, adviser_id=adviser_id, day=day, half=half)
    return wish_visit(desk, session, adviser_id=adviser_id, weekday=day.weekday(), half=half)
