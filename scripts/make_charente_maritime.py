"""Make a territory folder from the raw open data of Charente-Maritime (département 17)."""

import argparse
import gzip
import io
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.contracts import ADVISERS, SURVEY, VENUES
from geodata.errors import TerritoryError
from geodata.folder import read_territory, write_territory
from geodata.records import (
    build_advisers,
    build_communes,
    build_offer,
    build_survey,
    build_venues,
)
from geodata.roads import roads_from_tables
from geodata.sources.annuaire import read_annuaire
from geodata.table_contract import TableContract, check_table
from geodata.tables import parse_numbers, read_table
from geodata.territory import Territory
from planner.settings import Settings, TerritorySettings
from planner.settings.file import write_settings

SETTINGS = Settings(
    territory=TerritorySettings(
        name="Charente-Maritime",
        notice="Données d'essai : horaires des mairies, conseillers et enquête simulés.",
    )
)

KIND_BY_NAME = (
    ("autre", r"\bccas\b"),
    ("mediatheque", r"biblioth|m[ée]diath"),
    ("france_services", r"france services?\b|maison des services"),
    ("mairie", r"\bmairie|\bcommune d"),
    ("association", r"\bassoc|centre social|\bcsc\b|foyer|ligue"),
)
"""Kinds of the existing offer by words in its names, the first that fits; else ``autre``."""


def communes_table(source: Path) -> pd.DataFrame:
    """Columns of communes.csv under the names of the contract, as text."""
    raw = read_table(source / "communes.csv")
    population, pct_under15 = parse_numbers(raw["population"]), parse_numbers(raw["pct_under15"])
    over_60, over_75 = parse_numbers(raw["pop_60plus"]), parse_numbers(raw["pop_75plus"])
    over_15 = (population * (1 - pct_under15 / 100)).round()
    ages = {
        "residents_15_59": over_15 - over_60,
        "residents_60_74": over_60 - over_75,
        "residents_75_plus": over_75,
    }
    return raw.assign(
        canton_name="Canton " + raw["canton_code"],
        **{name: people.clip(lower=0).astype(int).astype(str) for name, people in ages.items()},
    )


def outlines_of(codes: pd.Series, source: Path) -> np.ndarray:
    """Outlines in the order of the codes."""
    content = gzip.decompress((source / "communes.geojson.gz").read_bytes())
    frame = gpd.read_file(io.BytesIO(content)).set_index("COM")
    return np.array(frame.geometry.loc[codes].array, dtype=object)


def venues_table(source: Path) -> pd.DataFrame:
    """One mairie a commune: the point of mairies.csv, the hours of the Annuaire."""
    raw = read_table(source / "mairies.csv")
    answer = source / "api" / "annuaire_mairies_17.simulated_hours.json.gz"
    annuaire = read_annuaire(gzip.decompress(answer.read_bytes()))
    known = [annuaire.get(code) for code in raw["code"]]
    return raw.assign(
        id=raw["code"],
        commune=raw["code"],
        kind="mairie",
        name="Mairie - " + raw["name"],
        opening_hours=[mairie.opening_hours if mairie else "" for mairie in known],
        hours_note=[mairie.hours_note if mairie else "" for mairie in known],
        rule="",
    )


def offer_table(source: Path) -> tuple[pd.DataFrame, int]:
    """Fixed places, each once, and how many buses are left out."""
    raw = read_table(source / "existing_offer.csv")
    is_bus = raw["format"].str.startswith("Bus")
    fixed = raw[~is_bus].drop_duplicates(["nom", "lon", "lat"])
    fixed = fixed.sort_values(["code_insee", "nom", "lon", "lat"])
    rank = fixed.groupby("code_insee").cumcount() + 1
    table = pd.DataFrame(
        {
            "id": fixed["code_insee"] + "-" + rank.astype(str),
            "name": fixed["nom"],
            "kind": [kind_of(*pair) for pair in zip(fixed["source"], fixed["nom"], strict=True)],
            "commune": fixed["code_insee"],
            "lon": fixed["lon"],
            "lat": fixed["lat"],
            "opening_hours": "",
        }
    )
    return table, int(is_bus.sum())


def kind_of(source: str, name: str) -> str:
    """Kind of a place of the existing offer."""
    if source.startswith("france-services"):
        return "france_services"
    return next(
        (kind for kind, words in KIND_BY_NAME if re.search(words, name, re.IGNORECASE)), "autre"
    )


def checked_table(path: Path, contract: TableContract) -> pd.DataFrame:
    """Read a table whose columns are the contract's own."""
    return held_against(read_table(path), contract, file=path.name)


def held_against(table: pd.DataFrame, contract: TableContract, *, file: str) -> pd.DataFrame:
    """The columns of a contract, absent ones blank."""
    table, faults = check_table(table, contract, file=file)
    if faults:
        raise TerritoryError(tuple(faults))
    return table


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="folder of the raw data")
    parser.add_argument("dest", type=Path, help="territory folder to write")
    parser.add_argument("--overwrite", action="store_true", help="replace tables in DEST")
    options = parser.parse_args()
    source: Path = options.source

    table = communes_table(source)
    communes = build_communes(table, outlines_of(table["code"], source))
    venues = build_venues(held_against(venues_table(source), VENUES, file="mairies.csv"))
    offer, num_buses = offer_table(source)
    simulated = source / "simulated"
    territory = Territory(
        communes=communes,
        venues=venues,
        advisers=build_advisers(
            checked_table(simulated / "advisers.csv", ADVISERS), communes, venues
        ),
        roads=roads_from_tables(
            pd.read_csv(source / "roads_nodes.csv.gz"), pd.read_csv(source / "roads_edges.csv.gz")
        ),
        existing_offer=build_offer(offer),
        survey=build_survey(checked_table(simulated / "survey.csv", SURVEY)),
    )
    write_territory(territory, options.dest, overwrite=options.overwrite)
    settings_path = options.dest / "itinerance.toml"
    if not settings_path.exists():  # settings that somebody changed stay
        write_settings(SETTINGS, settings_path)
    written = read_territory(options.dest)
    print(
        f"{options.dest}: {len(written.communes)} communes, {len(written.venues)} venues, "
        f"{len(written.advisers)} advisers, {len(written.existing_offer)} fixed places "
        f"({num_buses} buses left out), {len(written.survey or ())} survey answers"
    )


if __name__ == "__main__":
    main()
