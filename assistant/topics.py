"""What one question of a message is about: a route with its reply, or the provisions it seeks."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.legibility import LegibilityReader
from assistant.lexicon import Lexicon, whole_words
from assistant.lookalikes import LookalikeReader
from assistant.questions import (
    Asked,
    QuestionReader,
    fits,
    is_yes_or_no,
    last_question,
)
from assistant.relevance import Relevance
from assistant.routing import RouteReader
from corpus.document import Force, Questions
from corpus.embedding import Vectors
from corpus.library import Library
from corpus.search import Ranked, Search, is_statement
from corpus.words import words_of
from rules.country import gazetteer

_CANDIDATES = 60
_KEPT = 12
_FOREMOST = 3
_ENOUGH = 8
"""A part of so many words is found by itself, even where it says "them"."""
_ELLIPTIC = 4
"""A part of so few words ("is there a minimum?") says too little by itself."""
_BY_ITSELF = 0.8
"""Cosine from which a part has been asked as it stands."""
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
    the best provision is surely enough what is asked for; `near`, that one of the first two may be.
    """

    question: str
    asked: Asked
    route: str | None
    found: tuple[Ranked, ...]
    lead: Lead | None
    answerable: bool
    near_subject: bool
    near: bool = False
    told_apart: bool = False
    """Whether the words of the question, and not its likeness, put the first provision first."""

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
        self._limits: dict[str, float] = lexicon.routes["limits"]
        self._gate: dict[str, Any] = lexicon.routes["relevance"]
        self._relevance = Relevance(library, lexicon, self._reader)
        self._open_lead = re.compile("|".join(lexicon.cues["open_lead"]), re.IGNORECASE)
        self._leans = whole_words(lexicon.cues["leaning"])
        special = lexicon.cues["nationalities_that_matter"]
        self._foreign = frozenset(
            name.casefold()
            for code, entry in gazetteer().countries.items()
            if code not in special
            for name in entry.demonyms
        )
        self._routing = RouteReader(library, search, lexicon)
        self._legibility = LegibilityReader(lexicon)
        self._lookalikes = LookalikeReader(lexicon)

    def topics(self, parts: Sequence[str], *, as_of: date) -> list[Topic]:
        """Return the topic of each part; all texts are embedded in one go.

        A part that leans on the first ("and when was it signed?") is also read with it.
        """
        wordings = [self._wordings(part) for part in parts]
        leaning = {
            number: self._wordings(f"{parts[0]} {part}", part)
            for number, part in enumerate(parts)
            if number and self._leans_on(part)
        }
        groups = [*wordings, *leaning.values()]
        flat = [text for group in groups for text in group]
        vectors, at = self._search.embedder.embed(flat), 0
        read = []
        for part, group in zip([*parts, *(parts[one] for one in leaning)], groups, strict=True):
            read.append((part, group, vectors[at : at + len(group)], as_of))
            at += len(group)
        found = [self._topic(*one) for one in read[: len(parts)]]
        for number, joined in zip(leaning, read[len(parts) :], strict=True):
            found[number] = self._read_together(found[0], found[number], *joined)
        # Beside a question about the Program, a short one is taken to be about it too.
        if len(found) > 1 and any(topic.near_subject for topic in found):
            found = [
                replace(topic, near_subject=True, answerable=topic.answerable or topic.near)
                for topic in found
            ]
        return found

    def nearest(self, group: Sequence[str], *, as_of: date) -> tuple[Ranked, ...]:
        """Return the provisions nearest to one thing in several wordings, best first."""
        return self._found(group, self._search.embedder.embed(list(group)), as_of)

    def speaks_of(self, word: str) -> bool:
        """Whether the sources use a word, or points are told apart by it."""
        knows = self._search.index.keywords.knows
        return self._lookalikes.speaks_of(word) or any(knows(stem) for stem in words_of(word))

    def declined(self, message: str) -> str | None:
        """Return the route by which a whole message is declined for its words, if one is."""
        return self._routing.declined(message)

    def unread(self, message: str, *, alone: bool) -> str | None:
        """Return the route of a message that cannot be read: in another language, or no words.

        One that is understood by what was said before does not stand `alone`.
        """
        if self._legibility.other_language(message):
            return "other_language"
        unclear = alone and self._legibility.unclear(message, self._search.index.keywords.knows)
        return "unclear" if unclear else None

    def _leans_on(self, part: str) -> bool:
        """Whether a part asks of what the question before it asks of."""
        words = len(part.split())
        return words <= _ELLIPTIC or (words < _ENOUGH and bool(self._leans.search(part.lower())))

    def _read_together(  # noqa: PLR0913, PLR0917 (two topics, and what a topic is made from)
        self,
        first: Topic,
        alone: Topic,
        part: str,
        group: Sequence[str],
        vectors: Vectors,
        as_of: date,
    ) -> Topic:
        """Return what a part is about that is read with the first: something new, if there is."""
        if _asked_as_it_stands(alone):
            return alone
        joined = self._topic(part, group, vectors, as_of)
        told = first.found[0].provision if first.found else ""
        if not joined.found or joined.found[0].provision != told or _asked_as_it_stands(joined):
            return joined
        other = self._topic(part, group, vectors, as_of, without=told)
        found = (one for one in (other, alone) if one.answerable)
        return next((one for one in found if one.found[0].provision != told), joined)

    def _wordings(self, *texts: str) -> list[str]:
        """Return texts, their asking sentences, and all with nationalities made general."""
        asked = list(texts) if len(texts) > 1 else [texts[0], last_question(texts[0])]
        return list(dict.fromkeys([*asked, *(self._generalized(text) for text in asked)]))

    def _generalized(self, text: str) -> str:
        """Put "foreign" for nationalities: "a Korean firm" finds what is said of foreign ones."""
        return _WORD.sub(
            lambda match: "foreign" if match[0].casefold() in self._foreign else match[0], text
        )

    def _topic(
        self, part: str, group: Sequence[str], vectors: Vectors, as_of: date, without: str = ""
    ) -> Topic:
        asked = self._reader.form(last_question(part))
        held = self._found(group, vectors, as_of)
        found = self._relevance.ordered(asked, [one for one in held if one.provision != without])
        # The first two wordings are the question's own; the others are made more general.
        route = self._routing.route(group[:2], vectors[:2], found)
        if not found:
            return Topic(part, asked, route, (), None, answerable=False, near_subject=False)
        *_, asking = last_question(part).strip().splitlines() or [part]
        apart = self._lookalikes.told_apart(asking, found)
        found = apart or found
        top = found[0]
        lead = self._lead(top, asked, last_question(part))
        outside = self._routing.outside(part, vectors[0])
        features = {
            **self._relevance.features(self._generalized(part), found),
            "outside": outside,
        }
        sure = 1.0 if top.named else self._relevance.answers(features)
        subject = 1.0 if top.named else self._relevance.of_subject(features)
        return Topic(
            question=part,
            asked=asked,
            route=route,
            found=found,
            lead=lead,
            # A question like this one has been indexed for the provision, with the words to open.
            answerable=lead is not None
            or apart is not None
            or sure >= self._gate["answer_from"]
            or top.similarity >= _BY_ITSELF,
            near_subject=(lead is not None and top.similarity >= self._limits["closer_lead"])
            or subject >= self._gate["subject_from"]
            or top.similarity >= self._gate["sure"]
            or all(features[name] >= least for name, least in self._gate["far_ahead"].items()),
            near=sure >= self._gate["near_from"],
            told_apart=apart is not None,
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

    def _lead(self, top: Ranked, asked: Asked, question: str) -> Lead | None:
        """Return the lead of the nearest indexed question that agrees in form with the asked.

        Not one that settles what is asked and adds what it leaves open of something that is not.
        """
        groups = self._groups(top.provision)
        words = set(words_of(question))
        settled = self._library.provision(top.provision).force is not Force.UNSETTLED
        for hit in top.passages:
            if is_statement(hit.key) or hit.similarity < self._limits["lead"]:
                continue
            number = int(hit.key.rsplit("#", 1)[1])
            ask, group = groups[number - 1]
            # A yes hangs on how the question was put, and "what" asks for a hundred things.
            closer = is_yes_or_no(group.lead) or asked.about == "what"
            if closer and hit.similarity < self._limits["closer_lead"]:
                continue
            bare = len(group.lead.split()) == 1 and not is_yes_or_no(group.lead)
            if bare and hit.similarity < self._limits["bare_lead"]:
                continue
            if fits(asked, self._reader.form(ask), group.lead):
                first, *more = re.split(r"[,;]| but ", group.lead)
                opens_settled = not self._open_lead.search(first)
                open_ = [clause for clause in more if self._open_lead.search(clause)]
                beside = open_ and not words.intersection(words_of(" ".join(open_)))
                if settled and opens_settled and beside:
                    continue
                return Lead(
                    group.lead,
                    settles=not self._open_lead.search(group.lead),
                    opens_settled=opens_settled,
                )
        return None

    def _groups(self, provision: str) -> list[tuple[str, Questions]]:
        held = self._library.provision(provision)
        return [(ask, group) for group in held.questions for ask in group.asks]


def _asked_as_it_stands(topic: Topic) -> bool:
    """Whether a question very like this one has been indexed, with the words to open."""
    return topic.lead is not None and topic.found[0].similarity >= _BY_ITSELF


_WORD = re.compile(r"[^\W\d_]+")
