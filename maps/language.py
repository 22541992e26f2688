"""The language of what people read: messages are written in French and looked up in a catalogue.

The catalogue is ``locale/<code>/LC_MESSAGES/maps.po`` (gettext); it holds the messages of the
sentences, of the pages' templates and scripts, and of the sheets alike. French needs none.
"""

import gettext
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from json import loads
from typing import Final, Literal

LanguageCode = Literal["fr", "en"]
DOMAIN: Final = "maps"
_SAID: Final = re.compile(
    r'\bsay(?:Count\([^"\n]*?|\()\s*(?P<one>"(?:[^"\\]|\\.)*")(?:,\s*(?P<many>"(?:[^"\\]|\\.)*"))?'
)
"""A message in a script: ``say("…")``, or one and many in ``sayCount(number, "…", "…")``."""


class _French(gettext.NullTranslations):
    """The messages as they are written; French plurals begin at 2."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Take the first message for 0 and 1."""
        return msgid1 if n < 2 else msgid2  # noqa: PLR2004 - French plurals begin at 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """Says messages in one language."""

    code: LanguageCode
    catalogue: gettext.NullTranslations = field(repr=False)
    number_signs: dict[int, str] = field(default_factory=dict, repr=False)
    """What the signs of a French number become: U+202F between thousands, the decimal comma."""

    def say(self, message: str, **values: object) -> str:
        """Say a message, its ``{names}`` filled in."""
        return self.catalogue.gettext(message).format(**values)

    def say_count(self, count: int, one: str, many: str, **values: object) -> str:
        """Say the first message of one thing, the second of many."""
        return self.catalogue.ngettext(one, many, count).format(**values)


def mark(message: str) -> str:
    """Mark a message that is said elsewhere, for the catalogue to hold it."""
    return message


FRENCH: Final = Language(code="fr", catalogue=_French())


@cache
def load_language(code: LanguageCode) -> Language:
    """Return a language with its catalogue."""
    if code == "fr":
        return FRENCH
    path = resources.files("maps").joinpath("locale", code, "LC_MESSAGES", f"{DOMAIN}.mo")
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    return Language(
        code=code, catalogue=catalogue, number_signs={ord("\u202f"): ",", ord(","): "."}
    )


def script_messages(script: str, language: Language) -> dict[str, str | list[str]]:
    """Translate the messages that a script says: one text, or those of one and of many things."""
    found: dict[str, str | list[str]] = {}
    for match in _SAID.finditer(script):
        one = loads(match["one"])
        if match["many"] is None or "Count" not in match[0].split("(")[0]:
            found[one] = language.catalogue.gettext(one)
        else:
            many = loads(match["many"])
            found[one] = [language.catalogue.ngettext(one, many, number) for number in (1, 2)]
    return found
