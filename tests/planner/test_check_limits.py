"""The checker at its limits: what is just allowed, and other tables under the same plan."""

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from geodata.territory import Territory
from geodata.travel import UNREACHABLE_M, UNREACHABLE_S, TravelTimes
from planner.plan import Plan
from tests.planner.plan_damage import (
    drop,
    edit,
    set_rule,
    violations,
    with_adviser,
    with_venue,
)
from tests.planner.villages import Villages
from tests.planner.villages_plan import make_villages_plan


@pytest.fixture(scope="module")
def plan(villages: Villages) -> Plan:
    return make_villages_plan(villages)


LIMITS: dict[str, tuple[str, str, int, int, str]] = {
    # Camille's longer day: 08:55 to 17:10, 115 minutes at noon, 380 minutes of work.
    "lunch": ("work", "lunch_minutes", 115, 116, "1\u00a0h\u00a055 de pause de midi"),
    "span": ("work", "max_span_minutes", 495, 494, "amplitude de 8\u00a0h\u00a015"),
    "day": (
        "work",
        "max_day_minutes",
        380,
        379,
        "6\u00a0h\u00a020 de travail, plus que 6\u00a0h\u00a019 par jour",
    ),
    # Dominique drives 20 minutes, helps for 180, and may rest at Dolus before driving home.
    "break": (
        "work",
        "max_minutes_without_break",
        200,
        199,
        "3\u00a0h\u00a020 de travail sans pause",
    ),
    # Camille has four half-days a week and holds two sessions.
    "back office": (
        "work",
        "back_office_half_days_per_week",
        2,
        3,
        "2 permanences ne laissent pas 3 demi-journées",
    ),
    # Dominique has 144,000 s, less 52,800 for sessions and driving: 8 half-days of 190 minutes.
    "contract": (
        "work",
        "back_office_half_day_minutes",
        190,
        191,
        "dépassent le contrat de 40\u00a0h\u00a000",
    ),
    "longest session": ("sessions", "max_minutes", 180, 179, "durée de 180 min"),
    "shortest session": ("sessions", "min_minutes", 180, 181, "durée de 180 min"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_allowed_and_one_beyond_is_refused(
    name: str, plan: Plan, villages: Villages
) -> None:
    section, key, allowed, beyond, says = LIMITS[name]
    wide = set_rule(plan, "sessions", max_minutes=200)
    right = wide if key == "min_minutes" else plan
    assert violations(set_rule(right, section, **{key: allowed}), villages) == ()
    found = violations(set_rule(right, section, **{key: beyond}), villages)
    assert any(says in sentence for sentence in found), found


def test_an_afternoon_counts_with_the_drives_before_and_after(
    plan: Plan, villages: Villages
) -> None:
    # 5 min from Brissac, 180 min at Corme, 10 min home.
    found = violations(set_rule(plan, "work", max_minutes_without_break=194), villages)
    assert any(
        "semaines 1, 3 : 3\u00a0h\u00a015 de travail sans pause" in sentence for sentence in found
    )


@pytest.mark.parametrize(("limit_s", "num_violations"), [(1200, 0), (1199, 1)])
def test_daily_driving_has_a_limit(
    limit_s: int, num_violations: int, plan: Plan, villages: Villages
) -> None:
    territory = with_adviser(villages, "camille", max_drive_s_per_day=limit_s)
    assert len(violations(plan, villages, territory=territory)) == num_violations


TABLES: dict[str, tuple[Callable[[Villages], Territory], str]] = {
    "forbidden": (
        lambda villages: with_venue(villages, "mairie-d", rule="forbidden"),
        "ce lieu est interdit",
    ),
    "required": (
        lambda villages: with_venue(villages, "mairie-e", rule="required"),
        "« Mairie E » (mairie-e) : obligatoire",
    ),
    "opens a minute later": (
        lambda villages: with_venue(villages, "mairie-b", opening_hours="Mo-Fr 09:01-12:00"),
        "lieu non ouvert",
    ),
    "closes a minute earlier": (
        lambda villages: with_venue(villages, "mairie-b", opening_hours="Mo-Fr 09:00-11:59"),
        "lieu non ouvert",
    ),
    "closed for coffee": (
        lambda villages: with_venue(
            villages, "mairie-b", opening_hours="Mo-Fr 09:00-10:00,10:15-12:00"
        ),
        "lieu non ouvert",
    ),
    "nonsense for hours": (
        lambda villages: with_venue(villages, "mairie-b", opening_hours="tous les jours"),
        "horaires illisibles",
    ),
    "another working day": (
        lambda villages: with_adviser(villages, "camille", working_days=(0, 3)),
        "le mardi n'est pas travaillé",
    ),
    "in post later": (
        lambda villages: with_adviser(villages, "camille", valid_from=date(2027, 3, 24)),
        "Camille n'est pas en poste",
    ),
    "longer absence": (
        lambda villages: dataclasses.replace(
            villages.territory,
            absences=(
                dataclasses.replace(villages.territory.absences[0], first_day=date(2027, 3, 30)),
            ),
        ),
        "mardi 30/03/2027 (matin) à « Mairie B » (mairie-b) par Camille : tenue malgré",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_right_plan_of_other_tables_is_refused(name: str, plan: Plan, villages: Villages) -> None:
    change, says = TABLES[name]
    found = violations(plan, villages, territory=change(villages))
    assert any(says in sentence for sentence in found), found


def test_first_and_last_day_in_post_are_worked(plan: Plan, villages: Villages) -> None:
    territory = with_adviser(
        villages, "dominique", valid_from=date(2027, 3, 22), valid_to=date(2027, 4, 12)
    )
    assert violations(plan, villages, territory=territory) == ()


def test_sessions_may_fill_the_half_day_to_the_minute(plan: Plan, villages: Villages) -> None:
    tight = set_rule(
        plan,
        "sessions",
        morning_start="09:00",
        morning_end="12:00",
        afternoon_start="14:00",
        afternoon_end="17:00",
    )
    assert violations(tight, villages) == ()


def test_one_day_is_absence_and_closure_enough(plan: Plan, villages: Villages) -> None:
    (absence,), (closure,) = villages.territory.absences, villages.territory.closures
    day = date(2027, 4, 6)
    territory = dataclasses.replace(
        villages.territory,
        absences=(dataclasses.replace(absence, first_day=day, last_day=day),),
        closures=(dataclasses.replace(closure, last_day=date(2027, 4, 21)),),
    )
    assert violations(plan, villages, territory=territory) == ()


def test_unknown_hours_are_refused_when_they_may_not_be_assumed(
    plan: Plan, villages: Villages
) -> None:
    strict = set_rule(plan, "sessions", assume_open_if_unknown=False)
    assert violations(strict, villages) == (
        "Lieu « Mairie D » (mairie-d) : horaires inconnus, visite non permise.",
    )


def test_a_tour_without_a_road_is_refused(plan: Plan, villages: Villages) -> None:
    road = villages.travel
    time_s, length_m = road.time_s.copy(), road.length_m.copy()
    way = road.place_ids.index("venue/mairie-b"), road.place_ids.index("venue/mairie-c")
    time_s[way], length_m[way] = UNREACHABLE_S, UNREACHABLE_M
    travel = dataclasses.replace(road, time_s=time_s, length_m=length_m)
    found = violations(plan, villages, travel=travel)
    assert any("semaines 1, 3 : aucune route" in sentence for sentence in found), found


def test_departure_is_rounded_down_and_return_up(plan: Plan, villages: Villages) -> None:
    # One second more each way: Dominique leaves at 08:39:59 and is back at 12:20:01.
    road = villages.travel
    is_base = np.array([place_id == "base/dominique" for place_id in road.place_ids])
    time_s = road.time_s + (is_base[:, None] ^ is_base[None, :])
    found = violations(plan, villages, travel=dataclasses.replace(road, time_s=time_s))
    assert any("départ (minute) : 520 au lieu de 519" in sentence for sentence in found), found
    assert any("retour (minute) : 740 au lieu de 741" in sentence for sentence in found), found


def test_places_missing_from_the_matrix_are_violations(plan: Plan, villages: Villages) -> None:
    nothing = TravelTimes(
        place_ids=(),
        time_s=np.zeros((0, 0), dtype=np.int64),
        length_m=np.zeros((0, 0), dtype=np.int64),
        access_m=np.zeros(0),
    )
    assert violations(plan, villages, travel=nothing)


def test_all_violations_are_told_at_once(plan: Plan, villages: Villages) -> None:
    damaged = edit(drop(plan, "sessions", 0), "tours", 0, drive_s=1)
    found = violations(set_rule(damaged, "work", lunch_minutes=116), villages)
    for says in ("prévue par le cycle", "trajet (s) : 1 ", "pause de midi"):
        assert any(says in sentence for sentence in found)


def test_moving_the_whole_plan_by_a_week_is_refused(plan: Plan, villages: Villages) -> None:
    later = plan.settings.calendar.start + timedelta(weeks=1)
    assert violations(set_rule(plan, "calendar", start=later), villages)
