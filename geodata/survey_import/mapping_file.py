"""survey_mapping.toml: a mapping that people can read and correct."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError
from tomlkit.items import Table

from geodata.column_rules import shown
from geodata.errors import Fault, TerritoryError
from geodata.files import write_atomically
from geodata.survey_import.communes import BareNumbers
from geodata.survey_import.mapping import AUTO, COLUMNS, THEMES, UNDECIDED, WORDS, SurveyMapping

MAPPING_FILE: Final = "survey_mapping.toml"
_HEADER: Final = """\
Comment lire l'export de l'enquête. Ce fichier est relu à chaque import : corrigez-le à la main.
Ce qui suit un # est une explication ; les textes s'écrivent entre guillemets."""
_COLUMNS_NOTE: Final = (
    "Nom de la colonne de l'export pour chaque question ; \"\" s'il n'y en a pas."
)
_THEMES_NOTE: Final = "Colonnes cochées pour chaque thème d'aide (facultatif)."
_THEMES_GUESSED: Final = (
    "Ordre supposé, car les codes de l'export ne disent pas le thème : à vérifier."
)
_VALUES_NOTE: Final = """\
« texte de l'export » = « notre mot » ; "" si la réponse ne dit rien.
Remplacez chaque "?" : tant qu'il en reste un, l'import s'arrête."""
_COMMUNES_NOTE: Final = """\
Communes décidées à la main : « texte de l'export » = « code INSEE », ou "ailleurs".
Exemple : "Cognac" = "ailleurs"."""
_NUMBERS_NOTE: Final = """\
Cinq chiffres seuls peuvent être un code INSEE ou un code postal, de communes différentes.
"code_insee" ou "code_postal" tranche ; "indecis" les laisse de côté ;
"auto" tranche si tous les autres nombres du fichier sont d'une seule sorte."""


def write_mapping(mapping: SurveyMapping, path: Path) -> None:
    """Write a mapping as commented TOML, whole or not at all."""
    write_atomically(path, format_mapping(mapping))


def format_mapping(mapping: SurveyMapping) -> str:
    """Write a mapping as commented TOML text."""
    document = tomlkit.document()
    _comment(document, _HEADER)
    document.add("columns", _columns_table(mapping))
    values = tomlkit.table(is_super_table=True)
    for ours, allowed in WORDS.items():
        table = tomlkit.table()
        _comment(table, _VALUES_NOTE)
        _comment(table, f"Nos mots : {', '.join(allowed) or 'un nombre de minutes'}.")
        for text, word in mapping.words.get(ours, {}).items():
            table.add(text, word)
        values.add(ours, table)
    document.add("values", values)
    themes = tomlkit.table()
    _comment(themes, _THEMES_NOTE)
    if mapping.themes_are_guessed:
        _comment(themes, _THEMES_GUESSED)
    for theme in THEMES:
        themes.add(theme, mapping.themes.get(theme, ""))
    document.add("themes", themes)
    communes = tomlkit.table()
    _comment(communes, _COMMUNES_NOTE)
    for text, code in mapping.communes.items():
        communes.add(text, code)
    document.add("communes", communes)
    numbers = tomlkit.table()
    _comment(numbers, _NUMBERS_NOTE)
    numbers.add("meaning", mapping.bare_numbers)
    document.add("bare_numbers", numbers)
    return tomlkit.dumps(document)


