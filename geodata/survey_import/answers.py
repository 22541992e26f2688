"""Every answer of a raw export, translated and sorted by what becomes of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import pandas as pd

from geodata.column_rules import shown
from geodata.commune_names import fold
from geodata.errors import Fault, TerritoryError
from geodata.survey_import.communes import (
    BareNumbers,
    CommuneIndex,
    Meaning,
    Recognition,
    recognise,
)
from geodata.survey_import.duplicates import is_duplicate
from geodata.survey_import.mapping import (
    ELSEWHERE,
    REQUIRED_COLUMNS,
    THEMES,
    UNDECIDED,
    WORDS,
    SurveyMapping,
)
from geodata.survey_import.mapping_file import MAPPING_FILE
from geodata.tables import parse_numbers

_NO_DATE: Final = frozenset({"", "na", "null", "none", "nan"})
COLUMNS: Final = (
    "respondent_id",
    "commune",
    "age_band",
    "sex",
    "uses_internet",
    "needs_help",
    "preferred_place",
    "max_travel_minutes",
    *(f"theme_{theme}" for theme in THEMES),
)
"""Columns of survey.csv, in their order."""


class Fate(StrEnum):
    """What becomes of an answer; the first that applies."""

    INCOMPLETE = "incomplete"
    DUPLICATE = "duplicate"
    UNANSWERED = "unanswered"
    ELSEWHERE = "elsewhere"
    BLANK = "blank"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    KEPT = "kept"


_FATE_BY_MEANING: Final = {
    Meaning.ELSEWHERE: Fate.ELSEWHERE,
    Meaning.BLANK: Fate.BLANK,
    Meaning.AMBIGUOUS: Fate.AMBIGUOUS,
    Meaning.UNKNOWN: Fate.UNKNOWN,
}


def check_columns(table: pd.DataFrame, mapping: SurveyMapping, *, file: str) -> None:
    """Refuse a mapping whose columns are not in the export, each once.

    Raises
    ------
    TerritoryError
        With every column that is missing, doubled or not chosen.
    """
    present = list(table.columns)
    listed = f"Colonnes de l'export : {', '.join(filter(None, present))}."
    faults = [
        Fault(
            file=MAPPING_FILE,
            message=f"[columns] aucune colonne n'est choisie pour {ours}",
            remedy=f"Choisissez-la. {listed}",
        )
        for ours in REQUIRED_COLUMNS
        if not mapping.columns.get(ours)
    ]
    named = [("columns", *pair) for pair in mapping.columns.items() if pair[1]]
    named += [("themes", *pair) for pair in mapping.themes.items() if pair[1]]
    faults += [
        Fault(
            file=file,
            message=f"la colonne {shown(name)}, choisie pour {ours}, est "
            + ("là plusieurs fois" if name in present else "absente"),
            remedy=f"Corrigez [{section}] dans {MAPPING_FILE}. {listed}",
        )
        for section, ours, name in named
        if present.count(name) != 1
    ]
    if faults:
        raise TerritoryError(tuple(faults))


def commune_texts(table: pd.DataFrame, mapping: SurveyMapping) -> pd.Series:
    """What each answer says of its commune: its own column, after the postcode's if any."""
    names = _column(table, mapping, "commune").str.strip()
    postcodes = _column(table, mapping, "postcode").str.strip()
    return pd.Series(
        [
            name if code in name else f"{code} {name}".strip()
            for code, name in zip(postcodes.tolist(), names.tolist(), strict=True)
        ],
        index=table.index,
        dtype=str,
    )


def recognise_all(
    texts: pd.Series, index: CommuneIndex, mapping: SurveyMapping, *, bare_numbers: BareNumbers
) -> dict[str, Recognition]:
    """Recognise each distinct text once; what the coordinator decided comes first.

    Raises
    ------
    TerritoryError
        The mapping sends texts to codes that are no commune of the territory.
    """
    wrong = sorted(set(mapping.communes.values()) - set(index.names) - {ELSEWHERE})
    if wrong:
        raise TerritoryError(
            tuple(
                Fault(
                    file=MAPPING_FILE,
                    message=f"[communes] {shown(code)} n'est pas une commune du territoire",
                    remedy=f'Écrivez un code INSEE du territoire, ou "{ELSEWHERE}".',
                )
                for code in wrong
            )
        )
    by_hand = {fold(text): code for text, code in mapping.communes.items()}
    found = {}
    for text in sorted(set(texts)):
        code = by_hand.get(fold(text)) if text else None
        if code == ELSEWHERE:
            found[text] = Recognition(meaning=Meaning.ELSEWHERE)
        elif code is not None:
            found[text] = Recognition(meaning=Meaning.BY_HAND, code=code)
        else:
            found[text] = recognise(text, index, bare_numbers=bare_numbers)
    return found


