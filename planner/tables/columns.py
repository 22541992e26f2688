"""What the columns of the result tables mean; the page of the documentation is made of this."""

from dataclasses import dataclass
from typing import Final, Literal

Dtype = Literal["string", "int64", "Int64", "float64", "bool", "datetime64[s]", "geometry"]
"""As pandas names them; ``Int64`` may be missing, and so may ``float64`` and ``string``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: what it is called, what it holds."""

    name: str
    dtype: Dtype
    unit: str
    """Empty for words, codes and pure numbers."""
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A result table."""

    name: str
    """Of the function that makes it."""
    row: str
    """What one row is, and the order of the rows."""
    columns: tuple[Column, ...]
    geometry: str = ""
    """What the geometry is; empty for a table without one."""


def _column(name: str, dtype: Dtype, unit: str, meaning: str) -> Column:
    return Column(name=name, dtype=dtype, unit=unit, meaning=meaning)


_ADVISER: Final = (
    _column("adviser_id", "string", "", "id of the adviser"),
    _column("adviser", "string", "", "name of the adviser"),
)
_VENUE: Final = (
    _column("venue_id", "string", "", "id of the venue"),
    _column("venue", "string", "", "name of the venue"),
    _column("commune_code", "string", "", "INSEE code of the venue's commune"),
    _column("commune", "string", "", "name of the venue's commune"),
)
_WEEKDAY: Final = _column("weekday", "int64", "", "0 is Monday")
_HALF: Final = _column("half", "string", "", "`am` or `pm`")
_WEEKS: Final = _column("weeks", "string", "", "weeks of the cycle, from 1: `1,3`")
_NEED: Final = (
    _column("need", "float64", "people", "residents who want help, estimated"),
    _column("need_low", "float64", "people", "lower end of the 90 % interval of `need`"),
    _column("need_high", "float64", "people", "upper end"),
)

COMMUNES: Final = Table(
    name="communes",
    row="a commune, by code",
    geometry="outline of the commune",
    columns=(
        _column("code", "string", "", "INSEE code"),
        _column("name", "string", "", "name"),
        _column("epci_code", "string", "", "SIREN of the EPCI"),
        _column("epci", "string", "", "name of the EPCI"),
        _column("canton_code", "string", "", "code of the canton"),
        _column("canton", "string", "", "name of the canton"),
        _column("population", "int64", "residents", "all residents"),
        *_NEED,
        _column(
            "covered_before", "float64", "share of need", "covered by the existing offer alone"
        ),
        _column("covered", "float64", "share of need", "covered with the plan"),
        _column("covered_need", "float64", "people", "`need` × `covered`"),
        _column("unmet_need", "float64", "people", "`need` × (1 − `covered`)"),
        _column(
            "status",
            "string",
            "",
            "`served_here`, `served_nearby`, `existing_offer`, `not_served` or `unreachable`",
        ),
        _column("best_venue_id", "string", "", "planned venue that serves most residents best"),
        _column("best_minutes", "float64", "minutes by road", "mean, of those it serves best"),
        _column("best_sessions_per_cycle", "Int64", "sessions", "held there in a cycle"),
        _column("session_minutes", "float64", "minutes by road", "mean to the nearest session"),
        _column("offer_minutes", "float64", "minutes by road", "mean to the nearest fixed place"),
        _column("nearest_minutes", "float64", "minutes by road", "mean to the nearer of the two"),
        _column("share_within_standard", "float64", "share", "of residents within the standard"),
        _column("share_improved", "float64", "share", "of residents better off with the plan"),
        _column("share_unserved", "float64", "share", "of residents without any use of it all"),
        _column("explanation_reason", "string", "", "why there is no weekly session, in one word"),
        _column("explanation", "string", "", "the same as a French sentence"),
    ),
)

AREAS: Final = Table(
    name="areas",
    row="an area: the whole, then the EPCIs, then the cantons, in plan order",
    columns=(
        _column("kind", "string", "", "`whole`, `epci` or `canton`"),
        _column("code", "string", "", "code of the area"),
        _column("name", "string", "", "name of the area"),
        _column("population", "int64", "residents", "all residents"),
        *_NEED,
        _column("covered_need_before", "float64", "people", "covered by the existing offer alone"),
        _column("covered_need", "float64", "people", "covered with the plan"),
    ),
)

SESSIONS: Final = Table(
    name="sessions",
    row="a session on its date, lost ones included, by date, adviser and hour",
    columns=(
        _column("day", "datetime64[s]", "date", "day of the session"),
        _HALF,
        _column("week_of_cycle", "int64", "", "from 1"),
        *_ADVISER,
        *_VENUE,
        _column("start_minute", "Int64", "minutes since midnight", "missing for a lost session"),
        _column("end_minute", "Int64", "minutes since midnight", "missing for a lost session"),
        _column(
            "state",
            "string",
            "",
            "`held`, `replacement` (held instead of a lost one), `replaced` (lost, another date "
            "holds) or `dropped` (lost)",
        ),
        _column("other_day", "datetime64[s]", "date", "of the replacement, or what it replaces"),
        _column("reason", "string", "", "why it is lost, in one word; never an absence's detail"),
        _column("school_holiday", "string", "", "school holidays that the day falls in"),
    ),
)

VISITS: Final = Table(
    name="visits",
    row="a venue's entry in the timetable of a cycle, in plan order",
    geometry="point of the venue",
    columns=(
        *_VENUE,
        _column("kind", "string", "", "kind of the venue"),
        *_ADVISER,
        _WEEKDAY,
        _HALF,
        _WEEKS,
        _column("sessions_per_cycle", "int64", "sessions", "number of these weeks"),
        _column("start_minute", "int64", "minutes since midnight", "beginning"),
        _column("end_minute", "int64", "minutes since midnight", "end"),
        _column("hours_known", "bool", "", "false: the venue's opening hours are assumed"),
    ),
)

TOURS: Final = Table(
    name="tours",
    row="a day tour of the cycle, in plan order",
    geometry="roads taken; empty where no road leads",
    columns=(
        *_ADVISER,
        _WEEKDAY,
        _WEEKS,
        _column("times_per_cycle", "int64", "tours", "number of these weeks"),
        _column("venue_ids", "string", "", "stops in the order of the day, joined by `,`"),
        _column("leave_minute", "int64", "minutes since midnight", "departure from the base"),
        _column("return_minute", "int64", "minutes since midnight", "back at the base"),
        _column("drive_minutes", "float64", "minutes", "driving of one such day"),
        _column("distance_km", "float64", "km", "of one such day"),
        _column("work_minutes", "float64", "minutes", "driving and sessions of one such day"),
    ),
)

ADVISERS: Final = Table(
    name="advisers",
    row="an adviser, in plan order; work of one cycle",
    columns=(
        *_ADVISER,
        _column("base_commune_code", "string", "", "INSEE code of the base"),
        _column("base_commune", "string", "", "name of the base's commune"),
        _column("num_sessions", "int64", "sessions", "held in a cycle"),
        _column("session_hours", "float64", "hours", "in sessions"),
        _column("drive_hours", "float64", "hours", "on the road"),
        _column("distance_km", "float64", "km", "on the road"),
        _column("back_office_hours", "float64", "hours", "left by the contract for the rest"),
        _column("contract_hours", "float64", "hours", "of the contract"),
    ),
)

REACH: Final = Table(
    name="reach",
    row="a number of minutes, ascending",
    columns=(
        _column("minutes", "int64", "minutes by road", "to a session or a fixed place"),
        _column("need_before", "float64", "people", "in need within them, existing offer alone"),
        _column("need", "float64", "people", "in need within them, with the plan"),
        _column("population_before", "int64", "residents", "within them, existing offer alone"),
        _column("population", "int64", "residents", "within them, with the plan"),
    ),
)

BOUNDS: Final = Table(
    name="bounds",
    row="an objective, in the order in which they are optimised",
    columns=(
        _column("objective", "string", "", "`coverage`, `driving`, `balance` or `capacity`"),
        _column("sense", "string", "", "`max` or `min`"),
        _column("unit", "string", "", "of `value` and `bound`"),
        _column("value", "float64", "see `unit`", "what the plan attains"),
        _column("bound", "float64", "see `unit`", "proven: no plan is better; missing: not proven"),
        _column("gap", "float64", "share", "|bound − value| / max(|bound|, |value|)"),
        _column("status", "string", "", "`optimal`, `within_gap`, `stopped_early`, `not_proven`"),
        _column("condition", "string", "", "French: under which the bound holds; empty: always"),
    ),
)

TABLES: Final = (COMMUNES, AREAS, SESSIONS, VISITS, TOURS, ADVISERS, REACH, BOUNDS)
