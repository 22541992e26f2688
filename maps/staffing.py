"""What one adviser more or fewer would change, from a frontier that has been computed."""

from collections.abc import Mapping
from typing import Final

from maps.figures import join_in_words, number_words, percent_words, percent_words_up
from maps.language import Language
from maps.modes import Json
from maps.typography import typeset
from planner.frontier.record import FrontierPoint, FrontierRecord
from planner.frontier.wording import PARTIAL, list_numbers
from planner.plan import Plan

LEAST_PEOPLE: Final = 0.05
"""A commune that gains or loses fewer people than this is not listed."""
COMMAND: Final = "itinerance frontier"


def describe_staffing(plan: Plan, record: FrontierRecord | None, *, language: Language) -> Json:
    """Word a frontier by advisers, and list the communes that one more or fewer changes.

    Without a frontier, or with
    one of other inputs, say how to compute it.
    """
    if record is None:
        text = language.say("Non calculé. La commande qui le calcule\u00a0:")
    elif not record.is_of(plan):
        text = language.say(
            "Le calcul présent porte sur d’autres données ou d’autres réglages. La commande qui le "
            "refait\u00a0:"
        )
    else:
        return _describe(plan, record, language)
    return {"missing": text, "command": COMMAND}


def _describe(plan: Plan, record: FrontierRecord, language: Language) -> Json:
    need = {row.commune_code: row.need for row in plan.communes}
    present = next(point for point in record.points if point.is_present)
    by_number = {point.x: point for point in record.points}
    fewer, more = by_number.get(present.x - 1), by_number.get(present.x + 1)
    return {
        "points": [
            _row(point, by_number.get(point.x - 1), record.need, language)
            for point in record.points
        ],
        "present": present.x,
        "more": _change(present, more, need),
        "fewer": _change(present, fewer, need),
        "notes": [
            language.say(
                "Meilleure couverture du modèle sans jours ni tournées\u00a0; un planning réel en "
                "couvre un peu moins, et aucun ne dépasse la borne."
            ),
            *_unfinished(record, language),
        ],
        "assumptions": [*map(typeset, record.assumptions)],
    }


def _unfinished(record: FrontierRecord, language: Language) -> list[str]:
    """Say where the search stopped early: little gained there may be no fact of the territory."""
    said = []
    if record.missing:
        said.append(typeset(language.say(PARTIAL, missing=list_numbers(record.missing))))
    numbers = [str(point.x) for point in record.points if point.hit_time_limit]
    if numbers:
        said.append(
            language.say(
                "Recherche arrêtée avant la fin pour {numbers}\u00a0conseillers\u00a0: mieux est "
                "possible, jusqu’à la borne. Un calcul plus long le dirait.",
                numbers=join_in_words(numbers, language=language),
            )
        )
    return said


def _row(
    point: FrontierPoint, before: FrontierPoint | None, need: float, language: Language
) -> Json:
    gain = "" if before is None else _signed(point.covered_need - before.covered_need, language)
    share = 0.0 if need <= 0 else 1 / need
    return {
        "x": point.x,
        "covered": percent_words(point.covered_need * share, language=language),
        "bound": percent_words_up(point.bound * share, language=language),
        "gain": gain,
        "change": typeset(point.change),
    }


def _signed(people: float, language: Language) -> str:
    number = number_words(people, language=language)
    return number if round(people) == 0 else f"+{number}"


def _change(present: FrontierPoint, other: FrontierPoint | None, need: Mapping[str, float]) -> Json:
    """People covered more (or, below 0, less) in each commune that changes."""
    if other is None:
        return None
    people = {
        code: need[code] * (other.value_by_commune[code] - value)
        for code, value in present.value_by_commune.items()
        if code in need and code in other.value_by_commune
    }
    return {
        "change": typeset(other.change),
        "total": round(other.covered_need - present.covered_need, 4),
        "people": {
            code: round(gain, 4)
            for code, gain in sorted(people.items())
            if abs(gain) >= LEAST_PEOPLE
        },
    }
