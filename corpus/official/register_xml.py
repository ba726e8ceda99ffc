"""Federal Register XML to spans: notices, rules and presidential documents.

No word is lost and none is added: the spans together are the text of the source without its
footnote marks and page marks, which are kept beside it. What the elements mean stands in
`register_elements.yaml`; one that is not listed there is read as plain text and reported.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import yaml
from lxml import etree
from pydantic import BaseModel, BeforeValidator, ConfigDict

from corpus.errors import OfficialTextError, UnknownElementError
from corpus.official.line import Line
from corpus.official.text import OfficialText, PageBreak, Piece, SpanKind, folded, placed

_ELEMENTS = Path(__file__).parent / "register_elements.yaml"
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NUMBER = re.compile(r"FR Doc\.?\s*(?P<number>[A-Z0-9]+(?:-[0-9]+)+)")
_log = logging.getLogger(__name__)

Names = Annotated[frozenset[str], BeforeValidator(frozenset)]
Element = Any
"""An element of lxml, which ships no types."""


class TableElements(BaseModel):
    """The elements of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: str
    title: str
    head: str
    column: str
    row: str
    cell: str
    notes: Names


class Elements(BaseModel):
    """What each element of Federal Register XML means, as in `register_elements.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roots: Mapping[str, str]
    details: Mapping[str, str]
    containers: Names
    paragraphs: Names
    headings: Mapping[str, int]
    heading: str
    heading_elements: Mapping[str, int]
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
        of_tables = {self.table.root, self.table.title, self.table.head, self.table.column}
        return frozenset(
            self.containers
            | self.paragraphs
            | self.inline
            | self.table.notes
            | of_tables
            | {self.table.row, self.table.cell, self.heading, self.footnote, self.page}
            | {*self.roots, *self.details, *self.heading_elements, *self.printed}
        )


@lru_cache(maxsize=1)
def packaged_elements() -> Elements:
    """Return the elements of the packaged file."""
    return Elements.model_validate(yaml.safe_load(_ELEMENTS.read_text(encoding="utf-8")))


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


def register_documents(
    data: bytes, *, first_page: int | None = None, strict: bool = False
) -> Iterator[OfficialText]:
    """Read every document of a file that may hold a whole issue, in order; pages run on.

    Raises:
        OfficialTextError: This is not XML, or declares entities.
        UnknownElementError: `strict`, and there are elements that are not known.
    """
    elements = packaged_elements()
    page = None
    for root in _documents(_parsed(data), elements):
        walk = _Walk(elements)
        spans = placed(walk.blocks(root, ()), first_page=first_page, page_before=page)
        if walk.unknown:
            if strict:
                raise UnknownElementError(sorted(walk.unknown))
            _log.warning("Elements not known, read as plain text: %s", dict(walk.unknown))
        yield OfficialText(
            kind=elements.roots[root.tag],
            spans=spans,
            details=MappingProxyType({name: tuple(told) for name, told in walk.details.items()}),
            unknown=MappingProxyType(dict(walk.unknown)),
        )
        first_page = None
        if spans:
            page = spans[-1].page_at(len(spans[-1].text))


def document_number(text: OfficialText) -> str | None:
    """Return the number that a document prints of itself, `2026-06952`; dashes of any kind do."""
    for line in text.details.get("fr_document", ()):
        if found := _NUMBER.search(_DASHES.sub("-", line)):
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


class _Walk:
    """Goes through one document once; keeps the page that waits for its first word."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._page: int | None = None
        self.details: dict[str, list[str]] = {}
        self.unknown: Counter[str] = Counter()

    def blocks(self, element: Element, path: tuple[str, ...]) -> Iterator[Piece]:
        """Read what stands in a container; headings in it count until its end."""
        depths: list[int] = []
        outer = len(path)
        yield from self._stray(element.text, path, element.tag)
        for child in element:
            if isinstance(child.tag, str):
                depth = self._heading_depth(child)
                if depth is not None:
                    while depths and depths[-1] >= depth:
                        depths.pop()
                    path = path[: outer + len(depths)]
                    for piece in self._line(child, path, SpanKind.HEADING):
                        yield piece
                        if piece.kind is SpanKind.HEADING:
                            depths.append(depth)
                            path = (*path, piece.text)
                else:
                    yield from self._block(child, path)
            yield from self._stray(child.tail, path, element.tag)

    def _block(self, element: Element, path: tuple[str, ...]) -> Iterator[Piece]:
        elements, tag = self._elements, element.tag
        if tag == elements.page:
            self._page = _page_of(element) or self._page
        elif tag == elements.table.root:
            yield self._table(element, path)
        elif tag == elements.footnote:
            yield from self._footnote(element, path)
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
        on_lines_of_their_own = elements.known - elements.inline
        return any(child.tag in on_lines_of_their_own for child in element)

    def _heading_depth(self, element: Element) -> int | None:
        if element.tag == self._elements.heading:
            return self._elements.headings.get(element.get("SOURCE", ""), 1)
        return self._elements.heading_elements.get(element.tag)

    def _stray(self, words: str | None, path: tuple[str, ...], tag: str) -> Iterator[Piece]:
        """Keep words that stand between blocks."""
        if words and words.strip():
            yield Piece(SpanKind.PARAGRAPH, folded(words), path, tag, breaks=self._turned())

    def _turned(self) -> tuple[PageBreak, ...]:
        page, self._page = self._page, None
        return () if page is None else (PageBreak(page, 0),)

    # -- lines ----------------------------------------------------------------------------------

    def _line(self, element: Element, path: tuple[str, ...], kind: SpanKind) -> Iterator[Piece]:
        """Read a line; what interrupts it comes after it."""
        line, inside = Line(breaks=list(self._turned())), list[Element]()
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
        for block in inside:
            yield from self._block(block, path)

    def _into(self, line: Line, element: Element, inside: list[Element]) -> None:
        elements = self._elements
        line.add(element.text)
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):  # a comment or an instruction to the printer
                if tag is etree.Entity:
                    line.add(child.text)
            elif tag == elements.page:
                if page := _page_of(child):
                    line.turn_to(page)
            elif _is_mark(child, elements):
                line.mark(folded("".join(child.itertext())))
            elif tag in elements.raised:
                line.add_raised("".join(child.itertext()))
            elif tag in elements.inline:
                self._inline(line, child, inside)
            elif tag in elements.known:
                inside.append(child)
                line.part()
            else:
                self.unknown[tag] += 1
                self._into(line, child, inside)
            line.add(child.tail)

    def _inline(self, line: Line, element: Element, inside: list[Element]) -> None:
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
        text = "\n".join(piece.text for piece in words)
        if label is not None and text.startswith(kept):
            text = text[len(kept) :].lstrip()
        if text:
            yield Piece(
                kind=SpanKind.FOOTNOTE,
                text=text,
                path=path,
                source=element.tag,
                label=label,
                breaks=tuple(one for one in words[0].breaks if one.at == 0),
            )
        yield from (piece for piece in pieces if piece.kind is not SpanKind.PARAGRAPH)

    def _table(self, element: Element, path: tuple[str, ...]) -> Piece:
        """Read a table as one span: a line a row, a tab between cells, notes at the end."""
        breaks = list(self._turned())
        lines: list[str] = []
        rows: list[tuple[str, ...]] = []
        for cells in self._rows(element):
            at = sum(len(one) + 1 for one in lines)
            breaks += [PageBreak(one.page, at + one.at) for cell in cells for one in cell.breaks]
            row = tuple(cell.text for cell in cells)
            if any(row):
                rows.append(row)
                lines.append("\t".join(row))
        return Piece(
            kind=SpanKind.TABLE,
            text="\n".join(lines),
            path=path,
            source=element.tag,
            breaks=tuple(breaks),
            rows=tuple(rows),
        )

    def _rows(self, element: Element) -> Iterator[list[Line]]:
        names = self._elements.table
        for part in element.iterchildren(etree.Element):
            if part.tag in (names.head, names.row):
                yield [self._cell(cell) for cell in part.iterchildren(etree.Element)]
            elif part.tag == self._elements.page:
                self._page = _page_of(part) or self._page
            else:
                self._know(part.tag)
                yield [self._cell(part)]

    def _cell(self, element: Element) -> Line:
        self._know(element.tag)
        line, inside = Line(breaks=list(self._turned())), list[Element]()
        self._into(line, element, inside)
        for block in inside:
            line.part()
            self._into(line, block, [])
        return line


def _page_of(element: Element) -> int | None:
    number = element.get("P", "")
    return int(number) if number.isdigit() else None


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
    for mark in element.iter(elements.footnote_mark):
        before = "".join(element.itertext()).lstrip()
        label = folded("".join(mark.itertext()))
        if label and before.startswith(label):
            line = Line()
            line.add_raised(label)
            return label, line.text
        break
    return None, ""
