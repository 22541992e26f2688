"""« vouliez-vous … ? » beside a word that is not known."""

from pathlib import Path

import pytest

from geodata.errors import TerritoryError
from geodata.events_table import read_events_table
from geodata.folder import read_territory, write_territory
from geodata.suggestions import suggest
from tests.geodata.small_territory import three_communes

KNOWN = ("absence", "depart", "fermeture", "Saint-Œdipe", "Mairie de Lorvancourt")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("absense", "absence"),
        ("Fermetrue", "fermeture"),
        ("saint oedip", "Saint-Œdipe"),
        ("DÉPART", "depart"),
        ("Lorvancour", "Mairie de Lorvancourt"),
    ],
)
def test_a_slip_is_taken_for_the_word_it_is_closest_to(word: str, meant: str) -> None:
    assert suggest(word, KNOWN) == f" (vouliez-vous « {meant} » ?)"


@pytest.mark.parametrize("word", ["congé maladie", "", "!"])
def test_a_word_like_no_other_has_no_suggestion(word: str) -> None:
    assert suggest(word, KNOWN) == ""


def test_a_code_is_never_taken_for_another() -> None:
    assert suggest("17451", ["17415", "17452"]) == ""


def test_an_event_that_is_misspelt_is_told_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ev.csv"
    path.write_text("evenement;conseiller;du;au\nabsense;CN1;18/01/2027;20/01/2027\n")
    faults = read_events_table(path).faults
    assert "vouliez-vous « absence » ?" in str(faults[0])


def test_a_rule_that_is_misspelt_is_told_its_name(tmp_path: Path) -> None:
    write_territory(three_communes(), tmp_path)
    venues = tmp_path / "venues.csv"
    venues.write_text(venues.read_text(encoding="utf-8-sig").replace("candidate", "requierd", 1))
    with pytest.raises(TerritoryError, match="vouliez-vous « required »"):
        read_territory(tmp_path)
