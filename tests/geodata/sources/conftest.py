"""A local server for every test of this folder; no test leaves the machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.sources.http import HttpOptions
from tests.geodata.sources.local_server import LocalServer, running_server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with running_server() as running:
        yield running


@pytest.fixture
def quick(tmp_path: Path) -> HttpOptions:
    """Options that never wait long."""
    return HttpOptions(
        cache_folder=tmp_path / "cache", backoff_s=0.01, read_timeout_s=5.0, num_retries=2
    )
