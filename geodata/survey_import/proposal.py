"""A first mapping for a raw export, from the words in its header and in its cells."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from geodata.commune_names import fold
from geodata.survey_import.mapping import COLUMNS, THEMES, UNDECIDED, WORDS, SurveyMapping
from geodata.tables import parse_numbers

_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    # What a folded header looks like, the surest form first.
    "respondent_id": (r"(respondent )?id|identifiant", r"id de la reponse|(response|reponse) id"),
    "submitted": (r"submitdate", r"(date|heure).*(soumission|envoi|validation)", r"horodat.*|date"),
    "postcode": (r"code postal|cp|postcode", r".*\bcode postal\b.*"),
    "commune": (r"commune", r".*\bcommune\b.*", r".*\b(ville|residence|habite[zr]?)\b.*"),
    "age_band": (r"(tranche d )?age|age band", r".*\b(ages?|annee de naissance)\b.*"),
    "sex": (r"sexe?|genre", r".*\b(sexe|genre|vous etes)\b.*"),
    "needs_help": (r"aide|needs help", r".*\b(aide[rs]?|accompagne\w*|besoins?)\b.*"),
    "uses_internet": (r"internet|uses internet", r".*\b(internet|connecte\w*|numerique)\b.*"),
    "max_travel_minutes": (r"max travel minutes", r".*\b(minutes?|trajet|deplacer|temps)\b.*"),
    "preferred_place": (r"lieu|preferred place", r".*\b(lieux?|endroit|ou souhait\w+)\b.*"),
}
_PLACES: Final = (
    ("mairie", r"\bmairies?\b"),
    ("mediatheque", r"\b(media|biblio)theques?\b"),
    ("france_services", r"\bfrance services?\b|\bmsap\b|\bmaison (de|france) services?\b"),
    ("association", r"\bassociati\w+|\bcentre social\b"),
    ("domicile", r"\bdomicile\b|\bchez (moi|vous|soi)\b"),
    ("autre", r"^autres?\b"),
)
_THEME_WORDS: Final = {
    "messagerie": "messagerie|mail|courriel",
    "demarches_administratives": "demarche|administrati",
    "bureautique": "bureautique|traitement de texte",
    "emploi": "emploi",
    "scolarite_enfants": "scolarite|enfant|ecole",
    "securite": "securite|arnaque",
    "smartphone": "smartphone|telephone|tablette",
}
_THEME_HEADER: Final = re.compile(r"^themes?\b.*")
_THEME_CODE: Final = re.compile(r".*\bsq0*([0-9]+)$")
_SINGLE_AGES: Final = ((75, "75+"), (60, "60-74"), (30, "30-59"), (15, "15-29"))
_MAX_AGE: Final = 120
_MIN_KNOWN_SHARE: Final = 0.5
_MAX_WORDS: Final = 200
"""Distinct cells beyond which a column is free text or a number, and no list of choices."""


def propose_mapping(table: pd.DataFrame) -> SurveyMapping:
    """Propose how to read a raw export, given as text by :func:`geodata.tables.read_table`.

    A column is chosen by its header, and only if half of its words are understood; where several
    fit equally none is chosen. Words that are not understood stand as :data:`UNDECIDED`.
    """
    columns, doubts = _choose_columns(table)
    themes, are_guessed = _choose_themes(
        [name for name in table.columns.tolist() if name not in columns.values()]
    )
    return SurveyMapping(
        columns=columns,
        words={
            ours: propose_words(table[columns[ours]], ours) if columns[ours] else {}
            for ours in WORDS
        },
        themes=themes,
        doubts=doubts,
        themes_are_guessed=are_guessed,
    )


def guess_word(text: str, ours: str) -> str:
    """Our word for a cell of a column, :data:`UNDECIDED` where it is not certain."""
    return _GUESSES[ours](fold(text.replace("+", " et plus "))) or UNDECIDED


def _choose_columns(table: pd.DataFrame) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    chosen = dict.fromkeys(COLUMNS, "")
    doubts: dict[str, tuple[str, ...]] = {}
    headers = {name: fold(name) for name in dict.fromkeys(table.columns) if name}
    is_single = table.columns.value_counts() == 1
    for ours, patterns in _HEADERS.items():
        free = [name for name in headers if is_single[name] and name not in chosen.values()]
        for pattern in patterns:
            fits = [
                name
                for name in free
                if re.fullmatch(pattern, headers[name])
                and not _THEME_HEADER.match(headers[name])
                and _is_understood(table[name], ours)
            ]
            if len(fits) == 1:
                chosen[ours] = fits[0]
            elif fits:
                doubts[ours] = tuple(fits)
            if fits:
                break
    return chosen, doubts


def _choose_themes(names: list[str]) -> tuple[dict[str, str], bool]:
    asked = [name for name in names if _THEME_HEADER.match(fold(name))]
    themes = {}
    for theme, words in _THEME_WORDS.items():
        fits = [name for name in asked if re.search(words, fold(name))]
        if len(fits) == 1:
            themes[theme] = fits[0]
    if themes:
        return themes, False
    codes = {int(code[1]): name for name in asked if (code := _THEME_CODE.match(fold(name)))}
    if sorted(codes) != list(range(1, len(THEMES) + 1)):
        return {}, False
    return {theme: codes[number] for number, theme in enumerate(THEMES, start=1)}, True


def _is_understood(texts: pd.Series, ours: str) -> bool:
    if ours not in WORDS:
        return True
    words = _distinct(texts)
    known = sum(guess_word(word, ours) != UNDECIDED for word in words)
    return bool(words) and known >= _MIN_KNOWN_SHARE * len(words)


def propose_words(texts: pd.Series, ours: str) -> dict[str, str]:
    """Our word for every text of a column, :data:`UNDECIDED` where it is not certain."""
    words = _distinct(texts)
    if ours == "max_travel_minutes":  # plain numbers need no dictionary
        words = [word for word in words if parse_numbers(pd.Series([word])).isna().all()]
    return {word: guess_word(word, ours) for word in words}


def _distinct(texts: pd.Series) -> list[str]:
    words = sorted({text.strip() for text in texts} - {""})
    return words[:_MAX_WORDS]


def _guess_age_band(text: str) -> str:
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    if len(numbers) == 2:  # noqa: PLR2004 - from and to
        band = f"{numbers[0]}-{numbers[1]}"
        return band if band in WORDS["age_band"] else ""
    if len(numbers) != 1:
        return ""
    (age,) = numbers
    if "plus" in text:
        return "75+" if age == 75 else ""  # noqa: PLR2004 - the highest band
    if not re.fullmatch(r"[0-9]+( ans)?", text) or age > _MAX_AGE:
        return ""
    return next((band for lowest, band in _SINGLE_AGES if age >= lowest), "")


def _guess_yes_no(text: str) -> str:
    if re.match(r"(oui|yes|y|vrai)\b", text):
        return "yes"
    return "no" if re.match(r"(non|no|n|faux)\b", text) else ""


def _guess_place(text: str) -> str:
    found = [place for place, words in _PLACES if re.search(words, text)]
    exact = text.replace(" ", "_")
    if exact in WORDS["preferred_place"]:
        return exact
    return found[0] if len(found) == 1 else ""


def _guess_sex(text: str) -> str:
    words = {"femme": "F", "f": "F", "feminin": "F", "homme": "H", "h": "H", "m": "H"}
    return {**words, "masculin": "H", "autre": "X", "x": "X"}.get(text, "")


def _guess_minutes(text: str) -> str:
    numbers = re.findall(r"[0-9]+", text)
    is_open = re.search(r"\b(plus|moins|heures?|h)\b", text)
    return numbers[0] if len(numbers) == 1 and not is_open else ""


_GUESSES: Final[Mapping[str, Callable[[str], str]]] = {
    "age_band": _guess_age_band,
    "sex": _guess_sex,
    "uses_internet": _guess_yes_no,
    "needs_help": _guess_yes_no,
    "preferred_place": _guess_place,
    "max_travel_minutes": _guess_minutes,
}
