"""The password of the page: kept as an Argon2 hash, in a file outside the territory folder."""

import os
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geodata.errors import Fault, SettingsError
from geodata.files import write_atomically

HASH_VARIABLE: Final = "ITINERANCE_PASSWORD_HASH"
MIN_LENGTH: Final = 12
"""NIST SP 800-63B asks for 8 with a second factor; there is none here."""
MAX_LENGTH: Final = 1024
_MIN_SECRET: Final = 32


def hash_password(password: str) -> str:
    """Hash a password with the parameters of RFC 9106 for little memory."""
    return PasswordHasher().hash(password)


def is_password(password: str, password_hash: str) -> bool:
    """Whether a password is the one that was hashed; takes about 50 ms on purpose."""
    try:
        return PasswordHasher().verify(password_hash, password[:MAX_LENGTH])
    except VerificationError:
        return False


def write_password_file(path: Path, password: str) -> None:
    """Write the hash of a password to a file that only its owner reads."""
    write_atomically(path, hash_password(password) + "\n")
    path.chmod(0o600)


def read_password_hash(path: Path | None, *, territory: Path) -> str | None:
    """Read the hash from a file or from the environment; ``None`` where neither is given.

    Raises
    ------
    SettingsError
        When there is no hash in it, or it lies where the page's users could fetch it.
    """
    if path is None:
        given, where = os.environ.get(HASH_VARIABLE), HASH_VARIABLE
        if given is None:
            return None
    else:
        given, where = _read_outside(path, territory), path.name
    try:
        PasswordHasher().check_needs_rehash(given.strip())
    except InvalidHashError:
        _refuse(
            where,
            "ce n'est pas l'empreinte Argon2 d'un mot de passe",
            "écrivez-la avec « itinerance password FICHIER »",
        )
    return given.strip()


def read_proxy_secret(path: Path, *, territory: Path) -> str:
    """Read what the reverse proxy shows with each request.

    Raises
    ------
    SettingsError
        When it could be guessed, or lies where the page's users could fetch it.
    """
    secret = _read_outside(path, territory).strip()
    if len(secret) < _MIN_SECRET:
        _refuse(
            path.name,
            f"le secret du serveur mandataire compte moins de {_MIN_SECRET} caractères",
            "tirez-en un au hasard : openssl rand -hex 32",
        )
    return secret


def _read_outside(path: Path, territory: Path) -> str:
    if path.resolve().is_relative_to(territory.resolve()):
        _refuse(
            path.name,
            "un secret ne se garde pas dans le dossier du territoire",
            "déplacez ce fichier hors du dossier",
        )
    return path.read_text(encoding="utf-8")


def _refuse(where: str, message: str, remedy: str) -> None:
    raise SettingsError((Fault(file=where, message=message, remedy=remedy),))
