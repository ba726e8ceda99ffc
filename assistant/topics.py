"""What one question of a message is about: a route with its reply, or the provisions it seeks."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.declining import DeclineReader
from assistant.lexicon import Lexicon, whole_words
from assistant.questions import (
    Asked,
    QuestionReader,
    fits,
    is_yes_or_no,
    last_question,
)
from corpus.document import Questions
from corpus.embedding import Vectors
from corpus.library import Library
from corpus.search import Ranked, Search, is_statement
from corpus.words import words_of
from rules.country import gazetteer

_CANDIDATES = 60
_KEPT = 12
_FOREMOST = 3
_NEAR_BY = 0.02
"""Cosine within which one provision may stand in for a better one."""


@dataclass(frozen=True)
class Lead:
    """The opening words that fit a question.

    `settles` tells that nothing in them leaves the point open; `opens_settled`, that at least
    their first clause does not.
    """

    text: str
    settles: bool
    opens_settled: bool


@dataclass(frozen=True)
class Topic:
    """What a question is about.

    `route` names an entry of `lexicon/routes.yaml`; else `found` holds the provisions, best
    first, and `lead` the words that open the reply, where some fit. `answerable` tells whether
    the best provision is near enough to be an answer at all.
    """

    question: str
    asked: Asked
    route: str | None
    found: tuple[Ranked, ...]
    lead: Lead | None
    answerable: bool
    near_subject: bool

    def foremost(self) -> tuple[Ranked, ...]:
        """Return the first three provisions, and those that are as near as the first."""
        near = self.found[0].similarity - _NEAR_BY if self.found else 0.0
        return tuple(
            item
            for place, item in enumerate(self.found)
            if place < _FOREMOST or item.similarity >= near
        )

    def turned_to(self, provisions: Collection[str]) -> "Topic":
        """Return the topic with the first of some provisions put first, if it was found near by.

        The lead goes with the provision that it was written for.
        """
        for item in self.found:
            if (
                item.provision in provisions
                and item.similarity >= self.found[0].similarity - _NEAR_BY
            ):
                rest = tuple(other for other in self.found if other is not item)
                lead = self.lead if item is self.found[0] else None
                return replace(self, found=(item, *rest), lead=lead)
        return self


class TopicReader:
    """Finds the topic of a question."""

    def __init__(self, library: Library, search: Search, lexicon: Lexicon) -> None:
        self._library = library
        self._search = search
        self._reader = QuestionReader(lexicon)
        self._routes: dict[str, Any] = lexicon.routes["routes"]
        self._limits: dict[str, float] = lexicon.routes["limits"]
        self._gate: dict[str, Any] = lexicon.routes["relevance"]
        self._subject_words = whole_words(lexicon.routes["subject_words"])
        self._vocabulary: dict[str, frozenset[str]] = {}
        self._open_lead = re.compile("|".join(lexicon.cues["open_lead"]), re.IGNORECASE)
        self._leans = whole_words(lexicon.cues["leaning"])
        special = lexicon.cues["nationalities_that_matter"]
        self._foreign = frozenset(
            name.casefold()
            for code, entry in gazetteer().countries.items()
            if code not in special
            for name in entry.demonyms
        )
        examples = [
            (name, example) for name, entry in self._routes.items() for example in entry["examples"]
        ]
        self._declining = DeclineReader(lexicon)
        self._example_routes = [name for name, _ in examples]
        self._example_vectors = search.embedder.embed([example for _, example in examples])

    def topics(self, parts: Sequence[str], *, as_of: date) -> list[Topic]:
        """Return the topic of each part; all texts are embedded in one go."""
        wordings = [
            self._wordings(part, before=parts[0] if number else "")
            for number, part in enumerate(parts)
        ]
        flat = [text for group in wordings for text in group]
        vectors = self._search.embedder.embed(flat)
        found, at = [], 0
        for part, group in zip(parts, wordings, strict=True):
            found.append(self._topic(part, group, vectors[at : at + len(group)], as_of))
            at += len(group)
        # Beside a question about the Program, a short one is taken to be about it too.
        if any(topic.near_subject for topic in found):
            found = [
                replace(topic, near_subject=True, answerable=bool(topic.found)) for topic in found
            ]
        return found

    def declined(self, message: str) -> str | None:
        """Return the route by which a whole message is declined for its words, if one is."""
        return self._declining.declined(message)

    def _wordings(self, part: str, before: str) -> list[str]:
        """Return the part, its asking sentence, and both with nationalities made general.

        A part that leans on the one before ("and when was it signed?") is also read with it.
        """
        texts = [part, last_question(part)]
        if before and self._leans.search(part.lower()):
            texts = [f"{before} {part}", part]
        texts += [self._generalized(text) for text in texts]
        return list(dict.fromkeys(texts))

    def _generalized(self, text: str) -> str:
        """Put "foreign" for nationalities: "a Korean firm" finds what is said of foreign ones."""
        return _WORD.sub(
            lambda match: "foreign" if match[0].casefold() in self._foreign else match[0], text
        )

    def _topic(self, part: str, group: Sequence[str], vectors: Vectors, as_of: date) -> Topic:
        found = self._found(group, vectors, as_of)
        asked = self._reader.form(last_question(part))
        route = self._route(part, vectors, found)
        if not found:
            return Topic(part, asked, route, (), None, answerable=False, near_subject=False)
        top = found[0]
        score = 1.0 if top.named else self._relevance(part, top)
        # A message that uses the Program's own words is about it, however short it is.
        own_words = self._subject_words.search(part.lower()) is not None
        return Topic(
            question=part,
            asked=asked,
            route=route,
            found=found,
            lead=self._lead(top, asked),
            answerable=score >= self._gate["answer"]
            or top.similarity >= self._gate["own_words_answer" if own_words else "sure"],
            near_subject=own_words
            or score >= self._gate["subject"]
            or top.similarity >= self._gate["sure"],
        )

    def _found(self, group: Sequence[str], vectors: Vectors, as_of: date) -> tuple[Ranked, ...]:
        """Search with every wording; a provision counts by its best and its mean score.

        The best alone would let one short wording outvote the rest.
        """
        scores: dict[str, list[float]] = {}
        best: dict[str, Ranked] = {}
        queries = list(zip(group, vectors, strict=True))
        for ranked in self._search.find_each(queries, k=_CANDIDATES, as_of=as_of):
            for item in ranked:
                scores.setdefault(item.provision, []).append(item.score)
                held = best.get(item.provision)
                if held is None or item.similarity > held.similarity or item.named:
                    best[item.provision] = item
        fused = {name: (max(found) + sum(found) / len(group)) / 2 for name, found in scores.items()}
        order = sorted(fused, key=lambda name: (-fused[name], name))[:_KEPT]
        return tuple(replace(best[name], score=fused[name]) for name in order)

    def _relevance(self, part: str, top: Ranked) -> float:
        """Return how surely the best provision is what the question is about, in 0..1."""
        words = words_of(part)
        known = self._search.index.keywords
        features = {
            "similarity": top.similarity,
            "coverage": self._coverage(words, top.provision),
            "keyword": min(top.keyword, 10.0) / 10,
            "unknown_words": sum(not known.knows(word) for word in words) / max(1, len(words)),
            "words": min(len(words), 10) / 10,
            "subject_word": float(bool(self._subject_words.search(part.lower()))),
        }
        weights: dict[str, float] = self._gate["weights"]
        total = self._gate["bias"] + sum(weights[name] * features[name] for name in weights)
        return float(1 / (1 + math.exp(-total)))

    def _coverage(self, words: Sequence[str], provision: str) -> float:
        """Return the share of the question's words that the provision and its questions use."""
        if not words:
            return 0.0
        told = self._vocabulary.get(provision)
        if told is None:
            held = self._library.provision(provision)
            told = frozenset(words_of(" ".join([held.heading, *held.sentences(), *held.asks])))
            self._vocabulary[provision] = told
        return len(set(words) & told) / len(set(words))

    def _route(self, part: str, vectors: Vectors, found: Sequence[Ranked]) -> str | None:
        """Return the route that the words alone give, or whose examples are nearest.

        It counts where they are nearer than any provision. Where a cue of a route stands in the
        message, a lesser likeness is enough.
        """
        declined = self._declining.declined(part)
        if declined is not None:
            return declined
        scores = (self._example_vectors @ vectors[:2].T).max(axis=1)
        top = max((item.similarity for item in found[:5]), default=0.0)
        best: dict[str, float] = {}
        for name, score in zip(self._example_routes, scores.tolist(), strict=True):
            best[name] = max(score, best.get(name, 0.0))
        for name in sorted(best, key=lambda name: -best[name]):
            entry: dict[str, float] = self._routes[name]
            least, margin = entry.get("least", self._limits["route"]), entry["margin"]
            if self._declining.hinted(name, part):
                least = entry.get("cue_least", self._limits["cue_least"])
                margin = entry.get("cue_margin", self._limits["cue_margin"])
            if best[name] >= least and best[name] > top + margin:
                return name
        return None

    def _lead(self, top: Ranked, asked: Asked) -> Lead | None:
        """Return the lead of the nearest indexed question that agrees in form with the asked."""
        groups = self._groups(top.provision)
        for hit in top.passages:
            if is_statement(hit.key) or hit.similarity < self._limits["lead"]:
                continue
            number = int(hit.key.rsplit("#", 1)[1])
            ask, group = groups[number - 1]
            # A yes hangs on how the question was put, and "what" asks for a hundred things.
            closer = is_yes_or_no(group.lead) or asked.about == "what"
            if closer and hit.similarity < self._limits["closer_lead"]:
                continue
            if fits(asked, self._reader.form(ask), group.lead):
                first = re.split(r"[,;]| but ", group.lead)[0]
                return Lead(
                    group.lead,
                    settles=not self._open_lead.search(group.lead),
                    opens_settled=not self._open_lead.search(first),
                )
        return None

    def _groups(self, provision: str) -> list[tuple[str, Questions]]:
        held = self._library.provision(provision)
        return [(ask, group) for group in held.questions for ask in group.asks]


_WORD = re.compile(r"[^\W\d_]+")
