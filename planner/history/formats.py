"""Versions and their differences as a sheet for spreadsheets and as records for scripts."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from planner.export.planning_csv import neutralise
from planner.history.difference import PlanDifference
from planner.history.reading import StoredVersion
from planner.history.wording import KINDS, MOVES, Names
from planner.plan import Plan, Session
from planner.wording import join_words, one_line


def versions_as_json(versions: Sequence[StoredVersion]) -> list[dict[str, Any]]:
    """Give versions to scripts; keys are stable."""
    return [
        {
            "name": stored.name,
            "path": str(stored.path),
            "is_in_force": stored is versions[-1],
            "state": stored.state,
            "version": None if stored.version is None else stored.version.model_dump(mode="json"),
        }
        for stored in versions
    ]


def format_difference_csv(before: Plan, after: Plan, found: PlanDifference) -> bytes:
    """Write every change of a session as a sheet for a spreadsheet."""
    names = Names(before, after)
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            "changement",
            "en quoi",
            "lieu",
            "commune",
            *(f"{word} {side}" for side in ("avant", "après") for word in ("date", "horaire")),
            "conseiller avant",
            "conseiller après",
        ]
    )
    for change in found.sessions:
        venue_id = change.sessions[0].venue_id
        writer.writerow(
            [
                KINDS[change.kind],
                join_words([MOVES[move] for move in change.moved_in]),
                _text(names.of("venue", venue_id)),
                _text(names.of("commune", names.commune_of[venue_id])),
                *_date_and_hours(change.before),
                *_date_and_hours(change.after),
                *(
                    "" if session is None else _text(names.of("adviser", session.adviser_id))
                    for session in (change.before, change.after)
                ),
            ]
        )
    return table.getvalue().encode("utf-8-sig")


def difference_as_json(found: PlanDifference) -> dict[str, Any]:
    """Give a difference to scripts; keys are stable."""
    return {
        "first_day": found.first_day.isoformat(),
        "last_day": found.last_day.isoformat(),
        "sessions": [
            {
                "kind": change.kind,
                "moved_in": list(change.moved_in),
                "before": None if change.before is None else change.before.model_dump(mode="json"),
                "after": None if change.after is None else change.after.model_dump(mode="json"),
            }
            for change in found.sessions
        ],
        "figures_before": found.figures_before.model_dump(mode="json"),
        "figures_after": found.figures_after.model_dump(mode="json"),
        "settings": [
            {"key": change.key, "before": change.before, "after": change.after}
            for change in found.settings
        ],
        "inputs": [{"file": change.file, "state": change.state} for change in found.inputs],
        "communes": [
            {
                "code": change.code,
                "name": change.name,
                "covered_before_people": change.covered_before,
                "covered_after_people": change.covered_after,
            }
            for change in found.communes
        ],
    }


def _date_and_hours(session: Session | None) -> tuple[str, str]:
    if session is None:
        return "", ""
    start, end = (f"{m // 60:02}:{m % 60:02}" for m in (session.start_minute, session.end_minute))
    return f"{session.day:%d/%m/%Y}", f"{start}-{end}"


def _text(cell: str) -> str:
    return neutralise(one_line(cell))
