"""Comparison of computed times with reference pairs."""

import gzip
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from geodata.calibration import (
    QUANTILES,
    Calibration,
    ReferencePairs,
    calibrate,
    describe_calibration,
    read_reference_pairs,
)
from geodata.errors import InputError
from geodata.roads import Roads, roads_from_tables
from geodata.snapping import AccessLeg
from geodata.travel_engines import FindTimes
from geodata.travel_matrix import compute_travel_times

ACCESS = AccessLeg()


def network(roads: Roads) -> FindTimes:
    return partial(compute_travel_times, roads, access=ACCESS)


NODES = [(0.1 * i, 46.0) for i in range(5)] + [(3.0, 46.0), (3.1, 46.0)]


@pytest.fixture
def road() -> Roads:
    """Five villages, 7.7 km and 10 minutes apart, and a piece of road elsewhere."""
    ends = [(0, 1), (1, 2), (2, 3), (3, 4), (5, 6)]
    return Roads(
        node_lonlat=np.array(NODES),
        edge_nodes=np.array(ends),
        length_m=np.full(5, 8000.0),
        time_s=np.full(5, 600.0),
        is_oneway=np.zeros(5, dtype=np.bool_),
        shape_lonlat=np.empty((0, 2)),
        shape_start=np.zeros(6, dtype=np.int64),
    )


def make_pairs(*pairs: tuple[tuple[float, float], tuple[float, float], float]) -> ReferencePairs:
    return ReferencePairs(
        origin_lonlat=np.array([pair[0] for pair in pairs]),
        end_lonlat=np.array([pair[1] for pair in pairs]),
        time_s=np.array([60 * pair[2] for pair in pairs]),
    )


@pytest.fixture
def found(road: Roads) -> Calibration:
    pairs = make_pairs(
        (NODES[0], NODES[1], 8.0),
        (NODES[1], NODES[3], 20.0),
        (NODES[4], NODES[0], 50.0),
        (NODES[0], NODES[6], 90.0),
        (NODES[0], (0.0, 47.0), 90.0),
    )
    return calibrate(network(road), pairs, access=ACCESS)


def test_pairs_outside_or_without_a_way_are_counted_apart(found: Calibration) -> None:
    assert (found.num_pairs, found.num_outside, found.num_unreachable) == (5, 1, 1)
    assert found.whole.num_pairs == 3


def test_ratios_are_computed_over_reference(found: Calibration) -> None:
    quantiles = dict(zip(QUANTILES, found.whole.ratio_quantiles, strict=True))
    assert quantiles[0.5] == 1.0
    assert quantiles[0.95] == pytest.approx(1.0 + 0.9 * 0.25)
    assert found.whole.mean_error_minutes == pytest.approx((2 + 0 + 10) / 3)
    assert found.whole.mean_error == pytest.approx((0.25 + 0 + 0.2) / 3)


def test_bands_go_by_straight_line_distance(found: Calibration) -> None:
    assert [band.num_pairs for band in found.bands] == [1, 1, 1, 0]
    assert found.bands[0].ratio_quantiles == (1.25,) * len(QUANTILES)
    assert found.bands[3].ratio_quantiles == ()


def test_sentences_say_how_far_to_trust_the_minutes(found: Calibration) -> None:
    assert describe_calibration(found) == (
        (
            "3 trajets comparés sur 5 de la référence : 1 hors du réseau, "
            "1 sans route d'un bout à l'autre."
        ),
        (
            "Les temps calculés valent 1,00 fois ceux de la référence (médiane) ; "
            "un sur dix s'en écarte de plus de 24\u00a0%."
        ),
        "Écart moyen : 4,0 min, soit 15\u00a0% du temps de référence.",
        (
            "À moins de 10 km à vol d'oiseau (1 trajet) : 1,25 fois la référence (médiane), "
            "écart moyen 2,0 min."
        ),
        (
            "De 10 à 25 km à vol d'oiseau (1 trajet) : 1,00 fois la référence (médiane), "
            "écart moyen 0,0 min."
        ),
        (
            "De 25 à 50 km à vol d'oiseau (1 trajet) : 0,80 fois la référence (médiane), "
            "écart moyen 10,0 min."
        ),
        "Moins de 30 trajets : trop peu pour juger de l'ensemble du territoire.",
    )


def test_without_a_pair_inside_nothing_is_claimed(road: Roads) -> None:
    found = calibrate(network(road), make_pairs((NODES[0], (0.0, 47.0), 9.0)), access=ACCESS)
    assert describe_calibration(found) == (
        (
            "0 trajet comparé sur 1 de la référence : 1 hors du réseau, "
            "0 sans route d'un bout à l'autre."
        ),
        "Rien ne peut être dit de la justesse des temps calculés.",
    )


def test_many_pairs_are_compared_a_few_at_a_time(road: Roads) -> None:
    pairs = make_pairs(*[(NODES[i % 5], NODES[(i + 1) % 5], 5.0 + i) for i in range(20)])
    whole = calibrate(network(road), pairs, access=ACCESS)
    assert calibrate(network(road), pairs, access=ACCESS, pairs_at_once=3) == whole


# The file

HEADER = "id1,X1,Y1,id2,X2,Y2,osrm_min,osrm_km\n"


def test_a_file_in_lambert_93_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}1,400000,6450000,2,410000,6460000,12.5,15\n".encode()))
    pairs = read_reference_pairs(path)
    back = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    assert back.transform(*pairs.end_lonlat[0]) == pytest.approx((410000, 6460000), abs=1e-3)
    assert pairs.time_s.tolist() == [750.0]


def test_all_faults_of_a_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(f"{HEADER}1,400000,,2,410000,6460000,12.5,1\n1,4e5,6.4e6,2,4e9,6.4e6,0,1\n")
    with pytest.raises(InputError) as caught:
        read_reference_pairs(path)
    told = [(fault.row, fault.column) for fault in caught.value.faults]
    assert told == [(2, "X1 et Y1"), (3, "X2 et Y2"), (3, "osrm_min")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "absent"),
        (b"", "lisible"),
        (b"\xff\xfe\x00", "lisible"),
        (b"a,b\n1,2\n", "colonne est absente"),
        (HEADER.encode(), "aucun couple"),
    ],
)
def test_a_file_that_is_no_table_of_pairs_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "pairs.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_reference_pairs(path)


def test_reference_times_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        make_pairs((NODES[0], NODES[1], 0.0))


@pytest.mark.real
def test_the_shared_reference_agrees_with_the_shared_roads(real_folder: Path) -> None:
    roads = roads_from_tables(
        pd.read_csv(real_folder / "roads_nodes.csv.gz"),
        pd.read_csv(real_folder / "roads_edges.csv.gz"),
    )
    pairs = read_reference_pairs(real_folder / "drive_times_gironde_reference.csv.gz")
    found = calibrate(network(roads), pairs, access=ACCESS)
    assert found.num_pairs == 2500
    assert found.whole.num_pairs == 2500 - found.num_outside - found.num_unreachable
    assert found.whole.num_pairs > 100
    assert 0.95 < found.whole.ratio_quantiles[QUANTILES.index(0.5)] < 1.1
