"""What kind of message one is, learnt from examples of the kind and from honest ones.

Patterns find what was foreseen; people find other words. So a message is also held against
examples: of each kind by meaning (its embedding) and by wording (single words and pairs), in a
ridge regression solved in closed form: the same examples always give the same scores.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from corpus.embedding import Vectors

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_RIDGE = 1.0
_OFTEN = 2
"""Wordings that stand in fewer examples teach nothing."""


@dataclass(frozen=True)
class Examples:
    """Texts with their unit vectors, which together weigh `weight` times what the kind does."""

    texts: Sequence[str]
    vectors: Vectors
    weight: float = 1.0


@dataclass(frozen=True)
class Likeness:
    """Scores messages: above zero is like the kind, below it like the others."""

    terms: Mapping[str, tuple[float, float]]
    meaning: Vectors
    bias: float

    @classmethod
    def learnt(cls, kind: Examples, others: Sequence[Examples]) -> Self:
        """Learn what tells examples of a kind from the others."""
        groups = (kind, *others)
        wordings = [_wordings(text) for group in groups for text in group.texts]
        rarity = _rarity(wordings)
        place = {term: number for number, term in enumerate(rarity)}
        counts = np.zeros((len(wordings), len(place)))
        for row, terms in zip(counts, wordings, strict=True):
            for term, share in _shares(terms, rarity).items():
                row[place[term]] = share
        meanings = np.vstack([group.vectors for group in groups]).astype(np.float64)
        rows = np.hstack([meanings, counts, np.ones((len(wordings), 1))])
        size = len(kind.texts)
        wanted = np.repeat([1.0, *[-1.0] * len(others)], [len(one.texts) for one in groups])
        weights = np.repeat(
            [one.weight * size / len(one.texts) for one in groups],
            [len(one.texts) for one in groups],
        )
        # In the dual: there are fewer examples than features.
        kernel = rows @ rows.T + _RIDGE * np.diag(1 / weights)
        solved = rows.T @ np.linalg.solve(kernel, wanted)
        dimensions = meanings.shape[1]
        learnt = solved[dimensions:-1].tolist()
        return cls(
            terms={term: (rarity[term], learnt[number]) for term, number in place.items()},
            meaning=solved[:dimensions],
            bias=float(solved[-1]),
        )

    def score(self, text: str, vector: Vectors) -> float:
        """Return how like the kind a text is, by its wording and its unit vector."""
        rarity = {term: self.terms[term][0] for term in _wordings(text) if term in self.terms}
        worded = sum(share * self.terms[term][1] for term, share in _shares(rarity, rarity).items())
        return float(vector @ self.meaning) + worded + self.bias


def _wordings(text: str) -> list[str]:
    words = _WORD.findall(text.casefold().replace("’", "'"))
    pairs = (f"{one} {two}" for one, two in zip(words, words[1:], strict=False))
    return list(dict.fromkeys([*words, *pairs]))


def _rarity(texts: Sequence[Iterable[str]]) -> dict[str, float]:
    used = Counter(term for terms in texts for term in terms)
    return {term: math.log(len(texts) / n) for term, n in used.items() if n >= _OFTEN}


def _shares(terms: Iterable[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """Return the terms that are known by their rarity, scaled to length one."""
    known = {term: rarity[term] for term in terms if term in rarity}
    length = math.sqrt(sum(value * value for value in known.values()))
    return {term: value / length for term, value in known.items()} if length else {}
