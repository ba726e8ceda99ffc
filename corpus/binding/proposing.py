"""What had been unsettled and the official text may now settle: proposed with its words, no more.

An unsettled provision is looked for by the questions that people ask of it, for these say what an
answer would be about. A proposal is never written into the corpus by itself: a person reads the
words and writes the provision.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.binding.ledger import Entry
from corpus.binding.matching import Matcher, postings
from corpus.binding.outline import Stretch
from corpus.document import Basis, Force, Provision
from corpus.official.text import SpanKind
from corpus.words import words_of

NEAR_A_QUESTION, ABOUT_AS_NEAR = 0.5, 0.06
"""A sentence nearer to a question than this may answer it, and so may it others as near."""
_QUESTIONS = 12
_MOST = 3
_READ_CLOSELY = 400
"""Sentences without a provision that are held against questions."""


@dataclass(frozen=True)
class Proposal:
    """Official words that may settle a provision, and the question that they are nearest to."""

    provision: str
    stretch: Stretch
    question: str
    likeness: float
    label: str


def open_provisions(provisions: Iterable[Provision]) -> Iterator[Provision]:
    """Give the provisions that say that the sources do not settle something."""
    for one in provisions:
        if one.force is Force.UNSETTLED or (
            one.force is Force.ABSENCE and one.basis is Basis.DERIVED
        ):
            yield one


def proposals_for(
    entries: Iterable[Entry], provisions: Sequence[Provision], matcher: Matcher
) -> Iterator[Proposal]:
    """Give, for each sentence that no provision covers, the unsettled ones that it may settle.

    A sentence that a provision rests on already settles that one, and is not asked again.
    """
    texts = [(one.id, text) for one in provisions for text in (one.heading, *one.asks)]
    asked = _Asked([text for _, text in texts], matcher)
    held = [entry for entry in entries if entry.kind is not SpanKind.HEADING]
    ranked = [(entry, asked.nearest(entry.words)) for entry in held]
    # A text of a thousand pages has thousands of such sentences: those that share most with a
    # question are read closely, and all of them stand in the ledger.
    closely = sorted(range(len(ranked)), key=lambda place: -ranked[place][1].most)[:_READ_CLOSELY]
    some = [ranked[place] for place in sorted(closely)]
    matcher.read(entry.words for entry, _ in some)
    matcher.read(texts[place][1] for _, found in some for place in found.places)
    for entry, found in some:
        best: dict[str, tuple[float, str]] = {}
        for place in found.places:
            name, text = texts[place]
            near = matcher.likeness(text, entry.words)
            best[name] = max(best.get(name, (0.0, "")), (near, text))
        top = sorted(best.items(), key=lambda one: -one[1][0])[:_MOST]
        for name, (near, question) in top:
            if near >= max(NEAR_A_QUESTION, top[0][1][0] - ABOUT_AS_NEAR):
                yield Proposal(name, entry.stretch, question, near, entry.suggested)


@dataclass(frozen=True)
class _Nearest:
    """The questions that share most with a sentence, and the share of the first."""

    places: tuple[int, ...]
    most: float


class _Asked:
    """Questions by their words."""

    def __init__(self, texts: Sequence[str], matcher: Matcher) -> None:
        bags = [frozenset(words_of(text)) for text in texts]
        self._matcher = matcher
        self._lengths = np.array([len(bag) + 1 for bag in bags], dtype=np.float64)
        self._holding = postings(bags)

    def nearest(self, words: str) -> _Nearest:
        """Return those that share most with a sentence, best first."""
        shares = np.zeros(len(self._lengths))
        for word in frozenset(words_of(words)):
            if word in self._holding:
                shares[self._holding[word]] += self._matcher.weight(word)
        shares /= self._lengths
        best = np.argsort(-shares, kind="stable")[: _QUESTIONS * _MOST]
        places = tuple(place for place in best.tolist() if shares[place])
        return _Nearest(places, float(shares[places[0]]) if places else 0.0)
