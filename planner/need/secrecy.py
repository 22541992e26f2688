"""Statistical secrecy: how many answers a figure must rest on before anybody sees it."""

from typing import Final

MIN_RESPONDENTS: Final = 11
"""No figure that rests on fewer respondents is shown."""


def about(count: int) -> str:
    """Write a count of at least MIN_RESPONDENTS in French: two digits are all that it tells."""
    step = 10 ** max(len(str(count)) - 2, 0)
    return f"environ {round(count / step) * step:,}".replace(",", "\u202f")
