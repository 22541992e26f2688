"""Which commune an answer means: by code, name, postcode, old name or a close misspelling.

Nothing is guessed: what fits two communes equally, or none well, is left to the coordinator.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.commune_names import drop_articles, fold_name
from geodata.survey_import.french_towns import CHEFS_LIEUX

MIN_EVIDENCE: Final = 30
"""Numbers that mean one thing only, before the others of the file are read the same way."""
_MARGIN: Final = 2
"""How many letters the second best name must be further away than the best."""
_MAX_SHOWN: Final = 5
_CODE: Final = re.compile(r"(?<![0-9A-Z])(?:[0-9]{5}|2[AB][0-9]{3})(?![0-9A-Z])")
_SPLIT_CODE: Final = re.compile(r"(?<![0-9])([0-9]{2})\s([0-9]{3})(?![0-9])")
_DEPARTMENT: Final = re.compile(r"\(\s*(2[AB]|[0-9]{2,3})\s*\)")


class Meaning(StrEnum):
    """How a text was understood; the values from ``ELSEWHERE`` on give no commune."""

    CODE = "code"
    NAME = "name"
    SPELLING = "spelling"
    POSTCODE_NAME = "postcode_name"
    POSTCODE = "postcode"
    OLD_NAME = "old_name"
    MISSPELLING = "misspelling"
    BY_HAND = "by_hand"
    ELSEWHERE = "elsewhere"
    BLANK = "blank"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class BareNumbers(StrEnum):
    """What five digits alone mean where they are a code of one commune and a postcode of others."""

    CODE = "code_insee"
    POSTCODE = "code_postal"
    UNDECIDED = "indecis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a text that names a commune was taken for."""

    meaning: Meaning
    code: str = ""
    """INSEE code; empty where no commune is certain."""
    candidates: tuple[str, ...] = ()
    """Codes that it may mean, where no commune is certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneIndex:
    """The communes of a territory, by everything that people may call them."""

    names: Mapping[str, str]
    """Name of each commune by its code."""
    postcodes: Mapping[str, frozenset[str]]
    """Codes of the communes of each postcode."""
    old_codes: Mapping[str, str]
    """Code of today's commune by the code of a former one."""
    spellings: tuple[Mapping[str, frozenset[str]], ...]
    """Codes by folded name, then by folded name without articles."""
    old_spellings: tuple[Mapping[str, frozenset[str]], ...]
    departments: frozenset[str]
    elsewhere: frozenset[str] = field(default=frozenset())
    """Folded names of places outside the territory."""


def build_index(
    communes: Iterable[tuple[str, str, str]], old: Iterable[tuple[str, str, str]] = ()
) -> CommuneIndex:
    """Index communes given as (code, name, postcodes), and former ones as (code, name, code now).

    A former commune may lack its code or its name.
    """
    present = sorted(communes)
    former = sorted(old)
    names = {code: name for code, name, _ in present}
    return CommuneIndex(
        names=names,
        postcodes=_gather(
            (postcode, code) for code, _, texts in present for postcode in _CODE.findall(texts)
        ),
        old_codes={was: now for was, _, now in former if was and was not in names},
        spellings=_spellings((name, code) for code, name, _ in present),
        old_spellings=_spellings((name, now) for _, name, now in former if name),
        departments=frozenset(map(_department, names)),
        elsewhere=frozenset(map(fold_name, CHEFS_LIEUX)),
    )


def judge_bare_numbers(texts: Iterable[str], index: CommuneIndex) -> BareNumbers:
    """Find out from a whole file whether people were asked for INSEE codes or for postcodes.

    The numbers that can be but one of the two must all be of one kind, and at least
    :data:`MIN_EVIDENCE`.
    """
    numbers = [text for text in map(_tight, texts) if _CODE.fullmatch(text)]
    is_code = [number in index.names or number in index.old_codes for number in numbers]
    is_postcode = [number in index.postcodes for number in numbers]
    codes = sum(c and not p for c, p in zip(is_code, is_postcode, strict=True))
    postcodes = sum(p and not c for c, p in zip(is_code, is_postcode, strict=True))
    if codes >= MIN_EVIDENCE and not postcodes:
        return BareNumbers.CODE
    if postcodes >= MIN_EVIDENCE and not codes:
        return BareNumbers.POSTCODE
    return BareNumbers.UNDECIDED