def read_mapping(path: Path) -> SurveyMapping:
    """Read a mapping file; what is absent is empty.

    Raises
    ------
    TerritoryError
        With every fault: the text is no TOML, or holds names or words that are not ours.
    """
    content = _parse(path)
    faults: list[Fault] = []
    sections = {
        name: _texts(content.pop(name, {}), (name,), faults, file=path.name)
        for name in ("columns", "themes", "communes", "bare_numbers")
    }
    raw_values = content.pop("values", {})
    values = {
        ours: _texts(texts, ("values", ours), faults, file=path.name)
        for ours, texts in (raw_values.items() if isinstance(raw_values, dict) else ())
    }
    known = (("columns", COLUMNS), ("themes", THEMES), ("bare_numbers", ("meaning",)))
    unknown = [f"[{name}]" for name in content]
    unknown += [f"[values.{name}]" for name in values if name not in WORDS]
    unknown += [
        f"[{name}] {key}" for name, keys in known for key in sections[name] if key not in keys
    ]
    faults += [
        _fault(path.name, f"« {name} » n'est pas connu", "Corrigez le nom ou retirez-le.")
        for name in unknown
    ]
    faults += _wrong_words(values, file=path.name)
    numbers = sections["bare_numbers"].get("meaning", AUTO)
    choices = (AUTO, *BareNumbers)
    if numbers not in choices:
        faults.append(
            _fault(
                path.name,
                f"[bare_numbers] : {shown(numbers)} n'est pas une valeur connue",
                f"Écrivez l'une de ces valeurs : {', '.join(choices)}.",
            )
        )
    if faults:
        raise TerritoryError(tuple(faults))
    return SurveyMapping(
        columns=dict.fromkeys(COLUMNS, "") | sections["columns"],
        words={ours: values.get(ours, {}) for ours in WORDS},
        themes={theme: name for theme, name in sections["themes"].items() if name},
        communes=sections["communes"],
        bare_numbers=numbers,
    )


def _columns_table(mapping: SurveyMapping) -> Table:
    table = tomlkit.table()
    _comment(table, _COLUMNS_NOTE)
    for ours, purpose in COLUMNS.items():
        _comment(table, purpose)
        if ours in mapping.doubts:
            _comment(table, f"Plusieurs colonnes possibles : {' | '.join(mapping.doubts[ours])}")
        table.add(ours, mapping.columns.get(ours, ""))
    return table


def _comment(container: tomlkit.TOMLDocument | Table, text: str) -> None:
    for line in text.splitlines():
        container.add(tomlkit.comment(line))


def _parse(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = tomlkit.parse(path.read_text(encoding="utf-8-sig")).unwrap()
    except ParseError as error:
        raise TerritoryError(
            (
                Fault(
                    file=path.name,
                    row=error.line,
                    message="la ligne n'est pas lisible, ou répète un texte déjà traduit",
                    remedy='Écrivez chaque ligne une fois, sous la forme "texte" = "mot".',
                ),
            )
        ) from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise TerritoryError(
            (
                _fault(
                    path.name,
                    f"le fichier n'est pas lisible ({' '.join(str(error).split())})",
                    "Corrigez-le, ou effacez-le pour qu'un nouveau soit proposé.",
                ),
            )
        ) from error
    return content


def _texts(
    section: object, names: tuple[str, ...], faults: list[Fault], *, file: str
) -> dict[str, str]:
    if not isinstance(section, dict):
        faults.append(
            _fault(file, f"« {'.'.join(names)} » doit être une section", "Écrivez-la entre [ ].")
        )
        return {}
    texts = {}
    for key, value in section.items():
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            texts[str(key)] = str(value).strip() if names[0] != "columns" else str(value)
        else:
            faults.append(
                _fault(
                    file,
                    f"[{'.'.join(names)}] {shown(str(key))} n'a pas pour valeur un texte",
                    "Écrivez la valeur entre guillemets.",
                )
            )
    return texts


def _wrong_words(values: Mapping[str, Mapping[str, str]], *, file: str) -> list[Fault]:
    return [
        _fault(
            file,
            f"[values.{ours}] {shown(text)} : {shown(word)} n'est pas l'un de nos mots",
            f'Écrivez l\'un de ces mots : {", ".join(WORDS[ours])}, ou "".'
            if WORDS[ours]
            else 'Écrivez un nombre de minutes, ou "".',
        )
        for ours, texts in values.items()
        if ours in WORDS
        for text, word in texts.items()
        if word not in ("", UNDECIDED)
        and (word not in WORDS[ours] if WORDS[ours] else not word.isdecimal())
    ]


def _fault(file: str, message: str, remedy: str) -> Fault:
    return Fault(file=file, message=message, remedy=remedy)
