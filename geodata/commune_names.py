"""Names of communes as people write them, brought to one spelling."""

import re
import unicodedata
from typing import Final

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o"})
_SHORT_FORMS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES: Final = frozenset({"le", "la", "les", "l", "de", "du", "des", "d"})
_NOT_A_NAME: Final = re.compile(r"\bcedex(\s+[0-9]{1,2})?\b|\([^)]*\)", re.IGNORECASE)


def fold(text: str) -> str:
    """Words in lower case without accents, hyphens or apostrophes, one space apart."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", kept))


def fold_name(name: str) -> str:
    """:func:`fold`, with « St » and « Ste » in full and without « CEDEX » or brackets."""
    return " ".join(
        _SHORT_FORMS.get(word, word) for word in fold(_NOT_A_NAME.sub(" ", name)).split()
    )


def drop_articles(folded: str) -> str:
    """A folded name less its articles and « de »; itself where nothing else would be left."""
    return " ".join(word for word in folded.split() if word not in _ARTICLES) or folded
