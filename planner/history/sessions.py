"""What changes between two lists of dated sessions: added, removed, moved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from planner.plan import Session

Kind = Literal["added", "removed", "moved"]
Move = Literal["day", "half", "time", "adviser"]
MAX_DAYS_MOVED: Final = 13
"""A session further away than a fortnight is another one, not the same one moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChange:
    """A session before and after; one of the two is missing where it comes or goes."""

    before: Session | None
    after: Session | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change has a session before or after")

    @property
    def kind(self) -> Kind:
        """What happens to the session."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "moved"

    @property
    def moved_in(self) -> tuple[Move, ...]:
        """In what a moved session differs; nothing for one that comes or goes."""
        if self.before is None or self.after is None:
            return ()
        return tuple(_differences(self.before, self.after))

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The one or two sessions of the change, the earlier plan's first."""
        return tuple(session for session in (self.before, self.after) if session is not None)


def compare_sessions(
    before: Sequence[Session], after: Sequence[Session], *, max_days: int = MAX_DAYS_MOVED
) -> tuple[SessionChange, ...]:
    """List what changes from some sessions to others, in the order of days.

    Sessions that agree in venue, day, half-day, hours and adviser are left out. Of the others,
    those of one venue are paired so that as many as possible are kept and the days between are
    least in sum; a pair is a move.

    Parameters
    ----------
    max_days
        A session that would have to move further is removed, and another one added.
    """
    old, new = set(map(_identity, before)), set(map(_identity, after))
    gone = _by_venue(session for session in before if _identity(session) not in new)
    come = _by_venue(session for session in after if _identity(session) not in old)
    changes = [
        change
        for venue_id in sorted(gone.keys() | come.keys())
        for change in _pair(gone[venue_id], come[venue_id], max_days=max_days)
    ]
    return tuple(sorted(changes, key=_order))


def _pair(
    gone: Sequence[Session], come: Sequence[Session], *, max_days: int
) -> Iterator[SessionChange]:
    """Pair the sessions of one venue at the least cost; what is left over came or went."""
    days_apart = np.array(
        [[abs((new.day - old.day).days) for new in come] for old in gone], dtype=np.int64
    ).reshape(len(gone), len(come))
    # A pair out of reach costs more than all pairs within reach together.
    out_of_reach = 8 * (max_days + 1) * (len(gone) + len(come) + 1)
    changed = np.array(
        [[len(tuple(_differences(old, new))) for new in come] for old in gone], dtype=np.int64
    ).reshape(days_apart.shape)
    cost = np.where(days_apart <= max_days, 8 * days_apart + changed, out_of_reach)
    rows, columns = linear_sum_assignment(cost)
    paired = {
        int(row): int(column)
        for row, column in zip(rows, columns, strict=True)
        if days_apart[row, column] <= max_days
    }
    for row, session in enumerate(gone):
        yield SessionChange(before=session, after=come[paired[row]] if row in paired else None)
    for column in set(range(len(come))) - set(paired.values()):
        yield SessionChange(before=None, after=come[column])


def _differences(before: Session, after: Session) -> Iterator[Move]:
    if before.day != after.day:
        yield "day"
    if before.half != after.half:
        yield "half"
    elif (before.start_minute, before.end_minute) != (after.start_minute, after.end_minute):
        yield "time"
    if before.adviser_id != after.adviser_id:
        yield "adviser"


def _by_venue(sessions: Iterable[Session]) -> defaultdict[str, list[Session]]:
    found: defaultdict[str, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=_identity):
        found[session.venue_id].append(session)
    return found


def _identity(session: Session) -> tuple[str, str, str, int, int, str]:
    return (
        session.venue_id,
        session.day.isoformat(),
        session.half,
        session.start_minute,
        session.end_minute,
        session.adviser_id,
    )


def _order(change: SessionChange) -> tuple[tuple[str, str, str], ...]:
    return tuple((s.day.isoformat(), s.half, s.venue_id) for s in change.sessions)
