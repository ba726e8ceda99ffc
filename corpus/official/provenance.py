"""From where each text came, as a chain in which no line can be changed unseen.

`ledger.jsonl` has one event a line. Each names the hash of the one before it, and its own, which
is that of the line without it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from corpus.errors import TextStoreError
from corpus.official.files import write_whole

BEGINNING = "0" * 64
"""What stands for the hash of the event before the first."""

What = Literal["stored", "seen-again", "promoted", "rolled-back", "discarded"]


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


class Ledger:
    """The events of a store, oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def events(self) -> tuple[Event, ...]:
        """Return every event, after the whole chain has been checked.

        A last line that was cut off while it was written is no event: what it would have told of
        had not taken effect.

        Raises:
            TextStoreError: A line was changed, taken out or put in.
        """
        return tuple(self._checked())

    def append(
        self,
        what: What,
        subject: str,
        *,
        at: datetime,
        sha256: str | None = None,
        provenance: Provenance | None = None,
    ) -> Event:
        """Write one event at the end."""
        before = self.events()
        event = Event(
            what=what,
            subject=subject,
            sha256=sha256,
            provenance=provenance,
            at=at,
            before=before[-1].hash if before else BEGINNING,
        ).sealed()
        lines = "".join(f"{one.model_dump_json()}\n" for one in (*before, event))
        write_whole(self._path, lines.encode())
        return event

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
