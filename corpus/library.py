"""The corpus as it is served: the text of each document, and exact places in it."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.amending.accepted import accepted_with, amended
from corpus.amending.queue import later_notices, queued
from corpus.binding.official import Official, OfficialWords, official_of
from corpus.citation import Citation, OfficialReference
from corpus.document import Basis, Document, Provision, Source, Standing
from corpus.errors import (
    CitationError,
    CorpusFaultsError,
    UnknownDocumentError,
    UnknownProvisionError,
)
from corpus.official.record import register_id
from corpus.reading import Reading, read_corpus

if TYPE_CHECKING:
    from corpus.official.store import Snapshot, TextStore


@dataclass(frozen=True)
class Span:
    """A stretch of a served text; code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class ServedDocument:
    """A document with the text that citations point into."""

    document: Document
    text: str
    sha256: str
    provisions: Mapping[str, Span]
    sentences: Mapping[str, tuple[Span, ...]]


def serve(document: Document) -> ServedDocument:
    """Set a document as one NFC text: a title, then each provision under its id and heading."""
    pieces: list[str] = []
    length = 0

    def put(text: str) -> Span:
        nonlocal length
        clean = unicodedata.normalize("NFC", text)
        pieces.append(clean)
        length += len(clean)
        return Span(length - len(clean), length)

    put(f"{document.title}\n")
    provisions: dict[str, Span] = {}
    sentences: dict[str, tuple[Span, ...]] = {}
    for provision in document.provisions:
        begin = put(f"\n{provision.id} | {provision.heading}\n").start + 1
        spans = []
        for sentence in provision.sentences():
            spans.append(put(sentence))
            put(" ")
        pieces[-1] = "\n"
        provisions[provision.id] = Span(begin, spans[-1].end)
        sentences[provision.id] = tuple(spans)
    text = "".join(pieces)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ServedDocument(document, text, digest, provisions, sentences)


