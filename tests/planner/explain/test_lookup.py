"""Communes by code or name, as people write them."""

import pytest

from geodata.errors import InputError
from planner.explain.lookup import find_commune
from planner.plan import CommuneAccess
from tests.planner.small_plan import make_plan

NAMES = {
    "17001": "Saint-Jean-d'Angély",
    "17002": "La Flotte",
    "17003": "Écoyeux",
    "17004": "Le Mung",
    "17005": "Mung",
    "17006": "Jonzac",
    "17007": "Jonzac",
}


@pytest.fixture(scope="module")
def communes() -> tuple[CommuneAccess, ...]:
    row = make_plan().communes[0]
    return tuple(
        row.model_copy(update={"commune_code": code, "commune_name": name})
        for code, name in NAMES.items()
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("17003", "17003"),
        ("écoyeux", "17003"),
        ("ECOYEUX", "17003"),
        ("st jean d angely", "17001"),
        ("Flotte", "17002"),
        ("le mung", "17004"),
        ("Mung", "17005"),
    ],
)
def test_a_commune_is_found(communes: tuple[CommuneAccess, ...], words: str, code: str) -> None:
    assert find_commune(communes, words).commune_code == code


def test_a_misspelt_name_is_suggested(communes: tuple[CommuneAccess, ...]) -> None:
    with pytest.raises(InputError, match=r"vouliez-vous dire : .*Écoyeux \(17003\)"):
        find_commune(communes, "Écoyeu")


def test_a_name_that_two_communes_have_asks_for_the_code(
    communes: tuple[CommuneAccess, ...],
) -> None:
    with pytest.raises(InputError, match=r"plusieurs communes.*17006.*17007"):
        find_commune(communes, "Jonzac")


def test_nonsense_suggests_nothing(communes: tuple[CommuneAccess, ...]) -> None:
    with pytest.raises(InputError, match="donnez son nom ou son code INSEE"):
        find_commune(communes, "qqqq")
