"""``sources.json`` of a territory folder: whence every fetched file comes, under what licence."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from geodata.errors import Fault, TerritoryError
from geodata.files import write_atomically

SOURCES_FILE: Final = "sources.json"
OPEN_LICENCE: Final = "Licence Ouverte 2.0 (Etalab)"
OPEN_LICENCE_URL: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
ODBL: Final = "ODbL 1.0"
ODBL_URL: Final = "https://opendatacommons.org/licenses/odbl/1-0/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One outside source, as credits name it."""

    id: str
    """Short name, unique in a folder."""
    step: str
    """Step of the fetch that used it; several sources may feed one step."""
    name: str
    """French name of the source and its producer."""
    url: str
    """What was asked, or the name of the user's file."""
    licence: str
    licence_url: str = ""
    vintage: str
    """Of when the data are, in French."""
    retrieved: str
    """UTC moment in ISO form; empty for a file of the user."""
    sha256: str
    """Of the bytes received."""
    files: tuple[tuple[str, str], ...] = ()
    """(name, SHA-256) of the folder's files that its step wrote."""
    request: str = ""
    """Digest of what a costly step worked on, to know whether it must run again."""
    notes: tuple[str, ...] = ()
    """French sentences: approximations and gaps that readers of a plan must know."""


_RECORDS: Final = TypeAdapter(tuple[SourceRecord, ...])


def read_sources(folder: Path) -> tuple[SourceRecord, ...]:
    """Read the records of a folder, by id; none when the folder was not fetched.

    Raises
    ------
    TerritoryError
        The file cannot be read.
    """
    path = folder / SOURCES_FILE
    try:
        return _RECORDS.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()  # a folder that was not fetched
    except (OSError, ValidationError) as error:
        raise TerritoryError(
            (
                Fault(
                    file=SOURCES_FILE,
                    message="le relevé des sources est illisible",
                    remedy="Supprimez-le et relancez « itinerance fetch ».",
                ),
            )
        ) from error


def write_sources(folder: Path, records: Sequence[SourceRecord]) -> None:
    """Write the records by id, whole or not at all."""
    ordered = tuple(sorted(records, key=lambda record: record.id))
    write_atomically(folder / SOURCES_FILE, _RECORDS.dump_json(ordered, indent=2) + b"\n")


def credit(record: SourceRecord) -> str:
    """One line of credits: name, licence, vintage."""
    return f"{record.name} – {record.licence} – {record.vintage}"
