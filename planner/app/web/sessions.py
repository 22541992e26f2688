"""Who has shown a token or the password, and until when; kept in memory, gone with the server."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SESSION_S: Final = 12 * 3600
"""A working day; then the password is asked again."""
_MAX_SESSIONS: Final = 1000
"""The oldest make room: nobody fills the memory by signing in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that may use the page."""

    user: str
    """Name that its decisions are recorded under."""
    ends_s: float


class Sessions:
    """The browsers that are signed in. Tokens are kept as their hashes."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def open(self, user: str) -> str:
        """Sign a browser in; return the secret of its cookie."""
        secret = secrets.token_urlsafe(32)
        session = Session(user=user, ends_s=self._clock() + SESSION_S)
        with self._lock:
            self._sessions[digest(secret)] = session
            while len(self._sessions) > _MAX_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
        return secret

    def find(self, secret: str) -> Session | None:
        """Find the session of a cookie, if it has not ended."""
        with self._lock:
            session = self._sessions.get(digest(secret))
            if session is not None and session.ends_s <= self._clock():
                del self._sessions[digest(secret)]
                return None
            return session

    def close(self, secret: str) -> None:
        """Sign a browser out."""
        with self._lock:
            self._sessions.pop(digest(secret), None)


def digest(secret: str) -> str:
    """Return what is kept of a secret: looked up by it, nothing leaks by the time it takes."""
    return hashlib.sha256(secret.encode()).hexdigest()
