"""Finding provisions: dense and keyword scores fused, identifiers taken at their word.

A provision's dense score is its best passage's; to it and to the keyword score comes what the
discriminant says of the query as a whole. All are standardized over the candidates and added with
weights from `corpus/search.yaml`, which were tuned on one half of the development queries
(`python -m evals retrieval` prints both halves).
"""

import math
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, Field

from corpus.discriminant import Discriminant
from corpus.embedding import Embedder, Vectors
from corpus.index import Hit, PassageIndex
from corpus.library import Library


def is_statement(key: str) -> bool:
    """Whether a passage's key is that of a provision's own words, not of a question."""
    return key.rsplit("#", 1)[1].startswith("0")


Method = Literal["dense", "bm25", "fused"]

_DAYS_REMEMBERED = 64
_RUNNERS_UP = 4


class SearchSettings(BaseModel, frozen=True, extra="forbid"):
    """The knobs of the fusion."""

    keyword_weight: float = Field(ge=0, le=1)
    discriminant_weight: float = Field(ge=0, description="Beside the other two, which share 1.")
    statement_weight: float = Field(ge=0, le=1, description="A statement's cosine, as a share.")
    runner_up_weight: float = Field(
        ge=0, le=0.5, description="How much a provision's next passages count beside its best."
    )
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
    passages: tuple[Hit, ...] = ()
    named: bool = False

    @property
    def passage(self) -> str:
        """The key of the best passage."""
        return self.passages[0].key if self.passages else f"{self.provision}#0"


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
        return self.find_each([(query, vector)], k=k, as_of=as_of, method=method)[0]

    def find_each(
        self,
        queries: Sequence[tuple[str, Vectors]],
        *,
        k: int = 8,
        as_of: date | None = None,
        method: Method = "fused",
    ) -> list[list[Ranked]]:
        """Return for each query and its embedding what `find` does, with one look at the index."""
        nearest = self.index.nearest_to_each(
            [vector for _, vector in queries], k=self.settings.candidates, as_of=as_of
        )
        speaking = None if as_of is None else self._speaking(as_of)
        found = []
        for (query, vector), hits in zip(queries, nearest, strict=True):
            dense: dict[str, list[Hit]] = {}
            for hit in hits:
                dense.setdefault(hit.provision, []).append(hit)
            words = {
                name: score
                for name, score in self.index.keywords.scores(query).items()
                if speaking is None or name in speaking
            }
            leanings = self._discriminant.scores(vector) if method == "fused" else {}
            ranked = self._fuse(dense, words, leanings, method)
            named = named_provisions(query, self.library)
            found.append(_named_first(ranked, named, as_of, self.library)[:k])
        return found

    def _fuse(
        self,
        dense: Mapping[str, list[Hit]],
        words: Mapping[str, float],
        leanings: Mapping[str, float],
        method: Method,
    ) -> list[Ranked]:
        names = list(dict.fromkeys([*dense, *words]))
        cosines = {name: self._cosine(hits) for name, hits in dense.items()}
        floor = min(cosines.values(), default=0.0)
        by_meaning = _standardized({name: cosines.get(name, floor) for name in names})
        by_words = _standardized({name: words.get(name, 0.0) for name in names})
        by_leaning = _standardized({name: leanings.get(name, 0.0) for name in names})
        share = {"dense": 0.0, "bm25": 1.0, "fused": self.settings.keyword_weight}[method]
        ranked = [
            Ranked(
                provision=name,
                score=(1 - share) * by_meaning[name]
                + share * by_words[name]
                + self.settings.discriminant_weight * by_leaning[name]
                - self._penalty(name),
                similarity=dense[name][0].similarity if name in dense else floor,
                keyword=words.get(name, 0.0),
                passages=tuple(dense.get(name, ())),
            )
            for name in names
        ]
        return sorted(ranked, key=lambda item: (-item.score, item.provision))

    def _cosine(self, hits: Sequence[Hit]) -> float:
        """Return a provision's dense score: its best passage, with a share for the next ones.

        Several passages near the query speak for a provision more surely than one; a statement
        counts a little less than a question, because it is longer and nearer to everything.
        """
        shares = sorted(
            (
                hit.similarity * (self.settings.statement_weight if is_statement(hit.key) else 1.0)
                for hit in hits
            ),
            reverse=True,
        )
        best, rest = shares[0], shares[1 : 1 + _RUNNERS_UP]
        if not rest:
            return best * (1 - self.settings.runner_up_weight)
        weight = self.settings.runner_up_weight
        return (1 - weight) * best + weight * statistics.fmean(rest) * len(rest) / _RUNNERS_UP

    def _speaking(self, as_of: date) -> frozenset[str]:
        """Return the provisions that speak on a day; the last days asked for are remembered."""
        held = self._days.get(as_of)
        if held is None:
            library = self.library
            held = frozenset(name for name in library.provisions if library.speaks(name, as_of))
            if len(self._days) >= _DAYS_REMEMBERED:
                self._days.clear()
            self._days[as_of] = held
        return held

    @cached_property
    def _days(self) -> dict[date, frozenset[str]]:
        return {}

    def _penalty(self, name: str) -> float:
        return self._penalties.get(name, 0.0)

    @cached_property
    def _discriminant(self) -> Discriminant:
        keys, vectors = self.index.vectors()
        return Discriminant.learnt([key.rsplit("#", 1)[0] for key in keys], vectors)

    @cached_property
    def _penalties(self) -> Mapping[str, float]:
        steps_back = self.settings.standing_penalty
        return {
            name: steps_back[standing]
            for name in self.library.provisions
            if (standing := self.library.document_of(name).standing) in steps_back
        }


