"""Versions and their differences in French lines."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from planner.history.difference import (
    Grouping,
    InputState,
    PlanDifference,
    group_changes,
)
from planner.history.reading import State, StoredVersion
from planner.history.sessions import Kind, Move, SessionChange
from planner.history.version import Action, Figures
from planner.plan import Plan, Session
from planner.wording import (
    HALVES,
    MINUS_SIGN,
    NO_BREAK_SPACE,
    format_clock,
    format_date,
    format_duration,
    format_km,
    format_number,
    format_percent,
    join_words,
    one_line,
)

ACTIONS: Final[dict[Action, str]] = {
    "plan": "planifié",
    "replan": "replanifié",
    "restore": "rétabli",
    "edit": "modifié à la main",
}
STATES: Final[dict[State, str]] = {
    "sound": "",
    "altered": "plan.json modifié depuis son écriture",
    "unreadable": "fichiers illisibles",
    "unrecorded": "écrit avant que l’historique soit tenu",
}
KINDS: Final[dict[Kind, str]] = {"added": "ajoutée", "removed": "supprimée", "moved": "déplacée"}
MOVES: Final[dict[Move, str]] = {
    "day": "date",
    "half": "demi-journée",
    "time": "horaire",
    "adviser": "conseiller",
}
INPUTS: Final[dict[InputState, str]] = {"new": "nouveau", "gone": "retiré", "changed": "modifié"}
_MAX_LINES: Final = 30
"""Sessions or communes listed on a terminal; the sheet has them all."""
_MAX_DATES: Final = 12
_ONE_PERSON: Final = 0.5


def describe_versions(versions: Sequence[StoredVersion]) -> list[str]:
    """Tell the versions of a territory, the last one in force."""
    lines: list[str] = []
    for stored in versions:
        marks = [STATES[stored.state]] if STATES[stored.state] else []
        if stored is versions[-1]:
            marks.insert(0, "en vigueur")
        lines.append(f"{stored.name}{f' ({join_words(marks)})' if marks else ''}")
        lines += [f"    {line}" for line in _describe_version(stored)]
    return lines or ["Aucun planning dans ce dossier."]


def _describe_version(stored: StoredVersion) -> Iterator[str]:
    version = stored.version
    if version is None:
        return
    when = version.written_at.astimezone()
    words = f"{ACTIONS[version.action]} le {when:%d/%m/%Y à %H:%M} par {one_line(version.author)}"
    if version.parent is not None:
        words += f", après {one_line(version.parent)}"
    if version.scenario:
        words += f", scénario « {one_line(version.scenario)} »"
    yield words
    if version.reason:
        yield f"motif : {one_line(version.reason)}"
    figures = version.figures
    yield (
        f"besoin couvert {_covered(figures)}, {figures.num_sessions_per_cycle} permanences et "
        f"{format_duration(figures.drive_s)} de trajet par cycle, {figures.num_venues} lieux, "
        f"{figures.num_advisers} conseillers"
    )


def figures_row(figures: Figures) -> tuple[str, str, str, str, str]:
    """Write a plan's key figures: need covered, driving, sessions a cycle, venues, advisers."""
    return (
        _covered(figures),
        format_duration(figures.drive_s),
        str(figures.num_sessions_per_cycle),
        str(figures.num_venues),
        str(figures.num_advisers),
    )


def describe_difference(before: Plan, after: Plan, found: PlanDifference) -> list[str]:
    """Tell in French what differs between two plans."""
    lines = ["Chiffres (avant → après)"]
    lines += [
        f"  {name} : {old} → {new}{f' ({gap})' if gap else ''}"
        for name, old, new, gap in figure_rows(found)
    ]
    lines += ["", *describe_circumstances(before, after, found)]
    lines += ["", *_describe_sessions(before, after, found)]
    communes = _describe_communes(found)
    return [*lines, "", *communes] if communes else lines


def describe_circumstances(before: Plan, after: Plan, found: PlanDifference) -> list[str]:
    """Tell what the plans were made from: settings, tables and people that differ."""
    lines = ["Réglages changés" if found.settings else "Réglages : les mêmes"]
    lines += [
        f"  {change.key} : {_value(change.before)} → {_value(change.after)}"
        for change in found.settings
    ]
    lines += ["", "Données changées" if found.inputs else "Données : les mêmes"]
    lines += [f"  {one_line(change.file)} : {INPUTS[change.state]}" for change in found.inputs]
    return [*lines, *_describe_team(before, after)]


def _describe_communes(found: PlanDifference) -> list[str]:
    """Tell who gains or loses the most."""
    communes = [
        change
        for change in found.communes
        if abs(change.covered_after - change.covered_before) >= _ONE_PERSON
    ]
    widest = sorted(communes, key=lambda c: -abs(c.covered_after - c.covered_before))
    lines = [
        f"  {one_line(change.name)} : {format_number(change.covered_before)} → "
        f"{format_number(change.covered_after)} "
        f"({_signed(change.covered_after - change.covered_before)})"
        for change in widest[:_MAX_LINES]
    ]
    heading = "Personnes en besoin couvertes, par commune (les plus grands écarts)"
    return [heading, *lines, *_more(len(widest), "communes")] if lines else []


def _describe_team(before: Plan, after: Plan) -> list[str]:
    """Name the advisers that only one of the plans knows."""
    teams = [{a.id: one_line(a.name) for a in plan.advisers} for plan in (before, after)]
    gone = [name for key, name in teams[0].items() if key not in teams[1]]
    new = [name for key, name in teams[1].items() if key not in teams[0]]
    words = [
        f"{word} {join_words(names)}" for word, names in (("sans", gone), ("avec", new)) if names
    ]
    return ["", f"Équipe : {' ; '.join(words)}"] if words else []


