"""Statements on a subject: compliance, the security posture, demand, influence, national interest.

A clause that names the subject and says what is done about it states it; one that says that there
is nothing on it states none. In a chapter that a message opens ("for the posture chapter we
wrote: …") the subject alone is enough.
"""

import re

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.labels import LabelReader
from assistant.facts.text import original
from assistant.lexicon import any_of
from assistant.mentions import Sentence

_SHORTEST = 3
"""Words of a clause that says something of its subject."""


class StatementReader:
    """Reads statements clause by clause."""

    def __init__(self, kit: Kit, labels: LabelReader) -> None:
        self._labels = labels
        words = kit.facts["statements"]
        self._subjects = {
            path: kit.compiled(rf"(?<!\w){any_of(told)}(?!\w)")
            for path, told in words["subjects"].items()
        }
        self._chapters = {path: re.compile(told) for path, told in words["chapters"].items()}
        self._in_chapter = {
            path: kit.compiled(rf"(?<!\w){any_of(told)}(?!\w)")
            for path, told in words["in_chapter"].items()
        }
        self._does = {
            path: kit.compiled(rf"(?<!\w){any_of(told)}") for path, told in words["does"].items()
        }
        self._lacks = [kit.compiled(pattern) for pattern in words["lacks"]]
        self._nothing_yet = re.compile(words["nothing_yet"])
        self._duty = re.compile(words["duty"])
        self._cut = re.compile(words["cut"])

    def chapter_of(self, message: str) -> str | None:
        """Return the chapter that a whole message is on, where it names one only."""
        told = [
            path for path, one in self._chapters.items() if path and one.search(message.lower())
        ]
        return told[0] if len(told) == 1 else None

    def listen(self, sentence: Sentence, draft: Draft) -> None:
        """Learn of which chapter a sentence begins to speak."""
        for path, pattern in self._chapters.items():
            if pattern.search(sentence.named):
                draft.chapter = path

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read what a sentence states on its subjects."""
        named = sentence.named
        if named.rstrip().endswith("?"):
            return
        self.listen(sentence, draft)
        at = 0
        for match in [*self._cut.finditer(named), None]:
            end = match.start() if match else len(named)
            self._clause(sentence, draft, at, end)
            at = match.end() if match else end

    def _clause(self, sentence: Sentence, draft: Draft, start: int, end: int) -> None:
        clause = sentence.named[start:end]
        if len(clause.split()) < _SHORTEST:
            return
        chapter = draft.chapter or ""
        subjects = self._subjects
        if chapter == "security_posture":
            subjects = self._in_chapter | {
                path: one for path, one in subjects.items() if not path.startswith("compliance")
            }
        for path, subject in subjects.items():
            found = subject.search(clause)
            if found is None or self._nothing_yet.search(clause) or self._duty.search(clause):
                continue
            lacks = any(pattern.search(clause) for pattern in self._lacks)
            group = path.partition(".")[0]
            does = self._does.get(path) or self._does[group]
            if not lacks and path not in self._in_chapter and not does.search(clause):
                continue
            text = original(sentence, start, end, named=True).strip(" \"'“”‘’.,;:-–—")
            self._labels.keep(sentence, draft, path, "none" if lacks else text)
            if path in self._in_chapter:
                return
