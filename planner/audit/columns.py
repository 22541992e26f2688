"""Which column of a hand-made sheet holds what, by the many names that people give columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.commune_names import fold
from geodata.errors import Fault
from planner.audit.nearest import find_nearest
from planner.wording import join_words

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "adviser": (
        *("conseiller", "conseillers", "conseillere", "conseiller e", "conseiller ere"),
        *("conseiller numerique", "conseillere numerique", "nom du conseiller", "cn", "agent"),
        *("mediateur", "mediatrice", "mediateur numerique", "animateur", "animatrice"),
        *("intervenant", "intervenante", "prenom", "adviser", "qui"),
    ),
    "venue": (
        *("lieu", "lieux", "lieu de permanence", "lieu de la permanence", "lieu d accueil"),
        *("site", "mairie", "mairies", "structure", "endroit", "venue", "ou"),
    ),
    "commune": ("commune", "communes", "ville", "village", "localite"),
    "code": ("code insee", "insee", "code commune", "code de la commune"),
    "day": ("jour", "jours", "jour de la semaine", "jour semaine", "jour de permanence"),
    "date": ("date", "dates", "date de permanence", "date de la permanence", "dates de permanence"),
    "hours": (
        *("horaires", "horaire", "heures", "heure", "creneau", "creneaux", "plage horaire"),
        *("horaires de permanence", "heures de permanence"),
    ),
    "half": ("demi journee", "matin apres midi", "matin ou apres midi", "periode", "moment"),
    "start": ("debut", "heure debut", "heure de debut", "horaire de debut", "start"),
    "end": ("fin", "heure fin", "heure de fin", "horaire de fin", "end"),
    "rhythm": (
        *("rythme", "frequence", "periodicite", "recurrence", "semaines concernees"),
        *("rythme des permanences", "quand"),
    ),
    "week": ("semaine", "semaines", "n semaine", "numero de semaine", "sem"),
    "cycle_week": ("semaine du cycle", "semaines du cycle"),
    "status": ("statut", "etat"),
    "remark": ("remarque", "remarques", "observation", "observations", "commentaire"),
}
"""Folded names of each field's column."""
WORDS: Final = {
    "adviser": "le conseiller",
    "venue": "le lieu",
    "commune": "la commune",
    "code": "le code INSEE",
    "day": "le jour",
    "date": "la date",
    "hours": "les horaires",
    "half": "la demi-journée",
    "start": "le début",
    "end": "la fin",
    "rhythm": "le rythme",
    "week": "la semaine",
    "cycle_week": "la semaine du cycle",
    "status": "le statut",
    "remark": "la remarque",
}
_FIELD_OF: Final = {name: field for field, names in SYNONYMS.items() for name in names}
HEADER_NAMES: Final = frozenset(_FIELD_OF)
"""Folded names by which the header line is known."""
_NEEDED: Final = (
    (("venue", "commune", "code"), "le lieu ou la commune", "Lieu"),
    (("date", "day", "rhythm"), "le jour, la date ou le rythme", "Jour"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Header of a sheet by field."""

    header_of: Mapping[str, str]
    """Name of the column as written, by field."""
    notes: tuple[str, ...]
    """French sentences: misspelt headers, columns left out."""


def recognise_columns(
    headers: Sequence[str], *, file: str, line: int, needs_adviser: bool
) -> tuple[Columns, tuple[Fault, ...]]:
    """Match the headers of a sheet with the fields of a planning; faults where that is uncertain.

    Parameters
    ----------
    headers
        As written.
    line
        Line of the header, for faults.
    needs_adviser
        Whether the adviser must be told: the territory has several.
    """
    claims: dict[str, list[str]] = {}
    notes: list[str] = []
    unknown: list[str] = []
    for header in headers:
        field, is_exact = _field_of(header)
        if field is None:
            unknown += [header] if header else []
            continue
        if not is_exact:
            notes.append(f"Colonne « {header} » lue comme {WORDS[field]}.")
        claims.setdefault(field, []).append(header)
    faults = [
        Fault(
            file=file,
            row=line,
            message=f"plusieurs colonnes disent {WORDS[field]} : {join_words(_quoted(names))}",
            remedy="gardez un seul de ces en-têtes, renommez les autres",
        )
        for field, names in claims.items()
        if len(names) > 1
    ]
    needed = [*_NEEDED, *([(("adviser",), "le conseiller", "Conseiller")] if needs_adviser else [])]
    faults += [
        Fault(
            file=file,
            row=line,
            message=f"aucune colonne ne dit {words} (en-têtes lus : {_listed(headers)})",
            remedy=f"nommez-la « {example} » dans la ligne d'en-tête",
        )
        for fields, words, example in needed
        if not any(field in claims for field in fields)
    ]
    if unknown:
        notes.append(f"Colonnes laissées de côté : {join_words(_quoted(unknown))}.")
    return (
        Columns(header_of={field: names[0] for field, names in claims.items()}, notes=tuple(notes)),
        tuple(faults),
    )


def _field_of(header: str) -> tuple[str | None, bool]:
    """Field of a header, and whether its spelling is a known one."""
    folded = fold(header)
    if folded in _FIELD_OF:
        return _FIELD_OF[folded], True
    return (find_nearest(folded, _FIELD_OF) if folded else None), False


def _quoted(names: Sequence[str]) -> list[str]:
    return [f"« {name} »" for name in names]


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(header for header in headers if header) or "aucun"
