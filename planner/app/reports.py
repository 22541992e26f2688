"""What commands print: French reports for people, plain records for scripts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from geodata.errors import Fault, PlanFileError
from geodata.resident_travel import find_cut_off_communes
from geodata.sources.fetch import FetchReport
from geodata.sources.manifest import credit
from geodata.territory import Territory
from planner.app.pipeline import Prepared
from planner.app.writing import MAP_FILE
from planner.assumptions import describe_far_venues
from planner.export import FORMATS, Format
from planner.plan import Plan
from planner.plan_file import PLAN_FILE
from planner.plan_store import PLANS_FOLDER
from planner.wording import format_number

FILES_NEEDED: Final = (
    ("communes.geojson", "les communes : code, nom, population, EPCI, canton, âges, contour"),
    (
        "venues.csv (.xlsx)",
        "les lieux possibles, d'abord les mairies : position, horaires d'ouverture",
    ),
    (
        "advisers.csv (.xlsx)",
        "les conseillers : commune de base, jours travaillés, heures, trajet maximal",
    ),
    ("roads.parquet", "le réseau routier"),
    ("existing_offer.csv", "facultatif : les lieux d'aide déjà ouverts"),
    ("survey.csv", "facultatif : les réponses à l'enquête, une ligne par personne"),
    ("absences.csv", "facultatif : les absences des conseillers"),
    ("closures.csv", "facultatif : les fermetures de lieux"),
    ("exclusions.csv", "facultatif : les conseillers qui ne vont pas dans un lieu"),
    ("area_rules.csv", "facultatif : permanences et couverture au moins, par territoire"),
    ("school_holidays.csv", "facultatif : les vacances scolaires"),
    ("population_cells.csv", "facultatif : les carreaux de population de l'INSEE"),
    ("school_holidays.csv", "facultatif : les vacances scolaires de la zone"),
)


def describe_faults(faults: Sequence[Fault]) -> str:
    """List every fault of the input, numbered."""
    heading = "1 anomalie à corriger" if len(faults) == 1 else f"{len(faults)} anomalies à corriger"
    lines = [f"{number:>3}. {fault}" for number, fault in enumerate(faults, start=1)]
    return "\n".join([f"{heading} (rien n'a été écrit) :", *lines])


def describe_violations(violations: Sequence[str]) -> str:
    """List what the checker refused."""
    lines = [f"{number:>3}. {text}" for number, text in enumerate(violations, start=1)]
    return "\n".join(["Le contrôle indépendant refuse ce planning ; rien n'a été écrit :", *lines])


def fault_of_existing(path: Path) -> Fault:
    """Say that a file is there already and is left alone."""
    return Fault(
        file=path.name,
        message=f"ce fichier existe déjà dans {path.parent}",
        remedy="modifiez-le, ou choisissez un autre dossier",
    )


def describe_new_folder(settings_path: Path) -> str:
    """Say what has been written and which tables are still needed."""
    lines = [f"Réglages écrits, à relire : {settings_path}", "Déposez dans le même dossier :"]
    lines += [f"  {name:<21} {what}" for name, what in FILES_NEEDED]
    lines.append(f"Puis : itinerance check {settings_path.parent}")
    return "\n".join(lines)


def describe_fetch(report: FetchReport, folder: Path) -> list[str]:
    """Say what a fetch wrote, what is approximate in it, and what is still needed."""
    lines = [f"Département {report.departement} : {folder}"]
    lines += [f"  {record.name} : {credit(record)}" for record in report.records]
    if report.written:
        lines.append(f"Écrits : {', '.join(report.written)}")
    if report.kept:
        lines.append(f"Gardés tels quels, car modifiés à la main : {', '.join(report.kept)}")
    lines += [f"À savoir : {note}" for note in report.notes]
    lines += [f"À ajouter : {what}" for what in report.missing]
    lines += [f"Utile : {what}" for what in report.useful]
    lines.append(f"Puis : itinerance check {folder}")
    return lines


def describe_files(folder: Path) -> list[str]:
    """Say which files to open."""
    return [
        f"Fichiers : {folder}",
        _file_line(MAP_FILE, "carte à ouvrir dans un navigateur"),
        *describe_export(folder, [one for one in FORMATS if one.with_plan])[1:],
        _file_line(PLAN_FILE, "le planning complet, pour les outils"),
    ]


def describe_export(folder: Path, formats: Sequence[Format]) -> list[str]:
    """Say what has been exported and where it is."""
    # A format may have had nothing to write: stress.csv is that of plans made with redraws.
    there = [one for one in formats if (folder / one.files.split(", ")[0]).exists()]
    return [f"Fichiers : {folder}", *(_file_line(one.files, one.words) for one in there)]


def _file_line(name: str, words: str) -> str:
    return f"  {name:<34} {words}"


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
