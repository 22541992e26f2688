"""Sheets of what stands behind the plan: assumptions, and what has to be confirmed."""

from collections.abc import Iterator
from typing import Final

from planner.export.anomalies import list_anomalies
from planner.export.ground import Ground
from planner.export.workbook.tables import Column, Row, Table
from planner.plan import Objective, ObjectiveName, Plan
from planner.settings import Settings
from planner.settings.section import Section
from planner.wording import (
    format_duration,
    format_number,
    format_percent,
    format_percent_up,
)

_OBJECTIVES: Final[dict[ObjectiveName, str]] = {
    "coverage": "Besoin couvert (habitants)",
    "driving": "Route par cycle",
    "balance": "Charge la plus forte (part du contrat)",
    "capacity": "Habitants en besoin par heure de permanence",
}


def assumption_sheet(plan: Plan) -> Table:
    """Say what the figures rest on: hypotheses, proven bounds, sources and every setting."""
    return Table(
        name="Hypothèses",
        title="Hypothèses, bornes, sources et réglages",
        columns=(
            Column(title="Rubrique", width=18),
            Column(title="Élément", width=32),
            Column(title="Valeur", kind="wrapped", width=40),
            Column(title="Explication", kind="wrapped", width=90),
        ),
        rows=tuple(Row(values=values) for values in _assumption_rows(plan)),
    )


def _assumption_rows(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    yield "Planning", "Territoire", plan.territory_name, plan.notice
    yield "Planning", "Logiciel", f"itinerance {plan.software_version}", f"graine {plan.seed}"
    yield "Besoin", "Méthode", "", plan.need_method
    for number, sentence in enumerate(plan.assumptions, start=1):
        yield "Hypothèse", str(number), "", sentence
    for objective in plan.objectives:
        yield "Borne", _OBJECTIVES[objective.name], *_objective_words(objective)
    for line in plan.sources:
        yield "Source", "", "", line
    yield from _setting_rows(plan.settings)
    for name, sha in sorted(plan.fingerprints.items()):
        yield "Empreinte", name, sha, "SHA-256 du fichier lu"


def _objective_words(objective: Objective) -> tuple[str, str]:
    value = _figure(objective, objective.value)
    if objective.bound is None or objective.gap is None:
        return value, "aucune borne prouvée"
    side = "au plus" if objective.sense == "max" else "au moins"
    condition = f" {objective.condition}" if objective.condition else ""
    return value, (
        f"Prouvé : {side} {_figure(objective, objective.bound)}{condition} "
        f"(écart {format_percent_up(objective.gap, decimals=2)})"
    )


def _figure(objective: Objective, value: float) -> str:
    match objective.name:
        case "driving":
            return format_duration(value)
        case "balance":
            return format_percent(value)
        case _:
            return format_number(value)


def _setting_rows(settings: Settings) -> Iterator[tuple[str, str, str, str]]:
    for section_name in Settings.model_fields:
        section = getattr(settings, section_name)
        if isinstance(section, Section):
            for key, field in type(section).model_fields.items():
                value = _setting_text(getattr(section, key))
                yield "Réglage", f"{section_name}.{key}", value, field.description or ""


def _setting_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case tuple():
            return ", ".join(map(_setting_text, value))
        case float():
            return f"{value:g}".replace(".", ",")
        case _:
            return str(value)


def anomaly_sheet(plan: Plan, ground: Ground | None) -> Table:
    """List what has to be confirmed or mended."""
    return Table(
        name="Anomalies",
        title="À confirmer ou à régler",
        columns=(
            Column(title="Nature", width=28),
            Column(title="Date", kind="date", width=17),
            Column(title="Commune", width=26),
            Column(title="Lieu", width=30),
            Column(title="Conseiller", width=20),
            Column(title="Constat", kind="wrapped", width=60),
            Column(title="À faire", kind="wrapped", width=46),
        ),
        rows=tuple(
            Row(
                values=(
                    one.kind,
                    one.day,
                    one.commune,
                    one.place,
                    one.adviser,
                    one.what,
                    one.to_do,
                )
            )
            for one in list_anomalies(plan, ground)
        ),
    )
