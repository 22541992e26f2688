"""The records of a territory: what the tables of a territory folder say, checked and frozen.

Every longitude and latitude is in EPSG:4326, in degrees. A commune is known by its INSEE
code, never by its name. Names are kept as written in the data: whoever shows them escapes them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from shapely import MultiPolygon, Polygon

from geodata.population import PopulationCells
from geodata.roads import Roads

MONDAY: Final = 0
"""Weekdays are numbered as :meth:`datetime.date.weekday` does: Monday is 0, Sunday 6."""

AGE_BANDS: Final = ("15-59", "60-74", "75+")
"""Age bands that the census tables and the survey have in common."""

VENUE_KINDS: Final = ("mairie", "mediatheque", "france_services", "association", "autre")
"""Kinds of places; the survey's preferred places use the same words (and ``domicile``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune: its people and its outline."""

    code: str
    name: str
    population: int
    epci_code: str
    epci_name: str
    canton_code: str
    canton_name: str
    residents_by_age: tuple[int, ...]
    """Residents in each of :data:`AGE_BANDS` (census)."""
    geometry: Polygon | MultiPolygon = field(repr=False)
    postcode: str = ""
    fragility_index: float | None = None
    """Digital fragility, 100 = average; ``None`` where the source has none."""
    covariates: tuple[tuple[str, float | None], ...] = ()
    """(name, value) of the ``covariate_…`` columns: other numbers that may explain need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A candidate place for sessions."""

    id: str
    name: str
    kind: str
    """One of :data:`VENUE_KINDS`."""
    commune_code: str
    lon: float
    lat: float
    opening_hours: str = ""
    """OSM ``opening_hours`` syntax; empty when nobody knows them."""
    hours_note: str = ""
    """What the source says beside the hours, shown to people as it stands."""
    rule: str = "candidate"
    """``candidate``, ``required`` (must be visited), ``preferred`` (rather than another of equal
    worth) or ``forbidden`` (must not)."""
    min_sessions: int | None = None
    max_sessions: int | None = None
    """Days a cycle with a session, if it is visited; ``None``: from one up to every week."""
    is_full_day: bool = False
    """Whether a session takes the morning and the afternoon of a day."""
    address: str = ""
    """Number and street, without postcode and commune; empty when not given."""
    postcode: str = ""
    """Of the address; empty where that of the commune holds."""
    siret: str = ""
    """Number of the establishment in the Sirene register, 14 digits; empty when not given."""
    is_short: bool = False
    """Whether sessions are short, so that two venues may share a half-day."""
    num_advisers: int = 1
    """Advisers who hold a session together: one or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adviser:
    """An itinerant conseiller numérique."""

    id: str
    name: str
    base_commune_code: str
    lon: float
    lat: float
    working_days: tuple[int, ...]
    """Weekdays worked, in order, 0 = Monday."""
    weekly_minutes: int
    """Contract minutes of an average week."""
    max_drive_s_per_day: int
    valid_from: date | None = None
    valid_to: date | None = None
    """First and last day in post, inclusive; ``None`` is open-ended."""
    sector: tuple[str, ...] = ()
    """Codes of the EPCIs, cantons or communes that the adviser works in; empty: everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPlace:
    """A place of the existing fixed offer, there already before any plan."""

    id: str
    name: str
    kind: str
    commune_code: str
    lon: float
    lat: float
    opening_hours: str = ""
    """OSM ``opening_hours`` syntax; empty when nobody knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which an adviser does not work, first and last included."""

    adviser_id: str
    first_day: date
    last_day: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which a venue cannot be used, first and last included."""

    venue_id: str
    first_day: date
    last_day: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """An adviser who does not go to a venue."""

    adviser_id: str
    venue_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRule:
    """What an EPCI, canton or commune gets of every cycle, at least and at most."""

    area: str
    """Its code."""
    min_sessions: int | None = None
    max_sessions: int | None = None
    """Days with a session a cycle in all venues of the area."""
    min_coverage: float | None = None
    """Share of the area's people in need x access value, in [0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SchoolHoliday:
    """Days without lessons for pupils, first and last included."""

    first_day: date
    last_day: date
    name: str
    zone: str = ""
    """As the Ministry writes it: « Zone A », « Corse »…"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survey:
    """Answers of a residents' survey, one position a respondent; arrays are read-only.

    Microdata: nothing that rests on fewer than 11 of these answers may be shown.
    """

    commune_code: npt.NDArray[np.str_]
    age_band: npt.NDArray[np.int8]
    """Position in :data:`AGE_BANDS`."""
    uses_internet: npt.NDArray[np.bool_]
    wants_help: npt.NDArray[np.bool_]
    preferred_place: npt.NDArray[np.str_]
    """A venue kind or ``domicile``; empty when not answered."""
    max_travel_minutes: npt.NDArray[np.float64]
    """Longest trip the respondent accepts, in minutes; NaN when not answered."""
    weight: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """How many residents the respondent stands for, on any scale; 1 each when not given."""
    theme_names: tuple[str, ...] = ()
    themes: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty((0, 0), dtype=np.bool_))
    """(num_respondents, num_themes) what help is wanted with; a box not ticked is a no."""

    def __post_init__(self) -> None:
        size = len(self.commune_code)
        given = {"weight": self.weight, "themes": self.themes}
        if not given["weight"].size:
            given["weight"] = np.ones(size)
        if not self.theme_names:
            given["themes"] = np.empty((size, 0), dtype=np.bool_)
        names = [name for name in self.__dataclass_fields__ if name != "theme_names"]
        columns = {name: given.get(name, getattr(self, name)) for name in names}
        shapes = {name: column.shape for name, column in columns.items()}
        expected = dict.fromkeys(shapes, (size,)) | {"themes": (size, len(self.theme_names))}
        if shapes != expected:
            raise ValueError(f"survey columns differ in length: {shapes}")
        if not (np.isfinite(columns["weight"]) & (columns["weight"] >= 0)).all():
            raise ValueError("weights must be finite and not negative")
        for name, column in columns.items():
            copied = column.copy()
            copied.setflags(write=False)
            object.__setattr__(self, name, copied)

    def __len__(self) -> int:
        return len(self.commune_code)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Territory:
    """Everything a territory folder says, in the order of its files' ids."""

    communes: tuple[Commune, ...]
    venues: tuple[Venue, ...]
    advisers: tuple[Adviser, ...]
    roads: Roads
    existing_offer: tuple[OfferPlace, ...] = ()
    absences: tuple[Absence, ...] = ()
    closures: tuple[Closure, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    area_rules: tuple[AreaRule, ...] = ()
    survey: Survey | None = None
    fingerprints: tuple[tuple[str, str], ...] = ()
    """(file name, SHA-256 of its bytes) of every file read; empty for a made-up territory."""
    credits: tuple[str, ...] = ()
    """One line a public source: name, licence, vintage."""
    source_notes: tuple[str, ...] = ()
    """French sentences: what is approximate or missing in what the sources gave."""
    school_holidays: tuple[SchoolHoliday, ...] = ()
    """Of the territory's zone, by first day; empty when the folder does not tell."""
    population_cells: PopulationCells | None = None
    """Where residents live inside their communes, as counted; ``None`` where nobody did."""
