"""Commands about the installation itself: doctor, completion."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Final

import click
from click.shell_completion import get_completion_class

from planner.app.commands.options import AS_JSON, FOLDER
from planner.app.doctor import Finding, examine

PROGRAM: Final = "itinerance"
COMPLETION_VARIABLE: Final = "_ITINERANCE_COMPLETE"
"""What click reads on every start: a shell that completes sets it."""


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@AS_JSON
@click.pass_context
def doctor(context: click.Context, *, folder: Path | None, as_json: bool) -> None:
    """Report versions, optional parts, disk, and FOLDER's state.

    Exits with 2 when something keeps the other commands from working.

    \b
    Example:  itinerance doctor my-departement
    """
    findings = examine(folder)
    if as_json:
        records = [asdict(finding) for finding in findings]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_describe(findings)))
    if any(finding.state == "bad" for finding in findings):
        context.exit(2)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, *, shell: str) -> None:
    """Print what SHELL needs to complete commands and options.

    \b
    Example:  itinerance completion bash >> ~/.bashrc
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"unknown shell: {shell}")
    click.echo(kind(context.find_root().command, {}, PROGRAM, COMPLETION_VARIABLE).source())


def _describe(findings: tuple[Finding, ...]) -> list[str]:
    """French lines: what is there, topic by topic, then what has to be done."""
    lines = []
    for topic, group in groupby(findings, key=lambda finding: finding.topic):
        rows = list(group)
        good = ", ".join(f"{row.name} {row.value}" for row in rows if row.state == "good")
        lines.append(topic.capitalize())
        lines += wrap(
            good,
            width=79,
            initial_indent="  ok  ",
            subsequent_indent="      ",
            break_on_hyphens=False,
        )
        lines += [f"  !!  {row.name} : {row.value}" for row in rows if row.state == "bad"]
        lines += _describe_absent(row for row in rows if row.state == "absent")
    lacking = [row for row in findings if row.state == "bad"]
    lines += ["", "À corriger :" if lacking else "Tout est en ordre."]
    lines += [f"  {row.name} : {row.remedy}" for row in lacking]
    if any(row.state == "absent" for row in findings):
        lines.append("« -- » : facultatif, non installé ; rien n'en dépend tant qu'il ne sert pas.")
    return lines


def _describe_absent(rows: Iterable[Finding]) -> Iterator[str]:
    """Name what is optional and not installed, once for each command that installs it."""
    for remedy, group in groupby(rows, key=lambda row: row.remedy):
        names = ", ".join(row.name for row in group)
        yield from wrap(
            f"{names} : {remedy}",
            width=79,
            initial_indent="  --  ",
            subsequent_indent="      ",
            break_on_hyphens=False,
        )
