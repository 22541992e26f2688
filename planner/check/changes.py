"""What one change of visits would do to a plan, worked out in plain loops."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from planner.check.access import ExpectedAccess
from planner.check.change_rules import check_who_goes
from planner.check.facts import Facts
from planner.check.opening import check_open_throughout
from planner.check.overtime import WorkedCycle, check_working_time
from planner.check.points import values_of_sessions, worth_by_venue
from planner.check.reach import Reach, list_options
from planner.check.tours import ExpectedTour, check_limits, work_out_tours
from planner.check.venue_rules import check_sessions_of_area, is_inside
from planner.check.visits import check_visits
from planner.check.wording import compare, say
from planner.plan import SmallestChange, Visit

NUM_OPTIONS: Final = 5
"""Options kept of a demand point: one more than the venues that a change touches, which are the
venue itself, the one replaced, and one that shares a half-day with each."""
_Day = tuple[str, int]
"""Adviser and weekday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Present:
    """What a demand point has: the offer, and enough of its best options for some to go."""

    options: tuple[tuple[float, str], ...]
    need: float
    value_before: float
    value: float

    def without(self, venue_ids: frozenset[str]) -> float:
        """Value of the best planned option at other venues."""
        return max((value for value, venue in self.options if venue not in venue_ids), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What some day tours take in a cycle, in seconds."""

    drive_s: int = 0
    session_s: int = 0

    @classmethod
    def of(cls, tours: Sequence[ExpectedTour]) -> "_Work":
        return cls(
            drive_s=sum(tour.drive_s * len(tour.weeks) for tour in tours),
            session_s=sum(tour.session_s * len(tour.weeks) for tour in tours),
        )

    @property
    def total_s(self) -> int:
        return self.drive_s + self.session_s


class Changes:
    """Figures of changes, worked out in plain loops over visits and demand points."""

    def __init__(self, facts: Facts, reach: Reach) -> None:
        self._facts, self._reach = facts, reach
        self._worth = values_of_sessions(facts)
        self._before: defaultdict[str, list[Visit]] = defaultdict(list)
        for visit in facts.plan.visits:
            self._before[visit.venue_id].append(visit)
        self._present = _list_present(reach, worth_by_venue(facts))
        tours: defaultdict[_Day, list[ExpectedTour]] = defaultdict(list)
        for tour in work_out_tours(facts):
            tours[tour.adviser_id, tour.weekday].append(tour)
        self._work = {day: _Work.of(own) for day, own in tours.items()}
        # What areas and required venues ask for is looked at for itself.
        self._at_ease = replace(
            facts.territory,
            area_rules=(),
            venues=tuple(
                replace(venue, rule="candidate") if venue.rule == "required" else venue
                for venue in facts.territory.venues
            ),
        )

    def check(self, words: str, change: SmallestChange, one: ExpectedAccess) -> Iterator[str]:
        """Check that a change can be made, and what it changes."""
        unknown = self._list_unknown(change)
        if unknown:
            yield f"{words} : lieu ou conseiller inconnu ({', '.join(map(say, unknown))})."
            return
        for fault in check_who_goes(self._facts, change, self._before):
            yield f"{words} : {fault}"
        after = self._visits_after(change)
        changed = _changed_venues(change)
        every = [*after, *self._facts.plan.visits]
        days = {(v.adviser_id, v.weekday) for v in every if v.venue_id in changed}
        facts = self._facts_after(change, after)
        tours = work_out_tours(
            _with_visits(facts, [v for v in after if (v.adviser_id, v.weekday) in days])
        )
        if not all(tour.is_drivable for tour in tours):
            yield f"{words} : l'échange mène où aucune route ne va."
            return
        beside = {v.venue_id for v in after if (v.adviser_id, v.weekday) in days} | changed
        moves = self._moves(after, changed)
        for fault in (
            *check_visits(_with_visits(facts, [v for v in after if v.venue_id in beside])),
            *check_limits(facts, tours),
            *check_working_time(self._facts, change, self._cycles_after(after, tours, days)),
            *_check_hours(facts, change),
            *self._faults_of_areas(facts, moves),
        ):
            yield f"{words} : après l'échange, {fault}"
        yield from self._compare(words, change, one, tours=tours, days=days, moves=moves)

    def _compare(
        self,
        words: str,
        change: SmallestChange,
        one: ExpectedAccess,
        *,
        tours: Sequence[ExpectedTour],
        days: set[_Day],
        moves: Mapping[int, float],
    ) -> Iterator[str]:
        """Compare what is said of a change with what it does."""
        now, before = _Work.of(tours), [self._work.get(day, _Work()) for day in days]
        drive_s = now.drive_s - sum(work.drive_s for work in before)
        work_s = now.total_s - sum(work.total_s for work in before)
        gained = sum(max(move, 0.0) for move in moves.values())
        lost = sum(max(-move, 0.0) for move in moves.values())
        codes = self._reach.commune_codes
        here = sum(move for point, move in moves.items() if codes[point] == one.commune.code)
        held = [t.drive_s for t in tours if any(s.venue_id == change.venue_id for s in t.stops)]
        needs_limit = change.lifted_limit == "max_drive_minutes_per_day"
        yield from compare(
            words,
            [
                ("nom du lieu", change.venue_name, self._facts.venues[change.venue_id].name),
                ("trajet", change.drive_s, drive_s),
                # Older plans do not say it.
                ("travail", change.work_s, None if change.work_s is None else work_s),
                ("besoin couvert", change.covered_need, gained - lost),
                ("besoin gagné", change.covered_need_gained, gained),
                ("besoin gagné dans la commune", change.covered_need_here, here),
                (
                    "limite à lever",
                    change.new_limit_minutes,
                    -(-max(held, default=0) // 60) if needs_limit else None,
                ),
            ],
        )

    def _list_unknown(self, change: SmallestChange) -> list[str]:
        """Venues and advisers of a change that the tables do not have."""
        visits = (*change.visits, *change.moved_visits)
        venue_ids = dict.fromkeys(visit.venue_id for visit in visits)
        adviser_ids = dict.fromkeys(visit.adviser_id for visit in visits)
        return [
            *(one for one in venue_ids if one not in self._facts.venues),
            *(one for one in adviser_ids if one not in self._facts.advisers),
        ]

    def _visits_after(self, change: SmallestChange) -> tuple[Visit, ...]:
        """All visits of the plan after a change."""
        moved = {visit.venue_id for visit in change.moved_visits}
        visits = []
        for visit in self._facts.plan.visits:
            if visit.venue_id == change.replaced_venue_id:
                weekdays = change.replaced_weekdays_kept or (visit.weekday,)
                if change.replaced_weeks_kept and visit.weekday in weekdays:
                    visits.append(visit.model_copy(update={"weeks": change.replaced_weeks_kept}))
            elif visit.venue_id != change.venue_id and visit.venue_id not in moved:
                visits.append(visit)
        return (*visits, *change.moved_visits, *change.visits)

    def _facts_after(self, change: SmallestChange, visits: Sequence[Visit]) -> Facts:
        """The facts with a limit lifted as far as needed."""
        venues, advisers = dict(self._facts.venues), dict(self._facts.advisers)
        if change.lifted_limit == "rule":
            venues[change.venue_id] = replace(venues[change.venue_id], rule="candidate")
        if change.lifted_limit == "max_drive_minutes_per_day":
            advisers[change.adviser_id] = replace(
                advisers[change.adviser_id],
                max_drive_s_per_day=60 * (change.new_limit_minutes or 0),
            )
        facts = replace(self._facts, territory=self._at_ease, venues=venues, advisers=advisers)
        return _with_visits(facts, visits)

    def _cycles_after(
        self, after: Sequence[Visit], tours: Sequence[ExpectedTour], days: set[_Day]
    ) -> list[WorkedCycle]:
        """What the advisers concerned then work in each week, and in all."""
        found = []
        for adviser_id in sorted({adviser_id for adviser_id, _ in days}):
            others = [
                work for day, work in self._work.items() if day[0] == adviser_id and day not in days
            ]
            own = _Work.of([tour for tour in tours if tour.adviser_id == adviser_id])
            half_days = {
                (week, visit.weekday, visit.half)
                for visit in after
                if visit.adviser_id == adviser_id
                for week in visit.weeks
            }
            found.append(
                WorkedCycle(
                    adviser_id=adviser_id,
                    half_days_in_week=Counter(week for week, _, _ in half_days),
                    work_s=own.total_s + sum(work.total_s for work in others),
                )
            )
        return found

    def _faults_of_areas(self, after: Facts, moves: Mapping[int, float]) -> Iterator[str]:
        """What areas ask for, of the visits of all advisers and of what everybody then has."""
        facts = self._facts
        for rule in facts.territory.area_rules:
            yield from check_sessions_of_area(after, rule)
            if rule.min_coverage is None:
                continue
            codes = {code for code, one in facts.communes.items() if is_inside(one, rule)}
            inside = [at for at, code in enumerate(self._reach.commune_codes) if code in codes]
            need = sum(self._present[at].need for at in inside)
            covered = sum(
                self._present[at].need * self._present[at].value + moves.get(at, 0.0)
                for at in inside
            )
            if covered < rule.min_coverage * need * (1 - 1e-6):
                yield f"le besoin couvert de {rule.area} passe sous le minimum demandé."

    def _moves(self, after: Sequence[Visit], changed: frozenset[str]) -> dict[int, float]:
        """Change of covered need, by demand point."""
        days: dict[str, set[tuple[int, int]]] = {venue_id: set() for venue_id in changed}
        for visit in after:
            if visit.venue_id in changed:
                days[visit.venue_id].update((visit.weekday, week) for week in visit.weeks)
        worth = {venue_id: self._worth.get(len(own), 0.0) for venue_id, own in days.items()}
        shares = {venue_id: self._reach.shares.get(venue_id, {}) for venue_id in sorted(changed)}
        moves = {}
        for point in sorted({point for own in shares.values() for point in own}):
            now = self._present[point]
            options = [worth[one] * own.get(point, 0.0) for one, own in shares.items()]
            value = max(now.value_before, now.without(changed), *options)
            moves[point] = now.need * (value - now.value)
        return moves


def _changed_venues(change: SmallestChange) -> frozenset[str]:
    """Venues whose visits are others after a change."""
    venue_ids = {change.venue_id, *(visit.venue_id for visit in change.moved_visits)}
    if change.replaced_venue_id is not None:
        venue_ids.add(change.replaced_venue_id)
    return frozenset(venue_ids)


def _with_visits(facts: Facts, visits: Sequence[Visit]) -> Facts:
    return replace(facts, plan=facts.plan.model_copy(update={"visits": tuple(visits)}))


def _list_present(reach: Reach, worth: Mapping[str, float]) -> list[_Present]:
    """Work out the best planned options of every demand point."""
    options = list_options(reach, worth)
    return [
        _Present(
            options=tuple(sorted(own, key=_by_value)[:NUM_OPTIONS]),
            need=need,
            value_before=point.value_before,
            value=point.value,
        )
        for own, need, point in zip(options, reach.need, reach.points, strict=True)
    ]


def _by_value(option: tuple[float, str]) -> tuple[float, str]:
    return -option[0], option[1]


def _check_hours(after: Facts, change: SmallestChange) -> Iterator[str]:
    """Venues are open whenever visits fall on an ordinary day, unless hours are lifted."""
    visits = list(change.moved_visits)
    if change.lifted_limit != "opening_hours":
        visits += change.visits
    seen = set()
    for visit in visits:
        key = visit.venue_id, visit.weekday, visit.start_minute, visit.end_minute
        if key not in seen:
            seen.add(key)
            yield from check_open_throughout(after, visit)
