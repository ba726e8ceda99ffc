"""Opening the database: where it is, how it is set, and the migrations that bring it up to date.

SQLite: a write-ahead log, so that readers never wait; every write begins as a write (a read that
turns into one fails under load, whatever the time-out); foreign keys on; what is deleted is
overwritten.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from assistant.errors import StorageError

WRITES = "writes"
"""Execution option of a connection whose transaction will write."""

_BUSY_MS = 10_000
_CONNECTIONS = 10
_MORE_CONNECTIONS = 40
_MIGRATING = 5_114_320
"""Number of the lock under which one process at a time migrates a PostgreSQL database."""

_PRAGMAS = (
    f"busy_timeout = {_BUSY_MS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
)


def open_engine(database: str) -> Engine:
    """Connect to a database, a file or a `postgresql://` URL, and bring its tables up to date.

    Raises:
        StorageError: It cannot be opened.
    """
    url = _url(database)
    with told_plainly(_shown(url)):
        engine = _engine(url)
        try:
            upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations that a database lacks, all or none."""
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
        command.upgrade(migrations(connection), revision)


def migrations(connection: Connection) -> Config:
    """Return how Alembic finds the migrations and the database."""
    config = Config()
    config.set_main_option("script_location", "assistant.keeping:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def told_plainly(what: str) -> Iterator[None]:
    """Turn what a database says into words without its data: it repeats rows that it refuses.

    Raises:
        StorageError: The database failed.
    """
    try:
        yield
    except SQLAlchemyError as error:
        message = f"{what} cannot be used: {_reason(error)}. Look at EXPORTS_DATABASE."
        raise StorageError(message) from None
    except CommandError:
        message = (
            f"{what} was written by a newer version of this program. "
            "Use that version, or another EXPORTS_DATABASE."
        )
        raise StorageError(message) from None


def _url(database: str) -> URL:
    if "://" not in database:
        return URL.create("sqlite", database=str(Path(database).expanduser()))
    try:
        url = make_url(database)
        backend = url.get_backend_name()
    except ArgumentError:
        url, backend = None, None
    if url is not None and backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    message = (
        "EXPORTS_DATABASE is neither a file nor a URL of PostgreSQL. Give a path, or "
        "postgresql://user:password@host/name."
    )
    raise StorageError(message)


def _shown(url: URL) -> str:
    return f"The database {url.render_as_string(hide_password=True)}"


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
        )
    except ModuleNotFoundError:
        message = "PostgreSQL needs its driver: .venv/bin/python -m pip install '.[postgres]'"
        raise StorageError(message) from None


def _sqlite(url: URL) -> Engine:
    _private_file(Path(str(url.database)))
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver begins no transaction by itself
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _private_file(path: Path) -> None:
    """Make the file where it is missing, for its owner's eyes only; SQLite's others follow it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        message = f"The file {path} cannot be used: {error.strerror}. Look at EXPORTS_DATABASE."
        raise StorageError(message) from None


def _reason(error: SQLAlchemyError) -> str:
    """Name a failure by its code; the words beside it may be a user's."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__}{f' {code}' if code else ''}"
