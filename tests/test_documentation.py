"""Every command that the pages show is understood, and those of the coordinator's guide work."""

import re
import shlex
from pathlib import Path

import click
import pytest

from planner.app.cli import cli
from planner.app.main import run
from planner.plan_file import read_plan

HOME = Path(__file__).parents[1]
GUIDE = HOME / "docs" / "guide-coordinateur.md"
PAGES = (HOME / "README.md", *sorted((HOME / "docs").glob("*.md")))
FIRST_PLAN = Path("my-departement", "plans", "2027-01-04-1")


def shown_commands(page: Path) -> list[list[str]]:
    """Arguments of every command that a page shows in a block of its own."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [
        shlex.split(line, comments=True)[1:] for line in lines if line.startswith("itinerance ")
    ]


def make_place(path: Path) -> None:
    """Make the file or folder that a word of a command could mean."""
    if path.suffix in {".csv", ".xlsx", ".toml", ".json"}:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    else:
        path.mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize(
    "arguments",
    [pytest.param(line, id=" ".join(line)) for page in PAGES for line in shown_commands(page)],
)
def test_every_command_shown_is_understood(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for word in arguments:
        if "://" not in word:
            make_place(tmp_path / word)
    group: click.Command = cli
    context, rest = click.Context(cli), arguments
    while isinstance(group, click.Group):
        _, found, rest = group.resolve_command(context, rest)
        assert found is not None
        group = found
    assert group.make_context(group.name, rest, parent=context).params


def test_the_guide_leads_from_a_territory_to_a_repaired_and_printed_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    demo = ["demo", "my-departement", "--communes", "14", "--advisers", "2", "--quiet"]
    assert run(demo) == 0
    plan = read_plan(FIRST_PLAN / "plan.json")
    Path("planning.xlsx").write_bytes((FIRST_PLAN / "planning.xlsx").read_bytes())
    Path("evenements.csv").write_text(
        f"evenement;conseiller;du;au\nabsence;{plan.advisers[0].id};18/01/2027;20/01/2027\n",
        encoding="utf-8",
    )
    unserved = next(c for c in plan.communes if c.explanation).commune_code
    for line in shown_commands(GUIDE):
        if line[0] in {"fetch", "survey"}:  # need the network, or an export that is nobody's
            continue
        arguments = [unserved if word == "Bresdon" else word for word in line]
        assert run(arguments) == 0, (arguments, capsys.readouterr().err)