def figure_rows(found: PlanDifference) -> list[tuple[str, str, str, str]]:
    """(name, before, after, gap) of each figure, in French."""
    old, new = found.figures_before, found.figures_after
    points = 100 * (_share(new) - _share(old))
    rows = [
        (
            "Besoin couvert",
            _covered(old),
            _covered(new),
            f"{_signed(points, decimals=1)} point",
        ),
        (
            "Trajets par cycle",
            format_duration(old.drive_s),
            format_duration(new.drive_s),
            _signed_duration(new.drive_s - old.drive_s),
        ),
        (
            "Distance par cycle",
            format_km(old.distance_m, decimals=0),
            format_km(new.distance_m, decimals=0),
            _signed((new.distance_m - old.distance_m) / 1000) + f"{NO_BREAK_SPACE}km",
        ),
    ]
    counts = (
        ("Permanences par cycle", old.num_sessions_per_cycle, new.num_sessions_per_cycle),
        ("Permanences datées", old.num_sessions, new.num_sessions),
        ("Dates perdues, remplacées ou non", old.num_lost_sessions, new.num_lost_sessions),
        ("Lieux", old.num_venues, new.num_venues),
        ("Conseillers", old.num_advisers, new.num_advisers),
    )
    rows += [(name, str(was), str(now), _signed(now - was)) for name, was, now in counts]
    return [(name, was, now, gap if was != now else "") for name, was, now, gap in rows]


def _describe_sessions(before: Plan, after: Plan, found: PlanDifference) -> Iterator[str]:
    if not found.has_common_days:
        yield "Permanences : les deux plannings n'ont aucun jour en commun."
        return
    period = f"du {format_date(found.first_day)} au {format_date(found.last_day)}"
    yield f"Permanences {period} : {count_changes(found.sessions)}"
    if not found.sessions:
        return
    names = Names(before, after)
    titles: tuple[tuple[Grouping, str], ...] = (
        ("adviser", "Par conseiller"),
        ("venue", "Par lieu"),
        ("commune", "Par commune"),
    )
    for by, title in titles:
        groups = group_changes(found.sessions, by, commune_of=names.commune_of)
        largest = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        yield title
        for key, changes in largest[:_MAX_LINES]:
            yield f"  {names.of(by, key)} : {count_changes(changes)}"
        yield from _more(len(largest), "lignes")
    yield "Dates"
    for change in found.sessions[:_MAX_DATES]:
        yield f"  {describe_change(change, names)}"
    yield from _more(
        len(found.sessions), "permanences (--output les donne toutes)", most=_MAX_DATES
    )


class Names:
    """Names of the advisers, venues and communes of two plans, the later plan's first."""

    def __init__(self, before: Plan, after: Plan) -> None:
        venues = {venue.id: venue for plan in (before, after) for venue in plan.venues}
        self.commune_of = {key: venue.commune_code for key, venue in venues.items()}
        self._names: dict[Grouping, dict[str, str]] = {
            "adviser": {a.id: one_line(a.name) for plan in (before, after) for a in plan.advisers},
            "venue": {
                key: _place(one_line(venue.name), one_line(venue.commune_name))
                for key, venue in venues.items()
            },
            "commune": {v.commune_code: one_line(v.commune_name) for v in venues.values()},
        }

    def of(self, by: Grouping, key: str) -> str:
        """Name of an adviser, venue or commune."""
        return self._names[by][key]


def count_changes(changes: Sequence[SessionChange]) -> str:
    """Count changes by kind: « 3 ajoutées, 1 supprimée »."""
    counts = Counter(change.kind for change in changes)
    words = [
        f"{counts[kind]} {word}{'s' if counts[kind] > 1 else ''}"
        for kind, word in KINDS.items()
        if counts[kind]
    ]
    return ", ".join(words) or "aucun changement"


def describe_change(change: SessionChange, names: Names) -> str:
    """Tell one change in a French line."""
    first, last = change.sessions[0], change.sessions[-1]
    line = f"{names.of('venue', first.venue_id)} : {_when(first)}, "
    line += names.of("adviser", first.adviser_id)
    if change.kind != "moved":
        return f"{line} : {KINDS[change.kind]}"
    target = []
    if {"day", "half", "time"} & set(change.moved_in):
        target.append(_when(last))
    if "adviser" in change.moved_in:
        target.append(names.of("adviser", last.adviser_id))
    return f"{line} → {', '.join(target)}"


def _when(session: Session) -> str:
    hours = f"{format_clock(session.start_minute)}-{format_clock(session.end_minute)}"
    return f"{format_date(session.day)} {HALVES[session.half]} ({hours})"


def _share(figures: Figures) -> float:
    return figures.covered_need / figures.need if figures.need > 0 else 0.0


def _covered(figures: Figures) -> str:
    return format_percent(_share(figures))


def _signed(value: float, *, decimals: int = 0) -> str:
    text = format_number(value, decimals=decimals)
    return text if text.startswith(MINUS_SIGN) else f"+{text}"


def _signed_duration(duration_s: int) -> str:
    sign = MINUS_SIGN if duration_s < 0 else "+"
    return f"{sign}{format_duration(abs(duration_s))}"


def _value(value: object) -> str:
    return "absent" if value is None else one_line(json.dumps(value, ensure_ascii=False))


def _more(count: int, noun: str, *, most: int = _MAX_LINES) -> list[str]:
    """Say how many lines were left out."""
    return [f"  … {count - most} autres {noun}"] if count > most else []


def _place(name: str, commune: str) -> str:
    """Name a venue with its commune, unless its name says it."""
    return name if commune in name else f"{name} ({commune})"
