"""What the comparison says, in the language of the page; plain text, put in as text nodes."""

from typing import Final

from maps.comparison.changes import Change, VenueChange, VenueState
from maps.figures import date_words, duration_words, km_words, number_words, percent_words
from maps.language import FRENCH, Language, mark
from maps.sentences import cycle_words, sessions_words
from planner.history.difference import PlanDifference
from planner.plan import AccessStatus, Plan
from planner.wording import MINUS_SIGN

PAGE_TITLE: Final = mark("Deux plannings comparés")
MODES: Final = {
    "swipe": (
        mark("Glisser"),
        mark("Part du besoin d’aide couverte\u00a0: un planning de chaque côté"),
    ),
    "change": (mark("Écart"), mark("Ce qui change dans la part du besoin couverte")),
    "before": (mark("Premier"), mark("Part du besoin d’aide couverte, premier planning")),
    "after": (mark("Second"), mark("Part du besoin d’aide couverte, second planning")),
}
"""(label of the button, title of the legend)."""
STATUSES: Final[dict[AccessStatus, str]] = {
    "served_here": mark("permanence dans la commune"),
    "served_nearby": mark("permanence à proximité"),
    "existing_offer": mark("offre fixe existante"),
    "not_served": mark("sans service"),
    "unreachable": mark("sans route"),
}
VENUE_STATES: Final[dict[VenueState, str]] = {
    "kept": mark("lieu gardé"),
    "more": mark("plus de permanences"),
    "fewer": mark("moins de permanences"),
    "added": mark("nouveau lieu"),
    "dropped": mark("lieu abandonné"),
}
CHANGE_LABELS: Final = (
    mark("Gagne plus de 25\u00a0points"),
    mark("Gagne 5 à 25\u00a0points"),
    mark("Gagne jusqu’à 5\u00a0points"),
    mark("Inchangé"),
    mark("Perd jusqu’à 5\u00a0points"),
    mark("Perd 5 à 25\u00a0points"),
    mark("Perd plus de 25\u00a0points"),
)
SAME_PLANS: Final = mark("Les deux plannings couvrent le même besoin dans toutes les communes.")
OTHER_NEED: Final = mark(
    "Attention\u00a0: le besoin estimé n’est pas le même dans les deux plannings\u00a0; une partie "
    "des écarts vient de là."
)
OTHER_SETTINGS: Final = mark(
    "Attention\u00a0: les règles d’accès (minutes, rythmes) ne sont pas les mêmes dans les deux "
    "plannings\u00a0; une partie des écarts vient de là."
)


def points_words(change: Change, *, language: Language = FRENCH) -> str:
    """Write a change of share: « +4,2 »."""
    return _signed(100 * change.points, language, decimals=1)


def people_words(change: Change, *, language: Language = FRENCH) -> str:
    """Write a change of people: « +1 234 »."""
    return _signed(change.people, language)


def summary_sentences(
    names: tuple[str, str], whole: Change, *, gains: int, losses: int, language: Language
) -> list[str]:
    """Say what the second plan covers more or less than the first, and for how many communes."""
    first, second = (percent_words(share, language=language) for share in whole.shares)
    covered = language.say(
        "«\u00a0{after}\u00a0» couvre {second} du besoin d’aide, «\u00a0{before}\u00a0» "
        "{first}\u00a0: {points}, {people}\u00a0personnes.",
        after=names[1],
        before=names[0],
        first=first,
        second=second,
        points=language.say_count(
            _grammatical_number(100 * whole.points),
            "{number}\u00a0point",
            "{number}\u00a0points",
            number=points_words(whole, language=language),
        ),
        people=people_words(whole, language=language),
    )
    if not gains and not losses:
        return [covered, language.say(SAME_PLANS)]
    counts = language.say(
        "{gains}, {losses}.",
        gains=_gains_words(gains, language),
        losses=_losses_words(losses, language),
    )
    return [covered, counts]


