"""The command ``itinerance explain``: why a commune is not, or rarely, served."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import click

from geodata.errors import Fault, InputError, ViolationError
from geodata.files import write_atomically
from planner.app import reports
from planner.app.changes import exchange_visit, is_true, plan_again_with
from planner.app.commands.options import AS_JSON, PLAN, QUIET, SEED, TERRITORY
from planner.app.console import mute_solver, show_progress, wrap_lines
from planner.app.replan_situation import prepare_as_planned
from planner.explain import list_alternatives
from planner.explain.lookup import find_commune
from planner.explain.sentences import say_change
from planner.export.communes_csv import SITUATIONS, format_communes_csv
from planner.plan import CommuneAccess, ExplanationReason, Plan, SmallestChange
from planner.plan.file import PLAN_FILE, read_plan
from planner.planning import explain_prepared
from planner.preparation import Prepared, read_inputs
from planner.wording import NO_BREAK_SPACE, format_duration, format_number, format_percent

COMMUNES_FILE: Final = "communes.csv"
NOTHING_TO_EXPLAIN: Final = (
    "Une permanence a lieu chaque semaine dans la commune : rien à expliquer."
)
REASON_WORDS: Final[dict[ExplanationReason, str]] = {
    "no_road": "sans route",
    "no_venue": "aucun lieu possible",
    "closed": "lieu fermé aux jours travaillés",
    "too_short": "ouverture trop courte",
    "drive_limit": "au-delà de la limite de trajet",
    "work_limit": "au-delà du temps de travail",
    "excluded": "hors des secteurs, ou exclu",
    "forbidden": "lieu interdit",
    "enough": "rien ne servirait mieux les habitants",
    "outbid": "le besoin couvert ailleurs est plus grand",
    "conceded": "un échange couvrirait plus, en roulant plus",
    "no_exchange": "aucun échange d'une seule visite",
}


@click.command()
@PLAN
@click.argument("commune", required=False)
@click.option("--all", "every", is_flag=True, help="Explain every commune; write communes.csv.")
@click.option(
    "--replan",
    is_flag=True,
    help="Also search the whole plan anew with the session required.",
)
@TERRITORY
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --all: CSV file to write; by default communes.csv beside PLAN.",
)
@SEED
@AS_JSON
@QUIET
def explain(
    *,
    plan_path: Path,
    commune: str | None,
    every: bool,
    replan: bool,
    folder: Path | None,
    output: Path | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say why COMMUNE has no weekly session, and how it could.

    PLAN is a plan.json or the folder of one; COMMUNE an INSEE code or a name. The smallest change
    and the next ones are made in the timetable, measured and checked before they are printed.

    \b
    Example:  itinerance explain my-departement/plans/2027-01-04-1 Bresdon
              itinerance explain my-departement/plans/2027-01-04-1 --all
    """
    _check_words(commune, every=every, replan=replan, output=output)
    path = plan_path / PLAN_FILE if plan_path.is_dir() else plan_path
    stored = read_plan(path)
    row = None if commune is None else find_commune(stored.communes, commune)
    with mute_solver(), show_progress(quiet=quiet) as progress:
        territory, _ = read_inputs(folder or reports.territory_of(path))
        reports.check_same_territory(stored, territory, path)
        _refuse_changes(reports.list_changed_files(stored, territory), path)
        home = folder or reports.territory_of(path)
        prepared = prepare_as_planned(stored, territory, folder=home, progress=progress)
        explained = explain_prepared(prepared, stored)
        if row is not None:
            row = find_commune(explained.communes, row.commune_code)
            facts = _look_at(prepared, explained, row)
            if replan and row.smallest_change is not None:
                again = plan_again_with(prepared, row.smallest_change, seed=seed, progress=progress)
                facts["replanned"] = _compare(explained, again)
    if row is not None:
        _print_one(row, facts, as_json=as_json)
    else:
        destination = output or path.parent / COMMUNES_FILE
        write_atomically(destination, format_communes_csv(explained))
        _print_all(explained, destination, as_json=as_json)


def _check_words(commune: str | None, *, every: bool, replan: bool, output: Path | None) -> None:
    """Refuse words that contradict each other."""
    if (commune is None) != every:
        raise click.UsageError("Give either a COMMUNE or --all.")
    if every and replan:
        raise click.UsageError("--replan goes with one COMMUNE.")
    if output is not None and not every:
        raise click.UsageError("--output goes with --all.")


