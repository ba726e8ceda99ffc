"""A PDF that a user brings, to spans: the words of each page, as far as the file tells them.

A PDF holds places of letters, not paragraphs: where a paragraph ends is inferred from empty lines
and from short last lines. The text says so (`kind` is `pdf`), and every span knows its page.
"""

import io
import re
from collections.abc import Iterator

from corpus.errors import OfficialTextError
from corpus.official.text import OfficialText, PageBreak, Piece, SpanKind, folded, placed

_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_ENDS = (".", ":", ";", "?", "!", ")")


def read_pdf(data: bytes, *, first_page: int | None = None) -> OfficialText:
    """Read a PDF; its pages are counted from `first_page`, from 1 where none is told.

    Raises:
        OfficialTextError: It is none, is encrypted, or holds pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text() or "" for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
        message = "This is no PDF that can be read: it is damaged or protected. Save it again."
        raise OfficialTextError(message) from None
    spans = placed(_pieces(pages, 1 if first_page is None else first_page))
    if not any(span.piece.kind is SpanKind.PARAGRAPH for span in spans):
        message = "This PDF holds no words, only pictures of them. Bring a text of it."
        raise OfficialTextError(message)
    return OfficialText(kind="pdf", spans=spans)


def _pieces(pages: list[str], first: int) -> Iterator[Piece]:
    waiting: PageBreak | None = None
    for number, page in enumerate(pages, start=first):
        waiting = PageBreak(number, 0)
        for block in _blocks(page):
            breaks = () if waiting is None else (waiting,)
            waiting = None
            yield Piece(SpanKind.PARAGRAPH, block, (), "page", breaks=breaks)


def _blocks(page: str) -> Iterator[str]:
    """Split a page where a line is empty, or where a short line ends a sentence."""
    lines = [line.rstrip() for line in page.replace("\r", "").split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    full = lengths[len(lengths) * 3 // 4] if lengths else 0
    block: list[str] = []
    for line in lines:
        if line:
            block.append(line)
        if block and (not line or (line.endswith(_ENDS) and len(line) < 0.8 * full)):
            yield folded(_HYPHENATED.sub("-", "\n".join(block)))
            block = []
    if block:
        yield folded(_HYPHENATED.sub("-", "\n".join(block)))
