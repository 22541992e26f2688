"""Commands about the installation: what is found, and what keeps commands from working."""

import json
import subprocess
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.app import doctor
from planner.app.cli import cli
from planner.plan.store import list_plans


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.stdout


def test_a_sound_installation_is_in_order() -> None:
    code, text = run("doctor")
    assert (code, "Tout est en ordre." in text) == (0, True)


def test_a_report_fits_one_screen(tmp_path: Path) -> None:
    assert len(run("doctor", str(tmp_path))[1].splitlines()) <= 24


def test_a_missing_library_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    found = doctor.version

    def version(name: str) -> str:
        if name == "shapely":
            raise PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(doctor, "version", version)
    code, text = run("doctor")
    assert (code, "shapely : pip install 'itinerance'" in text) == (2, True)


def test_a_library_that_is_too_old_is_named_with_the_version_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = doctor.version
    monkeypatch.setattr(doctor, "version", lambda name: "1.0" if name == "shapely" else found(name))
    code, text = run("doctor")
    assert (code, "shapely : 1.0, il faut >=2.1" in text) == (2, True)


def test_a_missing_optional_engine_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    found = doctor.version

    def version(name: str) -> str:
        if name == "osmium":
            raise PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(doctor, "version", version)
    code, text = run("doctor")
    assert (code, "--  osmium (osm) : pip install 'itinerance[osm]'" in text) == (0, True)


def test_an_extra_that_is_absent_is_one_line_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = doctor.version

    def version(name: str) -> str:
        if name in {"argon2-cffi", "limits", "nicegui"}:
            raise PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(doctor, "version", version)
    lines = " ".join(run("doctor")[1].split())
    assert "-- argon2-cffi (web), limits (web), nicegui (web) : pip install 'itiner" in lines


def test_the_cache_of_a_territory_is_weighed(tmp_path: Path) -> None:
    cache = tmp_path / ".cache"
    cache.mkdir()
    (cache / "times.parquet").write_bytes(bytes(2_500_000))
    findings = json.loads(run("doctor", str(tmp_path), "--json")[1])
    assert [f["value"] for f in findings if f["topic"] == "cache"] == ["2,5\u00a0Mo"]


def test_a_territory_tells_its_engine_and_its_plans(demo_folder: Path) -> None:
    findings = json.loads(run("doctor", str(demo_folder), "--json")[1])
    told = {f["name"]: f["value"] for f in findings if f["topic"] == "territoire"}
    assert told["minutes"] == "routes du dossier"
    assert int(told["plannings"]) == len(list_plans(demo_folder))


def test_settings_that_cannot_be_read_are_something_to_mend(tmp_path: Path) -> None:
    (tmp_path / "itinerance.toml").write_text("[calendar]\nnum_week = 12\n")
    code, text = run("doctor", str(tmp_path))
    assert (code, "itinerance.toml : 1 anomalie" in text) == (2, True)


def test_a_full_disk_is_something_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = doctor.shutil.disk_usage("/")._replace(free=10)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)
    assert run("doctor")[0] == 2


def test_the_list_of_commands_shows_every_sentence_whole() -> None:
    assert "..." not in run("--help")[1].partition("Commands:")[2]


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_the_help_of_a_command_names_no_format_for_programs(name: str) -> None:
    assert "%Y" not in run(name, "--help")[1]


def test_bash_accepts_the_completion_script() -> None:
    script = run("completion", "bash")[1]
    bash = ["bash", "-c", f"{script}\ncomplete -p itinerance"]
    done = subprocess.run(bash, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert "_itinerance_completion" in done.stdout
