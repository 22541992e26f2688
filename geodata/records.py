"""Checked tables of text to the frozen records of a territory, in the order of their ids."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from geodata.communes_file import Outlines
from geodata.contracts import COVARIATE_PREFIX, SURVEY_AGE_BANDS, THEME_PREFIX, YES_NO
from geodata.places import locate_mairies
from geodata.population_cells import locate_home
from geodata.tables import parse_dates, parse_numbers
from geodata.territory import (
    Absence,
    Adviser,
    AreaRule,
    Closure,
    Commune,
    Exclusion,
    OfferPlace,
    SchoolHoliday,
    Survey,
    Venue,
)
from geodata.weekdays import parse_weekdays


def build_communes(table: pd.DataFrame, outlines: Outlines) -> tuple[Commune, ...]:
    """Communes by code."""
    numbers = {
        name: parse_numbers(table[name]).tolist()
        for name in (
            "population",
            "residents_15_59",
            "residents_60_74",
            "residents_75_plus",
            "fragility_index",
        )
    }
    covariates = {
        name.removeprefix(COVARIATE_PREFIX): parse_numbers(table[name]).tolist()
        for name in table.columns
        if name.startswith(COVARIATE_PREFIX)
    }
    communes = [
        Commune(
            code=row["code"],
            name=row["name"],
            population=int(numbers["population"][position]),
            epci_code=row["epci_code"],
            epci_name=row["epci_name"],
            canton_code=row["canton_code"],
            canton_name=row["canton_name"],
            residents_by_age=(
                int(numbers["residents_15_59"][position]),
                int(numbers["residents_60_74"][position]),
                int(numbers["residents_75_plus"][position]),
            ),
            geometry=outlines[position],
            postcode=row["postcode"],
            fragility_index=_number_or_none(numbers["fragility_index"][position]),
            covariates=tuple(
                (name, _number_or_none(column[position])) for name, column in covariates.items()
            ),
        )
        for position, row in enumerate(_rows(table))
    ]
    return tuple(sorted(communes, key=lambda commune: commune.code))


def build_venues(table: pd.DataFrame) -> tuple[Venue, ...]:
    """Venues by id."""
    lons, lats = parse_numbers(table["lon"]).tolist(), parse_numbers(table["lat"]).tolist()
    lowest, highest = _whole_or_none(table["min_sessions"]), _whole_or_none(table["max_sessions"])
    advisers = _whole_or_none(table["advisers_per_session"])
    venues = [
        Venue(
            id=row["id"],
            name=row["name"],
            kind=row["kind"].lower(),
            commune_code=row["commune"],
            lon=lon,
            lat=lat,
            opening_hours=row["opening_hours"],
            hours_note=row["hours_note"],
            rule=row["rule"].lower() or "candidate",
            min_sessions=at_least,
            max_sessions=at_most,
            is_full_day=row["session_length"].lower() == "full_day",
            address=row["address"],
            postcode=row["postcode"],
            siret="".join(row["siret"].split()),
            is_short=row["session_length"].lower() == "short",
            num_advisers=together or 1,
        )
        for row, lon, lat, at_least, at_most, together in zip(
            _rows(table), lons, lats, lowest, highest, advisers, strict=True
        )
    ]
    return tuple(sorted(venues, key=lambda venue: venue.id))


def build_offer(table: pd.DataFrame) -> tuple[OfferPlace, ...]:
    """Places of the existing offer by id."""
    lons, lats = parse_numbers(table["lon"]).tolist(), parse_numbers(table["lat"]).tolist()
    places = [
        OfferPlace(
            id=row["id"],
            name=row["name"],
            kind=row["kind"].lower(),
            commune_code=row["commune"],
            lon=lon,
            lat=lat,
            opening_hours=row["opening_hours"],
        )
        for row, lon, lat in zip(_rows(table), lons, lats, strict=True)
    ]
    return tuple(sorted(places, key=lambda place: place.id))


def build_advisers(
    table: pd.DataFrame, communes: tuple[Commune, ...], venues: tuple[Venue, ...]
) -> tuple[Adviser, ...]:
    """Advisers by id; a base without coordinates stands where :func:`default_bases` says."""
    bases = default_bases(communes, venues)
    numbers = {
        name: parse_numbers(table[name]).tolist()
        for name in ("weekly_hours", "max_drive_minutes_per_day", "base_lon", "base_lat")
    }
    starts, ends = _dates_or_none(table["valid_from"]), _dates_or_none(table["valid_to"])
    advisers = []
    for position, row in enumerate(_rows(table)):
        lon, lat = numbers["base_lon"][position], numbers["base_lat"][position]
        if np.isnan(lon) or np.isnan(lat):
            lon, lat = bases[row["base_commune"]]
        advisers.append(
            Adviser(
                id=row["id"],
                name=row["name"],
                base_commune_code=row["base_commune"],
                lon=lon,
                lat=lat,
                working_days=parse_weekdays(row["working_days"]),
                weekly_minutes=round(60 * numbers["weekly_hours"][position]),
                max_drive_s_per_day=round(60 * numbers["max_drive_minutes_per_day"][position]),
                valid_from=starts[position],
                valid_to=ends[position],
                sector=tuple(row["sector"].replace(",", " ").split()),
            )
        )
    return tuple(sorted(advisers, key=lambda adviser: adviser.id))


def default_bases(
    communes: tuple[Commune, ...], venues: tuple[Venue, ...]
) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of a base in each commune: its mairie, else a point inside."""
    mairies = locate_mairies(venues)
    return {commune.code: locate_home(commune, mairies) for commune in communes}


