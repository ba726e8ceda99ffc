"""Sentences that rest on a provision about which something is open in the official texts."""

from collections.abc import Iterator

from assistant.drafting.draft import Lint
from assistant.drafting.linting.looking import Looked, finding
from assistant.drafting.official import open_points

OPEN = frozenset({"official_differs", "later_notice"})
"""The checks that are about a source and not about the words of a sentence."""


def open_in_texts(looked: Looked) -> Iterator[Lint]:
    """Say of each sentence what a person has to look at before it is relied on."""
    if not looked.library.official:
        return
    for piece in looked.pieces:
        for one in open_points(piece.cited, looked.library):
            yield finding(one.check, piece, told=one.text, provision=one.provision)
