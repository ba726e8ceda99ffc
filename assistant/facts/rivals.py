"""Who competes in which market."""

import re
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.text import value_of
from assistant.mentions import Sentence
from rules.country import country_name, folded

RULE = "foreign_competition_identified"
_OF = (
    r"(?:\s*\([^()§]{0,25}§C(\d+)(?::us)?§[^()]{0,20}\)"
    r"|,?\s+(?:of|from|in|an?|the|based in)\s+(?:[\w-]+\s+){0,2}?"
    r"§C(\d+)(?::us)?§(?:[- ](?:based|owned|made))?)"
)


class RivalReader:
    """Reads competitors and puts them to the markets that are meant."""

    def __init__(self, kit: Kit) -> None:
        words = kit.facts["rivals"]
        self._told = [kit.compiled(pattern) for pattern in words["told"]]
        self._same = re.compile(words["same"])
        self._none = re.compile(words["none"])
        self._open = re.compile(words["open"])
        self._ends = re.compile(words["ends"])
        self._named = re.compile(
            rf"(?:§C(\d+)(?::us)?§\s+(?:[\w-]+\s+){{0,2}}?(?:[\w-]+,\s+)?)?§O(\d+)§{_OF}?"
        )
        self._bare = re.compile(r"§C(\d+)(?::us)?§")

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read the competitors of a sentence."""
        if sentence.named.rstrip().endswith("?"):
            return
        if self._same.search(sentence.named):
            return
        if self._none.search(sentence.named) and not self._open.search(sentence.named):
            self._put(sentence, draft, [])
            return
        for pattern in self._told:
            match = pattern.search(sentence.named)
            if match and not self._open.search(match["who"]):
                used |= self.keep(sentence, draft, match["who"])
                return

    def read_same(self, sentence: Sentence, draft: Draft) -> None:
        """Read "the same competitor", once the market that it goes with is known."""
        asks = sentence.named.rstrip().endswith("?")
        if not asks and self._same.search(sentence.named):
            self._same_again(sentence, draft)

    def keep(self, sentence: Sentence, draft: Draft, marked: str) -> set[int]:
        """Keep the competitors that a stretch names; return its mentions."""
        stretch = self._ends.split(marked, maxsplit=1)[0]
        rivals: list[dict[str, Any]] = []
        taken: set[int] = set()
        for match in self._named.finditer(stretch):
            rival: dict[str, Any] = {"name": str(value_of(sentence, int(match[2])))}
            country = next((one for one in (match[3], match[4], match[1]) if one), None)
            if country is not None:
                rival["country"] = value_of(sentence, int(country))
            taken |= set(sentence.marks(match[0], "[CO]"))
            rivals.append(rival)
        if not rivals:
            for match in self._bare.finditer(stretch):
                rivals.append({"country": value_of(sentence, int(match[1]))})
                taken.add(int(match[1]))
        if rivals:
            self._put(sentence, draft, rivals, without=taken)
        return taken

    def _same_again(self, sentence: Sentence, draft: Draft) -> None:
        before = [
            [one.model_dump(exclude_none=True) for one in market.competitors]
            for market in draft.case.markets or ()
            if market.competitors
        ]
        if before:
            self._put(sentence, draft, before[-1])

    def _put(
        self,
        sentence: Sentence,
        draft: Draft,
        rivals: list[dict[str, Any]],
        without: frozenset[int] | set[int] = frozenset(),
    ) -> None:
        for market in self.markets_meant(sentence, draft, without):
            held = market.setdefault("competitors", [])
            held += [one for one in rivals if one not in held]
            path = f"markets[{market['name']}].competitors"
            draft.facts = [fact for fact in draft.facts if fact.path != path]
            draft.note(path, [dict(one) for one in held], sentence.text, negated=not rivals)
            draft.rules[RULE] = None

    def markets_meant(
        self,
        sentence: Sentence,
        draft: Draft,
        without: frozenset[int] | set[int] = frozenset(),
    ) -> list[dict[str, Any]]:
        """Return the markets that a sentence speaks of: those it names, else all of the message.

        Without any there, those of the case.
        """
        held = draft.markets or []
        places = {
            folded(country_name(str(mention.value), in_sentence=False))
            if mention.kind == "C"
            else folded(str(mention.value))
            for number, mention in enumerate(sentence.mentions)
            if mention.kind in "CB" and number not in without
        }
        named = [market for market in held if folded(market["name"]) in places]
        if named or held:
            return named or held
        before = [market.name for market in draft.case.markets or ()]
        of_case = [name for name in before if folded(name) in places] or before
        if not of_case:
            return []
        draft.markets = [{"name": name} for name in of_case]
        return draft.markets
