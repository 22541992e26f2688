"""Who is let in, and what is refused: asked of a running server, as an attacker would."""

import http.client
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import nicegui
import pytest
from playwright.sync_api import Browser, expect

from planner.app.main import run
from planner.app.web.passwords import hash_password, write_password_file
from tests.planner.app.web.serving import Server, open_tab, start_server

PASSWORD = "quatre mots de passe"  # noqa: S105 - of the test
PUBLIC = "https://planning.example"
SECRET = "0123456789abcdef" * 4
PATHS = ("/", "/historique", "/planifier", "/fichiers/2027-01-04-1/plan.json", "/favicon.ico")
STATIC = f"/_nicegui/{nicegui.__version__}/static/nicegui.js"
WEBSOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"


class Client:
    """Sends requests byte for byte as told, and keeps the cookie it is given."""

    def __init__(self, server: Server) -> None:
        parts = urlsplit(server.address)
        self.host, self.port = "127.0.0.1", parts.port or 0
        self.host_header = f"{self.host}:{self.port}"
        self.entrance = server.entrance.removeprefix(server.address)
        self.cookie = ""

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        sent = {"Host": self.host_header, "Cookie": self.cookie, **(headers or {})}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        if body is not None and "Content-Length" not in sent:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response

    def enter(self) -> http.client.HTTPResponse:
        response = self.ask("GET", self.entrance)
        self.cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        return response

    def log_in(
        self,
        password: str,
        *,
        name: str = "Camille",
        origin: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> http.client.HTTPResponse:
        body = urlencode({"nom": name, "mot_de_passe": password}).encode()
        sent = {
            "Origin": origin or self.origin,
            "Content-Type": "application/x-www-form-urlencoded",
            **(headers or {}),
        }
        response = self.ask("POST", "/connexion", headers=sent, body=body)
        self.cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        return response

    def upgrade(self, *, origin: str | None) -> int:
        headers = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            **({} if origin is None else {"Origin": origin}),
        }
        lines = [f"GET {WEBSOCKET} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"Cookie: {self.cookie}", *(f"{k}: {v}" for k, v in headers.items())]
        with socket.create_connection((self.host, self.port), timeout=20) as raw:
            raw.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            status = int(raw.recv(4096).split()[1])
            # Reset, so that the server does not wait for a goodbye.
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return status

    @property
    def origin(self) -> str:
        return f"http://{self.host_header}"


@pytest.fixture
def stranger(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def friend(server: Server) -> Client:
    client = Client(server)
    client.enter()
    return client


@pytest.mark.parametrize("path", [*PATHS, STATIC, WEBSOCKET.partition("?")[0]])
def test_without_token_nothing_is_shown(stranger: Client, path: str) -> None:
    assert stranger.ask("GET", path).status == 401


def test_without_token_no_websocket_opens(stranger: Client) -> None:
    assert stranger.upgrade(origin=stranger.origin) == 403


def test_with_the_token_pages_files_and_the_websocket_open(friend: Client) -> None:
    assert friend.ask("GET", "/historique").status == 200
    assert friend.ask("GET", "/fichiers/2027-01-04-1/plan.json").status == 200
    assert friend.upgrade(origin=friend.origin) == 101


def test_another_token_is_refused(stranger: Client) -> None:
    assert stranger.ask("GET", "/entrer?jeton=" + "x" * 43).status == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: Client) -> None:
    given = stranger.enter().getheader("Set-Cookie") or ""
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in given.split(";")}


@pytest.mark.parametrize("host", ["attaquant.example", "attaquant.example:80", "127.0.0.1", ""])
def test_another_host_name_is_refused(friend: Client, host: str) -> None:
    assert friend.ask("GET", "/historique", headers={"Host": host}).status in {400, 403}


@pytest.mark.parametrize("origin", ["http://attaquant.example", "null", "http://127.0.0.1:1"])
def test_another_origin_is_refused(friend: Client, origin: str) -> None:
    assert friend.ask("POST", "/deconnexion", headers={"Origin": origin}).status == 403
    assert friend.ask("GET", "/historique", headers={"Origin": origin}).status == 403
    assert friend.upgrade(origin=origin) == 403


