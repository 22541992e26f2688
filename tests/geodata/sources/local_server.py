"""A web server on this machine that answers as told: well, slowly, badly, or not at all."""

import gzip
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer; ``bytes_sent`` cuts it in the middle of what its length promises."""

    body: bytes = b""
    compute: Callable[[str], bytes] | None = None
    """Makes the body of what was asked, in the place of ``body``."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_gzipped: bool = False
    delay_s: float = 0.0
    bytes_sent: int | None = None
    etag: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request that came in."""

    path: str
    target: str
    """As sent: a proxy sees the whole URL."""
    headers: dict[str, str]


class LocalServer(ThreadingHTTPServer):
    """Replies by path: each path's replies in turn, the last for ever; 404 elsewhere.

    A path that ends in ``*`` stands for all that start so.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []

    def server_bind(self) -> None:
        """Bind without asking the resolver for this machine's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def serve(self, path: str, *replies: Reply) -> None:
        self.replies[path] = list(replies)

    def replies_to(self, path: str) -> list[Reply]:
        for served, replies in self.replies.items():
            if path == served or (served.endswith("*") and path.startswith(served[:-1])):
                return replies
        return [Reply(status=404)]

    def count(self, path: str) -> int:
        return sum(one.path == path for one in self.asked)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the library
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: LocalServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(
            Asked(path=path, target=self.path, headers=dict(self.headers.items()))
        )
        replies = self.server.replies_to(path)
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        time.sleep(reply.delay_s)
        if reply.etag and self.headers.get("If-None-Match") == reply.etag:
            reply = Reply(status=304, etag=reply.etag)
        plain = reply.compute(self.path) if reply.compute else reply.body
        body = gzip.compress(plain, mtime=0) if reply.is_gzipped else plain
        self.send_response_only(reply.status)
        headers = {"Date": self.date_time_string(), "Connection": "close"} | reply.headers
        for name, value in headers.items():
            self.send_header(name, value)
        if reply.etag:
            self.send_header("ETag", reply.etag)
        if reply.is_gzipped:
            self.send_header("Content-Encoding", "gzip")
        if reply.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: reply.bytes_sent])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as above
        pass


@contextmanager
def running_server() -> Iterator[LocalServer]:
    server = LocalServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
