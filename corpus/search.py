"""Finding provisions: dense and keyword scores fused, identifiers taken at their word.

A provision's dense score is its best passage's; both scores are standardized over the candidates
and added with weights from `corpus/search.yaml`, which were tuned on one half of the development
queries (`python -m evals retrieval` prints both halves).
"""

import re
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, Field

from corpus.embedding import Embedder, Vectors
from corpus.index import PassageIndex
from corpus.library import Library

Method = Literal["dense", "bm25", "fused"]


class SearchSettings(BaseModel, frozen=True, extra="forbid"):
    """The knobs of the fusion."""

    keyword_weight: float = Field(ge=0, le=1)
    statement_weight: float = Field(ge=0, le=1, description="A statement's cosine, as a share.")
    candidates: int = Field(ge=10, description="Passages that dense search considers.")
    standing_penalty: Mapping[str, float] = Field(default_factory=dict)

    @classmethod
    def packaged(cls) -> Self:
        """Read `corpus/search.yaml`."""
        content = yaml.safe_load((Path(__file__).parent / "search.yaml").read_text("utf-8"))
        return cls.model_validate(content)


@dataclass(frozen=True)
class Ranked:
    """A provision that was found.

    `similarity` is the cosine of its best passage, `passage` that passage's key
    (`CON-2#3`: the third question of CON-2; `#0` is the statement).
    """

    provision: str
    score: float
    similarity: float
    keyword: float
    passage: str
    named: bool = False


@dataclass(frozen=True)
class Search:
    """Searches one library through its index."""

    library: Library
    index: PassageIndex
    embedder: Embedder
    settings: SearchSettings

    def find(
        self,
        query: str,
        *,
        k: int = 8,
        as_of: date | None = None,
        method: Method = "fused",
        vector: Vectors | None = None,
    ) -> list[Ranked]:
        """Return the best provisions that speak on a day, best first.

        `vector` is the query's embedding where the caller has it.
        """
        if vector is None:
            vector = self.embedder.embed([query])[0]
        dense: dict[str, tuple[float, str]] = {}
        for hit in self.index.nearest(vector, k=self.settings.candidates, as_of=as_of):
            share = self.settings.statement_weight if hit.key.endswith("#0") else 1.0
            held = dense.get(hit.provision)
            if held is None or hit.similarity * share > held[0]:
                dense[hit.provision] = (hit.similarity * share, hit.key)
        words = {
            name: score
            for name, score in self.index.keywords.scores(query).items()
            if as_of is None or self.library.speaks(name, as_of)
        }
        ranked = self._fuse(dense, words, method)
        named = named_provisions(query, self.library)
        return _named_first(ranked, named, as_of, self.library)[:k]

    def _fuse(
        self, dense: Mapping[str, tuple[float, str]], words: Mapping[str, float], method: Method
    ) -> list[Ranked]:
        names = list(dict.fromkeys([*dense, *words]))
        floor = min((score for score, _ in dense.values()), default=0.0)
        cosines = {name: dense.get(name, (floor, f"{name}#0"))[0] for name in names}
        by_meaning = _standardized(cosines)
        by_words = _standardized({name: words.get(name, 0.0) for name in names})
        share = {"dense": 0.0, "bm25": 1.0, "fused": self.settings.keyword_weight}[method]
        ranked = [
            Ranked(
                provision=name,
                score=(1 - share) * by_meaning[name] + share * by_words[name] - self._penalty(name),
                similarity=cosines[name],
                keyword=words.get(name, 0.0),
                passage=dense.get(name, (floor, f"{name}#0"))[1],
            )
            for name in names
        ]
        return sorted(ranked, key=lambda item: (-item.score, item.provision))

    def _penalty(self, name: str) -> float:
        return self.settings.standing_penalty.get(self.library.document_of(name).standing, 0.0)


def _standardized(scores: Mapping[str, float]) -> dict[str, float]:
    if len(scores) < 2:
        return dict(scores)
    mean, spread = statistics.fmean(scores.values()), statistics.pstdev(scores.values())
    return {name: (score - mean) / spread if spread else 0.0 for name, score in scores.items()}


_ORDER_SECTION = re.compile(
    r"(?:§+|sec(?:tion|\.)?s?)\s*(\d)\s*((?:\(\s*[a-z]+\s*\)\s*)*)", re.IGNORECASE
)
_STEP = re.compile(r"\(\s*([a-z]+)\s*\)", re.IGNORECASE)


def named_provisions(query: str, library: Library) -> list[str]:
    """Return the provisions that a query names by id, or by a section of the Order."""
    folded = {name.casefold(): name for name in library.provisions}
    found = [
        folded[word]
        for word in re.findall(r"[a-z]+\d*(?:[-.][a-z0-9]+)*", query.casefold())
        if word in folded
        # `C1`, `EO-1`: an id has a digit or a hyphen, so that plain words never count as one.
        and re.search(r"[\d-]", word)
    ]
    for section, steps in _ORDER_SECTION.findall(query):
        letters = _STEP.findall(steps)
        name = "eo-" + ".".join([section, *(step.casefold() for step in letters)])
        if name in folded:
            found.append(folded[name])
    return list(dict.fromkeys(found))


def _named_first(
    ranked: list[Ranked], named: list[str], as_of: date | None, library: Library
) -> list[Ranked]:
    top = ranked[0].score if ranked else 0.0
    held = {item.provision: item for item in ranked}
    first = []
    for place, name in enumerate(named):
        if as_of is not None and not library.speaks(name, as_of):
            continue
        old = held.pop(name, Ranked(name, 0.0, 0.0, 0.0, f"{name}#0"))
        score = top + len(named) - place
        first.append(Ranked(name, score, old.similarity, old.keyword, old.passage, named=True))
    return [*first, *(item for item in ranked if item.provision in held)]
