"""Opening a database: migrations, settings, and what cannot be opened."""

import sqlite3
import stat
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from assistant.errors import StorageError
from assistant.keeping import opening
from assistant.keeping.database import KeptConversations
from assistant.keeping.opening import WRITES, migrations, open_engine, upgrade
from assistant.keeping.records import Rating
from assistant.keeping.tables import metadata
from tests.assistant.conftest import place_of
from tests.assistant.stores import tell


@pytest.fixture
def older(database, monkeypatch):
    """A database as the first version of the tables left it, with one turn in it."""
    with closing(KeptConversations(database)) as store:
        reply = tell(store, "told before", title="A")
    move(database, command.downgrade, "0001")
    return database, reply


def move(database, way, revision) -> None:
    engine = open_engine(database)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        way(migrations(connection), revision)
    engine.dispose()


def shape(engine) -> dict[str, object]:
    """Describe tables as the database itself sees them."""
    seen = inspect(engine)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(name)],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (one["constrained_columns"], one["referred_table"], str(one["options"]))
                for one in seen.get_foreign_keys(name)
            ),
            sorted((one["column_names"], bool(one["unique"])) for one in seen.get_indexes(name)),
            sorted(one["column_names"] for one in seen.get_unique_constraints(name)),
        )
        for name in seen.get_table_names()
    }


def test_the_migrations_lead_to_the_tables_of_the_code(database):
    engine = open_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()

    assert differences == []


def test_an_upgraded_database_is_as_a_fresh_one_and_keeps_what_it_held(older, request, tmp_path):
    database, reply = older
    kind = "postgres" if "://" in database else "sqlite"
    fresh_engine = open_engine(place_of(kind, request, tmp_path / "fresh"))
    with closing(KeptConversations(database)) as store:
        assert store.whole(reply.conversation_id).turns[0].reply == reply
        assert store.rate(reply.reply_id, Rating.UP, None)
    upgraded_engine = open_engine(database)
    shapes = shape(upgraded_engine), shape(fresh_engine)
    upgraded_engine.dispose()
    fresh_engine.dispose()

    assert shapes[0] == shapes[1]
    assert "feedback" in shapes[0]


def test_migrations_lead_back_to_nothing(database):
    move(database, command.downgrade, "base")
    engine = opening._engine(opening._url(database))
    tables = inspect(engine).get_table_names()
    engine.dispose()

    assert tables == ["alembic_version"]


def test_a_migration_that_breaks_changes_nothing(older, monkeypatch):
    database, reply = older
    engine = opening._engine(opening._url(database))

    def half(config, revision):
        config.attributes["connection"].execute(text("CREATE TABLE half (id INTEGER)"))
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(opening.command, "upgrade", half)
        with pytest.raises(ZeroDivisionError):
            upgrade(engine)
    tables = inspect(engine).get_table_names()
    engine.dispose()

    assert "half" not in tables
    with closing(KeptConversations(database)) as store:
        assert store.whole(reply.conversation_id)


def test_a_newer_database_is_not_touched(database):
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StorageError, match="newer version"):
        KeptConversations(database)


def test_sqlite_is_set_for_safety(tmp_path):
    engine = open_engine(str(tmp_path / "deep" / "c.db"))
    with engine.connect() as connection:
        told = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
                "busy_timeout",
            )
        }
    engine.dispose()

    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }


def test_a_write_begins_as_a_write(tmp_path):
    """A second writer waits at its BEGIN, and not at its first row after having read."""
    path = str(tmp_path / "c.db")
    engine = open_engine(path)
    with (
        engine.connect().execution_options(**{WRITES: True}) as connection,
        connection.begin(),
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other,
    ):
        assert other.execute("SELECT count(*) FROM turns").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    engine.dispose()


def test_the_file_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "c.db"
    with closing(KeptConversations(str(path))) as store:
        tell(store, "one")
        modes = [stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()]

    assert len(modes) == 3
    assert set(modes) == {0o600}


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("mysql://someone:s3cret@host/name", "neither a file nor a URL of PostgreSQL"),
        ("://", "neither a file nor a URL of PostgreSQL"),
        ("postgresql://someone:s3cret@127.0.0.1:1/name", "OperationalError"),
        ("/proc/nowhere/c.db", "cannot be used"),
    ],
)
def test_what_cannot_be_opened_is_told_without_its_password(database, said):
    with pytest.raises(StorageError, match=said) as failed:
        KeptConversations(database)

    assert "s3cret" not in str(failed.value)
    assert "EXPORTS_DATABASE" in str(failed.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "c.db"
    path.write_bytes(b"not a database at all" * 100)

    with pytest.raises(StorageError, match="SQLITE_NOTADB"):
        KeptConversations(str(path))
