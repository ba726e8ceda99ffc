"""Labelled lines and plain sentences that state a text: "Buyers: public sector"."""

import re
from typing import Any

from assistant.facts.draft import LAYER_NAMES, Draft
from assistant.facts.kit import Kit
from assistant.facts.rivals import RivalReader
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import original, value_of
from assistant.lexicon import any_of, whole_words
from assistant.mentions import Sentence
from rules.country import country_name, folded

_STATED = ("compliance.", "market.", "security_posture.")
"""Subjects on which a sentence may also say that there is nothing."""
_WITH_PROVIDERS = frozenset(f"layers.{name}" for name in LAYER_NAMES if name != "models")
"""Layers whose names behind "by" are providers; a model's are its developers."""


class LabelReader:
    """Reads texts of a proposal by their labels, and by how they are told."""

    def __init__(self, kit: Kit, subjects: SubjectReader, rivals: RivalReader) -> None:
        self._kit = kit
        self._subjects = subjects
        self._rivals = rivals
        words = kit.facts["labels"]
        self._labels = [
            (
                path,
                re.compile(
                    rf"{words['heads']}{any_of(told)}{words['where']}{words['gap']}(?P<value>\S.*)$",
                    re.S,
                ),
            )
            for path, told in words["fields"].items()
        ]
        self._duty = re.compile(kit.facts["statements"]["duty"])
        self._lacks = [kit.compiled(one) for one in kit.facts["statements"]["lacks"]]
        self._in_posture: dict[str, str] = words["in_posture"]
        self._by = kit.compiled(kit.facts["layers"]["by"])
        self._open = re.compile(words["open"])
        self._none = re.compile(words["none"])
        self._sentences = kit.entries(words["sentences"])
        self._buyers = [kit.compiled(pattern) for pattern in words["buyers"]]
        self._public_owned = re.compile(words["public_owned"])
        self._private_owned = re.compile(words["private_owned"])
        self._kinds = [(name, whole_words(words[name])) for name in ("both", "public", "private")]
        self._rules: dict[str, list[str]] = words["rules"]
        self._speaks_of_buyers = re.compile(words["of_buyers"])
        self._figure = re.compile(r"§[PMN]\d+§")
        self._passing = re.compile(kit.facts["market_passing"])
        self._listing = re.compile(r"\s*(?:,|;|\band\b|&)\s*")

    def _path(self, path: str, draft: Draft) -> str:
        return self._in_posture.get(path, path) if draft.chapter == "security_posture" else path

    def opens(self, sentence: Sentence) -> bool:
        """Whether a sentence is a labelled line."""
        return any(self._opens(path, pattern, sentence) for path, pattern in self._labels)

    def _opens(self, path: str, pattern: re.Pattern[str], sentence: Sentence) -> bool:
        """Whether a label opens a sentence; a share or an amount is no text of a layer."""
        match = pattern.search(sentence.named)
        figures = match and path.startswith("layers.") and path.count(".") == 1
        return match is not None and not (figures and self._figure.search(match["value"]))

    def of_models(self, sentence: Sentence) -> bool:
        """Whether a sentence is a labelled line on the models."""
        pattern = next(one for path, one in self._labels if path == "layers.models")
        return pattern.search(sentence.named) is not None

    def read(self, sentence: Sentence, draft: Draft) -> bool:
        """Read the texts of a sentence; tell whether it is a labelled line."""
        for path, pattern in self._labels:
            match = pattern.search(sentence.named)
            if match and self._opens(path, pattern, sentence):
                self._labelled(sentence, draft, self._path(path, draft), match)
                if path.startswith("layers."):
                    self._plain(sentence, draft)
                return True
        if not sentence.named.rstrip().endswith("?"):
            self._plain(sentence, draft)
        return False

    def _labelled(self, sentence: Sentence, draft: Draft, path: str, match: re.Match[str]) -> None:
        marked = match["value"]
        if self._open.search(marked):
            return
        text = original(sentence, match.start("value"), match.end("value"), named=True)
        text = text.strip(" \"'“”‘’.;\n")
        names = sentence.marks(marked, "O")
        told: Any = text
        if self._none.search(marked):
            told = "none"
        if path.startswith("business_model.") or path == "submitted_by":
            if not names:
                return
            found = [str(value_of(sentence, number)) for number in names]
            told = found if path.startswith("business") else found[0]
        if path.startswith("market."):
            self._of_label(sentence, draft, path, marked, told)
        elif path in {"layers.security.standards", "confidential_parts"}:
            self.put(sentence, draft, path, [] if told == "none" else self._items(text))
        else:
            self.put(sentence, draft, path, told, negated=told == "none")
            if path in _WITH_PROVIDERS and told != "none":
                self._providers(sentence, draft, path, marked)

    def _of_label(
        self, sentence: Sentence, draft: Draft, path: str, marked: str, told: Any
    ) -> None:
        """Keep what a label tells of the markets."""
        plain = told.lower() if isinstance(told, str) else marked
        kind = self._kind(plain)
        match path:
            case "market.buyers":
                if kind is not None and not self._told_each(sentence, kind):
                    self._of_markets(sentence, draft, "buyers", kind)
            case "market.competitors":
                self._rivals.keep(sentence, draft, marked)
            case _:
                self._of_markets(sentence, draft, path.removeprefix("market."), told)

    def _providers(self, sentence: Sentence, draft: Draft, path: str, marked: str) -> None:
        by = self._by.search(marked)
        if by:
            numbers = sentence.marks(by["names"], "O")
            providers = [str(value_of(sentence, number)) for number in numbers]
            self.put(sentence, draft, f"{path}.providers", providers)

    def _items(self, text: str) -> list[str]:
        return [one for one in self._listing.split(text) if one.strip()]

    def _plain(self, sentence: Sentence, draft: Draft) -> None:
        for entry in self._sentences:
            match = entry.pattern.search(sentence.named)
            if match is None or self._negated(sentence.named, match):
                continue
            if entry.flags.get("no_share") and sentence.marks(sentence.named, "P"):
                continue
            start, end = match.span("value" if "value" in entry.pattern.groupindex else 0)
            text = original(sentence, start, end, named=True).strip(" \"'“”‘’.,")
            path = str(entry.flags["path"])
            if path.startswith("compliance.") and self._duty.search(sentence.named[: match.end()]):
                continue
            if path.startswith(_STATED) and any(one.search(sentence.named) for one in self._lacks):
                continue  # That there is nothing on a subject is read clause by clause.
            if entry.flags.get("none"):
                self.put(sentence, draft, path, [], negated=True)
            elif path.startswith("market."):
                self._of_markets(sentence, draft, path.removeprefix("market."), text)
            else:
                told = self._items(text) if entry.flags.get("list") else text
                self.put(sentence, draft, path, told)
        self._read_buyers(sentence, draft)

    def _read_buyers(self, sentence: Sentence, draft: Draft) -> None:
        """Read who buys; the sentence may name its market only later."""
        if not (draft.markets or draft.case.markets):
            return
        if self._read_by_market(sentence, draft):
            return
        for pattern in self._buyers:
            found = pattern.search(sentence.named)
            if found is None or self._open.search(found["value"]):
                continue
            if self._passing.search(sentence.named[: found.end()]):
                continue
            low, high = found.span("value")
            kind = self._kind(original(sentence, low, high, named=True).lower())
            if kind is not None and not self._told_each(sentence, kind):
                self._of_markets(sentence, draft, "buyers", kind)
                return

    def _read_by_market(self, sentence: Sentence, draft: Draft) -> bool:
        """Read who buys in each of several markets: "banks in Nigeria, the army in Ghana"."""
        named = sentence.named
        if not self._speaks_of_buyers.search(named):
            return False
        places = list(re.finditer(r"§[CB](\d+)(?::us)?§", named))
        held = {folded(one["name"]): one for one in self._rivals.markets_meant(sentence, draft)}
        markets = [held.get(folded(self._market_name(sentence, int(one[1])))) for one in places]
        if len(places) <= 1 or None in markets or len({id(one) for one in markets}) < len(places):
            return False
        ends = [one.end() for one in places]
        starts = [one.start() for one in places]
        before = list(zip([0, *ends[:-1]], ends, strict=True))
        behind = list(zip(starts, [*starts[1:], len(named)], strict=True))
        for stretches in (behind, before):
            texts = [original(sentence, *one, named=True).lower() for one in stretches]
            kinds = [self._kind(text) for text in texts]
            if all(kinds) and (len(set(kinds)) > 1 or stretches is behind):
                for market, kind in zip(markets, kinds, strict=True):
                    if market is not None and market.get("buyers") is None:
                        market["buyers"] = kind
                        path = f"markets[{market['name']}].buyers"
                        draft.note(path, kind, sentence.text)
                return True
        return False

    @staticmethod
    def _market_name(sentence: Sentence, number: int) -> str:
        mention = sentence.mentions[number]
        if mention.kind != "C":
            return str(mention.value)
        return country_name(str(mention.value), in_sentence=False)

    def _negated(self, named: str, match: re.Match[str]) -> bool:
        return bool(self._kit.told_apart(named[: match.start()]) or draft_only(named))

    def _kind(self, words: str) -> str | None:
        public, private = self._public_owned.search(words), self._private_owned.search(words)
        rest = self._private_owned.sub(" ", self._public_owned.sub(" ", words))
        found = [name for name, pattern in self._kinds if pattern.search(rest)]
        found += ["public"] * (public is not None and "public" not in found)
        found += ["private"] * (private is not None and "private" not in found)
        if not found:
            return None
        return "both" if len(found) > 1 else found[0]

    def _told_each(self, sentence: Sentence, kind: str) -> bool:
        """Whether a sentence tells of each market apart who buys there."""
        return kind == "both" and len(sentence.marks(sentence.named, "[CB]")) > 1

    def _of_markets(self, sentence: Sentence, draft: Draft, name: str, value: Any) -> None:
        markets = self._rivals.markets_meant(sentence, draft)
        if not markets:
            draft.told_of_market.append((sentence, name, value))
            return
        for market in markets:
            if market.get(name) is None:
                market[name] = value
                draft.note(f"markets[{market['name']}].{name}", value, sentence.text)
        for rule in self._rules.get(f"market.{name}", ()):
            draft.rules[rule] = None

    def settle(self, draft: Draft) -> None:
        """Put what was told of a market before the message named it."""
        waiting, draft.told_of_market = draft.told_of_market, []
        for sentence, name, value in waiting:
            if draft.markets:
                self._of_markets(sentence, draft, name, value)

    def keep(self, sentence: Sentence, draft: Draft, path: str, value: Any) -> None:
        """Keep a text at a path of the Proposal, or of the markets that are meant."""
        if path.startswith("market."):
            self._of_markets(sentence, draft, path.removeprefix("market."), value)
        else:
            self.put(sentence, draft, path, value, negated=value == "none")

    def put(
        self, sentence: Sentence, draft: Draft, path: str, value: Any, *, negated: bool = False
    ) -> None:
        """Keep a value at a path of the Proposal."""
        *above, last = path.split(".")
        if path.startswith("layers.") and len(above) == 1 and value != "none":
            above, last = [*above, last], "description"
        held: dict[str, Any] = draft.layers if above[:1] == ["layers"] else draft.top
        for step in above[1:] if above[:1] == ["layers"] else above:
            if not isinstance(held.get(step), dict):
                held[step] = {}
            held = held[step]
        if last in held:
            return
        held[last] = value
        draft.note(path, value, sentence.text, negated=negated)
        for depth in range(len(path.split(".")), 0, -1):
            rules = self._rules.get(".".join(path.split(".")[:depth]))
            if rules:
                draft.rules |= dict.fromkeys(rules)
                return


def draft_only(named: str) -> bool:
    """Whether a sentence only asks, in spite of its full stop."""
    return named.rstrip().endswith("?")
