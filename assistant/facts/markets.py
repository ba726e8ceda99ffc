"""Target markets."""

import re

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.lexicon import FactPattern, any_of
from assistant.mentions import Sentence
from rules.country import country_name, folded, gazetteer


class MarketReader:
    """Reads where a package is to be sold."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._market_negated = re.compile(kit.facts["market_negated"])
        self._market_open = re.compile(kit.facts["market_open"])
        self._negation: str = kit.facts["negation_words"]
        self._no_market = re.compile(any_of(kit.facts["no_market"]))
        self._passing = re.compile(kit.facts["market_passing"])
        self._clause = re.compile(r"[,;:()]|(?<!\w)(?:but|while|whereas|though|although)(?!\w)")
        self._place_only = re.compile(r"\W*§[CB]\d+§(?:(?:,| and| &)\s+§[CB]\d+§)*[\s.!:;,)]*")
        self._market_talk = re.compile(kit.facts["market_talk"])
        self._market_before = re.compile(kit.facts["market_before"])

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read the target markets of a sentence."""
        marked = sentence.marked
        if self._no_market.search(marked) and not draft.markets:
            draft.markets = draft.markets or []
            draft.note("markets", [], sentence.text, negated=True)
            draft.rules["target_market_named"] = None
        self._told_before(sentence, draft)
        self._place_alone(sentence, draft)
        entries = [
            e
            for e in self._kit.patterns["markets"]
            if not (e.flags.get("bare") and sentence.start)
            and (not e.flags.get("known") or draft.case.markets)
            and (not e.flags.get("listed") or draft.layers or draft.top)
        ]
        for entry in entries:
            for match in entry.pattern.finditer(marked):
                stretch = self._kit.run_on(marked, match)
                if self._is_none(sentence, draft, entry, match):
                    continue
                if self._passes(sentence, draft, entry, match):
                    used |= set(sentence.marks(stretch, "C"))
                    continue
                for kind in "CBG":
                    for number in sentence.marks(stretch, kind):
                        if number not in used:
                            used.add(number)
                            self.keep(sentence, draft, number)

    def _is_none(
        self, sentence: Sentence, draft: Draft, entry: FactPattern, match: re.Match[str]
    ) -> bool:
        """Whether a contrast has nothing before it to be told apart from."""
        passing = not draft.supposed and self._in_passing(sentence.marked, match)
        contrast = bool(entry.flags.get("contrast"))
        return not passing and contrast and not self._sells_not(sentence.marked[: match.start()])

    def _passes(
        self, sentence: Sentence, draft: Draft, entry: FactPattern, match: re.Match[str]
    ) -> bool:
        """Whether the places of a match are no target."""
        if not draft.supposed and self._in_passing(sentence.marked, match):
            return True
        before = sentence.marked[: match.start()] + match[0].split("§")[0]
        if self._market_open.search(before):
            return True
        turned = entry.flags.get("contrast") or entry.flags.get("corrects")
        return not turned and bool(self._market_negated.search(before))

    def _place_alone(self, sentence: Sentence, draft: Draft) -> None:
        """Read "Poland." as a market where what comes after it speaks of one."""
        marked = sentence.marked
        if self._place_only.fullmatch(marked) and not draft.market_alone:
            draft.market_alone = [(sentence, number) for number in sentence.marks(marked, "[CB]")]
        elif draft.market_alone and not draft.markets and self._market_talk.search(marked):
            alone, draft.market_alone = draft.market_alone, []
            for before, number in alone:
                self.keep(before, draft, number)

    def _in_passing(self, marked: str, match: re.Match[str]) -> bool:
        """Whether a clause only tells of business done elsewhere, or before."""
        place = re.search(r"§[CBG]\d", match[0])
        at = match.start() + (place.start() if place else 0)
        cuts = [one.end() for one in self._clause.finditer(marked[:at])]
        end = self._clause.search(marked, at)
        clause = marked[cuts[-1] if cuts else 0 : end.start() if end else len(marked)]
        return bool(self._passing.search(clause)) and "target" not in clause

    def _sells_not(self, before: str) -> bool:
        """Whether the words before tell where nothing is sold: "not in China but in Kenya"."""
        negated = re.search(rf"{self._negation}", before)
        return bool(negated and self._kit.words["market"].search(before))

    def _told_before(self, sentence: Sentence, draft: Draft) -> None:
        """Read "That's our market" of the places that the sentence before it names."""
        marked = sentence.marked
        if draft.before is not None and self._market_before.search(marked):
            for kind in "CBG":
                for number in draft.before.marks(draft.before.marked, kind):
                    self.keep(draft.before, draft, number)
        draft.before = sentence

    def keep(self, sentence: Sentence, draft: Draft, number: int) -> None:
        """Keep a place as a target market."""
        mention = sentence.mentions[number]
        if mention.kind == "C" and mention.value == "US":
            return
        if mention.kind == "G" and any(
            gazetteer().market_kind(market["name"]) == "global" for market in draft.markets or ()
        ):
            return
        name = (
            country_name(str(mention.value), in_sentence=False)
            if mention.kind == "C"
            else str(mention.value)
        )
        if f"markets[{name}]" in draft.dropped:
            return
        draft.markets = draft.markets or []
        if all(market["name"] != name for market in draft.markets):
            draft.markets.append({"name": name})
            if not any(folded(one.name) == folded(name) for one in draft.case.markets or ()):
                draft.note("markets", name, sentence.text)
            draft.rules["target_market_named"] = None
