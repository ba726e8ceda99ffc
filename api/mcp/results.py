"""What the tools give back: what a language model needs to answer, and no proofs.

Proofs and whole drafts are under `/v1`; a model that reads them here would read little else.
"""

from datetime import date
from typing import Self

from pydantic import Field

from assistant.drafting.draft import Draft, SentenceKind
from assistant.reply import (
    AssessmentReply,
    ChatReply,
    FindingReply,
    NextQuestion,
    NumberedCitation,
    Receipt,
    Statement,
    Status,
)
from assistant.sent import Sent
from rules.outcome import Kind, Outcome, Overall


class RuleFinding(Sent):
    """What one rule says; `subject` names the member or market where it runs for each."""

    rule: str
    title: str
    kind: Kind
    outcome: Outcome
    subject: str | None
    because: str
    missing: tuple[str, ...] = Field(description="Paths of the facts that would settle it.")
    provisions: tuple[str, ...] = Field(description="On what it rests; `read_provision` shows it.")

    @classmethod
    def of(cls, finding: FindingReply) -> Self:
        """Show a finding without its proof."""
        shared = {name: getattr(finding, name) for name in _SHARED}
        provisions = dict.fromkeys(one.provision for one in finding.citations)
        return cls(**shared, provisions=tuple(provisions))


_SHARED = ("rule", "title", "kind", "outcome", "subject", "because", "missing")


class Answer(Sent):
    """An answer. `text` ends with its sources; `statements` are its sentences one by one."""

    as_of: date
    status: Status
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[NumberedCitation, ...]
    findings: tuple[RuleFinding, ...]
    next_question: NextQuestion | None
    receipt: Receipt

    @classmethod
    def of(cls, reply: ChatReply, text: str) -> Self:
        """Show a reply with its text."""
        marked = {number for one in reply.statements for number in one.citations}
        return cls(
            as_of=reply.as_of,
            status=reply.status,
            text=text,
            statements=reply.statements,
            citations=tuple(one for one in reply.citations if one.n in marked),
            findings=tuple(RuleFinding.of(one) for one in reply.findings),
            next_question=reply.next_question,
            receipt=reply.receipt,
        )


class Checked(Sent):
    """What every rule says of a proposal, and what that adds up to."""

    as_of: date
    overall: Overall
    findings: tuple[RuleFinding, ...]
    missing: tuple[str, ...] = Field(description="Paths of facts, those that settle most first.")
    next_question: NextQuestion | None
    receipt: Receipt

    @classmethod
    def of(cls, reply: AssessmentReply, as_of: date) -> Self:
        """Show an assessment without proofs."""
        return cls(
            as_of=as_of,
            overall=reply.overall,
            findings=tuple(RuleFinding.of(one) for one in reply.findings),
            missing=reply.missing,
            next_question=reply.next_question,
            receipt=reply.receipt,
        )


class MissingFact(Sent):
    """A fact that is not stated, in words, and the rules that it would help to settle."""

    fact: str = Field(description="Its path in the Proposal.")
    words: str
    rules: tuple[str, ...]


class Missing(Sent):
    """What a proposal does not state and rules ask for, what settles most first."""

    as_of: date
    next_question: NextQuestion | None = Field(description="What to ask the applicant first.")
    facts: tuple[MissingFact, ...]


class OutlinePoint(Sent):
    """One point of an outline: from a source, from the facts, an argument, or a gap."""

    kind: SentenceKind
    text: str
    provisions: tuple[str, ...]
    facts: tuple[str, ...]


class Outline(Sent):
    """The plan of one section of a proposal. `budget_words` is our advice, no limit of the call."""

    section: str
    title: str
    purpose: str
    must_contain: tuple[str, ...]
    guidance: tuple[str, ...]
    reviewers_look_for: tuple[str, ...]
    budget_words: int
    points: tuple[OutlinePoint, ...]
    missing: tuple[str, ...] = Field(description="Questions whose answers the section lacks.")
    citations: tuple[NumberedCitation, ...]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Show the first section of an outline."""
        section = draft.sections[0]
        provision = {one.n: one.provision for one in draft.citations}
        return cls(
            section=section.id,
            **{name: getattr(section, name) for name in _OF_THE_PAGE},
            points=tuple(
                OutlinePoint(
                    kind=one.kind,
                    text=one.text,
                    provisions=tuple(dict.fromkeys(provision[n] for n in one.citations)),
                    facts=one.facts,
                )
                for one in section.sentences
            ),
            missing=tuple(one.question for one in section.missing),
            citations=draft.citations,
        )


_OF_THE_PAGE = (
    "title",
    "purpose",
    "must_contain",
    "guidance",
    "reviewers_look_for",
    "budget_words",
)
