"""The words that several readers of facts share, compiled once."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.lexicon import FactPattern, Lexicon, any_of, filled, whole_words
from assistant.mentions import Sentence

_AROUND = 60
"""Letters on both sides of a country that tell whether it is somebody's."""
_BEFORE = 300
"""Letters before a name or place that may say that it is not meant: a clause and some more."""


class Kit:
    """The lexicon's facts with what is asked of a sentence everywhere."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.facts: Mapping[str, Any] = lexicon.facts
        self.cues: Mapping[str, Any] = lexicon.cues
        self.words = lexicon.words
        self.patterns = lexicon.patterns
        self.marks = {name: pattern.pattern for name, pattern in lexicon.words.items()}
        self.marks |= {"US": r"§C\d+:us§", "O": r"§O\d+§"}
        small = lexicon.facts["small_words"]
        self.small = {name: whole_words(words) for name, words in small.items()}
        self.own_case = whole_words(lexicon.cues["own_case"])
        self._asking = re.compile(rf"(^|[,;:]\s*){any_of(small['asking'])}\b[^,;:]*$")
        self._opens_question = re.compile(rf"^\W*{any_of(small['opens_question'])}\b[^,;:]*$")
        joints = any_of(small["between_places"])
        whose = (
            r"(?:(?:to |for |in |at |with )?(?:the |its |some |big |large )?"
            r"(?:[a-z-]+ ){1,3}(?:of|in) )"
        )
        self._joined = re.compile(rf"(?:\s*{joints}\s*)+{whose}?(?:the )?(§[CB]\d+(?::us)?§)")
        self._apart_before = [re.compile(words) for words in self.facts["apart_before"]]
        self._apart_around = [re.compile(words) for words in self.facts["apart_around"]]
        self._apart_after = [re.compile(words) for words in self.facts["apart_after"]]

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """Compile a pattern of the lexicon, with its words filled in."""
        return re.compile(filled(pattern, self.marks))

    def asks(self, marked: str, end: int) -> bool:
        """Whether the words up to `end` ask rather than state."""
        asking = self._asking.search(marked[:end].rstrip("? "))
        if self._opens_question.search(marked[:end]):
            return True
        return marked.rstrip().endswith("?") and asking is not None

    def run_on(self, marked: str, match: re.Match[str]) -> str:
        """Return a match with the places joined to its end: "Kenya, Ghana and Vietnam"."""
        end = match.end()
        while more := self._joined.match(marked, end):
            end = more.end()
        return marked[match.start() : end]

    def told_apart(self, before: str) -> bool:
        """Whether the words before a name or place say that it is not, or no longer, meant."""
        near = before[-_BEFORE:]
        return any(pattern.search(near) for pattern in self._apart_before)

    def apart(self, sentence: Sentence) -> set[int]:
        """Give the countries of which the sentence says that they are not, or no longer, it."""
        apart = set()
        for mark in re.finditer(r"§C(\d+)(?::us)?§", sentence.marked):
            before = sentence.marked[max(0, mark.start() - _BEFORE) : mark.start()]
            after = sentence.marked[mark.end() : mark.end() + _BEFORE]
            around = f"{before[-_AROUND:]}§X§{after[:_AROUND]}"
            if (
                self.told_apart(before)
                or any(one.search(after) for one in self._apart_after)
                or any(one.search(around) for one in self._apart_around)
            ):
                apart.add(int(mark[1]))
        return apart

    def found(
        self, name: str, sentence: Sentence, used: set[int], kinds: str = "C"
    ) -> list[re.Match[str]]:
        """Give matches of a group of patterns whose marks no earlier pattern has used."""
        found = []
        for entry in self.patterns[name]:
            for match in entry.pattern.finditer(sentence.marked):
                marks = {n for kind in kinds for n in sentence.marks(match[0], kind)}
                if marks and not marks & used:
                    used |= marks
                    found.append(match)
        return found

    def entries(self, group: Sequence[Mapping[str, Any]]) -> list[FactPattern]:
        """Compile a group of patterns that stands below the top of the lexicon."""
        return [
            FactPattern(
                self.compiled(str(entry["pattern"])),
                {key: value for key, value in entry.items() if key != "pattern"},
            )
            for entry in group
        ]
