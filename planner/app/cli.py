"""The command ``itinerance``: its name, its help, its subcommands."""

import click

from planner.app.commands.audit import audit
from planner.app.commands.batch import batch
from planner.app.commands.chart import charts
from planner.app.commands.compare import compare
from planner.app.commands.data import calibrate, fetch, survey
from planner.app.commands.draft import draft
from planner.app.commands.explain import explain
from planner.app.commands.export import export
from planner.app.commands.frontier import frontier
from planner.app.commands.history import diff, history, restore
from planner.app.commands.pack import pack
from planner.app.commands.plan import demo, draw, plan
from planner.app.commands.print import print_sheets
from planner.app.commands.replan import replan
from planner.app.commands.serve import password, serve
from planner.app.commands.support import completion, doctor
from planner.app.commands.territory import check, init, need


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="itinerance")
def cli() -> None:
    """Plan the routes of itinerant public services, and show who has help within reach.

    \b
    A first try:       itinerance demo out/demo
    A new territory:   itinerance fetch 17 my-departement
                       itinerance check my-departement
                       itinerance plan my-departement
    """


COMMANDS = (
    *(demo, init, fetch, survey, check, calibrate, need),
    *(plan, replan, audit, explain, frontier, batch),
    *(draw, charts, print_sheets, export, pack),
    *(history, diff, compare, restore, draft),
    *(serve, password),
    *(doctor, completion),
)
for command in COMMANDS:
    cli.add_command(command)
