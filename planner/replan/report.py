"""The change list of a replan: a sheet for spreadsheets, and French lines for people."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from planner.export.planning_csv import neutralise
from planner.history.difference import CommuneChange, Grouping, compare_plans, group_changes
from planner.history.sessions import SessionChange
from planner.history.wording import KINDS, MOVES, Names
from planner.plan import Plan, Session, Visit
from planner.replan.changes import ChangeList, DatedChange, VisitChange
from planner.wording import (
    HALVES,
    WEEKDAYS,
    count_words,
    format_clock,
    format_number,
    format_rhythm,
    format_territory,
    join_words,
    one_line,
)

CHANGES_CSV: Final = "changements.csv"
CHANGES_TEXT: Final = "changements.txt"
COLUMNS: Final = (
    "Changement",
    "En quoi",
    "Lieu",
    "Commune",
    "Code INSEE",
    "Avant : date",
    "Avant : jour",
    "Avant : début",
    "Avant : fin",
    "Avant : conseiller",
    "Après : date",
    "Après : jour",
    "Après : début",
    "Après : fin",
    "Après : conseiller",
    "Motif",
    "Prévenir le lieu",
    "Prévenir les conseillers",
    "Prévenir les habitants",
    "Territoire",
)
_ONE_PERSON: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeeding:
    """Two plans, the second made from the first, and what is not the same."""

    before: Plan
    after: Plan
    changes: ChangeList


def format_changes_csv(found: Succeeding) -> bytes:
    """Write every changed session as CSV: ``;``, CRLF, UTF-8 with a byte order mark."""
    names = Names(found.before, found.after)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    territory = format_territory(found.after)
    for one in found.changes.sessions:
        cells = (*_cells(one, names), territory)
        writer.writerow([neutralise(one_line(cell)) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def format_changes_text(found: Succeeding) -> bytes:
    """Write who has to be told what, as text that anybody opens."""
    names = Names(found.before, found.after)
    lines = [
        f"Changements du planning : {format_territory(found.after)}",
        "",
        *describe_count(found.changes),
        "",
    ]
    if found.changes.visits:
        lines += [f"NOUVEAU RYTHME DES LIEUX{_from_when(found.after)}", ""]
        lines += [_visit_line(change, found, names) for change in found.changes.visits]
        lines.append("")
    headings: tuple[tuple[Grouping, str], ...] = (
        ("adviser", "À DIRE À CHAQUE CONSEILLER"),
        ("venue", "À DIRE À CHAQUE LIEU D'ACCUEIL (secrétariat de mairie ou accueil)"),
        (
            "commune",
            "À DIRE AUX HABITANTS DE CHAQUE COMMUNE (affiche, site et bulletin de la commune)",
        ),
    )
    reason_of = {one.change: one.public_reason for one in found.changes.sessions}
    for by, heading in headings:
        lines += [heading, ""]
        groups = group_changes(reason_of, by, commune_of=names.commune_of)
        for key in sorted(groups, key=lambda key: names.of(by, key)):
            lines.append(names.of(by, key))
            lines += [
                f"  - {_sentence(one, reason_of[one], names, names_venue=by != 'venue')}"
                for one in groups[key]
            ]
            lines.append("")
    lines += _coverage_lines(found)
    return ("\n".join(lines) + "\n").encode("utf-8-sig")


def describe_count(changes: ChangeList) -> list[str]:
    """Count the changes in French lines."""
    if not changes.sessions:
        return ["Aucune permanence ne change."]
    lines = [
        (
            f"Permanences datées : {count_words(changes.num_moved, 'déplacée')}, "
            f"{count_words(changes.num_lost, 'supprimée')}, "
            f"{count_words(changes.num_added, 'ajoutée')}"
        )
    ]
    if changes.visits:
        venues = count_words(len(changes.visits), "lieu", "lieux")
        count = count_words(
            changes.num_visit_changes, "changement de visite", "changements de visite"
        )
        lines.append(f"Cycle : {count} dans {venues}")
    return lines


def changed_communes(found: Succeeding) -> tuple[CommuneChange, ...]:
    """Communes whose residents are covered otherwise, the greatest loss first."""
    return compare_plans(found.before, found.after).communes


def _from_when(plan: Plan) -> str:
    day = None if plan.replanning is None else plan.replanning.cycle_day
    return "" if day is None else f", à partir du {WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _coverage_lines(found: Succeeding) -> Iterator[str]:
    """Say which communes lose and regain people covered, the greatest change first."""
    communes = changed_communes(found)
    lost = [(c, c.covered_before - c.covered_after) for c in communes]
    gained = [(c, -people) for c, people in reversed(lost)]
    for words, side in (("PERDUE", lost), ("REGAGNÉE", gained)):
        some = [(c, people) for c, people in side if people >= _ONE_PERSON]
        if some:
            yield (
                f"COUVERTURE {words} : {format_number(sum(p for _, p in some))} personnes "
                f"dans {count_words(len(some), 'commune')}"
            )
            yield ""
            yield from (f"  - {one_line(c.name)} : {format_number(people)}" for c, people in some)
            yield ""


def _visit_line(change: VisitChange, found: Succeeding, names: Names) -> str:
    weeks = found.after.settings.cycle.num_weeks
    sides = [
        join_words([_rhythm(visit, weeks, names) for visit in visits]) or "pas de permanence"
        for visits in (change.before, change.after)
    ]
    return f"  - {names.of('venue', change.venue_id)} : {sides[0]} → {sides[1]}"


def _rhythm(visit: Visit, cycle_weeks: int, names: Names) -> str:
    hours = f"{format_clock(visit.start_minute)}-{format_clock(visit.end_minute)}"
    rhythm = format_rhythm(visit, cycle_weeks)
    return f"{rhythm}, {hours}, {names.of('adviser', visit.adviser_id)}"


def _sentence(change: SessionChange, reason: str, names: Names, *, names_venue: bool) -> str:
    """Say one change: what was, what is, and why."""
    venue = names.of("venue", change.sessions[0].venue_id)
    sides = [_when(session, names) for session in (change.before, change.after)]
    if change.before is None:
        text = f"nouvelle permanence {sides[1]}"
    elif change.after is None:
        text = f"permanence supprimée {sides[0]}"
    elif change.moved_in == ("adviser",):
        taken_over = names.of("adviser", change.after.adviser_id)
        text = f"{sides[0]}, remplacé par {taken_over}"
    else:
        text = f"{sides[0]} → {sides[1]}"
    if names_venue:
        text = f"{venue} : {text}"
    return f"{text} ({reason})" if reason else text


def _when(session: Session | None, names: Names) -> str:
    if session is None:
        return ""
    return (
        f"{WEEKDAYS[session.day.weekday()]} {session.day:%d/%m/%Y} {HALVES[session.half]}, "
        f"{format_clock(session.start_minute)}-{format_clock(session.end_minute)}, "
        f"{names.of('adviser', session.adviser_id)}"
    )


def _cells(one: DatedChange, names: Names) -> Sequence[str]:
    change = one.change
    venue_id = change.sessions[0].venue_id
    commune_code = names.commune_of[venue_id]
    commune = names.of("commune", commune_code)
    advisers = dict.fromkeys(names.of("adviser", s.adviser_id) for s in change.sessions)
    return (
        KINDS[change.kind],
        join_words([MOVES[move] for move in change.moved_in]),
        names.of("venue", venue_id),
        commune,
        commune_code,
        *_side(change.before, names),
        *_side(change.after, names),
        one.reason,
        f"accueil de {names.of('venue', venue_id)}",
        join_words(list(advisers)),
        f"affiche, site et bulletin de {commune}",
    )


def _side(session: Session | None, names: Names) -> tuple[str, str, str, str, str]:
    if session is None:
        return ("", "", "", "", "")
    return (
        session.day.isoformat(),
        f"{WEEKDAYS[session.day.weekday()]} {HALVES[session.half]}",
        _clock(session.start_minute),
        _clock(session.end_minute),
        names.of("adviser", session.adviser_id),
    )


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute, 60)
    return f"{hours:02}:{minutes:02}"
