"""Signing in: by the token of the terminal's address, or by the password."""

import asyncio
import hmac
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from planner.app.web.door import MAX_NAME, Door
from planner.app.web.passwords import is_password
from planner.app.web.sessions import SESSION_S, Sessions
from planner.wording import one_line

LOGIN_PATH: Final = "/connexion"
LOGOUT_PATH: Final = "/deconnexion"
TOKEN_PATH: Final = "/entrer"  # noqa: S105 - a path
CLOSED_TEXT: Final = (
    "Cette page est fermée. Ouvrez-la par l'adresse complète que « itinerance serve » affiche "
    "dans son terminal ; elle change à chaque démarrage."
)
_TOO_MANY: Final = "Trop d'essais. Attendez une minute, puis recommencez."
_PAGE: Final = (Path(__file__).parent / "assets" / "login.html").read_text(encoding="utf-8")
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_ENTER: Final = (
    '<!doctype html><html lang="fr"><meta charset="utf-8"><title>itinerance</title>'
    '<meta http-equiv="refresh" content="0;url=/"><a href="/">Ouvrir la page</a></html>'
)
"""A page of ours goes on to the next: a cookie for this site alone is not sent along a redirection
that began on another one, a mail or a sign-in service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Counts failed attempts: few from one address, not many from all of them."""

    limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )
    of_one: RateLimitItemPerMinute = field(default_factory=lambda: RateLimitItemPerMinute(5))
    of_all: RateLimitItemPerMinute = field(default_factory=lambda: RateLimitItemPerMinute(60))

    def are_left(self, address: str) -> bool:
        """Whether somebody at an address may try."""
        return self.limiter.test(self.of_one, address) and self.limiter.test(self.of_all)

    def note_failure(self, address: str) -> None:
        """Count a failed attempt."""
        self.limiter.hit(self.of_one, address)
        self.limiter.hit(self.of_all)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Answers the requests by which a browser signs in or out."""

    door: Door
    sessions: Sessions
    attempts: Attempts = field(default_factory=Attempts)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """Checking a password takes memory and time, by design; not for many at once."""

    async def answer(self, request: Request) -> Response:
        """Answer a request to one of the three paths."""
        path, method = request.url.path, request.method
        if path == LOGOUT_PATH and method == "POST":
            return self._leave(request)
        if path == TOKEN_PATH and method == "GET" and self.door.has_token:
            return self._enter(request)
        if path == LOGIN_PATH and self.door.password_hash is not None:
            if method == "GET":
                return _form(status=200)
            if method == "POST":
                return await self._check(request, self.door.password_hash)
        return PlainTextResponse(CLOSED_TEXT, status_code=404)

    def _enter(self, request: Request) -> Response:
        given = request.query_params.get("jeton", "")
        address = _address(request)
        if not self.attempts.are_left(address):
            return PlainTextResponse(_TOO_MANY, status_code=429, headers={"Retry-After": "60"})
        if not hmac.compare_digest(given.encode(), self.door.token.encode()):
            self.attempts.note_failure(address)
            return PlainTextResponse(CLOSED_TEXT, status_code=401)
        return self._signed_in(self.door.local_user)

    async def _check(self, request: Request, password_hash: str) -> Response:
        address = _address(request)
        async with self.turns:  # counted in turn: attempts at the same time are attempts, too
            if not self.attempts.are_left(address):
                return _form(status=429, message=_TOO_MANY)
            form = await request.form()
            name, password = (str(form.get(key, "")) for key in ("nom", "mot_de_passe"))
            if not await asyncio.to_thread(is_password, password, password_hash):
                self.attempts.note_failure(address)
                return _form(status=401, message="Mot de passe refusé.", name=name[:MAX_NAME])
        return self._signed_in(one_line(name)[:MAX_NAME] or self.door.local_user)

    def _signed_in(self, user: str) -> Response:
        response = HTMLResponse(_ENTER, headers={"Content-Security-Policy": _POLICY})
        response.set_cookie(
            self.door.cookie,
            self.sessions.open(user),
            max_age=SESSION_S,
            path="/",
            secure=self.door.is_secure,
            httponly=True,
            samesite="strict",
        )
        return response

    def _leave(self, request: Request) -> Response:
        self.sessions.close(request.cookies.get(self.door.cookie, ""))
        where = LOGIN_PATH if self.door.password_hash is not None else TOKEN_PATH
        response = RedirectResponse(where, status_code=303)
        response.delete_cookie(
            self.door.cookie,
            path="/",
            secure=self.door.is_secure,
            httponly=True,
            samesite="strict",
        )
        return response


def _form(*, status: int, message: str = "", name: str = "") -> Response:
    page = _PAGE.replace("{message}", escape(message)).replace("{name}", escape(name))
    headers = {"Content-Security-Policy": _POLICY}
    if status == 429:  # noqa: PLR2004 - too many requests
        headers["Retry-After"] = "60"
    return HTMLResponse(page, status_code=status, headers=headers)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
