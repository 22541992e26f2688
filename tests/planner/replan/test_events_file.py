"""Events as coordinators write them: read, refused with every fault, applied."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geodata.errors import TerritoryError
from geodata.territory import Territory
from planner.events import (
    AdviserAbsent,
    AdviserJoins,
    AdviserLeaves,
    Event,
    NeedChanged,
    RoadChanged,
    StandardChanged,
    VenueClosed,
    VenueMoved,
    VenueOpened,
)
from planner.need.scaling import scale_need
from planner.replan.application import apply_events
from planner.replan.availability import first_cycle_day, leave_out_missing
from planner.replan.events_file import read_events
from planner.settings import Settings
from planner.settings.calendar import CalendarSettings
from tests.planner.villages import Villages, longitude


@pytest.fixture
def territory(villages: Villages) -> Territory:
    return villages.territory


def read(
    text: str, territory: Territory, tmp_path: Path, name: str = "evenements.csv"
) -> tuple[Event, ...]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_events(path, territory, folder=tmp_path)


def faults(text: str, territory: Territory, tmp_path: Path) -> list[str]:
    with pytest.raises(TerritoryError) as caught:
        read(text, territory, tmp_path)
    return [str(fault) for fault in caught.value.faults]


def test_french_words_names_and_dates_are_understood(territory: Territory, tmp_path: Path) -> None:
    text = "Évènement;Conseiller;Lieu;Du;Au;Motif\nAbsence;Camille;;25/03/2027;26/03/2027;maladie\n"
    text += "fermeture;;Mairie B;2027-04-01;;travaux\n"
    assert read(text, territory, tmp_path) == (
        AdviserAbsent(
            adviser_id="camille",
            first_day=date(2027, 3, 25),
            last_day=date(2027, 3, 26),
            reason="maladie",
        ),
        VenueClosed(venue_id="mairie-b", first_day=date(2027, 4, 1), reason="travaux"),
    )


def test_json_and_english_words_say_the_same(territory: Territory, tmp_path: Path) -> None:
    records = [
        {"event": "adviser_leaves", "adviser": "camille", "last_day": "2027-04-30"},
        {"event": "standard_changed", "minutes": 20},
        {"event": "need_changed", "commune": "99001", "factor": 1.5},
    ]
    found = read(json.dumps(records), territory, tmp_path, name="events.json")
    assert found == (
        AdviserLeaves(adviser_id="camille", last_day=date(2027, 4, 30)),
        StandardChanged(standard_minutes=20),
        NeedChanged(commune_code="99001", factor=1.5),
    )


def test_every_fault_of_the_file_is_told_at_once(territory: Territory, tmp_path: Path) -> None:
    text = "Évènement;Conseiller;Lieu;Du;Au;Facteur\n"
    text += "absence;Zoé;;25/03/2027;26/03/2027;\n"  # nobody of that name
    text += "absence;Camille;;26/03/2027;25/03/2027;\n"  # ends before it begins
    text += "grève;;;25/03/2027;;\n"  # no such event
    text += "fermeture;;;2027-04-01;;\n"  # which venue?
    text += "fermeture;;Mairie B;31/02/2027;;\n"  # no such day
    text += "norme;Camille;;;;\n"  # a cell that it cannot use, and none of those that it needs
    found = faults(text, territory, tmp_path)
    rows = [fault.split(", ")[1] for fault in found]
    assert rows == [f"ligne {row}" for row in (2, 3, 4, 5, 6, 7, 7)]


def test_faults_name_columns_as_the_file_does(territory: Territory, tmp_path: Path) -> None:
    (fault,) = faults("Évènement;Lieu;Du\nfermeture;Mairie B;demain\n", territory, tmp_path)
    assert "colonne « Du »" in fault


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"commune": "99001", "factor": "0.5"}, "ne ralentit pas"),
        ({"factor": "2"}, "deux points"),
        ({"factor": "2", "lon": "-1", "lat": "46"}, "deux points"),
        (
            {"factor": "2", "lon": "-1", "lat": "46", "to_lon": "-1", "to_lat": "46"},
            "même carrefour",
        ),
        (
            {"factor": "2", "lon": "-1", "lat": "47", "to_lon": "-1", "to_lat": "46"},
            "de toute route",
        ),
    ],
)
def test_a_road_that_cannot_be_meant_is_refused(
    cells: dict[str, str], words: str, territory: Territory, tmp_path: Path
) -> None:
    with pytest.raises(TerritoryError, match=words):
        read(json.dumps([{"event": "road_slowed", **cells}]), territory, tmp_path, name="e.json")


def test_a_new_venue_far_from_its_commune_is_refused(territory: Territory, tmp_path: Path) -> None:
    record = {"event": "venue_opened", "id": "x", "name": "X", "kind": "autre"}
    record |= {"commune": "99001", "lon": "2.3", "lat": "48.8"}
    with pytest.raises(TerritoryError, match="hors du territoire"):
        read(json.dumps([record]), territory, tmp_path, name="e.json")


def test_an_id_is_given_once(territory: Territory, tmp_path: Path) -> None:
    record = {"event": "venue_opened", "id": "mairie-a", "name": "X", "kind": "autre"}
    record |= {"commune": "99001", "lon": "-1.0", "lat": "46.0"}
    with pytest.raises(TerritoryError, match="déjà pris"):
        read(json.dumps([record]), territory, tmp_path, name="e.json")


def test_events_change_a_copy_and_nothing_else(territory: Territory) -> None:
    events: tuple[Event, ...] = (
        AdviserAbsent(
            adviser_id="camille", first_day=date(2027, 3, 25), last_day=date(2027, 3, 26)
        ),
        VenueClosed(venue_id="mairie-b", first_day=date(2027, 4, 1)),
        VenueMoved(venue_id="mairie-c", commune_code="99003", lon=-0.87, lat=46.0, name="Salle C"),
        VenueOpened(
            venue_id="salle",
            name="Salle",
            venue_kind="autre",
            commune_code="99001",
            lon=-1.0,
            lat=46.0,
            first_day=date(2027, 4, 1),
        ),
        AdviserJoins(
            adviser_id="eden",
            name="Eden",
            base_commune_code="99003",
            working_days=(0, 1),
            weekly_minutes=900,
            max_drive_s_per_day=3600,
            first_day=date(2027, 4, 5),
        ),
    )
    changed = apply_events(territory, Settings(), events).territory
    assert [adviser.id for adviser in changed.advisers] == ["camille", "dominique", "eden"]
    assert changed.advisers[2].lon == -0.87  # at the mairie, where it now is
    assert {venue.id: venue.name for venue in changed.venues}["mairie-c"] == "Salle C"
    assert len(changed.closures) == len(territory.closures) + 2
    assert len(changed.absences) == len(territory.absences) + 1
    assert len(territory.advisers) == 2


def test_a_slower_road_takes_longer_and_a_closed_one_is_gone(territory: Territory) -> None:
    line = ((longitude("99001"), 46.0), (longitude("99003"), 46.0))
    slower = RoadChanged(kind="road_slowed", factor=2.0, line=line)
    roads = apply_events(territory, Settings(), [slower]).territory.roads
    assert roads.time_s.tolist() == [600, 600, 600, 1200]
    closed = RoadChanged(kind="road_closed", factor=None, commune_code="99005")
    assert apply_events(territory, Settings(), [closed]).territory.roads.num_edges == 3


def test_need_grows_with_its_uncertainty(villages: Villages) -> None:
    factors = apply_events(
        villages.territory, Settings(), [NeedChanged(commune_code="99001", factor=2.0)]
    ).need_factors
    scaled = scale_need(villages.need, factors)
    assert scaled.people.tolist() == [200, 50, 80, 60, 40]
    assert scaled.sample()[-1].tolist() == pytest.approx([240, 60, 96, 72, 48])


def test_names_that_the_tables_have_lost_are_told(territory: Territory) -> None:
    event = AdviserLeaves(adviser_id="zoe", last_day=date(2027, 4, 1))
    with pytest.raises(TerritoryError, match="zoe"):
        apply_events(territory, Settings(), [event])


def test_what_is_missing_for_most_of_the_time_left_leaves_the_cycle(territory: Territory) -> None:
    first, last = date(2027, 4, 5), date(2027, 4, 25)
    events = [
        VenueClosed(venue_id="mairie-a", first_day=first, last_day=date(2027, 4, 10)),
        VenueClosed(venue_id="mairie-b", first_day=first),
    ]
    changed = apply_events(territory, Settings(), events).territory
    ground = leave_out_missing(changed, first_day=first, last_day=last)
    shut = {venue.id for venue in ground.territory.venues if venue.rule == "forbidden"}
    assert shut == {"mairie-b"}
    # Dominique's last day is 16 April: 4 of the 6 days of work are left.
    assert ground.advisers_left_out == frozenset()
    later = leave_out_missing(changed, first_day=date(2027, 4, 15), last_day=last)
    assert later.advisers_left_out == {"dominique"}


@pytest.mark.parametrize(
    ("first_day", "leaves", "cycle_day"),
    [
        (date(2027, 3, 24), date(2027, 3, 23), date(2027, 3, 29)),  # a Wednesday: next Monday
        (date(2027, 3, 22), date(2027, 4, 6), date(2027, 4, 5)),  # the week in which it is felt
        (date(2027, 3, 22), date(2027, 4, 9), date(2027, 4, 12)),  # felt from a Saturday on
    ],
)
def test_a_cycle_begins_on_a_monday_when_an_event_is_felt(
    first_day: date, leaves: date, cycle_day: date
) -> None:
    calendar = CalendarSettings(start=date(2027, 3, 22), num_weeks=5)
    event = AdviserLeaves(adviser_id="camille", last_day=leaves)
    assert first_cycle_day(first_day, [event], calendar) == cycle_day


def test_the_same_venue_may_not_be_meant_by_two(territory: Territory, tmp_path: Path) -> None:
    twins = replace(
        territory,
        venues=tuple(replace(venue, name="Mairie") for venue in territory.venues),
    )
    with pytest.raises(TerritoryError, match="plusieurs lieux"):
        read("event;venue;first_day\nfermeture;Mairie;2027-04-01\n", twins, tmp_path)
