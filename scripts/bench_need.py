"""Score the estimate of need on territories whose truth is known.

    python scripts/bench_need.py                       # 20 synthetic départements
    python scripts/bench_need.py --territory FOLDER    # real communes, truths of another kind

The second draws, on the communes of a folder, truths that the model does not assume: an effect
that is smooth over the map and stops at no EPCI's border, and heavy tails between communes.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from scipy.special import expit

from geodata.folder import read_territory
from geodata.synthetic.territory import make_synthetic_territory
from geodata.territory import Commune, Survey
from planner.need import Need, estimate_need
from planner.need.answers import count_answers
from planner.need.covariates import standardise_covariates
from planner.need.estimate import build_model
from planner.need.evaluation import Scores, score_need
from planner.need.laplace import approximate, draw_log_odds
from planner.need.published import published_log_odds

Case = tuple[tuple[Commune, ...], Survey, np.ndarray]


def synthetic_cases(num_seeds: int, num_respondents: int) -> Iterator[Case]:
    """Synthetic départements of 460 communes."""
    for seed in range(num_seeds):
        made = make_synthetic_territory(seed=seed, num_respondents=num_respondents)
        if made.territory.survey is not None:
            yield made.territory.communes, made.territory.survey, made.truth.true_need_share


def smooth_cases(folder: Path, num_seeds: int, num_respondents: int) -> Iterator[Case]:
    """Truths smooth over the map, on the communes of a folder."""
    communes = read_territory(folder).communes
    residents = np.array([commune.residents_by_age for commune in communes], dtype=np.float64)
    centres = np.array([[c.geometry.centroid.x, c.geometry.centroid.y] for c in communes])
    apart = np.linalg.norm((centres[:, None] - centres[None]) * [77, 111], axis=2)  # km
    smooth = np.linalg.cholesky(np.exp(-apart / 20) + 1e-9 * np.eye(len(communes)))
    fragility = standardise_covariates(communes).scores[:, 0]
    bands = published_log_odds()[0] + np.array([0.0, 0.5, 0.7])
    for seed in range(num_seeds):
        rng = np.random.default_rng(seed)
        effect = 0.3 * smooth @ rng.standard_normal(len(communes))
        effect += 0.2 * rng.standard_t(4, len(communes)) + 0.15 * fragility
        rate = expit(bands + effect[:, None])
        willing = residents * np.exp(rng.normal(0, 0.4, len(communes)))[:, None]
        willing *= [0.8, 1.35, 0.7]
        cell = rng.choice(willing.size, num_respondents, p=(willing / willing.sum()).ravel())
        commune, band = np.divmod(cell, 3)
        survey = Survey(
            commune_code=np.array([communes[i].code for i in commune]),
            age_band=band.astype(np.int8),
            uses_internet=np.ones(num_respondents, dtype=np.bool_),
            wants_help=rng.random(num_respondents) < rate[commune, band],
            preferred_place=np.full(num_respondents, ""),
            max_travel_minutes=np.full(num_respondents, np.nan),
        )
        truth = (residents * rate).sum(axis=1) / np.maximum(residents.sum(axis=1), 1)
        yield communes, survey, truth


def oracle_need(communes: tuple[Commune, ...], survey: Survey) -> Need:
    """The model told the spreads that the synthetic generator used: nothing does much better."""
    residents = np.array([commune.residents_by_age for commune in communes], dtype=np.float64)
    model = build_model(communes, count_answers(communes, survey), standardise_covariates(communes))
    fitted = approximate(model, epci_sd=0.20, commune_sd=0.32)
    odds = draw_log_odds(model, fitted, num_draws=1000, rng=np.random.default_rng(0))
    draws = np.einsum("dib,ib->di", expit(odds), residents)
    return Need(
        commune_codes=tuple(commune.code for commune in communes),
        people=draws.mean(axis=0),
        standard_error=draws.std(axis=0),
        method="oracle",
        draws=draws.astype(np.float32),
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--respondents", type=int, default=5000)
    parser.add_argument("--territory", type=Path, help="folder whose communes to use")
    options = parser.parse_args()
    cases = (
        synthetic_cases(options.seeds, options.respondents)
        if options.territory is None
        else smooth_cases(options.territory, options.seeds, options.respondents)
    )
    names = [field.name for field in fields(Scores)]
    print("seed " + " ".join(f"{name:>16}" for name in names) + f" {'oracle rmse':>12} {'s':>5}")
    rows = []
    for seed, (communes, survey, truth) in enumerate(cases):
        residents = np.array([commune.residents_by_age for commune in communes], dtype=np.float64)
        answers = count_answers(communes, survey)
        begin = time.perf_counter()
        need = estimate_need(communes, survey)
        seconds = time.perf_counter() - begin
        scores = astuple(score_need(need, answers, residents=residents, truth=truth))
        best = np.nan
        if options.territory is None:
            known = oracle_need(communes, survey)
            best = score_need(known, answers, residents=residents, truth=truth).rmse
        rows.append([*map(float, scores), best, seconds])
        print(f"{seed:>4} " + _row(rows[-1]), flush=True)
    table = np.array(rows)
    print("mean " + _row(table.mean(axis=0).tolist()))
    print(f"root mean square of total_error: {np.sqrt((table[:, 7] ** 2).mean()):.4f}")
    mean = table.mean(axis=0)
    print(
        f"rmse below the mean estimator by {1 - mean[0] / mean[1]:.1%}, "
        f"below raw shares by {1 - mean[0] / mean[2]:.1%}"
    )


def _row(values: list[float]) -> str:
    *scores, best, seconds = values
    return " ".join(f"{value:>16.4f}" for value in scores) + f" {best:>12.4f} {seconds:>5.2f}"


if __name__ == "__main__":
    main()
