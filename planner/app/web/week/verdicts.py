"""A verdict as people read it: allowed or not and why, people, minutes and kilometres."""

from nicegui import ui

from planner.app.desk.judging import Verdict
from planner.plan import Plan
from planner.wording import (
    MINUS_SIGN,
    count_words,
    format_km,
    format_number,
    format_percent,
    one_line,
)

_MOST_COMMUNES = 6
_ONE_PERSON = 0.5


def draw_verdict(verdict: Verdict, plan: Plan) -> None:
    """Draw what an edit would do."""
    if verdict.is_allowed:
        ui.label("Autorisé : aucune règle n’est enfreinte.").classes("allowed")
    else:
        count = count_words(len(verdict.added), "règle enfreinte", "règles enfreintes")
        ui.label(f"Refusé : {count}").classes("refused")
        draw_sentences(verdict.added)
    if verdict.mended:
        ui.label(f"Ne serait plus enfreint : {count_words(len(verdict.mended), 'règle')}")
    with ui.element("dl").classes("figures"):
        _figure("Personnes couvertes", _people(verdict, plan))
        _figure("Trajets", driving_words(verdict))
    draw_communes(verdict)


def draw_sentences(sentences: tuple[str, ...]) -> None:
    """List the checker's sentences."""
    with ui.element("ul").classes("sentences"):
        for sentence in sentences:
            with ui.element("li"):
                ui.label(sentence)


def draw_communes(verdict: Verdict) -> None:
    """List the communes that gain or lose people, the greatest change first."""
    moves = [one for one in verdict.communes if abs(one.people) >= _ONE_PERSON]
    if not moves:
        return
    shown = ", ".join(
        f"{one_line(one.name)} ({signed(one.people)})" for one in moves[:_MOST_COMMUNES]
    )
    rest = len(moves) - _MOST_COMMUNES
    more = f" et {count_words(rest, 'autre')}" if rest > 0 else ""
    ui.label(f"Communes : {shown}{more}")


def signed(value: float, *, decimals: int = 0) -> str:
    """Write a change with its sign."""
    text = format_number(abs(value), decimals=decimals)
    if not any(digit in text for digit in "123456789"):
        return "0"
    return f"{MINUS_SIGN if value < 0 else '+'}{text}"


def minutes_words(verdict: Verdict) -> str:
    """Write the change of driving time: « +34 min »."""
    return f"{signed(verdict.drive_s / 60)}\u00a0min"


def driving_words(verdict: Verdict) -> str:
    """Write the change of driving: « +34 min et +41,6 km par cycle »."""
    when = "par cycle" if verdict.scope == "cycle" else "ces jours-là"
    if verdict.drive_s == 0 and verdict.distance_m == 0:
        return f"inchangés ({when})"
    sign = MINUS_SIGN if verdict.distance_m < 0 else "+"
    km = f"{sign}{format_km(abs(verdict.distance_m))}"
    return f"{minutes_words(verdict)}, {km} {when}"


def is_unchanged(verdict: Verdict) -> bool:
    """Whether as many people are covered as before."""
    return abs(verdict.covered_need) < _ONE_PERSON


def _people(verdict: Verdict, plan: Plan) -> str:
    if is_unchanged(verdict):
        return "inchangé"
    share = verdict.covered_need / plan.whole.need if plan.whole.need else 0.0
    sign = MINUS_SIGN if share < 0 else "+"
    return (
        f"{signed(verdict.covered_need)} ({sign}{format_percent(abs(share), decimals=2)} du besoin)"
    )


def _figure(name: str, value: str) -> None:
    with ui.element("dt"):
        ui.label(name)
    with ui.element("dd"):
        ui.label(value)
