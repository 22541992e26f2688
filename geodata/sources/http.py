"""Requests to public sources: cached on disk, retried within bounds, failures said in French.

The cache, the conditional requests (``ETag``, ``Last-Modified``) and the retries are those of
requests-cache and urllib3; a proxy is taken from the environment, as requests does. An answer
that does not read well is taken out of the cache again, so that the next run asks anew.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import requests
from requests.adapters import HTTPAdapter
from requests_cache import CachedSession
from requests_cache.backends.sqlite import SQLiteCache
from urllib3 import Retry
from urllib3.exceptions import ReadTimeoutError

from geodata.errors import SourceError

CACHE_FILE: Final = "http.sqlite"
RETRIED_STATUSES: Final = (429, 502, 503, 504)
_FIRST_ERROR: Final = 400
_TOO_MANY: Final = 429
_SERVER_ERRORS: Final = range(500, 600)
_KEPT: Final = "Ce qui est déjà obtenu est gardé ; relancez la même commande plus tard."
_NOTHING_CACHED: Final = 504
"""What requests-cache answers itself when only the cache may be used and holds nothing."""
_TOO_LATE: Final = "aucune réponse dans le temps imparti"
_WORDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (requests.Timeout, _TOO_LATE),
    (
        requests.exceptions.ProxyError,
        "le proxy de l'environnement (HTTP_PROXY, HTTPS_PROXY) ne répond pas",
    ),
    (requests.exceptions.SSLError, "la connexion chiffrée est refusée (certificat)"),
    (requests.exceptions.ChunkedEncodingError, "la réponse est coupée en route"),
    (requests.exceptions.ContentDecodingError, "la réponse est abîmée en route"),
    (requests.ConnectionError, "la connexion est impossible"),
    (sqlite3.Error, f"le cache « {CACHE_FILE} » est illisible ; supprimez-le"),
)
"""What happened, by error; the first kind that fits."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpOptions:
    """How sources are asked."""

    cache_folder: Path
    """Made when absent; holds :data:`CACHE_FILE`."""
    offline: bool = False
    """Use the cache alone, however old, and no network."""
    refresh: bool = False
    """Ask the source anew, however fresh the cached answer."""
    fresh_for_s: int = 24 * 3600
    """A cached answer younger than this is used as it is; an older one is revalidated."""
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0
    """Longest silence of a source while it answers, not the length of the whole answer."""
    num_retries: int = 3
    backoff_s: float = 1.0
    """Waits before the retries: 0, 2, 4 … times this, unless the source says ``Retry-After``."""
    longest_wait_s: int = 60
    """A longer ``Retry-After`` is cut to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """An open session and how it is used."""

    session: CachedSession
    options: HttpOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """An answer of a source, read."""

    value: T
    url: str
    retrieved: str
    """UTC moment in ISO form at which the source gave the bytes, maybe to an earlier run."""
    sha256: str
    """Of the answer's bytes, decompressed."""
    last_modified: str
    """Day in ISO form on which the source says its data changed; empty when it does not."""
    is_stale_copy: bool
    """From the cache, past its age, unchecked: offline only."""


