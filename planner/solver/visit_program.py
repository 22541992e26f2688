"""The part of a program that chooses visits, which covering, tours and choice share.

Every rule on visits is one row; a visit may be added later and then joins its rows.
"""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import numpy as np
from ortools.math_opt.python import mathopt

from planner.problem.model import Problem
from planner.solver.levels import Level, base_coverage, coverage_levels

Visit = tuple[int, int, int]
"""(venue, adviser, days with a session a cycle)"""


def allowed_visits(problem: Problem) -> list[Visit]:
    """List every visit that an adviser could make."""
    return [
        (venue, adviser, sessions)
        for venue in range(problem.num_venues)
        for adviser in range(len(problem.advisers))
        for sessions in visit_frequencies(problem, venue, adviser)
    ]


def visit_frequencies(problem: Problem, venue: int, adviser: int) -> list[int]:
    """Days with a session a cycle that an adviser could give a venue."""
    if not problem.can_visit[adviser, venue]:
        return []
    return [
        sessions
        for (sessions, _), may_have in zip(
            problem.value_by_sessions, problem.may_have[venue], strict=True
        )
        if may_have
    ]


class VisitProgram:
    """Visits and the rules on them; it grows with its model, and is local to one call."""

    def __init__(
        self,
        model: mathopt.Model,
        problem: Problem,
        levels: tuple[Level, ...],
        *,
        may_miss_area_rules: bool,
    ) -> None:
        """Set up the rows; none of them holds a visit yet.

        Parameters
        ----------
        may_miss_area_rules
            Let quotas and floors of areas be missed, by what :attr:`missed` sums up, in sessions
            and in people.
        """
        self.visits: dict[Visit, mathopt.Variable] = {}
        self._model = model
        self._problem = problem
        self._may_miss = may_miss_area_rules
        self._missed: list[mathopt.LinearBase] = []
        self._rows: defaultdict[tuple[int, int], list[tuple[mathopt.LinearConstraint, float]]] = (
            defaultdict(list)
        )
        self._together = self._hold_sessions_together(problem)
        self.venue_rows = self._visit_each_venue_by_one_adviser(problem)
        self._pair_off(problem)
        self.covered = self._cover(levels)
        """People in need covered beyond the existing offer."""
        self._give_areas_their_sessions(problem)
        self._cover_areas(problem)

    @property
    def missed(self) -> mathopt.LinearBase:
        """Sessions and people by which quotas and floors are missed, summed."""
        return mathopt.fast_sum(self._missed)

    def add(self, visit: Visit, *, is_integer: bool) -> mathopt.Variable:
        """Add a visit to the program and to all its rows."""
        venue, _, sessions = visit
        variable = self._model.add_variable(lb=0.0, ub=1.0, is_integer=is_integer)
        for row, coefficient in self._rows[venue, sessions]:
            row.set_coefficient(variable, coefficient)
        self.visits[visit] = variable
        if (venue, sessions) in self._together:
            together = self._together[venue, sessions]
            together.integer = is_integer
            self._model.add_linear_constraint(variable <= together)
        return variable

    def _visit_each_venue_by_one_adviser(
        self, problem: Problem
    ) -> dict[int, mathopt.LinearConstraint]:
        """A venue has at most one adviser and one frequency; a required venue has one.

        Where two advisers are together, each of their visits counts as half.
        """
        rows: dict[int, mathopt.LinearConstraint] = {}
        for stop in np.flatnonzero(problem.can_visit.any(axis=0)).tolist():
            for venue in problem.members(stop):
                if venue not in rows:
                    rows[venue] = self._model.add_linear_constraint(
                        lb=float(problem.is_required[venue]), ub=1.0
                    )
                for sessions, _ in problem.value_by_sessions:
                    share = 1 / problem.num_advisers_at(venue)
                    self._rows[stop, sessions].append((rows[venue], share))
        return rows

    def _hold_sessions_together(self, problem: Problem) -> dict[tuple[int, int], mathopt.Variable]:
        """Where sessions take two advisers, two visit the venue, equally often, or nobody does."""
        together = {}
        for venue in sorted(problem.duos):
            for sessions, _ in problem.value_by_sessions:
                are_there = self._model.add_variable(lb=0.0, ub=1.0)
                row = self._model.add_linear_constraint(-2.0 * are_there == 0.0)
                self._rows[venue, sessions].append((row, 1.0))
                together[venue, sessions] = are_there
        return together

    def _pair_off(self, problem: Problem) -> None:
        """Of three venues of short sessions, at most two share a half-day.

        True of whole visits anyway; three half visits of the three pairs would do without it
        (the smallest blossom of a matching: Edmonds, Journal of Research of the NBS 69B, 1965).
        """
        for stops in _triangles(problem):
            row = self._model.add_linear_constraint(ub=1.0)
            for stop in stops:
                for sessions, _ in problem.value_by_sessions:
                    self._rows[stop, sessions].append((row, 1.0))

    def _cover(self, levels: tuple[Level, ...]) -> mathopt.LinearBase:
        """A level of access counts once, when at least one visit reaches it."""
        terms = []
        for level in levels:
            reached = self._model.add_variable(lb=0.0, ub=1.0)
            row = self._model.add_linear_constraint(reached <= 0.0)
            for visit in level.visits:
                self._rows[visit].append((row, -1 / self._problem.num_advisers_at(visit[0])))
            terms.append(level.weight * reached)
        return mathopt.fast_sum(terms)

    def _give_areas_their_sessions(self, problem: Problem) -> None:
        """The venues of an area have no fewer and no more sessions than its rule says."""
        for quota in problem.quotas:
            most = np.inf if quota.max_sessions is None else float(quota.max_sessions)
            row = self._model.add_linear_constraint(lb=float(quota.min_sessions), ub=most)
            if self._may_miss:
                row.set_coefficient(self._miss(), 1.0)
                row.set_coefficient(self._miss(), -1.0)
            for venue in range(problem.num_venues):
                for sessions, _ in problem.value_by_sessions:
                    days = problem.days_inside(quota, {venue: sessions})
                    if days:
                        share = days / problem.num_advisers_at(venue)
                        self._rows[venue, sessions].append((row, share))

    def _cover_areas(self, problem: Problem) -> None:
        """At least the stated share of an area's need is covered."""
        for floor in problem.floors:
            inside = replace(
                problem, need=np.where(floor.is_inside, problem.need, 0.0), quotas=(), floors=()
            )
            covered = self._cover(coverage_levels(inside)) + base_coverage(inside)
            if self._may_miss:
                covered += self._miss()
            self._model.add_linear_constraint(covered >= floor.min_people)

    def _miss(self) -> mathopt.Variable:
        """By how much a rule is missed."""
        missed = self._model.add_variable(lb=0.0)
        self._missed.append(missed)
        return missed


def _triangles(problem: Problem) -> list[list[int]]:
    """Stops that are pairs among the same three venues, for every three that all pair up."""
    stops: defaultdict[frozenset[int], list[int]] = defaultdict(list)
    for stop in range(problem.pairs_from or problem.num_venues, problem.num_venues):
        stops[frozenset(problem.members(stop))].append(stop)
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for first, second in map(sorted, stops):
        partners[first].add(second)
    return [
        [*stops[frozenset((a, b))], *stops[frozenset((a, c))], *stops[frozenset((b, c))]]
        for a in sorted(partners)
        for b, c in combinations(sorted(partners[a]), 2)
        if c in partners[b]
    ]
