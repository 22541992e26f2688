"""Fixtures shared by the planner's tests."""

import pytest

from tests.planner.villages import Villages, make_villages


@pytest.fixture(scope="session")
def villages() -> Villages:
    """Five villages on one road, solvable in the head; see :mod:`tests.planner.villages`."""
    return make_villages()
