"""Marks in the grid: where a session would be allowed, by a sign, a pattern and words."""

import json
from collections.abc import Iterable
from typing import Final, TypedDict

from planner.app.desk.judging import Verdict
from planner.app.desk.options import Option
from planner.app.web.week.verdicts import driving_words, is_unchanged, minutes_words, signed
from planner.wording import count_words, format_weeks, join_words

ALLOWED: Final = "✓"
REFUSED: Final = "✕"
_SHOW: Final = """(asked, marks) => {
  const table = document.querySelector('.week-grid');
  if (!table) return;
  if (asked === null) delete table.dataset.asked; else table.dataset.asked = asked;
  for (const cell of table.querySelectorAll('[data-cell]')) {
    const mark = marks[cell.dataset.cell];
    const label = cell.dataset.label ?? cell.getAttribute('aria-label');
    cell.querySelector('.mark')?.remove();
    if (!mark) {
      for (const name of ['data-mark', 'data-label', 'title']) cell.removeAttribute(name);
      cell.setAttribute('aria-label', label);
      continue;
    }
    cell.dataset.mark = mark.kind;
    cell.dataset.label = label;
    cell.title = mark.words;
    cell.setAttribute('aria-label', `${label} ; ${mark.words}`);
    const shown = document.createElement('span');
    shown.className = 'mark';
    shown.ariaHidden = 'true';
    shown.textContent = mark.sign;
    cell.append(shown);
  }
}"""


class Mark(TypedDict):
    """What is said of a half-day."""

    kind: str
    sign: str
    """As short as a cell is narrow."""
    words: str
    """For whoever listens, or rests on the cell."""


def show_marks(number: int | None, options: Iterable[Option]) -> str:
    """Return the script that marks these half-days and no others; the table itself stays.

    Parameters
    ----------
    number
        Of the session in the grid; ``None`` when nothing is asked.
    """
    marks = {
        f"{one.adviser_id}|{one.day.isoformat()}|{one.half}": mark_option(one) for one in options
    }
    return f"({_SHOW})({json.dumps(number)}, {json.dumps(marks)})"


def mark_option(option: Option) -> Mark:
    """Say what the checker thinks of a half-day."""
    kind = "allowed" if option.is_allowed else "refused"
    return Mark(kind=kind, sign=sign_words(option), words=option_words(option))


def sign_words(option: Option) -> str:
    """Say it in a cell: « ✓ +12 pers., −8 min », « ✕ 2 règles »."""
    verdict = option.verdict
    if verdict is None:
        return f"{REFUSED} impossible"
    if not verdict.is_allowed:
        return f"{REFUSED} {count_words(len(verdict.added), 'règle')}"
    people = [] if is_unchanged(verdict) else [f"{signed(verdict.covered_need)} pers."]
    weeks = join_words([str(week) for week in option.other_weeks])
    parts = [*people, minutes_words(verdict), f"sem. {weeks}" if weeks else ""]
    return f"{ALLOWED} {_join(parts)}"


def brief_words(option: Option) -> str:
    """Say it in a list: what changes, or which rule is broken."""
    verdict = option.verdict
    if verdict is None:
        return f"{REFUSED} {option.obstacle}"
    if not verdict.is_allowed:
        return f"{REFUSED} {_broken_words(verdict)}"
    when = "par cycle" if verdict.scope == "cycle" else "ces jours-là"
    people = "personnes inchangées"
    if not is_unchanged(verdict):
        people = f"{signed(verdict.covered_need)} personnes"
    return f"{ALLOWED} {_join([people, f'{minutes_words(verdict)} {when}', _weeks_words(option)])}"


def option_words(option: Option) -> str:
    """Say it in a sentence: what changes, and the first rule that is broken."""
    verdict = option.verdict
    if verdict is None:
        return f"impossible : {option.obstacle}"
    people = "personnes couvertes inchangées"
    if not is_unchanged(verdict):
        people = f"{signed(verdict.covered_need)} personnes couvertes"
    said = _join([_weeks_words(option), people, f"trajets {driving_words(verdict)}"])
    if verdict.is_allowed:
        return f"autorisé, {said}"
    return f"refusé, {said}, {_broken_words(verdict)}"


def _broken_words(verdict: Verdict) -> str:
    """Count the rules that are broken, and quote the first."""
    count = count_words(len(verdict.added), "règle enfreinte", "règles enfreintes")
    return f"{count} : {verdict.added[0]}"


def _weeks_words(option: Option) -> str:
    return format_weeks(option.other_weeks) if option.other_weeks else ""


def _join(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)
