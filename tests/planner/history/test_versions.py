import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planner.history import (
    VERSION_FILE,
    Provenance,
    list_versions,
    read_version,
    version_file,
)
from planner.plan import Plan
from planner.plan.file import format_plan
from planner.plan.store import write_plan_folder
from tests.planner.small_plan import START, make_plan

NOW = datetime(2026, 11, 26, 2, 14, 5, 123456, tzinfo=UTC)


def store(folder: Path, plan: Plan, *, parent: Path | None = None) -> Path:
    """Store a plan with its version.json, as the commands do."""
    content = format_plan(plan).encode()
    provenance = Provenance(
        action="plan", author="Léa", reason="essai", command="itinerance plan", parent=parent
    )
    record = version_file(plan, content, provenance, folder=folder, now=NOW)
    return write_plan_folder(folder, START, {"plan.json": content, VERSION_FILE: record})


def test_the_first_plan_has_no_parent(tmp_path: Path) -> None:
    version = read_version(store(tmp_path, make_plan()))
    assert version is not None
    assert version.parent is None


def test_a_plan_takes_over_from_the_one_in_force(tmp_path: Path) -> None:
    store(tmp_path, make_plan())
    version = read_version(store(tmp_path, make_plan(seed=2)))
    assert version is not None
    assert version.parent == "2027-03-15-1"


def test_a_plan_made_from_an_older_one_names_that_one(tmp_path: Path) -> None:
    first = store(tmp_path, make_plan())
    store(tmp_path, make_plan(seed=2))
    version = read_version(store(tmp_path, make_plan(seed=3), parent=first))
    assert version is not None
    assert version.parent == "2027-03-15-1"


def test_a_parent_elsewhere_is_named_by_the_way_to_it(tmp_path: Path) -> None:
    elsewhere = store(tmp_path / "voisin", make_plan())
    version = read_version(store(tmp_path / "ici", make_plan(), parent=elsewhere))
    assert version is not None
    assert version.parent == "../../voisin/plans/2027-03-15-1"


def test_who_why_when_and_from_what_are_kept(tmp_path: Path) -> None:
    version = read_version(store(tmp_path, make_plan()))
    assert version is not None
    assert (version.author, version.reason) == ("Léa", "essai")
    assert version.written_at == datetime(2026, 11, 26, 2, 14, 5, tzinfo=UTC)
    assert version.inputs == {"advisers.csv": "a" * 64, "venues.csv": "b" * 64}
    assert version.software_version == "0.1.0"


def test_plan_json_is_the_same_whoever_asks_and_whenever(tmp_path: Path) -> None:
    first, second = store(tmp_path, make_plan()), store(tmp_path, make_plan())
    assert (first / "plan.json").read_bytes() == (second / "plan.json").read_bytes()


def test_a_plan_changed_by_hand_is_marked(tmp_path: Path) -> None:
    written = store(tmp_path, make_plan())
    path = written / "plan.json"
    path.write_bytes(path.read_bytes().replace(b'"seed": 0', b'"seed": 9'))
    (stored,) = list_versions(tmp_path)
    assert stored.state == "altered"


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema_version": 2}', b"\xff"])
def test_a_record_that_cannot_be_read_is_marked_and_hides_no_other(
    tmp_path: Path, content: bytes
) -> None:
    (store(tmp_path, make_plan()) / VERSION_FILE).write_bytes(content)
    store(tmp_path, make_plan())
    assert [stored.state for stored in list_versions(tmp_path)] == ["unreadable", "sound"]


def test_plans_from_before_there_were_records_are_listed(tmp_path: Path) -> None:
    content = format_plan(make_plan()).encode()
    write_plan_folder(tmp_path, date(2027, 3, 15), {"plan.json": content})
    (stored,) = list_versions(tmp_path)
    assert (stored.state, stored.version) == ("unrecorded", None)


def test_the_record_is_json_with_stable_keys(tmp_path: Path) -> None:
    record = json.loads((store(tmp_path, make_plan()) / VERSION_FILE).read_text())
    assert list(record)[:6] == [
        "schema_version",
        "territory_name",
        "notice",
        "action",
        "parent",
        "parent_sha256",
    ]
