"""The changes of a plan that would serve its communes, as the plan's record has them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from geodata.territory import Venue
from planner.explain.demand import (
    SAME_VALUE,
    factors_by_venue,
    factors_of_points,
    points_of_communes,
    values_of_plan,
)
from planner.explain.exchanges import Exchange, find_exchanges
from planner.explain.gains import Target
from planner.explain.lifting import TableLimit
from planner.explain.limits import STRICT, Limits, OfficeTime, measure_overtime
from planner.explain.options import Timetables
from planner.explain.removals import remove
from planner.plan import MoreTime, Plan, SmallestChange, Visit
from planner.problem.model import PlannedVisit, Problem, days_by_venue
from planner.problem.stops import join_pairs, split_pairs, with_pairs
from planner.visits import positions_of_visits, record_of_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A commune's wish for sessions at a venue."""

    commune_code: str
    venue: Venue
    target: Target


class PlanChanges:
    """The plan's visits in a problem: what the least harmful change is for any commune."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        *,
        lifted: TableLimit | None = None,
        limits_s: Mapping[str, int] | None = None,
    ) -> None:
        paired, self._plan, self._lifted = with_pairs(problem), plan, lifted
        own = positions_of_visits(problem, plan)
        self._visits = join_pairs(paired, own)
        self._problem = _at_present_hours(paired, self._visits)
        self._timetables = Timetables(self._problem, self._visits, STRICT)
        self._limits = STRICT
        if lifted == "max_drive_minutes_per_day" and limits_s is not None:
            self._limits = Limits(drive_s=[limits_s[adviser.id] for adviser in problem.advisers])
        work = plan.settings.work
        self._office = OfficeTime(
            half_days_per_week=work.back_office_half_days_per_week,
            half_day_s=60 * work.back_office_half_day_minutes,
        )
        self._venue_at = {venue: position for position, venue in enumerate(problem.venue_ids)}
        self._points, self._factors = points_of_communes(problem), factors_by_venue(problem)
        self._frequency = days_by_venue(own)
        self._value = values_of_plan(problem, self._frequency)
        self._pairs_of: defaultdict[int, list[int]] = defaultdict(list)
        for pair in range(problem.num_venues, self._problem.num_venues):
            for venue in self._problem.members(pair):
                self._pairs_of[venue].append(pair)
        self._before: defaultdict[str, list[Visit]] = defaultdict(list)
        for visit in plan.visits:
            self._before[visit.venue_id].append(visit)

    def helps(self, commune_code: str, venue: Venue) -> bool:
        """Whether sessions at a venue, or more of them, would help anybody of a commune."""
        return self._sessions_to_help(commune_code, venue, any_number=True) is not None

    def advisers_of(self, venues: Sequence[Venue]) -> list[int]:
        """Advisers who may visit some of these venues."""
        at = [self._venue_at[venue.id] for venue in venues if venue.id in self._venue_at]
        return [int(one) for one in np.flatnonzero(self._problem.can_visit[:, at].any(axis=1))]

    def find_changes(
        self, wanted: Mapping[str, Sequence[Venue]], *, among: Collection[int] | None = None
    ) -> dict[str, SmallestChange]:
        """Find the best exchange for each commune among the venues it may be served at."""
        found: dict[str, SmallestChange] = {}
        for code, change in self._find(wanted, self._limits, among):
            best = found.get(code)
            if best is None or _rank(change) < _rank(best):
                found[code] = change
        return found

    def find_changes_with_more_time(
        self, wanted: Mapping[str, Sequence[Venue]], *, among: Collection[int] | None = None
    ) -> dict[str, SmallestChange]:
        """Find for each commune the visit that takes least working time beyond what there is.

        Communes that a visit would serve within the working time are left out.
        """
        found: dict[str, SmallestChange] = {}
        for code, change in self._find(wanted, Limits(office=self._office), among):
            best = found.get(code)
            if best is None or _rank_of_time(change) < _rank_of_time(best):
                found[code] = change
        return {code: change for code, change in found.items() if change.more_time}

    def _find(
        self,
        wanted: Mapping[str, Sequence[Venue]],
        limits: Limits,
        among: Collection[int] | None,
    ) -> Iterator[tuple[str, SmallestChange]]:
        wishes = list(self._list_wishes(wanted))
        targets = list(dict.fromkeys(wish.target for wish in wishes))
        exchanges = find_exchanges(self._problem, self._visits, targets, limits=limits, among=among)
        by_target = dict(zip(targets, exchanges, strict=True))
        for wish in wishes:
            exchange = by_target[wish.target]
            if exchange is not None:
                yield wish.commune_code, self._describe(wish, exchange, limits)

    def _list_wishes(self, wanted: Mapping[str, Sequence[Venue]]) -> Iterator[_Wish]:
        for code, venues in wanted.items():
            for venue in venues:
                sessions = self._sessions_to_help(code, venue)
                if sessions is not None:
                    for target in self._list_targets(self._venue_at[venue.id], sessions):
                        yield _Wish(commune_code=code, venue=venue, target=target)

    def _list_targets(self, venue: int, sessions: int) -> Iterator[Target]:
        """A venue by itself; in the half-day of a short session; or with that which it shares."""
        if self._limits.drive_s is not None and venue in self._problem.duos:
            return  # whose limit would have to be lifted depends on the other adviser
        shared = {visit.venue for visit in self._visits}.intersection(self._pairs_of[venue])
        positions = shared or {venue}
        for position in sorted(positions):
            if self._may_have(position, sessions):
                yield Target(venue=position, sessions=sessions)
        if venue in self._frequency:
            return
        for pair in self._pairs_of[venue]:
            (other,) = set(self._problem.members(pair)) - {venue}
            held = self._frequency.get(other, 0)
            if sessions <= held <= self._problem.cycle_weeks and self._may_have(pair, held):
                yield Target(venue=pair, sessions=held)

    def _sessions_to_help(
        self, commune_code: str, venue: Venue, *, any_number: bool = False
    ) -> int | None:
        """Fewest sessions a cycle, of those that a venue may have, that help in a commune.

        Parameters
        ----------
        any_number
            Whether the venue may have it or not, up to one a week.
        """
        position = self._venue_at.get(venue.id)
        if position is None:
            return None
        points = self._points[commune_code]
        factor = factors_of_points(self._factors, position, points)
        for column, (sessions, worth) in enumerate(self._problem.value_by_sessions):
            is_allowed = (
                sessions <= self._problem.cycle_weeks
                if any_number
                else self._problem.may_have[position, column]
            )
            is_more = self._frequency.get(position, 0) < sessions
            if is_allowed and is_more and (worth * factor > self._value[points] + SAME_VALUE).any():
                return sessions
        return None

    def _may_have(self, position: int, sessions: int) -> bool:
        column = [count for count, _ in self._problem.value_by_sessions].index(sessions)
        return bool(self._problem.may_have[position, column])

    def _describe(self, wish: _Wish, exchange: Exchange, limits: Limits) -> SmallestChange:
        after = self._records_after(exchange)
        own = after.pop(wish.venue.id)
        removal = exchange.removal
        replaced = None if removal.venue is None else self._problem.venue_ids[removal.venue]
        kept = after.pop(replaced, ()) if replaced is not None else ()
        moved = {
            venue_id: visits
            for venue_id, visits in after.items()
            if set(visits) != set(self._before[venue_id])
        }
        is_drive = limits.drive_s is not None
        more_time = self._more_time(exchange) if limits.office is not None else ()
        change = exchange.need_change
        changed = [wish.venue.id, *moved, *(() if replaced is None else (replaced,))]
        session_s = _session_s((*own, *kept, *chain.from_iterable(moved.values()))) - _session_s(
            tuple(chain.from_iterable(self._before[venue_id] for venue_id in changed))
        )
        first = own[0]
        return SmallestChange(
            venue_id=wish.venue.id,
            venue_name=wish.venue.name,
            adviser_id=first.adviser_id,
            weekday=first.weekday,
            half=first.half,
            weeks=first.weeks,
            start_minute=first.start_minute,
            end_minute=first.end_minute,
            more_visits=own[1:],
            replaced_venue_id=replaced,
            replaced_weeks_kept=kept[0].weeks if kept else (),
            replaced_weekdays_kept=self._weekdays_kept(replaced, kept),
            moved_visits=tuple(chain.from_iterable(moved.values())),
            lifted_limit="working_time" if more_time else self._lifted,
            new_limit_minutes=-(-exchange.longest_s // 60) if is_drive else None,
            drive_s=exchange.drive_s,
            work_s=exchange.drive_s + session_s,
            more_time=more_time,
            covered_need=float(change.sum()),
            covered_need_gained=float(change[change > 0].sum()),
            covered_need_here=float(change[self._points[wish.commune_code]].sum()),
        )

    def _records_after(self, exchange: Exchange) -> dict[str, tuple[Visit, ...]]:
        """All visits, by venue id, of the venues at which something changes."""
        problem = self._problem
        put: defaultdict[int, list[PlannedVisit]] = defaultdict(list)
        for visit in split_pairs(problem, exchange.removal.put):
            put[visit.venue].append(visit)
        come: defaultdict[int, list[PlannedVisit]] = defaultdict(list)
        for visit in split_pairs(problem, exchange.visits):
            come[visit.venue].append(visit)
        return {
            problem.venue_ids[venue]: tuple(
                sorted((record_of_visit(problem, one) for one in visits), key=_in_order)
            )
            for venue, visits in {**put, **come}.items()
        }

    def _weekdays_kept(self, replaced: str | None, kept: Sequence[Visit]) -> tuple[int, ...]:
        """Weekdays that a venue keeps when it gives up some."""
        if replaced is None or not kept:
            return ()
        weekdays = sorted({visit.weekday for visit in kept})
        is_fewer = len(weekdays) < len({visit.weekday for visit in self._before[replaced]})
        return tuple(weekdays) if is_fewer else ()

    def _more_time(self, exchange: Exchange) -> tuple[MoreTime, ...]:
        """What those who come work too much."""
        left = [
            visit
            for visit in remove(self._visits, exchange.removal)
            if visit != exchange.host and visit.venue != exchange.visits[0].venue
        ]
        found = []
        for adviser in sorted({visit.adviser for visit in exchange.visits}):
            cycle = self._timetables.lay_out(adviser, [*left, *exchange.visits])
            if cycle is None:
                raise ValueError("a visit that was weighed breaks a rule of the problem")
            over = measure_overtime(self._problem, self._office, cycle)
            if over.excess:
                found.append(
                    MoreTime(
                        adviser_id=self._problem.advisers[adviser].id,
                        office_weeks=tuple(
                            week
                            for week, number in sorted(over.half_days_by_week.items())
                            for _ in range(number)
                        ),
                        minutes_per_week=over.minutes_per_week,
                    )
                )
        return tuple(found)


def _at_present_hours(problem: Problem, visits: Sequence[PlannedVisit]) -> Problem:
    """The problem in which a visit that stays, or gets more weeks, keeps the hours that it has.

    A short session that is left alone in its half-day may begin later than its venue opens.
    """
    start, end = problem.start_minute.copy(), problem.end_minute.copy()
    for visit in visits:
        if visit.minutes is not None:
            slot = visit.venue, visit.weekday, visit.half
            start[slot], end[slot] = visit.minutes
    return replace(problem, start_minute=start, end_minute=end)


def _session_s(visits: Sequence[Visit]) -> int:
    return sum(60 * len(v.weeks) * (v.end_minute - v.start_minute) for v in visits)


def _in_order(visit: Visit) -> tuple[str, int, str]:
    return visit.adviser_id, visit.weekday, visit.half


def _rank(change: SmallestChange) -> tuple[float, int, str]:
    return -change.covered_need, change.drive_s, change.venue_id


def _rank_of_time(change: SmallestChange) -> tuple[int, int, float, int, str]:
    return (
        sum(len(more.office_weeks) for more in change.more_time),
        sum(more.minutes_per_week for more in change.more_time),
        *_rank(change),
    )
