"""The limits of a day's work, for a day tour with any number of stops; a function a rule."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from planner.audit.day_tours import DayTour
from planner.audit.ground import Ground
from planner.audit.obstacles import Obstacle
from planner.audit.records import DatedSession, Rule
from planner.wording import (
    WEEKDAYS,
    format_clock,
    format_duration,
    format_minutes,
    join_words,
)

LEGAL_BREAK_MINUTES: Final = 20
"""Shortest pause that interrupts a stretch of work (Code du travail, L3121-16)."""


def find_day_faults(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """List every limit that a day tour breaks; sessions at one time are told alone."""
    if not tour.is_drivable:
        yield Rule.NO_ROAD, f"{_words(tour, ground)} : aucune route pour l'un des trajets"
        return
    clashes = list(_two_at_once(tour, ground))
    yield from clashes
    if clashes:
        return
    for find in (_time_to_drive, _lunch, _driving, _span, _day_work, _break):
        yield from find(tour, ground)


def _two_at_once(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """One adviser cannot be in two places."""
    for earlier, later in pairwise(tour.stops):
        if later.start_minute < earlier.end_minute:
            places = f"{_stop(earlier, ground)} et {_stop(later, ground)}"
            yield Rule.TWO_AT_ONCE, f"{_who(tour, ground)} : deux permanences à la fois, {places}"


def _time_to_drive(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """Between two sessions there is time to drive."""
    for position, free_s in enumerate(tour.free_s):
        if free_s < 0:
            earlier, later = tour.stops[position], tour.stops[position + 1]
            drive = format_duration(tour.drives[position + 1][0])
            between = format_minutes(later.start_minute - earlier.end_minute)
            yield (
                Rule.TIME_TO_DRIVE,
                (
                    f"{_words(tour, ground)} : {drive} de route entre {_name(earlier, ground)} et "
                    f"{_name(later, ground)}, {between} seulement entre les deux permanences"
                ),
            )


def _lunch(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """Between morning and afternoon there is lunch, driving not counted."""
    wanted = ground.settings.work.lunch_minutes
    for (earlier, later), free_s in zip(pairwise(tour.stops), tour.free_s, strict=True):
        is_noon = earlier.half == "am" and later.half == "pm"
        if is_noon and 0 <= free_s < 60 * wanted:
            yield (
                Rule.LUNCH,
                (
                    f"{_words(tour, ground)} : {format_minutes(free_s // 60)} de pause de midi "
                    f"hors trajet, au lieu de {format_minutes(wanted)}"
                ),
            )


def _driving(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """An adviser drives no longer than his or her own limit a day."""
    limit_s = ground.advisers[tour.adviser_id].max_drive_s_per_day
    if tour.drive_s > limit_s:
        yield (
            Rule.DRIVING,
            (
                f"{_words(tour, ground)} : {_at_least(tour.drive_s)} de trajet dans la journée, "
                f"limite {format_duration(limit_s)}"
            ),
        )


def _span(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """From departure to return no more than the span passes."""
    limit = ground.settings.work.max_span_minutes
    if tour.return_minute - tour.leave_minute > limit:
        hours = f"{format_clock(max(0, tour.leave_minute))} – {format_clock(tour.return_minute)}"
        yield (
            Rule.SPAN,
            (
                f"{_words(tour, ground)} : amplitude de "
                f"{format_duration(60 * (tour.return_minute - tour.leave_minute))} ({hours}), "
                f"limite {format_duration(60 * limit)}"
            ),
        )


def _day_work(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """Sessions and driving stay within a day's work."""
    limit_s = 60 * ground.settings.work.max_day_minutes
    if tour.drive_s + tour.session_s > limit_s:
        yield (
            Rule.DAY_WORK,
            (
                f"{_words(tour, ground)} : {_at_least(tour.drive_s + tour.session_s)} de travail, "
                f"limite {format_duration(limit_s)}"
            ),
        )


def _break(tour: DayTour, ground: Ground) -> Iterator[Obstacle]:
    """Nobody works on and on without a pause."""
    limit_s = 60 * ground.settings.work.max_minutes_without_break
    longest_s = max(_stretches_s(tour, ground))
    if longest_s > limit_s:
        yield (
            Rule.BREAK,
            (
                f"{_words(tour, ground)} : {_at_least(longest_s)} de travail sans pause, "
                f"limite {format_duration(limit_s)}"
            ),
        )


def _stretches_s(tour: DayTour, ground: Ground) -> list[int]:
    """Seconds of work between two pauses.

    Free time between two sessions is a pause when it is long enough, taken before the drive. On a
    day with one session the pause is taken at the venue, before or after it, as suits better.
    """
    out_s, home_s = tour.drives[0][0], tour.drives[-1][0]
    if len(tour.stops) == 1:
        on_arrival = [out_s, tour.session_s + home_s]
        afterwards = [out_s + tour.session_s, home_s]
        return min(on_arrival, afterwards, key=max)
    pause_s = 60 * min(LEGAL_BREAK_MINUTES, ground.settings.work.lunch_minutes)
    lengths_s = [60 * (stop.end_minute - stop.start_minute) for stop in tour.stops]
    stretches = [out_s + lengths_s[0]]
    for free_s, (drive_s, _), length_s in zip(
        tour.free_s, tour.drives[1:-1], lengths_s[1:], strict=True
    ):
        if free_s >= pause_s:
            stretches.append(drive_s + length_s)
        else:
            stretches[-1] += drive_s + length_s
    stretches[-1] += home_s
    return stretches


def _at_least(duration_s: int) -> str:
    """A duration beyond a limit, its minute begun: it never reads like the limit itself."""
    return format_duration(60 * -(-duration_s // 60))


def _who(tour: DayTour, ground: Ground) -> str:
    return f"{ground.advisers[tour.adviser_id].name}, le {WEEKDAYS[tour.day.weekday()]}"


def _words(tour: DayTour, ground: Ground) -> str:
    """Name a day without its date: « Camille, le mardi à Cozes et Meursac »."""
    places = list(dict.fromkeys(_name(stop, ground) for stop in tour.stops))
    return f"{_who(tour, ground)} ({join_words(places)})"


def _name(stop: DatedSession, ground: Ground) -> str:
    return ground.venues[stop.venue_id].name


def _stop(stop: DatedSession, ground: Ground) -> str:
    hours = f"{format_clock(stop.start_minute)} – {format_clock(stop.end_minute)}"
    return f"{_name(stop, ground)} ({hours})"
