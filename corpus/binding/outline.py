"""A text as it is divided: paragraphs with their labels, lead-ins and sentences.

`(b)`, `(i)` and `(A)` at the head of a paragraph, `Sec. 3.` and the numbers of headings give each
paragraph its pinpoint, `3(b)(i)(A)`. A paragraph that ends with a colon leads in those below it:
what it demands, it demands of each of them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from corpus.binding.marks import Marks, mark_words
from corpus.official.text import OfficialText, SpanKind

_TITLE = (
    r"[A-Z][\w’'&-]*(?:,? (?:[A-Z][\w’'&-]*|of|the|and|for|to|in|on|an?|with|by|or|under)){0,14}"
)
_SECTION = re.compile(
    rf"^(?:Section|Sec|SEC|SECTION)\s*\.?\s*(\d+)\s*\.\s*(?:{_TITLE}\.\s+)?(?=\S)"
)
_ITEM = re.compile(r"^\(\s*([A-Za-z]{1,4}|\d{1,3})\s*\)\s*")
_HEADING = re.compile(r"^\s*(?:(?:Section|Sec|SEC|SECTION)\.?\s*)?([IVXLC]+|[A-Z]|\d+)\.(?:\s|$)")
_ROMAN = re.compile(r"^(?=[ivxl])(x{0,3})(ix|iv|v?i{0,3})$")
_END = re.compile(r"[.?!][\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9§])")
_LAST_WORD = re.compile(r"([\w.&-]+)\.[\"”’)\]]*$")
_PINPOINT = re.compile(
    r"\b(?:[Ss]ections?|[Ss]ec\.|§+)\s*((?:\d+|[IVX]+)(?:\.[A-Z])?(?:\s?\([A-Za-z0-9]{1,4}\))*)"
)
_INITIAL = re.compile(r"^(?:[A-Za-z]\.)*[A-Z]$")


@dataclass(frozen=True)
class Stretch:
    """Words of an official text; offsets as everywhere, end exclusive."""

    start: int
    end: int

    def within(self, other: "Stretch") -> bool:
        """Whether another holds all of it."""
        return other.start <= self.start and self.end <= other.end


class Covered:
    """Stretches that something rests on, to ask whether one of them holds another stretch."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        held = sorted({(one.start, one.end) for one in stretches})
        self._starts = [start for start, _ in held]
        self._ends = list(accumulate((end for _, end in held), max))

    def holds(self, stretch: Stretch) -> bool:
        """Whether one of them begins no later and ends no earlier."""
        place = bisect_right(self._starts, stretch.start)
        return bool(place) and stretch.end <= self._ends[place - 1]


@dataclass(frozen=True)
class Unit:
    """A paragraph, footnote, table or heading, with its place among the others.

    `label` is its pinpoint; `parent` the number of the unit that leads it in, None where none
    does; `sentences` are offsets in the text of the document.
    """

    number: int
    text: str
    stretch: Stretch
    kind: SpanKind
    path: tuple[str, ...]
    label: tuple[str, ...]
    parent: int | None
    sentences: tuple[Stretch, ...]
    paragraph: int | None
    page: int | None


