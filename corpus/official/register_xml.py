"""Federal Register XML to spans: notices, rules and presidential documents.

No word is lost and none is added: the spans together are the text of the source without its
footnote marks and page marks, which are kept beside it. What the elements mean stands in
`register_elements.yaml`; one that is not listed there is read as plain text and reported.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

import yaml
from lxml import etree
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from corpus.errors import OfficialTextError, UnknownElementError
from corpus.official.line import Line
from corpus.official.text import (
    FootnoteMark,
    OfficialText,
    PageBreak,
    Piece,
    SpanKind,
    folded,
    placed,
)

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NUMBER = re.compile(r"FR Doc\.?\s*(?:No[.:]*\s*)?(?P<number>[A-Z0-9]+(?:-[0-9]+)+)")
_WITHOUT_HEADING = 1
"""The depth of a section of an Order, which has no heading element."""

_log = logging.getLogger(__name__)

Names = Annotated[frozenset[str], BeforeValidator(frozenset)]
Element = Any
"""An element of lxml, which ships no types."""


class TableElements(BaseModel):
    """The elements of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: str
    title: str
    groups: Names = frozenset()
    head: str
    column: str
    row: str
    cell: str
    notes: Names


class Emphasis(BaseModel):
    """What the types of emphasis mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    element: str
    words: Names
    raised: Names
    lowered: Names


class SectionOpening(BaseModel):
    """How a section begins that has no heading of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: Names
    words: str
    named_by: Names


