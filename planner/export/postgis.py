"""The layers and sessions of a plan in a PostGIS database, in a schema of their own.

One transaction: readers find the tables of the plan before or those of this one, never a part. A
schema that is not ours is left alone, and so is what others have built on our tables. Needs the
extra ``itinerance[postgis]``. A password is best left to ``PGPASSWORD`` or ``~/.pgpass``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, LiteralString

from geodata.errors import Fault, InputError, SourceError
from planner.credits import credit_sentence
from planner.export.ground import Ground
from planner.export.layers import LAMBERT_93, make_layers
from planner.export.parquet import session_table
from planner.plan import Plan
from planner.wording import format_territory

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

DEFAULT_SCHEMA: Final = "itinerance"
SESSIONS_TABLE: Final = "sessions"
GEOMETRY_COLUMN: Final = "geom"
KEY_COLUMN: Final = "fid"
_OWNED: Final = "itinerance : "
"""Comments of our schemas begin so."""
_EXTRA: Final = "pip install 'itinerance[postgis]'"


def write_postgis(plan: Plan, ground: Ground, *, url: str, schema: str) -> tuple[str, ...]:
    """Write every layer and the sessions as tables of a schema, all at once or not at all.

    Parameters
    ----------
    url
        ``postgresql://user@host:port/database``.
    schema
        Made when absent; its earlier tables are replaced.

    Returns
    -------
    tuple of str
        Names of the tables written.

    Raises
    ------
    InputError
        The extra is not installed, the address is none, or the schema is not ours.
    SourceError
        The database cannot be reached, has no PostGIS, or refuses.
    """
    engine = _connect(url)
    from psycopg import Error as DriverError  # noqa: PLC0415 - only with the extra
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - an extra

    layers = make_layers(plan, ground)
    names = (*layers, SESSIONS_TABLE)
    comment = f"{_OWNED}{format_territory(plan)} {credit_sentence(plan)}".rstrip()
    try:
        with engine.begin() as connection:
            _check_postgis(connection)
            _prepare_schema(connection, schema, names, comment=comment)
            for name, layer in layers.items():
                table = layer.to_crs(LAMBERT_93).rename_geometry(GEOMETRY_COLUMN)
                table.index += 1
                table.to_postgis(
                    name, connection, schema=schema, index=True, index_label=KEY_COLUMN
                )
                _add_key(connection, schema, name)
            sessions = session_table(plan).to_pandas()
            sessions.index += 1
            sessions.to_sql(
                SESSIONS_TABLE, connection, schema=schema, index=True, index_label=KEY_COLUMN
            )
            _add_key(connection, schema, SESSIONS_TABLE)
    except (SQLAlchemyError, DriverError) as error:
        # Never the address: it may hold a password.
        raise SourceError(f"la base PostGIS refuse l'écriture ({_reason(error)})") from None
    finally:
        engine.dispose()
    return names


def _connect(url: str) -> "Engine":
    try:
        from geoalchemy2 import Geometry  # noqa: F401, PLC0415 - geopandas asks for it later
        from sqlalchemy import create_engine, make_url  # noqa: PLC0415 - only with the extra
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 - an extra
        from sqlalchemy.pool import NullPool  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "l'écriture dans PostGIS demande un complément qui n'est pas installé"
        raise InputError((_fault(message, remedy=f"Installez-le : {_EXTRA}"),)) from error
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() != "postgresql":
        message = "l'adresse de la base n'est pas lisible"
        remedy = "Écrivez postgresql://utilisateur@serveur:5432/base"
        raise InputError((_fault(message, remedy=remedy),))
    return create_engine(address.set(drivername="postgresql+psycopg"), poolclass=NullPool)


def _check_postgis(connection: "Connection") -> None:
    from sqlalchemy import text  # noqa: PLC0415 - an extra

    found = connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"))
    if found.first() is None:
        raise SourceError(
            "cette base n'a pas PostGIS : un administrateur doit y exécuter "
            "« CREATE EXTENSION postgis »"
        )


def _prepare_schema(
    connection: "Connection", schema: str, names: tuple[str, ...], *, comment: str
) -> None:
    """Make the schema, or take our earlier tables out of it."""
    from sqlalchemy import text  # noqa: PLC0415 - an extra
    from sqlalchemy.schema import CreateSchema  # noqa: PLC0415 - an extra

    found = connection.execute(
        text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name"),
        {"name": schema},
    ).first()
    if found is None:
        connection.execute(CreateSchema(schema))
    elif not str(found[0] or "").startswith(_OWNED):
        message = f"le schéma « {schema} » existe et n'a pas été fait par itinerance"
        raise InputError((_fault(message, remedy="Choisissez un autre nom avec --schema."),))
    for name in names:
        # Without CASCADE: a view that somebody built on it is not ours to drop.
        _execute(connection, "DROP TABLE IF EXISTS {}", [(schema, name)])
    _execute(connection, "COMMENT ON SCHEMA {} IS {}", [(schema,)], literal=comment)


def _add_key(connection: "Connection", schema: str, name: str) -> None:
    """Give a table the key that QGIS needs to open it."""
    _execute(connection, "ALTER TABLE {} ADD PRIMARY KEY ({})", [(schema, name), (KEY_COLUMN,)])


def _execute(
    connection: "Connection",
    statement: LiteralString,
    identifiers: Sequence[tuple[str, ...]],
    *,
    literal: str | None = None,
) -> None:
    """Execute a statement whose names come from outside; the driver quotes them."""
    from psycopg import sql  # noqa: PLC0415 - only with the extra

    parts: list[sql.Composable] = [sql.Identifier(*name) for name in identifiers]
    if literal is not None:
        parts.append(sql.Literal(literal))
    driver: Any = connection.connection.driver_connection
    driver.execute(sql.SQL(statement).format(*parts))


def _reason(error: Any) -> str:  # noqa: ANN401 - what the driver raised
    """First line of what the database says."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().split("\n")[0]


def _fault(message: str, *, remedy: str) -> Fault:
    return Fault(file="--postgis", message=message, remedy=remedy)
