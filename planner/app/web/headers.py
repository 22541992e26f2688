"""What every answer tells the browser to refuse."""

import secrets
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT: Final = b"<script"
PLAIN_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",  # with none at all, forms would not say where they come from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def page_policy(nonce: str, *, host: str) -> str:
    """Content-Security-Policy of the pages.

    Vue compiles its templates in the browser, hence ``unsafe-eval``; scripts written into the page
    run with the nonce of the answer alone, and nothing comes from another origin.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


class Hardened:
    """Adds the headers to every answer, and the nonce to the scripts of a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
        nonce = secrets.token_urlsafe(16)
        held: Message | None = None
        body = bytearray()

        async def harden(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                for name, value in PLAIN_HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
                is_page = "Content-Security-Policy" not in headers
                headers.setdefault("Content-Security-Policy", page_policy(nonce, host=host))
                message = {**message, "headers": headers.raw}
                if is_page and headers.get("Content-Type", "").startswith("text/html"):
                    held = message
                    return
            elif held is not None:
                body.extend(message.get("body", b""))
                if message.get("more_body", False):
                    return
                # Data stands in the page as escaped text: every tag is of the template.
                page = bytes(body).replace(_SCRIPT, _SCRIPT + f' nonce="{nonce}"'.encode())
                headers = MutableHeaders(raw=list(held["headers"]))
                headers["Content-Length"] = str(len(page))
                await send({**held, "headers": headers.raw})
                await send({"type": "http.response.body", "body": page})
                return
            await send(message)

        await self.app(scope, receive, harden)
