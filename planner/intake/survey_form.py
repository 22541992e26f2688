"""A raw survey export read by choosing from lists; of its answers only what many gave is shown."""

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.errors import Fault, TerritoryError
from geodata.survey_import import (
    MAPPING_FILE,
    ImportReport,
    SurveyMapping,
    import_survey,
    propose_mapping,
    read_mapping,
)
from geodata.survey_import.mapping import COLUMNS, REQUIRED_COLUMNS, THEMES, UNDECIDED, WORDS
from geodata.survey_import.proposal import propose_words
from geodata.survey_import.report import MIN_SHOWN
from planner.intake.drops import Incoming
from planner.intake.input_files import COMMUNES_KIND, MADE_KINDS, SURVEY_KIND, find_files, kind_of
from planner.intake.secrecy import hide_answers

_TRIAL: Final = "survey"
_OLD_COMMUNES: Final = "old_communes"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyColumn:
    """One thing that the survey may tell, and where the export tells it."""

    ours: str
    purpose: str
    """French: what it is asked for."""
    chosen: str
    """Column of the export; empty for none."""
    doubts: tuple[str, ...]
    """Columns that fit equally well."""
    is_required: bool
    choices: tuple[str, ...]
    """Our words; none where the column needs no dictionary."""
    words: tuple[tuple[str, str], ...]
    """(text of the export, our word), of texts that at least 11 people gave."""
    num_rare_undecided: int
    """Texts that fewer gave and that are not understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyForm:
    """How an export is read, as a page shows it."""

    export_columns: tuple[str, ...]
    columns: tuple[SurveyColumn, ...]
    themes: tuple[tuple[str, str], ...]
    """(theme, column of the export or empty)."""

    @property
    def num_rare_undecided(self) -> int:
        """Texts of few people that are not understood."""
        return sum(column.num_rare_undecided for column in self.columns)

    @property
    def is_complete(self) -> bool:
        """Whether everything that the import asks for is chosen."""
        return not any(
            (column.is_required and not column.chosen)
            or column.num_rare_undecided
            or UNDECIDED in dict(column.words).values()
            for column in self.columns
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTrial:
    """An import that has not yet touched the territory folder."""

    report: ImportReport | None
    faults: tuple[Fault, ...]
    files: tuple[Incoming, ...]
    """To be accepted together; none where there are faults."""


def start_mapping(table: pd.DataFrame, folder: Path) -> SurveyMapping:
    """Take the folder's mapping if the export has all its columns, else propose one."""
    path = folder / MAPPING_FILE
    if path.is_file():
        try:
            saved = read_mapping(path)
        except TerritoryError:
            return propose_mapping(table)  # the form shows it, to be saved in the other's place
        named = {name for name in (*saved.columns.values(), *saved.themes.values()) if name}
        if named <= set(table.columns):
            return _with_new_words(table, saved)
    return propose_mapping(table)


def fill_form(table: pd.DataFrame, mapping: SurveyMapping) -> SurveyForm:
    """Show a mapping as lists to choose from."""
    names = Counter(table.columns)
    return SurveyForm(
        export_columns=tuple(name for name, times in names.items() if name and times == 1),
        columns=tuple(_fill_column(table, mapping, ours) for ours in COLUMNS),
        themes=tuple((theme, mapping.themes.get(theme, "")) for theme in THEMES),
    )


def choose_column(
    table: pd.DataFrame, mapping: SurveyMapping, *, ours: str, name: str
) -> SurveyMapping:
    """Read something from another column; its words are proposed anew."""
    words = dict(mapping.words)
    if ours in WORDS:
        words[ours] = propose_words(table[name], ours) if name else {}
    return replace(mapping, columns={**mapping.columns, ours: name}, words=words)


def choose_word(mapping: SurveyMapping, *, ours: str, text: str, word: str) -> SurveyMapping:
    """Give a text of the export a word of ours; ``""`` when it says nothing."""
    return replace(
        mapping, words={**mapping.words, ours: {**mapping.words.get(ours, {}), text: word}}
    )


def choose_theme(mapping: SurveyMapping, *, theme: str, name: str) -> SurveyMapping:
    """Read what help is wanted with from a column; empty for none."""
    return replace(mapping, themes={**mapping.themes, theme: name}, themes_are_guessed=False)


def choose_commune(mapping: SurveyMapping, *, text: str, code: str) -> SurveyMapping:
    """Say which commune people mean by a text."""
    return replace(mapping, communes={**mapping.communes, text: code})


def ignore_rare_words(table: pd.DataFrame, mapping: SurveyMapping) -> SurveyMapping:
    """Let texts of few people that are not understood count as no answer."""
    words = {ours: dict(texts) for ours, texts in mapping.words.items()}
    for ours, texts in words.items():
        often = _often_given(table, mapping, ours)
        texts.update(
            {text: "" for text, word in texts.items() if word == UNDECIDED and text not in often}
        )
    return replace(mapping, words=words)


def try_import(
    folder: Path, drop: Path, export: Path, *, name: str, mapping: SurveyMapping
) -> SurveyTrial:
    """Import an export into the drop that it waits in, with the communes of the folder.

    Parameters
    ----------
    name
        What the coordinator calls the export.
    """
    trial = drop / _TRIAL
    shutil.rmtree(trial, ignore_errors=True)
    trial.mkdir()
    for kind in (COMMUNES_KIND, kind_of(_OLD_COMMUNES)):
        for path in find_files(folder, kind):
            shutil.copyfile(path, trial / path.name)
    try:
        report = import_survey(export, trial, mapping, overwrite=True)
    except TerritoryError as error:
        faults = tuple(
            replace(fault, file=name) if fault.file == export.name else fault
            for fault in error.faults
        )
        return SurveyTrial(
            report=None, faults=hide_answers(faults, files=(name, MAPPING_FILE)), files=()
        )
    return SurveyTrial(
        report=replace(report, source=name, is_new_mapping=False),
        faults=(),
        files=tuple(
            Incoming(path=path, kind=kind)
            for kind in (SURVEY_KIND, *MADE_KINDS)
            for path in find_files(trial, kind)
        ),
    )


def _fill_column(table: pd.DataFrame, mapping: SurveyMapping, ours: str) -> SurveyColumn:
    words = mapping.words.get(ours, {})
    often = _often_given(table, mapping, ours)
    return SurveyColumn(
        ours=ours,
        purpose=COLUMNS[ours],
        chosen=mapping.columns.get(ours, ""),
        doubts=tuple(mapping.doubts.get(ours, ())),
        is_required=ours in REQUIRED_COLUMNS,
        choices=WORDS.get(ours, ()),
        words=tuple((text, word) for text, word in words.items() if text in often),
        num_rare_undecided=sum(
            word == UNDECIDED and text not in often for text, word in words.items()
        ),
    )


def _often_given(table: pd.DataFrame, mapping: SurveyMapping, ours: str) -> frozenset[str]:
    """Texts of a column that at least 11 people gave: of the others nothing is shown."""
    name = mapping.columns.get(ours, "")
    if not name or name not in table:
        return frozenset()
    counts = Counter(table[name].str.strip().tolist())
    return frozenset(text for text, number in counts.items() if number >= MIN_SHOWN)


def _with_new_words(table: pd.DataFrame, saved: SurveyMapping) -> SurveyMapping:
    """Add the texts that a saved mapping does not know, as a proposal reads them."""
    named = {ours: saved.columns.get(ours, "") for ours in WORDS}
    added = {
        ours: {**propose_words(table[name], ours), **saved.words.get(ours, {})}
        for ours, name in named.items()
        if name
    }
    return replace(saved, words={**saved.words, **added})
