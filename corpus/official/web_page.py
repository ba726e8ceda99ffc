"""HTML to spans: a page that the Register's API offers, or one that a user brings.

What only moves the reader about is left out (`web_elements.yaml` says what that is); every other
word is kept, in order.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from lxml import etree, html
from pydantic import BaseModel, BeforeValidator, ConfigDict

from corpus.errors import OfficialTextError
from corpus.official.line import Line
from corpus.official.text import OfficialText, PageBreak, Piece, SpanKind, placed

Names = Annotated[frozenset[str], BeforeValidator(frozenset)]
Element = Any
"""An element of lxml, which ships no types."""


class _Told(BaseModel):
    """How something on the Register's own pages is told: by an attribute or a class."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    attribute: str | None = None
    back: str | None = None
    of_class: str = ""


class WebElements(BaseModel):
    """What the elements of a page mean, as in `web_elements.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left_out: Names
    main: tuple[str, ...]
    headings: Mapping[str, int]
    paragraphs: Names
    inline: Names
    new_line: str
    raised: Names
    table: str
    row: str
    cells: Names
    page_mark: _Told
    footnote_reference: _Told
    footnote: _Told


@lru_cache(maxsize=1)
def packaged_elements() -> WebElements:
    """Return the elements of the packaged file."""
    path = Path(__file__).with_name("web_elements.yaml")
    return WebElements.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def read_web_page(data: bytes, *, first_page: int | None = None) -> OfficialText:
    """Read a page of HTML.

    Raises:
        OfficialTextError: There are no words in it.
    """
    parser = html.HTMLParser(
        encoding=_encoding(data),
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # Otherwise what stands more than 255 deep is left out without a word.
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    walk = _Walk(packaged_elements())
    try:
        spans = placed(walk.pieces(root), first_page=first_page) if root is not None else ()
    except RecursionError:
        message = "This page is nested too deep to be read. Save the text of it, and bring that."
        raise OfficialTextError(message) from None
    if not spans:
        message = "This page holds no words. Expected HTML with a text; fetch or save it again."
        raise OfficialTextError(message)
    title = [] if root is None else [one.text_content() for one in root.iter("title")]
    told = {"page_title": tuple(" ".join(one.split()) for one in title[:1] if one.strip())}
    return OfficialText(kind="web-page", spans=spans, details=told)


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are; what the page declares otherwise."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


class _Walk:
    """Goes through a page once."""

    def __init__(self, elements: WebElements) -> None:
        self._elements = elements
        self._path: list[tuple[int, str]] = []
        self._page: int | None = None
        self._line = Line()

    def pieces(self, root: Element) -> Iterator[Piece]:
        """Read the main part of a page."""
        for name in self._elements.main:
            if found := next(root.iter(name), None):
                root = found
                break
        yield from self._container(root, "body")
        yield from self._ended(SpanKind.PARAGRAPH, "body")

    def _container(self, element: Element, source: str) -> Iterator[Piece]:
        """Read blocks; words that stand between them are paragraphs of their own."""
        self._line.add(element.text)
        for child in element:
            yield from self._child(child, source)
            self._line.add(child.tail)

    def _child(self, child: Element, source: str) -> Iterator[Piece]:
        elements, tag = self._elements, child.tag
        if not isinstance(tag, str):
            if tag is etree.Entity:
                self._line.add(child.text)
        elif tag in elements.left_out or _hidden(child):
            pass
        elif tag in elements.inline:
            yield from self._inline(child, source)
        elif found := _footnote_id(child, elements):
            yield from self._ended(SpanKind.PARAGRAPH, source)
            yield from self._footnote(child, *found)
        elif tag == elements.table:
            yield from self._ended(SpanKind.PARAGRAPH, source)
            yield from self._table(child)
        else:
            yield from self._ended(SpanKind.PARAGRAPH, source)
            self._line.add(_number_in_list(child))
            yield from self._container(child, tag)
            depth = elements.headings.get(tag)
            kind = SpanKind.PARAGRAPH if depth is None else SpanKind.HEADING
            yield from self._ended(kind, tag, depth)

    def _inline(self, element: Element, source: str) -> Iterator[Piece]:
        elements, tag = self._elements, element.tag
        if page := self._page_of(element):
            self._line.turn_to(page)
        elif _marks_a_footnote(element, elements):
            label = " ".join(
                "".join(one.itertext()).strip(" []")
                for one in element.iter("a")
                if elements.footnote_reference.of_class in _classes(one)
            )
            self._line.mark(label)
        elif tag in elements.raised and not len(element):
            self._line.add_raised(element.text)
        else:
            if tag == elements.new_line:
                self._line.part()
            yield from self._container(element, source)

    def _footnote(self, element: Element, label: str, page: int) -> Iterator[Piece]:
        """Read a footnote as the Register's site shows it: at the end, with the page it is of."""
        line = Line()
        for back in list(element.iter("a")):
            if self._elements.footnote.back in _classes(back):
                back.clear()
        text = _visible(line, element, self._elements)
        for before in (f"{label}. ", f"{label} "):
            text = text.removeprefix(before)
        if text:
            yield Piece(
                SpanKind.FOOTNOTE, text, (), element.tag, label=label, aside=True, page=page
            )

    def _page_of(self, element: Element) -> int | None:
        mark = self._elements.page_mark
        number = element.get(mark.attribute or "", "")
        return int(number) if mark.of_class in _classes(element) and number.isdigit() else None

    def _ended(self, kind: SpanKind, source: str, depth: int | None = None) -> Iterator[Piece]:
        """Give the line that has come together, if it holds words."""
        line, self._line = self._line, Line()
        if self._page is not None:
            line.breaks.insert(0, PageBreak(self._page, 0))
            self._page = None
        if not line.text:
            if line.breaks:
                self._page = line.breaks[-1].page
            return
        if depth is not None:
            self._path = [one for one in self._path if one[0] < depth]
        path = tuple(words for _, words in self._path)
        breaks = tuple(line.page_breaks())
        yield Piece(kind, line.text, path, source, marks=tuple(line.marks), breaks=breaks)
        if depth is not None:
            self._path.append((depth, line.text))

    def _table(self, table: Element) -> Iterator[Piece]:
        elements = self._elements
        rows = []
        for row in table.iter(elements.row):
            if next(row.iterancestors(elements.table)) is not table:
                continue  # The rows of a table in a cell are words of that cell.
            cells = [cell for cell in row if cell.tag in elements.cells]
            rows.append(tuple(_visible(Line(), cell, elements) for cell in cells))
        for caption in table.iterchildren("caption"):
            yield from self._container(caption, "caption")
            yield from self._ended(SpanKind.PARAGRAPH, "caption")
        kept = tuple(row for row in rows if any(row))
        if kept:
            text = "\n".join("\t".join(row) for row in kept)
            path = tuple(words for _, words in self._path)
            breaks = () if self._page is None else (PageBreak(self._page, 0),)
            self._page = None
            yield Piece(SpanKind.TABLE, text, path, "table", breaks=breaks, rows=kept)


