"""The repair that every peer's visits go through: kept, moved, made rarer or dropped, then filled.

Deterministic, in this order:

1. a venue keeps the adviser of most of its visits, and as many days a cycle as it had, rounded down
   to a number that it may have;
2. required venues first, then those without which the plan would lose most a half-day: each is
   kept where it is if the rules allow that, otherwise moved to the place of its adviser that adds
   least driving, otherwise to another adviser's, otherwise made rarer, otherwise dropped;
3. half-days and hours that are free then go to the options that add most coverage a half-day.

Working time, opening hours, spacing, and one adviser, weekday and half-day a venue hold afterwards.
Quotas and floors of areas, full-day venues and several days a week are not handled: such problems
are refused, by the encoders too.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.problem.model import AM, PM, PlannedVisit, Problem, week_patterns
from scripts.peers.day import NOTHING, Day, measure_day
from scripts.peers.gains import Coverage, allowed_options, half_days

_LEAST_GAIN = 1e-6
"""People in need; less is not worth a drive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Visits that obey the rules, and what became of those wanted."""

    visits: tuple[PlannedVisit, ...]
    num_kept: int
    num_moved: int
    """To another place, or made rarer."""
    num_dropped: int
    num_filled: int
    """Venues that came in, or are visited more often, on half-days left free."""


def check_is_plain(problem: Problem) -> None:
    """Refuse the rules that no peer's encoding handles.

    Raises
    ------
    ValueError
        When the problem has quotas, floors, full-day venues or several sessions a week.
    """
    most = max(sessions for sessions, _ in problem.value_by_sessions)
    if problem.quotas or problem.floors or problem.is_full_day.any() or most > problem.cycle_weeks:
        raise ValueError("peers know no quotas, floors, full-day venues or several days a week")


def repair_visits(problem: Problem, wanted: Sequence[PlannedVisit]) -> Repaired:
    """Make visits obey every rule of a plain problem."""
    check_is_plain(problem)
    diary = _Diary(problem)
    num_kept = num_moved = 0
    wishes = _wishes(problem, wanted)
    for wish in _most_useful_first(problem, wishes):
        if diary.fits(wish):
            diary.add(wish)
            num_kept += 1
            continue
        found = _find_place(problem, diary, wish)
        if found is not None:
            diary.add(found)
            num_moved += 1
    num_filled = _fill(problem, diary)
    return Repaired(
        visits=tuple(diary.visits[venue] for venue in sorted(diary.visits)),
        num_kept=num_kept,
        num_moved=num_moved,
        num_dropped=len(wishes) - num_kept - num_moved,
        num_filled=num_filled,
    )


class _Diary:
    """Who is where, with the running totals of working time; local to one repair."""

    def __init__(self, problem: Problem) -> None:
        self.visits: dict[int, PlannedVisit] = {}
        self._problem = problem
        self._held: dict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
        self._day: dict[tuple[int, int, int], Day] = {}
        self._work_s = [0] * len(problem.advisers)
        self._num_sessions: dict[tuple[int, int], int] = defaultdict(int)

    def fits(self, visit: PlannedVisit) -> bool:
        """Whether a visit can be added and every rule still holds."""
        return self.extra_drive_s(visit) is not None

    def extra_drive_s(self, visit: PlannedVisit) -> int | None:
        """Seconds a cycle of driving that a visit adds; ``None`` when a rule forbids it."""
        problem, adviser = self._problem, visit.adviser
        workforce = problem.advisers[adviser]
        if visit.weekday not in workforce.working_days or visit.venue in self.visits:
            return None
        if not problem.can_visit[adviser, visit.venue]:
            return None
        drive_s = work_s = 0
        for week in visit.weeks:
            if self._num_sessions[adviser, week] >= workforce.max_sessions_per_week:
                return None
            key = adviser, visit.weekday, week
            if visit.half in self._held[key]:
                return None
            day = self._measure(key, self._held[key] | {visit.half: visit.venue})
            if day is None:
                return None
            before = self._day.get(key, NOTHING)
            drive_s += day.drive_s - before.drive_s
            work_s += day.work_s - before.work_s
        fits = self._work_s[adviser] + work_s <= workforce.tour_s_per_cycle
        return drive_s if fits else None

    def add(self, visit: PlannedVisit) -> None:
        """Add a visit that fits."""
        self.visits[visit.venue] = visit
        for week in visit.weeks:
            key = visit.adviser, visit.weekday, week
            self._held[key][visit.half] = visit.venue
            self._note(key, 1)

    def remove(self, venue: int) -> PlannedVisit:
        """Take a venue's visit out."""
        visit = self.visits.pop(venue)
        for week in visit.weeks:
            key = visit.adviser, visit.weekday, week
            del self._held[key][visit.half]
            self._note(key, -1)
        return visit

    def _note(self, key: tuple[int, int, int], num_more: int) -> None:
        adviser, _, week = key
        day = self._measure(key, self._held[key])
        if day is None:
            raise AssertionError("a day without one of its stops is allowed, too")
        self._work_s[adviser] += day.work_s - self._day.get(key, NOTHING).work_s
        self._day[key] = day
        self._num_sessions[adviser, week] += num_more

    def _measure(self, key: tuple[int, int, int], held: dict[int, int]) -> Day | None:
        adviser, weekday, _ = key
        return measure_day(
            self._problem, adviser, weekday, morning=held.get(AM), afternoon=held.get(PM)
        )


