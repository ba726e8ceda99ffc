"""Files that are there whole or not at all, whatever happens while they are written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

_UNFINISHED = ".unfinished"


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in place in one step, after its bytes have reached the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid4().hex}{_UNFINISHED}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _settle(path.parent)


def remove_unfinished(folder: Path, places: str = "") -> None:
    """Take away what a process that was killed left half written; for whoever holds the lock."""
    for path in folder.glob(f"{places}.*{_UNFINISHED}"):
        path.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Let a change of names reach the disk, where the system can be asked for it."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a lock file while the block runs; gives False where another process holds it.

    The system lets go of it when a process ends, in whatever way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            yield False
            return
        yield True


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
