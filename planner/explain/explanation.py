"""Why communes are not or rarely served: reasons decided from data, changes weighed in the plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from geodata.resident_travel import ResidentTravel
from geodata.territory import Territory, Venue
from geodata.travel import TravelTimes
from planner.explain.candidates import (
    Candidates,
    find_obstacles,
    least_obstacle,
    list_candidates,
)
from planner.explain.demand import (
    SAME_VALUE,
    factors_by_venue,
    factors_of_points,
    points_of_communes,
    values_of_plan,
)
from planner.explain.exchanges import EVEN, Exchange, Target, find_exchanges
from planner.explain.lifting import LIFTABLE, lift_all_limits, lift_limit
from planner.explain.obstacles import Obstacle
from planner.explain.sentences import explain_in_words
from planner.model import AM, PM, PlannedVisit, Problem, days_by_venue
from planner.plan import (
    CommuneAccess,
    ExplanationReason,
    LiftedLimit,
    Plan,
    SmallestChange,
)
from planner.stops import join_pairs, with_pairs

Reformulate = Callable[[Territory], Problem]
"""Formulates the problem of a territory with one limit lifted, all else as it was."""


def explain_plan(
    plan: Plan,
    problem: Problem,
    territory: Territory,
    *,
    travel: TravelTimes,
    residents: ResidentTravel,
    reformulate: Reformulate,
) -> Plan:
    """Return the plan with the reason, the change and the sentence of every commune.

    A commune with a weekly session of its own has nothing to explain. Every change is one that
    the timetable of this very plan allows, with the figures that it would then have.
    """
    settings = plan.settings
    candidates = list_candidates(
        territory, residents, standard_minutes=settings.access.standard_minutes
    )
    obstacles = find_obstacles(territory, travel, problem, settings)
    rows = [row for row in plan.communes if _needs_words(row, settings.cycle.num_weeks)]
    timetable = _Timetable(problem, plan)
    without_limits = _Timetable(reformulate(lift_all_limits(territory)), plan)
    wanted: dict[str, list[Venue]] = {}
    blocked: dict[str, tuple[Venue, Obstacle]] = {}
    for row in rows:
        code, of_commune = row.commune_code, candidates[row.commune_code]
        useful = [v for v in of_commune.venues if without_limits.helps(code, v)]
        free = [venue for venue in useful if venue.id not in obstacles]
        cut_off = [v for v in of_commune.venues if _is_cut_off(obstacles.get(v.id))]
        if free:
            wanted[code] = free
        elif useful or cut_off:
            blocked[code] = least_obstacle(useful or cut_off, obstacles)
            wanted[code] = [venue for venue in of_commune.others if venue.id not in obstacles]
    found = timetable.find_changes(wanted)
    lifted = _lift_limits(plan, territory, blocked, reformulate)
    venue_names = {venue.id: venue.name for venue in territory.venues}
    explained = {}
    for row in rows:
        code = row.commune_code
        barrier = None if row.status == "unreachable" else blocked.get(code)
        change = lifted.get(code) or found.get(code)
        if barrier is not None:
            reason: ExplanationReason = barrier[1].kind
        else:
            reason = _find_reason(row, candidates[code], wanted.get(code, []), change)
        explained[code] = row.model_copy(
            update={
                "explanation": explain_in_words(
                    row, plan, reason=reason, barrier=barrier, change=change, names=venue_names
                ),
                "explanation_reason": reason,
                "smallest_change": change,
            }
        )
    communes = tuple(explained.get(row.commune_code, row) for row in plan.communes)
    return plan.model_copy(update={"communes": communes})


def positions_of_visits(problem: Problem, plan: Plan) -> tuple[PlannedVisit, ...]:
    """Return the visits of a plan by their positions in a problem.

    Raises
    ------
    KeyError
        When the problem does not have a venue or adviser of the plan.
    """
    venue_at = {venue_id: position for position, venue_id in enumerate(problem.venue_ids)}
    adviser_at = {adviser.id: position for position, adviser in enumerate(problem.advisers)}
    return tuple(
        PlannedVisit(
            venue=venue_at[visit.venue_id],
            adviser=adviser_at[visit.adviser_id],
            weekday=visit.weekday,
            half=AM if visit.half == "am" else PM,
            weeks=visit.weeks,
            minutes=(visit.start_minute, visit.end_minute),
        )
        for visit in plan.visits
    )


def _needs_words(row: CommuneAccess, cycle_weeks: int) -> bool:
    return row.status != "served_here" or (row.best_sessions_per_cycle or 0) < cycle_weeks


def _is_cut_off(obstacle: Obstacle | None) -> bool:
    return obstacle is not None and obstacle.kind == "no_road"


def _find_reason(
    row: CommuneAccess,
    candidates: Candidates,
    wanted: Sequence[Venue],
    change: SmallestChange | None,
) -> ExplanationReason:
    """Name the first reason that holds of a commune whose venues no limit keeps from it."""
    if row.status == "unreachable":
        return "no_road"
    if not candidates.venues:
        return "no_venue"
    if not wanted:
        return "enough"
    if change is None:
        return "no_exchange"
    return "conceded" if change.covered_need >= EVEN else "outbid"


def _lift_limits(
    plan: Plan,
    territory: Territory,
    blocked: Mapping[str, tuple[Venue, Obstacle]],
    reformulate: Reformulate,
) -> dict[str, SmallestChange]:
    """Find changes for communes behind a limit, each kind of limit lifted by itself."""
    found: dict[str, SmallestChange] = {}
    for limit in dict.fromkeys(LIFTABLE.values()):
        wanted = {
            code: [venue]
            for code, (venue, obstacle) in blocked.items()
            if LIFTABLE.get(obstacle.kind) == limit
        }
        if not wanted:
            continue
        venue_ids = {venue.id for venues in wanted.values() for venue in venues}
        problem = reformulate(lift_limit(territory, limit, venue_ids))
        limits = {adviser.id: adviser.max_drive_s_per_day for adviser in territory.advisers}
        found |= _Timetable(problem, plan, lifted=limit, limits_s=limits).find_changes(wanted)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A commune's wish for sessions at a venue."""

    commune_code: str
    venue: Venue
    target: Target


