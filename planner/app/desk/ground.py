"""What judging a draft needs of its territory, worked out once when the draft is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from geodata.folder import read_territory
from geodata.territory import Territory
from planner.app.desk.edits import VenueRule
from planner.app.replan_situation import prepare_as_planned
from planner.check.access import work_out_access
from planner.check.coverage import Residents, list_residents
from planner.check.facts import Facts, gather_facts
from planner.check.reach import work_out_reach
from planner.dates.calendar import ObstacleFinder, calendar_holidays, obstacle_finder
from planner.plan import Half, Plan
from planner.preparation import Prepared
from planner.problem.model import CLOSED
from planner.problem.session_times import Interval, compute_session_times, half_day_windows
from planner.progress import Progress
from planner.redating.openings import Openings
from planner.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeskGround:
    """A plan's territory, ready to be asked many times."""

    prepared: Prepared
    facts: Facts
    """Of the plan as it stands, for the checker."""
    residents: Residents
    openings: Openings
    find_obstacle: ObstacleFinder
    """Knows opening hours that it was asked for before."""
    _hours: dict[str, tuple[np.ndarray, np.ndarray]] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def territory(self) -> Territory:
        """The tables with what happened since."""
        return self.prepared.territory

    @property
    def settings(self) -> Settings:
        """Of the plan."""
        return self.prepared.settings

    def hours_of(self, venue_id: str, weekday: int, half: Half) -> Interval | None:
        """Hours of a session of the cycle; ``None`` where the venue is not open every week."""
        if venue_id not in self._hours:
            calendar = self.settings.calendar
            start, end = compute_session_times(
                [self.facts.venues[venue_id]],
                self.settings.sessions,
                first_day=calendar.start,
                num_weeks=calendar.num_weeks,
                holidays=calendar_holidays(calendar),
            )
            self._hours[venue_id] = start[0], end[0]
        start, end = self._hours[venue_id]
        at = weekday, 0 if half == "am" else 1
        return None if start[at] == CLOSED else (int(start[at]), int(end[at]))

    def window(self, half: Half) -> Interval:
        """First and last minute of a half-day."""
        return half_day_windows(self.settings.sessions)[0 if half == "am" else 1]


def prepare_desk(plan: Plan, folder: Path, *, progress: Progress) -> DeskGround:
    """Read a plan's folder and work out what every judgement needs.

    Raises
    ------
    InputError
        With the faults of the folder's tables.
    """
    progress("Lecture du dossier")
    territory = read_territory(folder)
    prepared = prepare_as_planned(plan, territory, folder=folder, progress=progress)
    progress("Brouillon : ce que chaque lieu apporte à chacun")
    return survey_desk(plan, prepared)


def survey_desk(plan: Plan, prepared: Prepared) -> DeskGround:
    """Work out what every judgement of a plan's drafts needs."""
    facts = gather_facts(
        plan,
        prepared.territory,
        travel=prepared.travel,
        residents=prepared.residents,
        need=prepared.need,
        preferences=prepared.preferences,
    )
    return DeskGround(
        prepared=prepared,
        facts=facts,
        residents=list_residents(facts, work_out_reach(facts, work_out_access(facts))),
        openings=Openings(venues=facts.venues, settings=prepared.settings),
        find_obstacle=obstacle_finder(
            prepared.territory,
            settings=prepared.settings.calendar,
            holidays=calendar_holidays(prepared.settings.calendar),
        ),
    )


def with_rules(territory: Territory, rules: Mapping[str, VenueRule]) -> Territory:
    """Return a territory with the rules of a draft on its venues."""
    if not rules:
        return territory
    venues = tuple(
        replace(venue, rule=rules[venue.id]) if venue.id in rules else venue
        for venue in territory.venues
    )
    return replace(territory, venues=venues)


def facts_with(facts: Facts, plan: Plan, rules: Mapping[str, VenueRule]) -> Facts:
    """Return the facts with another plan and a draft's rules on venues."""
    territory = with_rules(facts.territory, rules)
    return replace(
        facts,
        plan=plan,
        territory=territory,
        venues={venue.id: venue for venue in territory.venues},
    )
