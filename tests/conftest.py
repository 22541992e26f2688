"""Fixtures shared by all tests."""

from pathlib import Path

import pytest

SHARED_FOLDER = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """Folder of the real data of Charente-Maritime, which is not part of the repository."""
    folder = SHARED_FOLDER / "charente-maritime"
    if not folder.is_dir():
        pytest.skip(f"real data not found beside the repository: {folder.name}")
    return folder


@pytest.fixture(scope="session")
def bench_folder() -> Path:
    """Folder of published benchmark instances, which is not part of the repository."""
    folder = SHARED_FOLDER / "bench"
    if not folder.is_dir():
        pytest.skip(f"benchmark instances not found beside the repository: {folder.name}")
    return folder
