"""Write a territory as a folder of tables that a spreadsheet opens and the reader reads back.

CSV files suit a French spreadsheet: UTF-8 with BOM, ``;`` between cells, decimal comma. Equal
territories give equal bytes. The survey is microdata: it is written here and nowhere else.
"""

import json
import shutil
import tempfile
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from shapely.geometry import mapping

from geodata.communes_file import COMMUNES_FILES
from geodata.contracts import COVARIATE_PREFIX, CSV_TABLES, THEME_PREFIX
from geodata.errors import Fault, TerritoryError
from geodata.files import write_atomically
from geodata.records import default_bases
from geodata.roads import write_roads
from geodata.tables import TABLE_ENDINGS
from geodata.territory import (
    AGE_BANDS,
    Absence,
    Adviser,
    Closure,
    Commune,
    OfferPlace,
    SchoolHoliday,
    Survey,
    Territory,
    Venue,
)
from geodata.weekdays import write_weekdays

ROADS_FILE: Final = "roads.parquet"
TERRITORY_FILES: Final = (
    *COMMUNES_FILES,
    *(f"{contract.stem}{ending}" for contract in CSV_TABLES for ending in TABLE_ENDINGS),
    ROADS_FILE,
)
"""Every file name that belongs to a territory's tables."""


def write_territory(
    territory: Territory, folder: str | PathLike[str], *, overwrite: bool = False
) -> None:
    """Write every table of a territory; fingerprints are not written, reading makes them anew.

    All files are complete on disk before the first of them takes its place. Other files of the
    folder (settings, plans) stay untouched.

    Parameters
    ----------
    territory
        What to write.
    folder
        Made when absent.
    overwrite
        Replace tables that are there; tables that this territory lacks are removed then, since
        they would be read with it.

    Raises
    ------
    TerritoryError
        The folder holds tables already and ``overwrite`` is false.
    """
    folder = Path(folder)
    present = [name for name in TERRITORY_FILES if (folder / name).exists()]
    if present and not overwrite:
        raise TerritoryError(
            tuple(
                Fault(
                    file=name,
                    message=f"le fichier existe déjà dans « {folder.name} »",
                    remedy="Choisissez un autre dossier, ou demandez le remplacement.",
                )
                for name in present
            )
        )
    contents = _contents(territory)
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".territory-", dir=folder))
    try:
        for name, content in contents.items():
            write_atomically(staging / name, content)
        write_roads(territory.roads, staging / ROADS_FILE)
        written = sorted(path.name for path in staging.iterdir())
        for name in written:
            (staging / name).replace(folder / name)
    finally:
        shutil.rmtree(staging)
    for name in set(present).difference(written):
        (folder / name).unlink()


def _contents(territory: Territory) -> dict[str, bytes]:
    contents = {
        COMMUNES_FILES[0]: communes_geojson(territory.communes),
        "venues.csv": venues_csv(territory.venues),
        "advisers.csv": csv_bytes(
            _adviser_columns(
                territory.advisers, default_bases(territory.communes, territory.venues)
            )
        ),
    }
    if territory.existing_offer:
        contents["existing_offer.csv"] = offer_csv(territory.existing_offer)
    if territory.absences:
        owners = [absence.adviser_id for absence in territory.absences]
        contents["absences.csv"] = csv_bytes({"adviser": owners} | _periods(territory.absences))
    if territory.closures:
        owners = [closure.venue_id for closure in territory.closures]
        contents["closures.csv"] = csv_bytes({"venue": owners} | _periods(territory.closures))
    if territory.exclusions:
        contents["exclusions.csv"] = csv_bytes(
            {
                "adviser": [one.adviser_id for one in territory.exclusions],
                "venue": [one.venue_id for one in territory.exclusions],
                "reason": [one.reason for one in territory.exclusions],
            }
        )
    if territory.area_rules:
        contents["area_rules.csv"] = csv_bytes(
            {
                "area": [rule.area for rule in territory.area_rules],
                "min_sessions": [_whole(rule.min_sessions) for rule in territory.area_rules],
                "max_sessions": [_whole(rule.max_sessions) for rule in territory.area_rules],
                "min_coverage": [
                    "" if rule.min_coverage is None else _number(rule.min_coverage)
                    for rule in territory.area_rules
                ],
            }
        )
    if territory.school_holidays:
        contents["school_holidays.csv"] = school_holidays_csv(territory.school_holidays)
    if territory.survey is not None and len(territory.survey):
        contents["survey.csv"] = csv_bytes(_survey_columns(territory.survey))
    return contents


def communes_geojson(communes: tuple[Commune, ...]) -> bytes:
    """``communes.geojson``: one feature a line, coordinates to the last digit."""
    features = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {
                    "code": commune.code,
                    "name": commune.name,
                    "population": commune.population,
                    "epci_code": commune.epci_code,
                    "epci_name": commune.epci_name,
                    "canton_code": commune.canton_code,
                    "canton_name": commune.canton_name,
                    "residents_15_59": commune.residents_by_age[0],
                    "residents_60_74": commune.residents_by_age[1],
                    "residents_75_plus": commune.residents_by_age[2],
                    "postcode": commune.postcode,
                    "fragility_index": commune.fragility_index,
                    **{f"{COVARIATE_PREFIX}{name}": value for name, value in commune.covariates},
                },
                "geometry": mapping(commune.geometry),
            },
            ensure_ascii=False,
            allow_nan=False,
        )
        for commune in communes
    ]
    head = '{"type": "FeatureCollection", "features": [\n'
    return (head + ",\n".join(features) + "\n]}\n").encode()


