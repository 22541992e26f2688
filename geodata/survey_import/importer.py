"""A raw survey export into the survey.csv of a territory folder."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.communes_file import find_communes_file, read_communes
from geodata.contracts import SURVEY
from geodata.errors import Fault, TerritoryError
from geodata.files import write_atomically
from geodata.survey_import.answers import (
    COLUMNS,
    Fate,
    check_columns,
    commune_texts,
    recognise_all,
    sort_answers,
)
from geodata.survey_import.communes import (
    BareNumbers,
    CommuneIndex,
    Meaning,
    build_index,
    judge_bare_numbers,
    names_from_elsewhere,
)
from geodata.survey_import.mapping import AUTO, SurveyMapping
from geodata.survey_import.mapping_file import MAPPING_FILE, read_mapping, write_mapping
from geodata.survey_import.proposal import propose_mapping
from geodata.survey_import.report import ImportReport, note_misspelt, note_texts
from geodata.table_contract import ColumnContract, TableContract, check_table
from geodata.tables import find_table, read_table

TRACE_FILE: Final = "survey_import.csv"
OLD_COMMUNES: Final = TableContract(
    stem="old_communes",
    columns=(
        ColumnContract(name="old_code"),
        ColumnContract(name="old_name"),
        ColumnContract(name="code"),
    ),
    is_optional=True,
)
"""Former communes: the code and the name each had (one may be blank), and its code of today."""


def import_survey(
    raw_path: Path, folder: Path, mapping: SurveyMapping | None = None, *, overwrite: bool = False
) -> ImportReport:
    """Import a raw export into a territory folder that holds its communes already.

    Writes ``survey.csv`` and ``survey_import.csv`` (what became of each line). Without a mapping,
    the folder's ``survey_mapping.toml`` is used; if there is none, one is proposed and saved,
    even where it needs the coordinator's corrections before the import can succeed.

    Raises
    ------
    TerritoryError
        The export or the communes cannot be read, the mapping does not fit the export, or the
        folder's survey differs and ``overwrite`` is false. No answer is then written.
    """
    survey_path = folder / f"{SURVEY.stem}.csv"
    present = find_table(folder, SURVEY.stem)
    if present is not None and (present != survey_path or present.resolve() == raw_path.resolve()):
        raise _refusal(
            present.name,
            "l'import écrit survey.csv, et ce fichier prendrait sa place",
            "Déplacez ce fichier hors du dossier, puis importez-le de là.",
        )
    index = read_commune_index(folder)
    table = read_table(raw_path)
    mapping, is_new_mapping = _find_mapping(table, folder, mapping)
    check_columns(table, mapping, file=raw_path.name)
    texts = commune_texts(table, mapping)
    index = replace(index, elsewhere=index.elsewhere | names_from_elsewhere(texts, index))
    bare_numbers = (
        judge_bare_numbers(texts, index)
        if mapping.bare_numbers == AUTO
        else BareNumbers(mapping.bare_numbers)
    )
    recognised = recognise_all(texts, index, mapping, bare_numbers=bare_numbers)
    answers = sort_answers(table, mapping, recognised, file=raw_path.name)
    survey = answers.loc[answers["fate"] == Fate.KEPT, list(COLUMNS)]
    _, faults = check_table(survey, SURVEY, file=raw_path.name)
    if faults:
        raise TerritoryError(tuple(faults))
    _write(survey_path, _csv(survey), overwrite=overwrite)
    trace = answers[["respondent_id", "fate", "commune_text", "commune", "meaning"]]
    write_atomically(folder / TRACE_FILE, _csv(trace.reset_index(names="line")))
    kept = answers[answers["fate"] == Fate.KEPT]
    return ImportReport(
        source=raw_path.name,
        survey_path=survey_path,
        trace_path=folder / TRACE_FILE,
        mapping_path=folder / MAPPING_FILE,
        is_new_mapping=is_new_mapping,
        fates=tuple((fate, int((answers["fate"] == fate).sum())) for fate in Fate),
        meanings=tuple(
            (meaning, number)
            for meaning in Meaning
            if (number := int((kept["meaning"] == meaning).sum()))
        ),
        bare_numbers=bare_numbers,
        num_bare_numbers=_count_two_faced(kept["commune_text"], index),
        misspelt=note_misspelt(answers, recognised, index),
        ambiguous=note_texts(answers, recognised, index, Fate.AMBIGUOUS),
        unknown=note_texts(answers, recognised, index, Fate.UNKNOWN),
        elsewhere=note_texts(answers, recognised, index, Fate.ELSEWHERE),
        remarks=_remarks(survey, mapping),
    )


def read_commune_index(folder: Path) -> CommuneIndex:
    """Index the communes of a folder, and its former communes where it lists them.

    Raises
    ------
    TerritoryError
        The communes cannot be read, or former ones lead to communes that are not there.
    """
    path = find_communes_file(folder)
    table, _, _ = read_communes(path)
    missing = [name for name in ("code", "name") if name not in table]
    if missing:
        raise _refusal(
            path.name,
            f"la colonne obligatoire est absente : {', '.join(missing)}",
            "Ajoutez-la au fichier des communes.",
        )
    postcodes = table["postcode"] if "postcode" in table else [""] * len(table)
    communes = list(zip(table["code"].str.strip(), table["name"], postcodes, strict=True))
    return build_index(communes, _read_old_communes(folder, {code for code, _, _ in communes}))


def _read_old_communes(folder: Path, codes: set[str]) -> list[tuple[str, str, str]]:
    path = find_table(folder, OLD_COMMUNES.stem)
    if path is None:
        return []
    names = [column.name for column in OLD_COMMUNES.columns]
    table, faults = check_table(
        read_table(path, names=names, may_be_empty=True), OLD_COMMUNES, file=path.name
    )
    faults += [
        Fault(
            file=path.name,
            row=line,
            column="code",
            message=f"« {code} » n'est pas une commune du territoire",
            remedy="Écrivez le code INSEE de la commune d'aujourd'hui, ou retirez la ligne.",
        )
        for line, code in zip(table.index.tolist(), table["code"].tolist(), strict=True)
        if code not in codes
    ]
    if faults:
        raise TerritoryError(tuple(faults))
    return list(table[names].itertuples(index=False, name=None))


def _find_mapping(
    table: pd.DataFrame, folder: Path, mapping: SurveyMapping | None
) -> tuple[SurveyMapping, bool]:
    """The mapping given, else the saved one, else a proposal; what is new is saved."""
    path = folder / MAPPING_FILE
    if mapping is None and path.exists():
        return read_mapping(path), False
    is_new = mapping is None
    mapping = propose_mapping(table) if mapping is None else mapping
    if not path.exists() or read_mapping(path) != mapping:  # else what people noted there stays
        write_mapping(mapping, path)
    return mapping, is_new


def _write(path: Path, content: bytes, *, overwrite: bool) -> None:
    if path.exists() and path.read_bytes() != content and not overwrite:
        raise _refusal(
            path.name,
            "le fichier existe déjà et dit autre chose",
            "Mettez-le ailleurs, ou demandez son remplacement.",
        )
    write_atomically(path, content)


def _count_two_faced(texts: pd.Series, index: CommuneIndex) -> int:
    """Answers that are a code of one commune and a postcode of others."""
    known = {**{code: code for code in index.names}, **index.old_codes}
    two_faced = {
        number
        for number, codes in index.postcodes.items()
        if number in known and codes != {known[number]}
    }
    return int(texts.isin(two_faced).sum())


def _remarks(survey: pd.DataFrame, mapping: SurveyMapping) -> tuple[str, ...]:
    remarks = []
    if not mapping.columns["submitted"]:
        remarks.append(
            "Sans date d'envoi dans l'export, toutes les réponses passent pour complètes."
        )
    if survey["preferred_place"].eq("").all():
        remarks.append("Le lieu préféré n'est pas dans l'export : la colonne reste vide.")
    if survey["max_travel_minutes"].eq("").all():
        remarks.append(
            "Le trajet accepté (max_travel_minutes) n'est pas dans l'export : la colonne reste "
            "vide, et le plan s'appuie sur une hypothèse."
        )
    if mapping.themes_are_guessed:
        remarks.append(
            f"Les thèmes sont pris dans l'ordre de l'export : à vérifier ({MAPPING_FILE})."
        )
    return tuple(remarks)


def _csv(table: pd.DataFrame) -> bytes:
    text = table.to_csv(index=False, sep=";", lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _refusal(file: str, message: str, remedy: str) -> TerritoryError:
    return TerritoryError((Fault(file=file, message=message, remedy=remedy),))