def _wishes(problem: Problem, wanted: Sequence[PlannedVisit]) -> list[PlannedVisit]:
    """One visit a venue: the adviser and place of most of its weeks, a number it may have."""
    by_venue: defaultdict[int, list[PlannedVisit]] = defaultdict(list)
    for visit in wanted:
        by_venue[visit.venue].append(visit)
    wishes = []
    for venue, own in sorted(by_venue.items()):
        main = max(own, key=lambda visit: len(visit.weeks))
        num_days = len({(visit.weekday, week) for visit in own for week in visit.weeks})
        possible = [sessions for _, sessions in allowed_options(problem, venue)]
        sessions = max((k for k in possible if k <= num_days), default=min(possible))
        weeks = _nearest_pattern(problem, sessions, main.weeks)
        wishes.append(
            PlannedVisit(
                venue=venue,
                adviser=main.adviser,
                weekday=main.weekday,
                half=main.half,
                weeks=weeks,
            )
        )
    return wishes


def _nearest_pattern(problem: Problem, sessions: int, weeks: tuple[int, ...]) -> tuple[int, ...]:
    """The equally spaced weeks that share most with those wanted."""
    patterns = week_patterns(problem.cycle_weeks, sessions)
    return max(patterns, key=lambda pattern: len(set(pattern) & set(weeks)))


def _most_useful_first(problem: Problem, wishes: Sequence[PlannedVisit]) -> list[PlannedVisit]:
    coverage = Coverage(problem)
    for wish in wishes:
        coverage.add((wish.venue, len(wish.weeks)))

    def rank(wish: PlannedVisit) -> tuple[bool, float, int]:
        option = wish.venue, len(wish.weeks)
        lost = coverage.loss(option) / half_days(problem, option)
        return not problem.is_required[wish.venue], -lost, wish.venue

    return sorted(wishes, key=rank)


def _find_place(problem: Problem, diary: _Diary, wish: PlannedVisit) -> PlannedVisit | None:
    """Another place for a visit: as often if possible, with its own adviser if possible."""
    rarer = [k for _, k in allowed_options(problem, wish.venue) if k <= len(wish.weeks)]
    others = [other for other in range(len(problem.advisers)) if other != wish.adviser]
    for sessions in reversed(rarer):
        for advisers in ([wish.adviser], others):
            found = _cheapest(problem, diary, (wish.venue, sessions), advisers)
            if found is not None:
                return found
    return None


def _cheapest(
    problem: Problem, diary: _Diary, option: tuple[int, int], advisers: Sequence[int]
) -> PlannedVisit | None:
    """The place that adds least driving, the first of equals."""
    fitting = [
        (extra_s, place)
        for place in _places(problem, option, advisers)
        if (extra_s := diary.extra_drive_s(place)) is not None
    ]
    return min(fitting, key=lambda one: one[0])[1] if fitting else None


def _places(
    problem: Problem, option: tuple[int, int], advisers: Sequence[int]
) -> Iterator[PlannedVisit]:
    venue, sessions = option
    for adviser in advisers:
        if not problem.can_visit[adviser, venue]:
            continue
        for weekday in problem.advisers[adviser].working_days:
            for half in (AM, PM):
                for weeks in week_patterns(problem.cycle_weeks, sessions):
                    yield PlannedVisit(
                        venue=venue, adviser=adviser, weekday=weekday, half=half, weeks=weeks
                    )


def _fill(problem: Problem, diary: _Diary) -> int:
    """Give free half-days to the options that add most a half-day; return how many came in."""
    coverage = Coverage(problem)
    for visit in diary.visits.values():
        coverage.add((visit.venue, len(visit.weeks)))
    hopeless: set[tuple[int, int]] = set()
    num_filled = 0
    everybody = range(len(problem.advisers))
    while True:
        best = max(
            (
                (rate, -venue, -sessions)
                for venue in range(problem.num_venues)
                for _, sessions in allowed_options(problem, venue)
                if (venue, sessions) not in hopeless
                and (rate := _rate(problem, diary, coverage, (venue, sessions))) > _LEAST_GAIN
            ),
            default=None,
        )
        if best is None:
            return num_filled
        option = -best[1], -best[2]
        venue, _ = option
        old = diary.remove(venue) if venue in diary.visits else None
        found = _cheapest(problem, diary, option, everybody if old is None else [old.adviser])
        if found is None:
            hopeless.add(option)  # later there is less room still
            if old is not None:
                diary.add(old)
            continue
        if old is not None:
            coverage.remove((venue, len(old.weeks)))
        diary.add(found)
        coverage.add(option)
        num_filled += 1


def _rate(problem: Problem, diary: _Diary, coverage: Coverage, option: tuple[int, int]) -> float:
    """What an option adds a half-day more than its venue has."""
    venue, _ = option
    had = len(diary.visits[venue].weeks) if venue in diary.visits else 0
    more = half_days(problem, option) - half_days(problem, (venue, had))
    return coverage.gain(option) / more if more > 0 else 0.0