@dataclass(frozen=True)
class Library:
    """Every document, provision and source that an answer may rest on."""

    documents: Mapping[str, ServedDocument]
    sources: Mapping[str, Source]
    precedence: tuple[Standing, ...]
    official: Official = field(default_factory=Official)

    @cached_property
    def provisions(self) -> Mapping[str, Provision]:
        """Every provision by its id, in document order."""
        return {
            provision.id: provision
            for served in self.documents.values()
            for provision in served.document.provisions
        }

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The document that holds each provision."""
        return {
            provision.id: served.document.id
            for served in self.documents.values()
            for provision in served.document.provisions
        }

    @cached_property
    def digest(self) -> str:
        """Hash of every served text, by which a receipt names the corpus."""
        whole = hashlib.sha256()
        for name, served in sorted(self.documents.items()):
            whole.update(f"{name}:{served.sha256}\n".encode())
        if self.official:
            whole.update(f"official:{self.official.digest}\n".encode())
        return whole.hexdigest()

    def served(self, document: str) -> ServedDocument:
        """Return a document and its text.

        Raises:
            UnknownDocumentError: The corpus holds no such document.
        """
        if document not in self.documents:
            raise UnknownDocumentError(document, tuple(self.documents))
        return self.documents[document]

    def provision(self, identifier: str) -> Provision:
        """Return a provision.

        Raises:
            UnknownProvisionError: No document holds it; the nearest ids are named.
        """
        if identifier not in self.provisions:
            from rapidfuzz import process

            near = process.extract(
                identifier, self.provisions.keys(), processor=str.casefold, limit=3
            )
            raise UnknownProvisionError(identifier, tuple(name for name, _, _ in near))
        return self.provisions[identifier]

    def document_of(self, provision: str) -> Document:
        """Return the document that holds a provision."""
        self.provision(provision)
        return self.documents[self.homes[provision]].document

    def starts(self, provision: str) -> date | None:
        """Return the first day on which a provision speaks."""
        return (
            self.provision(provision).effective_from or self.document_of(provision).effective_from
        )

    def ends(self, provision: str) -> date | None:
        """Return the last day on which a provision speaks, if there is one."""
        return self.provision(provision).effective_to or self.document_of(provision).effective_to

    def speaks(self, provision: str, as_of: date) -> bool:
        """Whether a provision is in effect on a day; both ends count."""
        first, last = self.starts(provision), self.ends(provision)
        return (first is None or first <= as_of) and (last is None or as_of <= last)

    def rank(self, provision: str) -> int:
        """Return how far down the order of precedence a provision stands; 0 is highest."""
        return self.precedence.index(self.document_of(provision).standing)

    def cite(self, provision: str, sentence: int = 0) -> Citation:
        """Cite one sentence of a provision, counted from 0 as `Provision.sentences` gives them."""
        held = self.provision(provision)
        served = self.documents[self.homes[provision]]
        span = served.sentences[provision][sentence]
        return self._quoted(self._citation(served, held, span))

    def cite_whole(self, provision: str) -> Citation:
        """Cite all sentences of a provision."""
        held = self.provision(provision)
        served = self.documents[self.homes[provision]]
        spans = served.sentences[provision]
        return self._quoted(self._citation(served, held, Span(spans[0].start, spans[-1].end)))

    def sentence(self, provision: str, sentence: int = 0) -> str:
        """Return one sentence of ours, counted from 0 as `Provision.sentences` gives them."""
        served = self.documents[self.homes[self.provision(provision).id]]
        span = served.sentences[provision][sentence]
        return served.text[span.start : span.end]

    def _citation(self, served: ServedDocument, held: Provision, span: Span) -> Citation:
        return Citation(
            document=served.document.id,
            provision=held.id,
            heading=held.heading,
            quote=served.text[span.start : span.end],
            start=span.start,
            end=span.end,
            sha256=served.sha256,
            basis=held.basis,
            confidence=held.confidence,
            reported_by=held.reported_by,
            url=held.url or served.document.url,
            effective_from=held.effective_from or served.document.effective_from,
        )

    def cite_proposed(self, provision: str) -> Citation:
        """Cite the official words that may settle an unsettled provision."""
        held = self.provision(provision)
        served = self.documents[self.homes[provision]]
        ours = self._citation(served, held, served.sentences[provision][0])
        cited = self._resting_on(self.official.proposed[provision], ours)
        return cited.model_copy(update={"basis": Basis.OFFICIAL, "confidence": "not reviewed"})

    def cite_elsewhere(self, provision: str) -> Iterator[Citation]:
        """Cite the official words in other paragraphs that change what a provision says.

        There are some only while no person has looked at the difference.
        """
        held = self.provision(provision)
        served = self.documents[self.homes[provision]]
        ours = self._citation(served, held, served.sentences[provision][0])
        found = (one.elsewhere for one in self.official.differing.get(provision, ()))
        for place in dict.fromkeys(place for place in found if place is not None):
            text = self.official.words[provision].text
            yield self._resting_on(OfficialWords(text, place), ours)

    def _quoted(self, ours: Citation) -> Citation:
        """Return a citation of the official words in place of ours, where a provision has them."""
        words = self.official.words.get(ours.provision)
        return ours if words is None else self._resting_on(words, ours)

    def _resting_on(self, words: OfficialWords, ours: Citation) -> Citation:
        differing = self.official.differing.get(ours.provision, ())
        statement = " ".join(self.provision(ours.provision).says)
        return ours.model_copy(
            update={
                "document": words.text.id,
                "quote": words.quote,
                "start": words.place.start,
                "end": words.place.end,
                "sha256": words.text.sha256,
                "reported_by": (),
                "url": words.url or ours.url,
                "official": _reference(words, statement, tuple(one.kind for one in differing)),
            }
        )

    def text_of(self, document: str) -> tuple[str, str]:
        """Return the text that citations of a document point into, and its hash.

        Raises:
            UnknownDocumentError: Neither the corpus nor the official texts hold it.
        """
        if document in self.official.texts:
            text = self.official.texts[document]
            return text.text, text.sha256
        served = self.served(document)
        return served.text, served.sha256

    def with_official(self, official: Official) -> "Library":
        """Return this library with official texts: provisions bound to them rest on them."""
        if not official:
            return self
        bound = official.words.keys()
        documents = {
            name: replace(served, document=_resting(served.document, bound))
            for name, served in self.documents.items()
        }
        return Library(documents, self.sources, self.precedence, official)

    def verify(self, citation: Citation) -> None:
        """Check a citation letter for letter against the text that is served now.

        Raises:
            CitationError: Its document, provision, hash, place or words do not hold.
        """
        if citation.document in self.official.texts:
            self._verify_official(citation)
            return
        served = self.documents.get(citation.document)
        if served is None or citation.provision not in served.provisions:
            message = f"`{citation.document}` holds no provision `{citation.provision}`."
            raise CitationError(message)
        if citation.sha256 != served.sha256:
            message = (
                f"`{citation.document}` has changed since `{citation.provision}` was cited: its "
                f"hash is {served.sha256[:12]}…, the citation's is {citation.sha256[:12]}…."
            )
            raise CitationError(message)
        bounds = served.provisions[citation.provision]
        inside = bounds.start <= citation.start < citation.end <= bounds.end
        if not inside or served.text[citation.start : citation.end] != citation.quote:
            message = (
                f"`{citation.document}` does not read {citation.quote[:60]!r} at "
                f"{citation.start}..{citation.end} of `{citation.provision}`."
            )
            raise CitationError(message)

    def _verify_official(self, citation: Citation) -> None:
        text = self.official.texts[citation.document]
        known = (self.official.words, self.official.proposed)
        held = [some[citation.provision] for some in known if citation.provision in some]
        if (
            not any(one.text.id == citation.document for one in held)
            or citation.sha256 != text.sha256
        ):
            message = (
                f"`{citation.provision}` no longer rests on these words of `{citation.document}`: "
                "the official text has changed, or another place was taken for it."
            )
            raise CitationError(message)
        if text.text[citation.start : citation.end] != citation.quote:
            message = (
                f"`{citation.document}` does not read {citation.quote[:60]!r} at "
                f"{citation.start}..{citation.end}."
            )
            raise CitationError(message)

    def origins(self, keys: Iterable[str]) -> Iterator[Source]:
        """Give sources once for each independent origin, in the order of the keys."""
        seen: set[str] = set()
        for key in keys:
            source = self.sources[key]
            origin = source.origin or source.key
            if origin not in seen:
                seen.add(origin)
                yield source


def _reference(words: OfficialWords, statement: str, differs: Iterable[str]) -> OfficialReference:
    record = words.text.record
    return OfficialReference(
        title=words.text.title,
        number=record.number if record else None,
        published=record.published if record else None,
        page=words.place.page,
        paragraph=words.place.paragraph,
        section=words.place.section,
        words=words.place.words,
        statement=statement,
        differs=tuple(dict.fromkeys(str(one) for one in differs)),
    )


def _resting(document: Document, bound: Iterable[str]) -> Document:
    """Return a document whose provisions rest on the official text where they are bound to it."""
    names = set(bound)
    if names.isdisjoint(one.id for one in document.provisions):
        return document
    provisions = tuple(
        one.model_copy(update={"basis": Basis.OFFICIAL, "confidence": "PRIMARY"})
        if one.id in names
        else one
        for one in document.provisions
    )
    return document.model_copy(update={"provisions": provisions})


def library_of(reading: Reading) -> Library:
    """Make a library of what was read.

    Raises:
        CorpusFaultsError: The files could not be read whole.
    """
    if reading.faults:
        raise CorpusFaultsError(reading.faults)
    served = {document.id: serve(document) for document in reading.documents}
    return Library(served, reading.sources, reading.precedence)


def load_library(store: "TextStore | None" = None) -> Library:
    """Read the corpus that ships with the project, with what a store of official texts adds to it.

    Raises:
        TextStoreError: The store, or a file of decisions in it, is damaged.
    """
    reading = read_corpus()
    if store is None or not store.root.exists():
        return library_of(reading)
    if reading.faults:
        raise CorpusFaultsError(reading.faults)
    return library_with(reading, store)


def library_with(
    reading: Reading, store: "TextStore", snapshot: "Snapshot | None" = None
) -> Library:
    """Make a library of what was read and of what a store of official texts holds now.

    Of a `snapshot` of the store there are the texts, and what was accepted of the notices in it.
    """
    entries = accepted_with(store.root, snapshot)
    later = tuple(later_notices(queued(store.root)))
    library = library_of(replace(reading, documents=amended(reading.documents, entries)))
    official = official_of(store, reading.documents, later=later, snapshot=snapshot)
    placed = {name: (entry, one) for entry in entries for name, one in entry.official.items()}
    new = {
        name: OfficialWords(official.texts[register_id(entry.notice)], place)
        for name, (entry, place) in placed.items()
        if register_id(entry.notice) in official.texts
    }
    return library.with_official(official.with_words(new))


_STANDS = ("current.json", "reviewed.yaml", "watch/*.json", "accepted/*.yaml", "bindings/*.json")
"""The files of a store by which a library is another."""


def stamp_of(store: "TextStore") -> str:
    """Return a mark that changes when what a library takes from a store may have changed.

    Only names, sizes and times of files are looked at, so that it may be asked often.
    """
    found = []
    for place in _STANDS:
        for path in sorted(store.root.glob(place)):
            try:
                held = path.stat()
            except FileNotFoundError:
                continue
            found.append(f"{path.name}:{held.st_mtime_ns}:{held.st_size}:{held.st_ino}")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()
