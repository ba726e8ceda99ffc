"""Keyword search with BM25 over whole provisions: statement and questions together."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import bm25s

from corpus.passage import Passage
from corpus.words import words_of


class KeywordIndex:
    """BM25 scores (Lucene's variant) of provisions for the words of a query."""

    def __init__(self, provisions: tuple[str, ...], scorer: Any) -> None:
        self.provisions = provisions
        self._scorer = scorer
        self._known = frozenset(scorer.vocab_dict)

    @classmethod
    def build(cls, passages: Iterable[Passage]) -> Self:
        """Index passages; those of one provision are one text, headed by its id."""
        texts: dict[str, list[str]] = {}
        for passage in passages:
            if passage.kind == "sentence":
                # The statement holds the same words already.
                continue
            words = texts.setdefault(passage.provision, words_of(passage.provision))
            words += words_of(passage.text)
        scorer = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        scorer.index(list(texts.values()), show_progress=False)
        return cls(tuple(texts), scorer)

    def knows(self, word: str) -> bool:
        """Whether any provision or question uses a word, given as its stem."""
        return word in self._known

    def scores(self, query: str) -> dict[str, float]:
        """Return the score of each provision that shares a word with the query."""
        words = [word for word in words_of(query) if word in self._known]
        if not words:
            return {}
        scores = self._scorer.get_scores(words)
        pairs = zip(self.provisions, scores.tolist(), strict=True)
        return {name: score for name, score in pairs if score > 0}

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._scorer.save(str(folder))
        (folder / "provisions.json").write_text(json.dumps(self.provisions), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read an index that was saved."""
        names = json.loads((folder / "provisions.json").read_text(encoding="utf-8"))
        return cls(tuple(names), bm25s.BM25.load(str(folder)))
