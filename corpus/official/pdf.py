"""A PDF that a user brings, to spans: the words of each page, as far as the file tells them.

A PDF holds places of letters, not paragraphs: where a paragraph ends is inferred from empty lines
and from short last lines. A heading is a short line that is set larger or heavier than most of the
text; its depth follows from its size. Tables are not told apart. What was told by what stands in
the details `headings` and `tables`, and every span knows its page.
"""

import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from corpus.errors import OfficialTextError
from corpus.official.text import OfficialText, PageBreak, Piece, SpanKind, folded, placed

_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_ENDS = (".", ":", ";", "?", "!", ")")
_HEAVY = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_LARGER = 1.08
"""A line is set larger than the text from this ratio of sizes on."""
_LONGEST_HEADING = 160
_BY_TYPE = "Told by size and weight of type."
_NOT_TOLD = "Not told: nothing in this PDF is set as headings are. Paragraphs stand under none."
_NO_TABLES = "Not told: a PDF holds places of letters. The cells of a table stand as lines."


class Line(NamedTuple):
    """A line of a page; `size` is that of most of its letters, 0 where the file tells none."""

    text: str
    size: float = 0.0
    heavy: bool = False


def read_pdf(data: bytes, *, first_page: int | None = None) -> OfficialText:
    """Read a PDF; its pages are counted from `first_page`, from 1 where none is told.

    Raises:
        OfficialTextError: It is none, is encrypted, or holds pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [_lines(page) for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
        message = "This is no PDF that can be read: it is damaged or protected. Save it again."
        raise OfficialTextError(message) from None
    pieces = tuple(_pieces(pages, 1 if first_page is None else first_page))
    spans = placed(pieces)
    if not any(span.piece.kind is SpanKind.PARAGRAPH for span in spans):
        message = "This PDF holds no words, only pictures of them. Bring a text of it."
        raise OfficialTextError(message)
    heads = any(one.kind is SpanKind.HEADING for one in pieces)
    told = {"headings": (_BY_TYPE if heads else _NOT_TOLD,), "tables": (_NO_TABLES,)}
    return OfficialText(kind="pdf", spans=spans, details=MappingProxyType(told))


# -- lines, with the type that they are set in ----------------------------------------------------


def _lines(page: Any) -> list[Line]:
    """Return the lines of a page; their type only where the file's pieces make up its words."""
    pieces: list[tuple[str, float, bool]] = []

    def hear(text: str, cm: Any, tm: Any, font: Mapping[str, Any] | None, size: float) -> None:
        pieces.append((text, _size(cm, tm, size), _is_heavy(font)))

    words = str(page.extract_text(visitor_text=hear) or "").replace("\r", "")
    told = "".join(text for text, _, _ in pieces).replace("\r", "")
    if "".join(told.split()) != "".join(words.split()):
        return [Line(line.rstrip()) for line in words.split("\n")]
    return list(_set_lines(pieces))


def _set_lines(pieces: Sequence[tuple[str, float, bool]]) -> Iterator[Line]:
    text, sizes, heavy, letters = "", Counter[float](), 0, 0
    for words, size, is_heavy in pieces:
        for number, part in enumerate(words.replace("\r", "").split("\n")):
            if number:
                yield _line(text, sizes, heavy, letters)
                text, sizes, heavy, letters = "", Counter[float](), 0, 0
            count = len("".join(part.split()))
            text += part
            sizes[size] += count
            letters += count
            heavy += count if is_heavy else 0
    yield _line(text, sizes, heavy, letters)


def _line(text: str, sizes: Counter[float], heavy: int, letters: int) -> Line:
    size = max(sizes, key=lambda one: sizes[one]) if letters else 0.0
    return Line(text.rstrip(), size, letters > 0 and heavy > 0.9 * letters)


def _size(cm: Any, tm: Any, size: float) -> float:
    """Return the size in which a piece is printed, in points."""
    try:
        scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        return round(float(size) * scale, 1)
    except (TypeError, IndexError, ValueError):
        return 0.0


def _is_heavy(font: Mapping[str, Any] | None) -> bool:
    name = font.get("/BaseFont") if font else None
    return name is not None and _HEAVY.search(str(name)) is not None


# -- blocks ---------------------------------------------------------------------------------------


def _pieces(pages: Sequence[Sequence[Line]], first: int) -> Iterator[Piece]:
    depths = _depths([line for page in pages for line in page])
    waiting: PageBreak | None = None
    path: list[tuple[int, str]] = []
    for number, page in enumerate(pages, start=first):
        waiting = PageBreak(number, 0)
        for depth, block in _blocks(page, depths):
            breaks = () if waiting is None else (waiting,)
            waiting = None
            if depth is not None:
                path = [one for one in path if one[0] < depth]
            kind = SpanKind.PARAGRAPH if depth is None else SpanKind.HEADING
            yield Piece(kind, block, tuple(words for _, words in path), "page", breaks=breaks)
            if depth is not None:
                path.append((depth, block))


def _depths(lines: Sequence[Line]) -> Mapping[tuple[float, bool], int]:
    """Return the depth of each type in which a heading is set: the larger, the higher.

    The text is set in the size of most letters; where most of it is heavy, weight tells nothing.
    """
    letters = Counter[float]()
    heavy = Counter[bool]()
    for line in lines:
        if line.size:
            letters[line.size] += len(line.text)
            heavy[line.heavy] += len(line.text)
    if not letters:
        return {}
    body = max(letters, key=lambda one: letters[one])
    weighs = heavy[True] < heavy[False] / 2
    types = {
        (line.size, line.heavy and weighs)
        for line in lines
        if line.size >= body * _LARGER or (line.heavy and weighs and line.size >= body * 0.97)
    }
    ranked = sorted(types, key=lambda one: (-one[0], not one[1]))
    depths = {kind: depth for depth, kind in enumerate(ranked)}
    return {**depths, **{(size, True): depths[size, False] for size, h in types if not weighs}}


def _heads(line: Line, depths: Mapping[tuple[float, bool], int]) -> int | None:
    """Return the depth of a line as a heading; None where it is none."""
    words = line.text.strip()
    heads = 0 < len(words) <= _LONGEST_HEADING and any(one.isalpha() for one in words)
    if not heads or words.endswith((";", ",")):
        return None
    return depths.get((line.size, line.heavy))


def _blocks(
    page: Sequence[Line], depths: Mapping[tuple[float, bool], int]
) -> Iterator[tuple[int | None, str]]:
    """Split a page where a line is empty, or where a short line ends a sentence.

    Lines in a row that are set as one heading are one.
    """
    lengths = sorted(len(line.text) for line in page if line.text)
    full = lengths[len(lengths) * 3 // 4] if lengths else 0
    block: list[str] = []
    standing: int | None = None
    for line in page:
        depth = _heads(line, depths) if line.text.strip() else standing
        if block and depth != standing:
            yield standing, _joined(block)
            block = []
        standing = depth
        if line.text:
            block.append(line.text)
        ends = line.text.endswith(_ENDS) and len(line.text) < 0.8 * full and depth is None
        if block and (not line.text or ends):
            yield standing, _joined(block)
            block = []
    if block:
        yield standing, _joined(block)


def _joined(block: Sequence[str]) -> str:
    return folded(_HYPHENATED.sub("-", "\n".join(block)))
