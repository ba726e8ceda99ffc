"""What had been unsettled and the official text may now settle: proposed with its words, no more.

An unsettled provision is looked for by the questions that people ask of it, for these say what an
answer would be about. A proposal is never written into the corpus by itself: a person reads the
words and writes the provision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.binding.marks import mark_words, marks_of
from corpus.binding.matching import Matcher
from corpus.binding.outline import Stretch
from corpus.document import Basis, Force, Provision

NEAR_A_QUESTION = 0.55
"""A sentence of force nearer to a question than this may answer it."""
_SHARED = 0.34


@dataclass(frozen=True)
class Proposal:
    """Official words that may settle a provision, and the question that they are nearest to."""

    provision: str
    stretch: Stretch
    unit: int
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


def proposals_for(provision: Provision, matcher: Matcher) -> Iterator[Proposal]:
    """Give the sentence of force that is nearest to a question, where one is near enough."""
    texts = (provision.heading, *provision.asks)
    best: Proposal | None = None
    for place in matcher.places(texts):
        unit = matcher.outline.units[place.unit]
        for sentence in unit.sentences:
            words = matcher.outline.words(sentence)
            label = label_of(words)
            if label is None:
                continue
            question = max(texts, key=lambda one: matcher.likeness(one, words))
            likeness = matcher.likeness(question, words)
            if likeness >= NEAR_A_QUESTION and (best is None or likeness > best.likeness):
                best = Proposal(provision.id, sentence, unit.number, question, likeness, label)
    if best is not None:
        yield best


def label_of(sentence: str) -> str | None:
    """Suggest what a sentence is: definition, discretion, procedure or rule; None without force.

    Procedure needs a word of demand, a figure or a day beside the word of procedure.
    """
    words, marks = mark_words(), marks_of(sentence)
    force = bool(marks.modality) or words.labels["rule"].search(sentence) is not None
    if words.labels["definition"].search(sentence):
        return "definition"
    if not force and not (marks.figures or marks.days):
        return None
    for label in ("discretion", "procedure"):
        if words.labels[label].search(sentence):
            return label
    return "rule" if force else None
