"""The planning problem: everything an optimiser has to know, and nothing about any solver.

Arrays are read-only and aligned with the tuples of ids beside them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

CLOSED: Final = -1
"""Start and end minute of a half-day on which a venue cannot hold a session."""
AM: Final = 0
PM: Final = 1
NUM_WEEKDAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Workforce:
    """An adviser as the optimiser sees him or her."""

    id: str
    working_days: tuple[int, ...]
    max_drive_s_per_day: int
    max_sessions_per_week: int
    """Half-days of a week less those kept for the back office."""
    tour_s_per_cycle: int
    """Contract seconds of a cycle less those kept for the back office: sessions and driving."""
    contract_s_per_cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRules:
    """Limits on a day tour, in minutes."""

    max_day_minutes: int
    max_span_minutes: int
    max_minutes_without_break: int
    lunch_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many sessions a cycle the venues of an area get, at least and at most."""

    area_name: str
    venues: frozenset[int]
    min_sessions: int
    max_sessions: int | None
    """``None`` without a limit."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoverageFloor:
    """The least need that must be covered in an area."""

    area_name: str
    is_inside: npt.NDArray[np.bool_]
    """(num_points,) whether the area holds them."""
    min_people: float
    """People in need x access value, that of the existing offer included."""

    def __post_init__(self) -> None:
        inside = np.array(self.is_inside)
        inside.setflags(write=False)
        object.__setattr__(self, "is_inside", inside)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionPair:
    """Two short sessions that one half-day can hold, in this order, with the drive between."""

    first: int
    second: int
    """Positions of their venues."""
    drive_s: int
    gap_minutes: int
    """Between the two sessions: the drive, and the few minutes to a time that people remember."""
    times: npt.NDArray[np.int64]
    """(2, 7, 2, 2) start and end minute of the first and of the second session, by weekday and
    half-day; or CLOSED."""

    def __post_init__(self) -> None:
        times = np.array(self.times)
        times.setflags(write=False)
        object.__setattr__(self, "times", times)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Which venues to visit, how often, by whom, on which half-day and in which weeks."""

    cycle_weeks: int
    value_by_sessions: tuple[tuple[int, float], ...]
    """(days with a session a cycle k, value v(k)), ascending k; more than one a week from
    twice the weeks of the cycle on."""
    commune_codes: tuple[str, ...]
    need: npt.NDArray[np.float64]
    """(num_points,) people in need at each demand point: residents of one commune who have the
    same access to everything."""
    value_before: npt.NDArray[np.float64]
    """(num_points,) access value of the existing offer, in [0, 1]."""
    venue_ids: tuple[str, ...]
    """Candidate venues: those that some adviser can visit and that help somebody."""
    access_factor: csr_array
    """(num_points, num_venues) value of a weekly session; what is not stored, and what is no
    better than the existing offer, is 0. A dense array is taken, too."""
    is_required: npt.NDArray[np.bool_]
    """(num_venues,)"""
    start_minute: npt.NDArray[np.int64]
    """(num_venues, 7, 2) start of a session on a weekday, morning or afternoon; or CLOSED."""
    end_minute: npt.NDArray[np.int64]
    """(num_venues, 7, 2) end of that session; or CLOSED."""
    advisers: tuple[Workforce, ...]
    can_visit: npt.NDArray[np.bool_]
    """(num_advisers, num_venues) whether the adviser can hold at least one session there."""
    out_s: npt.NDArray[np.int64]
    """(num_advisers, num_venues) drive from the base to the venue."""
    back_s: npt.NDArray[np.int64]
    """(num_advisers, num_venues) drive from the venue to the base."""
    between_s: npt.NDArray[np.int64]
    """(num_venues, num_venues) drive from the first venue to the second."""
    rules: WorkRules
    point_commune: npt.NDArray[np.int64]
    """(num_points,) position of each demand point's commune in ``commune_codes``."""
    may_have: npt.NDArray[np.bool_]
    """(num_venues, num_frequencies) which of ``value_by_sessions`` a venue may have."""
    is_full_day: npt.NDArray[np.bool_]
    """(num_venues,) whether a session takes the morning and the afternoon of a day."""
    bonus_s: npt.NDArray[np.int64]
    """(num_venues,) seconds of driving a cycle that a visit is worth, coverage being equal."""
    quotas: tuple[Quota, ...] = ()
    floors: tuple[CoverageFloor, ...] = ()
    venue_names: tuple[str, ...] = ()
    """For messages; the ids where nothing is given."""
    duos: frozenset[int] = frozenset()
    """Venues whose sessions two advisers hold together."""
    pairs: tuple[SessionPair, ...] = ()
    """Short sessions that may share a half-day."""
    pairs_from: int | None = None
    """Position from which on "venues" are the pairs, each as one; ``None`` where pairs are not
    among them. See :mod:`planner.problem.stops`."""

    def __post_init__(self) -> None:
        num_points, num_venues = len(self.need), len(self.venue_ids)
        num_advisers = len(self.advisers)
        shapes = {
            "need": (num_points,),
            "value_before": (num_points,),
            "point_commune": (num_points,),
            "is_required": (num_venues,),
            "start_minute": (num_venues, NUM_WEEKDAYS, 2),
            "end_minute": (num_venues, NUM_WEEKDAYS, 2),
            "can_visit": (num_advisers, num_venues),
            "out_s": (num_advisers, num_venues),
            "back_s": (num_advisers, num_venues),
            "between_s": (num_venues, num_venues),
            "may_have": (num_venues, len(self.value_by_sessions)),
            "is_full_day": (num_venues,),
            "bonus_s": (num_venues,),
        }
        for name, shape in shapes.items():
            array = getattr(self, name)
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
            array = array.copy()
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "access_factor", _read_only(self.access_factor))
        if self.access_factor.shape != (num_points, num_venues):
            raise ValueError(f"access_factor has shape {self.access_factor.shape}")

    @property
    def num_venues(self) -> int:
        """Number of candidate venues."""
        return len(self.venue_ids)

    def venue_words(self, venue: int) -> str:
        """Name and id of a venue, as a message shows them."""
        if not self.venue_names:
            return self.venue_ids[venue]
        return f"{self.venue_names[venue]} ({self.venue_ids[venue]})"

    def half_days_per_session(self, venue: int) -> int:
        """Half-days that one session at a venue takes."""
        return 2 if self.is_full_day[venue] else 1

    def is_open(self) -> npt.NDArray[np.bool_]:
        """(num_venues, 7, 2) whether a session can be held."""
        return np.not_equal(self.start_minute, CLOSED)

    def session_s(self) -> npt.NDArray[np.int64]:
        """(num_venues, 7, 2) seconds of a session; 0 when closed. Drives within are left out."""
        minutes = self.end_minute - self.start_minute
        if self.pairs_from is not None:
            gaps = np.array([pair.gap_minutes for pair in self.pairs])
            minutes[self.pairs_from :] -= gaps[:, None, None]
        return np.where(self.is_open(), 60 * minutes, 0)

    def inner_s(self) -> npt.NDArray[np.int64]:
        """(num_venues,) drive between the two sessions of a pair; 0 for a venue."""
        seconds = np.zeros(self.num_venues, dtype=np.int64)
        if self.pairs_from is not None:
            seconds[self.pairs_from :] = [pair.drive_s for pair in self.pairs]
        return seconds

    def members(self, venue: int) -> tuple[int, ...]:
        """The venues behind a position: itself, or the two of a pair."""
        if self.pairs_from is None or venue < self.pairs_from:
            return (venue,)
        pair = self.pairs[venue - self.pairs_from]
        return pair.first, pair.second

    def sharing(self, venues: Iterable[int]) -> npt.NDArray[np.bool_]:
        """(num_venues,) whether a position has a venue in common with some of those given."""
        taken = {member for venue in venues for member in self.members(venue)}
        return np.array(
            [not taken.isdisjoint(self.members(venue)) for venue in range(self.num_venues)],
            dtype=np.bool_,
        )

    def num_advisers_at(self, venue: int) -> int:
        """Advisers who hold a session together."""
        return 2 if venue in self.duos else 1

    def days_inside(self, quota: Quota, frequency: Mapping[int, int]) -> int:
        """Days a cycle with a session that the venues of a quota have."""
        return sum(
            days * len(quota.venues.intersection(self.members(venue)))
            for venue, days in frequency.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """One decision of the optimiser; positions in the problem's tuples.

    A venue with sessions on several days of a week has one for each of them, a session of a full
    day one for its morning and one for its afternoon, and a session of two advisers one for each.
    """

    venue: int
    adviser: int
    weekday: int
    half: int
    """AM or PM."""
    weeks: tuple[int, ...]
    """Weeks of the cycle, from 1."""
    minutes: tuple[int, int] | None = None
    """Start and end where they are not the problem's: of a session that is one of a pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What is proven about one objective."""

    name: Literal["coverage", "driving", "capacity"]
    value: float
    """As the search counts it; the finished plan is measured anew."""
    bound: float | None
    """No plan that obeys the rules is better; ``None`` where nothing is proven."""
    condition: str
    """French: under which condition the bound holds; empty when it holds for every plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Visits of one cycle, and how far they are proven to be from the best."""

    visits: tuple[PlannedVisit, ...]
    bounds: tuple[Bound, ...]
    hit_time_limit: bool
    """True when the wall clock cut the search: another machine may then find another plan."""
    notes: tuple[str, ...] = ()
    """French sentences on what the search could not do as usual."""
    crowding_before: float | None = None
    """People in need per hour of session before the sessions were evened out, if they were."""

    def bound_of(self, name: str) -> Bound | None:
        """What is said of one objective, if anything."""
        return next((bound for bound in self.bounds if bound.name == name), None)


def _read_only(matrix: csr_array | npt.NDArray[np.float64]) -> csr_array:
    """Copy a matrix in the problem's form: sparse, columns ascending, without zeros."""
    kept = csr_array(matrix, copy=True)
    kept.eliminate_zeros()
    kept.sort_indices()
    for values in (kept.data, kept.indices, kept.indptr):
        values.setflags(write=False)
    return kept


def unproven(visits: Iterable[PlannedVisit]) -> Solution:
    """Return visits as a solution of which nothing is proven, whoever chose them."""
    return Solution(
        visits=tuple(visits),
        bounds=(
            Bound(name="coverage", value=0.0, bound=None, condition=""),
            Bound(name="driving", value=0.0, bound=None, condition=""),
        ),
        hit_time_limit=False,
    )


def whole_minutes(seconds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Minutes that a drive takes out of a day: begun minutes count."""
    return -(-seconds // 60)


def days_by_venue(visits: Iterable[PlannedVisit]) -> dict[int, int]:
    """Days of a cycle with a session, by venue; morning and afternoon of one day count once."""
    days: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for visit in visits:
        days[visit.venue].update((week, visit.weekday) for week in visit.weeks)
    return {venue: len(own) for venue, own in days.items()}


def num_weekly_visits(cycle_weeks: int, num_sessions: int) -> int:
    """On how many weekdays a venue with that many sessions a cycle has them."""
    return max(1, num_sessions // cycle_weeks)


def week_patterns(cycle_weeks: int, num_sessions: int) -> tuple[tuple[int, ...], ...]:
    """All sets of ``num_sessions`` equally spaced weeks of a cycle, weeks counted from 1.

    With more sessions than weeks, the weeks of one of the weekdays: all of them.
    """
    spacing = max(1, cycle_weeks // num_sessions)
    return tuple(tuple(range(first, cycle_weeks + 1, spacing)) for first in range(1, spacing + 1))
