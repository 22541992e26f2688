"""Typography of sentences."""

import pytest

from maps.typography import typeset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'aide d'aujourd'hui", "l’aide d’aujourd’hui"),
        ("jusqu'à l'Île", "jusqu’à l’Île"),
        ("de là : 99,8 % ; « oui »", "de là\u00a0: 99,8\u00a0% ; « oui »"),
        ("'cité'", "'cité'"),
        ("5' 30", "5' 30"),
    ],
)
def test_apostrophes_between_letters_are_curly_and_signs_stay_with_their_words(
    text: str, expected: str
) -> None:
    expected = expected.replace(" ;", "\u00a0;").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    assert typeset(text) == expected


def test_what_is_set_already_stays() -> None:
    text = typeset("L'accès : 3 % « d'ici »")
    assert typeset(text) == text