def venues_csv(venues: tuple[Venue, ...]) -> bytes:
    """``venues.csv``."""
    return csv_bytes(
        _places(venues)
        | {
            "opening_hours": [venue.opening_hours for venue in venues],
            "hours_note": [venue.hours_note for venue in venues],
            "rule": [venue.rule for venue in venues],
        }
        | _session_rules(venues)
    )


def _session_rules(venues: tuple[Venue, ...]) -> dict[str, list[str]]:
    """Columns that few territories need; only those that say something."""
    columns = {
        "min_sessions": [_whole(venue.min_sessions) for venue in venues],
        "max_sessions": [_whole(venue.max_sessions) for venue in venues],
        "session_length": [_session_length(venue) for venue in venues],
        "advisers_per_session": ["2" if venue.num_advisers > 1 else "" for venue in venues],
        "address": [venue.address for venue in venues],
        "postcode": [venue.postcode for venue in venues],
        "siret": [venue.siret for venue in venues],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}


def _session_length(venue: Venue) -> str:
    """As ``venues.csv`` writes it; blank for a half-day."""
    if venue.is_short:
        return "short"
    return "full_day" if venue.is_full_day else ""


def offer_csv(offer: tuple[OfferPlace, ...]) -> bytes:
    """``existing_offer.csv``."""
    return csv_bytes(_places(offer) | {"opening_hours": [place.opening_hours for place in offer]})


def school_holidays_csv(holidays: tuple[SchoolHoliday, ...]) -> bytes:
    """``school_holidays.csv``."""
    return csv_bytes(
        {
            "zone": [holiday.zone for holiday in holidays],
            "first_day": [_day(holiday.first_day) for holiday in holidays],
            "last_day": [_day(holiday.last_day) for holiday in holidays],
            "name": [holiday.name for holiday in holidays],
        }
    )


def _places(places: tuple[Venue, ...] | tuple[OfferPlace, ...]) -> dict[str, list[str]]:
    return {
        "id": [place.id for place in places],
        "name": [place.name for place in places],
        "kind": [place.kind for place in places],
        "commune": [place.commune_code for place in places],
        "lon": [_number(place.lon) for place in places],
        "lat": [_number(place.lat) for place in places],
    }


def _adviser_columns(
    advisers: tuple[Adviser, ...], bases: dict[str, tuple[float, float]]
) -> dict[str, list[str]]:
    columns = {
        "id": [adviser.id for adviser in advisers],
        "name": [adviser.name for adviser in advisers],
        "base_commune": [adviser.base_commune_code for adviser in advisers],
        "working_days": [write_weekdays(adviser.working_days) for adviser in advisers],
        "weekly_hours": [_number(adviser.weekly_minutes / 60) for adviser in advisers],
        "max_drive_minutes_per_day": [
            _number(adviser.max_drive_s_per_day / 60) for adviser in advisers
        ],
        "valid_from": [_day(adviser.valid_from) for adviser in advisers],
        "valid_to": [_day(adviser.valid_to) for adviser in advisers],
    }
    if any(adviser.sector for adviser in advisers):
        columns["sector"] = [" ".join(adviser.sector) for adviser in advisers]
    is_elsewhere = [
        (adviser.lon, adviser.lat) != bases.get(adviser.base_commune_code) for adviser in advisers
    ]
    if any(is_elsewhere):
        for name, degrees in (
            ("base_lon", [adviser.lon for adviser in advisers]),
            ("base_lat", [adviser.lat for adviser in advisers]),
        ):
            columns[name] = [
                _number(value) if elsewhere else ""
                for value, elsewhere in zip(degrees, is_elsewhere, strict=True)
            ]
    return columns


def _periods(events: tuple[Absence, ...] | tuple[Closure, ...]) -> dict[str, list[str]]:
    return {
        "first_day": [_day(event.first_day) for event in events],
        "last_day": [_day(event.last_day) for event in events],
        "reason": [event.reason for event in events],
    }


def _survey_columns(survey: Survey) -> dict[str, list[str]]:
    weights = {"weight": [_number(weight) for weight in survey.weight.tolist()]}
    return {
        "respondent_id": [str(number) for number in range(1, len(survey) + 1)],
        "commune": survey.commune_code.tolist(),
        "age_band": [AGE_BANDS[band] for band in survey.age_band],
        "uses_internet": ["yes" if uses else "no" for uses in survey.uses_internet],
        "needs_help": ["yes" if wants else "no" for wants in survey.wants_help],
        "preferred_place": survey.preferred_place.tolist(),
        "max_travel_minutes": [
            "" if np.isnan(minutes) else _number(minutes)
            for minutes in survey.max_travel_minutes.tolist()
        ],
        **(weights if (survey.weight != 1).any() else {}),
        **{
            f"{THEME_PREFIX}{name}": ["yes" if ticked else "no" for ticked in column]
            for name, column in zip(survey.theme_names, survey.themes.T, strict=True)
        },
    }


def csv_bytes(columns: dict[str, list[str]]) -> bytes:
    """Columns as a French spreadsheet opens them."""
    # CR LF as the CSV standard says; it also makes the writer quote either sign in a cell.
    text = pd.DataFrame(columns, dtype=object).to_csv(index=False, sep=";", lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _number(number: float) -> str:
    """Shortest text that reads back as the same float, with a decimal comma."""
    return repr(float(number)).removesuffix(".0").replace(".", ",")


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
