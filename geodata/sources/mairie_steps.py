"""Steps that make the communes, their old names and their mairies."""

from typing import Final

from geodata.folder_writer import communes_geojson, csv_bytes, venues_csv
from geodata.sources.ages import (
    ESTIMATE_NOTE,
    UNKNOWN_CANTON,
    CommuneFigures,
    check_ages,
    estimate_figures,
)
from geodata.sources.annuaire import ANNUAIRE_NAME, MairieHours, fetch_mairies
from geodata.sources.geo_api import (
    GEO_API_NAME,
    GEO_API_VINTAGE,
    GeoCommune,
    fetch_communes,
    fetch_old_communes,
    join_old_communes,
)
from geodata.sources.step import (
    Context,
    Product,
    answer_day,
    file_record,
    french_day,
    open_record,
)
from geodata.territory import Commune, Venue

OLD_COMMUNES_FILE: Final = "old_communes.csv"
NO_HOURS_NOTE: Final = "L'Annuaire de l'administration ne connaît pas cette mairie"


def make_communes(context: Context) -> Product:
    """``communes.geojson``."""
    answer = fetch_communes(context.http, context.departement, base_url=context.urls.geo_api)
    communes = answer.value
    notes, extra = [], []
    if context.ages_path is None:
        figures = {one.code: estimate_figures(one.population) for one in communes}
        notes.append(ESTIMATE_NOTE)
    else:
        figures = context.figures
        check_ages(figures, [one.code for one in communes], file=context.ages_path.name)
        extra.append(
            file_record(
                context.ages_path,
                id="ages",
                step="communes",
                name="Habitants par âge, fichier fourni",
                licence="celle du fichier fourni (INSEE : Licence Ouverte 2.0)",
            )
        )
    if any(one.canton_code == UNKNOWN_CANTON[0] for one in figures.values()):
        notes.append("Cantons inconnus : l'API Découpage administratif ne les donne pas.")
    repaired = [f"{one.name} ({one.code})" for one in communes if one.is_repaired]
    if repaired:
        notes.append(f"Contours réparés : {', '.join(repaired)}.")
    built = tuple(_commune(one, figures[one.code]) for one in communes)
    return Product(
        files={"communes.geojson": communes_geojson(built)},
        records=(
            open_record(
                answer,
                id="geo-api-communes",
                step="communes",
                name=GEO_API_NAME,
                vintage=GEO_API_VINTAGE.format(day=answer_day(answer)),
                notes=notes,
            ),
            *extra,
        ),
        summary=f"{len(built)} communes, {sum(one.population for one in built)} habitants",
        geo_communes=communes,
        communes=built,
    )


def make_old_communes(context: Context) -> Product:
    """``old_communes.csv``: codes and names that merged communes bore."""
    answer = fetch_old_communes(context.http, context.departement, base_url=context.urls.geo_api)
    old = join_old_communes(context.geo_communes, answer.value)
    nameless = [one.old_code for one in old if not one.old_name]
    return Product(
        files={
            OLD_COMMUNES_FILE: csv_bytes(
                {
                    "old_code": [one.old_code for one in old],
                    "old_name": [one.old_name for one in old],
                    "code": [one.code for one in old],
                }
            )
        },
        records=(
            open_record(
                answer,
                id="geo-api-old-communes",
                step="old-communes",
                name=f"{GEO_API_NAME}, communes associées et déléguées",
                vintage=GEO_API_VINTAGE.format(day=answer_day(answer)),
                notes=[f"Anciennes communes sans nom connu : {', '.join(nameless)}."]
                if nameless
                else [],
            ),
        ),
        summary=f"{len(old)} anciennes communes",
    )


def make_venues(context: Context) -> Product:
    """``venues.csv``: the mairies, where the geo API puts them, with the directory's hours."""
    answer = fetch_mairies(context.http, context.departement, base_url=context.urls.annuaire)
    mairies = answer.value.mairies
    venues = tuple(
        venue
        for commune in context.geo_communes
        if (venue := _venue(commune, mairies.get(commune.code))) is not None
    )
    placed = {venue.commune_code for venue in venues}
    unplaced = [one.code for one in context.geo_communes if one.code not in placed]
    unlisted = [one.code for one in context.geo_communes if one.code not in mairies]
    without = sum(not venue.opening_hours for venue in venues)
    notes = []
    if without:
        notes.append(f"Horaires inconnus pour {without} mairies sur {len(venues)}.")
    if unlisted:
        notes.append(f"Mairies absentes de l'Annuaire : {', '.join(unlisted)}.")
    if unplaced:
        notes.append(f"Communes sans point de mairie, donc sans lieu : {', '.join(unplaced)}.")
    vintage = (
        f"fiches modifiées jusqu'au {french_day(answer.value.last_change)}"
        if answer.value.last_change
        else f"fiches en ligne le {answer_day(answer)}"
    )
    return Product(
        files={"venues.csv": venues_csv(venues)},
        records=(
            open_record(
                answer,
                id="annuaire",
                step="venues",
                name=ANNUAIRE_NAME,
                vintage=vintage,
                notes=notes,
            ),
        ),
        summary=f"{len(venues)} mairies, dont {len(venues) - without} avec leurs horaires",
    )


def _commune(commune: GeoCommune, figures: CommuneFigures) -> Commune:
    return Commune(
        code=commune.code,
        name=commune.name,
        population=commune.population,
        epci_code=commune.epci_code,
        epci_name=commune.epci_name,
        canton_code=figures.canton_code,
        canton_name=figures.canton_name,
        residents_by_age=figures.residents_by_age,
        geometry=commune.outline,
        postcode=commune.postcode,
        fragility_index=figures.fragility_index,
    )


def _venue(commune: GeoCommune, mairie: MairieHours | None) -> Venue | None:
    point = commune.mairie
    if point is None and mairie is not None and mairie.lon is not None and mairie.lat is not None:
        point = (mairie.lon, mairie.lat)
    if point is None:
        return None
    return Venue(
        id=commune.code,
        name=f"Mairie - {commune.name}",
        kind="mairie",
        commune_code=commune.code,
        lon=point[0],
        lat=point[1],
        opening_hours=mairie.opening_hours if mairie else "",
        hours_note=mairie.hours_note if mairie else NO_HOURS_NOTE,
        address=mairie.address if mairie else "",
        # A commune may have several postcodes; the directory knows the mairie's.
        postcode=mairie.postcode if mairie and mairie.postcode != commune.postcode else "",
        siret=mairie.siret if mairie else "",
    )
