"""What the columns of the result tables mean; the page of the documentation is made of this."""

from dataclasses import dataclass
from typing import Final, Literal

Dtype = Literal["string", "int64", "Int64", "float64", "bool", "datetime64[s]"]
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


def _text(name: str, meaning: str) -> Column:
    return Column(name=name, dtype="string", unit="", meaning=meaning)


def _day(name: str, meaning: str) -> Column:
    return Column(name=name, dtype="datetime64[s]", unit="date", meaning=meaning)


def _number(name: str, unit: str, meaning: str) -> Column:
    return Column(name=name, dtype="float64", unit=unit, meaning=meaning)


def _whole(
    name: str, unit: str, meaning: str, *, dtype: Literal["int64", "Int64"] = "int64"
) -> Column:
    return Column(name=name, dtype=dtype, unit=unit, meaning=meaning)


_ADVISER: Final = (
    _text("adviser_id", "id of the adviser"),
    _text("adviser", "name of the adviser"),
)
_VENUE: Final = (
    _text("venue_id", "id of the venue"),
    _text("venue", "name of the venue"),
    _text("commune_code", "INSEE code of the venue's commune"),
    _text("commune", "name of the venue's commune"),
)
_WEEKDAY: Final = _whole("weekday", "", "0 is Monday")
_HALF: Final = _text("half", "`am` or `pm`")
_WEEKS: Final = _text("weeks", "weeks of the cycle, from 1: `1,3`")
_NEED: Final = (
    _number("need", "people", "residents who want help, estimated"),
    _number("need_low", "people", "lower end of the 90 % interval of `need`"),
    _number("need_high", "people", "upper end"),
)

COMMUNES: Final = Table(
    name="communes",
    row="a commune, by code",
    geometry="outline of the commune",
    columns=(
        _text("code", "INSEE code"),
        _text("name", "name"),
        _text("epci_code", "SIREN of the EPCI"),
        _text("epci", "name of the EPCI"),
        _text("canton_code", "code of the canton"),
        _text("canton", "name of the canton"),
        _whole("population", "residents", "all residents"),
        *_NEED,
        _number("covered_before", "share of need", "covered by the existing offer alone"),
        _number("covered", "share of need", "covered with the plan"),
        _number("covered_need", "people", "`need` × `covered`"),
        _number("unmet_need", "people", "`need` × (1 − `covered`)"),
        _text(
            "status",
            "`served_here`, `served_nearby`, `existing_offer`, `not_served` or `unreachable`",
        ),
        _text("best_venue_id", "planned venue that serves most residents best"),
        _number("best_minutes", "minutes by road", "mean, of those it serves best"),
        _whole("best_sessions_per_cycle", "sessions", "held there in a cycle", dtype="Int64"),
        _number("session_minutes", "minutes by road", "mean to the nearest session"),
        _number("offer_minutes", "minutes by road", "mean to the nearest fixed place"),
        _number("nearest_minutes", "minutes by road", "mean to the nearer of the two"),
        _number("share_within_standard", "share", "of residents within the standard"),
        _number("share_improved", "share", "of residents better off with the plan"),
        _number("share_unserved", "share", "of residents without any use of it all"),
        _text("explanation_reason", "why there is no weekly session, in one word"),
        _text("explanation", "the same as a French sentence"),
    ),
)

AREAS: Final = Table(
    name="areas",
    row="an area: the whole, then the EPCIs, then the cantons, in plan order",
    columns=(
        _text("kind", "`whole`, `epci` or `canton`"),
        _text("code", "code of the area"),
        _text("name", "name of the area"),
        _whole("population", "residents", "all residents"),
        *_NEED,
        _number("covered_need_before", "people", "covered by the existing offer alone"),
        _number("covered_need", "people", "covered with the plan"),
    ),
)

SESSIONS: Final = Table(
    name="sessions",
    row="a session on its date, lost ones included, by date, adviser and hour",
    columns=(
        _day("day", "day of the session"),
        _HALF,
        _whole("week_of_cycle", "", "from 1"),
        *_ADVISER,
        *_VENUE,
        _whole(
            "start_minute", "minutes since midnight", "missing for a lost session", dtype="Int64"
        ),
        _whole("end_minute", "minutes since midnight", "missing for a lost session", dtype="Int64"),
        _text(
            "state",
            "`held`, `replacement` (held instead of a lost one), `replaced` (lost, another date "
            "holds) or `dropped` (lost)",
        ),
        _day("other_day", "of the replacement, or what it replaces"),
        _text("reason", "why it is lost, in one word; never an absence's detail"),
        _text("school_holiday", "school holidays that the day falls in"),
    ),
)

VISITS: Final = Table(
    name="visits",
    row="a venue's entry in the timetable of a cycle, in plan order",
    geometry="point of the venue",
    columns=(
        *_VENUE,
        _text("kind", "kind of the venue"),
        *_ADVISER,
        _WEEKDAY,
        _HALF,
        _WEEKS,
        _whole("sessions_per_cycle", "sessions", "number of these weeks"),
        _whole("start_minute", "minutes since midnight", "beginning"),
        _whole("end_minute", "minutes since midnight", "end"),
        Column(
            name="hours_known",
            dtype="bool",
            unit="",
            meaning="false: the venue's opening hours are assumed",
        ),
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
        _whole("times_per_cycle", "tours", "number of these weeks"),
        _text("venue_ids", "stops in the order of the day, joined by `,`"),
        _whole("leave_minute", "minutes since midnight", "departure from the base"),
        _whole("return_minute", "minutes since midnight", "back at the base"),
        _number("drive_minutes", "minutes", "driving of one such day"),
        _number("distance_km", "km", "of one such day"),
        _number("work_minutes", "minutes", "driving and sessions of one such day"),
    ),
)

ADVISERS: Final = Table(
    name="advisers",
    row="an adviser, in plan order; work of one cycle",
    columns=(
        *_ADVISER,
        _text("base_commune_code", "INSEE code of the base"),
        _text("base_commune", "name of the base's commune"),
        _whole("num_sessions", "sessions", "held in a cycle"),
        _number("session_hours", "hours", "in sessions"),
        _number("drive_hours", "hours", "on the road"),
        _number("distance_km", "km", "on the road"),
        _number("back_office_hours", "hours", "left by the contract for the rest"),
        _number("contract_hours", "hours", "of the contract"),
    ),
)

REACH: Final = Table(
    name="reach",
    row="a number of minutes, ascending",
    columns=(
        _whole("minutes", "minutes by road", "to a session or a fixed place"),
        _number("need_before", "people", "in need within them, existing offer alone"),
        _number("need", "people", "in need within them, with the plan"),
        _whole("population_before", "residents", "within them, existing offer alone"),
        _whole("population", "residents", "within them, with the plan"),
    ),
)

BOUNDS: Final = Table(
    name="bounds",
    row="an objective, in the order in which they are optimised",
    columns=(
        _text("objective", "`coverage`, `driving`, `balance` or `capacity`"),
        _text("sense", "`max` or `min`"),
        _text("unit", "of `value` and `bound`"),
        _number("value", "see `unit`", "what the plan attains"),
        _number("bound", "see `unit`", "proven: no plan is better; missing: not proven"),
        _number("gap", "share", "|bound − value| / max(|bound|, |value|)"),
        _text("status", "`optimal`, `within_gap`, `stopped_early`, `not_proven`"),
        _text("condition", "French: under which the bound holds; empty: always"),
    ),
)

TABLES: Final = (COMMUNES, AREAS, SESSIONS, VISITS, TOURS, ADVISERS, REACH, BOUNDS)
