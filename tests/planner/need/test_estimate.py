"""Need estimation: what is stated of every commune, and how near it comes to a known truth."""

import csv
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geodata.territory import Commune, Survey
from planner.need import Need, estimate_need
from tests.planner.need.small_surveys import (
    TWO_EPCIS,
    KnownTruth,
    make_commune,
    make_survey,
    share_of,
)


@pytest.fixture(scope="module")
def truths() -> list[KnownTruth]:
    return [KnownTruth(seed) for seed in range(5)]


def test_the_estimate_is_nearer_the_truth_than_the_mean_of_the_departement(
    truths: list[KnownTruth],
) -> None:
    for truth in truths:
        need = estimate_need(truth.communes, truth.survey)
        error = truth.error_of(need.people / truth.residents)
        assert error < 0.75 * truth.error_of(float(truth.wants.mean()))


def test_the_estimate_is_nearer_the_truth_than_the_raw_means_of_communes(
    truths: list[KnownTruth],
) -> None:
    for truth in truths:
        need = estimate_need(truth.communes, truth.survey)
        error = truth.error_of(need.people / truth.residents)
        assert error < 0.75 * truth.error_of(truth.raw_shares())


def test_the_total_is_on_average_within_three_percent_of_the_truth(
    truths: list[KnownTruth],
) -> None:
    errors = [
        estimate_need(truth.communes, truth.survey).people.sum() / truth.people.sum() - 1
        for truth in truths
    ]
    assert float(np.sqrt(np.mean(np.square(errors)))) < 0.03


def test_ninety_percent_intervals_hold_the_truth_about_nine_times_in_ten(
    truths: list[KnownTruth],
) -> None:
    inside = []
    for truth in truths:
        low, high = estimate_need(truth.communes, truth.survey).interval()
        inside.append((low <= truth.people) & (truth.people <= high))
    assert 0.86 < float(np.mean(inside)) < 0.94


def test_the_order_of_answers_changes_nothing(truths: list[KnownTruth]) -> None:
    truth = truths[0]
    order = np.random.default_rng(1).permutation(len(truth.survey))
    columns = {
        name: getattr(truth.survey, name)[order]
        for name in Survey.__dataclass_fields__
        if name != "theme_names"
    }
    shuffled = estimate_need(truth.communes, Survey(**columns))
    straight = estimate_need(truth.communes, truth.survey)
    assert shuffled.people.tobytes() == straight.people.tobytes()
    assert shuffled.standard_error.tobytes() == straight.standard_error.tobytes()


def test_communes_come_back_in_the_order_given() -> None:
    survey = make_survey(["17001"] * 40, wants=[True] * 40)
    forward = estimate_need(TWO_EPCIS, survey)
    backward = estimate_need(TWO_EPCIS[::-1], survey)
    assert backward.commune_codes == forward.commune_codes[::-1]
    assert backward.people == pytest.approx(forward.people[::-1])


def test_a_commune_without_answers_leans_on_its_epci() -> None:
    codes = ["17001"] * 200 + ["17003"] * 200
    survey = make_survey(codes, wants=[True] * 120 + [False] * 80 + [True] * 40 + [False] * 160)
    need = estimate_need(TWO_EPCIS, survey)
    assert share_of(need, 1) > 1.2 * share_of(need, 3)


