"""The error of one cell, which becomes a fault with its file, line and column."""


class CellError(ValueError):
    """A cell that cannot be understood: what is wrong, and how to mend it, in French."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message} → {remedy}")