class Elements(BaseModel):
    """What each element of Federal Register XML means, as in `register_elements.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roots: Mapping[str, str]
    details: Mapping[str, str]
    containers: Names
    begin_anew: Names = frozenset()
    titles: Mapping[str, int] = Field(default_factory=dict)
    paragraphs: Names
    headings: Mapping[str, int]
    heading: str
    heading_elements: Mapping[str, int]
    headings_within: Mapping[str, Mapping[str, int]]
    section_opening: SectionOpening | None = None
    images: Names
    emphasis: Emphasis
    accent: str
    accents: Mapping[str, str]
    footnote: str
    footnote_mark: str
    footnote_reference: str
    page: str
    table: TableElements
    inline: Names
    raised: Names
    fraction: str
    new_line: str
    printed: Mapping[str, str]

    @cached_property
    def known(self) -> frozenset[str]:
        """Every element that has a meaning here."""
        table = self.table
        of_tables = {table.root, table.title, table.head, table.column, *table.groups}
        return frozenset(
            self.containers
            | self.paragraphs
            | self.inline
            | self.images
            | self.table.notes
            | of_tables
            | {self.table.row, self.table.cell, self.heading, self.footnote, self.page}
            | {*self.roots, *self.details, *self.heading_elements, *self.printed}
        )

    @cached_property
    def on_lines_of_their_own(self) -> frozenset[str]:
        """Every element that begins a line."""
        return self.known - self.inline


@lru_cache(maxsize=2)
def packaged_elements(publication: Literal["register", "code"] = "register") -> Elements:
    """Return the elements of the Federal Register, or those of the electronic Code (eCFR)."""
    path = Path(__file__).with_name(f"{publication}_elements.yaml")
    return Elements.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def read_register_xml(
    data: bytes, *, first_page: int | None = None, strict: bool = False
) -> OfficialText:
    """Read one document of the Federal Register.

    `first_page` is the page on which it begins, where its metadata tell. With `strict`, an element
    that is not known is an error; without, it is logged and counted in `unknown`.

    Raises:
        OfficialTextError: This is not XML, declares entities, or holds no document or several.
        UnknownElementError: `strict`, and there are elements that are not known.
    """
    found = tuple(register_documents(data, first_page=first_page, strict=strict))
    if len(found) != 1:
        message = (
            f"Expected one document of the Federal Register and found {len(found)}. Give the file "
            "of one document (`full_text_xml_url` of its record)."
        )
        raise OfficialTextError(message)
    return found[0]


def read_code_xml(data: bytes, *, strict: bool = False) -> OfficialText:
    """Read a part, a section or an appendix of the electronic Code of Federal Regulations.

    Raises:
        OfficialTextError: This is not XML, declares entities, or holds no such division or several.
        UnknownElementError: `strict`, and there are elements that are not known.
    """
    elements = packaged_elements("code")
    found = tuple(_texts(_parsed(data), elements, first_page=None, strict=strict))
    if len(found) != 1:
        message = (
            f"Expected one division of the electronic Code and found {len(found)}. Give the answer "
            "of ecfr.gov for one section or part."
        )
        raise OfficialTextError(message)
    return found[0]


def register_documents(
    data: bytes, *, first_page: int | None = None, strict: bool = False
) -> Iterator[OfficialText]:
    """Read every document of a file that may hold a whole issue, in order; pages run on.

    Raises:
        OfficialTextError: This is not XML, or declares entities.
        UnknownElementError: `strict`, and there are elements that are not known.
    """
    return _texts(_parsed(data), packaged_elements(), first_page=first_page, strict=strict)


def documents_apart(data: bytes) -> Iterator[tuple[bytes, OfficialText]]:
    """Read a file that may hold a whole issue; give each document with the XML of it alone.

    Of a file that holds one document the XML is the file, byte for byte.

    Raises:
        OfficialTextError: This is not XML, or declares entities.
    """
    elements = packaged_elements()
    root = _parsed(data)
    found = list(_documents(root, elements))
    texts = _texts(root, elements, first_page=None, strict=False)
    for document, text in zip(found, texts, strict=True):
        alone = data if len(found) == 1 else etree.tostring(document, with_tail=False)
        yield alone, text


def _texts(
    root: Element, elements: Elements, *, first_page: int | None, strict: bool
) -> Iterator[OfficialText]:
    page = None
    for document in _documents(root, elements):
        walk = _Walk(elements)
        spans = placed(walk.blocks(document, ()), first_page=first_page, page_before=page)
        if walk.unknown:
            if strict:
                raise UnknownElementError(sorted(walk.unknown))
            _log.warning("Elements not known, read as plain text: %s", dict(walk.unknown))
        yield OfficialText(
            kind=_kind_of(document, elements),
            spans=spans,
            details=MappingProxyType({name: tuple(told) for name, told in walk.details.items()}),
            unknown=MappingProxyType(dict(walk.unknown)),
        )
        first_page = None
        if spans:
            page = spans[-1].page_at(len(spans[-1].text))


def dashes_as_hyphens(words: str) -> str:
    """Return words with every dash as a hyphen: the Register prints numbers with either."""
    return _DASHES.sub("-", words)


def document_number(text: OfficialText) -> str | None:
    """Return the number that a document prints of itself, `2026-06952`; dashes of any kind do."""
    for line in text.details.get("fr_document", ()):
        if found := _NUMBER.search(dashes_as_hyphens(line)):
            return found["number"]
    return None


def _parsed(data: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        message = (
            f"This is not well-formed XML ({broken.msg}). Expected the `full_text_xml_url` of a "
            "Federal Register document; fetch it again, or look at what was sent instead."
        )
        raise OfficialTextError(message) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        message = "This XML declares entities; the Federal Register's does not. It was not read."
        raise OfficialTextError(message)
    return root


def _documents(root: Element, elements: Elements) -> Iterator[Element]:
    if root.tag in elements.roots:
        yield root
        return
    for child in root.iterchildren(etree.Element):
        yield from _documents(child, elements)


def _kind_of(root: Element, elements: Elements) -> str:
    """Return what a document is: an Order stands in an element of its own within the root."""
    inner = [child.tag for child in root.iterchildren(etree.Element) if child.tag in elements.roots]
    return elements.roots[inner[0] if len(inner) == 1 else root.tag]


class _Inside(NamedTuple):
    """A block that interrupts a line, after so many page marks of that line."""

    block: Element
    turned: int


class _Headings:
    """The headings that stand over what comes next in a container, each with its depth."""

    def __init__(self, outer: tuple[str, ...]) -> None:
        self._outer = outer
        self._held: list[tuple[int, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        """All of them, those over the container first."""
        return (*self._outer, *(words for _, words in self._held))

    def close(self, depth: int) -> None:
        """End those of a depth, and all below it."""
        while self._held and self._held[-1][0] >= depth:
            self._held.pop()

    def open(self, depth: int, words: str) -> None:
        """Let one stand over what comes next."""
        self.close(depth)
        self._held.append((depth, words))


class _Walk:
    """Goes through one document once.

    `_page` is the page that waits for its first word, `_at` the one that was turned to last.
    """

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._page: int | None = None
        self._at: int | None = None
        self.details: dict[str, list[str]] = {}
        self.unknown: Counter[str] = Counter()

    def blocks(self, element: Element, path: tuple[str, ...]) -> Iterator[Piece]:
        """Read what stands in a container; headings in it count until its end."""
        over = _Headings(path)
        yield from self._stray(element.text, path, element.tag)
        for child, titled in self._children(element):
            if isinstance(child.tag, str):
                if child.tag in self._elements.begin_anew:
                    over.close(_WITHOUT_HEADING)
                depth = self._heading_depth(child) if titled is None else titled
                if opening := self._section_opening(child):
                    over.open(_WITHOUT_HEADING, opening)
                if depth is None:
                    yield from self._block(child, over.path)
                else:
                    yield from self._heading(child, depth, over)
            yield from self._stray(child.tail, over.path, element.tag)

    def _heading(self, element: Element, depth: int, over: "_Headings") -> Iterator[Piece]:
        """Read a heading, which then stands over what follows."""
        over.close(depth)
        for piece in self._line(element, over.path, SpanKind.HEADING):
            yield piece
            if piece.kind is SpanKind.HEADING:
                over.open(depth, piece.text)

    def _children(self, element: Element) -> Iterator[tuple[Element, int | None]]:
        """Give what stands in an element; of a title that is a heading only, that and its depth."""
        titles = self._elements.titles
        for child in element:
            inside = list(child) if child.tag in titles else []
            loose = ((child.text or ""), (child.tail or ""), *((one.tail or "") for one in inside))
            if (
                len(inside) == 1
                and inside[0].tag == self._elements.heading
                and not any(words.strip() for words in loose)
            ):
                yield inside[0], titles[child.tag]
            else:
                yield child, None

    def _block(self, element: Element, path: tuple[str, ...]) -> Iterator[Piece]:
        elements, tag = self._elements, element.tag
        if tag == elements.page:
            self._page = _page_of(element) or self._page
            yield from self.blocks(element, path)  # It holds words by mistake only.
        elif tag == elements.table.root:
            yield from self._table(element, path)
        elif tag == elements.footnote:
            yield from self._footnote(element, path)
        elif tag in elements.images:
            yield from self._line(element, path, SpanKind.IMAGE)
        elif tag in elements.details and not self._holds_blocks(element):
            for piece in self._line(element, path, SpanKind.METADATA):
                if piece.kind is SpanKind.METADATA:
                    self.details.setdefault(elements.details[tag], []).append(piece.text)
                yield piece
        elif self._holds_blocks(element):
            self._know(tag)
            yield from self.blocks(element, path)
        else:
            self._know(tag)
            yield from self._line(element, path, SpanKind.PARAGRAPH)

    def _know(self, tag: str) -> None:
        if tag not in self._elements.known:
            self.unknown[tag] += 1

    def _holds_blocks(self, element: Element) -> bool:
        """Whether an element holds others that stand on lines of their own.

        A paragraph stays one, though a footnote or a table interrupts it.
        """
        elements = self._elements
        if element.tag in elements.paragraphs:
            return False
        if element.tag in elements.containers:
            return True
        return any(child.tag in elements.on_lines_of_their_own for child in element)

    def _heading_depth(self, element: Element) -> int | None:
        if element.tag == self._elements.heading:
            return self._elements.headings.get(element.get("SOURCE", ""), 1)
        parent = element.getparent()
        within = self._elements.headings_within.get("" if parent is None else parent.tag, {})
        return within.get(element.tag, self._elements.heading_elements.get(element.tag))

    def _section_opening(self, element: Element) -> str | None:
        """Return the words with which a paragraph opens a section of an Order, None otherwise."""
        opening = self._elements.section_opening
        if opening is None or element.tag not in self._elements.paragraphs:
            return None
        if (element.text or "").strip():
            return None
        emphasised = [one for one in element if one.tag == self._elements.emphasis.element][:2]
        if not emphasised or emphasised[0] is not next(element.iterchildren(etree.Element)):
            return None
        first = folded("".join(emphasised[0].itertext())).rstrip(".")
        if emphasised[0].get("T") not in opening.types or not re.match(opening.words, first):
            return None
        named = emphasised[1:] and emphasised[1].get("T") in opening.named_by
        beside = (emphasised[0].tail or "").strip(" .\n\t")
        name = folded("".join(emphasised[1].itertext())).rstrip(".") if named and not beside else ""
        return f"{first}. {name}" if name else f"{first}."

    def _stray(self, words: str | None, path: tuple[str, ...], tag: str) -> Iterator[Piece]:
        """Keep words that stand between blocks."""
        if words and words.strip():
            yield Piece(SpanKind.PARAGRAPH, folded(words), path, tag, breaks=self._turned())

    def _turned(self) -> tuple[PageBreak, ...]:
        page, self._page = self._page, None
        return () if page is None else (PageBreak(page, 0),)

    # -- lines ----------------------------------------------------------------------------------

    def _line(self, element: Element, path: tuple[str, ...], kind: SpanKind) -> Iterator[Piece]:
        """Read a line; what interrupts it comes after it, on the page where it stood."""
        line, inside = Line(breaks=list(self._turned())), list[_Inside]()
        line.add(self._elements.printed.get(element.tag))
        self._into(line, element, inside)
        if line.text:
            yield Piece(
                kind=kind,
                text=line.text,
                path=path,
                source=element.tag,
                marks=tuple(line.marks),
                breaks=tuple(line.page_breaks()),
            )
        elif line.breaks:
            self._page = line.breaks[-1].page
        before, self._at = self._at, line.breaks[-1].page if line.breaks else self._at
        for block, turned in inside:
            page = line.breaks[turned - 1].page if turned else before
            left_behind = turned < len(line.breaks)
            for piece in self._block(block, path):
                yield replace(piece, aside=True, page=page) if left_behind else piece
                page = piece.breaks[-1].page if piece.breaks else page

    def _into(self, line: Line, element: Element, inside: list[_Inside]) -> None:
        line.add(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._child(line, child, inside)
            elif child.tag is etree.Entity:
                line.add(child.text)
            line.add(child.tail)

    def _child(self, line: Line, child: Element, inside: list[_Inside]) -> None:
        elements, tag = self._elements, child.tag
        if tag == elements.page:
            if page := _page_of(child):
                line.turn_to(page)
            self._into(line, child, inside)
        elif _is_mark(child, elements):
            line.mark(folded("".join(child.itertext())))
        elif tag == elements.emphasis.element:
            self._emphasis(line, child, inside)
        elif tag == elements.accent:
            self._accent(line, child, inside)
        elif tag in elements.raised:
            line.add_raised("".join(child.itertext()))
            line.wrapped()
        elif tag in elements.inline:
            self._inline(line, child, inside)
        elif tag in elements.known:
            inside.append(_Inside(child, len(line.breaks)))
            line.part()
        else:
            self.unknown[tag] += 1
            self._into(line, child, inside)

    def _emphasis(self, line: Line, element: Element, inside: list[_Inside]) -> None:
        kinds, kind = self._elements.emphasis, element.get("T", "")
        if kind in kinds.raised and not len(element):
            line.attach()
            line.add_raised(element.text)
        else:
            if kind in kinds.lowered:
                line.attach()
            elif kind in kinds.words:
                line.loosen()
            self._into(line, element, inside)
            if kind in kinds.words:
                line.loosen()
        line.wrapped()

    def _accent(self, line: Line, element: Element, inside: list[_Inside]) -> None:
        accent = self._elements.accents.get(element.get("T", ""))
        line.attach()
        if accent is None:
            self.unknown[f"{element.tag} T={element.get('T')}"] += 1
        elif line.text:
            line.add(accent)
        self._into(line, element, inside)

    def _inline(self, line: Line, element: Element, inside: list[_Inside]) -> None:
        tag = element.tag
        if tag == self._elements.new_line or (
            tag == self._elements.fraction and line.text[-1:].isdigit()
        ):
            line.part()
        self._into(line, element, inside)
        if tag == self._elements.new_line:
            line.part()

    # -- footnotes and tables -------------------------------------------------------------------

    def _footnote(self, element: Element, path: tuple[str, ...]) -> Iterator[Piece]:
        """Read a footnote as one span; its own mark at its beginning is its label."""
        label, kept = _own_mark(element, self._elements)
        pieces = list(self.blocks(element, path))
        words = [piece for piece in pieces if piece.kind is SpanKind.PARAGRAPH]
        whole = _joined([(piece.text, piece.marks, piece.breaks) for piece in words], "\n")
        if label is not None:
            own = next((one for one in (kept, label) if _opens(whole[0], one)), None)
            if own is None or whole[0] == own:
                label = None  # It stands in the words, or is all of them.
            else:
                whole = _without(whole, len(whole[0]) - len(whole[0][len(own) :].lstrip()))
        text, marks, breaks = whole
        if text:
            yield Piece(SpanKind.FOOTNOTE, text, path, element.tag, label, marks, breaks)
        elif breaks:
            self._page = breaks[-1].page
        yield from (piece for piece in pieces if piece.kind is not SpanKind.PARAGRAPH)

    def _table(self, element: Element, path: tuple[str, ...]) -> Iterator[Piece]:
        """Read a table as one span: a line a row, a tab between cells, notes at the end.

        Footnotes, pictures and tables that stand in it follow it.
        """
        inside: list[_Inside] = []
        rows = [row for row in self._rows(element, inside) if any(cell.text for cell in row)]
        lines = [
            _joined([(cell.text, tuple(cell.marks), tuple(cell.page_breaks())) for cell in row])
            for row in rows
        ]
        text, marks, breaks = _joined(lines, "\n")
        if text:
            yield Piece(
                kind=SpanKind.TABLE,
                text=text,
                path=path,
                source=element.tag,
                marks=marks,
                breaks=breaks,
                rows=tuple(tuple(cell.text for cell in row) for row in rows),
            )
        for block, _ in inside:
            yield from self._block(block, path)

    def _rows(self, element: Element, inside: list[_Inside]) -> Iterator[list[Line]]:
        names = self._elements.table
        yield from self._stray_row(element.text)
        for part in element:
            if not isinstance(part.tag, str):
                pass
            elif part.tag in (names.head, names.row):
                yield list(self._cells(part, inside))
            elif part.tag in names.groups:
                yield from self._rows(part, inside)
            elif part.tag == self._elements.page and not _holds_words(part):
                self._page = _page_of(part) or self._page
            elif self._stands_alone(part):
                inside.append(_Inside(part, 0))
            else:
                yield [self._cell(part, inside)]
            yield from self._stray_row(part.tail)

    def _cells(self, row: Element, inside: list[_Inside]) -> Iterator[Line]:
        for words in self._stray_row(row.text):
            yield from words
        for part in row:
            if not isinstance(part.tag, str):
                pass
            elif part.tag == self._elements.page and not _holds_words(part):
                self._page = _page_of(part) or self._page
            elif self._stands_alone(part):
                inside.append(_Inside(part, 0))
            else:
                yield self._cell(part, inside)
            for words in self._stray_row(part.tail):
                yield from words

    def _stray_row(self, words: str | None) -> Iterator[list[Line]]:
        """Keep words that stand in a table outside of its cells."""
        if words and words.strip():
            line = Line(breaks=list(self._turned()))
            line.add(words)
            yield [line]

    def _stands_alone(self, element: Element) -> bool:
        elements = self._elements
        return element.tag in {elements.footnote, elements.table.root} | elements.images

    def _cell(self, element: Element, after: list[_Inside]) -> Line:
        self._know(element.tag)
        line, inside = Line(breaks=list(self._turned())), list[_Inside]()
        line.add(self._elements.printed.get(element.tag))
        self._into(line, element, inside)
        while inside:
            block, turned = inside.pop(0)
            if self._stands_alone(block):
                after.append(_Inside(block, turned))
                continue
            line.part()
            line.add(self._elements.printed.get(block.tag))
            deeper: list[_Inside] = []
            self._into(line, block, deeper)
            inside[:0] = deeper
        if not line.text and line.breaks:
            self._page = line.breaks[-1].page
        return line


_Words = tuple[str, tuple[FootnoteMark, ...], tuple[PageBreak, ...]]
"""A text, with the marks and page breaks in it."""


def _joined(parts: Sequence[_Words], between: str = "\t") -> _Words:
    """Join texts; what stands in them moves along."""
    marks: list[FootnoteMark] = []
    breaks: list[PageBreak] = []
    at = 0
    for text, marked, broken in parts:
        marks += [FootnoteMark(one.label, at + one.at) for one in marked]
        breaks += [PageBreak(one.page, at + one.at) for one in broken]
        at += len(text) + len(between)
    return between.join(text for text, _, _ in parts), tuple(marks), tuple(breaks)


def _without(words: _Words, first: int) -> _Words:
    """Take the first characters away."""
    text, marks, breaks = words
    return (
        text[first:],
        tuple(FootnoteMark(one.label, max(0, one.at - first)) for one in marks),
        tuple(PageBreak(one.page, max(0, one.at - first)) for one in breaks),
    )


def _opens(words: str, label: str) -> bool:
    """Whether words begin with a label that ends there: 4 does not open 40."""
    return words.startswith(label) and not (
        label[-1:].isdigit() and words[len(label) : len(label) + 1].isdigit()
    )


def _page_of(element: Element) -> int | None:
    number = element.get("P", "")
    return int(number) if number.isdigit() else None


def _holds_words(element: Element) -> bool:
    return bool(len(element)) or bool((element.text or "").strip())


def _is_mark(element: Element, elements: Elements) -> bool:
    """Whether a raised word refers to a footnote: the reference follows it at once."""
    following = element.getnext()
    return bool(
        element.tag in elements.raised | elements.inline
        and following is not None
        and following.tag == elements.footnote_reference
        and not (element.tail or "").strip()
    )


def _own_mark(element: Element, elements: Elements) -> tuple[str | None, str]:
    """Return a footnote's label, and that label as it stands in the line."""
    kinds = elements.emphasis
    for mark in element.iter(elements.footnote_mark, kinds.element):
        raised = mark.tag != kinds.element or mark.get("T") in kinds.raised
        label = folded("".join(mark.itertext()))
        if raised and label and "".join(element.itertext()).lstrip().startswith(label):
            line = Line()
            line.add_raised(label)
            return label, line.text
        break
    return None, ""
