"""Which commune a text means."""

import dataclasses

import pytest

from geodata.survey_import.communes import (
    MIN_EVIDENCE,
    BareNumbers,
    CommuneIndex,
    Meaning,
    Recognition,
    build_index,
    judge_bare_numbers,
    names_from_elsewhere,
    recognise,
)

COMMUNES = [
    ("17300", "La Rochelle", "17000"),
    ("17299", "Rochefort", "17300"),
    ("17306", "Royan", "17200"),
    ("17193", "La Jarne", "17220"),
    ("17194", "La Jarrie", "17220"),
    ("17191", "La Jard", "17460"),
    ("17347", "Saint-Jean-d'Angély", "17400"),
    ("17360", "Sainte-Marie-de-Ré", "17740"),
    ("17385", "Saint-Pierre-d'Oléron", "17310"),
    ("17340", "Saint-Pierre-La-Noue", "17700"),
    ("17219", "Marennes-Hiers-Brouage", "17320"),
    ("17229", "Mérignac", "17210"),
    ("17323", "Saint-Denis-d'Oléron", "17650"),
]
OLD = [("17189", "Hiers-Brouage", "17219"), ("", "Marennes", "17219"), ("17272", "", "17340")]
INDEX = build_index(COMMUNES, OLD)


def found(text: str, index: CommuneIndex = INDEX) -> Recognition:
    return recognise(text, index, bare_numbers=BareNumbers.UNDECIDED)


@pytest.mark.parametrize(
    ("text", "code", "meaning"),
    [
        ("17299", "17299", Meaning.CODE),
        ("La Rochelle", "17300", Meaning.NAME),
        ("rochelle", "17300", Meaning.SPELLING),
        ("st jean d’angely", "17347", Meaning.SPELLING),
        ("STE MARIE DE RE", "17360", Meaning.SPELLING),
        ("Rochefort (17)", "17299", Meaning.SPELLING),
        ("17220 LA JARRIE", "17194", Meaning.POSTCODE_NAME),
        ("La Jarrie - 17 220", "17194", Meaning.POSTCODE_NAME),
        ("17300 Rochefort", "17299", Meaning.POSTCODE_NAME),
        ("17300 La Rochelle", "17300", Meaning.POSTCODE_NAME),
        ("17310 St Pierre", "17385", Meaning.POSTCODE_NAME),
        ("17310", "17385", Meaning.POSTCODE),
        ("17044 La Rochelle CEDEX 1", "17300", Meaning.SPELLING),
        ("marennes", "17219", Meaning.OLD_NAME),
        ("17320 Hiers-Brouage", "17219", Meaning.OLD_NAME),
        ("17272", "17340", Meaning.OLD_NAME),
        ("La Rochele", "17300", Meaning.MISSPELLING),
        ("17740 SAINTE-MARIE-DE-RÉx", "17360", Meaning.MISSPELLING),
        ("Mérignac", "17229", Meaning.NAME),
    ],
)
def test_a_text_that_means_one_commune_is_recognised(
    text: str, code: str, meaning: Meaning
) -> None:
    assert found(text) == Recognition(meaning=meaning, code=code)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("17300", ("17299", "17300")),
        ("17220", ("17193", "17194")),
        ("Saint-Pierre", ("17340", "17385")),
        ("La Jarn", ("17191", "17193")),
        ("17200 Rochefort", ("17299", "17306")),
        ("33000 Royan", ("17306",)),
        ("Saint-Denis", ("17323",)),
    ],
)
def test_what_two_places_may_mean_is_never_guessed(text: str, candidates: tuple[str, ...]) -> None:
    assert found(text) == Recognition(meaning=Meaning.AMBIGUOUS, candidates=candidates)


@pytest.mark.parametrize("text", ["33000", "16100 Cognac", "BORDEAUX", "niort", "Rochefort (78)"])
def test_people_from_elsewhere_are_known_by_their_postcode_or_town(text: str) -> None:
    assert found(text).meaning is Meaning.ELSEWHERE


@pytest.mark.parametrize("text", ["Xyzzy", "17999", "17300 Xyzzy", "???", "Niorts", "Ro"])
def test_what_resembles_no_commune_stays_unknown(text: str) -> None:
    assert found(text).meaning is Meaning.UNKNOWN


def test_nothing_written_is_blank() -> None:
    assert found("  ").meaning is Meaning.BLANK


def test_a_name_of_two_communes_is_ambiguous_without_its_postcode() -> None:
    index = build_index([("01001", "Un", "01100"), ("01002", "Un", "01200")])
    assert found("Un", index).candidates == ("01001", "01002")
    assert found("01200 un", index).code == "01002"


def test_articles_tell_two_names_apart_where_they_differ_in_nothing_else() -> None:
    index = build_index([("01001", "La Motte", ""), ("01002", "Les Motte", "")])
    assert found("la motte", index).code == "01001"
    assert found("motte", index).meaning is Meaning.AMBIGUOUS


def test_a_town_named_once_with_its_postcode_is_known_without_it() -> None:
    names = names_from_elsewhere(["16100 Cognac", "33000 Royan"], INDEX)
    assert names == {"cognac"}
    index = dataclasses.replace(INDEX, elsewhere=INDEX.elsewhere | names)
    assert found("Cognac", index).meaning is Meaning.ELSEWHERE


def test_a_misspelling_between_ours_and_a_foreign_town_is_not_guessed() -> None:
    index = dataclasses.replace(INDEX, elsewhere=frozenset({"royat"}))
    assert found("Royax", index).meaning is Meaning.AMBIGUOUS


def test_numbers_are_codes_where_all_that_can_be_only_one_kind_are() -> None:
    codes = ["17299"] * MIN_EVIDENCE
    assert judge_bare_numbers([*codes, "17300"], INDEX) is BareNumbers.CODE
    assert judge_bare_numbers([*codes, "17000", "17300"], INDEX) is BareNumbers.UNDECIDED
    assert judge_bare_numbers(codes[1:], INDEX) is BareNumbers.UNDECIDED
    assert judge_bare_numbers(["17000"] * MIN_EVIDENCE, INDEX) is BareNumbers.POSTCODE


def test_a_number_of_two_kinds_is_read_as_the_file_reads_numbers() -> None:
    meant = {
        kind: recognise("17300", INDEX, bare_numbers=kind).code
        for kind in (BareNumbers.CODE, BareNumbers.POSTCODE)
    }
    assert meant == {BareNumbers.CODE: "17300", BareNumbers.POSTCODE: "17299"}
