from pathlib import Path, PurePosixPath

import pytest

from planner.app.cli import cli
from planner.export import FORMATS, export_files
from planner.export.formats import Format
from planner.export.ground import Ground
from planner.plan import Plan

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "exports.md"
BY_NAME = [pytest.param(one, id=one.name) for one in FORMATS]


def test_no_two_formats_share_a_name_or_a_file(plan: Plan, ground: Ground) -> None:
    assert len({one.name for one in FORMATS}) == len(FORMATS)
    written = [path for one in FORMATS for path in export_files(plan, ground, formats=[one])]
    assert len(set(written)) == len(written)


@pytest.mark.parametrize("one", BY_NAME)
def test_a_format_writes_what_it_says(one: Format, plan: Plan, ground: Ground) -> None:
    said = [name.rstrip("/") for name in one.files.split(", ")]
    written = export_files(plan, ground, formats=[one])
    assert {PurePosixPath(path).parts[0] for path in written} <= set(said)


@pytest.mark.parametrize("one", BY_NAME)
def test_help_and_documentation_know_every_format(one: Format) -> None:
    help_text = str(cli.commands["export"].epilog)
    text = DOCUMENT.read_text(encoding="utf-8")
    assert f"{one.name} " in help_text
    assert f"`{one.name}`" in text
    assert all(f"`{name}`" in text for name in one.files.split(", "))


@pytest.mark.parametrize("one", [one for one in BY_NAME if one.values[0].needs_ground])
def test_a_map_layer_is_not_made_up_without_its_territory(one: Format, plan: Plan) -> None:
    with pytest.raises(ValueError, match="needs the territory"):
        export_files(plan, formats=[one])


@pytest.mark.parametrize("one", BY_NAME)
def test_hostile_names_leave_no_folder(one: Format, hostile_plan: Plan, ground: Ground) -> None:
    for path in export_files(hostile_plan, ground, formats=[one]):
        assert not PurePosixPath(path).is_absolute()
        assert ".." not in PurePosixPath(path).parts
