"""Two plans of one territory on one map."""

from collections.abc import Sequence
from pathlib import Path

from geodata.errors import Fault, PlanFileError
from geodata.territory import Territory
from maps.comparison import render_comparison
from maps.language import FRENCH, Language
from planner.plan import Plan
from planner.plan.file import read_plan
from planner.preparation import read_inputs


def draw_comparison(
    first: Path, second: Path, *, folder: Path, names: tuple[str, str], language: Language = FRENCH
) -> str:
    """Draw who gains and who loses from one plan.json to another, as one HTML page.

    Raises
    ------
    InputError
        When a file cannot be read, or a plan is not of the communes of the territory folder.
    """
    before, after = read_plan(first), read_plan(second)
    territory, _ = read_inputs(folder)
    _check_communes((before, after), (first, second), territory)
    return render_comparison(
        before, after, communes=territory.communes, names=names, language=language
    )


def _check_communes(plans: tuple[Plan, Plan], paths: Sequence[Path], territory: Territory) -> None:
    """Make sure that both plans are of the territory's communes.

    Raises
    ------
    PlanFileError
        With one fault for each plan that is not.
    """
    known = {commune.code for commune in territory.communes}
    faults = []
    for plan, path in zip(plans, paths, strict=True):
        strange = known ^ {row.commune_code for row in plan.communes}
        if strange:
            faults.append(
                Fault(
                    file=str(path),
                    message=f"{len(strange)} communes de ce planning ou du territoire ne sont pas "
                    f"dans l'autre ({', '.join(sorted(strange)[:5])})",
                    remedy="comparez deux plannings du même territoire",
                )
            )
    if faults:
        raise PlanFileError(tuple(faults))
