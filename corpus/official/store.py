"""Where official texts are kept: every version by its content, one current set, one candidate.

    objects/ab/abcd…      bytes as they came, named by their sha256; never changed
    snapshots/DIGEST.json which version of each text belongs together; never changed
    ledger.jsonl          from where each came, and what became current when
    current.json          the digests of the snapshots that were promoted, the current one last
    candidate.json        the digest of the snapshot that waits for `promote`

A change writes new files first and moves one pointer last, so that a process that is killed leaves
the store as it was.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from corpus.errors import TextStoreError, UnknownTextError
from corpus.official.files import held, remove_unfinished, write_whole
from corpus.official.provenance import Entry, Event, Ledger, Provenance
from corpus.official.reading import read_text
from corpus.official.record import Format, Record
from corpus.official.text import OfficialText

STORE = Path("var/official")
"""Where the texts are kept unless it is said otherwise."""

_REMEMBERED = 4


class Version(BaseModel, frozen=True, extra="forbid"):
    """One text as it was once: its bytes, what was told about it, and from where it came.

    `sha256` is that of the bytes, `text_sha256` that of the words read from them.
    """

    record: Record
    format: Format
    sha256: str
    text_sha256: str
    size: int = Field(ge=0, description="In bytes.")
    words: int = Field(ge=0)
    provenance: Provenance

    @property
    def id(self) -> str:
        """The id of the text."""
        return self.record.id


class Snapshot:
    """Texts that belong together, each in one version; it never changes."""

    def __init__(
        self, store: "TextStore", versions: Mapping[str, Version], digest: str | None = None
    ) -> None:
        self.versions: Mapping[str, Version] = MappingProxyType(dict(sorted(versions.items())))
        self.digest = digest or _digest(self.versions)
        self._store = store

    def __iter__(self) -> Iterator[str]:
        return iter(self.versions)

    def __len__(self) -> int:
        return len(self.versions)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.versions

    def text(self, identifier: str) -> OfficialText:
        """Return a text by its id, read.

        Raises:
            UnknownTextError: It is not in this snapshot.
            TextStoreError: Its bytes are no longer those that were stored.
        """
        if identifier not in self.versions:
            raise UnknownTextError(identifier, tuple(self.versions))
        return self._store.read(self.versions[identifier])

    def texts(self) -> Iterator[OfficialText]:
        """Read every text, one after the other, in the order of their ids."""
        for identifier in self.versions:
            yield self.text(identifier)

    def of_document(self, corpus_document: str) -> tuple[Version, ...]:
        """Return the versions of the texts that may settle provisions of a document of ours."""
        return tuple(
            one for one in self.versions.values() if one.record.corpus_document == corpus_document
        )


Check = Callable[[Snapshot], Iterable[str]]
"""Looks at a candidate before it is promoted; gives its faults, each with what to do."""


class TextStore:
    """A folder of official texts."""

    def __init__(self, root: Path = STORE, *, clock: Callable[[], datetime] | None = None) -> None:
        self.root = root
        self._clock = clock or (lambda: datetime.now(UTC))
        self._ledger = Ledger(root / "ledger.jsonl")
        self._read = lru_cache(maxsize=_REMEMBERED)(self._read_anew)

    def now(self) -> datetime:
        """Return the moment that the clock of this store tells."""
        return self._clock()

    # -- looking ----------------------------------------------------------------------------------

    def current(self) -> Snapshot:
        """Return what answers rest on; empty where nothing was ever promoted."""
        promoted = self._promoted()
        return self.snapshot(promoted[-1]) if promoted else Snapshot(self, {})

    def nothing(self) -> Snapshot:
        """Return a snapshot without texts, to compare with."""
        return Snapshot(self, {})

    def candidate(self) -> Snapshot | None:
        """Return what waits for `promote`, None where nothing does."""
        told = self._pointer("candidate.json")
        if not told or self._promoted()[-1:] == (told["snapshot"],):
            return None  # Promoted, by a process that ended before it said so here too.
        return self.snapshot(told["snapshot"])

    def promoted(self) -> tuple[Snapshot, ...]:
        """Return what was current, the current one last; what was rolled back is not among it."""
        return tuple(self.snapshot(digest) for digest in self._promoted())

    def snapshot(self, digest: str) -> Snapshot:
        """Return a snapshot by its digest, or by the first eight or more digits of it.

        Raises:
            TextStoreError: There is none, there are several, or it is not as it was written.
        """
        found = sorted(self._folder("snapshots").glob(f"{digest}*.json"))
        if len(digest) < 8 or len(found) != 1:
            message = (
                f"There is no one snapshot `{digest}`. `python -m corpus texts` names those that "
                "there are; give at least eight digits."
            )
            raise TextStoreError(message)
        try:
            told = json.loads(found[0].read_bytes())
            versions = {one["record"]["id"]: Version.model_validate(one) for one in told}
        except (OSError, ValueError, KeyError, TypeError, ValidationError):
            raise _damaged(found[0]) from None
        if _digest(versions) != found[0].stem:
            raise _damaged(found[0])
        return Snapshot(self, versions, found[0].stem)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return every version of a text that was ever kept, oldest first, by its id or number."""
        found: dict[tuple[str, str], Version] = {}
        for path in self._folder("snapshots").glob("*.json"):
            for one in self.snapshot(path.stem).versions.values():
                if name in (one.id, one.record.number):
                    key = (one.sha256, one.record.model_dump_json())
                    if key not in found or one.provenance.at < found[key].provenance.at:
                        found[key] = one
        return tuple(sorted(found.values(), key=lambda one: (one.provenance.at, one.sha256)))

    def events(self) -> tuple[Event, ...]:
        """Return all that happened, oldest first; the chain of hashes is checked."""
        return self._ledger.events()

    def data(self, sha256: str) -> bytes:
        """Return bytes as they came.

        Raises:
            TextStoreError: They are gone, or no longer the same.
        """
        path = self._object(sha256)
        try:
            data = path.read_bytes()
        except OSError:
            raise _damaged(path) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise _damaged(path)
        return data

    def read(self, version: Version) -> OfficialText:
        """Return the words of a version; texts read before are at hand."""
        return self._read(version.sha256, version.format, version.record.model_dump_json())

    def _read_anew(self, sha256: str, format_: Format, record: str) -> OfficialText:
        return read_text(self.data(sha256), format_, Record.model_validate_json(record))

    def faults(self) -> Iterator[str]:
        """Tell what is not as it was written, in what is current and what waits.

        Bytes are held against their hashes, versions and promotions against the ledger.

        Raises:
            TextStoreError: The ledger, or a snapshot, was changed.
        """
        events = self.events()
        told = {
            (one.subject, one.sha256, _said(one.provenance))
            for one in events
            if one.what == "stored"
        }
        became = {one.subject for one in events if one.what == "promoted"}
        for snapshot in (*self.promoted()[-1:], self.candidate()):
            for version in snapshot.versions.values() if snapshot else ():
                if (version.id, version.sha256, _said(version.provenance)) not in told:
                    yield f"`{version.id}`: the ledger does not tell from where this version came."
                try:
                    self.data(version.sha256)
                except TextStoreError as error:
                    yield f"`{version.id}`: {error}"
        for digest in self._promoted():
            if digest not in became:
                yield f"The ledger does not tell that {digest[:12]} became current."

    # -- changing ---------------------------------------------------------------------------------

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let no other process change the store while the block runs.

        Raises:
            TextStoreError: Another one does.
        """
        with held(self.root / "lock") as mine:
            if not mine:
                message = (
                    f"Another command is changing `{self.root}`. Wait until it has ended, "
                    "then try again."
                )
                raise TextStoreError(message)
            for places in ("", "snapshots/", "objects/*/"):
                remove_unfinished(self.root, places)
            yield

    def keep(self, version: Version, data: bytes) -> None:
        """Keep the bytes of a version, without making it part of anything yet."""
        if not self._object(version.sha256).exists():
            write_whole(self._object(version.sha256), data)

    def propose(self, versions: Sequence[Version]) -> Snapshot:
        """Make a candidate of what is current (or waits already) and these versions.

        Where they change nothing, nothing is written and what stands is returned.
        """
        standing = self.candidate() or self.current()
        changed = [one for one in versions if not _same(standing.versions.get(one.id), one)]
        if not changed:
            return standing
        snapshot = Snapshot(self, {**standing.versions, **{one.id: one for one in changed}})
        told = [one.model_dump(mode="json") for one in snapshot.versions.values()]
        path = self._folder("snapshots") / f"{snapshot.digest}.json"
        write_whole(path, json.dumps(told, indent=1, ensure_ascii=False).encode())
        at = self._clock()
        self._ledger.append(
            [Entry("stored", one.id, at, one.sha256, one.provenance) for one in changed]
        )
        self._point("candidate.json", {"snapshot": snapshot.digest})
        return snapshot

    def add(
        self, data: bytes, *, format_: Format, record: Record, provenance: Provenance
    ) -> Version:
        """Read one text, keep it, and make it part of the candidate.

        Raises:
            OfficialTextError: It is not what the format says.
            TextStoreError: Another command is changing the store.
        """
        version = version_of(data, read_text(data, format_, record), format_, provenance)
        with self.changing():
            self.keep(version, data)
            self.propose([version])
        return version

    def promote(self, checks: Sequence[Check] = ()) -> Snapshot:
        """Make the candidate current, after every text in it was read anew from its bytes.

        `checks` are asked too; each gives the faults that it finds.

        Raises:
            TextStoreError: There is no candidate, a text in it is not as it was stored, or a check
                found a fault.
        """
        with self.changing():
            candidate = self.candidate()
            if candidate is None:
                message = "There is no candidate. Run `python -m corpus sync` first."
                raise TextStoreError(message)
            for version in candidate.versions.values():
                self.check(version)
            faults = [fault for check in checks for fault in check(candidate)]
            if faults:
                lines = "\n".join(f"  {fault}" for fault in faults)
                message = f"The candidate was not promoted:\n{lines}"
                raise TextStoreError(message)
            # Written first, so that nothing becomes current without a line about it.
            self._ledger.append([Entry("promoted", candidate.digest, self._clock())])
            self._point("current.json", {"promoted": [*self._promoted(), candidate.digest]})
            (self.root / "candidate.json").unlink(missing_ok=True)
        return candidate

    def check(self, version: Version) -> None:
        """Read a version from its bytes and compare the words with those once read.

        Raises:
            TextStoreError: The bytes have changed, or are read otherwise than then.
        """
        text = read_text(self.data(version.sha256), version.format, version.record)
        if text.sha256 != version.text_sha256:
            message = (
                f"`{version.id}` is read otherwise than when it was stored: the reader has "
                "changed. Run `python -m corpus sync`, or bring the text, again."
            )
            raise TextStoreError(message)

    def rollback(self) -> Snapshot:
        """Make current what was current before; what is left is the candidate again.

        Raises:
            TextStoreError: Nothing is current.
        """
        with self.changing():
            promoted = self._promoted()
            if not promoted:
                message = "Nothing is current, so there is nothing to go back from."
                raise TextStoreError(message)
            self._ledger.append([Entry("rolled-back", promoted[-1], self._clock())])
            self._point("current.json", {"promoted": list(promoted[:-1])})
            if self.candidate() is None:
                self._point("candidate.json", {"snapshot": promoted[-1]})
        return self.current()

    def discard(self) -> None:
        """Let go of the candidate; the versions in it stay kept."""
        with self.changing():
            candidate = self.candidate()
            if candidate is not None:
                self._ledger.append([Entry("discarded", candidate.digest, self._clock())])
                (self.root / "candidate.json").unlink()

    # -- files ------------------------------------------------------------------------------------

    def _folder(self, name: str) -> Path:
        return self.root / name

    def _object(self, sha256: str) -> Path:
        return self.root / "objects" / sha256[:2] / sha256

    def _promoted(self) -> tuple[str, ...]:
        told = self._pointer("current.json")
        return tuple(told["promoted"]) if told else ()

    def _pointer(self, name: str) -> Any:
        path = self.root / name
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise _damaged(path) from None

    def _point(self, name: str, told: Mapping[str, object]) -> None:
        write_whole(self.root / name, json.dumps(told, indent=1).encode())


def version_of(data: bytes, text: OfficialText, format_: Format, provenance: Provenance) -> Version:
    """Describe bytes and the text that was read from them; the text has its record."""
    assert text.record is not None  # noqa: S101 (a text is recorded before it is kept)
    return Version(
        record=text.record,
        format=format_,
        sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=text.sha256,
        size=len(data),
        words=len(text.text.split()),
        provenance=provenance,
    )


def _digest(versions: Mapping[str, Version]) -> str:
    told = [
        [one.record.model_dump(mode="json"), one.format, one.sha256, one.text_sha256]
        for _, one in sorted(versions.items())
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _said(provenance: Provenance | None) -> str:
    return provenance.model_dump_json() if provenance else ""


def _same(one: Version | None, other: Version) -> bool:
    """Whether two versions say the same, however they came here."""
    return one is not None and (one.record, one.format, one.sha256, one.text_sha256) == (
        other.record,
        other.format,
        other.sha256,
        other.text_sha256,
    )


def _damaged(path: Path) -> TextStoreError:
    message = (
        f"`{path.name}` in the store of official texts is missing or not as it was written. "
        "Restore the folder from a copy, or set it aside and run `python -m corpus sync` again."
    )
    return TextStoreError(message)
