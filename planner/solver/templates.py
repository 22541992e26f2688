"""Templates of a day of the week: visits with their rhythms, rather than tours alone.

A day tour says that an adviser drives from one venue to another, so many times a cycle, and lets a
fortnightly visit share one of its days with each of two others. In a timetable it cannot: a visit
keeps its weekday, and two visits that share a weekday do so in all the weeks that their rhythms
have in common, or in none. A template is such a pair of visits, or one visit whose other half-day
is free; it stands or it does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from ortools.math_opt.python import mathopt

from planner.problem.model import Problem, num_weekly_visits, week_patterns
from planner.solver.master import DayTour, days_of
from planner.solver.visit_program import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A day tour of a weekday, and the rhythms of the visits that it makes."""

    tour: DayTour
    visits: tuple[Visit, ...]
    """In the order of the tour; a visit of full days stands twice."""
    days: int
    """Days a cycle on which the tour is driven."""
    most: int
    """On how many weekdays, or for how many days, the template can stand."""

    @property
    def is_shared(self) -> bool:
        """Whether it fills both halves of a day: then it stands whole."""
        return len(self.visits) > 1


@cache
def shared_days(cycle_weeks: int, one: int, other: int) -> tuple[int, ...]:
    """Days a cycle that two visits of so many sessions can share by sharing a weekday.

    >>> shared_days(4, 4, 2), shared_days(4, 2, 2), shared_days(4, 2, 1)
    ((2,), (2,), (1,))
    """
    overlaps = {
        len(set(weeks).intersection(others))
        for weeks, others in product(
            week_patterns(cycle_weeks, one), week_patterns(cycle_weeks, other)
        )
    }
    return tuple(sorted(overlaps - {0}))


def make_alone(tour: DayTour, visit: Visit) -> Template:
    """One visit on days whose other half is free."""
    return Template(tour=tour, visits=(visit,), days=1, most=visit[2])


def make_shared(
    problem: Problem, tour: DayTour, one: Visit, other: Visit, *, days: int
) -> Template:
    """Two visits on one weekday, so many days a cycle; or one of full days."""
    weeks = problem.cycle_weeks
    most = min(num_weekly_visits(weeks, one[2]), num_weekly_visits(weeks, other[2]))
    return Template(tour=tour, visits=(one, other), days=days, most=most)


def hold_visits_in_templates(
    model: mathopt.Model,
    problem: Problem,
    visits: Mapping[Visit, mathopt.Variable],
    templates: Iterable[Template],
) -> dict[Template, mathopt.Variable]:
    """Let a visit be made on exactly as many half-days as its rhythm has."""
    held: defaultdict[Visit, list[mathopt.LinearBase]] = defaultdict(list)
    stands: dict[Template, mathopt.Variable] = {}
    for template in templates:
        stands[template] = model.add_variable(
            lb=0.0, ub=float(template.most), is_integer=template.is_shared
        )
        for visit in template.visits:
            held[visit].append(float(template.days) * stands[template])
    for visit, variable in visits.items():
        half_days = float(visit[2] * problem.half_days_per_session(visit[0]))
        model.add_linear_constraint(mathopt.fast_sum(held[visit]) == half_days * variable)
    return stands


def keep_to_days(
    model: mathopt.Model, problem: Problem, stands: Mapping[Template, mathopt.Variable]
) -> None:
    """An adviser has so many days and half-days a cycle."""
    for adviser, own in by_adviser(stands).items():
        workforce = problem.advisers[adviser]
        days = mathopt.fast_sum(float(t.days) * n for t, n in own.items())
        half_days = mathopt.fast_sum(float(t.days * len(t.visits)) * n for t, n in own.items())
        most = float(workforce.max_sessions_per_week * problem.cycle_weeks)
        model.add_linear_constraint(days <= float(days_of(problem, adviser)))
        model.add_linear_constraint(half_days <= most)


def by_adviser(
    stands: Mapping[Template, mathopt.Variable],
) -> dict[int, dict[Template, mathopt.Variable]]:
    """Templates of each adviser who has any."""
    own: defaultdict[int, dict[Template, mathopt.Variable]] = defaultdict(dict)
    for template, variable in stands.items():
        own[template.tour.adviser][template] = variable
    return dict(own)


def driving_h(stands: Mapping[Template, mathopt.Variable]) -> mathopt.LinearBase:
    """Hours of driving a cycle."""
    return mathopt.fast_sum(t.days * t.tour.drive_s / 3600 * n for t, n in stands.items())


def sessions_h(stands: Mapping[Template, mathopt.Variable]) -> mathopt.LinearBase:
    """Hours of sessions a cycle."""
    return mathopt.fast_sum(t.days * t.tour.session_s / 3600 * n for t, n in stands.items())
