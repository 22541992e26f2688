"""The step that makes the existing fixed offer from the lists of digital mediation."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from geodata.errors import SourceError, TerritoryError
from geodata.folder_writer import offer_csv
from geodata.sources.http import fetch
from geodata.sources.manifest import OPEN_LICENCE, OPEN_LICENCE_URL, SourceRecord
from geodata.sources.mednum import OfferList, check_mednum, read_france_services, read_mednum
from geodata.sources.offer_duplicates import SAME_PLACE_M, Merge, merge_offer
from geodata.sources.step import Context, Product, answer_day, file_record, open_record
from geodata.territory import Commune

OFFER_FILE: Final = "existing_offer.csv"
MEDNUM_NAME: Final = "Lieux de médiation numérique (La Mednum, ANCT, data.gouv.fr)"
FRANCE_SERVICES_NAME: Final = "France services (ANCT, data.gouv.fr)"


def make_offer(context: Context) -> Product:
    """``existing_offer.csv``: every fixed place of both lists once."""
    mednum, record = _mednum(context)
    lists, records = [mednum], [record]
    path = context.france_services_path
    if path is not None:
        listed = read_france_services(path, context.communes)
        lists.append(listed)
        records.append(
            file_record(
                path,
                id="france-services",
                step="offer",
                name=FRANCE_SERVICES_NAME,
                licence=OPEN_LICENCE,
                licence_url=OPEN_LICENCE_URL,
                notes=listed.sentences(),
            )
        )
    offer = merge_offer([place for one in lists for place in one.places], context.communes)
    merged = [_merge_note(offer.merges)] if offer.merges else []
    records[0] = _noting(records[0], [*mednum.sentences(), *merged])
    return Product(
        files={OFFER_FILE: offer_csv(offer.places)},
        records=tuple(records),
        summary=f"{len(offer.places)} lieux fixes, {len(offer.merges)} doublons écartés",
    )


def _mednum(context: Context) -> tuple[OfferList, SourceRecord]:
    path = context.mednum_path
    if path is not None:
        return read_mednum(path, context.communes), file_record(
            path,
            id="mednum",
            step="offer",
            name=MEDNUM_NAME,
            licence=OPEN_LICENCE,
            licence_url=OPEN_LICENCE_URL,
        )
    answer = fetch(
        context.http,
        context.urls.mednum,
        source="la liste des lieux de médiation numérique (data.gouv.fr)",
        read=lambda content: _read_answer(content, context.communes),
    )
    return answer.value, open_record(
        answer,
        id="mednum",
        step="offer",
        name=MEDNUM_NAME,
        vintage=f"liste du {answer_day(answer)}",
        notes=[],
    )


def _read_answer(content: bytes, communes: Sequence[Commune]) -> OfferList:
    """Read the national list; what is wrong in it is no fault of the user."""
    check_mednum(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mednum.csv"
        path.write_bytes(content)
        try:
            return read_mednum(path, communes)
        except TerritoryError as error:
            raise SourceError(str(error)) from error


def _merge_note(merges: tuple[Merge, ...]) -> str:
    listed = " ; ".join(map(str, merges))
    return f"Doublons à moins de {SAME_PLACE_M:.0f} m écartés : {listed}."


def _noting(record: SourceRecord, notes: list[str]) -> SourceRecord:
    return replace(record, notes=(*record.notes, *notes))
