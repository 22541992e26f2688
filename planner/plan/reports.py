"""What a plan reports beside its figures: how firm it is, and whom its sessions can receive."""

from planner.plan.sessions import Record


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


class VenueCapacity(Record):
    """How many people in need turn to a venue in a cycle, and how many its sessions receive."""

    venue_id: str
    people: float
    """People in need whom the venue suits best of all venues visited, if all had weekly sessions,
    and better than the existing offer; each with the share that accepts the way there."""
    hours: float
    """Hours of sessions a cycle, those of two advisers counted twice."""
    expected_visitors: float
    """``people`` x the uptake of the settings."""
    seats: float
    """People whom the sessions receive, in proportion to their length."""
    unserved: float
    """Expected visitors for whom there is no seat."""


class Capacity(Record):
    """Who comes and who can be received, all venues together and one by one."""

    people_per_hour: float
    """People in need per hour of session, as they meet it on average: the mean, over all who turn
    to a venue, of the number with whom they share an hour there."""
    expected_visitors: float
    seats: float
    unserved: float
    venues: tuple[VenueCapacity, ...]
    """In the order of their ids."""
