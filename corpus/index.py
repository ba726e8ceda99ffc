"""The search index on disk (the one module that imports `chromadb`).

An index is a folder that is never changed once it is there. Its name is the hash of everything
that shaped it: passages, model weights, stop words. A new corpus makes a new folder beside the old.
Building happens in a folder of its own, which takes the final name in one step, so that a killed
build leaves nothing that could be taken for an index.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from corpus.embedding import Embedder, Vectors
from corpus.errors import IndexUnusableError
from corpus.lexical import KeywordIndex
from corpus.library import Library
from corpus.passage import Passage, passages_of
from corpus.words import LEXICON_SHA256

FORMAT = 2
"""Raised whenever the layout of an index folder, or the way words are folded, changes."""

_COLLECTION = "passages"
_SAMPLE = 24
_BATCH = 2_000

Progress = Callable[[int, int], None]
"""Hears (passages done, passages in all)."""


def digest_of(passages: Sequence[Passage], weights_sha256: str) -> str:
    """Return the name of the index over these passages with this model."""
    whole = hashlib.sha256(f"{FORMAT}:{weights_sha256}:{LEXICON_SHA256}".encode())
    for passage in passages:
        whole.update(json.dumps(asdict(passage), sort_keys=True).encode())
    return whole.hexdigest()[:32]


@dataclass(frozen=True)
class Hit:
    """A passage that a search found, with the cosine of its angle to the query."""

    key: str
    provision: str
    similarity: float


def _provision(key: str) -> str:
    return key.rsplit("#", 1)[0]


_MOST_SILENT = 600
_DAYS_REMEMBERED = 64


class PassageIndex:
    """An opened index: exact-by-day nearest passages, and keyword scores."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digest = folder.name
        self.size = int(_manifest(folder)["passages"])
        if not (folder / "chroma" / "chroma.sqlite3").exists():
            # Chroma would make an empty one in its place.
            found = "The index has lost its vectors."
            raise _unusable(found)
        self._collection = _client(folder).get_collection(_COLLECTION, embedding_function=None)
        self.keywords = KeywordIndex.open(folder / "keywords")
        self._silent: dict[int, frozenset[str]] = {}

    def nearest(self, vector: Vectors, *, k: int, as_of: date | None = None) -> list[Hit]:
        """Return the passages nearest to a unit vector, best first, among those that speak then."""
        return self.nearest_to_each([vector], k=k, as_of=as_of)[0]

    def nearest_to_each(
        self, vectors: Sequence[Vectors], *, k: int, as_of: date | None = None
    ) -> list[list[Hit]]:
        """Return for each unit vector the nearest passages, as `nearest` does, in one query.

        Where few passages are silent on the day, they are fetched too and left out here. Where
        many are, those that speak are compared one by one, which is exact, and many times quicker
        than Chroma's filter.
        """
        silent = self._silent_on(as_of)
        if len(silent) > _MOST_SILENT:
            return self._compared(vectors, k, silent)
        found = self._collection.query(
            query_embeddings=[vector.tolist() for vector in vectors],
            n_results=min(k + len(silent), self.size),
            include=["distances"],
        )
        return [
            [
                Hit(key, _provision(key), 1.0 - distance)
                for key, distance in zip(keys, distances, strict=True)
                if key not in silent
            ][:k]
            for keys, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def _compared(
        self, vectors: Sequence[Vectors], k: int, silent: frozenset[str]
    ) -> list[list[Hit]]:
        keys, held = self._everything
        speaking = np.array([key not in silent for key in keys])
        similar = np.where(speaking, np.stack(vectors) @ held.T, -np.inf)
        nearest = np.argsort(-similar, axis=1, kind="stable")[:, : min(k, int(speaking.sum()))]
        return [
            [Hit(keys[n], _provision(keys[n]), float(row[n])) for n in best.tolist()]
            for row, best in zip(similar, nearest, strict=True)
        ]

    @cached_property
    def _everything(self) -> tuple[list[str], Vectors]:
        """Every key and its vector, kept at hand."""
        return self.vectors()

    @cached_property
    def _days(self) -> dict[str, tuple[int, int]]:
        """The first and the last day of each passage."""
        held = self._collection.get(include=["metadatas"])
        return {
            key: (int(one["first_day"]), int(one["last_day"]))
            for key, one in zip(held["ids"], held["metadatas"], strict=True)
        }

    def _silent_on(self, as_of: date | None) -> frozenset[str]:
        """Return the passages that do not speak on a day; remembered for the days asked about."""
        if as_of is None:
            return frozenset()
        day = as_of.toordinal()
        if day not in self._silent:
            if len(self._silent) >= _DAYS_REMEMBERED:
                self._silent.clear()
            self._silent[day] = frozenset(
                key for key, (first, last) in self._days.items() if not first <= day <= last
            )
        return self._silent[day]

    def vectors(self) -> tuple[list[str], Vectors]:
        """Return every key and its vector, for an exact search."""
        held = self._collection.get(include=["embeddings"])
        return held["ids"], np.asarray(held["embeddings"], dtype=np.float32)

    def check(self) -> None:
        """Ask for a sample of what the index holds; each must find itself.

        Raises:
            IndexUnusableError: A count is wrong, or a passage does not find itself.
        """
        count = self._collection.count()
        if count != self.size:
            found = f"The index holds {count} passages, its manifest says {self.size}."
            raise _unusable(found)
        keys, vectors = self.vectors()
        if {key.partition("#")[0] for key in keys} != set(self.keywords.provisions):
            found = "The index has vectors and keywords of different provisions."
            raise _unusable(found)
        for place in range(0, len(keys), max(1, len(keys) // _SAMPLE)):
            best = self.nearest(vectors[place], k=1)
            if not best or best[0].similarity < 0.999:
                found = f"The index does not find its own passage `{keys[place]}`."
                raise _unusable(found)


def _unusable(found: str) -> IndexUnusableError:
    return IndexUnusableError(
        f"{found} Delete the folder `var/index` and run `python -m corpus build`."
    )


def build_index(
    root: Path, library: Library, embedder: Embedder, progress: Progress | None = None
) -> Path:
    """Build the index of a library under `root` unless it is there; return its folder."""
    return build_passages(root, tuple(passages_of(library)), embedder, progress)


def build_passages(
    root: Path,
    passages: Sequence[Passage],
    embedder: Embedder,
    progress: Progress | None = None,
) -> Path:
    """Build the index of passages under `root` unless it is there; return its folder."""
    target = root / digest_of(passages, embedder.made_by)
    if (target / "manifest.json").exists():
        return target
    embedder.check_weights()
    work = root / f".building-{uuid4().hex}"
    work.mkdir(parents=True)
    try:
        _write(work, passages, embedder, progress)
        _put_in_place(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _write(
    work: Path, passages: Sequence[Passage], embedder: Embedder, progress: Progress | None
) -> None:
    done = 0

    def hear(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(done, len(passages))

    vectors = _vectors(work.parent, passages, embedder, hear)
    client = _client(work)
    collection = client.create_collection(
        _COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": 400, "ef_construction": 400}},
    )
    for part in _batches(range(len(passages)), _BATCH):
        collection.add(
            ids=[passages[n].key for n in part],
            embeddings=[vectors[n].tolist() for n in part],
            metadatas=[
                {
                    "provision": passages[n].provision,
                    "kind": passages[n].kind,
                    "first_day": passages[n].first_day,
                    "last_day": passages[n].last_day,
                }
                for n in part
            ],
        )
    _release(client)
    KeywordIndex.build(passages).save(work / "keywords")
    np.save(work / "vectors.npy", vectors)
    hashes = [_text_hash(passage.text) for passage in passages]
    (work / "texts.json").write_text(json.dumps(hashes), encoding="utf-8")
    manifest = {"format": FORMAT, "passages": len(passages), "weights_sha256": embedder.made_by}
    (work / "manifest.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")


def _vectors(
    root: Path, passages: Sequence[Passage], embedder: Embedder, hear: Callable[[int], None]
) -> Vectors:
    """Embed the passages; texts that an index beside this one holds are taken from there."""
    known = _known_vectors(root, embedder.made_by)
    new = [passage.text for passage in passages if _text_hash(passage.text) not in known]
    hear(len(passages) - len(new))
    for text, vector in zip(new, embedder.embed(new, progress=hear), strict=True):
        known[_text_hash(text)] = vector
    return np.vstack([known[_text_hash(passage.text)] for passage in passages])


def _known_vectors(root: Path, weights_sha256: str) -> dict[str, Vectors]:
    known: dict[str, Vectors] = {}
    for manifest in root.glob("[!.]*/manifest.json"):  # `.building-…` may be gone in a moment
        folder = manifest.parent
        try:
            if _manifest(folder).get("weights_sha256") != weights_sha256:
                continue
            hashes = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
            known |= dict(zip(hashes, np.load(folder / "vectors.npy"), strict=True))
        except (IndexUnusableError, OSError, ValueError):
            continue  # A damaged neighbour is no reason to fail: its texts are embedded anew.
    return known


def _text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _put_in_place(work: Path, target: Path) -> None:
    try:
        os.rename(work, target)
    except OSError:
        # Another process finished the same index first: content-addressed, so theirs is ours.
        if not (target / "manifest.json").exists():
            raise


def open_index(root: Path, library: Library, embedder: Embedder) -> PassageIndex:
    """Open the index of a library, and let it prove that it finds what it holds.

    Raises:
        IndexUnusableError: It has not been built, or fails its self-check.
    """
    return open_passages(root, tuple(passages_of(library)), embedder.made_by)


def open_passages(root: Path, passages: Sequence[Passage], made_by: str) -> PassageIndex:
    """Open the index of passages that an embedder made, and let it prove that it finds them.

    Raises:
        IndexUnusableError: It has not been built, or fails its self-check.
    """
    target = root / digest_of(passages, made_by)
    if not (target / "manifest.json").exists():
        message = "The index for this corpus has not been built. Run `python -m corpus build`."
        raise IndexUnusableError(message)
    from chromadb.errors import ChromaError

    try:
        index = PassageIndex(target)
        index.check()
    except (ChromaError, OSError, ValueError) as error:
        found = f"The index cannot be opened: {error}."
        raise _unusable(found) from error
    return index


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        content: Any = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        found = f"The index manifest cannot be read: {error}."
        raise _unusable(found) from error
    if not isinstance(content, dict) or not isinstance(content.get("passages"), int):
        found = "The index manifest does not say how many passages there are."
        raise _unusable(found)
    return content


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder / "chroma"),
        settings=Settings(anonymized_telemetry=False, allow_reset=False),
    )


def _release(client: Any) -> None:
    """Let go of a folder that is about to be renamed; Chroma keeps one client per path."""
    client.close()


def _batches(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
