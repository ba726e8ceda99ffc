"""A text as the checks see it: sentence by sentence, each with its place and what it cites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.drafting.draft import Draft, SentenceKind
from assistant.drafting.linting.words import lint_words, plain
from assistant.verification.reading import sentences_in
from corpus.library import Library


@dataclass(frozen=True)
class Piece:
    """One sentence, and where it stands.

    `own` tells that it was written from the facts here and that nobody has changed it since;
    `cited` are the provisions that it names, `sourced` that it shows any source at all.
    """

    text: str
    section: str
    title: str
    paragraph: int
    sentence: str | None = None
    start: int | None = None
    kind: SentenceKind | None = None
    cited: tuple[str, ...] = ()
    sourced: bool = False
    own: bool = False
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", plain(self.text))


def pieces_of_draft(draft: Draft) -> tuple[Piece, ...]:
    """Return the sentences of a draft, with their sections."""
    provisions = {one.n: one.provision for one in draft.citations}
    return tuple(
        Piece(
            text=text,
            section=section.id,
            title=section.title,
            paragraph=one.paragraph,
            sentence=one.id,
            kind=one.kind,
            cited=tuple(dict.fromkeys(provisions[n] for n in one.citations if n in provisions)),
            sourced=bool(one.citations) or lint_words().cited.search(plain(text)) is not None,
            own=not one.edited,
        )
        for section in draft.sections
        for one in section.sentences
        # What we wrote is one sentence; what a user wrote in its place may be several.
        for text in (sentences_in(one.text) if one.edited else (one.text,))
    )


@dataclass(frozen=True)
class Layout:
    """What a file tells of its text: where headings begin, and what stands apart from it."""

    headings: frozenset[int] = frozenset()
    apart: tuple[tuple[int, int], ...] = ()

    def sets_apart(self, line: re.Match[str]) -> bool:
        """Whether a line is of a table or a note."""
        return any(low <= line.start() < high for low, high in self.apart)


_APART = re.compile(r"\||\[\^[\w-]+\]:")
"""How a row of a table, and a note, begin in Markdown."""
_HEADING = re.compile(
    r"(?:#{1,6}\s+(?P<marked>.+?)\s*#*|(?P<plain>\d{1,2}(?:\.\d{1,2})*\.?\s+\S.{0,80}))$"
)
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_LINE = re.compile(r"[^\n]+")
_ID = re.compile(r"\b[A-Z]{1,4}-?\d?[A-Z]?[\w.-]*\b")
_END = (".", "?", "!", ":", ";", ",")


def pieces_of_text(text: str, library: Library, layout: Layout | None = None) -> tuple[Piece, ...]:
    """Return the sentences of a user's text; headings open sections, blank lines paragraphs."""
    return tuple(_pieces(text, library, layout or Layout()))


def _pieces(text: str, library: Library, layout: Layout) -> Iterator[Piece]:
    section, paragraph, last = "", 0, 0
    for line in _LINE.finditer(text):
        words = line[0].strip()
        if not words or layout.sets_apart(line) or _APART.match(words):
            continue
        if "\n" in text[last : line.start()].replace("\n", "", 1) or _BULLET.match(line[0]):
            paragraph += 1
        last = line.end()
        heading = words if line.start() in layout.headings else _heading(words)
        if heading is not None:
            section, paragraph = heading, paragraph + 1
            continue
        at = line.start()
        if bullet := _BULLET.match(line[0]):
            at += bullet.end()
        for sentence in sentences_in(text[at : line.end()].strip()):
            at = text.index(sentence, at)
            cited = tuple(
                dict.fromkeys(name for name in _ID.findall(sentence) if name in library.provisions)
            )
            sourced = bool(cited) or lint_words().cited.search(plain(sentence)) is not None
            yield Piece(
                text=sentence,
                section=section,
                title=section,
                paragraph=paragraph,
                start=at,
                cited=cited,
                sourced=sourced,
            )
            at += len(sentence)


def _heading(line: str) -> str | None:
    """Return the words of a heading: marked as one, or short, numbered and no sentence."""
    found = _HEADING.match(line)
    if found is None or (found["plain"] and line.endswith(_END)):
        return None
    return re.sub(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+", "", found["marked"] or found["plain"])
