"""The real département as a territory folder."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "make_charente_maritime.py"


@pytest.fixture(scope="session")
def real_territory(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Territory folder of Charente-Maritime."""
    folder = tmp_path_factory.mktemp("charente-maritime") / "territoire"
    subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, str(SCRIPT), str(real_folder), str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder
