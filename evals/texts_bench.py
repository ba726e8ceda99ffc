"""Official texts by themselves: how long reading, indexing, binding and syncing take, and memory.

The documents are invented: words of our own provisions, shuffled, in the Register's XML, as dense
as the issue of 15 April 2016 was (6,700 characters a page, a paragraph of 300).
"""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

from corpus.document import Standing
from corpus.library import load_library
from corpus.official.client import RegisterClient
from corpus.official.followed import Followed, FollowedDocument
from corpus.official.index import index_texts, passages_of
from corpus.official.provenance import Provenance
from corpus.official.record import Format, Record, register_id
from corpus.official.store import TextStore
from corpus.official.sync import sync
from evals.bench import Figure
from evals.fake_register import served

PAGES = 300
LONG_PAGES = 1_000
LONG_DOCUMENTS = 3
INDEXED_TARGET_S = 60.0
SYNC_TARGET_S = 2.0

_A_PAGE = 6_700
_FOLLOWED = 12
_MB = 1024.0

Heard = Callable[[str], None]
"""Hears what is measured next."""


class Measured(NamedTuple):
    """What a process of its own found: seconds of each step, and the most memory it held."""

    read_s: float
    indexed_s: float
    again_s: float
    passages: int
    peak_mb: float


def invented_document(number: str, pages: int) -> bytes:
    """Return a document of so many pages; the same for the same number."""
    words = [
        escape(word)
        for provision in load_library().provisions.values()
        for sentence in provision.says
        for word in sentence.split()
    ]
    random = Random(number)  # noqa: S311 (no secret)
    body: list[str] = []
    for page in range(pages):
        body.append(f'<PRTPAGE P="{10_001 + page}"/><HD SOURCE="HD1">Heading {page + 1}</HD>')
        length = 0
        while length < _A_PAGE:
            kept = " ".join(random.choices(words, k=random.randint(20, 70)))
            length += len(kept)
            body.append(f"<P>{kept}.</P>")
        body.append(f"<P>Marked<SU>{page}</SU><FTREF/>.</P>")
        body.append(f"<FTNT><P><SU>{page}</SU> A note on page {page + 1}.</P></FTNT>")
    return (
        "<NOTICE><PREAMB><SUBJECT>An Invented Document</SUBJECT></PREAMB><SUPLINF>"
        f"{''.join(body)}</SUPLINF><FRDOC>[FR Doc. {number} Filed 1-1-99]</FRDOC></NOTICE>"
    ).encode()


def texts_measured(*, rounds: int, heard: Heard = lambda _: None) -> Iterator[Figure]:
    """Measure each thing so many times, each time from nothing.

    Whether the processor reckons in half precision shows in how long indexing takes.
    """
    found = []
    for number in range(rounds):
        heard(f"Reading and indexing {PAGES} pages, round {number + 1} of {rounds}")
        found.append(_apart(_indexing))
    yield Figure(f"read {PAGES} pages", "s", tuple(one.read_s for one in found))
    yield Figure(
        f"read and index {PAGES} pages ({found[0].passages:,} passages)",
        "s",
        tuple(one.read_s + one.indexed_s for one in found),
        INDEXED_TARGET_S,
    )
    yield Figure("index anew after one paragraph changed", "s", tuple(one.again_s for one in found))
    yield Figure("most memory, indexing", "MB", tuple(one.peak_mb for one in found))
    heard(f"Reading {LONG_DOCUMENTS} documents of {LONG_PAGES:,} pages")
    long = [_apart(_long_reading) for _ in range(rounds)]
    name = f"{LONG_DOCUMENTS} documents of {LONG_PAGES:,} pages"
    yield Figure(f"read {name}", "s", tuple(one.read_s for one in long))
    yield Figure(f"most memory, reading {name}", "MB", tuple(one.peak_mb for one in long))
    heard(f"Binding a document of {LONG_PAGES:,} pages")
    bound = [_apart(_binding) for _ in range(rounds)]
    name = f"bind a document of {LONG_PAGES:,} pages ({bound[0].passages:,} paragraphs)"
    yield Figure(name, "s", tuple(one.indexed_s for one in bound))
    yield Figure("most memory, binding it", "MB", tuple(one.peak_mb for one in bound))
    heard("Syncing with nothing new")
    yield Figure(
        f"sync of {_FOLLOWED} documents, nothing new", "s", tuple(_syncs(rounds)), SYNC_TARGET_S
    )


def _apart(measure: Callable[[], Measured]) -> Measured:
    """Measure in a process of its own, whose memory is nobody else's."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure)


def _indexing() -> Measured:
    from corpus.embedding import Embedder

    whole = invented_document("2099-00300", PAGES)
    embedder = Embedder()
    embedder.embed(["words"] * 20)  # Loads the model, which every command of the index does once.
    with _store() as store:
        _add(store, "2099-00300", whole)
        begun = time.perf_counter()
        candidate = store.candidate()
        assert candidate is not None  # noqa: S101 (it was just added)
        text = candidate.text(register_id("2099-00300"))
        read = time.perf_counter()
        index_texts(store, candidate, embedder)
        indexed = time.perf_counter()
        _add(store, "2099-00300", whole.replace(b"</P>", b" indeed.</P>", 1))
        changed = store.candidate()
        assert changed is not None  # noqa: S101 (it was just added)
        before = time.perf_counter()
        index_texts(store, changed, embedder)
        again = time.perf_counter() - before
        passages = len(passages_of(text))
    return Measured(read - begun, indexed - read, again, passages, _peak_mb())


def _long_reading() -> Measured:
    numbers = [f"2099-{number:05}" for number in range(LONG_DOCUMENTS)]
    with _store() as store:
        for number in numbers:
            _add(store, number, invented_document(number, LONG_PAGES))
        begun = time.perf_counter()
        candidate = store.candidate()
        assert candidate is not None  # noqa: S101 (it was just added)
        words = sum(len(text.text) for text in candidate.texts())
        read = time.perf_counter() - begun
    return Measured(read, 0.0, 0.0, words, _peak_mb())


def _binding() -> Measured:
    from corpus.binding.bound import bind
    from corpus.binding.proposing import open_provisions
    from corpus.embedding import Embedder
    from corpus.official.register_xml import read_register_xml

    begun = time.perf_counter()
    text = read_register_xml(invented_document("2099-01000", LONG_PAGES))
    read = time.perf_counter()
    embedder = Embedder()
    embedder.embed(["words"] * 20)  # Loads the model, which every command of binding does once.
    documents = [served.document for served in load_library().documents.values()]
    (call,) = [one for one in documents if one.standing is Standing.CALL]
    unsettled = [
        provision
        for one in documents
        if one.standing is Standing.COMPILATION
        for provision in open_provisions(one.provisions)
    ]
    loaded = time.perf_counter()
    bind(text, call, embeds=embedder.embed, unsettled=unsettled)
    done = time.perf_counter() - loaded
    return Measured(read - begun, done, 0.0, len(text.spans), _peak_mb())


def _syncs(rounds: int) -> Iterator[float]:
    numbers = [f"2099-{number:05}" for number in range(_FOLLOWED)]
    wanted = Followed(register=tuple(FollowedDocument(number=one) for one in numbers))
    with served() as register, _store() as store:
        for number in numbers:
            register.publish(number, invented_document(number, 10))
        for turn in range(rounds + 1):
            begun = time.perf_counter()
            with RegisterClient(register.url, register.url) as client:
                sync(store, client, wanted)
            if turn:
                yield time.perf_counter() - begun
            else:
                store.promote()


@contextmanager
def _store() -> Iterator[TextStore]:
    with tempfile.TemporaryDirectory() as folder:
        yield TextStore(Path(folder))


def _add(store: TextStore, number: str, data: bytes) -> None:
    record = Record.model_validate(
        {
            "id": register_id(number),
            "origin": "federal-register",
            "standing": "guidance",
            "title": "An Invented Document",
            "kind": "notice",
            "number": number,
        }
    )
    provenance = Provenance(source="a bench", at=datetime.now(UTC))
    store.add(data, format_=Format.REGISTER_XML, record=record, provenance=provenance)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB
