"""What is heard of a reply while it is made, in the order of the contract's stream.

First whose it is, then what was understood, then the findings, then the sentences that hold a
verdict with what they cite, then the other citations, then the other sentences.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.reply import ChatReply, Sent, StatementKind, UnderstoodFact


class EventName(StrEnum):
    """The events of a stream."""

    META = "meta"
    FACT = "fact"
    FINDING = "finding"
    STATEMENT = "statement"
    CITATION = "citation"
    DONE = "done"
    ERROR = "error"


@dataclass(frozen=True)
class Event:
    """One thing that is known of a reply."""

    name: EventName
    data: Sent | Mapping[str, Any]


class Listener:
    """Hears of a reply while it is made; what it raises stops the work, and nothing is recorded."""

    def hear(self, event: Event) -> None:
        """Hear of one thing. This one does not listen."""

    def check(self) -> None:
        """Say whether to go on, between two steps: raise to stop. This one never does."""


def facts_told(facts: tuple[UnderstoodFact, ...]) -> Iterator[Event]:
    """Give the facts that were understood."""
    for fact in facts:
        yield Event(EventName.FACT, fact)


def answer_told(reply: ChatReply) -> Iterator[Event]:
    """Give findings, statements and citations; `place` is a statement's place in the answer."""
    for finding in reply.findings:
        yield Event(EventName.FINDING, finding)
    placed = list(enumerate(reply.statements))
    verdicts = [one for one in placed if one[1].kind is StatementKind.VERDICT]
    sent: set[int] = set()
    for place, statement in verdicts:
        yield Event(EventName.STATEMENT, {"place": place, **statement.model_dump()})
        for citation in reply.citations:
            if citation.n in statement.citations and citation.n not in sent:
                sent.add(citation.n)
                yield Event(EventName.CITATION, citation)
    for citation in reply.citations:
        if citation.n not in sent:
            yield Event(EventName.CITATION, citation)
    for place, statement in placed:
        if statement.kind is not StatementKind.VERDICT:
            yield Event(EventName.STATEMENT, {"place": place, **statement.model_dump()})
