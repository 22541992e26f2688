"""What one exchange of visits would change in a plan, worked out in plain loops."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from geodata.hours import open_intervals
from geodata.public_holidays import public_holidays
from geodata.territory import Adviser, Territory, Venue
from planner.check.access import ExpectedAccess
from planner.check.facts import Facts
from planner.check.points import days_by_venue, values_of_sessions
from planner.check.reach import Reach
from planner.check.tours import check_limits, work_out_tours
from planner.check.venue_rules import check_sessions_of_area, is_inside
from planner.check.visits import check_visits
from planner.check.wording import compare, say
from planner.check.workload import check_half_days
from planner.plan import SmallestChange, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Present:
    """What a demand point has: the offer, and enough of its best options for two of them to go."""

    options: tuple[tuple[float, str | None], ...]
    need: float
    value_before: float
    value: float

    def without(self, venue_ids: set[str | None]) -> float:
        """Value of the best planned option at other venues."""
        return max((value for value, venue in self.options if venue not in venue_ids), default=0.0)


class Changes:
    """Figures of changes, worked out in plain loops over visits and demand points."""

    def __init__(self, facts: Facts, reach: Reach) -> None:
        self._facts, self._reach = facts, reach
        self._worth = values_of_sessions(facts)
        self._present = _list_present(facts, reach, self._worth)
        self._drive_s = Counter[str]()
        for tour in work_out_tours(facts):
            self._drive_s[tour.adviser_id] += tour.drive_s * len(tour.weeks)
        self._visits = {visit.venue_id: visit for visit in facts.plan.visits}
        self._num_visits = Counter(visit.venue_id for visit in facts.plan.visits)

    def check(self, words: str, change: SmallestChange, one: ExpectedAccess) -> Iterator[str]:
        """Check that a change can be made, and what it changes."""
        facts = self._facts
        venue = facts.venues.get(change.venue_id)
        adviser = facts.advisers.get(change.adviser_id)
        if venue is None or adviser is None:
            yield f"{words} : lieu ou conseiller inconnu ({say(change.venue_id)})."
            return
        replaced = self._visits.get(change.replaced_venue_id or "")
        before = self._visits.get(change.venue_id)
        yield from self._check_who_goes(words, change, before, replaced)
        after = self._facts_after(change, venue, adviser)
        tours = work_out_tours(after)
        if not all(tour.is_drivable for tour in tours):
            yield f"{words} : l'échange mène où aucune route ne va."
            return
        for fault in (
            *check_visits(after),
            *check_limits(after, tours),
            *check_half_days(after),
            *_check_hours(after, change, venue),
        ):
            yield f"{words} : après l'échange, {fault}"
        drive_s = sum(tour.drive_s * len(tour.weeks) for tour in tours)
        session_s = sum(tour.session_s * len(tour.weeks) for tour in tours)
        work = facts.plan.settings.work
        kept_minutes = work.back_office_half_day_minutes * work.back_office_half_days_per_week
        limit_s = 60 * (adviser.weekly_minutes - kept_minutes) * facts.cycle_weeks
        if drive_s + session_s > limit_s:
            yield f"{words} : après l'échange, le contrat de {adviser.name} est dépassé."
        longest_s = max(
            (t.drive_s for t in tours if any(s.venue_id == venue.id for s in t.stops)), default=0
        )
        needs_limit = change.lifted_limit == "max_drive_minutes_per_day"
        moves = self._moves(change)
        gained = sum(max(move, 0.0) for move in moves.values())
        lost = sum(max(-move, 0.0) for move in moves.values())
        here = sum(
            move
            for point, move in moves.items()
            if self._reach.commune_codes[point] == one.commune.code
        )
        for fault in self._faults_of_areas(change, moves):
            yield f"{words} : après l'échange, {fault}"
        yield from compare(
            words,
            [
                ("nom du lieu", change.venue_name, venue.name),
                ("trajet", change.drive_s, drive_s - self._drive_s[adviser.id]),
                ("besoin couvert", change.covered_need, gained - lost),
                ("besoin gagné", change.covered_need_gained, gained),
                ("besoin gagné dans la commune", change.covered_need_here, here),
                (
                    "limite à lever",
                    change.new_limit_minutes,
                    -(-longest_s // 60) if needs_limit else None,
                ),
            ],
        )

    def _check_who_goes(
        self, words: str, change: SmallestChange, before: Visit | None, replaced: Visit | None
    ) -> Iterator[str]:
        kept = set(change.replaced_weeks_kept)
        if replaced is None:
            if change.replaced_venue_id is not None or kept:
                yield f"{words} : {say(change.replaced_venue_id)} n'a pas de visite à céder."
        elif self._num_visits[replaced.venue_id] > 1:
            yield f"{words} : {say(change.replaced_venue_id)} a plusieurs visites, et les garde."
        elif replaced.adviser_id != change.adviser_id or not kept < set(replaced.weeks):
            yield f"{words} : {say(change.replaced_venue_id)} ne cède aucune visite."
        if before is not None and not (
            self._num_visits[before.venue_id] == 1
            and set(before.weeks) < set(change.weeks)
            and (before.adviser_id, before.weekday, before.half)
            == (change.adviser_id, change.weekday, change.half)
            and (before.start_minute, before.end_minute) == (change.start_minute, change.end_minute)
        ):
            yield f"{words} : la visite actuelle de {say(change.venue_id)} n'est pas prolongée."

    def _facts_after(self, change: SmallestChange, venue: Venue, adviser: Adviser) -> Facts:
        """The adviser's own visits after the change, and the limit lifted as far as needed."""
        visits = []
        for visit in self._facts.plan.visits:
            if visit.adviser_id != adviser.id or visit.venue_id == venue.id:
                continue
            if visit.venue_id == change.replaced_venue_id:
                if change.replaced_weeks_kept:
                    visits.append(visit.model_copy(update={"weeks": change.replaced_weeks_kept}))
                continue
            visits.append(visit)
        visits.append(_new_visit(change))
        if change.lifted_limit == "rule":
            venue = replace(venue, rule="candidate")
        if change.lifted_limit == "max_drive_minutes_per_day":
            limit_s = 60 * (change.new_limit_minutes or 0)
            adviser = replace(adviser, max_drive_s_per_day=limit_s)
        facts = self._facts
        return replace(
            facts,
            plan=facts.plan.model_copy(update={"visits": tuple(visits)}),
            territory=_only_own(
                facts.territory,
                {v.venue_id for v in facts.plan.visits if v.adviser_id == adviser.id},
            ),
            # Who else is there is not looked at: these visits stay.
            venues={
                one.id: replace(one, num_advisers=1)
                for one in {**facts.venues, venue.id: venue}.values()
            },
            advisers={**facts.advisers, adviser.id: adviser},
        )

    def _faults_of_areas(self, change: SmallestChange, moves: Mapping[int, float]) -> Iterator[str]:
        """What areas ask for, of the visits of all advisers and of what everybody then has."""
        facts = self._facts
        after = replace(
            facts, plan=facts.plan.model_copy(update={"visits": tuple(self._all_after(change))})
        )
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

    def _all_after(self, change: SmallestChange) -> Iterator[Visit]:
        """All visits of the plan after a change; of the new one only its weeks matter here."""
        for visit in self._facts.plan.visits:
            if visit.venue_id == change.replaced_venue_id:
                if change.replaced_weeks_kept:
                    yield visit.model_copy(update={"weeks": change.replaced_weeks_kept})
            elif visit.venue_id != change.venue_id:
                yield visit
        yield _new_visit(change)

    def _moves(self, change: SmallestChange) -> dict[int, float]:
        """Change of covered need, by demand point."""
        shares = self._reach.shares
        at_venue = shares.get(change.venue_id, {})
        at_replaced = shares.get(change.replaced_venue_id or "", {})
        worth = self._worth.get(len(change.weeks), 0.0)
        kept = self._worth.get(len(change.replaced_weeks_kept), 0.0)
        gone = {change.venue_id, change.replaced_venue_id}
        moves = {}
        for point in sorted(at_venue.keys() | at_replaced.keys()):
            now = self._present[point]
            value = max(
                now.value_before,
                now.without(gone),
                worth * at_venue.get(point, 0.0),
                kept * at_replaced.get(point, 0.0),
            )
            moves[point] = now.need * (value - now.value)
        return moves