def test_an_action_says_where_it_comes_from(friend: Client) -> None:
    assert friend.ask("POST", "/deconnexion").status == 403
    assert friend.upgrade(origin=None) == 403


def test_another_site_may_not_load_parts_of_the_page(friend: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert friend.ask("GET", "/fichiers/2027-01-04-1/plan.json", headers=headers).status == 403


@pytest.mark.parametrize(
    "name",
    [
        "../advisers.csv",
        "..%2Fadvisers.csv",
        "%2e%2e/advisers.csv",
        "2027-01-04-1/../../survey.csv",
        "2027-01-04-1/%2e%2e%2f%2e%2e%2fsurvey.csv",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "2027-01-04-1\\..\\..\\survey.csv",
        "2027-01-04-1%00.json",
        ".2027-01-04-1",
    ],
)
def test_no_name_leads_out_of_the_plans(friend: Client, name: str) -> None:
    assert friend.ask("GET", f"/fichiers/{name}").status == 404


def test_every_page_tells_the_browser_what_to_refuse(friend: Client) -> None:
    response = friend.ask("GET", "/historique")
    policy = response.getheader("Content-Security-Policy") or ""
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert response.getheader("X-Frame-Options") == "SAMEORIGIN"
    assert response.getheader("Referrer-Policy") == "same-origin"
    assert response.getheader("Server") is None


@pytest.mark.parametrize("path", ["/historique", "/entrer?jeton=x", "/connexion"])
def test_a_refusal_tells_the_browser_as_much(stranger: Client, path: str) -> None:
    response = stranger.ask("GET", path)
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert "default-src 'none'" in (response.getheader("Content-Security-Policy") or "")
    assert response.getheader("Cache-Control") == "no-store"


def test_a_map_runs_in_an_origin_of_its_own(friend: Client) -> None:
    policy = friend.ask("GET", "/fichiers/2027-01-04-1/map.html").getheader(
        "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in policy


def test_a_body_that_is_too_long_is_refused_unread(friend: Client) -> None:
    headers = {"Origin": friend.origin, "Content-Length": str(129 * 1024 * 1024)}
    assert friend.ask("POST", "/_nicegui/client/x/upload/1", headers=headers).status == 413


def test_leaving_ends_the_session(server: Server) -> None:
    client = Client(server)
    client.enter()
    assert client.ask("POST", "/deconnexion", headers={"Origin": client.origin}).status == 303
    assert client.ask("GET", "/historique").status == 401


@pytest.mark.browser
def test_leaving_in_one_tab_closes_the_other(browser: Browser, server: Server) -> None:
    tab = open_tab(browser, server)
    mine = tab.open("/historique")
    other = mine.context.new_page()
    other.goto(f"{server.address}/historique")
    other.get_by_role("button", name="Quitter").click()
    expect(other.get_by_text("Cette page est fermée")).to_be_visible()
    mine.get_by_role("button", name="Comparer").click()
    expect(mine.get_by_text("Cette page est fermée")).to_be_visible(timeout=15_000)
    mine.context.close()


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--public-url", "https://p.fr")])  # noqa: S104
def test_beyond_this_computer_there_is_no_page_without_a_password(
    small_office: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", str(small_office), "--port", "0", "--no-open", *options]) == 2
    assert "sans mot de passe" in capsys.readouterr().err


def test_a_password_does_not_lie_in_the_territory(
    own_office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_office / "secret").write_text(hash_password(PASSWORD), encoding="utf-8")
    arguments = ["--password-file", str(own_office / "secret"), "--port", "0", "--no-open"]
    assert run(["serve", str(own_office), *arguments]) == 2
    assert "ne se garde pas dans le dossier du territoire" in capsys.readouterr().err


def test_a_password_in_clear_is_not_taken_for_its_hash(
    small_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "secret"
    path.write_text(PASSWORD, encoding="utf-8")
    arguments = ["--password-file", str(path), "--port", "0", "--no-open"]
    assert run(["serve", str(small_office), *arguments]) == 2
    assert PASSWORD not in capsys.readouterr().err


@pytest.fixture(scope="module")
def guarded(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a password, open to other computers and behind a proxy."""
    path = tmp_path_factory.mktemp("secret") / "password"
    write_password_file(path, PASSWORD)
    assert path.stat().st_mode & 0o077 == 0
    secret = path.with_name("proxy")
    secret.write_text(SECRET, encoding="utf-8")
    running = start_server(
        small_office,
        *("--host", "0.0.0.0", "--public-url", PUBLIC),  # noqa: S104 - what is tested
        *("--password-file", str(path), "--proxy-secret-file", str(secret)),
    )
    yield running
    running.stop()


def test_behind_a_password_everything_asks_for_it(guarded: Server) -> None:
    assert guarded.entrance == PUBLIC
    client = Client(guarded)
    sent_to_form = client.ask("GET", "/historique", headers={"Accept": "text/html"})
    assert (sent_to_form.status, sent_to_form.getheader("Location")) == (303, "/connexion")
    assert client.ask("GET", STATIC).status == 401
    assert client.ask("GET", "/entrer?jeton=").status == 404
    assert client.upgrade(origin=client.origin) == 403
    assert client.log_in(PASSWORD).status == 200
    assert client.ask("GET", "/historique").status == 200


def test_after_five_wrong_passwords_the_right_one_has_to_wait(guarded: Server) -> None:
    client = Client(guarded)
    attacker = {"X-Forwarded-For": "192.0.2.66"}
    for _ in range(5):
        assert client.log_in("un autre mot de passe", headers=attacker).status == 401
    refused = client.log_in(PASSWORD, headers=attacker)
    assert (refused.status, refused.getheader("Retry-After")) == (429, "60")
    assert client.log_in(PASSWORD, headers={"X-Forwarded-For": "192.0.2.7"}).status == 200


@pytest.mark.browser
def test_the_form_opens_the_page(browser: Browser, guarded: Server) -> None:
    page = browser.new_page()
    page.goto(f"{guarded.address.replace('0.0.0.0', '127.0.0.1')}/connexion")  # noqa: S104
    page.get_by_label("Votre nom").fill("Camille")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    with page.expect_response("**/connexion") as answer:
        page.get_by_role("button", name="Ouvrir la page").click()
    assert answer.value.status == 200
    page.close()


def test_behind_a_proxy_cookies_go_by_https_only(guarded: Server) -> None:
    client = Client(guarded)
    client.host_header = PUBLIC.removeprefix("https://")
    given = client.log_in(PASSWORD, origin=PUBLIC).getheader("Set-Cookie") or ""
    assert given.startswith("__Host-itinerance=")
    assert "; Secure" in given
    assert client.ask("GET", "/historique").status == 200
    assert client.ask("GET", "/historique", headers={"Origin": client.origin}).status == 403


def test_a_proxy_that_shows_the_secret_vouches_for_the_name(guarded: Server) -> None:
    client = Client(guarded)
    named = {"X-Forwarded-User": "dominique@exemple.fr"}
    page = client.ask("GET", "/historique", headers={**named, "X-Itinerance-Proxy": SECRET})
    assert b"dominique@exemple.fr" in page.body  # type: ignore[attr-defined]
    assert client.ask("GET", "/historique", headers=named).status == 401
    wrong = {**named, "X-Itinerance-Proxy": SECRET[:-1] + "0"}
    assert client.ask("GET", "/historique", headers=wrong).status == 401
    nobody = {"X-Itinerance-Proxy": SECRET}
    assert client.ask("GET", "/historique", headers=nobody).status == 401


def test_names_of_this_server_are_its_own_alone(guarded: Server) -> None:
    client = Client(guarded)
    client.host_header = "attaquant.example"
    assert client.ask("GET", "/connexion").status == 403


def test_whoever_signs_in_by_name_decides_by_that_name(guarded: Server) -> None:
    client = Client(guarded)
    client.log_in(PASSWORD, name="<b>Camille</b>")
    page = client.ask("GET", "/historique")
    assert b"&lt;b&gt;Camille&lt;/b&gt;" in page.body  # type: ignore[attr-defined]
    assert b"<b>Camille" not in page.body  # type: ignore[attr-defined]


def test_the_form_says_what_was_typed_without_taking_it_for_markup(guarded: Server) -> None:
    page = Client(guarded).log_in("faux mot de passe", name='"><script>alert(1)</script>')
    assert page.status == 401
    assert b"<script" not in page.body  # type: ignore[attr-defined]
