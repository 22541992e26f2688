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
)
_MIDDLES: Final = "a an ar é el en er i il in o ol on or ou u"
_TAILS: Final = (
    "bac bert celle court dac don gnac gny lac lay let lière mont nac nay nelle ney nières quin rac"
    " ran ray rigny roux sac say tail teuil trac val vert ville vray zac"
)
_SAINTS: Final = (
    "Abrin Auvent Bérol Brivaire Calmin Cyprel Davrien Elvin Fabrel Gauvain Herblon Ivard Jorin"
    " Lauvin Maurlon Mérial Norbin Ozain Pardin Quirel Rivault Romblin Savrin Thibral Urcin Valbrun"
    " Vivrel Ybard"
)
_SAINTES: Final = "Albrine Cyprie Elvise Fabrelle Mauriance Norine Radelle Soline Vivrette"
_RIVERS: Final = "Vorne Seulve Bralle Doutre Ervelle Flène Gouvre Larne Mourge Nouve Ourvre Sarvre"
_FEATURES: Final = "le-Bois les-Marais la-Forêt le-Vieux les-Vignes la-Plaine le-Château"
_VOWELS: Final = "AEIOUÉÈ"
_SAINTE_SHARE: Final = 0.06
_SAINT_SHARE: Final = 0.20
_ARTICLE_SHARE: Final = 0.06
_WATER_SHARE: Final = 0.3
"""Of the communes beside water, those that say so."""
_FEATURE_SHARE: Final = 0.07


def name_communes(
    rng: np.random.Generator,
    *,
    is_by_sea: npt.NDArray[np.bool_],
    river: npt.NDArray[np.int64],
) -> tuple[str, ...]:
    """Give every commune a name of its own; some speak of the sea or the river beside it.

    ``river`` is the number of the river close by, -1 for none.
    """
    rivers = _RIVERS.split()
    names: list[str] = []
    taken: set[str] = set()
    for by_sea, number in zip(is_by_sea.tolist(), river.tolist(), strict=True):
        water = f"sur-{rivers[number % len(rivers)]}" if number >= 0 else ""
        water = "sur-Mer" if by_sea else water
        for attempt in count():
            name = _draw_name(rng, water=water, is_long=attempt > 0)
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


def _draw_name(rng: np.random.Generator, *, water: str, is_long: bool) -> str:
    """One name; what it is made of follows the shares of each kind, first to last."""
    kind, place = rng.random(), rng.random()
    root = _pick(rng, _HEADS) + _pick(rng, _MIDDLES) + _pick(rng, _TAILS)
    is_of_water = bool(water) and place < _WATER_SHARE
    if kind < _SAINTE_SHARE + _SAINT_SHARE:
        saint = f"Sainte-{_pick(rng, _SAINTES)}"
        if kind >= _SAINTE_SHARE:
            saint = f"Saint-{_pick(rng, _SAINTS)}"
        return f"{saint}-{water if is_of_water else _of_hyphenated(root)}"
    if kind > 1 - _ARTICLE_SHARE:
        article = _pick(rng, "La Le Les")
        return f"{article} {root}{'s' if article == 'Les' and root[-1] not in 'sxz' else ''}"
    if is_of_water:
        return f"{root}-{water}"
    if is_long or place > 1 - _FEATURE_SHARE:
        return f"{root}-{_pick(rng, _FEATURES)}"
    return root


def _of_hyphenated(root: str) -> str:
    return f"d'{root}" if root[0] in _VOWELS else f"de-{root}"


def _pick(rng: np.random.Generator, words: str) -> str:
    choices = words.split()
    return choices[int(rng.integers(len(choices)))]


def _folded(name: str) -> str:
    return normalize("NFD", name).encode("ascii", "ignore").decode().casefold()
