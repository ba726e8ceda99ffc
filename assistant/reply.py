"""What a turn of chat gives back: the reply of the HTTP contract."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from assistant.drafting.draft import Draft
from assistant.sent import ModelUse, NumberedCitation, Receipt, Sent
from rules.outcome import Kind, Outcome, Overall
from rules.proposal import Proposal

__all__ = ["ModelUse", "NumberedCitation", "Receipt", "Sent"]
"""What drafts share with replies; whoever reads a reply finds it here."""

LONGEST_MESSAGE = 8_000
"""Characters of one message."""


class Status(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NEEDS_FACTS = "needs_facts"
    NOT_IN_SOURCES = "not_in_sources"
    OUT_OF_SCOPE = "out_of_scope"
    DECLINED = "declined"


class StatementKind(StrEnum):
    """What a sentence of an answer does."""

    VERDICT = "verdict"
    SOURCE = "source"
    APPLICANT = "applicant"
    CAVEAT = "caveat"
    NEXT_STEP = "next_step"


class ChatRequest(Sent):
    """One message of a conversation, with structured facts where the client has them."""

    message: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE)]
    conversation_id: Annotated[str, StringConstraints(max_length=100)] | None = None
    proposal: Proposal | None = None
    as_of: date | None = None
    stream: bool = False
    replaces_case: bool = Field(
        default=False,
        description="Whether `proposal` is the whole case file now, and not merged into it.",
    )
    confidential: bool = Field(
        default=False,
        exclude_if=lambda confidential: not confidential,
        description="Whether this message must not be sent to a language model, if one is set up.",
    )


class Statement(Sent):
    """One sentence of an answer and the numbers of its citations."""

    text: str
    kind: StatementKind
    citations: tuple[int, ...] = ()
    instead_of: str | None = Field(
        default=None,
        exclude_if=lambda text: text is None,
        description="The sentence as the sources have it, where a language model worded this one.",
    )


class UnderstoodFact(Sent):
    """A fact that was understood from the message; `quote` is verbatim from it.

    `source` is `model` where a language model read it, in a message that says no more than it.
    `hedged` marks what was said with a doubt ("we think"), `supposed` what was only supposed,
    `approximate` a number that was told as "about" and may lie on either side of a line.
    """

    path: str
    value: Any
    source: Literal["message", "proposal", "model"] = "message"
    quote: str | None = None
    negated: bool = False
    hedged: bool = False
    supposed: bool = False
    approximate: bool = False


class ProposedFact(Sent):
    """A fact that a language model read in the message; it counts for nothing until it is told.

    One that is `taken` counts: the message says it of a known member, and says no more.
    `quote` is verbatim from the message; `proposal` states the fact as a client may send it back,
    and "yes" in the next message takes it in as well. `against` is what was taken down instead.
    """

    path: str
    value: Any
    quote: str
    proposal: dict[str, Any]
    against: Any = None
    taken: bool = Field(default=False, exclude_if=lambda taken: not taken)


class ProofStep(Sent):
    """One node of a proof."""

    says: str
    truth: bool | None
    facts: dict[str, Any] = Field(default_factory=dict)
    missing: tuple[str, ...] = ()
    because: tuple["ProofStep", ...] = ()


class FindingReply(Sent):
    """What one rule says; `subject` names the member or market where it runs for each."""

    rule: str
    title: str
    kind: Kind
    outcome: Outcome
    subject: str | None
    because: str
    facts: dict[str, Any]
    missing: tuple[str, ...]
    proof: tuple[ProofStep, ...]
    citations: tuple[NumberedCitation, ...]
    as_of: date


class NextQuestion(Sent):
    """The missing fact that would settle most."""

    fact: str
    text: str
    why: str
    rules: tuple[str, ...]


class ChatReply(Sent):
    """The answer to one message."""

    conversation_id: str
    reply_id: str
    as_of: date
    status: Status
    answer: str
    statements: tuple[Statement, ...]
    citations: tuple[NumberedCitation, ...]
    findings: tuple[FindingReply, ...]
    facts: tuple[UnderstoodFact, ...]
    case: Proposal
    next_question: NextQuestion | None
    draft: Draft | None = Field(default=None, description="Where the turn asked for one.")
    understood_as: str | None = Field(
        default=None,
        description="The message as it stands by itself, where it leaned on the turn before.",
    )
    spoken_of: str | None = Field(
        default=None,
        description="The company of the case that was spoken of last: whom a pronoun means next.",
    )
    leaned_on: str | None = Field(
        default=None,
        description="The message before, where this one only asked of the case or of the reply.",
    )
    supposed: Proposal | None = Field(
        default=None,
        description="The case as it was assessed, where the message only supposed a part of it.",
    )
    declined: tuple[str, ...] = Field(
        default=(),
        description="The facts that are left open on the user's word, and not asked for.",
    )
    in_confidence: bool = Field(
        default=False,
        exclude_if=lambda in_confidence: not in_confidence,
        description="Whether the message, or the one that it leans on, is marked confidential.",
    )
    proposed_facts: tuple[ProposedFact, ...] = Field(
        default=(),
        exclude_if=lambda facts: not facts,
        description="What a language model read in the message beside what the patterns read; "
        "asked about, and not counted unless it is `taken`.",
    )
    receipt: Receipt


class AssessmentReply(Sent):
    """All findings over a proposal."""

    overall: Overall
    findings: tuple[FindingReply, ...]
    missing: tuple[str, ...]
    next_question: NextQuestion | None
    receipt: Receipt


class ChangeReply(Sent):
    """A choice as it is made; `after` is a stand-in where only the applicants can say the value."""

    choice: str
    text: str
    path: str
    before: Any
    after: Any
    rules: tuple[str, ...]


class SolutionReply(Sent):
    """One least set of changes, and what the rules that it bears on say after it."""

    changes: tuple[ChangeReply, ...]
    findings: tuple[FindingReply, ...]


class OpenFactReply(Sent):
    """Missing facts that are no choice, and that alone could settle a finding."""

    rule: str
    subject: str | None
    facts: tuple[str, ...]
    questions: tuple[str, ...]
    text: str


class ImpossibleReply(Sent):
    """A finding that no choice settles, and why."""

    rule: str
    subject: str | None
    because: str


class WhatIfReply(Sent):
    """The least sets of changes by which a proposal reaches a goal, all of one size."""

    goal: str
    as_of: date
    reached_already: bool
    solutions: tuple[SolutionReply, ...] = Field(description="Sets that reach the goal.")
    nearest: tuple[SolutionReply, ...] = Field(
        description="Where no set reaches it: the least that settle all but `impossible`."
    )
    others: int | None = Field(
        description="Sets of this size beyond those listed; null: not all of them were found."
    )
    more_than: int | None = Field(
        description="Where the search was stopped: more changes than this are needed, if any do."
    )
    open: tuple[OpenFactReply, ...]
    impossible: tuple[ImpossibleReply, ...]
    receipt: Receipt
