"""What every check works on, and how it says what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from assistant.drafting.draft import Lint
from assistant.drafting.linting.case_facts import CaseFacts
from assistant.drafting.linting.pieces import Piece
from assistant.drafting.linting.words import lint_words
from corpus.library import Library


@dataclass(frozen=True)
class Budget:
    """A section with its words and our advice for them."""

    section: str
    title: str
    words: int
    advised: int


@dataclass(frozen=True)
class Looked:
    """A text with the case that it is about."""

    pieces: tuple[Piece, ...]
    facts: CaseFacts
    library: Library
    as_of: date
    budgets: tuple[Budget, ...] = ()

    @cached_property
    def paragraphs(self) -> Mapping[tuple[str, int], tuple[Piece, ...]]:
        """The sentences by section and paragraph, in order."""
        found: dict[tuple[str, int], list[Piece]] = {}
        for piece in self.pieces:
            found.setdefault((piece.section, piece.paragraph), []).append(piece)
        return {place: tuple(held) for place, held in found.items()}


def finding(check: str, piece: Piece, span: tuple[int, int] | None = None, **words: str) -> Lint:
    """Word what a check found in a sentence; without a span the whole sentence is quoted."""
    low, high = span or (0, len(piece.text))
    start = None if piece.start is None else piece.start + low
    said: Mapping[str, Any] = lint_words().checks[check]
    quote = piece.text[low:high]
    return Lint(
        check=check,
        severity=said["severity"],
        quote=quote,
        reason=_ended(said["reason"].format(**{"found": quote} | words)),
        mend=_ended(said["mend"].format(**{"found": quote} | words)),
        section=piece.section or None,
        sentence=piece.sentence,
        start=start,
        end=None if start is None else start + high - low,
    )


def _ended(sentence: str) -> str:
    """Let a name that ends with a full stop end a sentence too."""
    return f"{sentence[:-2]}." if sentence.endswith("..") else sentence


def section_name(piece: Piece) -> str:
    """Name the section of a sentence, for a reader who looks for it."""
    names = lint_words().names
    return names["section"].format(title=piece.title) if piece.title else names["earlier"]
