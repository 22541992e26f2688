"""Entry point of the command: foreseen failures become French reports and exit codes.

0 good; 1 no feasible plan, or the checker found violations; 2 bad input; 3 an outside source
failed; 4 another process is working on the folder; 5 some scenarios of a batch failed; 130
interrupted.
"""

import sys
from collections.abc import Sequence

import click

from geodata.errors import ItineranceError
from planner.app.cli import cli
from planner.app.console import error_console
from planner.app.failures import EXIT_GOOD, EXIT_INTERRUPTED, explain


def main() -> None:
    """Run the command and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments; return its exit code."""
    try:
        code = cli.main(args=list(arguments), prog_name="itinerance", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (ItineranceError, OSError) as error:
        text, exit_code = explain(error)
        error_console().print(text, markup=False)
        return exit_code
    except (click.Abort, KeyboardInterrupt):
        error_console().print("Interrompu : rien n'a été écrit.")
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else EXIT_GOOD
