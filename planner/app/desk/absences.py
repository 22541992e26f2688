"""An adviser away or a venue closed: who is concerned, what can be done, what to tell them."""

import csv
import io
import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from geodata.files import write_atomically
from geodata.territory import Territory
from planner.app.desk.state import DraftState
from planner.app.desk.store import DESK_FOLDER
from planner.app.replan_situation import ReplanRequest
from planner.app.replanning import Replanned, replan
from planner.app.writing import write_outputs
from planner.dates.versions import planned_slot
from planner.events import AdviserAbsent, ReplanMode, VenueClosed
from planner.history.version import Provenance
from planner.plan import Plan, Session
from planner.progress import Progress
from planner.replan.application import FOR_GOOD
from planner.replan.report import (
    CHANGES_CSV,
    CHANGES_TEXT,
    Succeeding,
    format_changes_csv,
    format_changes_text,
)

EVENTS_FOLDER: Final = "evenements"
Event = AdviserAbsent | VenueClosed


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedVenue:
    """A venue that loses sessions, and its people."""

    venue_id: str
    sessions: tuple[Session, ...]
    visitors: float
    """People expected at these sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Whom an absence concerns, before anything is decided."""

    venues: tuple[AffectedVenue, ...]
    """The most visitors first."""
    commune_codes: tuple[str, ...]
    """Communes for most of whose residents these venues are the best they have."""

    @property
    def num_sessions(self) -> int:
        """Sessions that cannot take place as planned."""
        return sum(len(venue.sessions) for venue in self.venues)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proposal:
    """What a replan would do about an absence; checked, not written."""

    event: Event
    mode: ReplanMode
    found: Replanned
    plan_folder: Path
    """Of the plan that it starts from."""
    events_json: str

    @property
    def sides(self) -> Succeeding:
        """The two plans and what changes, for reports."""
        after = self.found.found.plan
        return Succeeding(before=self.found.before, after=after, changes=self.found.changes)

    @property
    def messages(self) -> str:
        """Who has to be told what, in French, ready to copy."""
        return format_changes_text(self.sides).decode("utf-8-sig")


def find_affected(
    plan: Plan, event: Event, *, first_day: date, visitors: Mapping[str, float]
) -> Affected:
    """Find the sessions that an absence hits, from the first day that may change.

    Parameters
    ----------
    visitors
        People expected at one session, by venue id.
    """
    hit = [session for session in plan.sessions if _is_hit(session, event, first_day)]
    by_venue: defaultdict[str, list[Session]] = defaultdict(list)
    for session in hit:
        by_venue[session.venue_id].append(session)
    venues = [
        AffectedVenue(
            venue_id=venue_id,
            sessions=tuple(own),
            visitors=len(own) * visitors.get(venue_id, 0.0),
        )
        for venue_id, own in by_venue.items()
    ]
    return Affected(
        venues=tuple(sorted(venues, key=lambda one: (-one.visitors, one.venue_id))),
        commune_codes=tuple(
            row.commune_code for row in plan.communes if row.best_venue_id in by_venue
        ),
    )


def find_locked(
    plan: Plan, event: Event, state: DraftState, *, first_day: date
) -> tuple[Session, ...]:
    """Find the sessions to come that a draft locks, those apart that the absence hits."""
    return tuple(
        session
        for session in plan.sessions
        if session.day >= first_day
        and not _is_hit(session, event, first_day)
        and (
            session.venue_id in state.locked_venues
            or (session.venue_id, planned_slot(session)) in state.locked_sessions
        )
    )


