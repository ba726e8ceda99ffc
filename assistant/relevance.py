"""Whether what was found answers what was asked.

A search always finds something. Here the question's words and form are held against the best
provision, and the best provision against its rivals; what comes out is told as one figure in 0..1,
by weights of `lexicon/routes.yaml` that were fitted on the tuning questions.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean
from typing import Any

from assistant.lexicon import Lexicon, whole_words
from assistant.questions import Asked, QuestionReader, fits
from corpus.library import Library
from corpus.search import Ranked, is_statement
from corpus.words import words_of

_RIVALS = 8
_ALIKE = 3
"""Indexed questions whose mean likeness counts: one may be like by chance."""
_MOST_WORDS = 10


@dataclass(frozen=True)
class Weights:
    """A logistic score over named features."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """Return how probable it is, in 0..1."""
        total = self.bias + sum(self.weights[name] * features[name] for name in self.weights)
        return 1 / (1 + math.exp(-total))


class Relevance:
    """Orders what was found by what was asked, and says how surely the first is an answer."""

    def __init__(self, library: Library, lexicon: Lexicon, reader: QuestionReader) -> None:
        gate: dict[str, Any] = lexicon.routes["relevance"]
        self._library = library
        self._reader = reader
        self._form_bonus: float = gate["form_bonus"]
        self._answers = Weights(**gate["answers"])
        self._subject = Weights(**gate["subject"])
        self._subject_words = whole_words(lexicon.routes["subject_words"])
        self._forms: dict[str, Asked] = {}

    def ordered(self, asked: Asked, found: Sequence[Ranked]) -> tuple[Ranked, ...]:
        """Put provisions first that have been asked about in the form of this question.

        "Who decides?" and "how is it decided?" are near in meaning, and have different answers.
        """
        scored = [
            replace(item, score=item.score + self._form_bonus)
            if place < _RIVALS and self._fits_form(asked, item)
            else item
            for place, item in enumerate(found)
        ]
        named = [item for item in scored if item.named]
        rest = sorted((one for one in scored if not one.named), key=lambda one: -one.score)
        return (*named, *rest)

    def of_subject(self, features: Mapping[str, float]) -> float:
        """Return how surely a question is about the Program or the rules beside it."""
        return self._subject.score(features)

    def answers(self, features: Mapping[str, float]) -> float:
        """Return how surely the first provision is what the question asks for."""
        return self._answers.score(features)

    def features(self, question: str, found: Sequence[Ranked]) -> dict[str, float]:
        """Return what the scores are made of, but for what the caller adds (`outside`)."""
        words = words_of(question)
        top, rivals = found[0], found[1:_RIVALS]
        near = self._library.provision(top.provision).near
        others = [
            one.score
            for one in rivals
            if one.provision not in near
            and top.provision not in self._library.provision(one.provision).near
        ]
        last = rivals[-1].score if rivals else 0.0
        return {
            "similarity": top.similarity,
            "alike": _mean_of_best(top),
            "coverage": self._coverage(words, top.provision),
            "before_next": top.score - rivals[0].score if rivals else 1.0,
            "before_rivals": top.score - (others[0] if others else last),
            "words": min(len(words), _MOST_WORDS) / _MOST_WORDS,
            "subject_word": float(bool(self._subject_words.search(question.lower()))),
        }

    def _fits_form(self, asked: Asked, item: Ranked) -> bool:
        """Whether the nearest indexed question of a provision asks in the same form."""
        nearest = next((hit for hit in item.passages if not is_statement(hit.key)), None)
        if nearest is None:
            return False
        held = self._library.provision(item.provision)
        asks = [(ask, group.lead) for group in held.questions for ask in group.asks]
        ask, lead = asks[int(nearest.key.rsplit("#", 1)[1]) - 1]
        if ask not in self._forms:
            self._forms[ask] = self._reader.form(ask)
        return fits(asked, self._forms[ask], lead)

    def _coverage(self, words: Sequence[str], provision: str) -> float:
        """Return how much of the question's words the provision and its questions use.

        A word weighs more, the fewer provisions use it.
        """
        weights = {word: self._rarity(word) for word in words}
        whole = sum(weights.values())
        told = self._vocabulary[provision]
        return sum(weights[word] for word in weights if word in told) / whole if whole else 0.0

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._vocabulary) / (1 + self._used_by[word]))

    @cached_property
    def _vocabulary(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset(words_of(" ".join([held.heading, *held.sentences(), *held.asks])))
            for name, held in self._library.provisions.items()
        }

    @cached_property
    def _used_by(self) -> Counter[str]:
        return Counter(word for told in self._vocabulary.values() for word in told)


def _mean_of_best(item: Ranked) -> float:
    alike = [hit.similarity for hit in item.passages if not is_statement(hit.key)][:_ALIKE]
    return fmean(alike) if alike else 0.0
