"""French typography of the sentences that plan.json brings, written there with plain keys."""

import re
from typing import Final

from planner.wording import NO_BREAK_SPACE

_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])'(?=[^\W_])")
_BEFORE_SIGN: Final = re.compile(r"(?<=\S) (?=[:;!?»%])")
_AFTER_QUOTE: Final = re.compile(r"« ")


def typeset(text: str) -> str:
    """Write apostrophes curly, and a no-break space beside the signs that French sets apart.

    Only for sentences: the names of places stay as the data write them.
    """
    text = _APOSTROPHE.sub("’", text)
    text = _BEFORE_SIGN.sub(NO_BREAK_SPACE, text)
    return _AFTER_QUOTE.sub(f"«{NO_BREAK_SPACE}", text)
