"""What commands print: French reports for people, plain records for scripts."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import Any, Final

from geodata.errors import Fault, PlanFileError
from geodata.resident_travel import find_cut_off_communes
from geodata.sources.fetch import FetchReport
from geodata.sources.manifest import credit
from geodata.territory import Territory
from planner.app.writing import CHARTS_FILE, MAP_FILE
from planner.assumptions import describe_far_venues
from planner.export import FORMATS, Format
from planner.intake.input_files import KINDS, SETTINGS_KIND, InputKind
from planner.plan import Plan
from planner.plan.file import PLAN_FILE
from planner.plan.store import PLANS_FOLDER
from planner.preparation import Prepared
from planner.wording import format_number

MAP_WORDS: Final = "carte à ouvrir dans un navigateur"
PLAN_WORDS: Final = "le planning complet, pour les outils"
_NOTE_LENGTH: Final = 110
"""Of a note in the summary of a fetch, in characters."""


def describe_faults(faults: Sequence[Fault]) -> str:
    """List every fault of the input, numbered."""
    heading = "1 anomalie à corriger" if len(faults) == 1 else f"{len(faults)} anomalies à corriger"
    lines = [f"{number:>3}. {fault}" for number, fault in enumerate(faults, start=1)]
    return "\n".join([f"{heading} (rien n'a été écrit) :", *lines])


def describe_violations(violations: Sequence[str]) -> str:
    """List what the checker refused."""
    lines = [f"{number:>3}. {text}" for number, text in enumerate(violations, start=1)]
    return "\n".join(["Le contrôle indépendant refuse ce planning ; rien n'a été écrit :", *lines])


def describe_new_folder(settings_path: Path) -> str:
    """Say what has been written and which tables are still needed."""
    lines = [f"Réglages écrits, à relire : {settings_path}", "Déposez dans le même dossier :"]
    lines += [f"  {_names(kind):<21} {_what(kind)}" for kind in KINDS if kind is not SETTINGS_KIND]
    lines.append(f"Puis : itinerance check {settings_path.parent}")
    return "\n".join(lines)


def _names(kind: InputKind) -> str:
    """Usual name of a file, and its other form where that is a workbook."""
    usual, *others = kind.endings
    return f"{kind.stem}{usual}" + (" (.xlsx)" if ".xlsx" in others and kind.is_required else "")


def _what(kind: InputKind) -> str:
    return kind.words if kind.is_required else f"facultatif : {kind.words}"


def describe_fetch(report: FetchReport, folder: Path) -> list[str]:
    """Say what a fetch wrote, what is approximate in it, and what is still needed."""
    lines = [f"Département {report.departement} : {folder}"]
    lines += [f"  {credit(record)}" for record in report.records]
    if report.written:
        lines.append(f"Écrits : {', '.join(report.written)}")
    if report.kept:
        lines.append(f"Gardés tels quels, car modifiés à la main : {', '.join(report.kept)}")
    lines += [
        f"À savoir : {shorten(note, _NOTE_LENGTH, placeholder=' […]')}" for note in report.notes
    ]
    if any(len(note) > _NOTE_LENGTH for note in report.notes):
        lines.append("(les notes entières sont dans sources.json, et dans chaque planning)")
    lines += [f"À ajouter : {what}" for what in report.missing]
    lines += [f"Utile : {what}" for what in report.useful]
    lines.append(f"Puis : itinerance check {folder}")
    return lines


def fetch_as_json(report: FetchReport) -> dict[str, Any]:
    """Give what a fetch did to scripts; keys are stable."""
    return {
        "departement": report.departement,
        "files": list(report.written),
        "kept": list(report.kept),
        "sources": {record.name: credit(record) for record in report.records},
        "notes": list(report.notes),
        "missing": list(report.missing),
        "useful": list(report.useful),
    }


def describe_files(folder: Path) -> list[str]:
    """Say which files to open, on few lines: they follow the summary of a plan."""
    others = [
        one.files.partition(", ")[0]
        for one in _that_wrote(folder, FORMATS)
        if one.with_plan and one.files != "planning.xlsx"
    ]
    others = [CHARTS_FILE, *others, PLAN_FILE]
    return [
        f"Fichiers : {folder}",
        _file_line(MAP_FILE, MAP_WORDS, width=13),
        _file_line("planning.xlsx", "classeur du coordinateur", width=13),
        f"  et {', '.join(others)}",
    ]


def describe_export(folder: Path, formats: Sequence[Format]) -> list[str]:
    """Say what has been exported and where it is."""
    there = _that_wrote(folder, formats)
    return [f"Fichiers : {folder}", *(_file_line(one.files, one.words) for one in there)]


def _that_wrote(folder: Path, formats: Sequence[Format]) -> list[Format]:
    # A format may have had nothing to write: stress.csv is that of plans made with redraws.
    return [one for one in formats if (folder / one.files.split(", ")[0]).exists()]


def _file_line(name: str, words: str, *, width: int = 34) -> str:
    return f"  {name:<{width}} {words}"


def describe_territory(prepared: Prepared) -> list[str]:
    """Say what a checked territory holds and what is approximate in it."""
    facts = territory_as_json(prepared)
    lines = [
        "Aucune anomalie.",
        f"Communes : {facts['num_communes']} ; habitants : {format_number(facts['population'])}",
        (
            f"Lieux possibles : {facts['num_venues']}, dont {facts['num_candidates']} utiles et "
            f"joignables ; horaires inconnus : {facts['num_venues_without_hours']}"
        ),
        f"Conseillers : {facts['num_advisers']} ; offre existante : {facts['num_offer']} lieux",
        "Enquête : " + ("aucune" if facts["has_survey"] is False else "présente"),
        prepared.need.method,
        (
            f"Points de demande : {format_number(facts['num_demand_points'])}. "
            f"{prepared.residents.cells.sentence}"
        ),
        f"{prepared.travel_origin.clause}.",
        *describe_far_venues(prepared.territory, prepared.travel, settings=prepared.settings),
    ]
    if facts["communes_without_road"]:
        lines.append("Sans route vers aucun lieu : " + ", ".join(facts["communes_without_road"]))
    return lines


def territory_as_json(prepared: Prepared) -> dict[str, Any]:
    """Facts of a checked territory."""
    territory = prepared.territory
    cut_off = find_cut_off_communes(prepared.residents, territory)
    return {
        "num_communes": len(territory.communes),
        "population": sum(commune.population for commune in territory.communes),
        "num_venues": len(territory.venues),
        "num_candidates": prepared.problem.num_venues,
        "num_venues_without_hours": sum(not venue.opening_hours for venue in territory.venues),
        "num_advisers": len(territory.advisers),
        "num_offer": len(territory.existing_offer),
        "has_survey": territory.survey is not None,
        "communes_without_road": [
            commune.name
            for commune, alone in zip(territory.communes, cut_off, strict=True)
            if alone and len(territory.communes) > 1
        ],
        "num_demand_points": prepared.residents.num_points,
        "demand_points_are_counted": not prepared.residents.cells.is_proxy,
        "need_people": float(prepared.need.people.sum()),
    }


def territory_of(plan_path: Path) -> Path:
    """Return the territory folder that a stored plan lies in.

    Raises
    ------
    PlanFileError
        When the plan does not lie in the ``plans`` folder of a territory.
    """
    plans = plan_path.resolve().parent.parent
    if plans.name != PLANS_FOLDER:
        raise PlanFileError(
            (
                Fault(
                    file=plan_path.name,
                    message="ce planning n'est pas rangé dans le dossier d'un territoire",
                    remedy="indiquez avec --territory le dossier pour lequel il a été fait",
                ),
            )
        )
    return plans.parent


def list_changed_files(plan: Plan, territory: Territory) -> list[str]:
    """Name the tables that are not those that a plan was made from."""
    now = dict(territory.fingerprints)
    return [name for name, sha in plan.fingerprints.items() if now.get(name) != sha]


def list_changes(plan: Plan, territory: Territory) -> list[str]:
    """Say which tables are not those that a plan was made from."""
    changed = list_changed_files(plan, territory)
    if not changed:
        return []
    return [
        (
            f"Attention : {', '.join(changed)} a changé depuis ce planning ; la carte montre le "
            "planning d'alors sur les contours, les routes et l'offre d'aujourd'hui."
        )
    ]


def check_same_territory(plan: Plan, territory: Territory, path: Path) -> None:
    """Make sure that a plan is drawn on the territory it was made for.

    Raises
    ------
    PlanFileError
        When the plan names communes, venues or advisers that the folder does not have.
    """
    missing = (
        {commune.commune_code for commune in plan.communes} - {c.code for c in territory.communes},
        {venue.id for venue in plan.venues} - {v.id for v in territory.venues},
        {adviser.id for adviser in plan.advisers} - {a.id for a in territory.advisers},
    )
    faults = tuple(
        Fault(
            file=path.name,
            message=f"{what} du planning absents du territoire : {', '.join(sorted(ids)[:5])}",
            remedy="indiquez avec --territory le dossier pour lequel ce planning a été fait",
        )
        for what, ids in zip(("communes", "lieux", "conseillers"), missing, strict=True)
        if ids
    )
    if faults:
        raise PlanFileError(faults)
