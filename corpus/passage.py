"""What is indexed: each provision whole, sentence by sentence, and by the questions asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.library import Library

FAR_PAST, FAR_FUTURE = 0, 10**7
"""Day numbers that stand for "always" and "no end" in the index."""


@dataclass(frozen=True)
class Passage:
    """One text in the index, and the provision that it leads to.

    The key says what it is: `CON-2#0` the provision whole, `CON-2#0.1` its first sentence,
    `CON-2#3` its third question. `first_day` and `last_day` are proleptic ordinals, as
    `date.toordinal` counts them.
    """

    key: str
    provision: str
    kind: Literal["statement", "sentence", "question"]
    text: str
    first_day: int
    last_day: int


def passages_of(library: Library) -> Iterator[Passage]:
    """Give all passages in a stable order: for each provision what it says, then what is asked."""
    for provision in library.provisions.values():
        first, last = library.starts(provision.id), library.ends(provision.id)
        days = (
            first.toordinal() if first else FAR_PAST,
            last.toordinal() if last else FAR_FUTURE,
        )
        told = f"{provision.heading}. {' '.join(provision.says)}"
        yield Passage(f"{provision.id}#0", provision.id, "statement", told, *days)
        if len(provision.says) > 1:
            for number, sentence in enumerate(provision.says, start=1):
                key = f"{provision.id}#0.{number}"
                yield Passage(key, provision.id, "sentence", sentence, *days)
        for number, ask in enumerate(provision.asks, start=1):
            yield Passage(f"{provision.id}#{number}", provision.id, "question", ask, *days)
