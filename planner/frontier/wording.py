"""What a frontier says in French: its table, its sheets, its losses."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from planner.export.planning_csv import neutralise
from planner.frontier.losses import Loss
from planner.frontier.points import Point
from planner.frontier.record import By
from planner.frontier.search import Frontier
from planner.wording import format_number, format_percent, format_percent_up

AXES: Final[dict[By, str]] = {
    "advisers": "Conseillers",
    "half-days": "Demi-journées par semaine",
    "minutes": "Norme d’accès (minutes)",
}
HEADINGS: Final[dict[By, str]] = {
    "advisers": "Conseillers",
    "half-days": "Demi-j./sem.",
    "minutes": "Minutes",
}
TITLES: Final[dict[By, str]] = {
    "advisers": "Besoin couvert selon le nombre de conseillers",
    "half-days": "Besoin couvert par les prochaines demi-journées",
    "minutes": "Besoin couvert selon la norme d’accès",
}
MODEL: Final = (
    "Meilleure couverture du modèle sans jours ni tournées ; un planning réel en couvre un peu "
    "moins, et aucun ne dépasse la borne."
)
TODAY: Final = "aujourd’hui"
PARTIAL: Final = "Recherche arrêtée avant la fin ; ne sont pas calculés : {missing}."
NOT_COMPUTED: Final = "non calculé"
_NOTHING: Final = "–"
MAX_LINES: Final = 12
"""Communes that lose, shown on a screen; the sheet has all of them."""


def describe_frontier(frontier: Frontier, by: By, *, need: float) -> list[str]:
    """Show the points as a table that fits one screen.

    Parameters
    ----------
    need
        All people in need.
    """
    heading = HEADINGS[by]
    width = max(len(heading), 7)
    lines = [TITLES[by], f"{heading:>{width}}  couvert    borne     gain  changement"]
    before: Point | None = None
    for x, point in _with_missing(frontier):
        if point is None:
            lines.append(f"{x:>{width}}  {_NOTHING:>7}  {_NOTHING:>7}  {'':>7}  {NOT_COMPUTED}")
        else:
            gain = "" if before is None else gain_words(point.covered_need - before.covered_need)
            lines.append(
                f"{x:>{width}}  {_share(point.covered_need, need):>7}  "
                f"{_bound(point.bound, need):>7}  {gain:>7}  {change_words(point)}"
            )
        before = point
    lines.append(f"Gain : personnes à aider de plus que la ligne au-dessus. {MODEL}")
    if frontier.missing:
        lines.append(describe_missing(frontier.missing))
    lines += frontier.assumptions
    if any(point.hit_time_limit for point in frontier.points):
        lines.append("La limite de temps a coupé la recherche : des écarts peuvent rester grands.")
    return lines


def describe_losses(losses: Sequence[Loss], fewer: Point) -> list[str]:
    """Say by EPCI which communes lose with one adviser fewer."""
    people = sum(loss.people for loss in losses)
    lines = [
        (
            f"Avec un conseiller de moins ({fewer.change}), d’une meilleure couverture à l’autre : "
            f"{len(losses)} communes perdent, environ {format_number(people)} personnes à aider."
        )
    ]
    by_epci: dict[str, list[Loss]] = defaultdict(list)
    for loss in losses:
        by_epci[loss.epci_name].append(loss)
    order = sorted(by_epci.items(), key=lambda item: -sum(loss.people for loss in item[1]))
    for name, own in order[:MAX_LINES]:
        shown = ", ".join(f"{loss.commune_name} ({format_number(loss.people)})" for loss in own[:5])
        more = f" et {len(own) - 5} autres" if len(own) > 5 else ""  # noqa: PLR2004 - five are named
        lines.append(f"  {name} : {shown}{more}")
    if len(order) > MAX_LINES:
        lines.append(f"  et {len(order) - MAX_LINES} autres EPCI")
    return lines


def format_frontier_csv(frontier: Frontier, by: By, *, need: float) -> bytes:
    """Write the points as CSV: ``;``, CRLF, decimal commas, UTF-8 with a byte order mark."""
    rows = [
        (
            AXES[by],
            "Besoin couvert (personnes)",
            "Besoin couvert (%)",
            "Borne prouvée (personnes)",
            "Borne prouvée (%)",
            "Changement",
        )
    ]
    rows += [
        (str(x), "", "", "", "", NOT_COMPUTED)
        if point is None
        else (
            str(x),
            _decimal(point.covered_need),
            _decimal(100 * point.covered_need / need, 2),
            _decimal(point.bound),
            _decimal(100 * point.bound / need, 2),
            neutralise(change_words(point)),
        )
        for x, point in _with_missing(frontier)
    ]
    return _sheet(rows)


def format_losses_csv(losses: Sequence[Loss]) -> bytes:
    """Write the communes that lose as CSV, as :func:`format_frontier_csv` does."""
    rows = [
        (
            "EPCI",
            "Code INSEE",
            "Commune",
            "Besoin estimé (personnes)",
            "Besoin couvert aujourd’hui (%)",
            "Besoin couvert avec un conseiller de moins (%)",
            "Perte (personnes)",
        )
    ]
    rows += [
        (
            neutralise(loss.epci_name),
            loss.commune_code,
            neutralise(loss.commune_name),
            _decimal(loss.need),
            _decimal(100 * loss.value),
            _decimal(100 * loss.value_after),
            _decimal(loss.people),
        )
        for loss in losses
    ]
    return _sheet(rows)


def describe_missing(missing: Sequence[int], message: str = PARTIAL) -> str:
    """Say that a search was stopped before its end, and which points are therefore not there.

    Parameters
    ----------
    message
        :data:`PARTIAL`, or its translation.
    """
    return message.format(missing=list_numbers(missing))


def list_numbers(numbers: Sequence[int]) -> str:
    """List rising numbers, runs of three and more by their ends: « 0, 1, 6–8 »."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))  # noqa: PLR2004 - two are no run
        for run in runs
    )


def _with_missing(frontier: Frontier) -> list[tuple[int, Point | None]]:
    """All means in order; ``None`` where the point is not known."""
    found: dict[int, Point | None] = {point.x: point for point in frontier.points}
    return sorted({**dict.fromkeys(frontier.missing), **found}.items())


def change_words(point: Point) -> str:
    """Say what is other than in the point before; the present is named."""
    return TODAY if point.is_present else point.change


def gain_words(people: float) -> str:
    """Write people gained: « +1 234 »."""
    return f"+{format_number(people)}" if people >= 0.5 else "0"  # noqa: PLR2004 - rounding


def _share(people: float, need: float) -> str:
    return format_percent(people / need if need > 0 else 0.0, decimals=2)


def _bound(people: float, need: float) -> str:
    return format_percent_up(people / need if need > 0 else 0.0, decimals=2)


def _decimal(value: float, decimals: int = 1) -> str:
    return f"{value:z.{decimals}f}".replace(".", ",")


def _sheet(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")
