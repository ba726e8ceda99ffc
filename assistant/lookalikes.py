"""Points that are asked in like words: which of them a question means, by the words that differ.

"How much of the hardware must be American?" and "how much of the data must be American?" are as
near as two questions can be; the sources settle the one and leave the other open. Which words tell
such neighbours apart stands in `lexicon/lookalikes.yaml`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.lexicon import Lexicon, any_of, filled, whole_words
from corpus.search import Ranked


@dataclass(frozen=True)
class Lookalike:
    """A point, the ones that it is taken for, and the words by which it is told from them."""

    means: str
    taken_for: frozenset[str] | None
    """None where it may be taken for any other."""
    words: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None

    def is_meant(self, text: str) -> bool:
        """Whether a question in small letters asks for this point."""
        if not all(one.search(text) for one in self.words):
            return False
        return self.unless is None or not self.unless.search(text)


class LookalikeReader:
    """Tells provisions apart that are asked about in like words."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.lookalikes
        lists = {name: any_of(listed) for name, listed in words["lists"].items()}
        self._known = tuple(
            Lookalike(
                one["means"],
                frozenset(one["taken_for"]) if "taken_for" in one else None,
                tuple(whole_words([filled(str(words), lists)]) for words in one["words"]),
                whole_words([filled(str(words), lists) for words in one["unless"]])
                if one.get("unless")
                else None,
            )
            for one in words["lookalikes"]
        )

    def speaks_of(self, word: str) -> bool:
        """Whether a word is one by which points are told apart."""
        text = word.casefold()
        return any(pattern.fullmatch(text) for one in self._known for pattern in one.words)

    def told_apart(self, question: str, found: Sequence[Ranked]) -> tuple[Ranked, ...] | None:
        """Put first what a question means where it or its like was found first; None else.

        A provision that was asked for by its name stays.
        """
        if not found or found[0].named:
            return None
        top, text = found[0], " ".join(question.casefold().replace("’", "'").split())
        for one in self._known:
            likely = one.taken_for is None or top.provision in {one.means, *one.taken_for}
            if not likely or not one.is_meant(text):
                continue
            meant = next((item for item in found if item.provision == one.means), None)
            first = meant or Ranked(one.means, top.score, top.similarity, top.keyword)
            rest = (item for item in found if item.provision != one.means)
            return (replace(first, score=max(first.score, top.score)), *rest)
        return None