def propose(
    plan_folder: Path,
    folder: Path,
    event: Event,
    *,
    mode: ReplanMode,
    first_day: date,
    locked: Sequence[Session] = (),
    time_limit_s: int | None = None,
    progress: Progress,
) -> Proposal:
    """Find what a replan would do, by the same path as the command ``replan``.

    Parameters
    ----------
    locked
        Sessions of the plan that must not move.

    Raises
    ------
    InputError, InfeasibleError, ViolationError
        As :func:`planner.app.replanning.replan`.
    """
    home = folder / DESK_FOLDER
    home.mkdir(exist_ok=True)
    text = _as_file(event)
    # The command reads events from a file; nothing is kept of one that nobody confirms.
    name = secrets.token_hex(8)
    path, confirmed = home / f".evenement-{name}.json", home / f".verrous-{name}.csv"
    try:
        write_atomically(path, text)
        write_atomically(confirmed, _as_confirmed(locked))
        request = ReplanRequest(
            plan_path=plan_folder,
            folder=folder,
            events_path=path,
            confirmed_path=confirmed if locked else None,
            mode=mode,
            first_day=first_day,
            max_changes=None,
            time_limit_s=time_limit_s,
            seed=1,
        )
        found = replan(request, progress=progress)
    finally:
        path.unlink(missing_ok=True)
        confirmed.unlink(missing_ok=True)
    return Proposal(event=event, mode=mode, found=found, plan_folder=plan_folder, events_json=text)


def write_proposal(
    proposal: Proposal, folder: Path, *, provenance: Provenance, progress: Progress
) -> Path:
    """Write the plan of a proposal, and keep its event beside the draft; return its folder."""
    sides = proposal.sides
    home = folder / DESK_FOLDER / EVENTS_FOLDER
    home.mkdir(parents=True, exist_ok=True)
    write_atomically(home / _file_name(proposal.event, home), proposal.events_json)
    return write_outputs(
        folder,
        proposal.found.found.plan,
        proposal.found.found.territory,
        provenance=provenance,
        progress=progress,
        extra_files={
            CHANGES_CSV: format_changes_csv(sides),
            CHANGES_TEXT: format_changes_text(sides),
        },
    )


def known_events(territory: Territory) -> tuple[Event, ...]:
    """Absences and closures that a plan's territory has, of its tables and since; by first day."""
    known: list[Event] = [
        AdviserAbsent(
            adviser_id=one.adviser_id,
            first_day=one.first_day,
            last_day=one.last_day,
            reason=one.reason,
        )
        for one in territory.absences
    ]
    known += [
        VenueClosed(
            venue_id=one.venue_id,
            first_day=one.first_day,
            last_day=None if one.last_day == FOR_GOOD else one.last_day,
            reason=one.reason,
        )
        for one in territory.closures
    ]
    return tuple(sorted(known, key=lambda event: event.first_day))


def _is_hit(session: Session, event: Event, first_day: date) -> bool:
    last_day = event.last_day or date.max
    if session.day < first_day or not event.first_day <= session.day <= last_day:
        return False
    if isinstance(event, AdviserAbsent):
        return session.adviser_id == event.adviser_id
    return session.venue_id == event.venue_id


def _as_file(event: Event) -> str:
    """An event as the command's reader of events knows it."""
    row = {"du": event.first_day.isoformat(), "motif": event.reason}
    if event.last_day is not None:
        row["au"] = event.last_day.isoformat()
    if isinstance(event, AdviserAbsent):
        row |= {"evenement": "absence", "conseiller": event.adviser_id}
    else:
        row |= {"evenement": "fermeture", "lieu": event.venue_id}
    return json.dumps([row], ensure_ascii=False, indent=2) + "\n"


def _as_confirmed(sessions: Sequence[Session]) -> str:
    """Sessions as the command's reader of confirmed ones knows them."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(("date", "lieu", "demi-journée"))
    writer.writerows((one.day.isoformat(), one.venue_id, one.half) for one in sessions)
    return buffer.getvalue()


def _file_name(event: Event, home: Path) -> str:
    """A free name that tells what happened when; ids of the tables never become a path."""
    what = "absence" if isinstance(event, AdviserAbsent) else "fermeture"
    number = 1
    while (home / f"{event.first_day.isoformat()}-{what}-{number}.json").exists():
        number += 1
    return f"{event.first_day.isoformat()}-{what}-{number}.json"
