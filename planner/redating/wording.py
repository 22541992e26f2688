"""Why a session gets no other date, in French."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from planner.redating.candidates import Hurdle, Loss
from planner.redating.situation import Situation

SUSPENDED: Final = "suspendue pendant les vacances scolaires (réglage), sans remplacement"
WHY_NOT: Final[dict[Hurdle, str]] = {
    Hurdle.NOBODY_WORKS: "{who} ne travaille sur ce secteur {when}",
    Hurdle.NO_FREE_HALF_DAY: "aucune demi-journée libre {when}",
    Hurdle.WEEK_IS_FULL: (
        "les demi-journées libres {when} sont réservées au travail administratif (réglages)"
    ),
    Hurdle.VENUE_NOT_OPEN: "lieu fermé sur les demi-journées libres {when}",
    Hurdle.VENUE_VISITED: "lieu déjà visité les jours où une demi-journée est libre {when}",
    Hurdle.DAY_TOO_LONG: "trajets, pauses ou durée de la journée ne le permettent pas {when}",
    Hurdle.CONTRACT: "heures du contrat déjà prises {when}",
    Hurdle.NONE: (
        "les demi-journées ou les heures encore libres {when} servent à d'autres remplacements"
    ),
}


def say_why_not(reached: Hurdle, days: Sequence[date], *, loss: Loss, situation: Situation) -> str:
    """Say why a loss has no replacement, from the last hurdle that some date reached."""
    if not days:
        return "aucun jour du calendrier assez proche"
    others = situation.settings.calendar.replacement_by_other_adviser
    who = "aucun conseiller" if others else situation.advisers[loss.adviser_id].name
    when = f"du {days[0]:%d/%m/%Y} au {days[-1]:%d/%m/%Y}"
    return WHY_NOT[reached].format(who=who, when=when)
