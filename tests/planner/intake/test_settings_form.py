"""Settings as a form: every field of the model, saved without losing what others wrote."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import SettingsError
from planner.intake.settings_form import SettingField, list_form, read_entry, values_of, write_entry
from planner.intake.settings_saving import NotSaved, Saved, open_settings, save_settings
from planner.settings import Settings
from planner.settings.file import SETTINGS_FILE, format_settings, read_settings

FIELDS = {one.key: one for section in list_form() for one in section.fields}
STANDARD = "access.standard_minutes"


def text_of(folder: Path) -> str:
    return (folder / SETTINGS_FILE).read_bytes().decode()


def change(folder: Path, old: str, new: str) -> None:
    text = text_of(folder)
    assert old in text
    (folder / SETTINGS_FILE).write_bytes(text.replace(old, new).encode())


def test_the_form_has_every_setting_with_its_words_and_default() -> None:
    assert {key: one.default for key, one in FIELDS.items()} == values_of(Settings())
    assert all(one.description for one in FIELDS.values())


@pytest.mark.parametrize(
    ("key", "control", "unit", "limits"),
    [
        (STANDARD, "whole", "minutes", "de 1 à 120"),
        ("access.acceptance_elsewhere", "number", "", "de 0 à 1"),
        ("access.reported_minutes", "list", "minutes", "de 1 à 240"),
        ("calendar.start", "date", "", ""),
        ("sessions.morning_start", "time", "", ""),
        ("sessions.assume_open_if_unknown", "switch", "", ""),
        ("need.scenario", "choice", "", ""),
        ("publication.services", "choices", "", ""),
        ("travel.access_speed_kmh", "number", "km/h", "plus de 0, au plus 130"),
    ],
)
def test_a_setting_is_entered_by_its_kind(key: str, control: str, unit: str, limits: str) -> None:
    one = FIELDS[key]
    assert (one.control, one.unit, one.limits) == (control, unit, limits)


@pytest.mark.parametrize("key", FIELDS)
def test_what_a_form_shows_is_read_back_as_it_was(key: str) -> None:
    one = FIELDS[key]
    assert read_entry(one, write_entry(one, one.default)) == one.default


@pytest.mark.parametrize(
    ("key", "entry", "value"),
    [
        ("access.acceptance_elsewhere", "0,8", 0.8),
        ("access.acceptance_elsewhere", "  ", None),
        ("access.reported_minutes", "10; 20,30", [10, 20, 30]),
        (STANDARD, "quinze", "quinze"),
        (STANDARD, "", ""),
    ],
)
def test_an_entry_is_read_as_french_people_write_it(key: str, entry: str, value: object) -> None:
    assert read_entry(FIELDS[key], entry) == value


def test_a_saved_setting_is_all_that_changes_in_a_file_of_ours(folder: Path) -> None:
    saved = save_settings(folder, open_settings(folder), {STANDARD: 20})
    assert isinstance(saved, Saved)
    expected = Settings().model_copy(
        update={"access": Settings().access.model_copy(update={"standard_minutes": 20})}
    )
    assert text_of(folder) == format_settings(expected)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_in_a_file_edited_by_hand_comments_and_line_ends_stay(folder: Path, ends: str) -> None:
    text = f"# à moi{ends}[access]{ends}standard_minutes = 25 # noté le 3 mai{ends}{ends}"
    text += f'[territory]{ends}name = "Chez nous"{ends}'
    (folder / SETTINGS_FILE).write_bytes(text.encode())
    save_settings(folder, open_settings(folder), {STANDARD: 30, "access.acceptance_elsewhere": 0.5})
    after = text_of(folder)
    assert "# à moi" in after
    assert "standard_minutes = 30 # noté le 3 mai" in after
    assert after.count("\n") == after.count(ends)
    assert read_settings(folder / SETTINGS_FILE).access.acceptance_elsewhere == 0.5
    assert read_settings(folder / SETTINGS_FILE).territory.name == "Chez nous"


def test_a_setting_without_value_gets_one_at_its_own_comment(folder: Path) -> None:
    change(folder, "Réglages d'itinerance.", "Réglages relus.")
    opened = open_settings(folder)
    save_settings(folder, opened, {"access.acceptance_elsewhere": 0.25, "calendar.num_weeks": 6})
    assert "\nacceptance_elsewhere = 0.25\n" in text_of(folder)
    assert "# acceptance_elsewhere" not in text_of(folder)
    saved = open_settings(folder)
    save_settings(folder, saved, {"access.acceptance_elsewhere": None})
    assert read_settings(folder / SETTINGS_FILE).access.acceptance_elsewhere is None


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({STANDARD: 0}, STANDARD),
        ({STANDARD: "quinze"}, STANDARD),
        ({"calendar.start": "2027-01-05"}, "calendar.start"),
        ({"sessions.min_minutes": 240}, None),
        ({"need.scenario": "moyen"}, "need.scenario"),
    ],
)
def test_what_the_command_refuses_is_refused_and_nothing_written(
    folder: Path, changes: dict[str, Any], column: str | None
) -> None:
    before = text_of(folder)
    with pytest.raises(SettingsError) as caught:
        save_settings(folder, open_settings(folder), changes)
    assert column is None or column in {fault.column for fault in caught.value.faults}
    assert text_of(folder) == before


def test_what_another_person_changed_meanwhile_stays(folder: Path) -> None:
    opened = open_settings(folder)
    change(folder, "num_weeks = 12", "num_weeks = 8")
    saved = save_settings(folder, opened, {STANDARD: 20})
    assert isinstance(saved, Saved)
    assert saved.from_others == ("calendar.num_weeks",)
    now = read_settings(folder / SETTINGS_FILE)
    assert (now.calendar.num_weeks, now.access.standard_minutes) == (8, 20)


def test_two_people_who_change_one_setting_are_told(folder: Path) -> None:
    opened = open_settings(folder)
    change(folder, "standard_minutes = 15", "standard_minutes = 25")
    before = text_of(folder)
    refused = save_settings(folder, opened, {STANDARD: 20, "calendar.num_weeks": 8})
    assert isinstance(refused, NotSaved)
    [conflict] = refused.conflicts
    assert (conflict.before, conflict.theirs, conflict.ours) == (15, 25, 20)
    assert text_of(folder) == before
    saved = save_settings(folder, refused.opened, {STANDARD: 20})
    assert isinstance(saved, Saved)


def test_the_same_change_by_two_people_is_no_conflict(folder: Path) -> None:
    opened = open_settings(folder)
    change(folder, "standard_minutes = 15", "standard_minutes = 25")
    assert isinstance(save_settings(folder, opened, {STANDARD: 25}), Saved)


def test_a_date_is_written_as_a_date(folder: Path) -> None:
    save_settings(folder, open_settings(folder), {"calendar.start": "2027-03-01"})
    assert read_settings(folder / SETTINGS_FILE).calendar.start == date(2027, 3, 1)


def test_a_field_says_no_default_where_there_is_none() -> None:
    assert isinstance(FIELDS["access.acceptance_elsewhere"], SettingField)
    assert FIELDS["access.acceptance_elsewhere"].default is None