def names_from_elsewhere(texts: Iterable[str], index: CommuneIndex) -> frozenset[str]:
    """Folded names that some answers give with the postcode of another département."""
    found = set()
    for text in texts:
        number, name = _split(text)
        if number and _is_foreign(number, index) and name and not _lookup(index.spellings, name):
            found.add(name)
    return frozenset(found)


def recognise(text: str, index: CommuneIndex, *, bare_numbers: BareNumbers) -> Recognition:
    """Find the one commune that a text means, or say why there is none."""
    if not text.strip():
        return Recognition(meaning=Meaning.BLANK)
    number, name = _split(text)
    if number and name:
        return _by_number_and_name(text, number, name, index)
    if number:
        return _by_number(number, index, bare_numbers)
    return _by_name(text, name, index) if name else Recognition(meaning=Meaning.UNKNOWN)


def _by_number(number: str, index: CommuneIndex, bare_numbers: BareNumbers) -> Recognition:
    of_code = {index.old_codes.get(number, number)}.intersection(index.names)
    of_postcode = index.postcodes.get(number, frozenset())
    if of_code and of_postcode and of_code != of_postcode:
        if bare_numbers is BareNumbers.UNDECIDED:
            return _uncertain(Meaning.AMBIGUOUS, sorted(of_code | of_postcode))
        if bare_numbers is BareNumbers.POSTCODE:
            of_code = set()
    if of_code:
        meaning = Meaning.CODE if number in index.names else Meaning.OLD_NAME
        return Recognition(meaning=meaning, code=of_code.pop())
    if len(of_postcode) == 1:
        return Recognition(meaning=Meaning.POSTCODE, code=next(iter(of_postcode)))
    if of_postcode:
        return _uncertain(Meaning.AMBIGUOUS, sorted(of_postcode))
    return Recognition(meaning=Meaning.ELSEWHERE if _is_foreign(number, index) else Meaning.UNKNOWN)


def _by_number_and_name(text: str, number: str, name: str, index: CommuneIndex) -> Recognition:
    near = index.postcodes.get(number, frozenset()) | {index.old_codes.get(number, number)}
    near = near.intersection(index.names)
    named = _lookup(index.spellings, name)
    former = _lookup(index.old_spellings, name)
    if not near:
        return _by_name_after_all(text, number, name, index)
    for codes, meaning in (
        (named & near, Meaning.POSTCODE_NAME),
        (former & near, Meaning.OLD_NAME),
        (_longer_names(name, near, index), Meaning.POSTCODE_NAME),
    ):
        if len(codes) == 1:
            return Recognition(meaning=meaning, code=next(iter(codes)))
    if named or former or name in index.elsewhere:  # number and name contradict each other
        return _uncertain(
            Meaning.AMBIGUOUS, [*sorted(named | former), *sorted(near - named - former)]
        )
    close = _misspelt(name, index)
    if close.code in near:
        return close
    return _uncertain(Meaning.UNKNOWN, close.candidates or [close.code] * bool(close.code))


def _by_name_after_all(text: str, number: str, name: str, index: CommuneIndex) -> Recognition:
    """A number of no commune of ours: a CEDEX or a second postcode, or an address elsewhere."""
    if not _is_foreign(number, index):
        return _by_name(text, name, index)
    named = _lookup(index.spellings, name) | _lookup(index.old_spellings, name)
    if named:
        return _uncertain(Meaning.AMBIGUOUS, sorted(named))
    return Recognition(meaning=Meaning.ELSEWHERE)


def _by_name(text: str, name: str, index: CommuneIndex) -> Recognition:
    named, former = _lookup(index.spellings, name), _lookup(index.old_spellings, name)
    stated = _DEPARTMENT.search(text.upper())
    if stated and stated[1] not in index.departments:
        return Recognition(meaning=Meaning.ELSEWHERE)
    is_exact = text.strip() in {index.names[code] for code in named}
    for codes, meaning in (
        (named, Meaning.NAME if is_exact else Meaning.SPELLING),
        (former, Meaning.OLD_NAME),
    ):
        if len(codes) == 1:
            return Recognition(meaning=meaning, code=next(iter(codes)))
        if codes:
            return _uncertain(Meaning.AMBIGUOUS, sorted(codes))
    longer = _longer_names(name, index.names, index)
    if longer:  # « Saint-Pierre »: even where one name alone goes on so, it may mean another place
        return _uncertain(Meaning.AMBIGUOUS, sorted(longer))
    if name in index.elsewhere:
        return Recognition(meaning=Meaning.ELSEWHERE)
    return _misspelt(name, index)


