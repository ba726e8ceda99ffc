"""From where each text came, as a chain in which no line can be changed unseen.

`ledger.jsonl` has one event a line. Each names the hash of the one before it, and its own, which
is that of the line without it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from corpus.errors import TextStoreError
from corpus.official.files import write_whole

BEGINNING = "0" * 64
"""What stands for the hash of the event before the first."""

What = Literal["stored", "promoted", "rolled-back", "discarded"]


class Provenance(BaseModel, frozen=True, extra="forbid"):
    """How bytes came here. `headers` are those that tell something of the bytes."""

    source: str = Field(description="An address, or the name of the file that was brought.")
    at: datetime
    status: int | None = None
    headers: Mapping[str, str] = {}
    tool: str = ""


class Event(BaseModel, frozen=True, extra="forbid"):
    """One line of the ledger.

    `subject` is the id of a text, or the digest of a snapshot; `sha256` is that of the bytes.
    """

    what: What
    subject: str
    sha256: str | None = None
    provenance: Provenance | None = None
    at: datetime
    before: str
    hash: str = ""

    def sealed(self) -> "Event":
        """Return the event with the hash of all else that it says."""
        said = self.model_dump(mode="json", exclude={"hash"})
        line = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return self.model_copy(update={"hash": hashlib.sha256(line.encode()).hexdigest()})


class Entry(NamedTuple):
    """What is to be written down: an event before it has its place in the chain."""

    what: What
    subject: str
    at: datetime
    sha256: str | None = None
    provenance: Provenance | None = None


class Ledger:
    """The events of a store, oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def events(self) -> tuple[Event, ...]:
        """Return every event, after the whole chain has been checked.

        Raises:
            TextStoreError: A line was changed, taken out or put in.
        """
        return tuple(self._checked())

    def append(self, entries: Sequence["Entry"]) -> None:
        """Write events at the end, all of them or none."""
        events = list(self.events())
        for entry in entries:
            before = events[-1].hash if events else BEGINNING
            events.append(Event(**entry._asdict(), before=before).sealed())
        write_whole(self._path, "".join(f"{one.model_dump_json()}\n" for one in events).encode())

    def _checked(self) -> Iterator[Event]:
        if not self._path.exists():
            return
        before = BEGINNING
        for number, line in enumerate(self._path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                event = Event.model_validate_json(line)
            except ValidationError:
                raise self._broken(number) from None
            if event.before != before or event.sealed().hash != event.hash:
                raise self._broken(number)
            before = event.hash
            yield event

    def _broken(self, number: int) -> TextStoreError:
        message = (
            f"Line {number} of `{self._path.name}` is not as it was written: the chain of hashes "
            "breaks there. Restore the folder from a copy, or set it aside and sync anew."
        )
        return TextStoreError(message)
