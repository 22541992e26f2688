"""Dropped files are judged with the folder, then take their places or change nothing."""

import json
import os
import time
from pathlib import Path

import pytest

from geodata.errors import FolderInUseError, TerritoryError
from geodata.folder_lock import lock_folder
from planner.intake.drops import (
    Incoming,
    accept,
    check_folder,
    close_drop,
    display_name,
    finish_interrupted,
    list_replaced,
    open_drop,
    reserve,
    review,
    take_back,
)
from planner.intake.input_files import kind_of

ADVISER = "id;name;base_commune;working_days;weekly_hours;max_drive_minutes_per_day"
GOOD = f"{ADVISER}\nA1;Zoé;01001;Mo-Fr;35;150\nA2;Ali;01002;Mo-Fr;35;150\n"
ELSEWHERE = f"{ADVISER}\nA1;Zoé;01001;Mo-Fr;35;150\nA2;Ali;17300;Mo-Fr;35;150\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def drop_text(drop: Path, name: str, text: str, stem: str) -> Incoming:
    path = reserve(drop, name)
    path.write_text(text, encoding="utf-8")
    return Incoming(path=path, kind=kind_of(stem))


def test_a_sound_file_takes_its_place_and_the_old_one_is_kept(folder: Path) -> None:
    old = (folder / "advisers.csv").read_bytes()
    drop = open_drop(folder)
    files = [drop_text(drop, "Nos conseillers.csv", GOOD, "advisers")]
    judged = review(folder, drop, files)
    assert judged.faults == ()
    accept(folder, drop, files, judged=judged)
    assert (folder / "advisers.csv").read_text() == GOOD
    [(_, kept)] = list_replaced(folder)
    assert (kept.name, kept.read_bytes()) == ("advisers.csv", old)
    assert not drop.exists()


def test_a_file_that_contradicts_another_changes_nothing(folder: Path) -> None:
    before = contents(folder)
    drop = open_drop(folder)
    files = [drop_text(drop, "advisers.csv", ELSEWHERE, "advisers")]
    judged = review(folder, drop, files)
    assert [(fault.file, fault.row, fault.column) for fault in judged.faults] == [
        ("advisers.csv", 3, "base_commune")
    ]
    with pytest.raises(TerritoryError):
        accept(folder, drop, files, judged=judged)
    assert contents(folder) == before | {
        name: content for name, content in contents(folder).items() if name.startswith(".")
    }


def test_a_file_that_breaks_a_sound_neighbour_is_refused(folder: Path) -> None:
    (folder / "absences.csv").write_text("adviser;first_day;last_day\nA2;2027-01-04;2027-01-05\n")
    drop = open_drop(folder)
    alone = f"{ADVISER}\nA1;Zoé;01001;Mo-Fr;35;150\n"
    judged = review(folder, drop, [drop_text(drop, "advisers.csv", alone, "advisers")])
    assert {fault.file for fault in judged.faults} == {"absences.csv"}
    assert not judged.is_acceptable


def test_two_files_that_need_each_other_are_taken_together(folder: Path) -> None:
    drop = open_drop(folder)
    new = f"{GOOD}A3;Lou;01003;Mo-Fr;35;150\n"
    away = "adviser;first_day;last_day\nA3;2027-01-04;2027-01-05\n"
    files = [
        drop_text(drop, "advisers.csv", new, "advisers"),
        drop_text(drop, "absences.csv", away, "absences"),
    ]
    assert not review(folder, drop, files[1:]).is_acceptable
    judged = review(folder, drop, files)
    accept(folder, drop, files, judged=judged)
    assert check_folder(folder).faults == ()


def test_a_folder_with_faults_takes_a_file_that_has_none(folder: Path) -> None:
    (folder / "roads.parquet").unlink()
    drop = open_drop(folder)
    files = [drop_text(drop, "advisers.csv", GOOD, "advisers")]
    judged = review(folder, drop, files)
    assert {fault.file for fault in judged.faults} == {"roads.parquet"}
    assert judged.is_acceptable


def test_a_table_in_another_form_takes_the_place_of_the_old_form(folder: Path) -> None:
    import pandas as pd  # noqa: PLC0415 - only here

    drop = open_drop(folder)
    path = reserve(drop, "conseillers.xlsx")
    rows = [line.split(";") for line in GOOD.strip().split("\n")]
    pd.DataFrame(rows[1:], columns=rows[0]).to_excel(path, index=False)
    files = [Incoming(path=path, kind=kind_of("advisers"))]
    accept(folder, drop, files, judged=review(folder, drop, files))
    assert (folder / "advisers.xlsx").is_file()
    assert not (folder / "advisers.csv").exists()
    assert check_folder(folder).faults == ()


