"""What a cell may hold: rules over a column of text, each with its French explanation.

Every rule but :func:`filled` lets an empty cell pass, so that one slip gives one fault.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geodata.errors import Fault
from geodata.hours import hours_fault
from geodata.suggestions import suggest
from geodata.tables import parse_dates, parse_numbers
from geodata.weekdays import parse_weekdays

MAX_LISTED: Final = 20
"""Rows named one by one before « et N autres lignes »."""
_MAX_SHOWN: Final = 60
_FORBIDDEN_IN_IDS: Final = r"[/\\\x00-\x1f\x7f]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that every cell of a column must satisfy."""

    holds: Callable[[pd.Series], pd.Series]
    """Column of text to column of booleans, same index."""
    message: Callable[[str], str]
    """What is wrong with a cell, from its text."""
    remedy: str


def shown(value: str) -> str:
    """Text of a cell as a message shows it: one line, quoted, cut when long."""
    line = " ".join(value.split())
    return f"« {line if len(line) <= _MAX_SHOWN else line[: _MAX_SHOWN - 1] + '…'} »"


def row_faults(
    messages: Iterable[tuple[int, str]], *, file: str, column: str, remedy: str
) -> list[Fault]:
    """Faults of one kind, one a row; beyond :data:`MAX_LISTED` the rest is only counted."""
    ordered = sorted(messages)
    faults = [
        Fault(file=file, row=line, column=column, message=message, remedy=remedy)
        for line, message in ordered[:MAX_LISTED]
    ]
    rest = len(ordered) - MAX_LISTED
    if rest > 0:
        others = "1 autre ligne a" if rest == 1 else f"{rest} autres lignes ont"
        faults.append(
            Fault(file=file, column=column, message=f"et {others} le même défaut", remedy=remedy)
        )
    return faults


def filled() -> Rule:
    """The cell is not blank."""
    return Rule(
        holds=lambda texts: texts.str.strip() != "",
        message=lambda _: "la case est vide",
        remedy="Remplissez la case.",
    )


def unique() -> Rule:
    """No cell above says the same."""
    return Rule(
        holds=lambda texts: ~texts.duplicated() | (texts == ""),
        message=lambda value: f"{shown(value)} figure déjà plus haut dans le fichier",
        remedy="Gardez une seule ligne, ou donnez un identifiant différent à chacune.",
    )


def id_text() -> Rule:
    """An id that can stand in a file name."""
    return Rule(
        holds=lambda texts: ~texts.str.contains(_FORBIDDEN_IN_IDS, regex=True).astype(bool),
        message=lambda value: f"l'identifiant {shown(value)} contient un caractère interdit",
        remedy="N'utilisez ni barre oblique ni retour à la ligne dans un identifiant.",
    )


def commune_code() -> Rule:
    """An INSEE code: five characters, digits or capitals (2A, 2B)."""

    def message(value: str) -> str:
        if value.isdigit() and len(value) == 4:  # noqa: PLR2004 - a code of five less its zero
            return f"le code {shown(value)} a perdu son zéro de tête"
        return f"{shown(value)} n'est pas un code INSEE de commune"

    return Rule(
        holds=lambda texts: _matches(texts, "[0-9A-Z]{5}"),
        message=message,
        remedy="Écrivez les cinq caractères du code INSEE (ex. 01004), colonne au format texte.",
    )


def one_of(words: Iterable[str]) -> Rule:
    """One of a few words, in lower or upper case."""
    allowed = tuple(words)
    return Rule(
        holds=lambda texts: texts.str.lower().isin([*allowed, ""]),
        message=lambda value: (
            f"{shown(value)} n'est pas une valeur connue{suggest(value, allowed)}"
        ),
        remedy=f"Écrivez l'une de ces valeurs : {', '.join(allowed)}.",
    )


def number() -> Rule:
    """A number, decimal comma or point."""
    return Rule(
        holds=lambda texts: parse_numbers(texts).notna() | (texts == ""),
        message=lambda value: f"{shown(value)} n'est pas un nombre",
        remedy="Écrivez un nombre seul, sans unité ni texte.",
    )


def whole() -> Rule:
    """A number without decimals."""
    return Rule(
        holds=lambda texts: parse_numbers(texts).pipe(lambda n: n.isna() | (n == n.round())),
        message=lambda value: f"{shown(value)} n'est pas un nombre entier",
        remedy="Écrivez un nombre entier, sans virgule ni point.",
    )


def not_negative() -> Rule:
    """Zero or more."""
    return Rule(
        holds=lambda texts: ~(parse_numbers(texts) < 0),
        message=lambda value: f"{shown(value)} est négatif",
        remedy="Écrivez un nombre positif ou nul.",
    )


def within(low: float, high: float, *, remedy: str) -> Rule:
    """A number from ``low`` to ``high``, both included."""
    return Rule(
        holds=lambda texts: parse_numbers(texts).pipe(
            lambda n: n.isna() | n.between(low, high, inclusive="both")
        ),
        message=lambda value: f"{shown(value)} n'est pas compris entre {low:g} et {high:g}",
        remedy=remedy,
    )


def day_date() -> Rule:
    """A date that exists."""
    return Rule(
        holds=lambda texts: parse_dates(texts).notna() | (texts == ""),
        message=lambda value: f"{shown(value)} n'est pas une date",
        remedy="Écrivez la date AAAA-MM-JJ ou JJ/MM/AAAA, d'un jour qui existe.",
    )


def weekdays() -> Rule:
    """Working days such as ``Mo-Fr`` or ``lu,ma,je``."""

    def is_readable(text: str) -> bool:
        try:
            parse_weekdays(text)
        except ValueError:
            return text == ""  # another rule asks for what may not be empty
        return True

    return Rule(
        holds=lambda texts: texts.map(is_readable).astype(bool),
        message=lambda value: f"{shown(value)} n'est pas une liste de jours",
        remedy="Écrivez par exemple Mo-Fr ou Mo,Tu,Th,Fr (ou lu-ve, ou lu,ma,je,ve).",
    )


def opening_hours() -> Rule:
    """OSM opening hours."""
    return Rule(
        holds=lambda texts: texts.map(lambda text: not text or hours_fault(text) is None).astype(
            bool
        ),
        message=lambda value: hours_fault(value) or f"{shown(value)} n'est pas un horaire lisible",
        remedy="Écrivez par exemple « Mo-Fr 09:00-12:00,14:00-17:00 » (syntaxe OpenStreetMap ; "
        "après minuit : 22:00-26:00), ou laissez la case vide si l'horaire est inconnu.",
    )


def siret() -> Rule:
    """A number of the Sirene register: 14 digits, spaces between them allowed."""
    return Rule(
        holds=lambda texts: _matches(texts.str.replace(r"\s", "", regex=True), "[0-9]{14}"),
        message=lambda value: f"{shown(value)} n'est pas un SIRET",
        remedy="Écrivez les 14 chiffres du SIRET, colonne au format texte, ou laissez vide.",
    )


def _matches(texts: pd.Series, pattern: str) -> pd.Series:
    return texts.str.fullmatch(pattern).astype(bool) | (texts == "")
