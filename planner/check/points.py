"""What residents get at each demand point, worked out again from drives and the survey's curve."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from geodata.places import offer_place_id, venue_place_id
from geodata.territory import Commune
from geodata.travel import UNREACHABLE_S
from planner.check.facts import Facts
from planner.plan import Visit

ROUNDING: Final = 1e-9
"""The same product in another order differs by less: neither value is then the better one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPoint:
    """What the residents of one demand point get."""

    share: float
    """Of the residents of its commune."""
    value_before: float
    best_planned: float
    """Value of the best planned venue alone."""
    venue_id: str | None
    """The planned venue that betters the existing offer most; of equals the nearest."""
    venue_s: int
    offer_s: int
    offer_id: str | None
    session_s: int
    session_id: str | None

    @property
    def value(self) -> float:
        """Value with the plan: residents take their best option."""
        return max(self.value_before, self.best_planned)

    @property
    def nearest_s(self) -> int:
        """Seconds to the nearest planned venue or place of the existing offer."""
        return min(self.offer_s, self.session_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Option:
    """A place where residents may get help."""

    order: int
    """Place in the tables, for equals."""
    id: str
    commune_code: str
    worth: float
    """To residents of its commune."""


def work_out_points(facts: Facts) -> dict[str, tuple[ExpectedPoint, ...]]:
    """Work out what every demand point gets, by commune code."""
    offered, planned = _offered(facts), _planned(facts)
    nearest_offer = list(_nearest(facts, offered))
    nearest_session = list(_nearest(facts, planned))
    residents = facts.residents
    columns = {place_id: at for at, place_id in enumerate(residents.place_ids)}
    offer_at = {columns[place_id]: option for place_id, option in offered.items()}
    plan_at = {columns[place_id]: option for place_id, option in planned.items()}
    time_of = _Times(facts)
    points: dict[str, list[ExpectedPoint]] = {code: [] for code in facts.communes}
    codes, shares = residents.cells.commune_code.tolist(), residents.cells.weight.tolist()
    homes = _by_commune(offer_at), _by_commune(plan_at)
    for point, code in enumerate(codes):
        known_s = time_of.of(point)
        before = max(
            (value for _, value, _ in _values(facts, code, known_s, offer_at, homes[0])),
            default=0.0,
        )
        options = list(_values(facts, code, known_s, plan_at, homes[1]))
        best = max((value for _, value, _ in options), default=0.0)
        venue_id, venue_s = None, UNREACHABLE_S
        if best > before + ROUNDING:
            equals = [one for one in options if one[1] >= best - ROUNDING]
            chosen = min(equals, key=lambda one: (one[2], one[0].order))
            venue_id, venue_s = chosen[0].id, chosen[2]
        offer_s, offer_id = nearest_offer[point]
        session_s, session_id = nearest_session[point]
        points[code].append(
            ExpectedPoint(
                share=shares[point],
                value_before=before,
                best_planned=best,
                venue_id=venue_id,
                venue_s=venue_s,
                offer_s=offer_s,
                offer_id=offer_id,
                session_s=session_s,
                session_id=session_id,
            )
        )
    return {code: tuple(own) for code, own in points.items()}


def is_cut_off(facts: Facts, commune: Commune) -> bool:
    """Whether no road leads from any of a commune's points to a place of help elsewhere."""
    elsewhere = [
        venue_place_id(venue.id)
        for venue in facts.territory.venues
        if venue.commune_code != commune.code
    ]
    elsewhere += [
        offer_place_id(offer.id)
        for offer in facts.territory.existing_offer
        if offer.commune_code != commune.code
    ]
    time_s = facts.residents.find_nearest(elsewhere).time_s
    return all(
        time_s[point] >= UNREACHABLE_S
        for point, code in enumerate(facts.residents.cells.commune_code.tolist())
        if code == commune.code
    )


class _Times:
    """Known drives from a point, by column of the place."""

    def __init__(self, facts: Facts) -> None:
        times = facts.residents.time_s
        self._start = times.indptr.tolist()
        self._column = times.indices.tolist()
        self._time_s = times.data.tolist()

    def of(self, point: int) -> dict[int, int]:
        """Seconds by column."""
        own = slice(self._start[point], self._start[point + 1])
        return dict(zip(self._column[own], self._time_s[own], strict=True))


def _offered(facts: Facts) -> dict[str, _Option]:
    """Places of the existing offer, open every week, by place id."""
    weekly = facts.plan.settings.cycle.value_weekly
    return {
        offer_place_id(offer.id): _Option(
            order=order, id=offer.id, commune_code=offer.commune_code, worth=weekly
        )
        for order, offer in enumerate(facts.territory.existing_offer)
    }


def _planned(facts: Facts) -> dict[str, _Option]:
    """Venues that the plan visits, by place id."""
    values = _values_of_sessions(facts)
    days_of = days_by_venue(facts.plan.visits)
    return {
        venue_place_id(venue.id): _Option(
            order=order,
            id=venue.id,
            commune_code=venue.commune_code,
            worth=values.get(days_of[venue.id], 0.0) * _kind_weight(facts, venue.kind),
        )
        for order, venue in enumerate(facts.territory.venues)
        if venue.id in days_of
    }


def _kind_weight(facts: Facts, kind: str) -> float:
    """What a session at a kind of venue is worth as against the kind most wanted."""
    known = facts.preferences.kind_weight
    for name, weight in known:
        if name == kind:
            return weight
    return min((weight for _, weight in known), default=1.0)


def days_by_venue(visits: Iterable[Visit]) -> dict[str, int]:
    """Days of a cycle with a session, by venue id; morning and afternoon of one day count once."""
    days: dict[str, set[tuple[int, int]]] = {}
    for visit in visits:
        days.setdefault(visit.venue_id, set()).update((week, visit.weekday) for week in visit.weeks)
    return {venue_id: len(own) for venue_id, own in days.items()}


def weekly_shares(facts: Facts) -> dict[str, dict[int, float]]:
    """Share of a weekly session's value by venue id, then by position of the demand point.

    Points that have nothing of a venue are left out.
    """
    codes = facts.residents.cells.commune_code.tolist()
    points_of: dict[str, list[int]] = {}
    for point, code in enumerate(codes):
        points_of.setdefault(code, []).append(point)
    weights = {venue.id: _kind_weight(facts, venue.kind) for venue in facts.territory.venues}
    shares: dict[str, dict[int, float]] = {
        venue.id: dict.fromkeys(points_of.get(venue.commune_code, ()), weights[venue.id])
        for venue in facts.territory.venues
    }
    venue_of = {venue_place_id(venue.id): venue.id for venue in facts.territory.venues}
    columns = [venue_of.get(place_id) for place_id in facts.residents.place_ids]
    time_of = _Times(facts)
    for point in range(len(codes)):
        for column, time_s in time_of.of(point).items():
            venue_id = columns[column]
            if venue_id is not None and point not in shares[venue_id]:
                share = _share_coming(facts, time_s) * weights[venue_id]
                if share > 0:
                    shares[venue_id][point] = share
    return shares


def worth_by_venue(facts: Facts) -> dict[str, float]:
    """Value of the sessions of each venue that the plan visits, to residents of its commune."""
    values = _values_of_sessions(facts)
    days_of = days_by_venue(facts.plan.visits)
    return {venue_id: values.get(days, 0.0) for venue_id, days in days_of.items()}


def _by_commune(options: dict[int, _Option]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for column, option in options.items():
        columns.setdefault(option.commune_code, []).append(column)
    return columns


def _values(
    facts: Facts,
    code: str,
    known_s: dict[int, int],
    options: dict[int, _Option],
    homes: dict[str, list[int]],
) -> Iterator[tuple[_Option, float, int]]:
    """Options of a demand point with their value and seconds."""
    for column in homes.get(code, ()):
        yield options[column], options[column].worth, known_s.get(column, UNREACHABLE_S)
    for column, time_s in known_s.items():
        option = options.get(column)
        if option is not None and option.commune_code != code:
            yield option, option.worth * _share_coming(facts, time_s), time_s


def _nearest(facts: Facts, options: dict[str, _Option]) -> Iterator[tuple[int, str | None]]:
    """Seconds to the nearest place of every point, and its id."""
    found = facts.residents.find_nearest(list(options))
    columns = dict(enumerate(facts.residents.place_ids))
    for time_s, column in zip(found.time_s.tolist(), found.place.tolist(), strict=True):
        yield time_s, options[columns[column]].id if column in columns else None


def _values_of_sessions(facts: Facts) -> dict[int, float]:
    """Value v(k) of k days with a session a cycle: one every W/k weeks, or k/W a week."""
    cycle = facts.plan.settings.cycle
    by_interval = {
        1: cycle.value_weekly,
        2: cycle.value_fortnightly,
        3: cycle.value_every_third_week,
        4: cycle.value_every_fourth_week,
    }
    return {
        num_sessions: by_interval[cycle.num_weeks // num_sessions]
        for num_sessions in range(1, cycle.num_weeks + 1)
        if cycle.num_weeks % num_sessions == 0
    } | {several * cycle.num_weeks: cycle.value_twice_weekly for several in range(2, 8)}


def _share_coming(facts: Facts, time_s: int) -> float:
    """Share of people in need who accept another commune, and that drive to it."""
    access = facts.plan.settings.access
    if time_s > 60 * access.standard_minutes:
        return 0.0
    accept = access.acceptance_elsewhere
    if accept is None:
        accept = facts.preferences.acceptance_elsewhere
    for minutes, willing in facts.preferences.willingness:
        if time_s <= 60 * minutes:
            return accept * willing
    return 0.0
