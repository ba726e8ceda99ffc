"""Labelled lines and plain sentences that state a text: "Buyers: public sector"."""

import re
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.rivals import RivalReader
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import original, value_of
from assistant.lexicon import any_of, whole_words
from assistant.mentions import Sentence


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
        self._open = re.compile(words["open"])
        self._none = re.compile(words["none"])
        self._sentences = kit.entries(words["sentences"])
        self._buyers = kit.compiled(words["buyers"])
        self._kinds = [(name, whole_words(words[name])) for name in ("both", "public", "private")]
        self._rules: dict[str, list[str]] = words["rules"]
        self._listing = re.compile(r"\s*(?:,|;|\band\b|&)\s*")

    def opens(self, sentence: Sentence) -> bool:
        """Whether a sentence is a labelled line."""
        return any(pattern.search(sentence.named) for _, pattern in self._labels)

    def read(self, sentence: Sentence, draft: Draft) -> bool:
        """Read the texts of a sentence; tell whether it is a labelled line."""
        for path, pattern in self._labels:
            match = pattern.search(sentence.named)
            if match:
                self._labelled(sentence, draft, path, match)
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
        if path == "market.buyers":
            kind = self._kind(marked)
            if kind is not None and not self._told_each(sentence, kind):
                self._of_markets(sentence, draft, "buyers", kind)
        elif path == "market.competitors":
            self._rivals.keep(sentence, draft, marked)
        elif path.startswith("market."):
            self._of_markets(sentence, draft, path.removeprefix("market."), told)
        elif path in {"layers.security.standards", "confidential_parts"}:
            self.put(sentence, draft, path, [] if told == "none" else self._items(text))
        else:
            self.put(sentence, draft, path, told, negated=told == "none")

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
            if path.startswith("market."):
                self._of_markets(sentence, draft, path.removeprefix("market."), text)
            else:
                told = self._items(text) if entry.flags.get("list") else text
                self.put(sentence, draft, path, told)
        found = self._buyers.search(sentence.named)
        if found and (draft.markets or draft.case.markets or "C" in found[0]):
            words = found["value"] or found["adjective"] or found["group"]
            kind = self._kind(words)
            known = kind is not None and not self._told_each(sentence, kind)
            if known and not self._open.search(words):
                self._of_markets(sentence, draft, "buyers", kind)

    def _negated(self, named: str, match: re.Match[str]) -> bool:
        return bool(self._kit.told_apart(named[: match.start()]) or draft_only(named))

    def _kind(self, words: str) -> str | None:
        found = [name for name, pattern in self._kinds if pattern.search(words)]
        if not found:
            return None
        return "both" if len(found) > 1 else found[0]

    def _told_each(self, sentence: Sentence, kind: str) -> bool:
        """Whether a sentence tells of each market apart who buys there."""
        return kind == "both" and len(sentence.marks(sentence.named, "[CB]")) > 1

    def _of_markets(self, sentence: Sentence, draft: Draft, name: str, value: Any) -> None:
        for market in self._rivals.markets_meant(sentence, draft):
            if market.get(name) is None:
                market[name] = value
                draft.note(f"markets[{market['name']}].{name}", value, sentence.text)
        for rule in self._rules.get(f"market.{name}", ()):
            draft.rules[rule] = None

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
