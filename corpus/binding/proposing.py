"""What had been unsettled and the official text may now settle: proposed with its words, no more.

An unsettled provision is looked for by the questions that people ask of it, for these say what an
answer would be about. A proposal is never written into the corpus by itself: a person reads the
words and writes the provision.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.binding.ledger import Entry
from corpus.binding.matching import Matcher
from corpus.binding.outline import Stretch
from corpus.document import Basis, Force, Provision
from corpus.official.text import SpanKind
from corpus.words import words_of

NEAR_A_QUESTION, ABOUT_AS_NEAR = 0.5, 0.06
"""A sentence nearer to a question than this may answer it, and so may it others as near."""
_QUESTIONS = 12
_MOST = 3


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
    bags = [frozenset(words_of(text)) for _, text in texts]
    for entry in entries:
        if entry.kind is SpanKind.HEADING:
            continue
        held = frozenset(words_of(entry.words))
        shares = [sum(matcher.weight(word) for word in held & bag) / (len(bag) + 1) for bag in bags]
        ranked = sorted(range(len(texts)), key=lambda place: -shares[place])
        best: dict[str, tuple[float, str]] = {}
        for place in ranked[: _QUESTIONS * _MOST]:
            if shares[place]:
                name, text = texts[place]
                near = matcher.likeness(text, entry.words)
                best[name] = max(best.get(name, (0.0, "")), (near, text))
        top = sorted(best.items(), key=lambda one: -one[1][0])[:_MOST]
        for name, (near, question) in top:
            if near >= max(NEAR_A_QUESTION, top[0][1][0] - ABOUT_AS_NEAR):
                yield Proposal(name, entry.stretch, question, near, entry.suggested)
