"""A hand-made planning beside a plan: coverage, driving, and who gains or loses."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.audit.measuring import WorkPerWeek
from planner.figures.measures import Access
from planner.plan import Objective, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Need covered in a commune or an area, by hand and by the plan, in people."""

    code: str
    name: str
    need: float
    by_hand: float
    by_plan: float

    @property
    def gain(self) -> float:
        """People whom the plan covers beyond the planning by hand; negative for a loss."""
        return self.by_plan - self.by_hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the optimiser would gain over a planning by hand."""

    whole: Difference
    epcis: tuple[Difference, ...]
    communes: tuple[Difference, ...]
    plan_work: WorkPerWeek
    plan_num_venues: int
    coverage: Objective
    driving: Objective


def compare_with_plan(by_hand: Access, plan: Plan) -> Comparison:
    """Set the access of a planning by hand beside that of a plan of the same territory."""
    weeks = plan.settings.cycle.num_weeks
    objectives = {objective.name: objective for objective in plan.objectives}
    values = {commune.commune_code: commune.value for commune in plan.communes}
    areas = {area.code: area.covered_need for area in plan.epcis}
    return Comparison(
        whole=Difference(
            code="",
            name=by_hand.whole.name,
            need=by_hand.whole.need,
            by_hand=by_hand.whole.covered_need,
            by_plan=plan.whole.covered_need,
        ),
        epcis=tuple(
            Difference(
                code=area.code,
                name=area.name,
                need=area.need,
                by_hand=area.covered_need,
                by_plan=areas[area.code],
            )
            for area in by_hand.epcis
        ),
        communes=tuple(
            Difference(
                code=commune.commune_code,
                name=commune.commune_name,
                need=commune.need,
                by_hand=commune.need * commune.value,
                by_plan=commune.need * values[commune.commune_code],
            )
            for commune in by_hand.communes
        ),
        plan_work=WorkPerWeek(
            num_sessions=sum(load.num_sessions for load in plan.loads) / weeks,
            drive_s=sum(load.drive_s for load in plan.loads) / weeks,
            distance_m=sum(load.distance_m for load in plan.loads) / weeks,
        ),
        plan_num_venues=len({visit.venue_id for visit in plan.visits}),
        coverage=objectives["coverage"],
        driving=objectives["driving"],
    )


def largest_gains(differences: Sequence[Difference], *, count: int) -> tuple[Difference, ...]:
    """Those whom the plan covers most beyond the planning by hand, at least half a person."""
    ranked = sorted(differences, key=lambda d: (-d.gain, d.code))
    return tuple(one for one in ranked[:count] if one.gain >= 0.5)  # noqa: PLR2004 - half a person


def largest_losses(differences: Sequence[Difference], *, count: int) -> tuple[Difference, ...]:
    """Those who lose most by the plan, at least half a person."""
    ranked = sorted(differences, key=lambda d: (d.gain, d.code))
    return tuple(one for one in ranked[:count] if one.gain <= -0.5)  # noqa: PLR2004 - half a person
