"""What differs between two plans: sessions, figures, settings, inputs, and who gains or loses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from planner.history.sessions import SessionChange, compare_sessions
from planner.history.version import Figures, key_figures
from planner.plan import Plan
from planner.settings import Settings

InputState = Literal["new", "gone", "changed"]
Grouping = Literal["adviser", "venue", "commune"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A setting that has another value."""

    key: str
    """Section and name: ``access.standard_minutes``."""
    before: Any
    after: Any
    """As JSON has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChange:
    """A table of the territory folder that is not the same file any more."""

    file: str
    state: InputState


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneChange:
    """What the residents of a commune gain or lose."""

    code: str
    name: str
    covered_before: float
    """People in need who are covered, at the need of the plan before."""
    covered_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """Two plans side by side."""

    first_day: date
    last_day: date
    """The days that both plans date; none when the last is before the first."""
    sessions: tuple[SessionChange, ...]
    """Changes on these days."""
    figures_before: Figures
    figures_after: Figures
    settings: tuple[SettingChange, ...]
    inputs: tuple[InputChange, ...]
    communes: tuple[CommuneChange, ...]
    """Communes with other covered people, the greatest loss first."""

    @property
    def has_common_days(self) -> bool:
        """Whether there are days that both plans date."""
        return self.first_day <= self.last_day


def compare_plans(before: Plan, after: Plan) -> PlanDifference:
    """Compare two plans; their sessions on the days that both date."""
    first, last = _common_days(before, after)
    return PlanDifference(
        first_day=first,
        last_day=last,
        sessions=compare_sessions(
            [session for session in before.sessions if first <= session.day <= last],
            [session for session in after.sessions if first <= session.day <= last],
        ),
        figures_before=key_figures(before),
        figures_after=key_figures(after),
        settings=compare_settings(before.settings, after.settings),
        inputs=compare_inputs(before.fingerprints, after.fingerprints),
        communes=_compare_communes(before, after),
    )


def compare_settings(before: Settings, after: Settings) -> tuple[SettingChange, ...]:
    """List the settings that have another value, in the order of itinerance.toml."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(
        SettingChange(key=f"{section}.{key}", before=old[section][key], after=value)
        for section, values in new.items()
        for key, value in values.items()
        if old[section][key] != value
    )


def compare_inputs(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[InputChange, ...]:
    """List the tables that came, went or changed, by name."""
    states: dict[str, InputState] = {}
    for file in sorted(before.keys() | after.keys()):
        if file not in before:
            states[file] = "new"
        elif file not in after:
            states[file] = "gone"
        elif before[file] != after[file]:
            states[file] = "changed"
    return tuple(InputChange(file=file, state=state) for file, state in states.items())


def group_changes(
    changes: Iterable[SessionChange], by: Grouping, *, commune_of: Mapping[str, str]
) -> dict[str, tuple[SessionChange, ...]]:
    """Sort changes by adviser, venue or commune id; one that passes to another adviser is in both.

    Parameters
    ----------
    commune_of
        Commune code of each venue id.
    """
    keys: dict[Grouping, Callable[[SessionChange], Sequence[str]]] = {
        "adviser": lambda change: [session.adviser_id for session in change.sessions],
        "venue": lambda change: [session.venue_id for session in change.sessions],
        "commune": lambda change: [commune_of[session.venue_id] for session in change.sessions],
    }
    groups: defaultdict[str, list[SessionChange]] = defaultdict(list)
    for change in changes:
        for key in dict.fromkeys(keys[by](change)):
            groups[key].append(change)
    return {key: tuple(groups[key]) for key in sorted(groups)}


def _common_days(before: Plan, after: Plan) -> tuple[date, date]:
    calendars = before.settings.calendar, after.settings.calendar
    ends = [calendar.start + timedelta(weeks=calendar.num_weeks, days=-1) for calendar in calendars]
    return max(calendar.start for calendar in calendars), min(ends)


def _compare_communes(before: Plan, after: Plan) -> tuple[CommuneChange, ...]:
    """Compare covered people at the need of the earlier plan: need itself may have changed."""
    new = {row.commune_code: row for row in after.communes}
    changes = [
        CommuneChange(
            code=row.commune_code,
            name=row.commune_name,
            covered_before=row.need * row.value,
            covered_after=row.need * new[row.commune_code].value,
        )
        for row in before.communes
        if row.commune_code in new and row.value != new[row.commune_code].value
    ]
    return tuple(sorted(changes, key=lambda c: (c.covered_after - c.covered_before, c.code)))