def build_absences(table: pd.DataFrame) -> tuple[Absence, ...]:
    """Absences by adviser, then first day."""
    absences = [
        Absence(adviser_id=owner, first_day=first, last_day=last, reason=reason)
        for owner, first, last, reason in _periods(table, owner="adviser")
    ]
    return tuple(sorted(absences, key=lambda absence: (absence.adviser_id, absence.first_day)))


def build_closures(table: pd.DataFrame) -> tuple[Closure, ...]:
    """Closures by venue, then first day."""
    closures = [
        Closure(venue_id=owner, first_day=first, last_day=last, reason=reason)
        for owner, first, last, reason in _periods(table, owner="venue")
    ]
    return tuple(sorted(closures, key=lambda closure: (closure.venue_id, closure.first_day)))


def build_exclusions(table: pd.DataFrame) -> tuple[Exclusion, ...]:
    """Exclusions by adviser, then venue."""
    exclusions = [
        Exclusion(adviser_id=row["adviser"], venue_id=row["venue"], reason=row["reason"])
        for row in _rows(table)
    ]
    return tuple(sorted(exclusions, key=lambda one: (one.adviser_id, one.venue_id)))


def build_area_rules(table: pd.DataFrame) -> tuple[AreaRule, ...]:
    """Rules by area."""
    shares = [_number_or_none(share) for share in parse_numbers(table["min_coverage"]).tolist()]
    rules = [
        AreaRule(area=area, min_sessions=at_least, max_sessions=at_most, min_coverage=share)
        for area, at_least, at_most, share in zip(
            table["area"].tolist(),
            _whole_or_none(table["min_sessions"]),
            _whole_or_none(table["max_sessions"]),
            shares,
            strict=True,
        )
    ]
    return tuple(sorted(rules, key=lambda rule: rule.area))


def build_school_holidays(table: pd.DataFrame) -> tuple[SchoolHoliday, ...]:
    """School holidays by first day."""
    firsts, lasts = parse_dates(table["first_day"]), parse_dates(table["last_day"])
    return tuple(
        sorted(
            SchoolHoliday(
                first_day=first.date(), last_day=last.date(), name=row["name"], zone=row["zone"]
            )
            for row, first, last in zip(_rows(table), firsts, lasts, strict=True)
        )
    )


def build_survey(table: pd.DataFrame) -> Survey:
    """Answers in the order of the file; a theme that nobody answered is left out."""
    weight = parse_numbers(table["weight"]).to_numpy(dtype=np.float64)
    themes = {
        name: table[name].str.lower().map(YES_NO).fillna(value=False).to_numpy(dtype=np.bool_)
        for name in table.columns
        if name.startswith(THEME_PREFIX) and (table[name] != "").any()
    }
    return Survey(
        commune_code=table["commune"].to_numpy(dtype=np.str_),
        age_band=table["age_band"].str.lower().map(SURVEY_AGE_BANDS).to_numpy().astype(np.int8),
        uses_internet=table["uses_internet"].str.lower().map(YES_NO).to_numpy(dtype=np.bool_),
        wants_help=table["needs_help"].str.lower().map(YES_NO).to_numpy(dtype=np.bool_),
        preferred_place=table["preferred_place"].str.lower().to_numpy(dtype=np.str_),
        max_travel_minutes=parse_numbers(table["max_travel_minutes"]).to_numpy(dtype=np.float64),
        weight=np.nan_to_num(weight, nan=1.0),  # blank only where there is no such column
        theme_names=tuple(name.removeprefix(THEME_PREFIX) for name in themes),
        themes=np.column_stack([np.empty((len(table), 0), dtype=np.bool_), *themes.values()]),
    )


def _rows(table: pd.DataFrame) -> Iterator[dict[str, str]]:
    for values in zip(*(table[name].tolist() for name in table.columns), strict=True):
        yield dict(zip(table.columns, values, strict=True))


def _periods(table: pd.DataFrame, *, owner: str) -> Iterator[tuple[str, date, date, str]]:
    firsts, lasts = parse_dates(table["first_day"]), parse_dates(table["last_day"])
    for who, first, last, reason in zip(
        table[owner].tolist(), firsts, lasts, table["reason"].tolist(), strict=True
    ):
        yield who, first.date(), last.date(), reason


def _dates_or_none(texts: pd.Series) -> list[date | None]:
    return [None if pd.isna(moment) else moment.date() for moment in parse_dates(texts)]


def _whole_or_none(texts: pd.Series) -> list[int | None]:
    return [None if np.isnan(number) else int(number) for number in parse_numbers(texts).tolist()]


def _number_or_none(number: float) -> float | None:
    return None if np.isnan(number) else number
