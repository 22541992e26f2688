"""The estimate against the known truth of synthetic territories (20 of them: bench_need.py)."""

import numpy as np
import pytest

from geodata.synthetic.territory import make_synthetic_territory
from planner.need import estimate_need
from planner.need.answers import count_answers
from planner.need.evaluation import Scores, score_need


def score(seed: int) -> Scores:
    made = make_synthetic_territory(seed=seed)
    communes, survey = made.territory.communes, made.territory.survey
    return score_need(
        estimate_need(communes, survey),
        count_answers(communes, survey),
        residents=np.array([c.residents_by_age for c in communes], dtype=np.float64),
        truth=made.truth.true_need_share,
    )


@pytest.fixture(scope="module")
def scores() -> list[Scores]:
    return [score(seed) for seed in (1, 6, 12, 17)]


def test_it_is_much_nearer_than_the_mean_of_the_departement(scores: list[Scores]) -> None:
    assert np.mean([s.rmse / s.rmse_mean for s in scores]) < 0.70


def test_it_is_much_nearer_than_the_communes_own_answers(scores: list[Scores]) -> None:
    assert np.mean([s.rmse / s.rmse_raw for s in scores]) < 0.40


def test_it_is_nearer_than_rates_by_age(scores: list[Scores]) -> None:
    assert np.mean([s.rmse / s.rmse_age for s in scores]) < 0.70


def test_nine_truths_in_ten_lie_in_the_intervals(scores: list[Scores]) -> None:
    assert 0.86 < np.mean([s.coverage_90 for s in scores]) < 0.94
    assert 0.74 < np.mean([s.coverage_80 for s in scores]) < 0.86


def test_the_order_of_communes_is_mostly_that_of_the_truth(scores: list[Scores]) -> None:
    assert np.mean([s.rank_correlation for s in scores]) > 0.5


def test_the_total_is_within_two_percent_on_average(scores: list[Scores]) -> None:
    assert abs(np.mean([s.total_error for s in scores])) < 0.02
