"""An audit as tables for a spreadsheet, and as one record for scripts."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from planner.audit.audit import Audit
from planner.audit.comparison import Comparison, Difference
from planner.audit.wording import RULE_TITLES
from planner.export.planning_csv import neutralise
from planner.wording import WEEKDAYS, one_line

FAULTS_FILE: Final = "audit.csv"
SESSIONS_FILE: Final = "audit_sessions.csv"
FAULT_COLUMNS: Final = (
    *("Lignes", "Règle", "Anomalie", "Nombre de dates", "Dates"),
    *("Identifiant de la règle", "Territoire"),
)
SESSION_COLUMNS: Final = (
    *("Ligne", "Date", "Jour", "Semaine", "Conseiller", "Début", "Fin", "Lieu", "Commune"),
    *("Code INSEE", "Statut", "Motif", "Territoire"),
)


def format_audit_files(audit: Audit) -> dict[str, bytes]:
    """Write the faults and the dates as CSV by file name: ``;``, CRLF, UTF-8 with a BOM."""
    return {
        FAULTS_FILE: _write_csv(FAULT_COLUMNS, _fault_rows(audit)),
        SESSIONS_FILE: _write_csv(SESSION_COLUMNS, _session_rows(audit)),
    }


def audit_as_json(audit: Audit, files: Sequence[str]) -> dict[str, Any]:
    """Sum up an audit for scripts; keys are stable, units in their names."""
    planning, whole = audit.planning, audit.access.whole
    return {
        "territory": audit.ground.settings.territory.name,
        "notice": audit.ground.settings.territory.notice,
        "file": planning.file,
        "num_rows": planning.num_rows,
        "num_sessions": sum(not session.lost for session in planning.sessions),
        "num_sessions_lost": sum(bool(session.lost) for session in planning.sessions),
        "notes": list(planning.notes),
        "num_breaches": len(audit.breaches),
        "breaches": [
            {
                "rule": breach.rule.value,
                "rows": list(breach.rows),
                "days": [day.isoformat() for day in breach.days],
                "message": breach.message,
            }
            for breach in audit.breaches
        ],
        "need_people": whole.need,
        "covered_need_before_people": whole.covered_need_before,
        "by_hand": {
            "covered_need_people": whole.covered_need,
            "num_venues": len(audit.intervals),
            "num_sessions_per_week": audit.work.num_sessions,
            "drive_s_per_week": audit.work.drive_s,
            "distance_m_per_week": audit.work.distance_m,
            "interval_weeks_by_venue": dict(sorted(audit.intervals.items())),
            "reach": [reach.model_dump(mode="json") for reach in audit.access.reach],
        },
        "against": audit.against,
        "plan": None if audit.comparison is None else _plan_as_json(audit.comparison),
        "files": list(files),
    }


def _plan_as_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "covered_need_people": comparison.whole.by_plan,
        "gain_people": comparison.whole.gain,
        "num_venues": comparison.plan_num_venues,
        "num_sessions_per_week": comparison.plan_work.num_sessions,
        "drive_s_per_week": comparison.plan_work.drive_s,
        "distance_m_per_week": comparison.plan_work.distance_m,
        "objectives": [
            objective.model_dump(mode="json")
            for objective in (comparison.coverage, comparison.driving)
        ],
        "epcis": [_difference_as_json(area) for area in comparison.epcis],
        "communes": [_difference_as_json(one) for one in comparison.communes if one.gain],
    }


def _difference_as_json(difference: Difference) -> dict[str, Any]:
    return {
        "code": difference.code,
        "name": difference.name,
        "need_people": difference.need,
        "covered_by_hand_people": difference.by_hand,
        "covered_by_plan_people": difference.by_plan,
        "gain_people": difference.gain,
    }


def _fault_rows(audit: Audit) -> Iterable[tuple[str, ...]]:
    for breach in audit.breaches:
        yield (
            ", ".join(map(str, breach.rows)),
            RULE_TITLES[breach.rule],
            breach.message,
            str(len(breach.days)),
            ", ".join(f"{day:%d/%m/%Y}" for day in breach.days),
            breach.rule.value,
            _territory(audit),
        )


def _session_rows(audit: Audit) -> Iterable[tuple[str, ...]]:
    names = {commune.code: commune.name for commune in audit.ground.territory.communes}
    for session in audit.planning.sessions:
        venue = audit.ground.venues[session.venue_id]
        iso_year, iso_week, _ = session.day.isocalendar()
        yield (
            str(session.row),
            session.day.isoformat(),
            WEEKDAYS[session.day.weekday()],
            f"{iso_year}-S{iso_week:02}",
            audit.ground.advisers[session.adviser_id].name,
            _clock_cell(session.start_minute),
            _clock_cell(session.end_minute),
            venue.name,
            names[venue.commune_code],
            venue.commune_code,
            "supprimée" if session.lost else "prévue",
            session.lost,
            _territory(audit),
        )


def _territory(audit: Audit) -> str:
    settings = audit.ground.settings.territory
    return f"{settings.name} ({settings.notice})" if settings.notice else settings.name


def _clock_cell(minute: int) -> str:
    """Write a time of day that spreadsheets read as a time: 540 -> ``09:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([neutralise(one_line(cell)) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")
