"""Which of an exchange and one more half-day is the smaller change."""

import pytest

from planner.explain.explanation import put_in_order
from planner.plan import MoreTime, SmallestChange

EXCHANGE = SmallestChange(
    venue_id="mairie-c",
    venue_name="Mairie C",
    adviser_id="camille",
    weekday=1,
    half="am",
    weeks=(1,),
    start_minute=540,
    end_minute=720,
    replaced_venue_id="mairie-b",
    replaced_weeks_kept=(),
    lifted_limit=None,
    new_limit_minutes=None,
    drive_s=0,
    covered_need=0.0,
    covered_need_gained=20.0,
    covered_need_here=20.0,
)
HALF_DAY = EXCHANGE.model_copy(
    update={
        "replaced_venue_id": None,
        "lifted_limit": "working_time",
        "more_time": (MoreTime(adviser_id="camille", office_weeks=(1,), minutes_per_week=0),),
        "covered_need": 20.0,
    }
)


@pytest.mark.parametrize(
    "covered_need",
    [
        1.0,  # it covers more need than before, and asks nobody to work more
        15.0,  # nearly as much as the half-day
        25.0,
    ],
)
def test_an_exchange_that_gains_comes_first(covered_need: float) -> None:
    exchange = EXCHANGE.model_copy(update={"covered_need": covered_need})
    assert put_in_order(exchange, HALF_DAY) == (exchange, HALF_DAY)


@pytest.mark.parametrize("covered_need", [-50.0, 0.0])
def test_a_half_day_that_covers_notably_more_comes_before_an_exchange_that_gains_nothing(
    covered_need: float,
) -> None:
    exchange = EXCHANGE.model_copy(update={"covered_need": covered_need})
    assert put_in_order(exchange, HALF_DAY) == (HALF_DAY, exchange)


def test_a_small_half_day_does_not_come_before_an_exchange() -> None:
    few = HALF_DAY.model_copy(update={"covered_need": 4.0})
    lossless = EXCHANGE.model_copy(update={"covered_need": -1.0})
    assert put_in_order(lossless, few) == (lossless, few)


def test_one_alone_is_the_smallest() -> None:
    assert put_in_order(EXCHANGE, None) == (EXCHANGE, None)
    assert put_in_order(None, HALF_DAY) == (HALF_DAY, None)
    assert put_in_order(None, None) == (None, None)
