"""Fixtures of the exports' tests."""

import pytest

from planner.plan import Plan
from tests.planner.small_plan import make_plan


@pytest.fixture
def plan() -> Plan:
    return make_plan()
