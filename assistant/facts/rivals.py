"""Who competes in which market."""

import re
from typing import Any, NamedTuple

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.text import value_of
from assistant.mentions import Sentence
from rules.company import mentioned_key
from rules.country import country_name, folded

RULE = "foreign_competition_identified"
_WHO = r"(?:[^.;?]|\.\w){2,140}"
_OF = (
    r"(?:\s*\([^()§]{0,25}§C(\d+)(?::us)?§[^()]{0,20}\)"
    r"|,?\s+(?:(?:is|which is|who are|also)\s+)?(?:of|from|in|an?|the|based in|out of)\s+"
    r"(?:[\w-]+\s+){0,3}?§C(\d+)(?::us)?§(?:[- ](?:based|owned|made))?"
    r"|,?\s+(?:which|who)\s+(?:is|are)\s+(?:an?\s+)?§C(\d+)(?::us)?§"
    r"|\s*[,–—-]\s*§C(\d+)(?::us)?§(?=\s*(?:[,.;)]|$|and\b)))"
)


class Rivals(NamedTuple):
    """Competitors as a sentence tells them, and the mentions that do; none where told as none."""

    told: list[dict[str, Any]]
    taken: frozenset[int]
    places: frozenset[int] = frozenset()


class RivalReader:
    """Reads competitors and puts them to the markets that are meant."""

    def __init__(self, kit: Kit) -> None:
        words = kit.facts["rivals"]
        noun = words["noun"]
        self._told = [
            kit.compiled(pattern.replace("NOUN", noun).replace("WHO", _WHO))
            for pattern in words["told"]
        ]
        self._more = kit.compiled(words["more"].replace("WHO", _WHO))
        self._heading = kit.compiled(words["heading"])
        self._open_at = re.compile(r"^\W*(?:we|unknown|none|no|nobody|not|i)(?!\w)")
        self._same_buyers = re.compile(words["same_buyers"])
        self._same = re.compile(words["same"])
        self._none = kit.compiled(words["none"])
        self._open = re.compile(words["open"])
        self._ends = re.compile(words["ends"])
        self._named = re.compile(
            rf"(?:§C(\d+)(?::us)?§(?:'s)?(?:[- ]based)?\s+(?:[a-z][\w-]*\s+){{0,3}}?"
            rf"(?:[\w-]+,\s+)?)?§O(\d+)§(?:'s)?{_OF}?"
        )
        self._in_brackets = re.compile(r"§C(\d+)(?::us)?§\s*\(\s*§O(\d+)§\s*\)")
        self._nameless = re.compile(words["nameless"])
        self._bare = re.compile(r"§C(\d+)(?::us)?§")

    def find(self, sentence: Sentence, draft: Draft) -> "Rivals | None":
        """Find the competitors of a sentence; which markets they belong to is not known yet."""
        named = sentence.named
        if self._heading.search(named):
            draft.rivals_asked = True
            return None
        asked, draft.rivals_asked = draft.rivals_asked, False
        if asked and not self._open_at.match(named):
            found = self._parsed(sentence, draft, named.strip())
            if found is not None:
                return found
        if (named.rstrip().endswith("?") and not draft.supposed) or self._same.search(named):
            return None
        if self._none.search(named) and not self._open.search(named):
            return Rivals([], frozenset())
        patterns = [*self._told, self._more] if draft.rivals_before else self._told
        for pattern in patterns:
            match = pattern.search(named)
            who = match and (match.groupdict().get("who2") or match["who"])
            if who and not self._open.search(self._ends.split(who, maxsplit=1)[0]):
                found = self._parsed(sentence, draft, who)
                if found is not None:
                    return found
        return None

    def put(self, sentence: Sentence, draft: Draft, found: "Rivals | None") -> None:
        """Put what was found to the markets that are meant."""
        draft.rivals_before = found is not None
        if found is not None:
            self._put(sentence, draft, found.told, without=found.taken)

    def read_same(self, sentence: Sentence, draft: Draft) -> None:
        """Read "the same competitor", once the market that it goes with is known."""
        asks = sentence.named.rstrip().endswith("?")
        if not asks and self._same_buyers.search(sentence.named):
            self._buyers_again(sentence, draft)
        if not asks and self._same.search(sentence.named):
            self._same_again(sentence, draft)

    def keep(self, sentence: Sentence, draft: Draft, marked: str) -> set[int]:
        """Keep the competitors that a stretch names; return its mentions."""
        found = self._parsed(sentence, draft, marked)
        draft.rivals_before = found is not None
        if found is None:
            return set()
        self._put(sentence, draft, found.told, without=found.taken)
        return set(found.taken)

    def _parsed(self, sentence: Sentence, draft: Draft, marked: str) -> "Rivals | None":
        """Read names with their countries, or countries alone, from a stretch."""
        stretch = self._ends.split(marked, maxsplit=1)[0]
        rivals: list[dict[str, Any]] = []
        taken: set[int] = set()
        places: set[int] = set()
        members = _members(draft)
        for match in self._in_brackets.finditer(stretch):
            rivals.append(
                {
                    "name": str(value_of(sentence, int(match[2]))),
                    "country": value_of(sentence, int(match[1])),
                }
            )
            taken |= {int(match[1]), int(match[2])}
            places.add(int(match[1]))
        stretch = self._in_brackets.sub(" ", stretch)
        for match in self._named.finditer(stretch):
            rival: dict[str, Any] = {"name": str(value_of(sentence, int(match[2])))}
            if mentioned_key(rival["name"]) in members:
                continue
            country = next(
                (one for one in (match[3], match[4], match[5], match[6], match[1]) if one), None
            )
            if country is not None:
                rival["country"] = value_of(sentence, int(country))
            taken |= set(sentence.marks(match[0], "[CO]"))
            places |= set(sentence.marks(match[0], "C"))
            rivals.append(rival)
        if not rivals and self._nameless.search(stretch):
            for match in self._bare.finditer(stretch):
                rivals.append({"country": value_of(sentence, int(match[1]))})
                taken.add(int(match[1]))
                places.add(int(match[1]))
        return Rivals(rivals, frozenset(taken), frozenset(places)) if rivals else None

    def settle(self, draft: Draft) -> None:
        """Put competitors that were told before their market to it."""
        waiting, draft.rivals_waiting = draft.rivals_waiting, []
        for sentence, rivals in waiting:
            if draft.markets:
                self._put(sentence, draft, rivals)

    def _buyers_again(self, sentence: Sentence, draft: Draft) -> None:
        """Put the buyers that were told last to the markets of a sentence."""
        known = [one.buyers for one in draft.case.markets or () if one.buyers]
        for market in self.markets_meant(sentence, draft) if known else ():
            if market.get("buyers") is None:
                market["buyers"] = known[-1]
                path = f"markets[{market['name']}].buyers"
                draft.note(path, known[-1], sentence.text)

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
        markets = self.markets_meant(sentence, draft, without)
        if not markets and (sentence, rivals) not in draft.rivals_waiting:
            draft.rivals_waiting.append((sentence, rivals))
        for market in markets:
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
        before = [
            market.name
            for market in draft.case.markets or ()
            if f"markets[{market.name}]" not in draft.dropped
        ]
        of_case = [name for name in before if folded(name) in places] or before
        if not of_case:
            return []
        draft.markets = [{"name": name} for name in of_case]
        return draft.markets


def _members(draft: Draft) -> set[str]:
    names = [*draft.members, *(member.name for member in draft.case.members or ())]
    return {mentioned_key(name) for name in names}