def test_a_folder_that_changed_since_is_judged_anew(folder: Path) -> None:
    drop = open_drop(folder)
    files = [drop_text(drop, "advisers.csv", GOOD, "advisers")]
    judged = review(folder, drop, files)
    (folder / "exclusions.csv").write_text("adviser;venue\nA9;M1\n")
    (folder / "roads.parquet").rename(folder / "elsewhere.parquet")
    accept(folder, drop, files, judged=judged)  # the folder has faults of its own by now
    assert (folder / "advisers.csv").read_text() == GOOD


def test_nothing_is_taken_while_another_process_works_on_the_folder(folder: Path) -> None:
    drop = open_drop(folder)
    files = [drop_text(drop, "advisers.csv", GOOD, "advisers")]
    judged = review(folder, drop, files)
    with lock_folder(folder, doing="itinerance plan"), pytest.raises(FolderInUseError):
        accept(folder, drop, files, judged=judged)
    assert (folder / "advisers.csv").read_text() != GOOD
    accept(folder, drop, files, judged=judged)


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_what_a_dead_process_had_accepted_is_finished(folder: Path, moved: int) -> None:
    drop = open_drop(folder)
    away = "adviser;first_day;last_day\nA1;2027-01-04;2027-01-05\n"
    files = [
        drop_text(drop, "advisers.csv", GOOD, "advisers"),
        drop_text(drop, "absences.csv", away, "absences"),
    ]
    place = [[one.path.name, one.kind.stem] for one in files]
    (drop / "accepted.json").write_text(json.dumps({"place": place, "remove": []}))
    for one in files[:moved]:
        one.path.replace(folder / one.target)
    assert finish_interrupted(folder) == 1
    assert (folder / "advisers.csv").read_text() == GOOD
    assert (folder / "absences.csv").read_text() == away
    assert finish_interrupted(folder) == 0


def test_an_optional_file_is_left_out_and_kept(folder: Path) -> None:
    drop = open_drop(folder)
    without = [kind_of("closures")]
    judged = review(folder, drop, [], without=without)
    accept(folder, drop, [], judged=judged, without=without)
    assert not (folder / "closures.csv").exists()
    assert [path.name for _, path in list_replaced(folder)] == ["closures.csv"]


def test_a_replaced_file_comes_back_like_any_other(folder: Path) -> None:
    old = (folder / "advisers.csv").read_bytes()
    drop = open_drop(folder)
    files = [drop_text(drop, "advisers.csv", GOOD, "advisers")]
    accept(folder, drop, files, judged=review(folder, drop, files))
    [(_, kept)] = list_replaced(folder)
    again = open_drop(folder)
    back = take_back(folder, again, token=kept.parent.name, name=kept.name)
    accept(folder, again, [back], judged=review(folder, again, [back]))
    assert (folder / "advisers.csv").read_bytes() == old
    assert len(list_replaced(folder)) == 2


@pytest.mark.parametrize("token", ["../..", "20270101-000000-deadbeef"])
def test_nothing_else_than_a_replaced_file_comes_back(folder: Path, token: str) -> None:
    drop = open_drop(folder)
    with pytest.raises(TerritoryError):
        take_back(folder, drop, token=token, name="advisers.csv")


@pytest.mark.parametrize(
    "name",
    ["../../advisers.csv", "..\\..\\advisers.csv", "/etc/passwd.csv", "a\nb.csv", ".csv.csv"],
)
def test_no_name_leads_out_of_the_drop(folder: Path, name: str) -> None:
    drop = open_drop(folder)
    assert reserve(drop, name).parent == drop
    assert "/" not in display_name(name)


@pytest.mark.parametrize("name", ["plan.json", "virus.exe", "advisers", "", ".csv"])
def test_a_kind_of_file_that_no_reader_knows_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(TerritoryError):
        reserve(open_drop(folder), name)


def test_what_nobody_accepts_for_a_day_is_thrown_away(folder: Path) -> None:
    drop = open_drop(folder)
    other = open_drop(folder)
    os.utime(drop, (time.time() - 2 * 24 * 3600,) * 2)
    open_drop(folder)
    assert (drop.exists(), other.exists()) == (False, True)
    close_drop(other)
    assert not other.exists()