@dataclass(frozen=True)
class Outline:
    """All units of a text in order."""

    text: OfficialText
    units: tuple[Unit, ...]

    @cached_property
    def children(self) -> dict[int, tuple[int, ...]]:
        """The units that each unit leads in."""
        found: dict[int, list[int]] = {}
        for unit in self.units:
            if unit.parent is not None:
                found.setdefault(unit.parent, []).append(unit.number)
        return {number: tuple(some) for number, some in found.items()}

    def below(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units under one, at any depth, in order."""
        found: list[Unit] = []
        for number in self.children.get(unit.number, ()):
            found += [self.units[number], *self.below(self.units[number])]
        return tuple(found)

    def lead_ins(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units that lead a unit in, the nearest first."""
        found: list[Unit] = []
        while unit.parent is not None:
            unit = self.units[unit.parent]
            found.append(unit)
        return tuple(found)

    def at(self, stretch: Stretch) -> Unit:
        """Return the unit in which a stretch begins."""
        return self.units[bisect_right(self._starts, stretch.start) - 1]

    def marks(self, unit: Unit) -> Marks:
        """Return what a unit turns on, read once."""
        return self._marks[unit.number]

    @cached_property
    def _marks(self) -> tuple[Marks, ...]:
        return tuple(Marks(unit.text) for unit in self.units)

    @cached_property
    def _starts(self) -> list[int]:
        return [unit.stretch.start for unit in self.units]

    def words(self, stretch: Stretch) -> str:
        """Return the words of a stretch, exactly."""
        return self.text.text[stretch.start : stretch.end]


def outline_of(text: OfficialText) -> Outline:
    """Divide a text."""
    return Outline(text, tuple(_units(text)))


def pinpoints_in(text: str) -> Iterator[tuple[str, ...]]:
    """Give the places that a sentence names: "section 3(b)(i)" as `("3", "b", "i")`."""
    for match in _PINPOINT.finditer(text):
        yield tuple(re.findall(r"[A-Za-z0-9]+", match[1]))


def _units(text: OfficialText) -> Iterator[Unit]:
    walk = _Labels()
    number = 0
    made: list[Unit] = []
    for span in text.spans:
        if span.piece.kind is SpanKind.METADATA:
            continue
        listed = span.piece.kind is SpanKind.PARAGRAPH
        label, depth = walk.label(span.text, span.piece.path, heading=not listed)
        unit = Unit(
            number=number,
            text=span.text,
            stretch=Stretch(span.start, span.end),
            kind=span.piece.kind,
            path=span.piece.path,
            label=label,
            parent=_parent(made, label, depth) if listed else None,
            sentences=tuple(_sentences(span.text, span.start)),
            paragraph=span.number,
            page=span.page,
        )
        made.append(unit)
        number += 1
        yield unit


def _parent(made: Sequence[Unit], label: tuple[str, ...], depth: int) -> int | None:
    """Return the unit that leads in one with this label: the nearest above it that is shorter."""
    if not depth:
        return None
    for unit in reversed(made):
        if unit.kind is SpanKind.HEADING:
            return None
        if unit.kind is SpanKind.PARAGRAPH and len(unit.label) < len(label):
            return unit.number if label[: len(unit.label)] == unit.label else None
        if unit.label == label[:-1]:
            return unit.number
    return None


class _Labels:
    """Keeps, from paragraph to paragraph, under which labels one stands."""

    def __init__(self) -> None:
        self._head: tuple[str, ...] = ()
        self._path: tuple[str, ...] | None = None
        self._stack: list[tuple[str, str]] = []

    def label(
        self, text: str, path: tuple[str, ...], *, heading: bool
    ) -> tuple[tuple[str, ...], int]:
        """Return a paragraph's label, and how many markers of it are its own or inherited."""
        if path != self._path:
            self._path, self._stack = path, []
            numbered = (_HEADING.match(one) for one in path)
            self._head = tuple(match[1] for match in numbered if match)
        if heading:
            return self._head, 0
        if section := _SECTION.match(text):
            self._head, self._stack = (section[1],), []
            text = text[section.end() :]
        marked = False
        while item := _ITEM.match(text):
            self._push(item[1])
            text, marked = text[item.end() :], True
        if not marked:
            self._stack = []
        return (*self._head, *(value for _, value in self._stack)), len(self._stack)

    def _push(self, marker: str) -> None:
        style = self._style(marker)
        styles = [one for one, _ in self._stack]
        if style in styles:
            del self._stack[styles.index(style) :]
        self._stack.append((style, marker))

    def _style(self, marker: str) -> str:
        if marker.isdigit():
            return "1"
        if marker.isupper():
            return "A"
        if not _ROMAN.match(marker):
            return "a"
        before = [value for style, value in self._stack if style == "a"]
        follows = bool(before) and len(marker) == 1 and ord(marker) == ord(before[-1][0]) + 1
        return "a" if follows and not any(style == "i" for style, _ in self._stack) else "i"


def _sentences(text: str, offset: int) -> Iterator[Stretch]:
    """Give the sentences of a paragraph, without the number and title of a section before them."""
    section = _SECTION.match(text)
    after = section.end() if section else 0
    yield from sentences_of(text[after:], offset + after)


def sentences_of(text: str, offset: int = 0) -> Iterator[Stretch]:
    """Give the sentences of a paragraph as offsets, counted from `offset`."""
    known = mark_words().abbreviations
    at = 0
    for match in _END.finditer(text):
        ends = match.end() - len(match[0]) + len(match[0].rstrip())
        last = _LAST_WORD.search(text[at:ends])
        if last and (last[1] in known or _INITIAL.match(last[1])):
            continue
        yield Stretch(offset + at, offset + ends)
        at = match.end()
    if text[at:].strip():
        yield Stretch(offset + at, offset + len(text.rstrip()))
