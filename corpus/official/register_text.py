r"""The plain text that the Register's API offers, to spans.

It is set in lines of a typewriter: a paragraph begins with spaces, `[[Page 22209]]` turns the page,
`\3\` marks a footnote, a rule of dashes stands around the footnotes of a page.
"""

import html
import re
from collections.abc import Iterator

from corpus.errors import OfficialTextError
from corpus.official.text import (
    FootnoteMark,
    OfficialText,
    PageBreak,
    Piece,
    SpanKind,
    folded,
    placed,
)

_PAGE = re.compile(r"\[\[Page\s+(\d+)\]\]")
_MARK = re.compile(r"\s?\\(\d+|\*+|[a-z])\\")
_RULE = re.compile(r"[-=_]{5,}")
_FOOTNOTE = re.compile(r"\s*\\(\d+|\*+|[a-z])\\\s*")
_LONG_RULE = re.compile(r"^[-=]{60,}[ \t]*$", re.MULTILINE)
_GOES_ON = re.compile(r"\s*\n(?P<page>\[\[Page\s+\d+\]\]\s*\n)?\s*\n?(?=\S)")
_PARAGRAPH_ENDS = re.compile(r"\n\s*\n|\n {4}\S")
_BROKEN_AT_HYPHEN = re.compile(r"(?<=[A-Za-z0-9])-\n\s*(?=[A-Za-z0-9])")
_DETAILS = {
    "fr_document": re.compile(r"\[FR Doc[^\]]*\]"),
    "printed_pages": re.compile(r"\[Pages?\s[^\]]*\]"),
}
_LONGEST_HEADING = 240


def read_register_text(data: bytes, *, first_page: int | None = None) -> OfficialText:
    """Read the text of one document as govinfo and federalregister.gov offer it.

    Raises:
        OfficialTextError: It is no text, or not that of a Federal Register document.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    inside = re.search(r"<pre[^>]*>(.*?)(?:</pre>|\Z)", text, re.DOTALL | re.IGNORECASE)
    if inside:
        text = html.unescape(re.sub(r"</?a\b[^>]*>", "", inside[1]))
    if "\x00" in text or not re.search(r"\bFR Doc\b", text):
        message = (
            "This is not the text of a Federal Register document: it names no FR Doc. number. "
            "Expected the `raw_text_url` of its record."
        )
        raise OfficialTextError(message)
    details = {
        name: tuple(folded(found) for found in form.findall(text))
        for name, form in _DETAILS.items()
    }
    spans = placed(_pieces(text), first_page=first_page)
    return OfficialText(kind="register-text", spans=spans, details=details)


def _pieces(text: str) -> Iterator[Piece]:
    path: tuple[str, ...] = ()
    for block in _blocks(_footnotes_after(text)):
        kind = _kind(block)
        piece = _piece(block, kind, path)
        if piece is None:
            continue
        if piece.kind is SpanKind.HEADING:
            path = (piece.text,)
            piece = Piece(piece.kind, piece.text, (), "text", None, piece.marks, piece.breaks)
        yield piece


def _footnotes_after(text: str) -> str:
    """Put the footnotes that stand amid a paragraph, between rules, after its end."""
    whole, waiting = "", ""
    for part in _LONG_RULE.split(text):
        if _FOOTNOTE.match(part):
            waiting += f"\n\n{part.strip(chr(10))}\n\n"
            continue
        goes_on = bool(waiting) and not whole.rstrip().endswith((".", "?", "!", ":", ";"))
        if goes_on and (found := _GOES_ON.match(part)):
            end = _PARAGRAPH_ENDS.search(part, found.end())
            at = end.start() if end else len(part)
            turned = f"{found['page'].strip()}\n" if found["page"] else ""
            whole = f"{whole.rstrip()}\n{turned}{part[found.end() : at]}{waiting}{part[at:]}"
        else:
            whole += f"\n\n{waiting}\n\n{part}"
        waiting = ""
    return whole + waiting


def _blocks(text: str) -> Iterator[str]:
    """Split a text where a line is empty, is a rule, or begins a paragraph with spaces.

    A line that only turns the page splits nothing: the paragraph goes on after it.
    """
    text = re.sub(r"\n\s*\n\s*(\[\[Page\s+\d+\]\])\s*\n\s*\n(?=\S)", r"\n\1\n", text)
    block: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.strip()
        begins = bool(re.match(r" {4}\S", line)) and not _PAGE.match(bare)
        if not bare or _RULE.fullmatch(bare) or begins:
            if block:
                yield "\n".join(block)
            block = []
        if bare and not _RULE.fullmatch(bare):
            block.append(line)
    if block:
        yield "\n".join(block)


def _kind(block: str) -> SpanKind:
    bare = _PAGE.sub("", block)
    if _FOOTNOTE.match(bare):
        return SpanKind.FOOTNOTE
    if bare.strip().startswith("[") and bare.strip().endswith("]"):
        return SpanKind.METADATA
    lines = bare.strip().split("\n")
    flush = not bare.lstrip("\n").startswith(" ")
    short = len(lines) <= 3 and len(bare) <= _LONGEST_HEADING
    titled = not bare.rstrip().endswith((".", ";", ",", "]", ":"))
    labelled = re.match(r"[A-Z ]+:\s", bare) or bare.lstrip().startswith("[")
    heads = flush and short and titled and not labelled and not _PAGE.search(block)
    return SpanKind.HEADING if heads else SpanKind.PARAGRAPH


def _piece(block: str, kind: SpanKind, path: tuple[str, ...]) -> Piece | None:
    label = None
    block = _BROKEN_AT_HYPHEN.sub("-", block)
    if kind is SpanKind.FOOTNOTE and (found := _FOOTNOTE.match(_PAGE.sub("", block))):
        label = found[1]
        block = block.replace(f"\\{label}\\", "", 1)
    words, marks, breaks, at = "", [], [], 0
    for found in re.finditer(rf"{_PAGE.pattern}|{_MARK.pattern}", block):
        words = _with(words, block[at : found.start()])
        if found[1]:
            breaks.append(PageBreak(int(found[1]), len(words) + bool(words)))
            words = f"{words} " if words else words
        else:
            marks.append(FootnoteMark(found[2], len(words)))
        at = found.end()
    words = _with(words, block[at:]).rstrip()
    if not words:
        return Piece(SpanKind.METADATA, "", breaks=tuple(breaks)) if breaks else None
    kept = tuple(PageBreak(one.page, min(one.at, len(words))) for one in breaks)
    return Piece(kind, words, path, "text", label, tuple(marks), kept)


def _with(words: str, more: str) -> str:
    """Put more words after others, one space where there was any."""
    kept = folded(more)
    spaced = bool(words) and bool(kept) and more[:1].isspace() and not words.endswith(" ")
    return words + (" " if spaced else "") + kept
