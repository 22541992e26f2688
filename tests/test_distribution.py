"""How tests are shared out to processes."""

import os

import pytest


@pytest.mark.xdist_group("one process")
def test_tests_of_a_group_are_known_to_be_one(request: pytest.FixtureRequest) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("a single process runs every test")
    assert request.node.nodeid.endswith("@one process")
