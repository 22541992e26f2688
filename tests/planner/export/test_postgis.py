"""The layers in a real PostgreSQL with PostGIS, started for these tests on a socket of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from geodata.errors import InputError, SourceError
from planner.export.ground import Ground
from planner.export.postgis import DEFAULT_SCHEMA, write_postgis
from planner.plan import Plan
from tests.planner.small_plan import make_plan

sqlalchemy = pytest.importorskip("sqlalchemy", reason="needs the extra itinerance[postgis]")
pytest.importorskip("psycopg", reason="needs the extra itinerance[postgis]")

HOSTILE_SCHEMA = 'Schéma "de test"; DROP SCHEMA public; --:x'


def _server_programs() -> Path:
    """Folder of initdb and pg_ctl of the newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    control = found[-1].parents[1] / "share" / "extension"
    shared = Path("/usr/share/postgresql") / found[-1].parents[1].name / "extension"
    if not any((folder / "postgis.control").is_file() for folder in (control, shared)):
        pytest.skip("PostGIS is not installed (apt-get install postgresql-15-postgis-3)")
    return found[-1].parent


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """Address of an empty database with PostGIS."""
    programs = _server_programs()
    # A socket's path is short, and the server's own user has to reach it.
    home = Path(tempfile.mkdtemp(prefix="itinerance-pg-"))
    as_server = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_server:
        shutil.chown(home, "postgres")
    data = home / "data"

    def run(*command: str) -> None:
        subprocess.run(  # noqa: S603 - the server of this machine, in a folder of ours
            [*as_server, *command], check=True, capture_output=True, cwd=home, timeout=120
        )

    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync")
    options = f"-k {home} -c listen_addresses='' -c fsync=off"
    control = str(programs / "pg_ctl")
    run(control, "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        run("psql", "-h", str(home), "-U", "postgres", "-c", "CREATE EXTENSION postgis")
        yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        run(control, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home)


def _query(url: str, statement: str) -> list[Any]:
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.begin() as connection:
            result = connection.execute(sqlalchemy.text(statement))
            return result.fetchall() if result.returns_rows else []
    finally:
        engine.dispose()


def _read_layer(url: str, name: str) -> gpd.GeoDataFrame:
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        return gpd.read_postgis(f"SELECT * FROM itinerance.{name} ORDER BY fid", engine)  # noqa: S608 - our own names
    finally:
        engine.dispose()


def test_the_tables_hold_the_plan(database_url: str, plan: Plan, ground: Ground) -> None:
    write_postgis(plan, ground, url=database_url, schema=DEFAULT_SCHEMA)
    communes = _read_layer(database_url, "communes")
    assert communes.crs == "EPSG:2154"
    assert communes["besoin"].tolist() == [row.need for row in plan.communes]
    sessions = _query(
        database_url, "SELECT day, venue_id FROM itinerance.sessions WHERE NOT is_lost"
    )
    assert sorted(sessions) == sorted((s.day, s.venue_id) for s in plan.sessions)


def test_a_later_plan_replaces_the_tables(database_url: str, plan: Plan, ground: Ground) -> None:
    write_postgis(plan, ground, url=database_url, schema=DEFAULT_SCHEMA)
    fewer = make_plan(sessions=plan.sessions[:2], lost_sessions=())
    write_postgis(fewer, ground, url=database_url, schema=DEFAULT_SCHEMA)
    assert _query(database_url, "SELECT count(*) FROM itinerance.sessions") == [(2,)]


def test_a_write_that_fails_leaves_the_earlier_plan(
    database_url: str, plan: Plan, ground: Ground
) -> None:
    write_postgis(plan, ground, url=database_url, schema=DEFAULT_SCHEMA)
    _query(database_url, "CREATE VIEW public.v AS SELECT * FROM itinerance.sessions")
    fewer = make_plan(sessions=(), lost_sessions=())
    try:
        with pytest.raises(SourceError, match="refuse l'écriture"):
            write_postgis(fewer, ground, url=database_url, schema=DEFAULT_SCHEMA)
        count = _query(database_url, "SELECT count(*) FROM public.v")
    finally:
        _query(database_url, "DROP VIEW public.v")
    assert count == [(len(plan.sessions) + len(plan.lost_sessions),)]


def test_a_schema_of_others_is_left_alone(database_url: str, plan: Plan, ground: Ground) -> None:
    with pytest.raises(InputError, match="n'a pas été fait par itinerance"):
        write_postgis(plan, ground, url=database_url, schema="public")


def test_hostile_names_are_only_names(
    database_url: str, hostile_plan: Plan, ground: Ground
) -> None:
    write_postgis(hostile_plan, ground, url=database_url, schema=HOSTILE_SCHEMA)
    schemas = {name for (name,) in _query(database_url, "SELECT nspname FROM pg_namespace")}
    assert {HOSTILE_SCHEMA, "public"} <= schemas


def test_a_database_without_postgis_is_told_apart(
    database_url: str, plan: Plan, ground: Ground
) -> None:
    with pytest.raises(SourceError, match="CREATE EXTENSION postgis"):
        write_postgis(
            plan, ground, url=database_url.replace("/postgres?", "/template1?"), schema="x"
        )


@pytest.mark.parametrize("url", ["rien", "mysql://moi@ici/base", ""])
def test_what_is_no_address_of_a_database_is_refused(url: str, plan: Plan, ground: Ground) -> None:
    with pytest.raises(InputError, match="adresse de la base"):
        write_postgis(plan, ground, url=url, schema=DEFAULT_SCHEMA)


def test_a_password_is_not_repeated(plan: Plan, ground: Ground) -> None:
    url = "postgresql://moi:secret@localhost:1/base"
    with pytest.raises(SourceError) as caught:
        write_postgis(plan, ground, url=url, schema=DEFAULT_SCHEMA)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_without_the_extra_what_to_install_is_said(
    plan: Plan, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "geoalchemy2", None)
    with pytest.raises(InputError, match=r"itinerance\[postgis\]"):
        write_postgis(plan, ground, url="postgresql://moi@ici/base", schema=DEFAULT_SCHEMA)
