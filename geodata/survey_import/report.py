"""What became of every answer of an import, in French.

Statistical secrecy: nothing below :data:`MIN_SHOWN` is counted about one commune or one text;
totals of a whole category are no such count.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.survey_import.answers import Fate
from geodata.survey_import.communes import BareNumbers, CommuneIndex, Meaning, Recognition
from geodata.survey_import.duplicates import DUPLICATE_WINDOW_S

MIN_SHOWN: Final = 11
_HIDDEN: Final = "chiffre non montré (secret statistique)"
_SAME: Final = f"mêmes réponses, même numéro et même date, ou à moins de {DUPLICATE_WINDOW_S} s"
_FATES: Final[Mapping[Fate, tuple[str, str]]] = {
    Fate.KEPT: ("réponse gardée", "réponses gardées"),
    Fate.INCOMPLETE: (
        "réponse incomplète mise de côté (sans date d'envoi)",
        "réponses incomplètes mises de côté (sans date d'envoi)",
    ),
    Fate.DUPLICATE: (f"doublon écarté ({_SAME})", f"doublons écartés ({_SAME})"),
    Fate.UNANSWERED: (
        "réponse sans âge, usage d'Internet ou besoin d'aide, mise de côté",
        "réponses sans âge, usage d'Internet ou besoin d'aide, mises de côté",
    ),
    Fate.ELSEWHERE: ("personne venue d'ailleurs", "personnes venues d'ailleurs"),
    Fate.BLANK: ("réponse sans commune", "réponses sans commune"),
    Fate.AMBIGUOUS: (
        "réponse dont la commune est ambiguë, mise de côté",
        "réponses dont la commune est ambiguë, mises de côté",
    ),
    Fate.UNKNOWN: (
        "réponse dont la commune n'est pas reconnue, mise de côté",
        "réponses dont la commune n'est pas reconnue, mises de côté",
    ),
}
_MEANINGS: Final[Mapping[Meaning, str]] = {
    Meaning.CODE: "code INSEE",
    Meaning.NAME: "nom exact",
    Meaning.SPELLING: "nom écrit autrement (accents, tirets, « St »)",
    Meaning.POSTCODE_NAME: "code postal et nom",
    Meaning.POSTCODE: "code postal d'une seule commune",
    Meaning.OLD_NAME: "ancien nom ou ancien code",
    Meaning.MISSPELLING: "orthographe approchée",
    Meaning.BY_HAND: "décision notée à la main",
}
_BARE_NUMBERS: Final[Mapping[BareNumbers, str]] = {
    BareNumbers.CODE: "lus comme codes INSEE",
    BareNumbers.POSTCODE: "lus comme codes postaux",
    BareNumbers.UNDECIDED: "laissés de côté s'ils désignent plusieurs communes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNote:
    """One way in which answers named their commune."""

    text: str
    num_answers: int
    """Not for people to read below :data:`MIN_SHOWN`."""
    communes: tuple[str, ...]
    """Names and codes that it was taken for, or may mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of every answer of a raw export."""

    source: str
    survey_path: Path
    trace_path: Path
    """Line by line, what became of each answer."""
    mapping_path: Path
    is_new_mapping: bool
    """The mapping was proposed by this import, and is worth a look."""
    fates: tuple[tuple[Fate, int], ...]
    """Answers of every fate; they add up to the rows of the export."""
    meanings: tuple[tuple[Meaning, int], ...]
    """Answers kept, by how their commune was recognised."""
    bare_numbers: BareNumbers
    num_bare_numbers: int
    """Answers kept whose commune is five digits that are also a code of another commune."""
    misspelt: tuple[TextNote, ...]
    ambiguous: tuple[TextNote, ...]
    unknown: tuple[TextNote, ...]
    elsewhere: tuple[TextNote, ...]
    remarks: tuple[str, ...]

    @property
    def num_answers(self) -> int:
        """Rows of the export."""
        return sum(number for _, number in self.fates)


def note_texts(
    answers: pd.DataFrame, recognised: Mapping[str, Recognition], index: CommuneIndex, fate: Fate
) -> tuple[TextNote, ...]:
    """Texts of the communes of a fate, in their alphabetical order."""
    texts = answers.loc[answers["fate"] == fate, "commune_text"]
    return _notes(texts, recognised, index)


def note_misspelt(
    answers: pd.DataFrame, recognised: Mapping[str, Recognition], index: CommuneIndex
) -> tuple[TextNote, ...]:
    """Texts of kept answers that name a commune a few letters off."""
    is_misspelt = (answers["fate"] == Fate.KEPT) & (answers["meaning"] == Meaning.MISSPELLING)
    return _notes(answers.loc[is_misspelt, "commune_text"], recognised, index)


def format_report(report: ImportReport, *, hide_few: bool = False) -> str:
    """Write a report as French text, one line a fact.

    With ``hide_few``, for places that answers must not reach: no number below :data:`MIN_SHOWN`,
    none that such a number could be told from, and no text that fewer people wrote.
    """
    fates = _in_order(report.fates)
    hidden = _hide([number for _, number in fates], hide_few=hide_few)
    lines = [f"{report.source} : {_count(report.num_answers, 'réponse', 'réponses')}"]
    lines += [
        f"  {_count(number, *_FATES[fate], is_hidden=at in hidden)}"
        for at, (fate, number) in enumerate(fates)
    ]
    lines.append("Communes des réponses gardées, reconnues par :")
    hidden = _hide([number for _, number in report.meanings], hide_few=hide_few)
    lines += [
        f"  {_MEANINGS[meaning]} : {_HIDDEN if at in hidden else _number(number)}"
        for at, (meaning, number) in enumerate(report.meanings)
    ]
    if report.num_bare_numbers and not (hide_few and report.num_bare_numbers < MIN_SHOWN):
        lines.append(
            f"  dont {_number(report.num_bare_numbers)} nombres à la fois code INSEE et code "
            f"postal, {_BARE_NUMBERS[report.bare_numbers]}"
        )
    for title, notes, sign in (
        ("Orthographe approchée, à vérifier :", report.misspelt, " → "),
        ("Communes ambiguës, jamais devinées :", report.ambiguous, " : peut-être "),
        ("Communes non reconnues :", report.unknown, " : peut-être "),
        ("Venus d'ailleurs :", report.elsewhere, ""),
    ):
        lines += _note_lines(title, notes, sign, hide_few=hide_few)
    if report.ambiguous or report.unknown:
        lines.append(
            f"Pour trancher, ajoutez ces textes sous [communes] dans {report.mapping_path.name}."
        )
    lines += report.remarks
    if report.is_new_mapping:
        lines.append(
            f"{report.mapping_path.name} vient d'être proposé : relisez-le ; il servira au "
            "prochain import."
        )
    else:
        lines.append(f"{report.mapping_path.name} a été relu.")
    lines.append(
        f"Écrit : {report.survey_path.name} ; le sort de chaque ligne : {report.trace_path.name}."
    )
    return "\n".join(lines) + "\n"


def often_written(notes: tuple[TextNote, ...]) -> tuple[TextNote, ...]:
    """Texts that at least :data:`MIN_SHOWN` people wrote."""
    return tuple(note for note in notes if note.num_answers >= MIN_SHOWN)


def _note_lines(title: str, notes: tuple[TextNote, ...], sign: str, *, hide_few: bool) -> list[str]:
    if not notes:
        return []
    shown = often_written(notes) if hide_few else notes
    lines = [title, *(f"  {_note(note, sign)}" for note in shown)]
    if len(shown) < len(notes):
        lines.append(f"  textes de moins de {MIN_SHOWN} réponses, non montrés")
    return lines


def _hide(numbers: list[int], *, hide_few: bool) -> set[int]:
    """Positions not to show: of small numbers and, of one alone, of the next, as sums tell it."""
    hidden = {at for at, number in enumerate(numbers) if hide_few and 0 < number < MIN_SHOWN}
    others = [at for at, number in enumerate(numbers) if number >= MIN_SHOWN]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda at: numbers[at]))
    return hidden


def _in_order(fates: tuple[tuple[Fate, int], ...]) -> list[tuple[Fate, int]]:
    counted = dict(fates)
    return [(fate, counted.get(fate, 0)) for fate in _FATES]


def _note(note: TextNote, sign: str) -> str:
    taken_for = f"{sign}{', '.join(note.communes)}" if note.communes else ""
    shown = _number(note.num_answers) if note.num_answers >= MIN_SHOWN else f"< {MIN_SHOWN}"
    return f"« {' '.join(note.text.split())} »{taken_for} ({shown} réponses)"


def _notes(
    texts: pd.Series, recognised: Mapping[str, Recognition], index: CommuneIndex
) -> tuple[TextNote, ...]:
    return tuple(
        TextNote(
            text=text,
            num_answers=number,
            communes=tuple(
                f"{index.names[code]} ({code})"
                for code in (*filter(None, [recognised[text].code]), *recognised[text].candidates)
            ),
        )
        for text, number in sorted(Counter(texts.tolist()).items())
    )


def _count(number: int, one: str, many: str, *, is_hidden: bool = False) -> str:
    if is_hidden:
        return f"{many} : {_HIDDEN}"
    return f"{_number(number)} {many if number > 1 else one}"


def _number(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