def _visible(line: Line, element: Element, elements: WebElements) -> str:
    """Put the words of a cell on a line, those of its blocks apart."""
    line.add(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in elements.left_out:
            apart = child.tag not in elements.inline or child.tag == elements.new_line
            if apart:
                line.part()
            _visible(line, child, elements)
            if apart:
                line.part()
        line.add(child.tail)
    return line.text


def _footnote_id(element: Element, elements: WebElements) -> tuple[str, int] | None:
    """Return the label and the page in the id of a footnote, `footnote-3-p22210`."""
    if elements.footnote.of_class not in _classes(element):
        return None
    found = re.fullmatch(r"footnote-(.+)-p(\d+)", element.get("id", ""))
    return (found[1], int(found[2])) if found else None


def _number_in_list(item: Element) -> str | None:
    """Return the number that is shown before an item of a numbered list."""
    numbered = item.getparent()
    if item.tag != "li" or numbered is None or numbered.tag != "ol":
        return None
    own = item.get("value", "")
    if own.isdigit():
        return f"{own}. "
    start = numbered.get("start", "")
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    return f"{before + (int(start) if start.isdigit() else 1)}. "


def _hidden(element: Element) -> bool:
    style = "".join(element.get("style", "").lower().split())
    return element.get("hidden") is not None or "display:none" in style


def _classes(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def _marks_a_footnote(element: Element, elements: WebElements) -> bool:
    wanted = elements.footnote_reference.of_class
    return element.tag in elements.raised and any(
        wanted in _classes(one) for one in element.iter("a")
    )
