"""What all sheets are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.territory import Commune, OfferPlace, Venue
from maps.language import FRENCH, Language
from maps.sheets.days import MeasureLeg
from planner.plan import Plan, PlanVenue
from planner.settings.documents import DocumentSettings
from planner.settings.publication import PublicationSettings
from planner.wording import one_line


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Press:
    """A plan, the land it lies on, and what documents say besides."""

    plan: Plan
    communes: Sequence[Commune]
    """Outlines of exactly the communes of the plan."""
    venues: Sequence[Venue]
    """Of the territory, those of the plan among them: they have addresses."""
    offer: Sequence[OfferPlace]
    documents: DocumentSettings
    """Of the territory as it is today, as is ``publication``: a telephone number needs no plan."""
    publication: PublicationSettings
    measure_leg: MeasureLeg
    """Drives that no tour of the plan holds."""
    language: Language = FRENCH
    """Of the sheets; what only the plan or the data say stays as it is."""
    since: date | None = None
    """Dates before are left out; ``None``: none is."""


def address_of(press: Press, venue: PlanVenue) -> str:
    """Postal address of a venue as far as it is known: street, postcode, commune."""
    streets = {place.id: place.address for place in press.venues}
    postcodes = {commune.code: commune.postcode for commune in press.communes}
    town = f"{postcodes.get(venue.commune_code, '')} {venue.commune_name}"
    return ", ".join(filter(None, (one_line(streets.get(venue.id, "")), one_line(town))))
