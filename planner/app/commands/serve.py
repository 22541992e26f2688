"""Commands of the coordinator's page: serve, password."""

import socket
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from geodata.errors import Fault, SettingsError, TerritoryError
from geodata.folder_lock import login_name
from planner.app.commands.options import FOLDER
from planner.app.jobs.keeper import JobKeeper

DEFAULT_PORT: Final = 8421


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on; 0 takes any that is free.",
)
@click.option(
    "--public-url",
    metavar="URL",
    help="Address that a reverse proxy gives the page: https://planning.example.org.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Ask for the password that `itinerance password` wrote to this file.",
)
@click.option(
    "--proxy-secret-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the user's name from a reverse proxy that shows the secret in this file.",
)
@click.option("--password", "is_asked", is_flag=True, help="Choose a password now.")
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"]),
    metavar="DATE",
    help="Day up to which nothing changes any more; by default that of the clock.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in a browser.")
def serve(
    *,
    folder: Path,
    host: str,
    port: int,
    public_url: str | None,
    password_file: Path | None,
    proxy_secret_file: Path | None,
    is_asked: bool,
    today: datetime | None,
    no_open: bool,
) -> None:
    """Open the coordinator's page on FOLDER in a browser.

    It is for this computer alone unless --host or --public-url say otherwise; then there must be a
    password, or a proxy that asks who comes. Ctrl-C closes the page; what was confirmed is on disk.

    \b
    Example:  itinerance serve my-departement
    """
    _require_extra()
    from planner.app.web.door import Door, check_door  # noqa: PLC0415 - an extra
    from planner.app.web.passwords import (  # noqa: PLC0415 - same
        hash_password,
        read_password_hash,
        read_proxy_secret,
    )
    from planner.app.web.server import listen  # noqa: PLC0415 - same
    from planner.app.web.server import serve as serve_pages  # noqa: PLC0415 - same

    if not folder.is_dir():
        message, remedy = "le dossier n'existe pas", "vérifiez le chemin, ou créez le dossier"
        raise TerritoryError((Fault(file=folder.name, message=message, remedy=remedy),))
    password_hash = read_password_hash(password_file, territory=folder)
    if is_asked:
        password_hash = hash_password(_ask_password())
    door = Door(
        host=host,
        port=port,
        public_url=None if public_url is None else public_url.rstrip("/"),
        password_hash=password_hash,
        proxy_secret=None
        if proxy_secret_file is None
        else read_proxy_secret(proxy_secret_file, territory=folder),
        computer=socket.gethostname(),
        local_user=login_name(),
    )
    check_door(door)
    listener = listen(host, port)
    door = door.at_port(listener.getsockname()[1])

    def announce() -> None:
        if public_url is not None:
            click.echo(f"Le serveur mandataire s'adresse à : http://{host}:{door.port}")
        click.echo(f"Page ouverte : {door.entrance}")
        click.echo("Ctrl-C la ferme. Ce qui a été confirmé est sur le disque.")
        if not no_open:
            _open_browser(door.entrance)

    with _quiet_interrupt():
        serve_pages(
            folder,
            door=door,
            listener=listener,
            on_start=announce,
            today=date.today if today is None else today.date,
        )
    if JobKeeper(folder).current() is not None:
        click.echo("Le calcul en cours continue, et rangera son planning ; la page le retrouvera.")


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def password(*, path: Path) -> None:
    """Choose the page's password; write its Argon2 hash to FILE.

    Keep FILE outside the territory folder.

    \b
    Example:  itinerance password ~/.config/itinerance/password
    """
    _require_extra()
    from planner.app.web.passwords import write_password_file  # noqa: PLC0415 - an extra

    path.parent.mkdir(parents=True, exist_ok=True)
    write_password_file(path, _ask_password())
    click.echo(f"Empreinte du mot de passe : {path}")


def _require_extra() -> None:
    """Make sure that what only the page needs is installed.

    Raises
    ------
    SettingsError
        With the command that installs it.
    """
    if any(find_spec(name) is None for name in ("nicegui", "argon2", "limits")):
        fault = Fault(
            file="itinerance serve",
            message="ce que demande la page n'est pas installé",
            remedy="pip install 'itinerance[web]'",
        )
        raise SettingsError((fault,))


def _ask_password() -> str:
    """Ask twice, without showing it."""
    from planner.app.web.passwords import MIN_LENGTH  # noqa: PLC0415 - an extra

    given: str = click.prompt(
        "Mot de passe", hide_input=True, confirmation_prompt="Encore une fois"
    )
    if len(given) < MIN_LENGTH:
        fault = Fault(
            file="mot de passe",
            message=f"il compte moins de {MIN_LENGTH} caractères",
            remedy="choisissez une phrase de plusieurs mots",
        )
        raise SettingsError((fault,))
    return given


def _open_browser(address: str) -> None:
    """Open the page by way of a private file: all users see the arguments of commands."""
    folder = Path(tempfile.mkdtemp(prefix="itinerance-"))  # only its owner may enter
    page = folder / "ouvrir.html"
    page.write_text(
        '<!doctype html><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="0;url={escape(address)}">'
        f'<a href="{escape(address)}">Ouvrir la page</a>',
        encoding="utf-8",
    )
    webbrowser.open(page.as_uri())


@contextmanager
def _quiet_interrupt() -> Iterator[None]:
    """Ctrl-C is how the page is closed, not a failure."""
    with suppress(KeyboardInterrupt):
        yield
