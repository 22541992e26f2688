"""Answers of the API Découpage administratif."""

import pytest

from geodata.errors import InputError, SourceError
from geodata.sources.geo_api import (
    NO_EPCI,
    OldCommune,
    check_departement,
    join_old_communes,
    read_geo_communes,
    read_old_communes,
)
from tests.geodata.sources.payloads import OLD_COMMUNES, TWO_COMMUNES, as_json, geo_commune


@pytest.mark.parametrize(
    ("given", "official"), [("17", "17"), (" 2a", "2A"), ("974", "974"), ("1", "01")]
)
def test_a_departement_is_known_by_its_official_code(given: str, official: str) -> None:
    assert check_departement(given) == official


@pytest.mark.parametrize("given", ["", "00", "20", "96", "17000", "../17", "Charente"])
def test_what_is_no_departement_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="n'est pas un code de département"):
        check_departement(given)


def test_communes_come_by_code() -> None:
    communes = read_geo_communes(TWO_COMMUNES)
    assert [(one.code, one.name, one.population, one.postcode) for one in communes] == [
        ("01001", "L'Île-1", 1000, "01500"),
        ("01002", "L'Île-2", 2000, "01500"),
    ]
    assert communes[0].mairie == pytest.approx((5.15, 46.05))
    assert communes[0].outline.bounds == pytest.approx((5.1, 46.0, 5.2, 46.1))


def test_an_island_without_epci_says_so() -> None:
    (island,) = read_geo_communes(as_json([geo_commune(1, codeEpci=None, epci=None)]))
    assert (island.epci_code, island.epci_name) == NO_EPCI


def test_a_missing_mairie_is_no_fault() -> None:
    (commune,) = read_geo_communes(as_json([geo_commune(1, mairie=None)]))
    assert commune.mairie is None


def test_an_outline_that_crosses_itself_is_repaired_and_marked() -> None:
    bow = [[5.0, 46.0], [5.1, 46.1], [5.1, 46.0], [5.0, 46.1], [5.0, 46.0]]
    contour = {"type": "Polygon", "coordinates": [bow]}
    (commune,) = read_geo_communes(as_json([geo_commune(1, contour=contour)]))
    assert commune.is_repaired
    assert commune.outline.is_valid


def test_every_missing_field_is_named_with_its_communes() -> None:
    bare = geo_commune(2)
    del bare["contour"]
    payload = as_json([geo_commune(1, population="many"), bare, geo_commune(3, contour=None)])
    with pytest.raises(SourceError) as caught:
        read_geo_communes(payload)
    assert "« population » (01001)" in str(caught.value)
    assert "« contour » (01002, 01003)" in str(caught.value)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"[]", "aucune commune"),
        (b'{"code": 404}', "pas une liste"),
        (b"[1]", "pas une liste"),
        (as_json([geo_commune(1), geo_commune(1)]), "deux fois la même"),
        (as_json([geo_commune(1, contour={"type": "Point", "coordinates": [5, 46]})]), "contour"),
    ],
)
def test_what_is_no_answer_of_the_api_is_refused(payload: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_geo_communes(payload)


def test_old_communes_have_their_name_where_one_is_given() -> None:
    old = join_old_communes(read_geo_communes(TWO_COMMUNES), read_old_communes(OLD_COMMUNES))
    assert old == (
        OldCommune(old_code="01009", old_name="Vieux-Bourg", code="01002"),
        OldCommune(old_code="01010", old_name="", code="01002"),
    )


def test_an_old_commune_of_another_territory_is_left_out() -> None:
    stranger = read_old_communes(as_json([{"code": "1", "nom": "X", "chefLieu": "99999"}]))
    assert join_old_communes(read_geo_communes(as_json([geo_commune(1)])), stranger) == ()
