"""What became of a batch: lines for scripts, a sheet, and sentences."""

import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from planner.app.batch.records import Outcome, Status
from planner.export.planning_csv import neutralise
from planner.history.version import Figures
from planner.wording import (
    count_words,
    format_date,
    format_duration,
    format_percent,
    one_line,
)

STATUSES: Final[dict[Status, str]] = {
    "planned": "planifié",
    "reused": "déjà fait",
    "failed": "échec",
}
COLUMNS: Final = (
    "Territoire",
    "Dossier",
    "Scénario",
    "État",
    "Besoin (personnes)",
    "Besoin couvert (personnes)",
    "Besoin couvert (%)",
    "Couvert par l’offre existante (%)",
    "Borne prouvée (%)",
    "Permanences par cycle",
    "Lieux",
    "Conseillers",
    "Trajets par cycle (h)",
    "Distance par cycle (km)",
    "Arrêté par la limite de temps",
    "Calcul (s)",
    "Mémoire (Mo)",
    "Essais",
    "Planning",
    "Motif de l’échec",
    "À savoir",
)


def outcome_as_json(outcome: Outcome, *, today: date) -> str:
    """Write an outcome as one line of JSON; keys are stable, units in their names."""
    scenario = outcome.scenario
    record = {
        "territory": scenario.territory,
        "scenario": scenario.name,
        "status": outcome.status,
        "plan": outcome.plan,
        "error": outcome.error,
        "exit_code": outcome.exit_code,
        "territory_name": outcome.territory_name,
        "settings": dict(scenario.settings),
        "advisers": asdict(scenario.advisers),
        "seed": scenario.seed,
        "start": scenario.start,
        "succeeds": outcome.succeeds,
        "remarks": list_remarks(outcome, today=today),
        "key": outcome.key,
        "figures": None if outcome.figures is None else outcome.figures.model_dump(mode="json"),
        "elapsed_s": round(outcome.elapsed_s, 3),
        "peak_memory_mb": round(outcome.peak_memory_mb, 1),
        "num_attempts": outcome.num_attempts,
    }
    return json.dumps(record, ensure_ascii=False)


def describe_outcome(outcome: Outcome, *, today: date) -> str:
    """Tell an outcome in a French line."""
    words = f"{one_line(outcome.scenario.label)} : {STATUSES[outcome.status]}"
    if outcome.figures is not None:
        figures = outcome.figures
        words += f", besoin couvert {format_percent(covered_share(figures))}, trajets "
        words += f"{format_duration(figures.drive_s)} par cycle"
    words += "".join(f" ; {remark}" for remark in list_remarks(outcome, today=today))
    if outcome.status == "failed":
        kept = "aucun planning antérieur" if outcome.plan is None else f"reste {outcome.plan}"
        words += f" ({kept}) : {outcome.error}"
    return words


def list_remarks(outcome: Outcome, *, today: date) -> list[str]:
    """Say in French what a plan that enters into force does to the one before it."""
    if not outcome.succeeds:
        return []
    if outcome.scenario.start == "current":
        remarks = [f"à la suite de {outcome.succeeds}, dont les agendas importés sont mis à jour"]
    else:
        remarks = [
            (
                f"sans suite avec {outcome.succeeds} (start = none) : ses agendas importés sont à "
                "effacer, sinon ils feront doublon"
            )
        ]
    if outcome.first_day is not None and outcome.first_day < today:
        remarks.append(
            f"commencé le {format_date(outcome.first_day)} : ses jours passés sont recalculés "
            "aussi ; pour les garder, reportez [calendar] start, ou employez « itinerance replan »"
        )
    return remarks


def count_outcomes(outcomes: Sequence[Outcome]) -> str:
    """Count outcomes in a French sentence."""
    counts = {status: sum(o.status == status for o in outcomes) for status in STATUSES}
    return (
        f"{count_words(len(outcomes), 'scénario')} : {count_words(counts['planned'], 'planifié')}, "
        f"{count_words(counts['reused'], 'déjà fait')}, {counts['failed']} en échec"
    )


def covered_share(figures: Figures) -> float:
    """Share of the need that is covered; 0 where there is none."""
    return figures.covered_need / figures.need if figures.need > 0 else 0.0


def format_summary_csv(outcomes: Sequence[Outcome], *, beside: Path, today: date) -> bytes:
    """Write the outcomes as a sheet, one row a scenario.

    Parameters
    ----------
    beside
        Folder that the sheet will lie in; plans are named from there.
    today
        A plan that has begun before this day says so.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for outcome in outcomes:
        writer.writerow(
            [
                _text(outcome.territory_name),
                _text(Path(outcome.scenario.territory).name),
                _text(outcome.scenario.name),
                STATUSES[outcome.status],
                *_figure_cells(outcome.figures),
                _decimal(outcome.elapsed_s, 1),
                _decimal(outcome.peak_memory_mb, 0),
                outcome.num_attempts,
                _text(path_from(beside, outcome.plan)),
                _text(outcome.error),
                _text(" ; ".join(list_remarks(outcome, today=today))),
            ]
        )
    return table.getvalue().encode("utf-8-sig")


def path_from(folder: Path, plan: str | None) -> str:
    """Path of a plan from a folder, with ``/``; as it is where there is no way between them."""
    if plan is None:
        return ""
    try:
        return Path(os.path.relpath(plan, folder)).as_posix()
    except ValueError:  # another drive, on Windows
        return Path(plan).as_posix()


def _figure_cells(figures: Figures | None) -> list[str]:
    if figures is None:
        return [""] * 11
    need = figures.need or 1.0
    bound = figures.covered_need_bound
    return [
        _decimal(figures.need, 0),
        _decimal(figures.covered_need, 0),
        _decimal(100 * figures.covered_need / need, 2),
        _decimal(100 * figures.covered_need_before / need, 2),
        "" if bound is None else _decimal(100 * bound / need, 2),
        str(figures.num_sessions_per_cycle),
        str(figures.num_venues),
        str(figures.num_advisers),
        _decimal(figures.drive_s / 3600, 1),
        _decimal(figures.distance_m / 1000, 0),
        "non" if figures.is_proven else "oui",
    ]


def _decimal(value: float, decimals: int) -> str:
    return f"{value:z.{decimals}f}".replace(".", ",")


def _text(cell: str) -> str:
    return neutralise(one_line(cell))
