"""Which messages are not answered from the provisions: by their words, by likeness to examples."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from assistant.declining import DeclineReader
from assistant.examples import Examples, Likeness
from assistant.lexicon import Lexicon
from assistant.reply import Status
from corpus.embedding import Vectors
from corpus.library import Library
from corpus.search import Ranked, Search, is_statement

_OUTSIDE = "out_of_scope"
_EVERY = 4
"""Of the indexed questions one in so many is a counter-example: more change nothing."""
_ASKED, _HONEST, _ELSEWHERE = 1.5, 1.0, 0.5
"""How much the groups of counter-examples weigh beside the examples."""


class RouteReader:
    """Finds the route of `lexicon/routes.yaml` that a question takes, if it takes one."""

    def __init__(self, library: Library, search: Search, lexicon: Lexicon) -> None:
        self._library = library
        self._search = search
        self._routes: dict[str, Any] = lexicon.routes["routes"]
        self._limits: dict[str, float] = lexicon.routes["limits"]
        self._declined_from: float = lexicon.routes["learnt"]["declined_from"]
        self._honest: list[str] = lexicon.routes["honest"]
        self._words = DeclineReader(lexicon)
        examples = [
            (name, example) for name, entry in self._routes.items() for example in entry["examples"]
        ]
        self._names = [name for name, _ in examples]
        self._texts = [example for _, example in examples]
        self._vectors = search.embedder.remembered(self._texts)

    def declined(self, message: str) -> str | None:
        """Return the route by which a whole message is declined for its words, if one is."""
        return self._words.declined(message)

    def route(self, texts: Sequence[str], vectors: Vectors, found: Sequence[Ranked]) -> str | None:
        """Return the route of a question, given by its wordings and their vectors.

        The words of the first give it, or what was learnt from examples, or the examples that are
        nearest: these where they are nearer than any provision.
        """
        question = texts[0]
        declined = self._words.declined(question)
        if declined is not None:
            return declined
        best = self._nearest(vectors)
        refused = (self._refused.score(*one) for one in zip(texts, vectors, strict=True))
        nearest = max(best, key=lambda name: best[name])
        alike = nearest in self._declining and max(refused) >= self._declined_from
        if alike and not self._words.excused(nearest, question):
            return nearest
        return self._by_likeness(question, best, found)

    def outside(self, question: str, vector: Vectors) -> float:
        """Return how like a question is to those that have nothing to do with the Program."""
        return self._outside.score(question, vector)

    def _by_likeness(
        self, question: str, best: Mapping[str, float], found: Sequence[Ranked]
    ) -> str | None:
        """Return the nearest route; where a cue of it stands in the question, less is enough."""
        top = max((item.similarity for item in found[:5]), default=0.0)
        for name in sorted(best, key=lambda name: -best[name]):
            entry: dict[str, Any] = self._routes[name]
            if name in self._declining and self._words.excused(name, question):
                continue
            least, margin = entry.get("least", self._limits["route"]), entry["margin"]
            if self._words.hinted(name, question):
                least = entry.get("cue_least", self._limits["cue_least"])
                margin = entry.get("cue_margin", self._limits["cue_margin"])
            if best[name] >= least and best[name] > top + margin:
                return name
        return None

    def _nearest(self, vectors: Vectors) -> dict[str, float]:
        """Return how near the nearest example of each route is."""
        best: dict[str, float] = {}
        scores = (self._vectors @ vectors.T).max(axis=1)
        for name, score in zip(self._names, scores.tolist(), strict=True):
            best[name] = max(score, best.get(name, 0.0))
        return best

    # -- learnt -----------------------------------------------------------------------------------

    @cached_property
    def _declining(self) -> tuple[str, ...]:
        declines = Status.DECLINED.value
        return tuple(name for name, one in self._routes.items() if one["status"] == declines)

    @cached_property
    def _refused(self) -> Likeness:
        """What the routes that decline have in common."""
        return Likeness.learnt(
            self._examples(self._declining),
            [self._asked(), self._of_honest, self._examples((_OUTSIDE,), _ELSEWHERE)],
        )

    @cached_property
    def _outside(self) -> Likeness:
        """What questions have in common that are not about the Program."""
        return Likeness.learnt(
            self._examples((_OUTSIDE,)),
            [self._asked(), self._of_honest, self._examples(self._declining, _ELSEWHERE)],
        )

    def _examples(self, names: Sequence[str], weight: float = 1.0) -> Examples:
        places = [place for place, name in enumerate(self._names) if name in names]
        return Examples([self._texts[place] for place in places], self._vectors[places], weight)

    @cached_property
    def _of_honest(self) -> Examples:
        return Examples(self._honest, self._search.embedder.remembered(self._honest), _HONEST)

    def _asked(self) -> Examples:
        """Questions that the provisions answer."""
        keys, vectors = self._search.index.vectors()
        chosen = sorted((key, place) for place, key in enumerate(keys) if not is_statement(key))
        chosen = chosen[::_EVERY]
        texts = [self._text(key) for key, _ in chosen]
        return Examples(texts, np.asarray(vectors)[[place for _, place in chosen]], _ASKED)

    def _text(self, key: str) -> str:
        provision, number = key.rsplit("#", 1)
        return self._library.provision(provision).asks[int(number) - 1]
