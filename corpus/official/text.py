"""What an official text is once it is read: spans with places, pages, footnotes and hashes.

The text of a document is the text of its spans, joined by blank lines. Offsets count Unicode code
points of NFC text, end exclusive, as everywhere in this project. Nothing here writes a word: a
reader hands over what stands in the source, white space folded, footnote marks taken out and kept
apart.
"""

import hashlib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from urllib.parse import quote

from corpus.official.record import Record

BETWEEN_SPANS = "\n\n"
_WORDS_OF_A_LINK = 5


class SpanKind(StrEnum):
    """What a span of an official text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    FOOTNOTE = "footnote"
    TABLE = "table"
    METADATA = "metadata"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """A footnote's mark, which was taken out of the text at `at`, an offset within its span."""

    label: str
    at: int


@dataclass(frozen=True, slots=True)
class PageBreak:
    """From `at`, an offset within its span, the text stands on `page`."""

    page: int
    at: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A span before it has its place in the document: what a reader found, in order.

    `label` is that of a footnote; `rows` are the cells of a table, the header rows first; `source`
    names the element that it was read from. What stands `aside` interrupts a line that goes on to
    another page: it begins on `page`, and where it ends does not count for what follows.
    """

    kind: SpanKind
    text: str
    path: tuple[str, ...] = ()
    source: str = ""
    label: str | None = None
    marks: tuple[FootnoteMark, ...] = ()
    breaks: tuple[PageBreak, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    aside: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece in its place: `number` counts the paragraphs of the document from 1.

    `page` is the page on which the span begins, None where the source does not tell.
    """

    piece: Piece
    start: int
    end: int
    number: int | None
    page: int | None
    sha256: str

    @property
    def text(self) -> str:
        """The words, exactly."""
        return self.piece.text

    def page_at(self, at: int) -> int | None:
        """Return the page of an offset within the span."""
        breaks = self.piece.breaks
        after = bisect_right([one.at for one in breaks], at)
        return breaks[after - 1].page if after else self.page


@dataclass(frozen=True)
class OfficialText:
    """One document as it was issued.

    `details` holds what the source says about itself (agency, action, number), each as printed;
    `unknown` counts the elements that the reader did not know and read as plain text. `record` is
    what is told about it beside its words, once it is kept in a store.
    """

    kind: str
    spans: tuple[Span, ...]
    details: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    unknown: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    record: Record | None = None

    @property
    def id(self) -> str:
        """The id under which it is kept and cited; empty while nobody has recorded it."""
        return self.record.id if self.record else ""

    @property
    def title(self) -> str:
        """Its title as recorded, else as printed."""
        if self.record:
            return self.record.title
        headings = (span.text for span in self.spans if span.piece.kind is SpanKind.HEADING)
        return next(iter(self.details.get("subject", ())), None) or next(headings, "")

    @cached_property
    def text(self) -> str:
        """The whole text; `spans` point into it."""
        return BETWEEN_SPANS.join(span.text for span in self.spans)

    @cached_property
    def sha256(self) -> str:
        """The hash of the text."""
        return sha256_of(self.text)

    @cached_property
    def footnotes(self) -> Mapping[str, Span]:
        """The footnotes by label; of two with one label, the first."""
        found: dict[str, Span] = {}
        for span in self.spans:
            if span.piece.label is not None:
                found.setdefault(span.piece.label, span)
        return MappingProxyType(found)

    def footnote_of(self, span: Span, mark: FootnoteMark) -> Span | None:
        """Return the footnote that a mark refers to: of several with its label the next one."""
        held = [one for one in self.spans if one.piece.label == mark.label]
        following = [one for one in held if one.start > span.start]
        return following[0] if following else held[-1] if held else None

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.spans]

    def span_at(self, offset: int) -> Span | None:
        """Return the span that holds an offset of the text; None between two spans."""
        after = bisect_right(self._starts, offset)
        span = self.spans[after - 1] if after else None
        return span if span is not None and offset < span.end else None

    def page_at(self, offset: int) -> int | None:
        """Return the page of an offset of the text, None where the source does not tell."""
        span = self.span_at(offset)
        return span.page_at(offset - span.start) if span else None

    def address_of(self, start: int, end: int) -> str | None:
        """Return a link to words of the text, by printed page and by the words themselves.

        The page's anchor is the one that federalregister.gov sets; the rest is a text fragment,
        which a browser that does not find the words leaves out of account.
        """
        url = self.record.url if self.record else None
        if url is None or not self.text[start:end].strip():
            return url
        words = self.text[start:end].split()
        few = len(words) <= 2 * _WORDS_OF_A_LINK
        ends = [words] if few else [words[:_WORDS_OF_A_LINK], words[-_WORDS_OF_A_LINK:]]
        found = ",".join(quote(" ".join(one), safe="").replace("-", "%2D") for one in ends)
        page = self.page_at(start)
        anchor = f"page-{page}" if page is not None else ""
        return f"{url.partition('#')[0]}#{anchor}:~:text={found}"


def sha256_of(text: str) -> str:
    """Return the hash of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def folded(text: str) -> str:
    """Return a text in NFC with every run of white space as one space, and none at its ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def placed(
    pieces: Iterable[Piece], *, first_page: int | None = None, page_before: int | None = None
) -> tuple[Span, ...]:
    """Give each piece its place, its number and its page.

    `first_page` is the page on which the document begins. Where it is not told and the source marks
    a later page, what stands before that mark is on the page before, for the Register's pages run
    on; without any mark the document stands on `page_before`, where the one before it ended.
    """
    held = [piece for piece in pieces if piece.text]
    page = next(
        (one for one in (first_page, _inferred(held), page_before) if one is not None), None
    )
    return tuple(_placed(held, page))


def _inferred(pieces: Sequence[Piece]) -> int | None:
    for piece in pieces:
        if piece.breaks:
            return piece.breaks[0].page - 1
    return None


def _placed(pieces: Sequence[Piece], page: int | None) -> Iterator[Span]:
    at = number = 0
    for piece in pieces:
        begins = page if piece.page is None else piece.page
        if piece.breaks and piece.breaks[0].at == 0:
            begins = piece.breaks[0].page
        counted = piece.kind is SpanKind.PARAGRAPH
        number += counted
        yield Span(
            piece=piece,
            start=at,
            end=at + len(piece.text),
            number=number if counted else None,
            page=begins,
            sha256=sha256_of(piece.text),
        )
        at += len(piece.text) + len(BETWEEN_SPANS)
        if not piece.aside:
            page = piece.breaks[-1].page if piece.breaks else begins