@contextmanager
def open_http(options: HttpOptions) -> Iterator[Http]:
    """Open a session with its cache, and close it.

    Raises
    ------
    SourceError
        The cache cannot be opened.
    """
    path = options.cache_folder / CACHE_FILE
    try:
        options.cache_folder.mkdir(parents=True, exist_ok=True)
        session = CachedSession(
            # SQLite: a run that is killed leaves the old answer or the new one, never a part.
            # JSON: a folder may come from somebody else, and unpickling would run their code.
            backend=SQLiteCache(path, serializer="json"),
            expire_after=options.fresh_for_s,
            # Offline alone may an old answer be used; the answer then says that it is one.
            stale_if_error=options.offline,
        )
    except (OSError, sqlite3.Error) as error:
        raise SourceError(
            f"le cache « {path} » ne peut pas être ouvert ({error}). "
            "Supprimez ce fichier, ou choisissez un autre dossier de cache."
        ) from error
    retry = Retry(
        total=options.num_retries,
        status_forcelist=RETRIED_STATUSES,
        backoff_factor=options.backoff_s,
        respect_retry_after_header=True,
        retry_after_max=options.longest_wait_s,
        raise_on_status=False,
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    session.headers["User-Agent"] = "itinerance (planification de permanences itinérantes)"
    try:
        yield Http(session=session, options=options)
    finally:
        session.close()  # type: ignore[no-untyped-call] # untyped in requests-cache


def fetch(
    http: Http,
    url: str,
    *,
    source: str,
    read: Callable[[bytes], T],
    params: Mapping[str, str] | None = None,
    read_timeout_s: float | None = None,
    read_refusal: Callable[[bytes], T] | None = None,
    shown_url: str | None = None,
) -> Answer[T]:
    """Get an answer and read it.

    Parameters
    ----------
    http
        The open session.
    url, params
        What is asked; redirects are followed.
    source
        French name of the source with its article, as an error shows it.
    read
        Turns the bytes into what they say; raises :class:`SourceError` when they say nothing.
    read_timeout_s
        Patience with a source that computes long; else that of the options.
    read_refusal
        Turns the bytes of a refusal (HTTP 4xx) into what they say, for services that answer
        there; raises :class:`SourceError` with the words of the service.
    shown_url
        What errors show in the place of an address that is too long to be read.

    Raises
    ------
    SourceError
        The source cannot be reached, refuses, or its answer cannot be read.
    """
    options, shown_url = http.options, shown_url or url
    try:
        response = http.session.get(
            url,
            params=params,
            timeout=(options.connect_timeout_s, read_timeout_s or options.read_timeout_s),
            only_if_cached=options.offline,
            force_refresh=options.refresh and not options.offline,
        )
    except (requests.RequestException, sqlite3.Error) as error:
        raise _failure(
            source, shown_url, _what_happened(error), _remedy(http, url, params)
        ) from error
    if options.offline and response.status_code == _NOTHING_CACHED:
        raise _failure(
            source,
            shown_url,
            "hors ligne, et le cache ne contient pas cette réponse",
            "Relancez une fois avec le réseau, sans « --offline ».",
        )
    if response.status_code >= _FIRST_ERROR:
        if read_refusal is None or response.status_code in (_TOO_MANY, *_SERVER_ERRORS):
            raise _failure(
                source, shown_url, _status(response, options), _remedy(http, url, params)
            )
        read = read_refusal
    try:
        value = read(response.content)
    except SourceError as error:
        _forget(http, url, params)
        raise _failure(source, shown_url, str(error), _KEPT) from error
    return Answer(
        value=value,
        # As asked: what a response calls its address differs between fresh and cached ones.
        url=str(requests.Request("GET", url, params=params).prepare().url),
        retrieved=_moment(response).isoformat(timespec="seconds"),
        sha256=hashlib.sha256(response.content).hexdigest(),
        last_modified=_day(response.headers.get("Last-Modified")),
        is_stale_copy=options.offline and bool(getattr(response, "is_expired", False)),
    )


def forget_answers(http: Http) -> None:
    """Empty the cache, of answers that are kept elsewhere now."""
    http.session.cache.clear()  # type: ignore[no-untyped-call] # as above


def parse_json(content: bytes) -> Any:  # noqa: ANN401 - JSON is anything
    """Parse JSON bytes.

    Raises
    ------
    SourceError
        They are HTML, cut, or something else; the message says which.
    """
    try:
        return json.loads(content)
    except ValueError as error:
        start = content.lstrip()[:1]
        if not start:
            raise SourceError("la réponse est vide") from error
        if start == b"<":
            raise SourceError("la réponse est une page HTML (ou du XML), pas du JSON") from error
        if start in b"[{":
            raise SourceError("la réponse est du JSON coupé ou abîmé") from error
        raise SourceError("la réponse n'est pas du JSON") from error


def _failure(source: str, url: str, happened: str, remedy: str) -> SourceError:
    return SourceError(f"{source} ({url}) : {happened}. {remedy}")


def _what_happened(error: Exception) -> str:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, ReadTimeoutError):  # after retries, wrapped in a ConnectionError
        return _TOO_LATE
    return next(
        (words for kind, words in _WORDS if isinstance(error, kind)),
        f"la requête échoue ({type(error).__name__})",
    )


def _status(response: requests.Response, options: HttpOptions) -> str:
    status = response.status_code
    if status not in RETRIED_STATUSES:
        return f"le serveur refuse la requête (HTTP {status})"
    tries = f"après {options.num_retries + 1} essais"
    if status == _TOO_MANY:
        return f"trop de requêtes, le serveur demande d'attendre (HTTP {status}, {tries})"
    return f"le serveur est en panne ou saturé (HTTP {status}, {tries})"


def _remedy(http: Http, url: str, params: Mapping[str, str] | None) -> str:
    """What to do; an older answer in the cache is offered, never taken silently."""
    request = requests.Request("GET", url, params=params)
    try:
        key = http.session.cache.create_key(http.session.prepare_request(request))
        cached = http.session.cache.get_response(key)
    except (requests.RequestException, sqlite3.Error):
        cached = None  # the remedy is an offer beside a failure that is told anyway
    if cached is None:
        return _KEPT
    day = f"{_moment(cached):%d/%m/%Y}"
    return f"{_KEPT} Une copie du {day} est en cache : « --offline » s'en sert."


def _forget(http: Http, url: str, params: Mapping[str, str] | None) -> None:
    http.session.cache.delete(requests=[requests.Request("GET", url, params=params)])


def _moment(response: Any) -> datetime:  # noqa: ANN401 - fresh and cached answers differ in type
    """When the source answered: its own ``Date``, which the cache keeps, else our clock."""
    said = response.headers.get("Date")
    try:
        moment = parsedate_to_datetime(said) if said else response.created_at
    except ValueError:
        moment = response.created_at  # a header that is no date tells nothing
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _day(http_date: str | None) -> str:
    try:
        return parsedate_to_datetime(http_date).date().isoformat() if http_date else ""
    except ValueError:
        return ""  # a header that is no date tells nothing
