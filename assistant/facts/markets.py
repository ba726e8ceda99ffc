"""Target markets."""

import re

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.lexicon import any_of
from assistant.mentions import Sentence
from rules.country import country_name


class MarketReader:
    """Reads where a package is to be sold."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._market_negated = re.compile(kit.facts["market_negated"])
        self._negation: str = kit.facts["negation_words"]
        self._no_market = re.compile(any_of(kit.facts["no_market"]))
        self._market_before = re.compile(kit.facts["market_before"])

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read the target markets of a sentence."""
        marked = sentence.marked
        if self._no_market.search(marked):
            draft.markets = draft.markets or []
            draft.note("markets", [], sentence.text, negated=True)
            draft.rules["target_market_named"] = None
        self._told_before(sentence, draft)
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
                contrast = entry.flags.get("contrast")
                if contrast and not self._sells_not(marked[: match.start()]):
                    continue
                if not contrast and self._market_negated.search(
                    marked[: match.start()] + match[0].split("§")[0]
                ):
                    used |= set(sentence.marks(stretch, "C"))
                    continue
                for kind in "CBG":
                    for number in sentence.marks(stretch, kind):
                        if number not in used:
                            used.add(number)
                            self.keep(sentence, draft, number)

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
        name = (
            country_name(str(mention.value), in_sentence=False)
            if mention.kind == "C"
            else str(mention.value)
        )
        draft.markets = draft.markets or []
        if all(market["name"] != name for market in draft.markets):
            draft.markets.append({"name": name})
            draft.note("markets", name, sentence.text)
            draft.rules["target_market_named"] = None
