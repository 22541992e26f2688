"""A territory small enough to know by heart, and how to compare territories."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import MultiPolygon, box

from geodata.errors import Fault, TerritoryError
from geodata.folder import read_territory
from geodata.roads import Roads
from geodata.territory import (
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


def commune(number: int, name: str) -> Commune:
    west = 4.0 + 0.1 * number
    return Commune(
        code=f"0100{number}",
        name=name,
        population=1000 + number,
        epci_code="200000001",
        epci_name="CC de l'Ain",
        canton_code="0101",
        canton_name="Canton d'Ambérieu",
        residents_by_age=(500, 200, 100),
        geometry=box(west, 46.0, west + 0.1, 46.1),
        postcode="01500",
        fragility_index=None if number == 1 else 100 + 1 / 3,
    )


def mairie(number: int, **changes: Any) -> Venue:  # noqa: ANN401 - any field
    venue = Venue(
        id=f"M{number}",
        name=f"Mairie {number}",
        kind="mairie",
        commune_code=f"0100{number}",
        lon=round(4.05 + 0.1 * number, 2),
        lat=46.05,
        opening_hours="Mo-Fr 09:00-12:00,14:00-17:00",
    )
    return dataclasses.replace(venue, **changes)


def three_communes() -> Territory:
    """Three square communes in a row, two mairies and one of everything else."""
    communes = (commune(1, "Un"), commune(2, "Deux"), commune(3, "Trois"))
    two_parts = MultiPolygon([box(4.3, 46.0, 4.4, 46.1), box(4.41, 46.0, 4.42, 46.01)])
    inside = communes[2].geometry.representative_point()
    return Territory(
        communes=(*communes[:2], dataclasses.replace(communes[2], geometry=two_parts)),
        venues=(
            mairie(1),
            mairie(2, rule="required", hours_note="Sauf en août", lon=4.1 + 0.2 / 3),
        ),
        advisers=(
            Adviser(
                id="A1",
                name="Zoé",
                base_commune_code="01001",
                lon=4.15,
                lat=46.05,
                working_days=(0, 1, 3, 4),
                weekly_minutes=2131,
                max_drive_s_per_day=9001,
                valid_to=date(2028, 2, 29),
            ),
            Adviser(
                id="A2",
                name="Ali",
                base_commune_code="01003",
                lon=inside.x + 0.01,
                lat=inside.y,
                working_days=(2,),
                weekly_minutes=2100,
                max_drive_s_per_day=0,
            ),
        ),
        roads=Roads(
            node_lonlat=np.array([[4.15, 46.05], [4.25, 46.05], [4.35, 46.05]]),
            edge_nodes=np.array([[0, 1], [1, 2]], dtype=np.int32),
            length_m=np.array([7700.0, 7700.0]),
            time_s=np.array([400.0, 400.0]),
            is_oneway=np.array([False, True]),
            shape_lonlat=np.array([[4.2, 46.06]]),
            shape_start=np.array([0, 1, 1]),
        ),
        existing_offer=(
            OfferPlace(
                id="F1",
                name="France services",
                kind="france_services",
                commune_code="01002",
                lon=4.25,
                lat=46.01,
            ),
        ),
        absences=(Absence(adviser_id="A1", first_day=date(2027, 2, 1), last_day=date(2027, 2, 5)),),
        closures=(
            Closure(
                venue_id="M1",
                first_day=date(2027, 3, 1),
                last_day=date(2027, 3, 1),
                reason="Travaux",
            ),
        ),
        school_holidays=(
            SchoolHoliday(
                first_day=date(2027, 2, 13),
                last_day=date(2027, 2, 28),
                name="Vacances d'Hiver",
                zone="Zone A",
            ),
        ),
        survey=Survey(
            commune_code=np.array(["01001", "01003"]),
            age_band=np.array([0, 2], dtype=np.int8),
            uses_internet=np.array([True, False]),
            wants_help=np.array([False, True]),
            preferred_place=np.array(["", "domicile"]),
            max_travel_minutes=np.array([np.nan, 12.5]),
        ),
    )


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(TerritoryError) as caught:
        read_territory(folder)
    return caught.value.faults


def assert_same(left: object, right: object) -> None:
    """Compare records that hold arrays field by field; fingerprints are not compared."""
    assert type(left) is type(right)
    assert dataclasses.is_dataclass(left)
    for field in dataclasses.fields(left):
        if field.name == "fingerprints":
            continue
        mine, other = getattr(left, field.name), getattr(right, field.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_array_equal(mine, other)
        elif isinstance(mine, Survey | Roads):
            assert_same(mine, other)
        else:
            assert mine == other


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
