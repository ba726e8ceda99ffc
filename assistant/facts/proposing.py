"""Track, leadership, who files and how, other consortia."""

import re

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import place_of, value_of
from assistant.mentions import Sentence


class ProposingReader:
    """Reads how a consortium proposes."""

    def __init__(self, kit: Kit, subjects: SubjectReader) -> None:
        self._kit = kit
        self._subjects = subjects
        words = kit.facts["proposing"]
        self._own_track = re.compile(words["own_track"])
        self._tracks = [(name, re.compile(words[name])) for name in ("on_demand", "pre_set")]
        self._industry = re.compile(words["industry_led"])
        self._not_industry = kit.compiled(words["not_industry_led"])
        self._submits = [kit.compiled(pattern) for pattern in words["submits"]]
        self._through = re.compile(words["through"])
        self._filing_words = re.compile(words["filing_words"])
        self._elsewhere = kit.compiled(words["other_consortia"])

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read what a sentence tells of the proposal as a whole."""
        named = sentence.named
        if named.rstrip().endswith("?") and not draft.supposed:
            return
        self._track(sentence, draft)
        if self._not_industry.search(named):
            self._top(sentence, draft, "industry_led", False, "consortium_is_industry_led")
        elif self._industry.search(named) and not self._kit.asks(named, len(named)):
            self._top(sentence, draft, "industry_led", True, "consortium_is_industry_led")
        for pattern in self._submits:
            match = pattern.search(named)
            if match and not self._kit.told_apart(named[: match.start()]):
                who = str(value_of(sentence, sentence.marks(match["who"], "O")[0]))
                self._top(sentence, draft, "submitted_by", who, "anchor_submits")
                break
        self._way(sentence, draft)

    def elsewhere(self, sentence: Sentence, draft: Draft) -> frozenset[int]:
        """Read in which other consortia a member is; return the mentions that name those."""
        named = sentence.named
        if named.rstrip().endswith("?") and not draft.supposed:
            return frozenset()
        taken: set[int] = set()
        for match in self._elsewhere.finditer(named):
            taken |= self._other_consortium(sentence, draft, match)
        return frozenset(taken)

    def _track(self, sentence: Sentence, draft: Draft) -> None:
        if not self._own_track.search(sentence.named):
            return
        for name, pattern in self._tracks:
            if pattern.search(sentence.named):
                self._top(sentence, draft, "track", name, "call_covers_track")
                return

    def _way(self, sentence: Sentence, draft: Draft) -> None:
        if not self._filing_words.search(sentence.named) and "filed_on" not in draft.top:
            return
        match = self._through.search(sentence.text.lower())
        if match:
            group = next(name for name in ("way", "verb", "mode") if match[name])
            way = sentence.text[match.start(group) : match.end(group)]
            self._top(sentence, draft, "filed_through", way, "filed_electronically")

    def _other_consortium(self, sentence: Sentence, draft: Draft, match: re.Match[str]) -> set[int]:
        group = "name" if match["name"] else "name2"
        others = [str(value_of(sentence, one)) for one in sentence.marks(match[group], "O")]
        at = place_of(sentence, match.start(), named=True)
        name = self._subjects.subject(sentence, draft, at)
        if name is None or name in others or not others:
            return set()
        draft.member(name)["other_consortia"] = others
        draft.note(f"members[{name}].other_consortia", others, sentence.text)
        draft.rules.setdefault("one_anchor_member", None)
        return set(sentence.marks(match[group], "O"))

    def _top(self, sentence: Sentence, draft: Draft, name: str, value: object, rule: str) -> None:
        if name not in draft.top:
            draft.top[name] = value
            draft.note(name, value, sentence.text, negated=value is False)
            draft.rules[rule] = None
