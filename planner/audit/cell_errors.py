"""The error of one cell, which becomes a fault with its file, line and column."""

from collections.abc import Iterator
from contextlib import contextmanager


class CellError(ValueError):
    """A cell that cannot be understood: what is wrong, and how to mend it, in French."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        self.fields: tuple[str, ...] = ()
        """Fields that may be to blame; the first one that the line fills is."""
        super().__init__(f"{message} → {remedy}")


@contextmanager
def blame(*fields: str) -> Iterator[None]:
    """Say which fields an error inside is about, unless it is said already."""
    try:
        yield
    except CellError as error:
        error.fields = error.fields or fields
        raise
