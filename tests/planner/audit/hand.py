"""Sessions written by hand among the five villages, and sheets as people make them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from planner.audit.ground import Drives, Ground, survey_ground
from planner.audit.judging import judge_sessions
from planner.audit.reading import read_planning
from planner.audit.records import Breach, DatedSession, HandPlanning, Rule
from tests.planner.villages import Villages

TUESDAY = date(2027, 3, 23)
THURSDAY = date(2027, 3, 25)


def session(
    adviser_id: str,
    venue_id: str,
    day: date = TUESDAY,
    *,
    start: float = 9,
    end: float = 12,
    row: int = 2,
    lost: str = "",
) -> DatedSession:
    """A session; hours of the day as numbers."""
    return DatedSession(
        day=day,
        adviser_id=adviser_id,
        venue_id=venue_id,
        start_minute=round(60 * start),
        end_minute=round(60 * end),
        row=row,
        lost=lost,
    )


def judge(villages: Villages, *sessions: DatedSession) -> tuple[Breach, ...]:
    return judge_sessions(sessions, ground_of(villages), drives=Drives(travel=villages.travel))


def rules_of(villages: Villages, *sessions: DatedSession) -> list[Rule]:
    return [breach.rule for breach in judge(villages, *sessions)]


def ground_of(villages: Villages) -> Ground:
    return survey_ground(villages.territory, villages.settings)


def with_settings(villages: Villages, section: str, **changes: object) -> Villages:
    """The villages with some settings of a section changed."""
    changed = getattr(villages.settings, section).model_copy(update=changes)
    return replace(villages, settings=villages.settings.model_copy(update={section: changed}))


def with_venue(villages: Villages, venue_id: str, **changes: object) -> Villages:
    """The villages with one venue changed."""
    venues = tuple(
        replace(venue, **changes) if venue.id == venue_id else venue
        for venue in villages.territory.venues
    )
    return replace(villages, territory=replace(villages.territory, venues=venues))


def with_adviser(villages: Villages, adviser_id: str, **changes: object) -> Villages:
    """The villages with one adviser changed."""
    advisers = tuple(
        replace(adviser, **changes) if adviser.id == adviser_id else adviser
        for adviser in villages.territory.advisers
    )
    return replace(villages, territory=replace(villages.territory, advisers=advisers))


def read(folder: Path, text: str, villages: Villages, *, encoding: str = "utf-8") -> HandPlanning:
    """Read a sheet of this text."""
    path = folder / "planning.csv"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return read_planning(path, ground_of(villages))
