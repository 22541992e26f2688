"""What the judgement of dated sessions looks up: tables by id, drives, hours, holidays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.hours import read_hours
from geodata.public_holidays import public_holidays
from geodata.territory import Adviser, Commune, Territory, Venue
from geodata.travel import TravelTimes
from planner.audit.exceptions import Period
from planner.audit.records import DatedSession
from planner.audit.recurrence import calendar_end
from planner.settings import Settings
from planner.wording import WEEKDAYS, format_clock

Intervals = tuple[tuple[int, int], ...]
"""Opening and closing minutes of a day."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """A territory and its rules, by id."""

    territory: Territory
    settings: Settings
    advisers: Mapping[str, Adviser]
    venues: Mapping[str, Venue]
    communes: Mapping[str, Commune]
    holidays: Mapping[date, str]
    school_holidays: tuple[Period, ...] = ()
    """Of the territory's zone; empty when nobody tells them."""

    def open_on(self, venue_id: str, day: date) -> Intervals:
        """When a venue with known hours is open on a day of the calendar."""
        calendar = self.settings.calendar
        hours = self.venues[venue_id].opening_hours
        return read_hours(hours, calendar.start, calendar_end(calendar)).get(day, ())

    def areas_of(self, venue_id: str) -> frozenset[str]:
        """Codes of the commune, canton and EPCI of a venue."""
        commune = self.communes[self.venues[venue_id].commune_code]
        return frozenset((commune.code, commune.canton_code, commune.epci_code))

    def week_of(self, day: date) -> int:
        """Week of the calendar that a day lies in, from 0."""
        return (day - self.settings.calendar.start).days // 7

    def words(self, session: DatedSession) -> str:
        """Name a session without its date, for the beginning of a sentence."""
        return (
            f"{self.venues[session.venue_id].name}, le {WEEKDAYS[session.day.weekday()]} de "
            f"{format_clock(session.start_minute)} à {format_clock(session.end_minute)} "
            f"({self.advisers[session.adviser_id].name})"
        )


def survey_ground(
    territory: Territory, settings: Settings, *, school_holidays: Sequence[Period] = ()
) -> Ground:
    """Put the tables of a territory in order by id."""
    return Ground(
        territory=territory,
        settings=settings,
        advisers={adviser.id: adviser for adviser in territory.advisers},
        venues={venue.id: venue for venue in territory.venues},
        communes={commune.code: commune for commune in territory.communes},
        holidays=public_holidays(
            settings.calendar.start,
            calendar_end(settings.calendar),
            alsace_moselle=settings.calendar.alsace_moselle,
        ),
        school_holidays=tuple(school_holidays),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drives:
    """Drives by place ids."""

    travel: TravelTimes

    def between(self, from_place_id: str, to_place_id: str) -> tuple[int, int]:
        """Seconds and metres of a drive."""
        start, end = self.travel.positions([from_place_id, to_place_id])
        return int(self.travel.time_s[start, end]), int(self.travel.length_m[start, end])
