"""How the page is reached: addresses, names it answers to, what is asked at the door."""

import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass, field, replace
from typing import Final

from geodata.errors import Fault, SettingsError
from planner.app.web.sessions import digest
from planner.wording import one_line

MAX_NAME: Final = 80
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
ANY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104 - what may be asked for, with a password
_PORT: Final = re.compile(r":\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the page listens and whom it lets in."""

    host: str
    port: int
    public_url: str | None = None
    """Address behind a reverse proxy: ``https://planning.exemple.fr``."""
    password_hash: str | None = field(default=None, repr=False)
    """Argon2 hash; ``None``: the token of the address that the terminal shows opens the page."""
    proxy_secret: str | None = field(default=None, repr=False)
    """What a reverse proxy shows that has asked for the name itself, by OIDC for instance."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    computer: str
    """Name of this computer in its network."""
    local_user: str
    """Name that decisions are recorded under where nobody signs in by name."""

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """Name of the cookie; cookies of one host are shared by all its ports."""
        return "__Host-itinerance" if self.is_secure else f"itinerance-{self.port}"

    @property
    def address(self) -> str:
        """Address of the page for a browser of this computer."""
        host = self.computer if self.host in ANY_ADDRESS else self.host
        return self.public_url or f"http://{_bracketed(host)}:{self.port}"

    @property
    def _public_host(self) -> str:
        return (self.public_url or "").partition("://")[2]

    @property
    def entrance(self) -> str:
        """Address that opens the page."""
        return f"{self.address}/entrer?jeton={self.token}" if self.has_token else self.address

    @property
    def has_token(self) -> bool:
        """Whether the token of the terminal opens the page: where nothing else is asked for."""
        return self.password_hash is None and self.proxy_secret is None

    def at_port(self, port: int) -> "Door":
        """Return the same door at the port that was found free."""
        return replace(self, port=port)

    def answers_to(self, host: str) -> bool:
        """Whether the Host header of a request names this server.

        A name that an attacker made to resolve to this computer is refused. A number cannot be
        made to, so any is taken where the server listens beyond this computer.
        """
        if self.public_url is not None and host == self._public_host:
            return True
        names = LOOPBACK if self.host in LOOPBACK else (*LOOPBACK, self.host, self.computer)
        if host.lower() in {f"{_bracketed(name)}:{self.port}".lower() for name in names}:
            return True
        return self.host not in LOOPBACK and _is_number(_PORT.sub("", host))

    def name_by_proxy(self, secret: str | None, user: str | None) -> str | None:
        """Name that the reverse proxy has made sure of; ``None`` where it did not ask."""
        if self.proxy_secret is None or secret is None or not user:
            return None
        is_proxy = hmac.compare_digest(digest(secret), digest(self.proxy_secret))
        return one_line(user)[:MAX_NAME] if is_proxy else None

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether a request comes from a page of this server."""
        if self.public_url is not None and host == self._public_host:
            return origin == self.public_url
        return origin == f"http://{host}"


def check_door(door: Door) -> None:
    """Refuse to stand open.

    Raises
    ------
    SettingsError
        When the page would be reached from other computers without a password.
    """
    if door.has_token and (door.host not in LOOPBACK or door.public_url is not None):
        raise SettingsError(
            (
                Fault(
                    file="itinerance serve",
                    message=f"sans mot de passe, la page ne s'ouvre pas au-delà de cet ordinateur "
                    f"({door.public_url or door.host})",
                    remedy="donnez --password-file, écrit par « itinerance password », ou "
                    "--proxy-secret-file",
                ),
            )
        )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
