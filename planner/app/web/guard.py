"""The guard in front of everything: pages, files, uploads and websockets alike."""

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.app.web.door import Door
from planner.app.web.headers import PLAIN_HEADERS
from planner.app.web.login import CLOSED_TEXT, LOGIN_PATH, LOGOUT_PATH, TOKEN_PATH, Login
from planner.app.web.sessions import Sessions

MAX_BODY_BYTES: Final = 128 * 1024 * 1024
"""Of one request: the roads of a large département are about 40 MB."""
_MAX_LOGIN_BYTES: Final = 4096
_SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}
USER: Final = "itinerance.user"
"""Key of the request's scope under which the name of the user stands."""
SECRET_HEADER: Final = "x-itinerance-proxy"  # noqa: S105 - a name
USER_HEADER: Final = "x-forwarded-user"
_OTHER_NAME: Final = (
    "Cette page ne répond pas à ce nom. Ouvrez-la par l'adresse que « itinerance serve » affiche, "
    "ou donnez-lui ce nom avec --public-url."
)
_PREFIX_HEADER: Final = b"x-forwarded-prefix"


class TooLargeError(Exception):
    """A request's body exceeds what is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Lets in who has shown the token or the password, from pages of this server."""

    app: ASGIApp
    door: Door
    sessions: Sessions
    login: Login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        # Only a configured proxy would have a say in the paths of the page, and none is.
        kept = [pair for pair in scope["headers"] if pair[0] != _PREFIX_HEADER]
        scope = {**scope, "headers": kept}
        refusal = self._refuse(scope)
        if refusal is not None:
            await _answer(refusal, scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"] in {LOGIN_PATH, LOGOUT_PATH, TOKEN_PATH}:
            limited = _limit(receive, _MAX_LOGIN_BYTES)
            try:
                answer = await self.login.answer(Request(scope, limited))
            except TooLargeError:
                answer = PlainTextResponse("Formulaire trop long.", status_code=413)
            await _answer(answer, scope, receive, send)
            return
        user = self._name_user(scope)
        if user is None:
            await _answer(self._ask(scope), scope, receive, send)
            return
        scope[USER] = user
        if scope["type"] == "websocket":
            await self.app(scope, self._while_signed_in(scope, receive), send)
            return
        try:
            await self.app(scope, _limit(receive, MAX_BODY_BYTES), send)
        except TooLargeError:
            response = PlainTextResponse("Fichier trop volumineux.", status_code=413)
            await _answer(response, scope, receive, send)

    def _name_user(self, scope: Scope) -> str | None:
        """Name who asks: by the proxy's word, or by the session of the cookie."""
        headers = Headers(scope=scope)
        by_proxy = self.door.name_by_proxy(headers.get(SECRET_HEADER), headers.get(USER_HEADER))
        if by_proxy is not None:
            return by_proxy
        session = self.sessions.find(HTTPConnection(scope).cookies.get(self.door.cookie, ""))
        return None if session is None else session.user

    def _while_signed_in(self, scope: Scope, receive: Receive) -> Receive:
        """Hang up a websocket with the first message that comes after its session has ended."""

        async def check() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and self._name_user(scope) is None:
                return {"type": "websocket.disconnect", "code": 1008, "reason": ""}
            return message

        return check

    def _refuse(self, scope: Scope) -> Response | None:
        """Refuse a request to another name, from another site, or with too long a body."""
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if len(headers.getlist("host")) != 1 or not self.door.answers_to(host):
            return PlainTextResponse(_OTHER_NAME, status_code=403)
        is_action = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if origin is None and is_action:
            return PlainTextResponse("Origine absente.", status_code=403)
        if origin is not None and not self.door.is_own_origin(origin, host):
            return PlainTextResponse("Origine refusée.", status_code=403)
        fetch_site = headers.get("sec-fetch-site", "same-origin")
        is_visit = headers.get("sec-fetch-mode") == "navigate" and not is_action
        if fetch_site not in {"same-origin", "none"} and not is_visit:
            return PlainTextResponse("Requête d'un autre site refusée.", status_code=403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            return PlainTextResponse("Fichier trop volumineux.", status_code=413)
        return None

    def _ask(self, scope: Scope) -> Response:
        """Ask who is not signed in for the password, or say where the token is."""
        wants_page = "text/html" in Headers(scope=scope).get("accept", "")
        if self.door.password_hash is not None and scope["type"] == "http" and wants_page:
            return RedirectResponse(LOGIN_PATH, status_code=303)
        return PlainTextResponse(CLOSED_TEXT, status_code=401)


def _limit(receive: Receive, max_bytes: int) -> Receive:
    """Count what comes in, whatever the headers said."""
    taken = 0

    async def count() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > max_bytes:
                raise TooLargeError
        return message

    return count


async def _answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer of our own; a websocket is closed before it opens, which is status 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        response.headers.update(PLAIN_HEADERS)
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)
