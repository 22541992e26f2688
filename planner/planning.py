"""From a problem to a plan that the independent checker has passed."""

from functools import partial

from geodata.errors import ViolationError
from planner.assembly import assemble_plan
from planner.check import check_plan
from planner.dates.versions import continue_calendar
from planner.explain import explain_plan
from planner.interruption import run_interruptible
from planner.plan import Plan
from planner.preparation import Prepared, formulate_again, silent
from planner.problem.model import Solution
from planner.progress import Progress
from planner.solver.engine import Interrupter
from planner.solver.rounds import EveningOut
from planner.solver.search import SearchOptions, solve
from planner.warm_start import visits_to_start_from


def make_plan(
    prepared: Prepared,
    *,
    seed: int = 0,
    progress: Progress = silent,
    start: Plan | None = None,
    is_interruptible: bool = True,
) -> Plan:
    """Search for a plan, explain it and have it checked.

    The settings say how long the search may take and how near to its bounds it may stop.

    Parameters
    ----------
    prepared
        As :func:`planner.preparation.prepare` gives it.
    seed
        The same input and seed give the same plan.
    progress
        Told in French what begins.
    start
        An earlier plan of the territory, for the search to start from; calendars that were
        imported from it are updated.
    is_interruptible
        Whether Ctrl-C (in a notebook: the stop button) and SIGTERM end the search with the best
        plan so far.

    Raises
    ------
    InfeasibleError
        When no plan obeys every rule.
    ViolationError
        When the independent checker refuses what was found; nothing may be written then.
    """
    solution = find_solution(
        prepared, seed=seed, progress=progress, start=start, is_interruptible=is_interruptible
    )
    plan = assemble_plan(prepared, solution, seed=seed)
    if start is not None:
        plan = continue_calendar(plan, start)
    return explain_and_check(prepared, plan, progress=progress)


def find_solution(
    prepared: Prepared,
    *,
    seed: int = 0,
    progress: Progress = silent,
    start: Plan | None = None,
    is_interruptible: bool = True,
    interrupter: Interrupter | None = None,
) -> Solution:
    """Search for the visits of a cycle; parameters and errors as in :func:`make_plan`.

    Parameters
    ----------
    interrupter
        Ends the search with the best so far, whatever thread it is in; signals are then left as
        they are.
    """
    optimisation, problem = prepared.settings.optimisation, prepared.problem
    capacity = prepared.settings.capacity
    options = SearchOptions(
        coverage_gap=optimisation.coverage_gap,
        coverage_tolerance=optimisation.coverage_tolerance,
        driving_gap=optimisation.driving_gap,
        driving_tolerance=optimisation.driving_tolerance,
        time_limit_s=optimisation.time_limit_s,
        seed=seed,
        evening_out=EveningOut(
            coverage_tolerance=capacity.coverage_tolerance,
            driving_tolerance=capacity.driving_tolerance,
        )
        if capacity.even_out
        else None,
    )
    known = () if start is None else visits_to_start_from(start, problem)

    def search(interrupter: Interrupter) -> Solution:
        return solve(
            problem, options=options, progress=progress, start=known, interrupter=interrupter
        )

    if is_interruptible and interrupter is None:
        return run_interruptible(search, announce=progress)
    return search(interrupter or Interrupter())


def explain_and_check(prepared: Prepared, plan: Plan, *, progress: Progress) -> Plan:
    """Explain a plan and have it checked; errors as in :func:`make_plan`."""
    progress("Explications : pourquoi une commune n'est pas servie")
    plan = explain_prepared(prepared, plan)
    progress("Vérification indépendante du planning")
    violations = find_violations(prepared, plan)
    if violations:
        raise ViolationError(violations)
    return plan


def explain_prepared(prepared: Prepared, plan: Plan) -> Plan:
    """Explain every commune of a plan that was made from what is prepared."""
    return explain_plan(
        plan,
        prepared.problem,
        prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
        reformulate=partial(formulate_again, prepared),
    )


def find_violations(prepared: Prepared, plan: Plan) -> tuple[str, ...]:
    """Have the independent checker look at a plan; French sentences, none when it is right."""
    return check_plan(
        plan,
        territory=prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
        need=prepared.need,
        preferences=prepared.preferences,
    )
