"""A plan: what an optimisation decided, dated and measured, as plan.json stores it.

A plan can be read on its own (names, hours and minutes are in it) and holds nothing that depends
on the clock or on the machine, so that the same input and seed give the same bytes. Times of day
are minutes since midnight, distances metres, driving seconds.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.settings import Settings

SCHEMA_VERSION = 1

Half = Literal["am", "pm"]
LossReason = Literal[
    "public_holiday", "absence", "closure", "not_in_post", "closed_that_day", "school_holidays"
]
ObjectiveName = Literal["coverage", "driving", "balance"]
ObjectiveStatus = Literal[
    "optimal",  # equal to the proven bound, rounding aside
    "within_gap",  # within ``gap`` of the proven bound; the search ended by itself
    "stopped_early",  # within ``gap`` of the proven bound; the time limit cut the search
    "not_proven",  # no bound is proven under the stated condition
]
AccessStatus = Literal[
    # more than half of the residents have nothing within the access standard:
    "unreachable",  # and no road leads from the commune to a place of help elsewhere
    "not_served",
    # otherwise, what most of those have who have something:
    "served_here",  # planned sessions are their best option, mostly in the commune itself
    "served_nearby",  # planned sessions are their best option, mostly in another commune
    "existing_offer",  # the existing fixed offer is at least as good as any planned session
]
MinuteOfDay = Annotated[int, Field(ge=0, le=24 * 60)]
Weekday = Annotated[int, Field(ge=0, le=6)]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanAdviser(Record):
    """An adviser as the plan needs him or her."""

    id: str
    name: str
    base_commune_code: str
    base_commune_name: str
    lon: float
    lat: float


class PlanVenue(Record):
    """A venue that the plan visits."""

    id: str
    name: str
    kind: str
    commune_code: str
    commune_name: str
    lon: float
    lat: float
    hours_known: bool
    """False where the opening hours are assumed, to be confirmed by the mairie."""
    hours_note: str


class Visit(Record):
    """Sessions of one adviser at one venue: same weekday, same half-day, equally spaced weeks."""

    venue_id: str
    adviser_id: str
    weekday: Weekday
    half: Half
    weeks: tuple[int, ...]
    """Weeks of the cycle, from 1, in which the session takes place."""
    start_minute: MinuteOfDay
    end_minute: MinuteOfDay


class Session(Record):
    """A session (permanence) on a real date."""

    day: date
    adviser_id: str
    venue_id: str
    half: Half
    start_minute: MinuteOfDay
    end_minute: MinuteOfDay
    school_holiday: str = ""
    """Name of the school holidays that the date falls in; empty outside, or where the territory
    does not tell."""


class LostSession(Record):
    """A session that the cycle foresees but that cannot take place, and why."""

    day: date
    adviser_id: str
    venue_id: str
    half: Half
    reason: LossReason
    detail: str
    """French, e.g. the name of the holiday."""


class Leg(Record):
    """A drive between two stops of a day tour; the base is written as ``null``."""

    from_venue_id: str | None
    to_venue_id: str | None
    drive_s: int
    distance_m: int


class Tour(Record):
    """A day tour: base, morning venue, lunch, afternoon venue, base."""

    adviser_id: str
    weekday: Weekday
    weeks: tuple[int, ...]
    """Weeks of the cycle in which this very tour is driven."""
    venue_ids: tuple[str, ...]
    """Stops in the order of the day: one or two."""
    legs: tuple[Leg, ...]
    leave_minute: MinuteOfDay
    """Departure from the base."""
    return_minute: MinuteOfDay
    """Back at the base."""
    drive_s: int
    distance_m: int
    work_s: int
    """Driving and sessions; lunch and idle time are not work."""


class CommuneAccess(Record):
    """What the residents of one commune get, wherever in it they live.

    Residents live at demand points. Shares and means are of residents, of whom each is taken to
    need help as much as any other. Minutes are by road, means over those whom a road leads there.
    """

    commune_code: str
    commune_name: str
    epci_code: str
    epci_name: str
    canton_code: str
    canton_name: str
    population: int
    need: float
    """Expected number of residents who want help (estimated)."""
    value_before: float
    """Mean access value in [0, 1] of the existing offer alone."""
    value: float
    """Mean access value in [0, 1] with the plan: everybody takes the best option."""
    status: AccessStatus
    best_venue_id: str | None
    """The planned venue that is the best option of most residents; ``null`` unless the status
    says that planned sessions are. Of equally good venues residents take the nearest."""
    best_minutes: float | None
    """Mean minutes to ``best_venue_id`` of the residents whose best option it is."""
    best_sessions_per_cycle: int | None
    nearest_minutes: float | None
    """Mean minutes to the nearest session or fixed place; ``null`` when there is no road."""
    nearest_session_venue_id: str | None
    """The planned venue nearest to most residents, whatever its worth; ``null`` when no road
    leads to any."""
    nearest_session_minutes: float | None
    """Mean minutes to the nearest planned venue, which is not the same one for everybody."""
    nearest_offer_name: str | None
    """The place of the existing offer nearest to most residents; ``null`` when there is none or
    no road."""
    nearest_offer_minutes: float | None
    """Mean minutes to the nearest place of the existing offer."""
    share_improved: float
    """Share of residents for whom a planned session is better than the existing offer."""
    share_unserved: float
    """Share of residents for whom neither sessions nor fixed places are worth anything: beyond
    the access standard, and outside the commune."""
    share_within_standard: float
    """Share of residents within the minutes of the access standard of a session or fixed place."""
    need_low: float | None = None
    need_high: float | None = None
    """90 % interval of ``need``, estimated; ``null`` in a plan made without one."""
    need_share: float | None = None
    """``need`` as a share of the residents of 15 and over, in [0, 1]."""


class AreaAccess(Record):
    """Totals of an EPCI, a canton or the whole territory."""

    code: str
    name: str
    population: int
    need: float
    covered_need_before: float
    covered_need: float
    """Sum of need x access value."""
    need_low: float | None = None
    need_high: float | None = None
    """90 % interval of the estimate: narrower than the sum of the communes' intervals. ``need``
    itself lies outside when the plan was made for the low or high scenario."""
    need_share: float | None = None
    """``need`` as a share of the residents of 15 and over, in [0, 1]."""


class ReachWithin(Record):
    """People within a number of minutes of a session or a fixed place, from where they live."""

    minutes: int
    need_before: float
    need: float
    population_before: int
    population: int


class Objective(Record):
    """What was optimised, how far, and what is proven about it."""

    name: ObjectiveName
    unit: str
    sense: Literal["max", "min"]
    value: float
    bound: float | None
    """No plan that obeys the rules can be better than this; ``null`` where none is proven."""
    gap: float | None
    """|bound - value| / max(|bound|, |value|), relative; ``null`` without a bound."""
    status: ObjectiveStatus
    condition: str
    """French: under which condition the bound holds, e.g. « à couverture d'au moins 99,8 % »;
    empty when it holds for every plan that obeys the rules."""


class AdviserLoad(Record):
    """An adviser's work over one cycle."""

    adviser_id: str
    num_sessions: int
    session_s: int
    drive_s: int
    distance_m: int
    back_office_s: int
    """What the contract leaves after sessions and driving."""
    contract_s: int