def sort_answers(
    table: pd.DataFrame,
    mapping: SurveyMapping,
    recognised: Mapping[str, Recognition],
    *,
    file: str,
) -> pd.DataFrame:
    """Translate every answer and say what becomes of it.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, ``fate`` (:class:`Fate`), ``commune_text`` and ``meaning``
        (:class:`~geodata.survey_import.communes.Meaning`), as text; the rows of ``table``.

    Raises
    ------
    TerritoryError
        The mapping does not translate every word.
    """
    is_incomplete = pd.Series(data=False, index=table.index)
    if mapping.columns["submitted"]:
        sent = _column(table, mapping, "submitted").map(fold)
        is_incomplete = sent.isin(_NO_DATE)
    answers = pd.DataFrame(index=table.index)
    faults: list[Fault] = []
    answers["respondent_id"] = _unique_ids(_column(table, mapping, "respondent_id"))
    texts = commune_texts(table, mapping)
    answers["commune"] = [recognised[text].code for text in texts]
    for ours in WORDS:
        raw = _column(table, mapping, ours).str.strip()
        answers[ours], unknown = _translate(raw, ours, mapping.words.get(ours, {}))
        faults += _untranslated(raw[unknown & ~is_incomplete], ours, mapping, file=file)
    if faults:
        raise TerritoryError(tuple(faults))
    for theme in THEMES:
        answers[f"theme_{theme}"] = _theme_answers(table, mapping.themes.get(theme, ""))
    answers = answers[list(COLUMNS)]
    answers["commune_text"] = texts
    answers["meaning"] = [str(recognised[text].meaning) for text in texts]
    is_unanswered = (answers[[name for name in REQUIRED_COLUMNS if name in WORDS]] == "").any(
        axis=1
    )
    fates = pd.Series(str(Fate.KEPT), index=table.index)
    for meaning, fate in _FATE_BY_MEANING.items():
        fates[answers["meaning"] == meaning] = str(fate)
    fates[is_unanswered] = str(Fate.UNANSWERED)
    fates[is_duplicate(table[~is_incomplete], mapping).reindex(table.index, fill_value=False)] = (
        str(Fate.DUPLICATE)
    )
    fates[is_incomplete] = str(Fate.INCOMPLETE)
    answers["fate"] = fates
    return answers


def _column(table: pd.DataFrame, mapping: SurveyMapping, ours: str) -> pd.Series:
    name = mapping.columns.get(ours, "")
    return table[name] if name else pd.Series("", index=table.index, dtype=str)


def _translate(
    raw: pd.Series, ours: str, words: Mapping[str, str]
) -> tuple[pd.Series, "pd.Series[bool]"]:
    """Our words, and where there is none; a text is found to the letter, else folded."""
    folded = {fold(text): word for text, word in words.items()}
    found = raw.map({"": ""} | dict(words)).fillna(raw.map(lambda text: folded.get(fold(text))))
    if not WORDS[ours]:  # a number says itself
        found = found.fillna(raw.where(parse_numbers(raw) >= 0))
    is_unknown = found.isna() | (found == UNDECIDED)
    return found.fillna("").astype(str), is_unknown


def _untranslated(raw: pd.Series, ours: str, mapping: SurveyMapping, *, file: str) -> list[Fault]:
    """One fault a word, at the first line that holds it."""
    first = raw.drop_duplicates()
    choices = ", ".join(WORDS[ours]) or "un nombre de minutes"
    return [
        Fault(
            file=file,
            row=int(line),
            column=mapping.columns[ours],
            message=f"{shown(text)} n'a pas de traduction",
            remedy=f"Dans {MAPPING_FILE}, section [values.{ours}], donnez à ce texte l'une de "
            f'ces valeurs : {choices}, ou "" pour ne pas en tenir compte.',
        )
        for line, text in zip(first.index.tolist(), first.tolist(), strict=True)
    ]


def _theme_answers(table: pd.DataFrame, name: str) -> pd.Series:
    """A ticked box is any text but no."""
    if not name:
        return pd.Series("", index=table.index, dtype=str)
    is_ticked = ~table[name].map(fold).isin(["", "non", "no", "n", "0", "faux"])
    return is_ticked.map({True: "yes", False: "no"})


def _unique_ids(raw: pd.Series) -> list[str]:
    """Ids as given; a blank one becomes its line, a doubled one gets a number behind it."""
    taken = set(raw.str.strip())
    seen: set[str] = set()
    ids = []
    for line, text in zip(raw.index.tolist(), raw.str.strip().tolist(), strict=True):
        own = text or f"ligne-{line}"
        number = 2
        unique = own
        while unique in seen or (unique != text and unique in taken):
            unique, number = f"{own}-{number}", number + 1
        seen.add(unique)
        ids.append(unique)
    return ids
