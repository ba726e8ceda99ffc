"""What the templates show: replies and findings in the words and order of the page."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.keeping.records import KeptTurn
from assistant.reply import (
    ChatReply,
    ChatRequest,
    FindingReply,
    NumberedCitation,
    Statement,
    Status,
)
from assistant.wording import STATUS_WORDS, basis_words, document_name
from corpus.library import Library
from rules.outcome import Kind, Outcome

_GRAVEST = (Outcome.NOT_MET, Outcome.JUDGMENT, Outcome.UNKNOWN, Outcome.MET, Outcome.NOT_IN_FORCE)

OUTCOME_WORDS = {
    Outcome.MET: "Met",
    Outcome.NOT_MET: "Not met",
    Outcome.JUDGMENT: "For judgment",
    Outcome.UNKNOWN: "A fact is missing",
    Outcome.NOT_IN_FORCE: "Does not apply",
}
KIND_WORDS = {
    Kind.REQUIREMENT: "requirement",
    Kind.EXCLUSION: "exclusion",
    Kind.PRESUMPTION: "presumption",
    Kind.FACTOR: "factor",
    Kind.ADVISORY: "reminder",
}
_ICONS = {
    Outcome.MET: "check",
    Outcome.NOT_MET: "cross",
    Outcome.JUDGMENT: "scales",
    Outcome.UNKNOWN: "question",
    Outcome.NOT_IN_FORCE: "dash",
}
_STATUS_ICONS = {
    Status.ANSWERED: "book",
    Status.PARTIAL: "half",
    Status.NEEDS_FACTS: "question",
    Status.NOT_IN_SOURCES: "dash",
    Status.OUT_OF_SCOPE: "dash",
    Status.DECLINED: "cross",
}


@dataclass(frozen=True)
class Headline:
    """How an answer opens: an outcome in words with its icon; `tone` chooses the colour."""

    words: str
    icon: str
    tone: str


def outcome_headline(outcome: Outcome) -> Headline:
    """Return the words and icon of a rule's outcome."""
    return Headline(OUTCOME_WORDS[outcome], _ICONS[outcome], outcome.value)


@dataclass(frozen=True)
class Source:
    """A citation as the page lists it."""

    citation: NumberedCitation
    document: str
    basis: str


@dataclass(frozen=True)
class Turn:
    """One message and its reply, as the thread shows them."""

    number: int
    asked: ChatRequest
    reply: ChatReply
    library: Library

    @property
    def overtaken(self) -> bool:
        """Whether the texts have changed since it was answered."""
        return self.reply.receipt.corpus != self.library.digest

    @property
    def message(self) -> str:
        """What was written."""
        return self.asked.message

    @property
    def changeable(self) -> bool:
        """Whether it can be worded anew: a case file that was saved as a turn cannot."""
        return self.asked.proposal is None

    @property
    def headline(self) -> Headline:
        """The outcome that the answer tells first; else how the turn ended."""
        verdicts = [one.text for one in self.reply.statements if one.kind == "verdict"]
        for text in verdicts:
            told = [one.outcome for one in self.reply.findings if one.because in text]
            if told:
                return outcome_headline(min(told, key=_GRAVEST.index))
        status = self.reply.status
        return Headline(STATUS_WORDS[status], _STATUS_ICONS[status], status.value)

    @cached_property
    def paragraphs(self) -> tuple[tuple[Statement, ...], ...]:
        """The statements, parted where the answer is."""
        parted: list[list[Statement]] = [[]]
        rest = self.reply.answer
        asked = self.reply.next_question.text if self.reply.next_question else None
        for statement in self.reply.statements:
            if statement.text == asked:
                continue  # it has a place of its own, below the answer
            before, found, after = rest.partition(statement.text)
            if found and "\n\n" in before:
                parted.append([])
            parted[-1].append(statement)
            rest = after if found else rest
        return tuple(tuple(one) for one in parted if one)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The citations that sentences of the answer bear."""
        named = {n for one in self.reply.statements for n in one.citations}
        return tuple(
            Source(one, document_name(one, self.library), basis_words(one, self.library))
            for one in self.reply.citations
            if one.n in named
        )

    @cached_property
    def findings(self) -> tuple["Finding", ...]:
        """The findings, the gravest first."""
        ranked = sorted(self.reply.findings, key=lambda one: _GRAVEST.index(one.outcome))
        return tuple(Finding(one) for one in ranked)


@dataclass(frozen=True)
class Finding:
    """A finding with the words of its outcome and kind."""

    told: FindingReply

    @property
    def headline(self) -> Headline:
        """Its outcome in words, with an icon."""
        return outcome_headline(self.told.outcome)

    @property
    def kind(self) -> str:
        """What kind of rule it is."""
        return KIND_WORDS[self.told.kind]

    @property
    def provisions(self) -> tuple[str, ...]:
        """What it rests on, by id."""
        return tuple(dict.fromkeys(one.provision for one in self.told.citations))


def turns_of(turns: Iterable[KeptTurn], library: Library) -> tuple[Turn, ...]:
    """Show the turns of a kept conversation."""
    return tuple(Turn(one.number, one.request, one.reply, library) for one in turns)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text, and whether it is quoted."""

    text: str
    quoted: bool


def marked(text: str, start: int, end: int, *, offset: int = 0) -> tuple[Stretch, ...]:
    """Part a text around the words from `start` to `end`; `offset` is where the text begins."""
    low, high = max(start - offset, 0), min(max(end - offset, 0), len(text))
    parts = (
        Stretch(text[:low], quoted=False),
        Stretch(text[low:high], quoted=True),
        Stretch(text[high:], quoted=False),
    )
    return tuple(one for one in parts if one.text)


def found_words(text: str, words: Sequence[str]) -> Iterator[Stretch]:
    """Part a text around the words that were searched for."""
    pattern = "|".join(re.escape(word) for word in words if len(word) > 2)
    if not pattern:
        yield Stretch(text, quoted=False)
        return
    at = 0
    for hit in re.finditer(rf"\b(?:{pattern})\w*", text, re.IGNORECASE):
        yield Stretch(text[at : hit.start()], quoted=False)
        yield Stretch(hit.group(), quoted=True)
        at = hit.end()
    yield Stretch(text[at:], quoted=False)
