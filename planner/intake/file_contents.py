"""Whether a dropped file is what its ending says, and small enough to be opened.

Readers choose by the ending alone, and GDAL by the content alone: a text that only calls itself
GeoJSON could make it open other files or addresses. What unpacks to far more than it weighs could
fill the memory. Both are refused here, before any reader sees the file.
"""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyarrow.parquet as pq
from pyarrow import ArrowException

from geodata.errors import Fault, TerritoryError

MAX_UNPACKED_BYTES: Final = 1_500_000_000
"""Of a table in a packed file; a département's largest takes a tenth."""
MAX_UNPACKED_WORKBOOK_BYTES: Final = 200_000_000
_HEAD_BYTES: Final = 4096
_GEOPACKAGE_IDS: Final = (b"GPKG", b"GP10", b"GP11")
_AS_EXPORTED: Final = "Exportez-le de nouveau, et déposez le fichier tel quel, sans le renommer."


def check_content(path: Path, *, name: str, max_bytes: int) -> None:
    """Refuse a file whose content is not what its ending says, or is too large.

    Parameters
    ----------
    name
        What faults call it.
    max_bytes
        How much it may weigh on disk.

    Raises
    ------
    TerritoryError
        With what is wrong and how to mend it.
    """
    size = path.stat().st_size
    if size == 0:
        raise _refusal(name, "le fichier est vide", "Remplissez-le avant de le déposer.")
    if size > max_bytes:
        raise too_large(name, max_bytes)
    known = _IS_CONTENT.get(path.suffix.lower())
    if known is None:
        raise _refusal(
            name,
            "ce genre de fichier n'est pas lu",
            f"Donnez l'un de ces formats : {', '.join(_IS_CONTENT)}.",
        )
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not known(head):
        raise _refusal(
            name, f"le contenu n'est pas celui d'un fichier {path.suffix.lower()}", _AS_EXPORTED
        )
    _UNPACKED.get(path.suffix.lower(), _is_not_packed)(path, name)


def too_large(name: str, max_bytes: int) -> TerritoryError:
    """Make the refusal of a file that weighs too much."""
    return _refusal(
        name,
        f"le fichier dépasse {max_bytes // 1_000_000} Mo",
        "Réduisez-le au territoire, ou copiez-le vous-même dans le dossier.",
    )


def _is_text(head: bytes) -> bool:
    return b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _is_geojson(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _is_geopackage(head: bytes) -> bool:
    return head.startswith(b"SQLite format 3\0") and head[68:72] in _GEOPACKAGE_IDS


def _is_parquet(head: bytes) -> bool:
    return head.startswith(b"PAR1")


def _is_workbook(_: bytes) -> bool:
    return True  # the reader of workbooks says better what is wrong with one


def _is_not_packed(_path: Path, _name: str) -> None:
    """Find nothing wrong with a file that is as large as it looks."""


def _check_workbook(path: Path, name: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _refusal(name, "le classeur est abîmé", _AS_EXPORTED) from error
    if size > MAX_UNPACKED_WORKBOOK_BYTES:
        raise _unpacks_too_large(name, MAX_UNPACKED_WORKBOOK_BYTES)


def _check_parquet(path: Path, name: str) -> None:
    try:
        metadata = pq.read_metadata(path)
    except (ArrowException, OSError) as error:
        raise _refusal(name, "le fichier n'est pas un Parquet lisible", _AS_EXPORTED) from error
    size = sum(metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups))
    if size > MAX_UNPACKED_BYTES:
        raise _unpacks_too_large(name, MAX_UNPACKED_BYTES)


def _unpacks_too_large(name: str, limit: int) -> TerritoryError:
    return _refusal(
        name,
        f"une fois ouvert, le fichier dépasserait {limit // 1_000_000} Mo",
        "Réduisez-le au territoire.",
    )


def _refusal(name: str, message: str, remedy: str) -> TerritoryError:
    return TerritoryError((Fault(file=name, message=message, remedy=remedy),))


_IS_CONTENT: Final[Mapping[str, Callable[[bytes], bool]]] = MappingProxyType(
    {
        ".csv": _is_text,
        ".xlsx": _is_workbook,
        ".geojson": _is_geojson,
        ".gpkg": _is_geopackage,
        ".parquet": _is_parquet,
        ".toml": _is_text,
    }
)
_UNPACKED: Final[Mapping[str, Callable[[Path, str], None]]] = MappingProxyType(
    {".xlsx": _check_workbook, ".parquet": _check_parquet}
)