class _Timetable:
    """The plan's visits in a problem: what the least helpful exchange is for any commune."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        *,
        lifted: LiftedLimit | None = None,
        limits_s: Mapping[str, int] | None = None,
    ) -> None:
        self._problem = with_pairs(problem)
        self._visits = join_pairs(self._problem, positions_of_visits(problem, plan))
        self._lifted = lifted
        self._limits_s = limits_s or {}
        self._venue_at = {venue: position for position, venue in enumerate(problem.venue_ids)}
        self._points, self._factors = points_of_communes(problem), factors_by_venue(problem)
        self._frequency = days_by_venue(positions_of_visits(problem, plan))
        self._paired = self._problem.sharing(
            visit.venue for visit in self._visits if visit.venue >= problem.num_venues
        )
        self._value = values_of_plan(problem, self._frequency)

    def helps(self, commune_code: str, venue: Venue) -> bool:
        """Whether sessions at a venue, or more of them, would help anybody of a commune."""
        return self._sessions_to_help(commune_code, venue) is not None

    def find_changes(self, wanted: Mapping[str, Sequence[Venue]]) -> dict[str, SmallestChange]:
        """Find the best change for each commune among the venues it may be served at."""
        wishes = list(self._list_wishes(wanted))
        targets = list(dict.fromkeys(wish.target for wish in wishes))
        limits_s = [
            self._limits_s.get(adviser.id, adviser.max_drive_s_per_day)
            for adviser in self._problem.advisers
        ]
        exchanges = find_exchanges(
            self._problem,
            self._visits,
            targets,
            limits_s=limits_s if self._lifted == "max_drive_minutes_per_day" else None,
        )
        by_target = dict(zip(targets, exchanges, strict=True))
        found: dict[str, SmallestChange] = {}
        for wish in wishes:
            exchange = by_target[wish.target]
            if exchange is not None:
                change = self._describe(wish, exchange)
                best = found.get(wish.commune_code)
                if best is None or _rank(change) < _rank(best):
                    found[wish.commune_code] = change
        return found

    def _list_wishes(self, wanted: Mapping[str, Sequence[Venue]]) -> Iterator[_Wish]:
        for code, venues in wanted.items():
            for venue in venues:
                sessions = self._sessions_to_help(code, venue)
                if sessions is not None and self._may_have(venue, sessions):
                    target = Target(venue=self._venue_at[venue.id], sessions=sessions)
                    yield _Wish(commune_code=code, venue=venue, target=target)

    def _sessions_to_help(self, commune_code: str, venue: Venue) -> int | None:
        """Fewest sessions a cycle at a venue by which somebody of a commune has more."""
        position = self._venue_at.get(venue.id)
        if position is None:
            return None
        points = self._points[commune_code]
        factor = factors_of_points(self._factors, position, points)
        for sessions, worth in self._problem.value_by_sessions:
            is_more = self._frequency.get(position, 0) < sessions <= self._problem.cycle_weeks
            if is_more and (worth * factor > self._value[points] + SAME_VALUE).any():
                return sessions
        return None

    def _may_have(self, venue: Venue, sessions: int) -> bool:
        """Whether a venue may have so many sessions in half-days of its own."""
        column = [count for count, _ in self._problem.value_by_sessions].index(sessions)
        position = self._venue_at[venue.id]
        may_have = bool(self._problem.may_have[position, column])
        is_bound = self._problem.is_full_day[position] or self._paired[position]
        return may_have and not is_bound and position not in self._problem.duos

    def _describe(self, wish: _Wish, exchange: Exchange) -> SmallestChange:
        problem, visit, removal = self._problem, exchange.visit, exchange.removal
        slot = visit.venue, visit.weekday, visit.half
        is_drive = self._lifted == "max_drive_minutes_per_day"
        change = exchange.need_change
        return SmallestChange(
            venue_id=wish.venue.id,
            venue_name=wish.venue.name,
            adviser_id=problem.advisers[visit.adviser].id,
            weekday=visit.weekday,
            half="am" if visit.half == AM else "pm",
            weeks=visit.weeks,
            start_minute=int(problem.start_minute[slot]),
            end_minute=int(problem.end_minute[slot]),
            replaced_venue_id=(
                None if removal.visit is None else problem.venue_ids[removal.visit.venue]
            ),
            replaced_weeks_kept=removal.kept_weeks,
            lifted_limit=self._lifted,
            new_limit_minutes=-(-exchange.longest_s // 60) if is_drive else None,
            drive_s=exchange.drive_s,
            covered_need=float(change.sum()),
            covered_need_gained=float(change[change > 0].sum()),
            covered_need_here=float(change[self._points[wish.commune_code]].sum()),
        )


def _rank(change: SmallestChange) -> tuple[float, int, str]:
    return -change.covered_need, change.drive_s, change.venue_id
