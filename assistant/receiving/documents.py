"""The text of a document that a user brings, in blocks with their places.

Everything in it is the user's and not to be trusted: it is text to check and to quote, never an
instruction, and nothing in it is evaluated.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from assistant.receiving.apart import read_apart
from assistant.sent import Sent

DOCUMENTS = ("docx", "md", "markdown", "txt")
"""The kinds of document that are read, by the endings of their names."""

BlockKind = Literal["heading", "paragraph", "list_item", "table", "footnote"]


class TextBlock(Sent):
    """A stretch of a text: code points from `start` to `end`, end exclusive.

    `level` is that of a heading, and 0 of anything else.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


class ReceivedText(Sent):
    """A document as text in NFC; `removed` counts invisible characters that were taken out."""

    kind: str
    text: str
    blocks: tuple[TextBlock, ...]
    removed: int = 0

    def of(self, block: TextBlock) -> str:
        """Return the words of a block."""
        return self.text[block.start : block.end]


def read_document(name: str, data: bytes) -> ReceivedText:
    """Read a Word, Markdown or text file; the marks of footnotes stand as `[^1]`.

    Raises:
        ReceivingError: It is refused; the class and its message say why, and what to do.
    """
    told = read_apart(name, data, allowed=DOCUMENTS)
    kind = name.rsplit(".", 1)[-1].lower()
    if "blocks" in told:
        text, blocks = _joined(told["blocks"])
        kept = sum(len(block["text"]) for block in told["blocks"])
    else:
        text = told["text"]
        blocks = tuple(_markdown(text) if kind != "txt" else _plain(text))
        kept = len(text)
    return ReceivedText(kind=kind, text=text, blocks=blocks, removed=max(0, told["given"] - kept))


def _joined(told: list[dict[str, Any]]) -> tuple[str, tuple[TextBlock, ...]]:
    """Join blocks with an empty line between them."""
    blocks: list[TextBlock] = []
    place = 0
    for one in told:
        end = place + len(one["text"])
        blocks.append(TextBlock(kind=one["kind"], start=place, end=end, level=one["level"]))
        place = end + 2
    return "\n\n".join(one["text"] for one in told), tuple(blocks)


class _Line(NamedTuple):
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:[ \t]*")


def _lines(text: str) -> Iterator[_Line]:
    place = 0
    for line in text.split("\n"):
        yield _Line(line, place)
        place += len(line) + 1


def _plain(text: str) -> Iterator[TextBlock]:
    """Give the paragraphs of a text: what stands between empty lines."""
    for group in _groups(text):
        yield _block("paragraph", group)


def _groups(text: str) -> Iterator[list[_Line]]:
    group: list[_Line] = []
    for line in _lines(text):
        if line.text.strip():
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _block(kind: BlockKind, lines: list[_Line], skipped: int = 0, level: int = 0) -> TextBlock:
    """Give the block of some lines without the white space around it."""
    first, last = lines[0], lines[-1]
    lead = len(first.text) - len(first.text.lstrip())
    start = first.start + max(skipped, lead)
    end = last.start + len(last.text.rstrip())
    return TextBlock(kind=kind, start=start, end=max(start, end), level=level)


def _markdown(text: str) -> Iterator[TextBlock]:
    for group in _groups(text):
        yield from _group(group)


def _group(group: list[_Line]) -> Iterator[TextBlock]:
    """Give the blocks of lines that no empty line parts."""
    if len(group) > 1 and group[0].text.count("|") and re.fullmatch(r"[\s|:-]+", group[1].text):
        yield _block("table", group)
        return
    waiting: list[_Line] = []
    kind: BlockKind = "paragraph"
    skipped = 0
    for line in group:
        begun = _beginning(line.text)
        underline = re.fullmatch(r"(=+|-+)[ \t]*", line.text)
        if underline and waiting and kind == "paragraph":
            yield _block("heading", waiting, level=1 if line.text.startswith("=") else 2)
            waiting = []
        elif begun is None:
            waiting.append(line)
        else:
            if waiting:
                yield _block(kind, waiting, skipped)
            kind, skipped = begun
            waiting = [line]
            if kind == "heading":
                yield _heading(line)
                waiting, kind, skipped = [], "paragraph", 0
    if waiting:
        yield _block(kind, waiting, skipped)


def _beginning(line: str) -> tuple[BlockKind, int] | None:
    """Say what a line begins, and after how many characters its words do."""
    if _HEADING.match(line):
        return "heading", 0
    if note := _FOOTNOTE.match(line):
        return "footnote", note.end()
    if item := _ITEM.match(line):
        return "list_item", item.end()
    return None


def _heading(line: _Line) -> TextBlock:
    found = _HEADING.match(line.text)
    if found is None:  # `_beginning` has matched it
        raise ValueError(line.text)
    start, end = found.span(2)
    return TextBlock(
        kind="heading",
        start=line.start + start,
        end=line.start + end,
        level=len(found.group(1)),
    )
