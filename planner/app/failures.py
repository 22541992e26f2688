"""Foreseen failures as French reports and exit codes."""

import errno
from typing import Final

from geodata.errors import (
    FolderInUseError,
    InfeasibleError,
    InputError,
    ItineranceError,
    NoSolutionFoundError,
    SourceError,
    ViolationError,
)
from planner.app.reports import describe_faults, describe_violations

EXIT_GOOD: Final = 0
EXIT_INFEASIBLE: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_SOURCE_FAILED: Final = 3
EXIT_IN_USE: Final = 4
EXIT_SOME: Final = 5
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


def explain(error: ItineranceError | OSError) -> tuple[str, int]:
    """Say in French what went wrong, and with which exit code the command ends."""
    match error:
        case InputError():
            return describe_faults(error.faults), EXIT_BAD_INPUT
        case ViolationError():
            return describe_violations(error.violations), EXIT_INFEASIBLE
        case SourceError():
            return f"Source extérieure indisponible : {error}", EXIT_SOURCE_FAILED
        case OSError():
            reason = OS_REASONS.get(error.errno or 0, str(error.strerror or error))
            where = f" ({error.filename})" if error.filename else ""
            return f"Lecture ou écriture impossible : {reason}{where}", EXIT_BAD_INPUT
        case InfeasibleError():
            is_cut = isinstance(error, NoSolutionFoundError) and error.hit_time_limit
            heading = "Recherche trop courte" if is_cut else "Aucun planning possible"
            return f"{heading} : {error}", EXIT_INFEASIBLE
        case _:
            return str(error), EXIT_IN_USE if isinstance(
                error, FolderInUseError
            ) else EXIT_INFEASIBLE
