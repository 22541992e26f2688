"""A sound territory folder of three communes, and files as people bring them."""

from pathlib import Path

import pytest

from geodata.folder import write_territory
from planner.settings import Settings
from planner.settings.file import SETTINGS_FILE, write_settings
from tests.geodata.small_territory import three_communes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "territoire"
    write_territory(three_communes(), folder)
    write_settings(Settings(), folder / SETTINGS_FILE)
    return folder