def _standardized(scores: Mapping[str, float]) -> dict[str, float]:
    if len(scores) < 2:
        return dict(scores)
    mean = statistics.fmean(scores.values())
    # As `statistics.pstdev` to the last digit or two, without its fractions, which cost more.
    spread = math.sqrt(math.fsum((score - mean) ** 2 for score in scores.values()) / len(scores))
    return {name: (score - mean) / spread if spread else 0.0 for name, score in scores.items()}


_ORDER_SECTION = re.compile(
    r"(?:(?P<word>§+|\bs\.|\bsec(?:tion|\.)?s?)\s*|\b)(?P<section>[1-5])(?![\d.])"
    r"(?P<steps>(?:\s*\(\s*[a-z]{1,4}\s*\)|[\s.]?[a-z]{1,4}\b(?!\w))*)",
    re.IGNORECASE,
)
_STEP = re.compile(r"[a-z]+", re.IGNORECASE)
_OTHER_LAW = re.compile(r"\b(?:cfr|u\.?s\.?c\.?|cabda|14105|14409|14434|part)\b", re.IGNORECASE)
_ID = re.compile(r"[a-z]+\d*(?:[-.][a-z0-9]+)*", re.IGNORECASE)


def named_provisions(query: str, library: Library) -> list[str]:
    """Return the provisions that a query names by id, register row or section of the Order."""
    folded = {name.casefold(): name for name in library.provisions}
    found = []
    for word in _ID.findall(query.casefold()):
        # `C1`, `EO-1`: an id has a digit or a hyphen, so that plain words never count as one.
        if re.search(r"[\d-]", word):
            found += [folded[name] for name in (word, f"reg-{word}") if name in folded]
    if not _OTHER_LAW.search(query):
        for match in _ORDER_SECTION.finditer(query):
            found += _order_section(match, folded)
    return list(dict.fromkeys(found))


def _order_section(match: re.Match[str], folded: Mapping[str, str]) -> list[str]:
    """Return the provision of the Order that a reference such as `sec. 3(b)(ii)` leads to."""
    steps = [step.casefold() for step in _STEP.findall(match["steps"])]
    in_marks = "(" in match["steps"]
    if not match["word"] and not in_marks:
        return []
    for length in range(len(steps), -1, -1):
        name = ".".join([f"eo-{match['section']}", *steps[:length]])
        if name in folded and (length or not in_marks):
            return [folded[name]]
    return []


def _named_first(
    ranked: list[Ranked], named: list[str], as_of: date | None, library: Library
) -> list[Ranked]:
    top = ranked[0].score if ranked else 0.0
    held = {item.provision: item for item in ranked}
    first = []
    for place, name in enumerate(named):
        if as_of is not None and not library.speaks(name, as_of):
            continue
        old = held.pop(name, Ranked(name, 0.0, 0.0, 0.0))
        score = top + len(named) - place
        first.append(Ranked(name, score, old.similarity, old.keyword, old.passages, named=True))
    return [*first, *(item for item in ranked if item.provision in held)]
