"""What the checks look up: the plan, the tables by id, and drives between places."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.resident_travel import ResidentTravel
from geodata.territory import Adviser, Commune, Territory, Venue
from geodata.travel import UNREACHABLE_M, UNREACHABLE_S, TravelTimes
from planner.need import AccessPreferences, Need
from planner.plan import Plan, Visit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """A plan beside the tables it should agree with."""

    plan: Plan
    territory: Territory
    travel: TravelTimes
    preferences: AccessPreferences
    communes: Mapping[str, Commune]
    venues: Mapping[str, Venue]
    advisers: Mapping[str, Adviser]
    need_method: str
    people_in_need: Mapping[str, float]
    """By commune code."""
    place_position: Mapping[str, int]
    residents: ResidentTravel

    @property
    def cycle_weeks(self) -> int:
        """Number of weeks in the cycle."""
        return self.plan.settings.cycle.num_weeks

    def drive(self, from_place_id: str, to_place_id: str) -> tuple[int, int]:
        """Seconds and metres of a drive; both "no way" when a place is not in the matrix."""
        start = self.place_position.get(from_place_id)
        end = self.place_position.get(to_place_id)
        if start is None or end is None:
            return UNREACHABLE_S, UNREACHABLE_M
        return int(self.travel.time_s[start, end]), int(self.travel.length_m[start, end])

    def need_of(self, commune_code: str) -> float:
        """People in need; NaN, which equals nothing, for a commune without an estimate."""
        return self.people_in_need.get(commune_code, math.nan)

    def commune_name(self, commune_code: str) -> str:
        """Name of a commune; empty for an unknown code."""
        commune = self.communes.get(commune_code)
        return "" if commune is None else commune.name

    def adviser_words(self, adviser_id: str) -> str:
        """Call an adviser by name, for a sentence."""
        adviser = self.advisers.get(adviser_id)
        return adviser_id if adviser is None else adviser.name

    def venue_words(self, venue_id: str) -> str:
        """Name a venue with its id, for a sentence."""
        venue = self.venues.get(venue_id)
        return f"« {venue_id} »" if venue is None else f"« {venue.name} » ({venue_id})"

    def visit_words(self, visit: Visit) -> str:
        """Name a visit, for the beginning of a sentence."""
        return (
            f"Visites de {self.venue_words(visit.venue_id)} "
            f"par {self.adviser_words(visit.adviser_id)}"
        )


def gather_facts(
    plan: Plan,
    territory: Territory,
    *,
    travel: TravelTimes,
    residents: ResidentTravel,
    need: Need,
    preferences: AccessPreferences,
) -> Facts:
    """Put the tables in order by id."""
    return Facts(
        plan=plan,
        territory=territory,
        travel=travel,
        preferences=preferences,
        communes={commune.code: commune for commune in territory.communes},
        venues={venue.id: venue for venue in territory.venues},
        advisers={adviser.id: adviser for adviser in territory.advisers},
        need_method=need.method,
        people_in_need=dict(zip(need.commune_codes, map(float, need.people), strict=True)),
        place_position={place_id: at for at, place_id in enumerate(travel.place_ids)},
        residents=residents,
    )


def visits_on(plan: Plan, day: date) -> Sequence[Visit]:
    """The visits whose cycle holds on a day."""
    for phase in plan.earlier_visits:
        if day <= phase.last_day:
            return phase.visits
    return plan.visits


def last_earlier_day(plan: Plan) -> date:
    """Last day of the cycles before the present one; the first of all days without any."""
    return max((phase.last_day for phase in plan.earlier_visits), default=date.min)
