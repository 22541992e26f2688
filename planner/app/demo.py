"""The demonstration territory: invented from a seed, written as any coordinator would have it."""

from pathlib import Path

from geodata.errors import Fault, TerritoryError
from geodata.folder import write_territory
from geodata.folder_writer import TERRITORY_FILES
from geodata.synthetic import DEMO_NAME
from planner.invention import invent_inputs
from planner.settings.file import SETTINGS_FILE, read_settings, write_settings


def write_demo(folder: Path, *, num_communes: int, num_advisers: int, seed: int) -> None:
    """Write a synthetic territory folder; earlier plans in it stay.

    Raises
    ------
    TerritoryError
        When the folder holds a territory that is not a demonstration: it is left alone.
    """
    _refuse_real_territory(folder)
    territory, settings = invent_inputs(
        num_communes=num_communes, num_advisers=num_advisers, seed=seed
    )
    write_territory(territory, folder, overwrite=True)
    write_settings(settings, folder / SETTINGS_FILE)


def _refuse_real_territory(folder: Path) -> None:
    """Make sure that no coordinator's tables are overwritten."""
    settings_path = folder / SETTINGS_FILE
    if settings_path.exists():
        is_free = read_settings(settings_path).territory.name == DEMO_NAME
    else:
        is_free = not any((folder / name).exists() for name in TERRITORY_FILES)
    if not is_free:
        raise TerritoryError(
            (
                Fault(
                    file=str(folder),
                    message="ce dossier contient déjà un territoire",
                    remedy="donnez à la démonstration un dossier à elle",
                ),
            )
        )
