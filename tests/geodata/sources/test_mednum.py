"""The two national lists, and one place that stands in both."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from geodata.errors import SourceError, TerritoryError
from geodata.folder import read_territory
from geodata.folder_writer import write_territory
from geodata.hours import open_intervals
from geodata.sources.mednum import (
    ListedPlace,
    OfferList,
    check_mednum,
    read_france_services,
    read_mednum,
)
from geodata.sources.offer_duplicates import merge_offer
from geodata.territory import Commune
from geodata.weekdays import OSM_WEEKDAYS
from tests.geodata.small_territory import three_communes

Read = Callable[[str], OfferList]


def commune(code: str, name: str, west: float) -> Commune:
    return Commune(
        code=code,
        name=name,
        population=100,
        epci_code="1",
        epci_name="e",
        canton_code="1",
        canton_name="c",
        residents_by_age=(1, 1, 1),
        geometry=box(west, 46.0, west + 0.1, 46.1),
    )


COMMUNES = (commune("99001", "Cozes", -1.0), commune("99002", "Saujon", -0.9))
HEADER = "id,nom,services,commune,code_insee,adresse,latitude,longitude,horaires,itinerance"
LIBRARY = "m1,Médiathèque,A|B,Cozes,99001,1 rue Haute,46.05,-0.95,Mo-Fr 09:00-12:00,Fixe"
FS_HEADER = (
    "id_fs,lib_fs,adresse,insee_com,latitude,longitude,h_lundi,h_mardi,h_mercredi,h_jeudi,"
    "h_vendredi,h_samedi,format_fs"
)


@pytest.fixture
def mednum(tmp_path: Path) -> Read:
    def read(*rows: str) -> OfferList:
        path = tmp_path / "lieux.csv"
        path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
        return read_mednum(path, COMMUNES)

    return read


@pytest.fixture
def france_services(tmp_path: Path) -> Read:
    def read(hours: str, shape: str = "Fixe") -> OfferList:
        path = tmp_path / "fs.csv"
        row = f"7,France services de Cozes,8 rue Basse,99001,46.05,-0.95,{hours},{shape}"
        path.write_text(f"{FS_HEADER}\n{row}\n", encoding="utf-8")
        return read_france_services(path, COMMUNES)

    return read


def test_a_place_keeps_what_the_list_says(mednum: Read) -> None:
    (place,) = mednum(LIBRARY).places
    assert (place.id, place.name, place.kind) == ("mednum-m1", "Médiathèque", "mediatheque")
    assert (place.commune_code, place.lon, place.lat) == ("99001", -0.95, 46.05)
    assert place.opening_hours == "Mo-Fr 09:00-12:00"


def test_json_says_the_same_as_csv(mednum: Read, tmp_path: Path) -> None:
    record = dict(zip(HEADER.split(","), LIBRARY.split(","), strict=True)) | {
        "services": ["A", "B"],
        "latitude": 46.05,
        "longitude": -0.95,
    }
    path = tmp_path / "lieux.json"
    path.write_text(json.dumps([record]), encoding="utf-8")
    assert read_mednum(path, COMMUNES) == mednum(LIBRARY)


@pytest.mark.parametrize("code", ["", "17999"])
def test_a_place_without_a_known_code_belongs_to_the_commune_around_it(
    mednum: Read, code: str
) -> None:
    (place,) = mednum(LIBRARY.replace("99001", code)).places
    assert place.commune_code == "99001"


def test_places_elsewhere_are_counted(mednum: Read) -> None:
    found = mednum(LIBRARY.replace("99001", "75056").replace("46.05", "48.85"))
    assert (found.places, found.num_elsewhere) == ((), 1)


@pytest.mark.parametrize(
    ("name", "itinerance", "is_left_out"),
    [
        ("Médiathèque", "Itinérant", True),
        ("Médiathèque", "Itinérant|Fixe", False),
        ("Bus numérique", "", True),
        ("Médiathèque", "", False),
    ],
)
def test_what_moves_is_no_fixed_offer(
    mednum: Read, name: str, itinerance: str, *, is_left_out: bool
) -> None:
    found = mednum(LIBRARY.replace("Médiathèque", name).replace(",Fixe", f",{itinerance}"))
    assert (len(found.places), len(found.itinerant)) == ((0, 1) if is_left_out else (1, 0))


def test_unreadable_hours_are_dropped_and_told(mednum: Read) -> None:
    found = mednum(LIBRARY.replace("Mo-Fr 09:00-12:00", "le matin"))
    assert found.places[0].opening_hours == ""
    assert found.sentences() == (
        "1 lieu(x) aux horaires illisibles, gardé(s) sans horaires : Médiathèque.",
    )


def test_a_place_without_coordinates_is_told(mednum: Read) -> None:
    found = mednum(LIBRARY.replace("46.05,-0.95", ","))
    assert (found.places, found.not_located) == ((), ("Médiathèque",))


def test_the_label_of_a_network_does_not_make_a_france_services(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text(f"{HEADER},labels_nationaux\n{LIBRARY},CNFS;France Services\n")
    assert read_mednum(path, COMMUNES).places[0].kind == "mediatheque"


def test_the_label_of_a_place_does(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text(f"{HEADER},dispositif_programmes_nationaux\n{LIBRARY},France Services|X\n")
    assert read_mednum(path, COMMUNES).places[0].kind == "france_services"


def test_all_absent_columns_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text("id,name\n1,a\n")
    with pytest.raises(TerritoryError) as caught:
        read_mednum(path, COMMUNES)
    assert [fault.column for fault in caught.value.faults] == ["nom", "latitude", "longitude"]


@pytest.mark.parametrize("content", [b"{", b'{"a": 1}', b"[1]"])
def test_broken_json_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lieux.json"
    path.write_bytes(content)
    with pytest.raises(TerritoryError, match=r"lieux\.json"):
        read_mednum(path, COMMUNES)


@pytest.mark.parametrize("content", [b"<!doctype html>", b"", b"a,b\n1,2\n"])
def test_an_answer_that_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match="n'est pas une liste"):
        check_mednum(content)


@pytest.mark.parametrize(
    ("hours", "monday"),
    [
        ("09:00 - 12:00 / 14:00 - 17:00,,,,,", ((540, 720), (840, 1020))),
        ("00:00 - 00:00 / 09:00 - 12:00,,,,,", ((540, 720),)),
        ("09:00 - 12:00 / 09:00 - 16:30 / 14:00 - 16:30,,,,,", ((540, 990),)),
        (",09:00 - 12:00,,,,", ()),
    ],
)
def test_hours_of_a_france_services_become_osm_hours(
    france_services: Read, hours: str, monday: tuple[tuple[int, int], ...]
) -> None:
    day = date(2026, 11, 23)
    (place,) = france_services(hours).places
    assert open_intervals(place.opening_hours, day, day)[day] == monday


def test_equal_days_share_a_rule(france_services: Read) -> None:
    (place,) = france_services(",".join(["09:00 - 12:00"] * 5) + ",").places
    assert place.opening_hours == f"{OSM_WEEKDAYS[0]}-{OSM_WEEKDAYS[4]} 09:00-12:00"


@pytest.mark.parametrize("hours", ["sur rendez-vous,,,,,", "17:00 - 14:00,,,,,"])
def test_hours_of_a_france_services_that_say_nothing_are_told(
    france_services: Read, hours: str
) -> None:
    found = france_services(hours)
    assert (found.places[0].opening_hours, len(found.unreadable_hours)) == ("", 1)


def test_a_bus_is_left_out(france_services: Read) -> None:
    assert france_services(",,,,,", "Bus_équivalent").itinerant == ("France services de Cozes",)


PLACE = ListedPlace(
    id="mednum-1",
    name="Médiathèque de Cozes",
    kind="mediatheque",
    commune_code="99001",
    address="22-24 Rue de l'Hôtel de Ville",
    lon=-0.95,
    lat=46.05,
    opening_hours="",
    is_official=False,
    num_filled=5,
)
RICH = replace(PLACE, id="mednum-2", opening_hours="Mo 09:00-12:00")
ELSEWHERE = "9 place Neuve"


def count(*places: ListedPlace) -> int:
    return len(merge_offer(places, COMMUNES).places)


@pytest.mark.parametrize(
    "address", ["24 rue de l’hotel de ville", "22 bis RUE DE L HOTEL DE VILLE", PLACE.address]
)
def test_one_address_is_one_place_whatever_its_name(address: str) -> None:
    assert count(PLACE, replace(RICH, name="Tiers-lieu", address=address)) == 1


@pytest.mark.parametrize("address", ["26 Rue de l'Hôtel de Ville", "24 avenue Foch", ""])
def test_another_house_under_another_name_is_another_place(address: str) -> None:
    assert count(PLACE, replace(RICH, name="Tiers-lieu", address=address)) == 2


@pytest.mark.parametrize("name", ["Mediatheque", "MÉDIATHÈQUE DE COZES", "La médiathèque - Cozes"])
def test_one_name_is_one_place_whatever_its_spelling(name: str) -> None:
    assert count(PLACE, replace(RICH, name=name, address=ELSEWHERE)) == 1


def test_the_name_of_the_commune_alone_joins_nothing() -> None:
    one = replace(PLACE, name="Cozes", address="")
    assert count(one, replace(RICH, name="Mairie de Cozes", address=ELSEWHERE)) == 2


@pytest.mark.parametrize(("metres", "num"), [(149, 1), (151, 2)])
def test_the_same_name_further_away_is_another_place(metres: float, num: int) -> None:
    moved = replace(RICH, lat=PLACE.lat + metres / 6_371_009 * 180 / 3.141592653589793)
    assert count(PLACE, moved) == num


def test_places_are_not_joined_along_a_chain() -> None:
    step = 100 / 6_371_009 * 180 / 3.141592653589793
    chain = [replace(RICH, id=f"mednum-{i}", lat=PLACE.lat + i * step) for i in range(3)]
    assert count(*chain) == 2


@pytest.mark.parametrize(
    "richer",
    [
        replace(PLACE, id="z", opening_hours="Mo 09:00-12:00", num_filled=1),
        replace(PLACE, id="z", is_official=True, num_filled=1),
        replace(PLACE, id="z", num_filled=6),
        replace(PLACE, id="a"),
    ],
)
def test_the_richer_record_stays(richer: ListedPlace) -> None:
    offer = merge_offer((PLACE, richer), COMMUNES)
    assert [place.id for place in offer.places] == [richer.id]
    assert [merge.left_out for merge in offer.merges] == [PLACE]


def test_a_kind_that_only_the_poorer_record_knows_is_kept() -> None:
    offer = merge_offer((PLACE, replace(RICH, kind="autre")), COMMUNES)
    assert offer.places[0].kind == "mediatheque"


def test_the_order_of_records_does_not_matter() -> None:
    records = (PLACE, RICH, replace(RICH, id="mednum-3", name="Tiers-lieu", lat=46.0505))
    offers = [merge_offer(order, COMMUNES) for order in permutations(records)]
    assert all(offer == offers[0] for offer in offers)


def test_a_merge_says_in_french_what_became_one() -> None:
    (merge,) = merge_offer((PLACE, RICH), COMMUNES).merges
    assert str(merge) == (
        "« Médiathèque de Cozes » est le même lieu que « Médiathèque de Cozes » "
        "(même adresse, à 0 m)"
    )


def test_hours_of_the_offer_outlast_the_territory_folder(tmp_path: Path) -> None:
    territory = three_communes()
    place = replace(territory.existing_offer[0], opening_hours="Mo-Fr 09:00-12:00")
    write_territory(replace(territory, existing_offer=(place,)), tmp_path / "17")
    assert read_territory(tmp_path / "17").existing_offer == (place,)


def test_no_place_is_no_offer() -> None:
    assert merge_offer((), COMMUNES).places == ()


@pytest.mark.real
def test_the_two_real_lists_have_fourteen_records_in_common(real_folder: Path) -> None:
    table = gpd.read_file(f"/vsigzip/{real_folder / 'communes.geojson.gz'}")
    communes = tuple(
        replace(COMMUNES[0], code=row.COM, name=row.LIBELLE, geometry=row.geometry)
        for row in table.itertuples()
    )
    advisers = read_mednum(real_folder / "conseillers_numeriques_2022.csv", communes)
    services = read_france_services(real_folder / "france_services_2024.csv", communes)
    offer = merge_offer(advisers.places + services.places, communes)
    assert (len(advisers.places), len(services.places), len(services.itinerant)) == (123, 33, 2)
    assert (len(offer.places), len(offer.merges)) == (142, 14)
    # Two organisations that a geocoder put on the middle of their town are not one.
    assert sum(place.lon == -0.9726 and place.lat == 45.9512 for place in offer.places) == 2