def _new_visit(change: SmallestChange) -> Visit:
    return Visit(
        venue_id=change.venue_id,
        adviser_id=change.adviser_id,
        weekday=change.weekday,
        half=change.half,
        weeks=change.weeks,
        start_minute=change.start_minute,
        end_minute=change.end_minute,
    )


def _list_present(facts: Facts, reach: Reach, worth: Mapping[int, float]) -> list[_Present]:
    """Work out the best planned options of every demand point."""
    options: list[list[tuple[float, str | None]]] = [[] for _ in reach.points]
    for venue_id, days in days_by_venue(facts.plan.visits).items():
        for point, share in reach.shares.get(venue_id, {}).items():
            options[point].append((worth.get(days, 0.0) * share, venue_id))
    return [
        _Present(
            options=tuple(sorted(own, key=_by_value)[:3]),
            need=need,
            value_before=point.value_before,
            value=point.value,
        )
        for own, need, point in zip(options, reach.need, reach.points, strict=True)
    ]


def _by_value(option: tuple[float, str | None]) -> tuple[float, str]:
    return -option[0], option[1] or ""


def _only_own(territory: Territory, venue_ids: set[str]) -> Territory:
    """The venues that an adviser visits now: those that are required stay so.

    What areas ask for is about all advisers.
    """
    return replace(
        territory,
        area_rules=(),
        venues=tuple(v for v in territory.venues if v.id in venue_ids),
    )


def _check_hours(after: Facts, change: SmallestChange, venue: Venue) -> Iterator[str]:
    """The venue is open whenever the visit falls on an ordinary day, unless hours are lifted."""
    if change.lifted_limit == "opening_hours" or not venue.opening_hours:
        return
    calendar = after.plan.settings.calendar
    days = [calendar.start + timedelta(days=day) for day in range(7 * calendar.num_weeks)]
    holidays = public_holidays(days[0], days[-1], alsace_moselle=calendar.alsace_moselle)
    hours = open_intervals(venue.opening_hours, days[0], days[-1])
    own = [day for day in days if day.weekday() == change.weekday and day not in holidays]
    for day in own:
        if not any(
            a <= change.start_minute and change.end_minute <= b for a, b in hours.get(day, ())
        ):
            yield f"« {venue.name} » est fermé le {day:%d/%m/%Y} à ces heures."
            return
