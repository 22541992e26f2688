"""Which replacement dates to take: as many as possible, then those that change least.

CP-SAT, one worker, with a limit on deterministic time: the same losses get the same dates on every
machine. The model knows no calendar: an option serves one loss and uses resources, of which there
is only so much (a half-day once, the hours of a week …).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ortools.sat.python import cp_model

DETERMINISTIC_TIME: Final = 3.0
"""CP-SAT's deterministic seconds for one group of losses."""

Uses = Mapping[int, int]
"""How much of each resource, by its position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to serve a loss."""

    loss: int
    num_sessions: int
    cost: int
    uses: Uses


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionPair:
    """Two options that meet on one day."""

    first: int
    second: int
    saved: Uses | None
    """What both together use less than each by itself; ``None`` when they cannot be together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The options taken."""

    options: tuple[int, ...]
    """Positions, ascending."""
    is_proven: bool
    """Whether no choice serves more sessions, or as many with less change."""


def choose_options(
    options: Sequence[Option],
    pairs: Sequence[OptionPair],
    capacity: Sequence[int],
    *,
    seed: int,
    deterministic_time: float = DETERMINISTIC_TIME,
) -> Choice:
    """Choose options: at most one a loss, the most sessions first, then the least cost.

    Losses that have no resource in common are solved apart, which changes no result.
    """
    scarce = _scarce_resources(options, pairs, capacity)
    taken: list[int] = []
    is_proven = True
    for group in _groups(options, pairs, scarce):
        choice = _solve_group(
            options,
            pairs,
            {resource: capacity[resource] for resource in scarce},
            group,
            seed=seed,
            deterministic_time=deterministic_time,
        )
        taken += choice.options
        is_proven &= choice.is_proven
    return Choice(options=tuple(sorted(taken)), is_proven=is_proven)


def _scarce_resources(
    options: Sequence[Option], pairs: Sequence[OptionPair], capacity: Sequence[int]
) -> frozenset[int]:
    """Resources of which all options together would use more than there is."""
    most: defaultdict[int, int] = defaultdict(int)
    for option in options:
        for resource, amount in option.uses.items():
            most[resource] += amount
    for pair in pairs:
        for resource, saved in (pair.saved or {}).items():
            most[resource] += max(0, -saved)
    return frozenset(resource for resource, amount in most.items() if amount > capacity[resource])


def _groups(
    options: Sequence[Option], pairs: Sequence[OptionPair], scarce: frozenset[int]
) -> list[list[int]]:
    """Part the options into groups that have nothing to do with each other, in order."""
    leader: dict[tuple[str, int], int] = {}
    parent = list(range(len(options)))

    def find(position: int) -> int:
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    def join(one: int, other: int) -> None:
        first, second = sorted((find(one), find(other)))
        parent[second] = first

    for position, option in enumerate(options):
        join(leader.setdefault(("loss", option.loss), position), position)
        for resource in scarce.intersection(option.uses):
            join(leader.setdefault(("resource", resource), position), position)
    for pair in pairs:
        if pair.saved is None:
            join(pair.first, pair.second)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for position in range(len(options)):
        groups[find(position)].append(position)
    return list(groups.values())


def _solve_group(
    options: Sequence[Option],
    pairs: Sequence[OptionPair],
    capacity: Uses,
    group: Sequence[int],
    *,
    seed: int,
    deterministic_time: float,
) -> Choice:
    model = cp_model.CpModel()
    chosen = {position: model.new_bool_var("") for position in group}
    _serve_each_loss_once(model, options, chosen)
    _keep_within_capacity(model, options, pairs, capacity, chosen)
    costs = sum(options[position].cost * variable for position, variable in chosen.items())
    served = sum(options[position].num_sessions * one for position, one in chosen.items())
    model.maximize(_worth_of_a_session(options, group) * served - costs)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = deterministic_time
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        # To replace nothing is a choice: without one the search ended before its first.
        return Choice(options=(), is_proven=False)
    return Choice(
        options=tuple(position for position in group if solver.boolean_value(chosen[position])),
        is_proven=status == cp_model.OPTIMAL,
    )


def _worth_of_a_session(options: Sequence[Option], group: Sequence[int]) -> int:
    """More than all changes together can cost, so that no number of them outweighs a session."""
    dearest: dict[int, int] = {}
    for position in group:
        option = options[position]
        dearest[option.loss] = max(dearest.get(option.loss, 0), option.cost)
    return 1 + sum(dearest.values())


def _serve_each_loss_once(
    model: cp_model.CpModel,
    options: Sequence[Option],
    chosen: Mapping[int, cp_model.IntVar],
) -> None:
    """A loss gets one new date at most."""
    of_loss: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    for position, variable in chosen.items():
        of_loss[options[position].loss].append(variable)
    for own in of_loss.values():
        model.add_at_most_one(own)


def _keep_within_capacity(
    model: cp_model.CpModel,
    options: Sequence[Option],
    pairs: Sequence[OptionPair],
    capacity: Uses,
    chosen: Mapping[int, cp_model.IntVar],
) -> None:
    """No scarce resource is used beyond what there is; what a pair saves is given back."""
    used: defaultdict[int, list[cp_model.LinearExprT]] = defaultdict(list)
    for position, variable in chosen.items():
        for resource, amount in options[position].uses.items():
            used[resource].append(amount * variable)
    for pair in pairs:
        if pair.first not in chosen or pair.second not in chosen:
            continue
        first, second = chosen[pair.first], chosen[pair.second]
        if pair.saved is None:
            model.add_at_most_one([first, second])
            continue
        scarce = {r: saved for r, saved in pair.saved.items() if r in capacity and saved}
        if scarce:
            both = model.new_bool_var("")
            model.add_bool_and([first, second]).only_enforce_if(both)
            model.add_bool_or([~first, ~second, both])
            for resource, saved in scarce.items():
                used[resource].append(-saved * both)
    for resource, limit in capacity.items():
        if resource in used:
            model.add(sum(used[resource]) <= limit)