class VenueStress(Record):
    """How firmly a venue holds its place when need is not what was estimated."""

    venue_id: str
    rival_venue_id: str | None
    """The unvisited venue that would most often cover more in its place; ``null`` if none ever."""
    rival_name: str
    outranked_share: float
    """Share of the redraws of need in which that rival would cover more, in [0, 1]."""
    depends_on_luck: bool
    """Whether that happens in more than a fifth of the redraws."""


class NeedStress(Record):
    """What the plan covers when need is redrawn from its distribution; shares of need."""

    num_redraws: int
    covered_share: float
    """At the need that the plan was made for."""
    covered_share_low: float
    """Below it lie 5 % of the redraws."""
    covered_share_median: float
    covered_share_high: float
    """Above it lie 5 % of the redraws."""
    covered_share_least: float
    venues: tuple[VenueStress, ...]
    """In the order of their first visit."""


class Plan(Record):
    """Everything a reader of the plan needs; the file plan.json is this record."""

    schema_version: Literal[1] = 1
    software_version: str
    territory_name: str
    notice: str
    """Shown on every output, e.g. « territoire de démonstration »."""
    seed: int
    settings: Settings
    fingerprints: dict[str, str]
    need_method: str
    """French sentence: how need was estimated."""
    advisers: tuple[PlanAdviser, ...]
    venues: tuple[PlanVenue, ...]
    visits: tuple[Visit, ...]
    tours: tuple[Tour, ...]
    sessions: tuple[Session, ...]
    lost_sessions: tuple[LostSession, ...]
    loads: tuple[AdviserLoad, ...]
    communes: tuple[CommuneAccess, ...]
    epcis: tuple[AreaAccess, ...]
    cantons: tuple[AreaAccess, ...]
    whole: AreaAccess
    reach: tuple[ReachWithin, ...]
    objectives: tuple[Objective, ...]
    sources: tuple[str, ...]
    """One line a public source: name, licence, vintage."""
    assumptions: tuple[str, ...]
    """French sentences: every approximation and assumption behind the figures."""
    stress: NeedStress | None = None
    need_has_survey: bool = True
    """False where need rests on published rates alone."""
