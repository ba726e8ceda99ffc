"""What is indexed: each provision's sentences, and each question that people ask of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.library import Library

FAR_PAST, FAR_FUTURE = 0, 10**7
"""Day numbers that stand for "always" and "no end" in the index."""


@dataclass(frozen=True)
class Passage:
    """One text in the index, and the provision that it leads to.

    `first_day` and `last_day` are proleptic ordinals, as `date.toordinal` counts them.
    """

    key: str
    provision: str
    kind: Literal["statement", "question"]
    text: str
    first_day: int
    last_day: int


def passages_of(library: Library) -> Iterator[Passage]:
    """Give all passages in a stable order: statement first, then questions, for each provision."""
    for provision in library.provisions.values():
        first, last = library.starts(provision.id), library.ends(provision.id)
        days = (
            first.toordinal() if first else FAR_PAST,
            last.toordinal() if last else FAR_FUTURE,
        )
        told = f"{provision.heading}. {' '.join(provision.says)}"
        yield Passage(f"{provision.id}#0", provision.id, "statement", told, *days)
        for number, ask in enumerate(provision.asks, start=1):
            yield Passage(f"{provision.id}#{number}", provision.id, "question", ask, *days)
