"""Fixtures of the exports' tests."""

import pytest

from planner.export.ground import Ground
from planner.plan import Plan
from tests.planner.export.small_ground import make_ground
from tests.planner.small_plan import make_adviser, make_plan, make_venue

HOSTILE = '=HYPERLINK("http://x";"<b>é\'&")\n+1\x00\u2028end'


@pytest.fixture
def plan() -> Plan:
    return make_plan()


@pytest.fixture
def ground(plan: Plan) -> Ground:
    return make_ground(plan)


@pytest.fixture
def hostile_plan() -> Plan:
    """Every name of the data tries to be something else than a name."""
    plan = make_plan()
    return make_plan(
        territory_name=HOSTILE,
        notice=HOSTILE,
        advisers=tuple(make_adviser(one.id, f"{HOSTILE} {one.id}") for one in plan.advisers),
        venues=tuple(
            make_venue(one.id, HOSTILE, commune=one.commune_name, hours_note=HOSTILE)
            for one in plan.venues
        ),
        communes=tuple(
            one.model_copy(update={"commune_name": HOSTILE, "epci_name": HOSTILE})
            for one in plan.communes
        ),
    )
