"""The comparison of a batch's scenarios as one HTML page that needs nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, StrictUndefined

from planner.app.batch.records import Outcome
from planner.app.batch.summary import (
    STATUSES,
    count_outcomes,
    covered_share,
    list_remarks,
    path_from,
)
from planner.history.version import Figures
from planner.wording import (
    MINUS_SIGN,
    NO_BREAK_SPACE,
    format_duration,
    format_km,
    format_number,
    format_percent,
    one_line,
)

MARK: Final = "repère"
AS_IT_IS: Final = "tel quel"
"""What a scenario without a name is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Total:
    """A scenario over several territories."""

    need: float
    covered: float
    covered_before: float
    drive_s: int
    distance_m: int
    num_sessions: int

    @property
    def share(self) -> float:
        return self.covered / self.need if self.need > 0 else 0.0


def draw_comparison(outcomes: Sequence[Outcome], *, title: str, beside: Path, today: date) -> str:
    """Draw the page.

    Parameters
    ----------
    beside
        Folder that the page will lie in; its links lead from there.
    today
        A plan that has begun before this day says so.
    """
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(files("planner.app.batch").joinpath("page.html.j2").read_text(encoding="utf-8"))
    shares = [covered_share(o.figures) for o in outcomes if o.figures is not None]
    scale = _Scale(min(shares, default=0.0), max(shares, default=1.0))
    totals, num_territories = _totals(outcomes)
    return template.render(
        title=one_line(title),
        counts=count_outcomes(outcomes),
        notices=sorted(_notices(outcomes)),
        low=format_percent(scale.low, decimals=0),
        high=format_percent(scale.high, decimals=0),
        failures=[
            {
                "label": one_line(outcome.scenario.label),
                "error": outcome.error,
                "kept": path_from(beside, outcome.plan),
            }
            for outcome in outcomes
            if outcome.status == "failed"
        ],
        totals=list(_total_rows(totals, scale)),
        num_territories=num_territories,
        num_names=len({outcome.scenario.name for outcome in outcomes}),
        groups=list(_groups(outcomes, _Setting(scale=scale, beside=beside, today=today))),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Shares drawn as bars; they start at a round share below the least, and say so."""

    least: float
    most: float

    @property
    def low(self) -> float:
        return max(0.0, int(10 * self.least - 0.5) / 10)

    @property
    def high(self) -> float:
        return min(1.0, (int(10 * self.most) + 1) / 10)

    def width(self, share: float) -> str:
        """Length of a bar in per cent of the longest."""
        return f"{100 * (share - self.low) / (self.high - self.low):.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What all rows of a page share."""

    scale: _Scale
    beside: Path
    today: date


def _groups(outcomes: Sequence[Outcome], setting: _Setting) -> Iterator[dict[str, Any]]:
    """Yield one table a territory; a single one where each has one scenario only."""
    by_territory: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_territory.setdefault(outcome.scenario.territory, []).append(outcome)
    if all(len(own) == 1 for own in by_territory.values()):
        rows = [
            _row(
                outcome,
                f"{_name_of(outcome)} ({one_line(Path(outcome.scenario.territory).name)})",
                _share_before(outcome.figures),
                setting,
            )
            for outcome in outcomes
        ]
        yield {"name": "Territoires", "head": "Territoire", "words": "", "rows": rows}
        return
    for own in by_territory.values():
        first = next((o for o in own if o.figures is not None), own[0])
        before = _share_before(first.figures)
        words = f"Dossier {one_line(Path(first.scenario.territory).name)}"
        if before is not None:
            words += f" ; couvert par l’offre existante seule : {format_percent(before)}"
        mark = None if first.figures is None else covered_share(first.figures)
        rows = [
            _row(
                outcome,
                one_line(outcome.scenario.name) or AS_IT_IS,
                None if outcome is first else mark,
                setting,
            )
            for outcome in own
        ]
        yield {"name": _name_of(first), "head": "Scénario", "words": words, "rows": rows}


def _name_of(outcome: Outcome) -> str:
    """Name of a territory; the one of its folder where the other could not be read."""
    return one_line(outcome.territory_name or Path(outcome.scenario.territory).name)


def _row(outcome: Outcome, name: str, mark: float | None, setting: _Setting) -> dict[str, Any]:
    """One scenario; ``mark`` is the share that its own is compared with."""
    figures = outcome.figures
    row: dict[str, Any] = {
        "name": name,
        "status": STATUSES[outcome.status],
        "has_figures": figures is not None,
    }
    if figures is None:
        return row
    share = covered_share(figures)
    return row | {
        "share": format_percent(share),
        "width": setting.scale.width(share),
        "gap": MARK if mark is None else _points(share - mark),
        "bound": _share_bound(figures),
        "drive": format_duration(figures.drive_s),
        "km": format_km(figures.distance_m, decimals=0),
        "sessions": format_number(figures.num_sessions_per_cycle),
        "venues": format_number(figures.num_venues),
        "advisers": format_number(figures.num_advisers),
        "is_proven": figures.is_proven,
        "remarks": list_remarks(outcome, today=setting.today),
        "map": f"{path_from(setting.beside, outcome.plan)}/map.html",
    }


def _totals(outcomes: Sequence[Outcome]) -> tuple[dict[str, _Total], int]:
    """Sum scenarios over the territories that have a plan in each; nothing to sum for one.

    A scenario that failed everywhere is left out.
    """
    names = list(dict.fromkeys(o.scenario.name for o in outcomes if o.figures is not None))
    found: dict[str, dict[str, Figures]] = {}
    for outcome in outcomes:
        if outcome.figures is not None:
            found.setdefault(outcome.scenario.territory, {})[outcome.scenario.name] = (
                outcome.figures
            )
    whole = [own for own in found.values() if len(own) == len(names)]
    if len(whole) <= 1:
        return {}, len(whole)
    return {name: _total([own[name] for own in whole]) for name in names}, len(whole)


def _total(figures: Sequence[Figures]) -> _Total:
    return _Total(
        need=sum(each.need for each in figures),
        covered=sum(each.covered_need for each in figures),
        covered_before=sum(each.covered_need_before for each in figures),
        drive_s=sum(each.drive_s for each in figures),
        distance_m=sum(each.distance_m for each in figures),
        num_sessions=sum(each.num_sessions_per_cycle for each in figures),
    )


def _total_rows(totals: dict[str, _Total], scale: _Scale) -> Iterator[dict[str, str]]:
    first = next(iter(totals.values()), None)
    for name, total in totals.items():
        gap = MARK if total is first or first is None else _points(total.share - first.share)
        yield {
            "name": one_line(name) or AS_IT_IS,
            "share": format_percent(total.share),
            "width": scale.width(total.share),
            "gap": gap,
            "need": format_number(total.need),
            "covered": format_number(total.covered),
            "drive": format_duration(total.drive_s),
            "km": format_km(total.distance_m, decimals=0),
            "sessions": format_number(total.num_sessions),
        }


def _notices(outcomes: Sequence[Outcome]) -> set[str]:
    return {one_line(outcome.notice) for outcome in outcomes if outcome.notice}


def _points(gap: float) -> str:
    text = format_number(100 * gap, decimals=1)
    sign = "" if text.startswith(MINUS_SIGN) else "+"
    return f"{sign}{text}{NO_BREAK_SPACE}pt"


def _share_before(figures: Figures | None) -> float | None:
    if figures is None or figures.need <= 0:
        return None
    return figures.covered_need_before / figures.need


def _share_bound(figures: Figures) -> str:
    bound = figures.covered_need_bound
    return "" if bound is None or figures.need <= 0 else format_percent(bound / figures.need)
