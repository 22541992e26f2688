"""The page served by a process of its own, as `itinerance serve` runs it, and a browser on it."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from planner.app.jobs.names import PID_FILE, PROGRESS_FILE

ROOT = Path(__file__).parents[4]
PATIENCE_MS = 30_000
OPENED_MS = 90_000
"""A page reads the whole folder before it is drawn, on a computer that has other work, too."""
_START_S = 180


@dataclass
class Server:
    """A server under test."""

    process: subprocess.Popen[str]
    entrance: str
    """Address that opens the page: with the token, if there is no password."""
    address: str
    """Address that the server itself listens on."""

    def stop(self) -> None:
        """End it as a person would; its output is closed in any case."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_server(folder: Path, *options: str, environment: dict[str, str] | None = None) -> Server:
    """Serve a folder on a free port; the caller stops it."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [
            *(sys.executable, "-m", "planner.app", "serve", str(folder)),
            *("--port", "0", "--no-open", *options),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_gather, args=(process.stdout, lines), daemon=True).start()
    said: list[str] = []
    while True:
        try:
            line = lines.get(timeout=_START_S)
        except queue.Empty:
            line = ""
        if not line:
            process.kill()
            process.wait()
            raise AssertionError(f"the server did not start: {''.join(said)}")
        said.append(line)
        if line.startswith("Page ouverte : "):
            shown = re.findall(r"https?://\S+", "".join(said))
            parts = urlsplit(shown[0])
            return Server(process, shown[-1], f"{parts.scheme}://{parts.netloc}")


def wait_for_job(folder: Path, *, step: str = "") -> int:
    """Process of the job of a folder, once it says that it is at a step."""
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        for said in folder.glob(f".jobs/*/{PROGRESS_FILE}"):
            text = said.read_text(encoding="utf-8")
            if text and step in text:
                return int((said.parent / PID_FILE).read_text())
        time.sleep(0.02)
    raise AssertionError(f"no job says {step!r}")


def _gather(stream: IO[str], lines: "queue.Queue[str]") -> None:
    """Keep reading, so that the server never waits for its reader."""
    try:
        for line in stream:
            lines.put(line)
    except ValueError:  # closed by the test
        pass
    lines.put("")


@dataclass
class Tab:
    """A signed-in browser tab and everything that went wrong in it."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page of the navigation and wait until it is drawn and answers to clicks."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#contenu:not([aria-busy]) h1", timeout=OPENED_MS)
        self.page.wait_for_function("window.socket?.connected ?? true")
        return self.page

    def text(self, selector: str) -> str:
        text = self.page.locator(selector).inner_text()
        return text.replace("\u00a0", " ").replace("\u202f", " ")


def open_tab(browser: Browser, server: Server, *, width: int = 1440, height: int = 900) -> Tab:
    """Sign a new browser in; the caller closes ``tab.page.context``."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        locale="fr-FR",
        timezone_id="Europe/Paris",
        accept_downloads=True,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    tab = Tab(page, server.address)
    page.on("request", lambda request: tab.requests.append(request.url))
    page.on("pageerror", lambda error: tab.errors.append(str(error)))
    page.on(
        "console",
        lambda message: tab.errors.append(message.text) if message.type == "error" else None,
    )
    page.goto(server.entrance)
    page.wait_for_selector("h1")
    return tab
