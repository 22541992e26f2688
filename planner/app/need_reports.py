"""What `itinerance need` prints and writes: estimates with their intervals, never an answer."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from geodata.territory import Commune
from planner.export.planning_csv import neutralise
from planner.need import (
    AnswerPlan,
    AreaNeed,
    Need,
    ShareChange,
    ThemeTable,
    summarise_areas,
)
from planner.wording import format_number, format_percent

HIDDEN = "–"
"""Stands for a share that the secrecy of the respondents hides."""


def describe_need(communes: Sequence[Commune], need: Need) -> list[str]:
    """Show estimated need by EPCI, largest first, with its interval, and how it was made."""
    areas = sorted(summarise_areas(communes, need, by="epci"), key=lambda area: -area.people)
    (whole,) = summarise_areas(communes, need, by="whole")
    rows = [_area_cells(area) for area in (*areas, whole)]
    return [
        *_table(("EPCI", "15 ans et plus", "besoin", "entre", "et", "part", "entre", "et"), rows),
        "Fourchettes à 90 % : l'ensemble est mieux connu que chacune de ses parties.",
        need.method,
    ]


def describe_answer_plan(plan: AnswerPlan) -> list[str]:
    """Say where more answers would help most, and what they bring."""
    if not plan.allocations:
        return ["Aucune réponse de plus n'apporterait quoi que ce soit."]
    by_epci: dict[str, int] = {}
    for row in plan.allocations:
        by_epci[row.epci_name] = by_epci.get(row.epci_name, 0) + row.num_answers
    total = sum(by_epci.values())
    rows = [
        (
            row.name,
            row.epci_name,
            format_number(row.num_answers),
            f"± {format_number(round(1.645 * row.error_before))}",
            f"± {format_number(round(1.645 * row.error_after))}",
        )
        for row in plan.allocations
    ]
    shares = sorted(by_epci.items(), key=lambda item: (-item[1], item[0]))
    return [
        f"Où recueillir {format_number(total)} réponses de plus :",
        *_table(("commune", "EPCI", "réponses", "besoin", "puis"), rows),
        "Par EPCI : " + ", ".join(f"{name} {count}" for name, count in shares),
        (
            "L'erreur (variance) de la part d'une commune, en moyenne par habitant, baisserait de "
            f"{format_percent(plan.reduction)}."
        ),
    ]


def describe_themes(table: ThemeTable) -> list[str]:
    """Show what help is wanted with, by EPCI."""
    if not table.rows:
        return ["Thèmes : l'enquête n'en a pas, ou trop peu de réponses pour les montrer."]
    rows = [(row.name, *map(_theme_cell, row.shares)) for row in table.rows]
    return [
        "Thèmes demandés, parmi les personnes qui souhaitent une aide :",
        *_table(("EPCI", *(name.replace("_", " ") for name in table.themes)), rows),
        f"{HIDDEN} : masqué, car moins de 11 personnes seraient reconnaissables.",
    ]


def describe_change(changes: Sequence[ShareChange]) -> list[str]:
    """Show how the share in need changed since the previous wave; the whole comes last."""
    rows = [
        (
            change.name,
            format_percent(change.share_before),
            format_percent(change.share),
            _points(change.change),
            _points(change.change_low),
            _points(change.change_high),
            "nette" if change.is_clear else "incertaine",
        )
        for change in changes
    ]
    return [
        "Évolution de la part en besoin depuis la vague précédente (points) :",
        *_table(("EPCI", "avant", "maintenant", "évolution", "entre", "et", ""), rows),
    ]


def need_as_json(communes: Sequence[Commune], need: Need) -> dict[str, Any]:
    """Estimated need by commune, EPCI, canton and for the whole; people, shares in [0, 1]."""
    (whole,) = summarise_areas(communes, need, by="whole")
    return {
        "method": need.method,
        "has_survey": need.has_survey,
        "need_people": float(need.people.sum()),
        "whole": _area_as_json(whole),
        "communes": [_area_as_json(a) for a in summarise_areas(communes, need, by="commune")],
        "epcis": [_area_as_json(area) for area in summarise_areas(communes, need, by="epci")],
        "cantons": [_area_as_json(area) for area in summarise_areas(communes, need, by="canton")],
    }


def answer_plan_as_json(plan: AnswerPlan) -> dict[str, Any]:
    """Where to ask, for scripts."""
    return {
        "variance_reduction": plan.reduction,
        "communes": [asdict(row) for row in plan.allocations],
    }


def themes_as_json(table: ThemeTable) -> dict[str, Any]:
    """Themes by EPCI, for scripts; ``null`` is hidden."""
    return {row.name: dict(zip(table.themes, row.shares, strict=True)) for row in table.rows}


def changes_as_json(changes: Sequence[ShareChange]) -> list[dict[str, Any]]:
    """Change between waves, for scripts."""
    return [asdict(change) | {"change": change.change} for change in changes]


def format_need_csv(communes: Sequence[Commune], need: Need) -> bytes:
    """Format estimated need by commune as a sheet for a French spreadsheet."""
    areas = summarise_areas(communes, need, by="commune")
    return _sheet(
        {
            "Code INSEE": [commune.code for commune in communes],
            "Commune": [neutralise(commune.name) for commune in communes],
            "EPCI": [neutralise(commune.epci_name) for commune in communes],
            "Habitants": [commune.population for commune in communes],
            "Habitants en besoin (estimation)": need.people.round(1),
            "Erreur type": need.standard_error.round(1),
            "Bas à 80 %": [round(area.low_80, 1) for area in areas],
            "Haut à 80 %": [round(area.high_80, 1) for area in areas],
            "Bas à 90 %": [round(area.low_90, 1) for area in areas],
            "Haut à 90 %": [round(area.high_90, 1) for area in areas],
            "Part des 15 ans et plus": [round(area.share_of(area.people), 4) for area in areas],
            "Part, bas à 90 %": [round(area.share_of(area.low_90), 4) for area in areas],
            "Part, haut à 90 %": [round(area.share_of(area.high_90), 4) for area in areas],
            "Source": ["enquête" if need.has_survey else "sans enquête"] * len(areas),
        }
    )


def format_themes_csv(table: ThemeTable) -> bytes:
    """Format themes by EPCI as a sheet; a hidden share is empty."""
    columns: dict[str, Any] = {"EPCI": [neutralise(row.name) for row in table.rows]}
    for position, theme in enumerate(table.themes):
        columns[neutralise(theme.replace("_", " "))] = [row.shares[position] for row in table.rows]
    return _sheet(columns)


def _sheet(columns: dict[str, Any]) -> bytes:
    text = pd.DataFrame(columns).to_csv(sep=";", decimal=",", index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _area_as_json(area: AreaNeed) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "residents": area.residents,
        "need_people": area.people,
        "standard_error_people": area.standard_error,
        "need_share": area.share_of(area.people),
        **{
            f"{end}_{level}_{unit}": value if unit == "people" else area.share_of(value)
            for level, low, high in (
                ("80", area.low_80, area.high_80),
                ("90", area.low_90, area.high_90),
            )
            for end, value in (("low", low), ("high", high))
            for unit in ("people", "share")
        },
    }


def _area_cells(area: AreaNeed) -> tuple[str, ...]:
    people = (area.people, area.low_90, area.high_90)
    return (
        area.name,
        format_number(round(area.residents)),
        *(format_number(round(count)) for count in people),
        *(format_percent(area.share_of(count), decimals=0) for count in people),
    )


def _theme_cell(share: float | None) -> str:
    return HIDDEN if share is None else format_percent(share, decimals=0)


def _points(change: float) -> str:
    return f"{100 * change:+.1f}".replace(".", ",").replace("-", "−")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their longest cell; the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if position == 0 else cell.rjust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    ]
