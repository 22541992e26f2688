"""Public holidays."""

from datetime import date

from geodata.public_holidays import public_holidays

YEAR = date(2027, 1, 1), date(2027, 12, 31)


def test_a_year_has_eleven_holidays_with_french_names() -> None:
    found = public_holidays(*YEAR, alsace_moselle=False)
    assert len(found) == 11
    assert found[date(2027, 5, 6)] == "Ascension"
    assert list(found) == sorted(found)


def test_alsace_moselle_adds_good_friday_and_boxing_day() -> None:
    added = public_holidays(*YEAR, alsace_moselle=True).keys() - public_holidays(
        *YEAR, alsace_moselle=False
    )
    assert added == {date(2027, 3, 26), date(2027, 12, 26)}


def test_both_ends_count_and_the_new_year_is_crossed() -> None:
    found = public_holidays(date(2026, 12, 25), date(2027, 1, 1), alsace_moselle=False)
    assert list(found.values()) == ["Noël", "Jour de l'an"]


def test_a_stretch_without_holidays_is_empty() -> None:
    assert public_holidays(date(2027, 2, 1), date(2027, 2, 28), alsace_moselle=True) == {}
