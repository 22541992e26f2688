"""Fixtures of the exports' tests."""

import pytest
from tests.planner.small_plan import make_plan

from planner.plan import Plan


@pytest.fixture
def plan() -> Plan:
    return make_plan()
