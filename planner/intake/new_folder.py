"""A territory folder from nothing: commented settings, and tables that hold their header alone."""

from pathlib import Path

from geodata.errors import Fault, InputError
from geodata.folder_writer import csv_bytes
from geodata.table_contract import TableContract
from planner.settings import Settings
from planner.settings.file import SETTINGS_FILE, write_settings


def start_folder(folder: Path, *, name: str) -> Path:
    """Write the settings of a new territory, and make its folder; return the settings file.

    Raises
    ------
    InputError
        The folder has settings already; they are left alone.
    """
    path = folder / SETTINGS_FILE
    if path.exists():
        fault = Fault(
            file=path.name,
            message=f"ce fichier existe déjà dans {path.parent}",
            remedy="modifiez-le, ou choisissez un autre dossier",
        )
        raise InputError((fault,))
    defaults = Settings()
    settings = defaults.model_copy(
        update={"territory": defaults.territory.model_copy(update={"name": name})}
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(settings, path)
    return path


def empty_table(contract: TableContract) -> bytes:
    """Write a table with every column that is read and no row, as a spreadsheet opens it."""
    return csv_bytes({column.name: [] for column in contract.columns})
