"""Plain text and Markdown that a user brings, to spans."""

import re

import yaml
from markdown_it import MarkdownIt

from corpus.errors import OfficialTextError
from corpus.official.text import OfficialText, Piece, SpanKind, folded, placed
from corpus.official.web_page import read_web_page

_FRONT_MATTER = re.compile(r"\A\s*(?:<!--.*?-->\s*)?---\n(?P<told>.*?)\n---\s*\n", re.DOTALL)


def read_plain_text(data: bytes) -> OfficialText:
    """Read a text: each paragraph stands between empty lines.

    Raises:
        OfficialTextError: It is no text, or empty.
    """
    pieces = [
        Piece(SpanKind.PARAGRAPH, folded(block), (), "text")
        for block in re.split(r"\n\s*\n", decoded(data).replace("\r\n", "\n"))
        if block.strip()
    ]
    if not pieces:
        message = "This file holds no words. Expected a text in UTF-8."
        raise OfficialTextError(message)
    return OfficialText(kind="plain-text", spans=placed(pieces))


def read_markdown(data: bytes) -> OfficialText:
    """Read Markdown; what its front matter tells stands in the details.

    Raises:
        OfficialTextError: It is no text, or empty.
    """
    text = decoded(data).replace("\r\n", "\n")
    details: dict[str, tuple[str, ...]] = {}
    if found := _FRONT_MATTER.match(text):
        details = _told(found["told"])
        text = text[found.end() :]
    page = MarkdownIt("commonmark", {"html": True, "maxNesting": 200}).enable("table").render(text)
    read = read_web_page(f"<body>{page}</body>".encode())
    return OfficialText(kind="markdown", spans=read.spans, details=details)


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or the Windows code page.

    Raises:
        OfficialTextError: It is no text.
    """
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    message = "These bytes are no text. Save the file as plain text in UTF-8 and bring it again."
    raise OfficialTextError(message)


def _told(front: str) -> dict[str, tuple[str, ...]]:
    try:
        told = yaml.safe_load(front)
    except yaml.YAMLError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {str(name): (folded(str(value)),) for name, value in told.items() if value is not None}
