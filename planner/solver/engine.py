"""The mixed-integer engine: HiGHS through OR-Tools MathOpt, as this package uses it.

A search stops at a relative gap or a number of nodes, which are the same on every machine; the
wall clock is a guard behind them, and a search that it cut says so.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from ortools.util.python.solve_interrupter import SolveInterrupter

from geodata.errors import InfeasibleError, NoSolutionFoundError

_AGGREGATOR: Final = 1 << 12
"""Rule of HiGHS's presolving that finds small programs infeasible that have solutions, about one in
seven thousand (seen in OR-Tools 9.15): a proof does without it."""


class Interrupter(SolveInterrupter):  # type: ignore[misc] # untyped in OR-Tools
    """Ends a search before its time, with the best found so far; any thread may trigger it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A moment of the wall clock after which searches return what they have."""

    at_s: float
    """On the clock of :func:`time.monotonic`."""
    interrupter: Interrupter

    @classmethod
    def after(cls, seconds: float, *, interrupter: Interrupter | None = None) -> "Deadline":
        """Return the deadline that many seconds from now."""
        return cls(at_s=time.monotonic() + seconds, interrupter=interrupter or Interrupter())

    def remaining_s(self, *, share: float = 1.0) -> float:
        """Seconds left, or a share of them; never less than one, so that a search can start."""
        return max(1.0, share * (self.at_s - time.monotonic()))

    def part(self, share: float) -> "Deadline":
        """Return the deadline of a step that may take so much of what is left."""
        at_s = time.monotonic() + share * max(0.0, self.at_s - time.monotonic())
        return Deadline(at_s=at_s, interrupter=self.interrupter)

    def has_time(self, seconds: float) -> bool:
        """Whether a step that takes so long, if it is to be of any use, can still be made."""
        return not self.interrupter.interrupted and time.monotonic() + seconds <= self.at_s

    @property
    def is_over(self) -> bool:
        """Whether the moment has passed, or somebody will not wait for it."""
        return time.monotonic() >= self.at_s or self.interrupter.interrupted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a search found and proved."""

    value: float
    bound: float
    hit_time_limit: bool
    values: Mapping[mathopt.Variable, float]

    def is_chosen(self, variable: mathopt.Variable) -> bool:
        """Whether a binary variable is one."""
        return self.values[variable] > 0.5  # noqa: PLR2004 - half way between no and yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What is proven of the least value of a model, whether a solution was found or not."""

    bound: float
    """Infinite when there is no solution."""
    hit_time_limit: bool
    values: Mapping[mathopt.Variable, float]
    """The best solution found; empty without one."""

    def is_chosen(self, variable: mathopt.Variable) -> bool:
        """Whether a binary variable is one in the best solution found."""
        return self.values.get(variable, 0.0) > 0.5  # noqa: PLR2004 - between no and yes


def prove_least(
    model: mathopt.Model,
    *,
    gap: float,
    max_nodes: int,
    deadline: Deadline,
    seed: int,
) -> Proven:
    """Prove how small the objective of a mixed-integer model can be, as far as there is time."""
    result = mathopt.solve(
        model,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            relative_gap_tolerance=gap,
            node_limit=max_nodes,
            time_limit=timedelta(seconds=deadline.remaining_s()),
            random_seed=seed % 2**31,
            highs=highs_pb2.HighsOptionsProto(int_options={"presolve_rule_off": _AGGREGATOR}),
        ),
        interrupter=deadline.interrupter,
    )
    is_infeasible = result.termination.reason == mathopt.TerminationReason.INFEASIBLE
    return Proven(
        bound=math.inf if is_infeasible else result.dual_bound(),
        hit_time_limit=_was_cut(result),
        values=result.variable_values() if result.has_primal_feasible_solution() else {},
    )


def _was_cut(result: mathopt.SolveResult) -> bool:
    return result.termination.limit in {mathopt.Limit.TIME, mathopt.Limit.INTERRUPTED}


def solve_mip(
    model: mathopt.Model,
    *,
    gap: float,
    max_nodes: int,
    deadline: Deadline,
    share: float,
    seed: int,
    infeasible_message: str,
    presolve: bool = True,
    hint: Mapping[mathopt.Variable, float] | None = None,
) -> Outcome:
    """Solve a mixed-integer model to a relative gap, in no more than a share of the time left.

    Without ``presolve`` programs with very many binary variables of which few are used are solved
    in the time that their presolving would take many times over. A ``hint`` is a solution to begin
    with, of use as long as it breaks no rule of the model.

    Raises
    ------
    InfeasibleError
        With ``infeasible_message``, when no solution exists.
    NoSolutionFoundError
        When the search ended before it found one.
    """
    result = mathopt.solve(
        model,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            relative_gap_tolerance=gap,
            node_limit=max_nodes,
            time_limit=timedelta(seconds=deadline.remaining_s(share=share)),
            random_seed=seed % 2**31,
            presolve=None if presolve else mathopt.Emphasis.OFF,
        ),
        model_params=mathopt.ModelSolveParameters(
            solution_hints=[mathopt.SolutionHint(variable_values={**hint})] if hint else []
        ),
        interrupter=deadline.interrupter,
    )
    was_cut = _was_cut(result)
    if not result.has_primal_feasible_solution():
        if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
            raise InfeasibleError(infeasible_message)
        raise NoSolutionFoundError(
            "aucun planning trouvé avant la fin de la recherche ; "
            "augmentez optimisation.time_limit_s",
            hit_time_limit=was_cut,
        )
    return Outcome(
        value=result.objective_value(),
        bound=result.dual_bound(),
        hit_time_limit=was_cut,
        values=result.variable_values(),
    )
