"""Checks that need no facts: placeholders, promises, repeated sentences, length."""

import re
from collections.abc import Iterator

from assistant.drafting.draft import Lint, SentenceKind
from assistant.drafting.linting.looking import Looked, finding, section_name
from assistant.drafting.linting.pieces import Piece
from assistant.drafting.linting.words import lint_words

_LEAST_REPEATED = 6
"""Words from which a sentence that stands twice is no accident."""


def placeholders(looked: Looked) -> Iterator[Lint]:
    """Find what is still to be filled in."""
    words = lint_words()
    for piece in looked.pieces:
        if piece.kind is SentenceKind.PLACEHOLDER and piece.own:
            yield finding("placeholder", piece, mend=words.placeholder_mend)
            continue
        last = 0
        for match in words.placeholder.finditer(piece.folded):
            if match.start() >= last:
                last = match.end()
                yield finding("placeholder", piece, match.span(), mend=words.placeholder_mend)


def promises(looked: Looked) -> Iterator[Lint]:
    """Find absolute promises; what is denied or asked promises nothing."""
    words = lint_words()
    for piece in looked.pieces:
        if piece.kind is SentenceKind.SOURCE and piece.own:
            continue
        if piece.folded.rstrip().endswith("?"):
            continue
        for kind in words.promises:
            match = kind.says.search(piece.folded)
            if match and not words.denied.search(piece.folded[: match.start()]):
                yield finding("promise", piece, match.span(), why=kind.why, mend=kind.mend)
                break


def duplicates(looked: Looked) -> Iterator[Lint]:
    """Find sentences that stand twice, but for marks and case."""
    seen: dict[str, Piece] = {}
    for piece in looked.pieces:
        told = re.findall(r"\w+", re.sub(r"\[\^?\d+\]", " ", piece.folded))
        if piece.kind is SentenceKind.PLACEHOLDER or len(told) < _LEAST_REPEATED:
            continue
        first = seen.setdefault(" ".join(told), piece)
        if first is not piece:
            yield finding("duplicate", piece, where=section_name(first))


_OVER = 1.1
"""A section may run a tenth over our advice: it is advice, and consortia differ in size."""


def budgets(looked: Looked) -> Iterator[Lint]:
    """Find sections that are clearly longer than we advise."""
    firsts = {piece.section: piece for piece in reversed(looked.pieces)}
    for one in looked.budgets:
        if one.words > _OVER * one.advised and one.section in firsts:
            piece = firsts[one.section]
            yield finding("over_budget", piece, found=f"{one.words:,}", expected=f"{one.advised:,}")
