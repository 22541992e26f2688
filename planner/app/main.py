"""Entry point of the command: foreseen failures become French reports and exit codes.

0 good; 1 no feasible plan, or the checker found violations; 2 bad input; 3 an outside source
failed; 130 interrupted.
"""

import errno
import sys
from collections.abc import Sequence
from typing import Final

import click

from geodata.errors import InfeasibleError, InputError, ItineranceError, SourceError, ViolationError
from planner.app.cli import cli
from planner.app.console import error_console
from planner.app.reports import describe_faults, describe_violations

EXIT_GOOD: Final = 0
EXIT_INFEASIBLE: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_SOURCE_FAILED: Final = 3
EXIT_INTERRUPTED: Final = 130

OS_REASONS: Final = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota du disque est atteint",
    errno.EROFS: "le support est en lecture seule",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.ENOTDIR: "ce n'est pas un dossier",
}
"""What the operating system says in English, for people."""


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


def explain(error: ItineranceError | OSError) -> tuple[str, int]:
    """Say in French what went wrong, and with which exit code the command ends."""
    match error:
        case InputError():
            return describe_faults(error.faults), EXIT_BAD_INPUT
        case ViolationError():
            return describe_violations(error.violations), EXIT_INFEASIBLE
        case InfeasibleError():
            return f"Aucun planning possible : {error}", EXIT_INFEASIBLE
        case SourceError():
            return f"Source extérieure indisponible : {error}", EXIT_SOURCE_FAILED
        case OSError():
            reason = OS_REASONS.get(error.errno or 0, str(error.strerror or error))
            where = f" ({error.filename})" if error.filename else ""
            return f"Lecture ou écriture impossible : {reason}{where}", EXIT_BAD_INPUT
        case _:
            return str(error), EXIT_INFEASIBLE
