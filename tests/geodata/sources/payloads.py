"""Answers of the sources for two made-up communes of département 01."""

import json
from typing import Any

from geodata.sources.fetch import FetchOptions
from geodata.sources.http import HttpOptions
from geodata.sources.step import SourceUrls
from tests.geodata.sources.local_server import LocalServer, Reply

COMMUNES_PATH = "/geo/departements/01/communes"
OLD_PATH = "/geo/communes_associees_deleguees"
MAIRIES_PATH = "/annuaire/exports/json"


def geo_commune(number: int, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    west = 5.0 + 0.1 * number
    square = [[west, 46.0], [west + 0.1, 46.0], [west + 0.1, 46.1], [west, 46.1], [west, 46.0]]
    return {
        "code": f"0100{number}",
        "nom": f"L'Île-{number}",
        "codesPostaux": ["01500", "01501"],
        "codeEpci": "200000001",
        "epci": {"code": "200000001", "nom": "CC de l'Ain"},
        "population": 1000 * number,
        "mairie": {"type": "Point", "coordinates": [west + 0.05, 46.05]},
        "contour": {"type": "Polygon", "coordinates": [square]},
    } | changes


def mairie(number: int, *, note: str = "") -> dict[str, Any]:
    hours = {
        "nom_jour_debut": "Lundi",
        "nom_jour_fin": "Jeudi",
        "valeur_heure_debut_1": "09:00:00",
        "valeur_heure_fin_1": "12:00:00",
        "valeur_heure_debut_2": "",
        "valeur_heure_fin_2": "",
        "commentaire": note,
    }
    return {
        "id": f"m{number}",
        "nom": f"Mairie - L'Île-{number}",
        "code_insee_commune": f"0100{number}",
        "pivot": json.dumps([{"type_service_local": "mairie"}]),
        "adresse": "[]",
        "plage_ouverture": json.dumps([hours]),
        "date_modification": f"0{number}/11/2026 10:00:00",
    }


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


TWO_COMMUNES = as_json([geo_commune(2, anciensCodes=["01009", "01010"]), geo_commune(1)])
OLD_COMMUNES = as_json([{"code": "01009", "nom": "Vieux-Bourg", "chefLieu": "01002"}])
HOLIDAYS = as_json(
    [
        {
            "description": "Vacances d'Hiver",
            "population": "-",
            "start_date": "2027-02-12T23:00:00+00:00",
            "end_date": "2027-02-28T23:00:00+00:00",
            "location": "Lyon",
            "zones": "Zone A",
            "annee_scolaire": "2026-2027",
        },
        {
            "description": "Début des Vacances d'Été",
            "population": "-",
            "start_date": "2027-07-02T22:00:00+00:00",
            "end_date": None,
            "location": "Lyon",
            "zones": "Zone A",
            "annee_scolaire": "2026-2027",
        },
    ]
)
TWO_MAIRIES = as_json([mairie(1), mairie(2, note="Sauf le premier de chaque mois")])


def serve_two_communes(server: LocalServer) -> None:
    server.serve(COMMUNES_PATH, Reply(body=TWO_COMMUNES, is_gzipped=True, etag='"c1"'))
    server.serve(OLD_PATH, Reply(body=OLD_COMMUNES))
    server.serve(MAIRIES_PATH, Reply(body=TWO_MAIRIES, is_gzipped=True))


def options_for(server_url: str, http: HttpOptions, **changes: Any) -> FetchOptions:  # noqa: ANN401 - as above
    return FetchOptions(
        urls=SourceUrls(
            geo_api=f"{server_url}/geo",
            annuaire=f"{server_url}/annuaire",
            overpass=f"{server_url}/overpass",
            mednum=f"{server_url}/mednum.csv",
            school_holidays=f"{server_url}/school-holidays",
        ),
        http=http,
        **changes,
    )
