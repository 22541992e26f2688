"""Which venue a line means: by id, by name, by kind and commune, or by commune alone."""

import re
from dataclasses import dataclass
from typing import Final

from geodata.commune_names import drop_articles, fold_name
from geodata.survey_import.communes import BareNumbers, CommuneIndex, build_index, recognise
from geodata.territory import Territory, Venue
from planner.audit.cell_errors import CellError
from planner.wording import join_words

_KINDS: Final = {
    "mairie": "mairie",
    "hotel ville": "mairie",
    "mediatheque": "mediatheque",
    "bibliotheque": "mediatheque",
    "maison france services": "france_services",
    "france services": "france_services",
    "espace france services": "france_services",
    "association": "association",
}
"""Kind of venue by the folded words, without articles, that begin its name."""
_KIND_WORDS: Final = {
    "mairie": "une mairie",
    "mediatheque": "une médiathèque",
    "france_services": "un espace France services",
    "association": "une association",
}
_KIND_START: Final = re.compile(rf"({'|'.join(_KINDS)})\b\s*(.*)")
_ADD: Final = "écrivez « Mairie de … » ou l'identifiant du lieu, ou ajoutez le lieu à venues.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueIndex:
    """The venues of a territory by everything that people may call them."""

    venues: tuple[Venue, ...]
    communes: CommuneIndex
    commune_names: dict[str, str]


def build_venue_index(territory: Territory) -> VenueIndex:
    """Index the venues of a territory."""
    return VenueIndex(
        venues=territory.venues,
        communes=build_index((c.code, c.name, c.postcode) for c in territory.communes),
        commune_names={commune.code: commune.name for commune in territory.communes},
    )


def find_commune(text: str, index: VenueIndex, *, is_code: bool = False, whole: str = "") -> str:
    """Code of the commune that a text means.

    Parameters
    ----------
    text
        A name, a postcode, both, or an INSEE code.
    is_code
        Whether the column says that five digits are an INSEE code, not a postcode.
    whole
        The cell that the text is a part of, for the error.

    Raises
    ------
    CellError
        None or several fit.
    """
    bare_numbers = BareNumbers.CODE if is_code else BareNumbers.UNDECIDED
    found = recognise(text, index.communes, bare_numbers=bare_numbers)
    if found.code:
        return found.code
    shown = whole or text
    if found.candidates:
        names = join_words([f"{index.commune_names[code]} ({code})" for code in found.candidates])
        raise CellError(f"« {shown} » peut être {names}", "écrivez le nom entier ou le code INSEE")
    if whole:
        raise CellError(f"« {whole} » n'est aucun lieu du territoire", _ADD)
    raise CellError(
        f"« {shown} » n'est aucune commune du territoire", "corrigez le nom ou le code INSEE"
    )


def find_venue(venue_text: str, commune_code: str | None, index: VenueIndex) -> Venue:
    """Find the venue that a place means, in a commune where that is told; the place may be empty.

    A commune alone means its mairie, or its only venue where it has no mairie.

    Raises
    ------
    CellError
        None or several fit.
    """
    if not venue_text:
        if commune_code is None:
            raise CellError("ni lieu ni commune", "remplissez la case")
        return _venue_of_commune(commune_code, None, index)
    by_id = [venue for venue in index.venues if venue.id == venue_text]
    folded = _fold_venue(venue_text)
    by_name = [
        venue
        for venue in index.venues
        if _fold_venue(venue.name) == folded and commune_code in (None, venue.commune_code)
    ]
    for found in (by_id, by_name):
        if len(found) == 1:
            return found[0]
        if found:
            places = join_words([f"{v.name} ({v.id}, {_commune(v, index)})" for v in found])
            raise CellError(
                f"« {venue_text} » peut être {places}", "précisez la commune ou l'identifiant"
            )
    kind_start = _KIND_START.fullmatch(folded)
    kind = None if kind_start is None else _KINDS[kind_start[1]]
    name = venue_text if kind_start is None else kind_start[2]
    if not name:
        if commune_code is None:
            raise CellError(f"« {venue_text} » ne dit pas la commune", _ADD)
        return _venue_of_commune(commune_code, kind, index)
    named = find_commune(name, index, whole=venue_text)
    if commune_code not in (None, named):
        raise CellError(
            f"« {venue_text} » n'est pas à {index.commune_names[str(commune_code)]}",
            "corrigez le lieu ou la commune",
        )
    return _venue_of_commune(named, kind, index)


def _venue_of_commune(commune_code: str, kind: str | None, index: VenueIndex) -> Venue:
    own = [venue for venue in index.venues if venue.commune_code == commune_code]
    wanted = [venue for venue in own if venue.kind == (kind or "mairie")]
    if kind is None and not wanted:
        wanted = own
    if len(wanted) == 1:
        return wanted[0]
    name = index.commune_names[commune_code]
    if wanted:
        places = join_words([f"{venue.name} ({venue.id})" for venue in wanted])
        raise CellError(f"à {name}, ce peut être {places}", "écrivez l'identifiant du lieu")
    what = (
        "de lieu" if kind is None else _KIND_WORDS[kind].replace("une ", "de ").replace("un ", "d'")
    )
    raise CellError(f"{name} n'a pas {what} parmi les lieux du territoire", _ADD)


def _fold_venue(name: str) -> str:
    return drop_articles(fold_name(name))


def _commune(venue: Venue, index: VenueIndex) -> str:
    return index.commune_names.get(venue.commune_code, venue.commune_code)
