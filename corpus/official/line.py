"""One line of mixed content to its words: marks taken out, page breaks kept, white space folded."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.official.text import FootnoteMark, PageBreak

_CLOSING = frozenset(",.;:)]")
_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_RAISED_LETTERS = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))


@dataclass
class Line:
    """Words as they come in, with what stands between them; made for one span and then read off."""

    text: str = ""
    marks: list[FootnoteMark] = field(default_factory=list)
    breaks: list[PageBreak] = field(default_factory=list)
    _space: bool = False
    _loose: bool = False
    _wrapped: bool = False

    def add(self, words: str | None) -> None:
        """Append words; any white space before, between and after them counts as one space."""
        words = unicodedata.normalize("NFC", words or "")
        if not words:
            return
        kept = " ".join(words.split())
        if not kept:
            self._space = True
            self._wrapped = self._wrapped and "\n" in words
            return
        before = words[: len(words) - len(words.lstrip())]
        self._wrapped = self._wrapped and (not before or "\n" in before)
        self._separate(before=kept, spaced=self._space or bool(before))
        self._append(kept)
        self._space = words[-1].isspace()
        self._loose = self._wrapped = False

    def _append(self, words: str) -> None:
        if self.text and unicodedata.combining(words[0]):
            self.text = self.text[:-1] + unicodedata.normalize("NFC", self.text[-1] + words)
        else:
            self.text += words

    def loosen(self) -> None:
        """Let what comes next be a word of its own where it would run into the one before.

        The Register's XML often has no space around what is set in another type: the site of the
        Register puts it back, and so does this.
        """
        self._loose = True

    def wrapped(self) -> None:
        """Say that an element has ended: a new line before a closing mark is then no space."""
        self._wrapped = True

    def attach(self) -> None:
        """Let what comes next join what came, as a lowered figure does."""
        self._space = self._loose = False

    def part(self) -> None:
        """Let what comes next stand apart from what came."""
        self._space = True

    def add_raised(self, words: str | None) -> None:
        """Append what is printed above the line: figures as raised figures, 10⁶ is not 106.

        A single letter is raised too: it marks a note of a table, or is an exponent.
        """
        kept = " ".join((words or "").split())
        if kept in _RAISED_LETTERS:
            self.add(_RAISED_LETTERS[kept])
            return
        raised = kept.translate(_RAISED)
        self.add(raised if not set(raised) & set(kept) else kept)

    def mark(self, labels: str) -> None:
        """Keep a footnote's mark apart from the words; one mark may name several footnotes."""
        for label in labels.replace(",", " ").split():
            self.marks.append(FootnoteMark(label, len(self.text)))

    def turn_to(self, page: int) -> None:
        """Begin another page; the space that separates the words belongs to the page before."""
        self.breaks.append(PageBreak(page, len(self.text) + bool(self.text and self._space)))

    def _separate(self, *, before: str, spaced: bool) -> None:
        """Put a space between what came and what comes, if there was one in the source.

        Where a footnote's mark stood between a space and a point, the space goes with the mark.
        """
        if not self.text:
            return
        after_mark = bool(self.marks) and self.marks[-1].at == len(self.text)
        closes = before[0] in _CLOSING and (after_mark or self._wrapped)
        runs_in = self._loose and _ends_a_word(self.text[-1]) and _begins_a_word(before[0])
        if (spaced and not closes) or runs_in:
            self.text += " "

    def page_breaks(self) -> Iterator[PageBreak]:
        """Return the breaks in order; of several at one place the last."""
        for place, one in enumerate(self.breaks):
            following = self.breaks[place + 1 : place + 2]
            if not following or following[0].at != one.at:
                yield PageBreak(one.page, min(one.at, len(self.text)))


def _ends_a_word(character: str) -> bool:
    return character.isalnum() or character in ");:,."


def _begins_a_word(character: str) -> bool:
    return character.isalnum() or character in "(§"
