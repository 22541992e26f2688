"""What cannot be done as asked, in French, for whoever asked."""

from geodata.errors import ItineranceError


class DeskError(ItineranceError, ValueError):
    """A wish that makes no sense on this draft; the sentence says why."""
