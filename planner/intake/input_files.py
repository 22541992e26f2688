"""The files that a coordinator gives: what each is, how it may be named, how large it may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.communes_file import COMMUNES_FILES
from geodata.contracts import (
    ABSENCES,
    ADVISERS,
    AREA_RULES,
    CLOSURES,
    COMMUNES,
    EXCLUSIONS,
    EXISTING_OFFER,
    SCHOOL_HOLIDAYS,
    SURVEY,
    VENUES,
)
from geodata.folder_writer import ROADS_FILE
from geodata.population_squares import POPULATION_FILES
from geodata.survey_import import MAPPING_FILE
from geodata.survey_import.importer import OLD_COMMUNES, TRACE_FILE
from geodata.table_contract import TableContract
from geodata.tables import TABLE_ENDINGS
from planner.settings.file import SETTINGS_FILE

_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class InputKind:
    """One file of a territory folder."""

    stem: str
    """Its name there without ending, by which it is known."""
    endings: tuple[str, ...]
    """The forms in which it is read, the usual one first."""
    words: str
    """French: what is in it."""
    title: str
    """French: what people call it."""
    other_names: tuple[str, ...] = ()
    """Folded words that a file of this kind is often named by."""
    contract: TableContract | None = None
    is_required: bool = False
    max_bytes: int = 60 * _MB

    @property
    def file_names(self) -> tuple[str, ...]:
        """Names that it may have in the folder."""
        return tuple(f"{self.stem}{ending}" for ending in self.endings)


def _table(
    contract: TableContract, title: str, words: str, *, other_names: tuple[str, ...] = ()
) -> InputKind:
    return InputKind(
        stem=contract.stem,
        endings=TABLE_ENDINGS,
        words=words,
        title=title,
        other_names=other_names,
        contract=contract,
        is_required=not contract.is_optional,
    )


def _endings(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(Path(name).suffix for name in names)


COMMUNES_KIND: Final = InputKind(
    stem=COMMUNES.stem,
    endings=_endings(COMMUNES_FILES),
    title="Communes",
    words="les communes : code, nom, population, EPCI, canton, âges, contour",
    contract=COMMUNES,
    is_required=True,
    max_bytes=120 * _MB,
)
ROADS_KIND: Final = InputKind(
    stem=Path(ROADS_FILE).stem,
    endings=_endings((ROADS_FILE,)),
    title="Routes",
    words="le réseau routier",
    other_names=("routes", "reseau routier"),
    is_required=True,
    max_bytes=120 * _MB,
)
SURVEY_KIND: Final = _table(
    SURVEY,
    "Enquête",
    "les réponses à l'enquête, une ligne par personne",
    other_names=("enquete", "reponses"),
)
POPULATION_KIND: Final = InputKind(
    stem=Path(POPULATION_FILES[0]).stem,
    endings=_endings(POPULATION_FILES),
    title="Carreaux de population",
    words="les carreaux de population de l'INSEE",
    other_names=("carreaux", "filosofi"),
    max_bytes=120 * _MB,
)
SETTINGS_KIND: Final = InputKind(
    stem=Path(SETTINGS_FILE).stem,
    endings=_endings((SETTINGS_FILE,)),
    title="Réglages",
    words="tous les réglages, avec leur explication",
    other_names=("reglages",),
    is_required=True,
    max_bytes=_MB,
)
KINDS: Final = (
    COMMUNES_KIND,
    _table(
        VENUES,
        "Lieux",
        "les lieux possibles, d'abord les mairies : position, horaires d'ouverture",
        other_names=("lieux", "mairies"),
    ),
    _table(
        ADVISERS,
        "Conseillers",
        "les conseillers : commune de base, jours travaillés, heures, trajet maximal",
        other_names=("conseillers",),
    ),
    ROADS_KIND,
    _table(
        EXISTING_OFFER,
        "Offre existante",
        "les lieux d'aide déjà ouverts",
        other_names=("offre", "offre existante"),
    ),
    SURVEY_KIND,
    _table(ABSENCES, "Absences", "les absences des conseillers"),
    _table(CLOSURES, "Fermetures", "les fermetures de lieux", other_names=("fermetures",)),
    _table(
        EXCLUSIONS,
        "Exclusions",
        "les conseillers qui ne vont pas dans un lieu",
        other_names=("exclusions",),
    ),
    _table(
        AREA_RULES,
        "Règles par territoire",
        "permanences et couverture au moins, par territoire",
        other_names=("regles", "quotas"),
    ),
    _table(
        SCHOOL_HOLIDAYS,
        "Vacances scolaires",
        "les vacances scolaires de la zone",
        other_names=("vacances",),
    ),
    POPULATION_KIND,
    _table(
        OLD_COMMUNES,
        "Anciennes communes",
        "le code d'aujourd'hui des communes fusionnées, pour lire une enquête",
        other_names=("anciennes communes",),
    ),
    SETTINGS_KIND,
)
"""Every file that a folder may be given, in the order of the page."""
MADE_KINDS: Final = (
    InputKind(
        stem=Path(TRACE_FILE).stem,
        endings=_endings((TRACE_FILE,)),
        title="Sort des réponses",
        words="ce que l'import a fait de chaque réponse de l'enquête",
    ),
    InputKind(
        stem=Path(MAPPING_FILE).stem,
        endings=_endings((MAPPING_FILE,)),
        title="Lecture de l'enquête",
        words="comment lire l'export de l'enquête",
    ),
)
"""Files that the import of a survey makes, and nobody drops."""
MAX_UPLOAD_BYTES: Final = max(kind.max_bytes for kind in KINDS)


def kind_of(stem: str) -> InputKind:
    """Kind of a file by its name in the folder; KeyError for another."""
    return {kind.stem: kind for kind in (*KINDS, *MADE_KINDS)}[stem]


def find_files(folder: Path, kind: InputKind) -> Iterator[Path]:
    """Files of a kind in a folder: none, one, or (a fault) several."""
    return (path for name in kind.file_names if (path := folder / name).is_file())
