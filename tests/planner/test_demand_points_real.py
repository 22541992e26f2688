"""Demand points of the real département, with made-up squares of the real grid."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from geodata.folder import read_territory
from geodata.resident_travel import compute_resident_travel, find_cut_off_communes
from geodata.territory import Territory
from geodata.travel import UNREACHABLE_S, AccessLeg

pytestmark = pytest.mark.real

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_charente_maritime.py"
ILE_D_AIX = "17004"


@pytest.fixture(scope="module")
def territory(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """The département with 20,000 squares of 200 m drawn at random within its outline."""
    folder = tmp_path_factory.mktemp("charente-maritime") / "territoire"
    subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, str(SCRIPT), str(real_folder), str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    bare = read_territory(folder)
    west, south, east, north = shapely.union_all([c.geometry for c in bare.communes]).bounds
    rng = np.random.default_rng(0)
    to_grid = Transformer.from_crs(4326, 3035, always_xy=True)
    x, y = to_grid.transform(rng.uniform(west, east, 40_000), rng.uniform(south, north, 40_000))
    ids = [
        f"CRS3035RES200mN{int(n // 200) * 200}E{int(e // 200) * 200}"
        for e, n in zip(x, y, strict=True)
    ]
    squares = pd.DataFrame({"idcar_200m": pd.unique(np.array(ids))})
    squares["ind"] = rng.integers(1, 200, len(squares)) / 2
    squares.to_csv(folder / "population_cells.csv", index=False)
    return read_territory(folder)


def test_every_commune_has_its_squares_and_all_of_its_residents(territory: Territory) -> None:
    cells = territory.population_cells
    assert cells is not None
    assert len(cells) > 10_000
    codes, at = np.unique(cells.commune_code, return_inverse=True)
    assert np.bincount(at, weights=cells.weight) == pytest.approx(np.ones(462))
    assert set(codes.tolist()) == {commune.code for commune in territory.communes}


def test_the_stored_drives_are_those_of_the_nearest_search(territory: Territory) -> None:
    residents = compute_resident_travel(territory, access=AccessLeg(), limit_s=900)
    nearest = residents.find_nearest(residents.place_ids).time_s
    times = residents.time_s
    least = np.array(
        [
            times.data[a:b].astype(np.int64).min(initial=UNREACHABLE_S)
            for a, b in pairwise(times.indptr.tolist())
        ]
    )
    is_near = nearest <= 900
    assert is_near.any()
    assert not is_near.all()
    assert (least[is_near] == nearest[is_near]).all()
    assert (least[~is_near] >= nearest[~is_near]).all()


def test_the_island_without_a_road_is_cut_off_and_no_other_commune(territory: Territory) -> None:
    nodes = replace(territory, population_cells=None)
    for some in (territory, nodes):
        residents = compute_resident_travel(some, access=AccessLeg(), limit_s=900)
        cut_off = find_cut_off_communes(residents, some)
        assert [c.code for c, alone in zip(some.communes, cut_off, strict=True) if alone] == [
            ILE_D_AIX
        ]
