"""The steps of a fetch, in their order."""

from typing import Final

from geodata.sources.mairie_steps import make_communes, make_old_communes, make_venues
from geodata.sources.offer_step import make_offer
from geodata.sources.roads_step import make_roads, roads_request
from geodata.sources.school_holidays_step import make_school_holidays
from geodata.sources.step import Step

COMMUNES_STEP: Final = Step(id="communes", title="Communes", run=make_communes)
"""First: every other step needs what it finds."""
OTHER_STEPS: Final = (
    Step(id="old-communes", title="Anciennes communes", run=make_old_communes),
    Step(id="venues", title="Mairies et horaires", run=make_venues),
    Step(id="offer", title="Offre existante", run=make_offer),
    Step(id="school-holidays", title="Vacances scolaires", run=make_school_holidays),
    Step(id="roads", title="Routes", run=make_roads, request=roads_request),
)
"""Independent of each other; each may be skipped."""
