"""The command ``itinerance``: its name, its help, its subcommands."""

import click

from planner.app.audit_commands import audit
from planner.app.batch_commands import batch
from planner.app.chart_commands import charts
from planner.app.compare_commands import compare
from planner.app.data_commands import calibrate, fetch, survey
from planner.app.explain_commands import explain
from planner.app.export_commands import export
from planner.app.frontier_commands import frontier
from planner.app.history_commands import diff, history, restore
from planner.app.plan_commands import demo, draw, plan
from planner.app.print_commands import print_sheets
from planner.app.replan_commands import replan
from planner.app.support_commands import completion, doctor
from planner.app.territory_commands import check, init, need


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
    *(draw, charts, print_sheets, export),
    *(history, diff, compare, restore),
    *(doctor, completion),
)
for command in COMMANDS:
    cli.add_command(command)
