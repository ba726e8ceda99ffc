"""Invented cases and replies: what is scored here is the scoring."""

from datetime import date
from typing import Any

from assistant.reply import (
    ChatReply,
    FindingReply,
    NumberedCitation,
    Receipt,
    Statement,
    StatementKind,
    Status,
)
from corpus.document import Basis
from evals.cases import QuestionCase
from evals.measures import Said
from rules.outcome import Kind, Outcome
from rules.proposal import Proposal

DAY = date(2026, 11, 21)


def case(**changed: Any) -> QuestionCase:
    """A case that `said()` answers rightly."""
    return QuestionCase.model_validate(
        {
            "id": "q-001",
            "question": "How tall is the lighthouse?",
            "kind": "settled",
            "status": ["answered", "partial"],
            "provisions_any": ["LHT-1", "LHT-2"],
            "outcomes": {"tall_enough": "met"},
            "must_say": [["51 m", "fifty-one"], ["doesn't count"]],
            "must_not": ["52 m"],
            "why": "LHT-1",
        }
        | changed
    )


def said(**changed: Any) -> Said:
    """What is right for `case()`."""
    return Said(
        **{
            "status": Status.ANSWERED,
            "answer": "It is 51 m tall. [1] The lantern doesn\u2019t count. [1][2]",
            "cited": frozenset({"LHT-1"}),
            "outcomes": {"tall_enough": Outcome.MET},
        }
        | changed
    )


def citation(n: int, provision: str) -> NumberedCitation:
    return NumberedCitation(
        n=n,
        document="lighthouses",
        provision=provision,
        heading="Height",
        quote="It is 51 m tall.",
        start=0,
        end=16,
        sha256="0" * 64,
        basis=Basis.OFFICIAL,
        confidence="PRIMARY",
        reported_by=(),
        url=None,
        effective_from=None,
    )


def finding(rule: str, outcome: Outcome, subject: str | None = None) -> FindingReply:
    return FindingReply(
        rule=rule,
        title="Tall enough",
        kind=Kind.REQUIREMENT,
        outcome=outcome,
        subject=subject,
        because="It is 51 m tall.",
        facts={},
        missing=(),
        proof=(),
        citations=(citation(2, "LHT-2"),),
        as_of=DAY,
    )


def reply(
    *findings: FindingReply, answer: str = "It is 51 m tall. [1]", status: Status = Status.ANSWERED
) -> ChatReply:
    """A reply whose sentence cites LHT-1, while LHT-2 stands under findings alone."""
    return ChatReply(
        conversation_id="c",
        reply_id="r",
        as_of=DAY,
        status=status,
        answer=answer,
        statements=(Statement(text="It is 51 m tall.", kind=StatementKind.SOURCE, citations=(1,)),),
        citations=(citation(1, "LHT-1"), citation(2, "LHT-2")),
        findings=findings,
        facts=(),
        case=Proposal(),
        next_question=None,
        receipt=Receipt(corpus="", rules="", model="none", settings="", digest=""),
    )
