"""What a batch is to plan: a folder of territories, a TOML file, or a sheet of scenarios."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.errors import Fault, InputError
from geodata.tables import TABLE_ENDINGS
from planner.app.batch.records import Scenario, Start
from planner.app.batch.sheet import read_sheet
from planner.app.batch.specification import Specification
from planner.app.batch.toml_file import read_toml_file
from planner.settings.file import SETTINGS_FILE

_TOML: Final = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the command line says for scenarios that do not say it themselves."""

    seed: int
    author: str
    reason: str


def read_batch(path: Path, *, defaults: Defaults) -> tuple[Scenario, ...]:
    """List the scenarios that a folder or a batch file asks for.

    Parameters
    ----------
    path
        A territory folder, a folder of territory folders, a ``.toml`` file or a table.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    if not path.exists():
        raise _refusal(path, "fichier ou dossier introuvable", "vérifiez le chemin")
    if path.is_dir():
        specifications = [Specification(folder=folder) for folder in find_territories(path)]
    elif path.suffix.lower() == _TOML:
        specifications = list(read_toml_file(path, territories=find_territories))
    elif path.suffix.lower() in TABLE_ENDINGS:
        specifications = list(read_sheet(path))
    else:
        remedy = f"donnez un dossier, ou un fichier {_TOML}, {' ou '.join(TABLE_ENDINGS)}"
        raise _refusal(path, "ce n'est ni un dossier ni un fichier de lot", remedy)
    if not specifications:
        remedy = f"chaque territoire est un dossier qui contient {SETTINGS_FILE}"
        raise _refusal(path, "aucun territoire à planifier", remedy)
    scenarios = tuple(_scenario(each, defaults) for each in specifications)
    faults = [*_find_twins(path, scenarios)]
    if faults:
        raise InputError(tuple(faults))
    return scenarios


def find_territories(folder: Path) -> list[Path]:
    """Return the folder itself if it is a territory, else those of its folders that are."""
    if (folder / SETTINGS_FILE).is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"*/{SETTINGS_FILE}"))


def _scenario(specification: Specification, defaults: Defaults) -> Scenario:
    return Scenario(
        territory=str(specification.folder.resolve()),
        name=specification.name,
        settings=specification.settings,
        advisers=specification.advisers,
        seed=defaults.seed if specification.seed is None else specification.seed,
        start=specification.start or _usual_start(specification.name),
        author=defaults.author,
        reason=specification.reason or defaults.reason,
    )


def _usual_start(name: str) -> Start:
    """What enters into force follows what is in force: people have imported its calendars.

    A named scenario is compared with others, so it starts from nothing as they do.
    """
    return "none" if name else "current"


def _find_twins(path: Path, scenarios: Sequence[Scenario]) -> Iterator[Fault]:
    """Find scenarios of a territory that would be kept in one place."""
    seen: set[tuple[str, str]] = set()
    for scenario in scenarios:
        place = scenario.territory, scenario.name.casefold()
        if place in seen:
            message = f"le scénario « {scenario.label} » est demandé deux fois"
            yield Fault(file=path.name, message=message, remedy="donnez un nom à chacun")
        seen.add(place)


def _refusal(path: Path, message: str, remedy: str) -> InputError:
    return InputError((Fault(file=path.name, message=message, remedy=remedy),))
