"""What the comparison says in French; plain text, put into the page as text nodes."""

from typing import Final

from maps.comparison.changes import Change, VenueChange, VenueState
from planner.plan import AccessStatus, Plan
from planner.wording import (
    MINUS_SIGN,
    NO_BREAK_SPACE,
    format_duration,
    format_km,
    format_number,
    format_percent,
)

N: Final = NO_BREAK_SPACE

PAGE_TITLE: Final = "Deux plannings comparés"
MODES: Final = {
    "swipe": ("Glisser", "Part du besoin d’aide couverte : un planning de chaque côté"),
    "change": ("Écart", "Ce qui change dans la part du besoin couverte"),
    "before": ("Premier", "Part du besoin d’aide couverte, premier planning"),
    "after": ("Second", "Part du besoin d’aide couverte, second planning"),
}
"""(label of the button, title of the legend)."""
STATUSES: Final[dict[AccessStatus, str]] = {
    "served_here": "permanence dans la commune",
    "served_nearby": "permanence à proximité",
    "existing_offer": "offre fixe existante",
    "not_served": "sans service",
    "unreachable": "sans route",
}
VENUE_STATES: Final[dict[VenueState, str]] = {
    "kept": "lieu gardé",
    "more": "plus de permanences",
    "fewer": "moins de permanences",
    "added": "nouveau lieu",
    "dropped": "lieu abandonné",
}
CHANGE_LABELS: Final = (
    f"Gagne plus de 25{N}points",
    f"Gagne 5 à 25{N}points",
    f"Gagne jusqu’à 5{N}points",
    "Inchangé",
    f"Perd jusqu’à 5{N}points",
    f"Perd 5 à 25{N}points",
    f"Perd plus de 25{N}points",
)
SAME_PLANS: Final = "Les deux plannings couvrent le même besoin dans toutes les communes."
OTHER_NEED: Final = (
    "Attention : le besoin estimé n’est pas le même dans les deux plannings ; une partie des "
    "écarts vient de là."
)
OTHER_SETTINGS: Final = (
    "Attention : les règles d’accès (minutes, rythmes) ne sont pas les mêmes dans les deux "
    "plannings ; une partie des écarts vient de là."
)


def points_words(change: Change) -> str:
    """Write a change of share: « +4,2 »."""
    return _signed(100 * change.points, decimals=1)


def people_words(change: Change) -> str:
    """Write a change of people: « +1 234 »."""
    return _signed(change.people)


def summary_sentences(
    names: tuple[str, str], whole: Change, *, gains: int, losses: int
) -> list[str]:
    """Say what the second plan covers more or less than the first, and for how many communes."""
    first, second = (format_percent(share) for share in whole.shares)
    covered = (
        f"«{N}{names[1]}{N}» couvre {second} du besoin d’aide, «{N}{names[0]}{N}» {first}{N}: "
        f"{points_words(whole)}{N}points, {people_words(whole)}{N}personnes."
    )
    if not gains and not losses:
        return [covered, SAME_PLANS]
    counts = (
        f"{_count(gains, 'commune gagne', 'communes gagnent')}, "
        f"{_count(losses, 'commune perd', 'communes perdent')}."
    )
    return [covered, counts]


def means_sentence(name: str, plan: Plan) -> str:
    """Say with what means a plan works: advisers, venues, sessions, roads."""
    weeks = plan.settings.cycle.num_weeks
    return (
        f"{name}{N}: {_count(len(plan.advisers), 'conseiller', 'conseillers')}, "
        f"{_count(len(plan.venues), 'lieu', 'lieux')}, "
        f"{_count(sum(len(visit.weeks) for visit in plan.visits), 'permanence', 'permanences')}, "
        f"{format_km(sum(load.distance_m for load in plan.loads), decimals=0)} et "
        f"{format_duration(sum(load.drive_s for load in plan.loads))} de route par cycle de "
        f"{_count(weeks, 'semaine', 'semaines')}."
    )


def venue_words(change: VenueChange) -> str:
    """Say what becomes of a venue."""
    before, after = change.sessions
    if before == after:
        return f"{VENUE_STATES[change.state]} ({after} par cycle)"
    return f"{VENUE_STATES[change.state]} ({before} puis {after} par cycle)"


def _count(number: int, singular: str, plural: str) -> str:
    return f"{format_number(number)}{N}{singular if number < 2 else plural}"  # noqa: PLR2004 - French plurals begin at 2


def _signed(value: float, *, decimals: int = 0) -> str:
    text = format_number(value, decimals=decimals)
    if text.startswith(MINUS_SIGN) or not any(digit in "123456789" for digit in text):
        return text
    return f"+{text}"
