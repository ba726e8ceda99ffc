"""A Word document that a user brings, to spans: headings by their styles, tables, footnotes.

What was deleted or hidden is left out, what was inserted stands: what is read on the printed page.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from lxml import etree

from corpus.errors import OfficialTextError
from corpus.official.line import Line
from corpus.official.text import FootnoteMark, OfficialText, Piece, SpanKind, placed

MOST_BYTES = 100_000_000
"""Of all parts when unpacked; a page of text is a few thousand."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "sectPr")}
_BREAKS = {f"{_W}{name}" for name in ("tab", "br", "cr")}
_DEPTHS = {"title": 0, **{f"heading {n}": n for n in range(1, 10)}}
Element = Any
"""An element of lxml, which ships no types."""


def read_word(data: bytes) -> OfficialText:
    """Read a document of Word (.docx).

    Raises:
        OfficialTextError: It is none, is too large when unpacked, or holds no words.
    """
    parts = _parts(data)
    reading = _Reading(parts)
    spans = placed(reading.pieces())
    if not spans:
        _refuse("it holds no words")
    return OfficialText(kind="word-document", spans=spans)


def _parts(data: bytes) -> Mapping[str, bytes]:
    names = ("word/document.xml", "word/styles.xml", "word/footnotes.xml")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                _refuse(f"it has more than {MOST_BYTES:,} bytes when unpacked")
            held = set(archive.namelist())
            parts = {name: archive.read(name) for name in names if name in held}
    except _DAMAGE:
        _refuse("the archive is damaged or protected")
    if "word/document.xml" not in parts:
        _refuse("there is no `word/document.xml` in it")
    return parts


def _refuse(found: str) -> NoReturn:
    message = f"This is no Word document that can be read: {found}. Save it as .docx again."
    raise OfficialTextError(message) from None


def _parsed(content: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        _refuse("its XML is broken")
    if root.getroottree().docinfo.doctype:
        _refuse("its XML declares a document type, which Word never does")
    return root


class _Reading:
    """Goes through a document once."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._document = _parsed(parts["word/document.xml"])
        self._depths = _depths(parts.get("word/styles.xml"))
        notes = parts.get("word/footnotes.xml")
        self._notes = {} if notes is None else _notes(_parsed(notes))
        self._path: list[tuple[int, str]] = []

    def pieces(self) -> Iterator[Piece]:
        body = self._document.find(f"{_W}body")
        if body is not None:
            yield from self._blocks(body)

    def _blocks(self, element: Element) -> Iterator[Piece]:
        for child in element:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                yield from self._blocks(child)  # A content control, a tracked insertion.

    def _paragraph(self, element: Element) -> Iterator[Piece]:
        line = Line()
        _into(line, element)
        depth = self._depth(element)
        if line.text and depth is not None:
            self._path = [one for one in self._path if one[0] < depth]
        kind = SpanKind.PARAGRAPH if depth is None else SpanKind.HEADING
        if line.text:
            yield Piece(kind, line.text, self._at(), "p", marks=tuple(line.marks))
        if line.text and depth is not None:
            self._path.append((depth, line.text))
        for box in element.iter(f"{_W}txbxContent"):
            yield from self._blocks(box)
        yield from self._footnotes(line.marks)

    def _table(self, table: Element) -> Iterator[Piece]:
        rows, marks = [], list[FootnoteMark]()
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue
            cells = []
            for cell in row.iterchildren(f"{_W}tc"):
                line = Line()
                for paragraph in cell.iter(f"{_W}p"):
                    line.part()
                    _into(line, paragraph)
                cells.append(line.text)
                marks += line.marks
            rows.append(tuple(cells))
        kept = tuple(row for row in rows if any(row))
        if kept:
            text = "\n".join("\t".join(row) for row in kept)
            yield Piece(SpanKind.TABLE, text, self._at(), "tbl", rows=kept)
        yield from self._footnotes(marks)

    def _footnotes(self, marks: list[FootnoteMark]) -> Iterator[Piece]:
        for mark in marks:
            if text := self._notes.get(mark.label):
                yield Piece(SpanKind.FOOTNOTE, text, self._at(), "footnote", label=mark.label)

    def _at(self) -> tuple[str, ...]:
        return tuple(words for _, words in self._path)

    def _depth(self, paragraph: Element) -> int | None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return None if style is None else self._depths.get(style.get(f"{_W}val", ""))


def _into(line: Line, element: Element) -> None:
    for child in element:
        if child.tag in _LEFT_OUT or _hidden(child) or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            line.add(child.text)
        elif child.tag in _BREAKS:
            line.part()
        elif child.tag == f"{_W}noBreakHyphen":
            line.add("-")
        elif child.tag == f"{_W}footnoteReference":
            line.mark(child.get(f"{_W}id", ""))
        elif isinstance(child.tag, str) and not child.tag.endswith("}Fallback"):
            _into(line, child)


def _hidden(run: Element) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return hidden is not None and hidden.get(f"{_W}val", "1") not in ("0", "false")


def _depths(styles: bytes | None) -> dict[str, int]:
    """Return the depth of each style that is a heading, by the name that Word gives it."""
    if styles is None:
        return {}
    found = {}
    for style in _parsed(styles).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        told = "" if name is None else name.get(f"{_W}val", "").lower()
        if told in _DEPTHS:
            found[style.get(f"{_W}styleId", "")] = _DEPTHS[told]
    return found


def _notes(root: Element) -> dict[str, str]:
    notes = {}
    for note in root.iter(f"{_W}footnote"):
        line = Line()
        for paragraph in note.iter(f"{_W}p"):
            line.part()
            _into(line, paragraph)
        notes[note.get(f"{_W}id", "")] = line.text
    return notes
