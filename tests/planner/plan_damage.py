"""Ways to change one thing in a plan, without any of the checks its records make."""

import dataclasses
from collections.abc import Iterator

from pydantic import BaseModel

from geodata.territory import Adviser, Territory, Venue
from planner.check import check_plan
from planner.plan import LostSession, Plan, Session, Visit
from tests.planner.villages import Villages

Path = tuple[str | int, ...]


def violations(plan: Plan, villages: Villages, **changed: object) -> tuple[str, ...]:
    """Check a plan against the villages, some of whose tables are changed."""
    tables = dataclasses.replace(villages, **changed)
    return check_plan(
        plan,
        territory=tables.territory,
        travel=tables.travel,
        residents=tables.residents,
        need=tables.need,
        preferences=tables.preferences,
    )


def edit(plan: Plan, table: str, row: int, **changes: object) -> Plan:
    """Change fields of one record of a table."""
    records = list(getattr(plan, table))
    records[row] = records[row].model_copy(update=changes)
    return plan.model_copy(update={table: tuple(records)})


def drop(plan: Plan, table: str, row: int) -> Plan:
    """Leave one record of a table out."""
    records = getattr(plan, table)
    return plan.model_copy(update={table: records[:row] + records[row + 1 :]})


def add(plan: Plan, table: str, record: BaseModel) -> Plan:
    """Put one more record at the end of a table."""
    return plan.model_copy(update={table: (*getattr(plan, table), record)})


def set_rule(plan: Plan, section: str, **changes: object) -> Plan:
    """Change settings of one section."""
    changed = getattr(plan.settings, section).model_copy(update=changes)
    return plan.model_copy(update={"settings": plan.settings.model_copy(update={section: changed})})


def hold_lost_session(plan: Plan, row: int) -> Plan:
    """Say of a lost session that it takes place."""
    lost: LostSession = plan.lost_sessions[row]
    visit: Visit = next(visit for visit in plan.visits if visit.venue_id == lost.venue_id)
    held = Session(
        day=lost.day,
        adviser_id=lost.adviser_id,
        venue_id=lost.venue_id,
        half=lost.half,
        start_minute=visit.start_minute,
        end_minute=visit.end_minute,
    )
    return add(drop(plan, "lost_sessions", row), "sessions", held)


def lose_held_session(plan: Plan, row: int, reason: str) -> Plan:
    """Say of a session that it is lost."""
    held: Session = plan.sessions[row]
    lost = LostSession.model_validate(
        {
            "day": held.day,
            "adviser_id": held.adviser_id,
            "venue_id": held.venue_id,
            "half": held.half,
            "reason": reason,
            "detail": "",
        }
    )
    return add(drop(plan, "sessions", row), "lost_sessions", lost)


def with_venue(villages: Villages, venue_id: str, **changes: object) -> Territory:
    """Change one venue of the territory."""
    venues: list[Venue] = [
        dataclasses.replace(venue, **changes) if venue.id == venue_id else venue
        for venue in villages.territory.venues
    ]
    return dataclasses.replace(villages.territory, venues=tuple(venues))


def with_adviser(villages: Villages, adviser_id: str, **changes: object) -> Territory:
    """Change one adviser of the territory."""
    advisers: list[Adviser] = [
        dataclasses.replace(adviser, **changes) if adviser.id == adviser_id else adviser
        for adviser in villages.territory.advisers
    ]
    return dataclasses.replace(villages.territory, advisers=tuple(advisers))


def list_paths(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """List every field and item inside a record with its path, containers before what they hold."""
    if path:
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from list_paths(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from list_paths(item, (*path, position))


def sample_paths(value: object, path: Path = ()) -> list[tuple[Path, object]]:
    """List every field of every kind of record once, of rows alike that of the last."""
    kinds = {
        tuple("*" if isinstance(step, int) else step for step in own): (own, inside)
        for own, inside in list_paths(value, path)
    }
    return list(kinds.values())


def replace_at(plan: Plan, path: Path, new: object) -> Plan:
    """Put something else at a path of a plan."""
    holders: list[object] = [plan]
    for step in path[:-1]:
        holder = holders[-1]
        holders.append(getattr(holder, step) if isinstance(step, str) else list(holder)[step])
    for holder, step in zip(reversed(holders), reversed(path), strict=True):
        if isinstance(holder, BaseModel):
            new = holder.model_copy(update={str(step): new})
        else:
            items = list(holder)
            items[int(step)] = new
            new = tuple(items)
    assert isinstance(new, Plan)
    return new
