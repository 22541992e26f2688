"""The column contract of every table of a territory folder.

A contract speaks of one column at a time; what two rows or two files say of each other is in
:mod:`geodata.cross_checks`.
"""

from typing import Final

from geodata.column_rules import (
    Rule,
    commune_code,
    day_date,
    filled,
    id_text,
    not_negative,
    number,
    one_of,
    opening_hours,
    siret,
    unique,
    weekdays,
    whole,
    within,
)
from geodata.table_contract import ColumnContract, TableContract
from geodata.territory import VENUE_KINDS

VENUE_RULES: Final = ("candidate", "required", "preferred", "forbidden")
SESSION_LENGTHS: Final = ("half_day", "full_day", "short")
SURVEY_AGE_BANDS: Final = {"15-29": 0, "30-59": 0, "15-59": 0, "60-74": 1, "75+": 2}
"""Age band of an answer to its position in :data:`geodata.territory.AGE_BANDS`."""
YES_NO: Final = {"yes": True, "oui": True, "no": False, "non": False}
PREFERRED_PLACES: Final = (*VENUE_KINDS, "domicile")
COVARIATE_PREFIX: Final = "covariate_"
THEME_PREFIX: Final = "theme_"
_DEGREES: Final = "Écrivez des degrés décimaux (WGS84), pas des mètres ni du Lambert 93."


def _text(name: str, *rules: Rule, is_optional: bool = False) -> ColumnContract:
    return ColumnContract(name=name, rules=rules, is_optional=is_optional, is_verbatim=True)


def _coded(name: str, *rules: Rule, is_optional: bool = False) -> ColumnContract:
    return ColumnContract(name=name, rules=rules, is_optional=is_optional)


def _key(name: str = "id") -> ColumnContract:
    return _coded(name, filled(), id_text(), unique())


def _count(name: str) -> ColumnContract:
    return _coded(name, filled(), number(), not_negative(), whole())


def _degrees(name: str, limit: float) -> ColumnContract:
    return _coded(name, filled(), number(), within(-limit, limit, remedy=_DEGREES))


def _sessions(name: str) -> ColumnContract:
    """Days with a session a cycle; blank for no rule."""
    return _coded(name, number(), not_negative(), whole(), is_optional=True)


def _period() -> tuple[ColumnContract, ...]:
    return (
        _coded("first_day", filled(), day_date()),
        _coded("last_day", filled(), day_date()),
        _text("reason", is_optional=True),
    )


def _place() -> tuple[ColumnContract, ...]:
    return (
        _key(),
        _text("name", filled()),
        _coded("kind", filled(), one_of(VENUE_KINDS)),
        _coded("commune", filled(), commune_code()),
        _degrees("lon", 180),
        _degrees("lat", 90),
    )


COMMUNES: Final = TableContract(
    stem="communes",
    columns=(
        _coded("code", filled(), commune_code(), unique()),
        _text("name", filled()),
        _count("population"),
        _coded("epci_code", filled()),
        _text("epci_name", filled()),
        _coded("canton_code", filled()),
        _text("canton_name", filled()),
        _count("residents_15_59"),
        _count("residents_60_74"),
        _count("residents_75_plus"),
        _coded("postcode", is_optional=True),
        _coded("fragility_index", number(), not_negative(), is_optional=True),
    ),
    families=(_coded(COVARIATE_PREFIX, number()),),
)
VENUES: Final = TableContract(
    stem="venues",
    columns=(
        *_place(),
        _coded("opening_hours", opening_hours(), is_optional=True),
        _text("hours_note", is_optional=True),
        _coded("rule", one_of(VENUE_RULES), is_optional=True),
        _sessions("min_sessions"),
        _sessions("max_sessions"),
        _coded("session_length", one_of(SESSION_LENGTHS), is_optional=True),
        _text("address", is_optional=True),
        _coded("postcode", is_optional=True),
        _coded("siret", siret(), is_optional=True),
        _coded(
            "advisers_per_session",
            number(),
            whole(),
            within(1, 2, remedy="Écrivez 1 ou 2 ; vide vaut 1."),
            is_optional=True,
        ),
    ),
)
ADVISERS: Final = TableContract(
    stem="advisers",
    columns=(
        _key(),
        _text("name", filled()),
        _coded("base_commune", filled(), commune_code()),
        _coded("working_days", filled(), weekdays()),
        _coded(
            "weekly_hours",
            filled(),
            number(),
            within(1, 48, remedy="Écrivez les heures d'une semaine moyenne du contrat (ex. 35)."),
        ),
        _coded(
            "max_drive_minutes_per_day",
            filled(),
            number(),
            within(0, 600, remedy="Écrivez les minutes de conduite admises par jour (ex. 150)."),
        ),
        _coded("valid_from", day_date(), is_optional=True),
        _coded("valid_to", day_date(), is_optional=True),
        _coded(
            "base_lon", number(), within(-180, 180, remedy=_DEGREES), is_optional=True
        ),  # a base elsewhere than the mairie
        _coded("base_lat", number(), within(-90, 90, remedy=_DEGREES), is_optional=True),
        _coded("sector", is_optional=True),
    ),
)
EXISTING_OFFER: Final = TableContract(
    stem="existing_offer",
    columns=(*_place(), _coded("opening_hours", opening_hours(), is_optional=True)),
    is_optional=True,
)
ABSENCES: Final = TableContract(
    stem="absences", columns=(_coded("adviser", filled()), *_period()), is_optional=True
)
CLOSURES: Final = TableContract(
    stem="closures", columns=(_coded("venue", filled()), *_period()), is_optional=True
)
EXCLUSIONS: Final = TableContract(
    stem="exclusions",
    columns=(
        _coded("adviser", filled()),
        _coded("venue", filled()),
        _text("reason", is_optional=True),
    ),
    is_optional=True,
)
AREA_RULES: Final = TableContract(
    stem="area_rules",
    columns=(
        _coded("area", filled(), unique()),
        _sessions("min_sessions"),
        _sessions("max_sessions"),
        _coded(
            "min_coverage",
            number(),
            within(0, 1, remedy="Écrivez une part entre 0 et 1 (0,8 pour 80 %)."),
            is_optional=True,
        ),
    ),
    is_optional=True,
)
SCHOOL_HOLIDAYS: Final = TableContract(
    stem="school_holidays",
    columns=(
        _text("zone", is_optional=True),
        _coded("first_day", filled(), day_date()),
        _coded("last_day", filled(), day_date()),
        _text("name", filled()),
    ),
    is_optional=True,
)
SURVEY: Final = TableContract(
    stem="survey",
    columns=(
        _key("respondent_id"),
        _coded("commune", filled(), commune_code()),
        _coded("age_band", filled(), one_of(SURVEY_AGE_BANDS)),
        _coded("uses_internet", filled(), one_of(YES_NO)),
        _coded("needs_help", filled(), one_of(YES_NO)),
        _coded("preferred_place", one_of(PREFERRED_PLACES), is_optional=True),
        _coded("max_travel_minutes", number(), not_negative(), is_optional=True),
        _coded("weight", filled(), number(), not_negative(), is_optional=True),
    ),
    is_optional=True,
    families=(_coded(THEME_PREFIX, one_of(YES_NO)),),
)
CSV_TABLES: Final = (
    VENUES,
    ADVISERS,
    EXISTING_OFFER,
    ABSENCES,
    CLOSURES,
    EXCLUSIONS,
    AREA_RULES,
    SURVEY,
    SCHOOL_HOLIDAYS,
)
