"""A PostgreSQL of the tests' own: unprivileged, on a socket in a folder of its own, for one run."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

PLACES = "/usr/lib/postgresql/*/bin"
"""Where Debian puts the programs, which are not on the path."""


def programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`; none where they are not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/").glob(PLACES.lstrip("/")), reverse=True)
    return next((one for one in folders if (one / "postgres").exists()), None)


def unprivileged() -> dict[str, object]:
    """Say who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start a server; give the address of its first database."""
    who = unprivileged()
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if who:
            os.chown(home, who["user"], who["group"])
        made = [folder / "initdb", "-D", home / "data", "-U", "tests", "-A", "trust", "-E", "UTF8"]
        subprocess.run(  # noqa: S603 (programs of the machine)
            [*map(str, made), "--locale=C", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=home,
            timeout=120,
            **who,
        )
        quick = ["-c", "fsync=off", "-c", "listen_addresses="]
        server = subprocess.Popen(  # noqa: S603 (as above)
            [str(folder / "postgres"), "-D", str(home / "data"), "-k", str(home), *quick],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            **who,
        )
        try:
            address = f"postgresql+psycopg://tests@/postgres?host={home}"
            wait_until_up(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def wait_until_up(address: str, server: subprocess.Popen) -> None:
    engine = create_engine(address)
    try:
        for _ in range(300):
            assert server.poll() is None, "PostgreSQL does not start"
            try:
                engine.connect().close()
            except OperationalError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("PostgreSQL does not come up")
    finally:
        engine.dispose()


def fresh_database(address: str, name: str) -> str:
    """Make an empty database beside the first; return its address, as a user would give it."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return address.replace("postgresql+psycopg", "postgresql").replace("/postgres?", f"/{name}?")
