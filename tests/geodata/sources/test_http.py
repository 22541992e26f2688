"""Requests against a server that misbehaves."""

import hashlib
import time
from dataclasses import replace

import pytest

from geodata.errors import SourceError
from geodata.sources.http import CACHE_FILE, Answer, HttpOptions, fetch, open_http, parse_json
from tests.geodata.sources.local_server import LocalServer, Reply

GOOD = Reply(body=b'{"a": [1, 2]}')


def ask(server: LocalServer, options: HttpOptions, path: str = "/data") -> Answer[object]:
    with open_http(options) as http:
        return fetch(http, server.url + path, source="la source d'essai", read=parse_json)


def refusal(server: LocalServer, options: HttpOptions) -> str:
    with pytest.raises(SourceError) as caught:
        ask(server, options)
    return str(caught.value)


def test_an_answer_is_read_and_described(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", replace(GOOD, headers={"Last-Modified": "Tue, 03 Nov 2026 10:00:00 GMT"}))
    answer = ask(server, quick)
    assert answer.value == {"a": [1, 2]}
    assert answer.last_modified == "2026-11-03"
    assert answer.retrieved.endswith("+00:00")
    assert answer.sha256 == hashlib.sha256(GOOD.body).hexdigest()


def test_a_gzipped_answer_is_unpacked(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", replace(GOOD, is_gzipped=True))
    assert ask(server, quick).value == {"a": [1, 2]}


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_failure_is_retried(server: LocalServer, quick: HttpOptions, status: int) -> None:
    server.serve("/data", Reply(status=status), GOOD)
    assert ask(server, quick).value == {"a": [1, 2]}
    assert server.count("/data") == 2


def test_retry_after_is_waited_for(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", Reply(status=429, headers={"Retry-After": "1"}), GOOD)
    start = time.monotonic()
    ask(server, quick)
    assert time.monotonic() - start >= 1


def test_a_long_retry_after_is_cut(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", Reply(status=429, headers={"Retry-After": "3600"}), GOOD)
    start = time.monotonic()
    ask(server, replace(quick, longest_wait_s=1))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=503), "en panne ou saturé (HTTP 503, après 3 essais)"),
        (Reply(status=429), "trop de requêtes"),
        (Reply(status=404), "HTTP 404"),
        (Reply(status=500), "HTTP 500"),
        (replace(GOOD, bytes_sent=5), "coupée en route"),
        (replace(GOOD, is_gzipped=True, bytes_sent=12), "coupée en route"),
        (Reply(body=b"not gzip", headers={"Content-Encoding": "gzip"}), "abîmée en route"),
        (Reply(body=b"<!DOCTYPE html><title>Maintenance</title>"), "page HTML"),
        (Reply(body=b'{"a": [1, '), "JSON coupé"),
        (Reply(body=b""), "vide"),
        (Reply(body=b"Bonjour"), "pas du JSON"),
    ],
)
def test_a_failure_says_which_source_where_what_and_what_to_do(
    server: LocalServer, quick: HttpOptions, reply: Reply, words: str
) -> None:
    server.serve("/data", reply)
    message = refusal(server, quick)
    assert message.startswith(f"la source d'essai ({server.url}/data) : ")
    assert words in message
    assert "relancez la même commande" in message


def test_tries_are_bounded(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", Reply(status=503))
    refusal(server, quick)
    assert server.count("/data") == 3


def test_a_silent_source_times_out(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", replace(GOOD, delay_s=1))
    message = refusal(server, replace(quick, read_timeout_s=0.1, num_retries=1))
    assert "aucune réponse dans le temps imparti" in message


def test_a_slow_source_is_waited_for(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", replace(GOOD, delay_s=0.3))
    assert ask(server, quick).value == {"a": [1, 2]}


def test_nobody_at_the_address_is_said(server: LocalServer, quick: HttpOptions) -> None:
    server.server_close()
    assert "la connexion est impossible" in refusal(server, replace(quick, num_retries=0))


def test_a_fresh_answer_is_not_asked_again(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", GOOD)
    first, second = ask(server, quick), ask(server, quick)
    assert server.count("/data") == 1
    assert first == second


def test_an_old_answer_is_asked_with_its_etag_and_reused(
    server: LocalServer, quick: HttpOptions
) -> None:
    server.serve("/data", replace(GOOD, etag='"v1"'))
    ask(server, replace(quick, fresh_for_s=1))
    time.sleep(1.1)
    assert ask(server, quick).value == {"a": [1, 2]}
    assert [one.headers.get("If-None-Match") for one in server.asked] == [None, '"v1"']


def test_refresh_asks_anew_for_a_fresh_answer(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", replace(GOOD, etag='"v1"'))
    ask(server, quick)
    server.serve("/data", Reply(body=b"[2]", etag='"v2"'))
    assert ask(server, replace(quick, refresh=True)).value == [2]


def test_an_old_answer_never_hides_a_source_that_is_down(
    server: LocalServer, quick: HttpOptions
) -> None:
    server.serve("/data", GOOD, Reply(status=503))
    ask(server, quick)
    message = refusal(server, replace(quick, refresh=True))
    assert "HTTP 503" in message
    assert "en cache : « --offline »" in message


@pytest.mark.parametrize("bad", [b"<html>", b'{"a": '])
def test_an_unreadable_answer_is_not_kept(
    server: LocalServer, quick: HttpOptions, bad: bytes
) -> None:
    server.serve("/data", Reply(body=bad), GOOD)
    refusal(server, quick)
    assert ask(server, quick).value == {"a": [1, 2]}


def test_offline_uses_the_cache_and_no_network(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", GOOD)
    fresh = ask(server, quick)
    server.server_close()
    assert ask(server, replace(quick, offline=True)) == fresh


def test_offline_says_that_a_copy_is_old(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", GOOD)
    ask(server, replace(quick, fresh_for_s=1))
    time.sleep(1.1)
    answer = ask(server, replace(quick, offline=True))
    assert answer.is_stale_copy
    assert server.count("/data") == 1


def test_offline_without_a_copy_is_an_error(server: LocalServer, quick: HttpOptions) -> None:
    server.serve("/data", GOOD)
    message = refusal(server, replace(quick, offline=True))
    assert "hors ligne" in message
    assert "--offline" in message
    assert server.asked == []


def test_the_proxy_of_the_environment_is_used(
    server: LocalServer, quick: HttpOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    server.serve("/data", GOOD)
    with open_http(quick) as http:
        fetch(http, "http://nowhere.invalid/data", source="la source", read=parse_json)
    assert [one.target for one in server.asked] == ["http://nowhere.invalid/data"]


def test_a_dead_proxy_is_named(
    server: LocalServer, quick: HttpOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.server_close()
    monkeypatch.setenv("HTTP_PROXY", server.url)
    with (
        open_http(replace(quick, num_retries=0)) as http,
        pytest.raises(SourceError, match="le proxy de l'environnement"),
    ):
        fetch(http, "http://nowhere.invalid/data", source="la source", read=parse_json)


def test_a_cache_that_is_no_cache_is_refused(server: LocalServer, quick: HttpOptions) -> None:
    quick.cache_folder.mkdir()
    (quick.cache_folder / CACHE_FILE).write_bytes(b"no database at all" * 100)
    server.serve("/data", GOOD)
    assert CACHE_FILE in refusal(server, quick)
