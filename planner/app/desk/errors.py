"""What cannot be done as asked, in French, for whoever asked."""

from geodata.errors import ItineranceError


class DeskError(ItineranceError, ValueError):
    """A wish that makes no sense on this draft; the sentence says why."""


class AlreadyThereError(DeskError):
    """A move that would leave everything where it is."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "La permanence y est déjà : choisissez une autre demi-journée, d'autres semaines ou un "
            "autre conseiller."
        )
