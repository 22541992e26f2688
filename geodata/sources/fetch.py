"""Make a territory folder from public sources: step after step, each product whole or absent.

A run that was killed is simply started again: answers that came are in the cache, files that
were finished are found unchanged. Files that somebody edited are kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from geodata.errors import SourceError
from geodata.files import fingerprint, write_atomically
from geodata.folder_lock import lock_folder
from geodata.sources.ages import read_ages
from geodata.sources.geo_api import check_departement
from geodata.sources.http import HttpOptions, open_http
from geodata.sources.manifest import SourceRecord, read_sources, write_sources
from geodata.sources.step import Context, Product, SourceUrls, Step
from geodata.sources.steps import COMMUNES_STEP, OTHER_STEPS

Progress = Callable[[str], None]
"""Called with one French line at a time."""

_ADVISER_COLUMNS: Final = (
    "id, name, base_commune, working_days, weekly_hours, max_drive_minutes_per_day"
)
_NEEDED: Final = (
    ("communes.geojson", "les communes"),
    ("venues.csv", "les lieux candidats"),
    ("roads.parquet", "les routes"),
    ("advisers.csv", f"vos conseillers (colonnes {_ADVISER_COLUMNS})"),
)
_USEFUL: Final = (
    ("survey.csv", "les réponses à l'enquête ; sans elles le besoin suit les chiffres publiés"),
    ("existing_offer.csv", "l'offre existante ; sans elle la couverture part de zéro"),
)
_BY_HAND: Final = "{name} a été modifié à la main ou vient d'ailleurs : il est gardé tel quel."


def _silent(_: str) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How a territory is fetched."""

    urls: SourceUrls = field(default_factory=SourceUrls)
    ages: Path | None = None
    """Census table: ``code``, ``residents_15_59``, ``residents_60_74``, ``residents_75_plus``."""
    roads_pbf: Path | None = None
    """OSM extract (Geofabrik ``.osm.pbf``) to take the roads from, instead of Overpass."""
    mednum: Path | None = None
    """LA-MEDNUM file (CSV or JSON) to take, instead of the national list."""
    france_services: Path | None = None
    """CSV of France services to join with it."""
    skip: frozenset[str] = frozenset()
    """Ids of steps to leave out, see :data:`geodata.sources.steps.OTHER_STEPS`."""
    overwrite: bool = False
    """Replace files that were edited by hand, too."""
    http: HttpOptions | None = None
    """Without it, the cache lies in the folder's ``.cache``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """What a fetch did."""

    departement: str
    records: tuple[SourceRecord, ...]
    written: tuple[str, ...]
    """Files that are new or changed."""
    kept: tuple[str, ...]
    """Files edited by hand, left as they are."""
    notes: tuple[str, ...]
    """French sentences on approximations and gaps, as in ``sources.json``."""
    missing: tuple[str, ...]
    """What a plan still needs; French."""
    useful: tuple[str, ...]
    """What would make a plan better; French."""


def fetch_territory(
    departement: str,
    folder: Path,
    *,
    options: FetchOptions | None = None,
    progress: Progress = _silent,
) -> FetchReport:
    """Fetch what public sources know of a département into a territory folder.

    Parameters
    ----------
    departement
        Its code: ``17``, ``2A``, ``974``.
    folder
        Made when absent; tables of the user (advisers, survey) are never touched.
    options, progress
        How, and who is told.

    Raises
    ------
    InputError
        No such département, or the census table is wrong; nothing was asked or written.
    FolderInUseError
        Another process is working on the folder.
    SourceError
        Sources failed; what the others gave is in the folder.
    """
    options = options or FetchOptions()
    code = check_departement(departement)
    figures = read_ages(options.ages) if options.ages else {}
    read_sources(folder)  # what cannot be read is refused before anything is made
    folder.mkdir(parents=True, exist_ok=True)
    http_options = options.http or HttpOptions(cache_folder=folder / ".cache")
    with lock_folder(folder, doing="itinerance fetch"), open_http(http_options) as http:
        records = {record.id: record for record in read_sources(folder)}
        store = _Store(
            folder=folder, records=records, overwrite=options.overwrite, progress=progress
        )
        context = Context(
            http=http,
            departement=code,
            urls=options.urls,
            ages_path=options.ages,
            figures=figures,
            roads_pbf=options.roads_pbf,
            mednum_path=options.mednum,
            france_services_path=options.france_services,
        )
        _run(context, options, store)
    return FetchReport(
        departement=code,
        records=tuple(records[key] for key in sorted(records)),
        written=tuple(store.written),
        kept=tuple(store.kept),
        notes=tuple(note for key in sorted(records) for note in records[key].notes),
        missing=_absent(folder, _NEEDED),
        useful=_absent(folder, _USEFUL),
    )


@dataclass(slots=True, kw_only=True)
class _Store:
    """The folder while it fills; the one thing here that changes."""

    folder: Path
    records: dict[str, SourceRecord]
    overwrite: bool
    progress: Progress
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def has(self, step: Step, request: str) -> bool:
        """Whether the files that a step made of the same request lie there as it left them."""
        own = [record for record in self.records.values() if record.step == step.id]
        return bool(own) and all(
            record.request == request
            and record.files
            and all(
                (self.folder / name).exists() and fingerprint(self.folder / name) == digest
                for name, digest in record.files
            )
            for record in own
        )

    def keep(self, step: Step, product: Product, *, request: str) -> None:
        """Write a product's files, then its records: a file without record is found equal."""
        ours = {pair for record in self.records.values() for pair in record.files}
        digests = []
        for name, content in product.files.items():
            path, digest = self.folder / name, sha256(content).hexdigest()
            present = fingerprint(path) if path.exists() else None
            if present not in (None, digest) and (name, present) not in ours and not self.overwrite:
                self.kept.append(name)
                self.progress(_BY_HAND.format(name=name))
                continue
            if present != digest:
                write_atomically(path, content)
                self.written.append(name)
            digests.append((name, digest))
        for key in [key for key, record in self.records.items() if record.step == step.id]:
            del self.records[key]
        for record in product.records:
            self.records[record.id] = replace(record, files=tuple(digests), request=request)
        write_sources(self.folder, tuple(self.records.values()))


def _run(context: Context, options: FetchOptions, store: _Store) -> None:
    """Run every step; a failure of one leaves the others their chance."""
    found = _attempt(COMMUNES_STEP, context, store)
    context = replace(context, geo_communes=found.geo_communes, communes=found.communes)
    failures = []
    for step in OTHER_STEPS:
        if step.id in options.skip:
            store.progress(f"{step.title} : étape laissée de côté.")
            continue
        try:
            request = step.request(context) if step.request else ""
            if request and not context.http.options.refresh and store.has(step, request):
                store.progress(f"{step.title} : déjà là, rien n'a changé.")
                continue
            _attempt(step, context, store, request=request)
        except SourceError as error:
            store.progress(f"{step.title} : échec.")
            failures.append(str(error))
    if failures:
        raise SourceError("\n".join(failures))


def _attempt(step: Step, context: Context, store: _Store, *, request: str = "") -> Product:
    store.progress(f"{step.title}…")
    product = step.run(context)
    store.keep(step, product, request=request)
    store.progress(f"{step.title} : {product.summary}.")
    return product


def _absent(folder: Path, wanted: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Files that are there under no ending."""
    stems = {path.stem for path in folder.iterdir() if path.is_file()}
    return tuple(f"{name} : {words}" for name, words in wanted if Path(name).stem not in stems)