def test_many_answers_outweigh_the_epci_and_few_do_not() -> None:
    background = ["17002", "17003", "17004"] * 200
    calm = [i // 3 % 3 == 0 for i in range(600)]

    def share_with(answers: int) -> float:
        codes = background + ["17001"] * answers
        return share_of(estimate_need(TWO_EPCIS, make_survey(codes, wants=calm + [True] * answers)))

    assert share_with(3) < 0.6
    assert share_with(1000) > 0.9


def test_more_answers_make_the_standard_error_smaller() -> None:
    few = make_survey(["17001"] * 12, wants=[True, False, False] * 4)
    many = make_survey(["17001"] * 1200, wants=[True, False, False] * 400)
    assert (
        estimate_need(TWO_EPCIS, many).standard_error[0]
        < 0.5 * estimate_need(TWO_EPCIS, few).standard_error[0]
    )


def test_older_communes_need_more_when_older_people_ask_for_more() -> None:
    young = make_commune("17001", residents=(900, 60, 40))
    old = make_commune("17002", residents=(300, 300, 400))
    bands = [0] * 300 + [2] * 300
    wants = [i // 2 % 5 == 0 for i in range(300)] + [i // 2 % 2 == 0 for i in range(300)]
    codes = ["17001", "17002"] * 300
    need = estimate_need((young, old), make_survey(codes, wants=wants, bands=bands))
    assert need.people[1] > 1.3 * need.people[0]


def test_an_age_band_without_answers_leans_on_the_others_with_a_wider_interval() -> None:
    only_old = (
        make_commune("17001", residents=(0, 0, 1000)),
        make_commune("17002", residents=(1000, 0, 0)),
    )
    survey = make_survey(["17002"] * 400, wants=[i % 2 == 0 for i in range(400)])
    need = estimate_need(only_old, survey)
    low, high = need.interval()
    assert low[0] < 500 < high[0]
    assert share_of(need) == pytest.approx(0.47, abs=0.05)
    assert high[0] - low[0] > 3 * (high[1] - low[1])


@pytest.mark.parametrize(
    "survey",
    [
        make_survey(["17001"], wants=[True]),
        make_survey(["17001"], wants=[False]),
        make_survey(["17001", "17003"] * 300, wants=[True] * 600),
        make_survey(["17001", "17003"] * 300, wants=[False] * 600),
        make_survey(["17001"] * 5000, wants=[True] * 5000),
        make_survey(["17001", "17002", "17003", "17004"], wants=[True, False, False, True]),
        None,
    ],
    ids=["one yes", "one no", "all yes", "all no", "all yes in one commune", "four", "no survey"],
)
def test_rates_and_errors_are_sane_whatever_the_answers(survey: Survey | None) -> None:
    need = estimate_need(TWO_EPCIS, survey)
    assert ((need.people > 0) & (need.people < 1000)).all()
    assert (np.isfinite(need.standard_error) & (need.standard_error > 0)).all()


def test_one_answer_hardly_moves_the_published_rate() -> None:
    with_one = estimate_need(TWO_EPCIS, make_survey(["17001"], wants=[True]))
    assert with_one.people.sum() == pytest.approx(
        estimate_need(TWO_EPCIS, None).people.sum(), rel=0.2
    )


def test_a_commune_without_residents_has_no_need_and_no_error() -> None:
    empty = make_commune("17005", residents=(0, 0, 0))
    survey = make_survey(["17001", "17005"] * 50, wants=[True, False] * 50)
    for answers in (survey, None):
        need = estimate_need((*TWO_EPCIS, empty), answers)
        assert (need.people[4], need.standard_error[4]) == (0, 0)


def test_no_communes_have_no_need() -> None:
    assert estimate_need((), None).people.shape == (0,)


def test_without_a_survey_published_rates_are_used_and_said() -> None:
    need = estimate_need(TWO_EPCIS, None)
    assert "sans enquête" in need.method
    assert "90 %" in need.method
    assert "30 %" in need.method
    assert 0.30 < share_of(need) < 0.36


def test_a_survey_without_a_single_answer_is_no_survey() -> None:
    empty = make_survey([], wants=[])
    assert estimate_need(TWO_EPCIS, empty).method == estimate_need(TWO_EPCIS, None).method


def test_answers_from_an_unknown_commune_are_refused() -> None:
    with pytest.raises(ValueError, match="33063"):
        estimate_need(TWO_EPCIS, make_survey(["17001", "33063"], wants=[True, False]))


def test_an_unknown_age_band_is_refused() -> None:
    with pytest.raises(ValueError, match="age_band"):
        estimate_need(TWO_EPCIS, make_survey(["17001"], wants=[True], bands=[3]))


def test_a_commune_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        estimate_need((TWO_EPCIS[0], TWO_EPCIS[0]), None)


def test_residents_by_age_of_the_wrong_length_are_refused() -> None:
    with pytest.raises(ValueError, match="residents_by_age"):
        estimate_need((make_commune("17001", residents=(10, 20)),), None)


def test_need_arrays_are_read_only_copies() -> None:
    people = np.array([1.0])
    need = Need(commune_codes=("17001",), people=people, standard_error=people, method="m")
    people[0] = 2
    assert need.people[0] == 1
    with pytest.raises(ValueError, match="read-only"):
        need.people[0] = 3


@pytest.mark.parametrize("wrong", [[np.nan], [-1.0], [1.0, 2.0]])
def test_need_refuses_impossible_columns(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="standard_error"):
        Need(
            commune_codes=("17001",),
            people=np.array([1.0]),
            standard_error=np.array(wrong),
            method="m",
        )


@pytest.mark.parametrize("num_answers", range(1, 11))
def test_the_method_never_tells_a_count_below_eleven(num_answers: int) -> None:
    survey = make_survey(["17001"] * num_answers, wants=[True] * num_answers)
    numbers = map(int, re.findall(r"\d+", estimate_need(TWO_EPCIS, survey).method))
    assert min(numbers) >= 11


def test_the_method_rounds_the_number_of_answers() -> None:
    survey = make_survey(["17001"] * 1234, wants=[True] * 1234)
    assert "environ 1\u202f200 réponses" in estimate_need(TWO_EPCIS, survey).method


def with_covariate(values: list[float | None]) -> tuple[Commune, ...]:
    return tuple(
        replace(commune, covariates=(("revenu", value),))
        for commune, value in zip(TWO_EPCIS, values, strict=True)
    )


def test_a_covariate_that_goes_with_need_tells_of_communes_without_answers() -> None:
    communes = tuple(
        replace(make_commune(f"{17001 + i}", epci=f"E{i % 5}"), covariates=(("revenu", i % 2),))
        for i in range(40)
    )
    codes = [commune.code for commune in communes[:30] for _ in range(40)]
    wants = [answer < (18 if number % 2 else 8) for number in range(30) for answer in range(40)]
    need = estimate_need(communes, make_survey(codes, wants=wants))
    assert need.people[31] > 1.25 * need.people[30]
    assert "revenu" in need.method


def test_a_missing_covariate_counts_as_average_and_is_said() -> None:
    need = estimate_need(with_covariate([1.0, 2.0, None, 4.0]), None)
    assert "Valeur absente" in need.method
    assert np.isfinite(need.people).all()


def test_a_covariate_that_is_the_same_everywhere_changes_nothing() -> None:
    survey = make_survey(["17001", "17003"] * 40, wants=[True, False, False, False] * 20)
    same = estimate_need(with_covariate([7.0] * 4), survey)
    assert same.people.tobytes() == estimate_need(TWO_EPCIS, survey).people.tobytes()


def test_thirty_covariates_leave_the_interval_of_no_survey_as_it_is() -> None:
    rng = np.random.default_rng(0)
    many = tuple(
        replace(commune, covariates=tuple((f"c{n:02}", float(rng.normal())) for n in range(30)))
        for commune in TWO_EPCIS
    )
    assert estimate_need(many, None).standard_error.mean() < (
        1.3 * estimate_need(TWO_EPCIS, None).standard_error.mean()
    )


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import hashlib\n"
        "from geodata.synthetic.territory import make_synthetic_territory as make\n"
        "from planner.need import estimate_need\n"
        "t = make(seed=4, num_communes=40, num_respondents=600).territory\n"
        "print(hashlib.sha256(estimate_need(t.communes, t.survey).draws.tobytes()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[3]
    digests = {
        subprocess.run(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


@pytest.mark.real
def test_the_real_territory_gets_a_plausible_need_everywhere(real_folder: Path) -> None:
    communes = read_communes(real_folder / "communes.csv")
    survey = read_survey(real_folder / "simulated" / "survey.csv")
    need = estimate_need(communes, survey)
    share = need.people / np.array([sum(c.residents_by_age) for c in communes])
    assert 0.30 < need.people.sum() / sum(sum(c.residents_by_age) for c in communes) < 0.36
    assert 0.15 < share.min() < share.max() < 0.6
    assert (need.standard_error / need.people < 0.35).all()


def read_communes(path: Path) -> tuple[Commune, ...]:
    communes = []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            population = int(row["population"])
            over_60 = round(float(row["pop_60plus"] or 0.35 * population))
            over_75 = round(float(row["pop_75plus"] or 0.14 * population))
            over_15 = round(population * (1 - float(row["pct_under15"] or 14) / 100))
            residents = (max(over_15 - over_60, 0), over_60 - over_75, over_75)
            communes.append(make_commune(row["code"], epci=row["epci_code"], residents=residents))
    return tuple(communes)


def read_survey(path: Path) -> Survey:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    band = {"15-29": 0, "30-59": 0, "60-74": 1, "75+": 2}
    return make_survey(
        [row["commune"] for row in rows],
        wants=[row["needs_help"] == "yes" for row in rows],
        bands=[band[row["age_band"]] for row in rows],
    )
