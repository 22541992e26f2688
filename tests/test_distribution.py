"""What development installs, and how tests are shared out to processes."""

import os
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
OLDEST_PYTHON = "3.11.0"


@pytest.mark.xdist_group("one process")
def test_tests_of_a_group_are_known_to_be_one(request: pytest.FixtureRequest) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("a single process runs every test")
    assert request.node.nodeid.endswith("@one process")


def test_the_pins_install_on_the_oldest_python_that_is_promised() -> None:
    """The Python of Debian 12 is 3.11.2, and more than one package asks for a later 3.11."""
    pins = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").split()
    refused = []
    for pin in pins:
        name, _, pinned = pin.partition("==")
        with suppress(PackageNotFoundError):
            about = metadata(name)
            needs = SpecifierSet(about.get("Requires-Python") or "")
            if about["Version"] == pinned and not needs.contains(OLDEST_PYTHON):
                refused.append(f"{pin} needs Python {needs}")
    assert refused == []
