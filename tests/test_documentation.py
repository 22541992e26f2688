"""Every command that the pages show is understood, and those of the coordinator's guide work."""

import pkgutil
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from planner.app.cli import cli
from planner.app.main import run
from planner.plan.file import read_plan

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
    if path.suffix in {".csv", ".hash", ".html", ".xlsx", ".toml", ".json", ".zip"}:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    else:
        path.mkdir(parents=True, exist_ok=True)


PACKAGES = ("geodata", "planner", "maps", "scripts", "tests")
DEVELOPERS_PAGES = (*PAGES, HOME / "CONTRIBUTING.md")


def named_files(page: Path) -> Iterator[tuple[str, bool]]:
    """Files and folders of ours that a page names, and whether they are there.

    A name without a folder, or with one that is none of ours, continues the path before it.
    """
    for line in page.read_text(encoding="utf-8").splitlines():
        folder: Path | None = None
        for name in re.findall(r"`([\w./*-]+(?:\.(?:py|js|j2|css)|/))`", line):
            if name.startswith(tuple(f"{package}/" for package in PACKAGES)):
                folder = Path(name) if name.endswith("/") else Path(name).parent
                yield name, any(HOME.glob(name.rstrip("/")))
            elif folder is not None and not name.endswith("/"):
                yield f"{folder}/{name}", any(HOME.glob(f"{folder}/{name}"))


def is_known(name: str) -> bool:
    """Whether a dotted name is a module of ours, or something in one."""
    try:
        return bool(pkgutil.resolve_name(name))
    except (ImportError, AttributeError):
        return False


@pytest.mark.parametrize("page", DEVELOPERS_PAGES, ids=lambda page: page.name)
def test_every_file_of_the_code_that_a_page_names_is_there(page: Path) -> None:
    assert [name for name, is_there in named_files(page) if not is_there] == []


@pytest.mark.parametrize("page", DEVELOPERS_PAGES, ids=lambda page: page.name)
def test_every_module_and_function_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    names = re.findall(r"[`:~ ]((?:geodata|planner|maps)(?:\.\w+)+)\b(?!\()", text)
    assert [name for name in dict.fromkeys(names) if not is_known(name)] == []


def test_the_architecture_names_files_of_every_package() -> None:
    """Otherwise the above would prove little."""
    files = [name for name, _ in named_files(HOME / "docs" / "architecture.md")]
    assert {name.split("/")[0] for name in files} >= {"geodata", "planner", "maps"}
    assert len(files) > 100


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
        if line[0] in {"fetch", "survey", "serve"}:  # the network, nobody's export, no end
            continue
        arguments = [unserved if word == "Bresdon" else word for word in line]
        assert run(arguments) == 0, (arguments, capsys.readouterr().err)
