"""One place that stands twice in the lists of the existing offer, found and made one."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from geodata.sources.mednum import ListedPlace
from geodata.territory import Commune, OfferPlace

SAME_PLACE_M: Final = 150.0
"""Two lists place the same door this far apart at most; a longer way may be another house."""
_SAME_NAME: Final = 90.0
"""Similarity (0 to 100) from which names are the same but for spelling and additions."""
_SAME_STREET: Final = 90.0
_EARTH_RADIUS_M: Final = 6_371_009.0
_NUMBERS: Final = re.compile(r"\d+")
_LETTER_OF_NUMBER: Final = re.compile(r"(?<=\d)\s*(?:bis|ter|quater|[a-d])\b")
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")
_FILLERS: Final = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"]
)
_STREET_WORDS: Final = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "pl": "place",
    "r": "rue",
    "rte": "route",
    "dr": "docteur",
    "st": "saint",
    "ste": "sainte",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A record that was left out because another says the same place."""

    kept: ListedPlace
    left_out: ListedPlace
    distance_m: float
    reason: str
    """``adresse`` or ``nom``."""

    def __str__(self) -> str:
        return (
            f"« {self.left_out.name} » est le même lieu que « {self.kept.name} » "
            f"(même {self.reason}, à {self.distance_m:.0f} m)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingOffer:
    """The fixed offer of a territory, each place once."""

    places: tuple[OfferPlace, ...]
    merges: tuple[Merge, ...]
    """Every record left out, for people to judge."""


def merge_offer(
    places: Sequence[ListedPlace],
    communes: Sequence[Commune],
    *,
    within_m: float = SAME_PLACE_M,
) -> ExistingOffer:
    """Make one of records that say the same place.

    Two records are the same place when they are near each other and have the same address
    (a number in common and nearly the same street), or nearly the same name, their commune's
    name and articles left aside. The richer record stays: with opening hours, then of the list
    of France services, then with more filled cells, then by id. Records are compared with those
    that stay and not along a chain, so that no two further apart than ``within_m`` become one.

    Parameters
    ----------
    places
        Of all lists; their order does not matter.
    communes
        Those the places lie in.
    within_m
        Metres as the crow flies.
    """
    ranked = sorted(places, key=_richness)
    if not ranked:
        return ExistingOffer(places=(), merges=())
    names = {commune.code: frozenset(_words(commune.name)) for commune in communes}
    tree = cKDTree(_points_m(ranked))
    kept: list[int] = []
    merges: list[Merge] = []
    final: dict[int, ListedPlace] = {}
    for position, place in enumerate(ranked):
        near = sorted(set(tree.query_ball_point(tree.data[position], within_m)) & set(kept))
        match = next(
            ((other, why) for other in near if (why := _why_same(ranked[other], place, names))),
            None,
        )
        if match is None:
            kept.append(position)
            final[position] = place
            continue
        other, reason = match
        if final[other].kind == "autre":
            final[other] = replace(final[other], kind=place.kind)
        away = float(np.linalg.norm(tree.data[position] - tree.data[other]))
        merges.append(Merge(kept=ranked[other], left_out=place, distance_m=away, reason=reason))
    offer = [
        OfferPlace(
            id=place.id,
            name=place.name,
            kind=place.kind,
            commune_code=place.commune_code,
            lon=place.lon,
            lat=place.lat,
            opening_hours=place.opening_hours,
        )
        for place in final.values()
    ]
    return ExistingOffer(
        places=tuple(sorted(offer, key=lambda place: place.id)),
        merges=tuple(sorted(merges, key=lambda merge: merge.left_out.id)),
    )


def _richness(place: ListedPlace) -> tuple[bool, bool, int, str]:
    return not place.opening_hours, not place.is_official, -place.num_filled, place.id


def _why_same(
    one: ListedPlace, other: ListedPlace, commune_words: Mapping[str, frozenset[str]]
) -> str:
    """« adresse » or « nom »; empty when they are two places."""
    if _is_same_address(one.address, other.address):
        return "adresse"
    first, second = (
        " ".join(
            word
            for word in _words(place.name)
            if word not in commune_words.get(place.commune_code, frozenset())
        )
        for place in (one, other)
    )
    # A name that is its commune's and no more tells nothing.
    if first and second and fuzz.token_set_ratio(first, second) >= _SAME_NAME:
        return "nom"
    return ""


def _is_same_address(one: str, other: str) -> bool:
    first, second = _address(one), _address(other)
    if not first[1] or not second[1] or fuzz.token_sort_ratio(first[1], second[1]) < _SAME_STREET:
        return False
    # « 22-24 » and « 24 » have a number in common; a square has none.
    return bool(first[0] & second[0]) if first[0] and second[0] else first[0] == second[0]


def _address(text: str) -> tuple[frozenset[str], str]:
    """House numbers, and the words of the street."""
    plain = _LETTER_OF_NUMBER.sub("", _plain(text))
    head = re.match(r"[\d\s]*", plain)
    digits = head[0] if head else ""
    street = [_STREET_WORDS.get(word, word) for word in plain[len(digits) :].split()]
    return (
        frozenset(_NUMBERS.findall(digits)),
        " ".join(word for word in street if word not in _FILLERS),
    )


def _words(text: str) -> list[str]:
    return [word for word in _plain(text).split() if word not in _FILLERS]


def _plain(text: str) -> str:
    """Lower case without accents, words apart by one space."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return _NOT_A_WORD.sub(" ", bare.encode("ascii", "ignore").decode().lower()).strip()


def _points_m(places: Sequence[ListedPlace]) -> np.ndarray:
    """Points in metres on the globe: straight through it, which within 150 m is no difference."""
    lon, lat = np.radians([(place.lon, place.lat) for place in places]).T
    return _EARTH_RADIUS_M * np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )
