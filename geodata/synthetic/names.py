"""Invented French-sounding names, built from syllables; a likeness to a real place is chance."""

from collections.abc import Iterator
from itertools import count
from typing import Final
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

_HEADS: Final = (
    "Aubr Barv Belm Biv Brav Brel Cabr Chav Clav Corv Coul Crov Darn Dorm Drav Esp Falv Fem Flor"
    " Frav Gal Garv Glom Grav Jarn Jov Lamb Larv Lim Lorv Maub Marv Mel Morv Nav Ners Olm Orv Palv"
    " Perv Plan Prav Quer Rav Riv Rouv Sarv Selv Sorv Tal Tarv Torm Trev Urv Valm Verl Viv Vorn Yv"
).split()
_MIDDLES: Final = "a an ar é el en er i il in o ol on or ou u".split()
_TAILS: Final = (
    "bac bert celle court dac don gnac gny lac lay let lière mont nac nay nelle ney nières quin rac"
    " ran ray rigny roux sac say tail teuil trac val vert ville vray zac"
).split()
_SAINTS: Final = (
    "Abrin Auvent Bérol Brivaire Calmin Cyprel Davrien Elvin Fabrel Gauvain Herblon Ivard Jorin"
    " Lauvin Maurlon Mérial Norbin Ozain Pardon Quirel Rivault Romblin Savrin Thibral Urcin Valbrun"
    " Vivrel Ybard"
).split()
_SAINTES: Final = "Albrine Cyprie Elvise Fabrelle Mauriance Norine Radelle Soline Vivrette".split()
_RIVERS: Final = "Vorne Seulve Ardoise-Noire Bralle Doutre Erve-Morte Flaine Gouvre Larne Morge".split()
_FEATURES: Final = "le-Bois les-Marais la-Forêt le-Vieux les-Vignes la-Plaine le-Château".split()
_VOWELS: Final = "AEIOUYÉÈH"


def name_communes(
    rng: np.random.Generator,
    *,
    is_by_sea: npt.NDArray[np.bool_],
    is_by_river: npt.NDArray[np.bool_],
) -> tuple[str, ...]:
    """Give every commune a name of its own; some speak of the sea or the river beside it."""
    names: list[str] = []
    taken: set[str] = set()
    for by_sea, by_river in zip(is_by_sea.tolist(), is_by_river.tolist(), strict=True):
        for attempt in count():
            name = _draw_name(rng, by_sea=by_sea, by_river=by_river, is_long=attempt > 0)
            if _folded(name) not in taken:
                break
        taken.add(_folded(name))
        names.append(name)
    return tuple(names)


def alphabetical(names: tuple[str, ...]) -> list[int]:
    """Positions of the names in French alphabetical order, accents aside."""
    return sorted(range(len(names)), key=lambda position: (_folded(names[position]), position))


def of_place(name: str) -> str:
    """The name after « de »: « du Bois », « des Vignes », « d'Olmac », « de La Plaine »."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    if name[0] in _VOWELS:
        return f"d'{name}"
    return f"de {name}"


def insee_codes(num_communes: int) -> tuple[str, ...]:
    """Ascending codes of five characters whose département (99, 9A to 9Z, XA to XZ) is invented.

    Raises
    ------
    ValueError
        More communes than codes (52,947).
    """
    codes = (f"{prefix}{number:03d}" for prefix in _prefixes() for number in range(1, 1000))
    found = tuple(code for code, _ in zip(codes, range(num_communes), strict=False))
    if len(found) < num_communes:
        raise ValueError(f"no more than {len(found)} communes can be given a code")
    return found


def _prefixes() -> Iterator[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield "99"
    yield from (f"9{letter}" for letter in letters)
    yield from (f"X{letter}" for letter in letters)


def _draw_name(rng: np.random.Generator, *, by_sea: bool, by_river: bool, is_long: bool) -> str:
    kind, place = rng.random(), rng.random()
    root = _pick(rng, _HEADS) + _pick(rng, _MIDDLES) + _pick(rng, _TAILS)
    if kind < 0.26:  # noqa: PLR2004 - share of communes named after a saint
        saint = _pick(rng, _SAINTS)
        name = f"Saint-{saint}"
        if kind < 0.06:  # noqa: PLR2004 - of which women
            saint = _pick(rng, _SAINTES)
            name = f"Sainte-{saint}"
        return f"{name}-{_saint_place(rng, root, by_sea=by_sea, by_river=by_river)}"
    if kind < 0.32:  # noqa: PLR2004 - share of names with an article
        return f"{_pick(rng, ('La', 'Le', 'Les'))} {root}{'s' if kind < 0.28 else ''}"  # noqa: PLR2004
    if by_sea and place < 0.3:  # noqa: PLR2004 - share of coastal communes that say so
        return f"{root}-sur-Mer"
    if by_river and place < 0.3:  # noqa: PLR2004 - share of riverside communes that say so
        return f"{root}-sur-{_RIVERS[0]}"
    if is_long or place > 0.93:  # noqa: PLR2004 - a few names have a second part
        return f"{root}-{_pick(rng, _FEATURES)}"
    return root


def _saint_place(rng: np.random.Generator, root: str, *, by_sea: bool, by_river: bool) -> str:
    if by_sea:
        return f"sur-Mer-{_of_hyphenated(root)}" if rng.random() < 0.3 else _of_hyphenated(root)  # noqa: PLR2004
    if by_river and rng.random() < 0.5:  # noqa: PLR2004
        return f"sur-{_pick(rng, _RIVERS)}"
    return _of_hyphenated(root)


def _of_hyphenated(root: str) -> str:
    return f"d'{root}" if root[0] in _VOWELS else f"de-{root}"


def _pick(rng: np.random.Generator, words: tuple[str, ...] | list[str]) -> str:
    return words[int(rng.integers(len(words)))]


def _folded(name: str) -> str:
    return normalize("NFD", name).encode("ascii", "ignore").decode().casefold()