def _grammatical_number(value: float) -> int:
    """Count so that French (singular below 2) and English (at 1 alone) choose rightly."""
    tenths = round(10 * abs(value))
    if tenths == 10:  # noqa: PLR2004 - one
        return 1
    return 0 if tenths < 20 else 2  # noqa: PLR2004 - French plurals begin at 2


def _gains_words(number: int, language: Language) -> str:
    if number == 0:
        return language.say("Aucune commune ne gagne")
    return language.say_count(
        number,
        "{number}\u00a0commune gagne",
        "{number}\u00a0communes gagnent",
        number=number_words(number, language=language),
    )


def _losses_words(number: int, language: Language) -> str:
    if number == 0:
        return language.say("aucune ne perd")
    return language.say_count(
        number,
        "{number}\u00a0commune perd",
        "{number}\u00a0communes perdent",
        number=number_words(number, language=language),
    )


def means_sentence(name: str, plan: Plan, *, language: Language) -> str:
    """Say with what means a plan works: advisers, venues, sessions, roads."""
    metres = sum(load.distance_m for load in plan.loads)
    seconds = sum(load.drive_s for load in plan.loads)
    sessions = sum(len(visit.weeks) for visit in plan.visits)
    return language.say(
        "{name}\u00a0: {advisers}, {places}, {sessions}, {km} et {duration} de route {per_cycle}.",
        name=name,
        advisers=language.say_count(
            len(plan.advisers),
            "{number}\u00a0conseiller",
            "{number}\u00a0conseillers",
            number=number_words(len(plan.advisers), language=language),
        ),
        places=language.say_count(
            len(plan.venues),
            "{number}\u00a0lieu",
            "{number}\u00a0lieux",
            number=number_words(len(plan.venues), language=language),
        ),
        sessions=sessions_words(sessions, language=language),
        km=km_words(metres, decimals=0, language=language),
        duration=duration_words(seconds, language=language),
        per_cycle=cycle_words(plan.settings.cycle.num_weeks, language=language),
    )


def venue_words(change: VenueChange, *, language: Language) -> str:
    """Say what becomes of a venue."""
    before, after = change.sessions
    state = language.say(VENUE_STATES[change.state])
    if before == after:
        return language.say("{state} ({number} par cycle)", state=state, number=after)
    return language.say(
        "{state} ({before} puis {after} par cycle)", state=state, before=before, after=after
    )


def period_words(found: PlanDifference, *, language: Language) -> str:
    """Say of which days the sessions are compared."""
    if not found.has_common_days:
        return language.say(
            "Les deux plannings n’ont aucun jour en commun\u00a0: leurs permanences ne peuvent pas "
            "être comparées."
        )
    if not found.sessions:
        return language.say(
            "Aucune permanence ne change du {first} au {last}, les jours que les deux plannings "
            "ont en commun.",
            first=date_words(found.first_day, language=language),
            last=date_words(found.last_day, language=language),
        )
    return language.say(
        "Permanences comparées du {first} au {last}, les jours que les deux plannings ont en "
        "commun.",
        first=date_words(found.first_day, language=language),
        last=date_words(found.last_day, language=language),
    )


def too_many_words(most: int, *, language: Language) -> str:
    """Say that a page does not hold all changes, and what does."""
    return language.say(
        "La page n’a que les {most} premières\u00a0; «\u00a0itinerance diff --output\u00a0» les "
        "donne toutes.",
        most=number_words(most, language=language),
    )


def overview_words(most: int, *, language: Language) -> str:
    """Say what the map of a very large territory shows."""
    return language.say(
        "Vue d’ensemble\u00a0: au-delà de {most} communes, la carte dessine les EPCI, chacun "
        "d’après l’ensemble de ses habitants. Les communes sont dans le tableau.",
        most=number_words(most, language=language),
    )


def _signed(value: float, language: Language, *, decimals: int = 0) -> str:
    text = number_words(value, decimals=decimals, language=language)
    if text.startswith(MINUS_SIGN) or not any(digit in "123456789" for digit in text):
        return text
    return f"+{text}"
