"""A plan: what an optimisation decided, dated and measured, as plan.json stores it.

A plan can be read on its own (names, hours and minutes are in it) and holds nothing that depends
on the clock or on the machine, so that the same input and seed give the same bytes. Times of day
are minutes since midnight, distances metres, driving seconds.
"""

from datetime import date
from typing import Literal

from planner.events import Replanning
from planner.plan.changes import SmallestChange, Visit, Weekday
from planner.plan.reports import Capacity, NeedStress
from planner.plan.sessions import (
    CancelledSession,
    LostSession,
    MinuteOfDay,
    Record,
    Session,
)
from planner.settings import Settings

SCHEMA_VERSION = 1

ObjectiveName = Literal["coverage", "driving", "balance", "capacity"]
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
ExplanationReason = Literal[
    "no_road",  # no road leads to the commune or its venues
    "no_venue",  # no candidate venue in the commune or within the access standard
    "closed",  # its venues are closed on every half-day that an adviser works
    "too_short",  # they open then, but for less than the shortest session
    "drive_limit",  # beyond every adviser's driving limit
    "work_limit",  # no adviser's working day or contract holds the trip
    "excluded",  # sectors and exclusions keep every adviser from its venues
    "forbidden",  # the coordinator forbids its venues
    "enough",  # no session could help its residents more than what they have
    "outbid",  # every exchange would cover fewer people in need than it gives up
    "conceded",  # an exchange would cover more; the plan drives less instead
    "no_exchange",  # no exchange of one visit makes room for it
]


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


class EarlierVisits(Record):
    """The visits of the cycle as they were until a replan gave the cycle others."""

    last_day: date
    """The last day that they hold on; the calendar's weeks are counted on."""
    visits: tuple[Visit, ...]


class Leg(Record):
    """A drive between two stops of a day tour; the base is written as ``null``."""

    from_venue_id: str | None
    to_venue_id: str | None
    drive_s: int
    distance_m: int


class Tour(Record):
    """A day tour: base, the morning's venues, lunch, the afternoon's venues, base."""

    adviser_id: str
    weekday: Weekday
    weeks: tuple[int, ...]
    """Weeks of the cycle in which this very tour is driven."""
    venue_ids: tuple[str, ...]
    """Stops in the order of the day: one, or two of short sessions, a half-day."""
    legs: tuple[Leg, ...]
    leave_minute: MinuteOfDay
    """Departure from the base."""
    return_minute: MinuteOfDay
    """Back at the base."""
    drive_s: int
    distance_m: int
    work_s: int
    """Driving and sessions; lunch and idle time are not work."""


class DatedTour(Record):
    """The day tour of one date, where it is not the one that the cycle foresees."""

    adviser_id: str
    day: date
    venue_ids: tuple[str, ...]
    """Stops in the order of the day."""
    legs: tuple[Leg, ...]
    leave_minute: MinuteOfDay
    return_minute: MinuteOfDay
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
    explanation: str = ""
    """French sentence: why the commune has no weekly session; empty where it has one."""
    explanation_reason: ExplanationReason | None = None
    smallest_change: SmallestChange | None = None
    """``null`` when no change of one visit serves the commune, or nothing would help it."""
    other_change: SmallestChange | None = None
    """The exchange, where one more half-day comes first; or the half-day, where the exchange
    does."""


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
    """``|bound - value| / max(|bound|, |value|)``, relative; ``null`` without a bound."""
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
    dated_tours: tuple[DatedTour, ...] = ()
    """Days on which an adviser holds other sessions than the cycle foresees, by date and adviser;
    a day that lost all its sessions has no tour and is not listed."""
    replacements_from: date | None = None
    """Replacements were last sought from this day on; ``null``: from the first of the calendar."""
    calendar_revision: int = 0
    """0 for a plan that no other came before; one more with every version after it."""
    cancelled_sessions: tuple[CancelledSession, ...] = ()
    earlier_visits: tuple[EarlierVisits, ...] = ()
    """Cycles that held before ``visits``, which holds from the day after the last of them on; by
    last day. All figures of the cycle are those of ``visits``."""
    replanning: Replanning | None = None
    """``null`` for a plan made from the folder alone."""
    capacity: Capacity | None = None
    """``null`` in a plan made without."""
