"""What changed since a plan was made, as records that the next plan keeps.

A plan made by a replan holds its events, so that its territory can be had again from the folder:
see :func:`planner.replan.application.apply_events`.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ReplanMode = Literal["repair", "adjust", "rebuild"]
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
Factor = Annotated[float, Field(ge=0)]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str = ""
    """Free text of whoever reported it."""


class AdviserAbsent(_Event):
    """An adviser does not work, first and last day included."""

    kind: Literal["adviser_absent"] = "adviser_absent"
    adviser_id: str
    first_day: date
    last_day: date


class AdviserLeaves(_Event):
    """An adviser leaves the team."""

    kind: Literal["adviser_leaves"] = "adviser_leaves"
    adviser_id: str
    last_day: date
    """Last day in post."""


class AdviserJoins(_Event):
    """Somebody joins the team."""

    kind: Literal["adviser_joins"] = "adviser_joins"
    adviser_id: str
    name: str
    base_commune_code: str
    base_lon: Lon | None = None
    base_lat: Lat | None = None
    """``null``: at the mairie of the base commune."""
    working_days: tuple[int, ...]
    weekly_minutes: int
    max_drive_s_per_day: int
    sector: tuple[str, ...] = ()
    first_day: date
    last_day: date | None = None


class VenueClosed(_Event):
    """A venue cannot be used, first and last day included."""

    kind: Literal["venue_closed"] = "venue_closed"
    venue_id: str
    first_day: date
    last_day: date | None = None
    """``null``: for good."""


class VenueMoved(_Event):
    """A venue is now elsewhere; its id stays."""

    kind: Literal["venue_moved"] = "venue_moved"
    venue_id: str
    name: str = ""
    """Empty: as before."""
    commune_code: str
    lon: Lon
    lat: Lat
    opening_hours: str = ""
    """OSM syntax; empty: as before."""
    first_day: date | None = None


class VenueOpened(_Event):
    """A new venue."""

    kind: Literal["venue_opened"] = "venue_opened"
    venue_id: str
    name: str
    venue_kind: str
    commune_code: str
    lon: Lon
    lat: Lat
    opening_hours: str = ""
    first_day: date | None = None
    """``null``: usable already."""


class VenueRuled(_Event):
    """The coordinator decides whether a venue is to be visited."""

    kind: Literal["venue_ruled"] = "venue_ruled"
    venue_id: str
    rule: Literal["candidate", "preferred", "required", "forbidden"]


class RoadChanged(_Event):
    """Roads are closed or slower: all of a commune, or the fastest drive between two points."""

    kind: Literal["road_closed", "road_slowed"]
    factor: Annotated[float, Field(gt=1)] | None
    """By how much the travel time grows; ``null``: closed."""
    commune_code: str = ""
    """Empty: between two points."""
    line: tuple[tuple[Lon, Lat], tuple[Lon, Lat]] | None = None
    """Longitudes and latitudes of the two points."""


class StandardChanged(_Event):
    """The access standard is another."""

    kind: Literal["standard_changed"] = "standard_changed"
    standard_minutes: Annotated[int, Field(ge=1, le=120)]


class NeedChanged(_Event):
    """The estimated need of a commune, or of all, is multiplied."""

    kind: Literal["need_changed"] = "need_changed"
    commune_code: str = ""
    """Empty: every commune."""
    factor: Factor


class SurveyChanged(_Event):
    """Another survey replaces the one of the folder."""

    kind: Literal["survey_changed"] = "survey_changed"
    file: str
    """Name inside the territory folder, which answers never leave."""
    sha256: str


TeamEvent = AdviserAbsent | AdviserLeaves | AdviserJoins
VenueEvent = VenueClosed | VenueMoved | VenueOpened | VenueRuled
Event = Annotated[
    TeamEvent | VenueEvent | RoadChanged | StandardChanged | NeedChanged | SurveyChanged,
    Field(discriminator="kind"),
]


class Replanning(BaseModel):
    """What a replan started from, besides the territory folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: ReplanMode
    first_day: date
    """The first day that it was allowed to change."""
    events: tuple[Event, ...]
    """Of all replans since the folder was planned, in their order: the folder's tables with these
    events are the territory of the plan."""
    events_sha256: str
    """Of the file of the last events."""
    cycle_day: date | None = None
    """First day of the present cycle, if a replan gave it; ``null``: that of the calendar."""
    num_events_of_cycle: int = 0
    """How many of the events were known when the present cycle was made."""