def _refuse_changes(changed: list[str], path: Path) -> None:
    """An explanation is true of the tables that the plan was made from, and of no others."""
    if changed:
        raise InputError(
            (
                Fault(
                    file=path.name,
                    message=f"{', '.join(changed)} a changé depuis ce planning, qui ne peut plus "
                    "être expliqué",
                    remedy="refaites le planning avec « itinerance plan »",
                ),
            )
        )


def _look_at(prepared: Prepared, plan: Plan, row: CommuneAccess) -> dict[str, Any]:
    """Make every change told of a commune and see whether it is as said.

    Raises
    ------
    ViolationError
        When the checker refuses the plan after a change: nothing is claimed then.
    """
    facts: dict[str, Any] = row.model_dump(mode="json") | {"alternatives": []}
    if row.smallest_change is None:
        return facts
    names = {venue.id: venue.name for venue in prepared.territory.venues}
    others = list_alternatives(
        row,
        plan,
        prepared.problem,
        prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
    )
    values = [_value_after(prepared, plan, row, one) for one in (row.smallest_change, *others)]
    return facts | {
        "checked": True,
        "value_after_change": values[0],
        "alternatives": [
            change.model_dump(mode="json")
            | {
                "sentence": say_change(change, plan, names=names),
                "checked": True,
                "value_after_change": value,
            }
            for change, value in zip(others, values[1:], strict=True)
        ],
    }


def _value_after(
    prepared: Prepared, plan: Plan, row: CommuneAccess, change: SmallestChange
) -> float:
    """The commune's access value after a change that is as said; errors as above."""
    after, violations = exchange_visit(prepared, plan, change)
    if violations:
        raise ViolationError(violations)
    if not is_true(plan, change, after):
        raise ViolationError(("le changement annoncé n'a pas les effets annoncés",))
    return next(c.value for c in after.communes if c.commune_code == row.commune_code)


def _compare(plan: Plan, again: Plan) -> dict[str, float]:
    return {
        "covered_need_change": again.whole.covered_need - plan.whole.covered_need,
        "drive_s_change": float(
            sum(load.drive_s for load in again.loads) - sum(load.drive_s for load in plan.loads)
        ),
    }


def _print_one(row: CommuneAccess, facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    lines = [
        (
            f"{row.commune_name} ({row.commune_code}) : {SITUATIONS[row.status]} ; besoin couvert "
            f": {format_percent(row.value, decimals=0)}"
        ),
        row.explanation or NOTHING_TO_EXPLAIN,
    ]
    if row.smallest_change is not None:
        lines.append(
            "Vérifié : le changement a été fait dans ce planning, le contrôle indépendant l'accepte"
            " et les chiffres sont ceux-là ; le besoin couvert de la commune passerait à "
            f"{format_percent(facts['value_after_change'], decimals=0)}."
        )
    if facts["alternatives"]:
        lines += ["", "Autres possibilités, vérifiées de même :"]
    for number, other in enumerate(facts["alternatives"], start=2):
        after = format_percent(other["value_after_change"], decimals=0)
        lines.append(f"{number}. {other['sentence']} La commune passerait à {after}.")
    if "replanned" in facts:
        lines.append(_replanned_words(facts["replanned"]))
    click.echo(wrap_lines(lines))


def _replanned_words(change: dict[str, float]) -> str:
    people, drive_s = change["covered_need_change"], change["drive_s_change"]
    return (
        "En refaisant tout le planning avec cette permanence obligatoire : "
        f"{_signed(people)}{NO_BREAK_SPACE}personnes couvertes, "
        f"{'+' if drive_s >= 0 else '−'}{format_duration(abs(drive_s))} de route par cycle."
    )


def _signed(people: float) -> str:
    return f"{'+' if people >= 0 else ''}{format_number(people)}"


def _print_all(plan: Plan, destination: Path, *, as_json: bool) -> None:
    counts = Counter(
        row.explanation_reason for row in plan.communes if row.explanation_reason is not None
    )
    if as_json:
        record = {
            "communes": [row.model_dump(mode="json") for row in plan.communes],
            "communes_by_reason": dict(sorted(counts.items())),
            "files": [str(destination)],
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    served = len(plan.communes) - sum(counts.values())
    click.echo(f"{served:>5}  permanence chaque semaine dans la commune")
    for reason, count in counts.most_common():
        click.echo(f"{count:>5}  {REASON_WORDS[reason]}")
    click.echo(f"Tableau : {destination}")