def _misspelt(name: str, index: CommuneIndex) -> Recognition:
    """The name a few letters away, if no other commune or foreign town is nearly as close."""
    known = {
        **dict.fromkeys(index.elsewhere, ("",)),
        **{spelling: tuple(codes) for spelling, codes in index.old_spellings[0].items()},
        **{spelling: tuple(codes) for spelling, codes in index.spellings[0].items()},
    }
    allowed = _max_letters(name)
    found = process.extract(
        name, sorted(known), scorer=OSA.distance, score_cutoff=allowed + _MARGIN, limit=None
    )
    nearest: dict[str, int] = {}
    for spelling, letters, _ in found:
        for code in known[spelling]:
            nearest[code] = min(letters, nearest.get(code, letters))
    ranked = sorted(nearest.items(), key=lambda pair: (pair[1], pair[0]))
    if not ranked or ranked[0][1] > allowed:
        return Recognition(meaning=Meaning.UNKNOWN)
    best, letters = ranked[0]
    if best and (len(ranked) == 1 or ranked[1][1] >= letters + _MARGIN):
        return Recognition(meaning=Meaning.MISSPELLING, code=best)
    close = [code for code, distance in ranked if distance < letters + _MARGIN and code]
    return _uncertain(Meaning.AMBIGUOUS if close else Meaning.UNKNOWN, close)


def _max_letters(name: str) -> int:
    """Letters that may differ: none in the shortest names, where each makes another word."""
    return next(
        letters for length, letters in ((16, 3), (9, 2), (5, 1), (0, 0)) if len(name) >= length
    )


def _longer_names(name: str, codes: Iterable[str], index: CommuneIndex) -> frozenset[str]:
    """Communes whose name begins with these words and goes on."""
    start = f"{drop_articles(name)} "
    return frozenset(
        code for code in codes if drop_articles(fold_name(index.names[code])).startswith(start)
    )


def _lookup(spellings: tuple[Mapping[str, frozenset[str]], ...], name: str) -> frozenset[str]:
    """Codes of a folded name: as it is, else without articles."""
    whole, bare = spellings
    return whole.get(name) or bare.get(drop_articles(name)) or frozenset()


def _uncertain(meaning: Meaning, codes: Sequence[str]) -> Recognition:
    return Recognition(meaning=meaning, candidates=tuple(codes[:_MAX_SHOWN]))


def _split(text: str) -> tuple[str, str]:
    """The number of five that a text holds, and the rest as a folded name; either may be empty."""
    tight = _tight(text)
    number = _CODE.search(tight)
    if number is None:
        return "", fold_name(tight)
    return number[0], fold_name(f"{tight[: number.start()]} {tight[number.end() :]}")


def _tight(text: str) -> str:
    return _SPLIT_CODE.sub(r"\1\2", text).strip()


def _is_foreign(number: str, index: CommuneIndex) -> bool:
    """A number of another département than those of the territory, and none of its postcodes."""
    own = {
        department[:2].replace("2A", "20").replace("2B", "20") for department in index.departments
    }
    known = number in index.postcodes or number in index.names or number in index.old_codes
    is_own = _department(number) in index.departments or (
        number[:2] in own and not number.startswith("97")
    )
    return not known and not is_own


def _department(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:2]


def _spellings(
    names: Iterable[tuple[str, str]],
) -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    folded = [(fold_name(name), code) for name, code in names]
    return _gather(folded), _gather((drop_articles(name), code) for name, code in folded)


def _gather(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    gathered: dict[str, set[str]] = {}
    for key, code in pairs:
        gathered.setdefault(key, set()).add(code)
    return {key: frozenset(codes) for key, codes in gathered.items()}
