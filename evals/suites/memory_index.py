"""An index in memory, for sources that live as long as one trial.

It gives what `corpus.index.PassageIndex` gives, by an exact search. Vectors of texts that the
packaged index holds are taken from there; only what was changed is embedded.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import cast

import numpy as np

from corpus.embedding import Embedder, Vectors
from corpus.index import Hit, PassageIndex
from corpus.lexical import KeywordIndex
from corpus.library import Library
from corpus.passage import passages_of
from corpus.search import Search


class Remembering(Embedder):
    """Embeds each text once, however many assistants are built one after the other."""

    def __init__(self, embedder: Embedder, known: Mapping[str, Vectors]) -> None:
        super().__init__(embedder.folder, embedder.sha256)
        self._embedder = embedder
        self._known = dict(known)

    def embed(
        self,
        texts: Sequence[str],
        *,
        batch: int = 64,
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Return a unit vector for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new, batch=batch), strict=True))
        if progress:
            progress(len(texts))
        return np.vstack([self._known[text] for text in texts])


class MemoryIndex:
    """Nearest passages by exact cosine, and keyword scores."""

    def __init__(self, library: Library, embedder: Remembering) -> None:
        passages = tuple(passages_of(library))
        self.keywords = KeywordIndex.build(passages)
        self._keys = [one.key for one in passages]
        self._vectors = embedder.embed([one.text for one in passages])
        self._first = np.array([one.first_day for one in passages])
        self._last = np.array([one.last_day for one in passages])

    def nearest(self, vector: Vectors, *, k: int, as_of: date | None = None) -> list[Hit]:
        """Return the passages nearest to a unit vector, best first."""
        return self.nearest_to_each([vector], k=k, as_of=as_of)[0]

    def nearest_to_each(
        self, vectors: Sequence[Vectors], *, k: int, as_of: date | None = None
    ) -> list[list[Hit]]:
        """Return for each unit vector the nearest passages that speak on the day."""
        speaking = np.ones(len(self._keys), dtype=bool)
        if as_of is not None:
            day = as_of.toordinal()
            speaking = (self._first <= day) & (day <= self._last)
        found = []
        for vector in vectors:
            cosines = np.where(speaking, self._vectors @ vector, -2.0)
            best = np.argsort(-cosines, kind="stable")[:k]
            keys = [(self._keys[n], float(cosines[n])) for n in best if speaking[n]]
            found.append([Hit(key, key.rsplit("#", 1)[0], cosine) for key, cosine in keys])
        return found

    def vectors(self) -> tuple[list[str], Vectors]:
        """Return every key and its vector."""
        return self._keys, self._vectors


def remembering(search: Search) -> Remembering:
    """Return an embedder that knows the vectors that the packaged index holds."""
    keys, vectors = search.index.vectors()
    texts = {one.key: one.text for one in passages_of(search.library)}
    known = {texts[key]: vector for key, vector in zip(keys, vectors, strict=True)}
    return Remembering(search.embedder, known)


def searched(library: Library, like: Search, embedder: Remembering) -> Search:
    """Return a search of another library with the settings of one that is open."""
    index = cast("PassageIndex", MemoryIndex(library, embedder))
    return Search(library, index, embedder, like.settings)
