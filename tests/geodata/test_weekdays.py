"""Weekdays in words."""

import pytest

from geodata.weekdays import parse_weekdays, write_weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mo-Fr", (0, 1, 2, 3, 4)),
        ("Mo,Tu,Th,Fr", (0, 1, 3, 4)),
        ("lu-ve", (0, 1, 2, 3, 4)),
        ("Lundi, MER. ; jeu-vendredi", (0, 2, 3, 4)),
        ("lu – me", (0, 1, 2)),
        ("Sa-Mo", (0, 5, 6)),
        ("Tu,Tu", (1,)),
    ],
)
def test_english_and_french_lists_read(text: str, days: tuple[int, ...]) -> None:
    assert parse_weekdays(text) == days


@pytest.mark.parametrize("text", ["", "Mo-", "Mo,,Tu", "lundimanche", "1-5", "Mo Fr"])
def test_what_is_no_list_of_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a weekday"):
        parse_weekdays(text)


@pytest.mark.parametrize("mask", range(1, 128))
def test_every_set_of_days_is_read_back_as_written(mask: int) -> None:
    days = tuple(day for day in range(7) if mask >> day & 1)
    assert parse_weekdays(write_weekdays(days)) == days
