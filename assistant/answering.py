"""A message to a reply: understand, merge, assess, retrieve, compose, verify, record."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from assistant.composing import LONGEST_ANSWER, Composer, Drafted
from assistant.conversation import Conversation, Conversations, merged
from assistant.facts import FactReader, Understanding
from assistant.lexicon import Lexicon
from assistant.questions import parts_of
from assistant.reply import (
    AssessmentReply,
    ChatReply,
    ChatRequest,
    FindingReply,
    NextQuestion,
    NumberedCitation,
    ProofStep,
    Receipt,
    Statement,
    Status,
    UnderstoodFact,
)
from assistant.topics import Topic, TopicReader
from assistant.verification import verified
from corpus.citation import Citation
from corpus.library import Library
from corpus.search import Search
from rules.assessment import Assessment, Finding, Question, assess
from rules.catalogue import Catalogue
from rules.kit import Step
from rules.outcome import Outcome
from rules.proposal import Proposal

WINDOW = "filed_in_window"


@dataclass(frozen=True)
class Assistant:
    """Answers messages and assesses proposals; the doors talk to this."""

    library: Library
    search: Search
    catalogue: Catalogue
    lexicon: Lexicon
    conversations: Conversations
    settings_digest: str

    @cached_property
    def _facts(self) -> FactReader:
        return FactReader(self.lexicon)

    @cached_property
    def _topics(self) -> TopicReader:
        return TopicReader(self.library, self.search, self.lexicon)

    @cached_property
    def _composer(self) -> Composer:
        return Composer(self.library, self.lexicon)

    def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._topics.topics(["Who decides?"], as_of=date(2026, 5, 1))

    def answer(self, request: ChatRequest, *, today: date) -> ChatReply:
        """Answer one message.

        Raises:
            UnknownConversationError: The request names a conversation that is not held.
        """
        as_of = request.as_of or today
        conversation = self.conversations.opened(request.conversation_id)
        understood = self._facts.read(request.message, year=as_of.year)
        stated = merged(conversation.case, request.proposal or Proposal())
        supposed = merged(stated, understood.proposal)
        case = stated if understood.supposed else supposed
        topics = self._topics.topics(parts_of(request.message), as_of=as_of)
        assessment = self._assessed(request, understood, topics, supposed, as_of)
        findings = relevant(assessment.findings, topics, understood) if assessment else []
        status, drafted, shown = self._composed(
            request, topics, findings, assessment, as_of, understood
        )
        drafted = verified(drafted, self.library, request.message, as_of)
        self.conversations.keep(Conversation(conversation.id, case))
        return self._recorded(
            conversation=conversation.id,
            as_of=as_of,
            status=status,
            drafted=drafted,
            findings=shown,
            facts=understood.facts + _given(request.proposal),
            case=case,
            question=assessment.next_question if assessment and shown else None,
        )

    def assess(self, proposal: Proposal, *, as_of: date) -> AssessmentReply:
        """Apply every rule to a proposal."""
        result = assess(proposal, as_of=as_of, catalogue=self.catalogue)
        numbering = Numbering()
        body: dict[str, Any] = {
            "overall": result.overall,
            "findings": [self._finding(one, numbering) for one in result.findings],
            "missing": result.missing,
            "next_question": _question(result.next_question),
        }
        return AssessmentReply(**body, receipt=self._receipt(_plain(body)))

    # -- the steps ------------------------------------------------------------------------------

    def _assessed(
        self,
        request: ChatRequest,
        understood: Understanding,
        topics: Sequence[Topic],
        proposal: Proposal,
        as_of: date,
    ) -> Assessment | None:
        """Apply the rules that the message's facts, or its question about a given proposal, touch."""
        names = list(understood.rules)
        if request.proposal is not None or (understood.own_case and proposal != Proposal()):
            asked = [
                rule.id
                for topic in topics
                for found in topic.found[:3]
                for rule in self.catalogue.citing(found.provision)
            ]
            names += asked
            if request.proposal is not None and not asked:
                names += list(self.catalogue.rules)
        if not names:
            return None
        return assess(
            proposal, as_of=as_of, catalogue=self.catalogue, rules=list(dict.fromkeys(names))
        )

    def _composed(
        self,
        request: ChatRequest,
        topics: Sequence[Topic],
        findings: Sequence[Finding],
        assessment: Assessment | None,
        as_of: date,
        understood: Understanding,
    ) -> tuple[Status, list[Drafted], list[Finding]]:
        refused = next((t for t in topics if t.route and self._declines(t.route)), None)
        if refused is not None and refused.route is not None:
            status, drafted = self._composer.routed(refused.route)
            return status, drafted, []
        drafted = list(self._composer.verdicts(findings))
        statuses = [_status_of(findings, understood)] if findings else []
        budget = LONGEST_ANSWER - sum(one.length for one in drafted) - 25
        told: list[str] = []
        for number, topic in enumerate(topics):
            ended, more, provision = self._topic(
                topic, findings, budget // len(topics), alone=len(topics) == 1
            )
            drafted += [replace(one, paragraph=number) for one in more]
            if provision:
                told.append(provision)
            if ended:
                statuses.append(ended)
        shown = list(findings)
        drafted += self._closing(told, findings, as_of, shown)
        if assessment and findings and assessment.next_question and _open(findings):
            rule = self.catalogue.rule(assessment.next_question.rules[0])
            drafted.append(self._composer.question(assessment.next_question, rule.page.provisions))
        return together(statuses), drafted, shown

    def _declines(self, route: str) -> bool:
        return bool(self.lexicon.routes["routes"][route]["status"] == Status.DECLINED.value)

    def _topic(
        self, topic: Topic, findings: Sequence[Finding], budget: int, *, alone: bool
    ) -> tuple[Status | None, list[Drafted], str | None]:
        """Answer one question of the message; the provision it was answered from comes last."""
        if topic.route and not findings:
            status, drafted = self._composer.routed(topic.route)
            return status, drafted, None
        if findings and alone:
            return self._beside(topic, findings, budget)
        if not topic.near_subject:
            status, drafted = self._composer.routed("out_of_scope")
            return status, drafted, None
        if not topic.answerable:
            status, drafted = self._composer.not_found(topic)
            return status, drafted, None
        status, drafted = self._composer.provisions(topic, budget=max(budget, 40))
        return status, drafted, topic.found[0].provision

    def _beside(
        self, topic: Topic, findings: Sequence[Finding], budget: int
    ) -> tuple[Status | None, list[Drafted], str | None]:
        """Say what the sources add to findings: the lead and the first sentence of what was found."""
        cited = {name for finding in findings for name in finding.provisions[:2]}
        if not topic.answerable or not topic.found:
            return None, [], findings[0].provisions[0]
        name = topic.found[0].provision
        if all(f.outcome is Outcome.UNKNOWN for f in findings):
            status, drafted = self._composer.provisions(topic, budget=max(budget, 30))
            return status, drafted, name
        if name in cited:
            return None, [], findings[0].provisions[0]
        return None, [self._composer.first_sentence(name)], findings[0].provisions[0]

    def _closing(
        self, told: Sequence[str], findings: Sequence[Finding], as_of: date, shown: list[Finding]
    ) -> list[Drafted]:
        """Say what the answer rests on, and where filing matters, how the window stands."""
        drafted: list[Drafted] = []
        if any(name in self._composer.window_matters for name in told) and not any(
            finding.rule == WINDOW for finding in findings
        ):
            window = assess(
                Proposal(), as_of=as_of, catalogue=self.catalogue, rules=[WINDOW]
            ).findings
            drafted += self._composer.verdicts(window)
            shown += window
        if told:
            drafted.append(self._composer.basis(told[0]))
        return drafted

    # -- the record -----------------------------------------------------------------------------

    def _recorded(
        self,
        *,
        conversation: str,
        as_of: date,
        status: Status,
        drafted: Sequence[Drafted],
        findings: Sequence[Finding],
        facts: tuple[UnderstoodFact, ...],
        case: Proposal,
        question: Question | None,
    ) -> ChatReply:
        numbering = Numbering()
        statements = tuple(
            Statement(text=one.text, kind=one.kind, citations=numbering.of(one.citations))
            for one in drafted
        )
        body: dict[str, Any] = {
            "as_of": as_of,
            "status": status,
            "answer": _markdown(drafted, statements),
            "statements": statements,
            "findings": tuple(self._finding(one, numbering) for one in findings),
            "facts": facts,
            "case": case,
            "next_question": _question(question),
        }
        body["citations"] = numbering.citations
        return ChatReply(
            conversation_id=conversation,
            reply_id=uuid4().hex,
            **body,
            receipt=self._receipt(_plain(body)),
        )

    def _finding(self, finding: Finding, numbering: "Numbering") -> FindingReply:
        cited = [self.library.cite_whole(name) for name in finding.provisions]
        numbers = numbering.of(cited)
        return FindingReply(
            rule=finding.rule,
            title=finding.title,
            kind=finding.kind,
            outcome=finding.outcome,
            subject=finding.subject,
            because=finding.because,
            facts={fact.path: _shown(fact.value) for fact in finding.facts},
            missing=finding.missing,
            proof=tuple(_proof(step) for step in finding.proof),
            citations=tuple(numbering.citations[n - 1] for n in numbers),
            as_of=finding.as_of,
        )

    def _receipt(self, body: Mapping[str, Any]) -> Receipt:
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        return Receipt(
            corpus=self.library.digest,
            rules=self.catalogue.digest,
            model="none",
            settings=f"{self.settings_digest}:{self.lexicon.digest[:16]}",
            digest=digest,
        )


class Numbering:
    """Gives citations their numbers, by first use; the same words keep one number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.citations: list[NumberedCitation] = []

    def of(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """Return the numbers of citations, new ones where they are new."""
        found = []
        for citation in citations:
            key = (citation.document, citation.start, citation.end)
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                self.citations.append(
                    NumberedCitation(n=self._numbers[key], **citation.model_dump())
                )
            found.append(self._numbers[key])
        return tuple(dict.fromkeys(found))


def relevant(
    findings: Sequence[Finding], topics: Sequence[Topic], understood: Understanding
) -> list[Finding]:
    """Keep the findings that bear on what was asked.

    What is decided bears on it; what is open only where the question is about that rule.
    """
    asked = {found.provision for topic in topics for found in topic.found[:6]}
    decided = [one for one in findings if one.outcome is not Outcome.UNKNOWN]
    open_ = [
        one for one in findings if one.outcome is Outcome.UNKNOWN and (asked & set(one.provisions))
    ]
    if decided:
        # A member of whom only a harmless country is known is not what the message is about.
        open_ = [one for one in open_ if one.subject is None]
    return decided + open_


def together(statuses: Sequence[Status]) -> Status:
    """Return the status of a reply whose parts ended so."""
    kinds = set(statuses)
    if not kinds:
        return Status.NOT_IN_SOURCES
    if len(kinds) == 1:
        return kinds.pop()
    kinds.discard(Status.OUT_OF_SCOPE)
    if kinds == {Status.ANSWERED, Status.NEEDS_FACTS}:
        return Status.NEEDS_FACTS
    return kinds.pop() if len(kinds) == 1 else Status.PARTIAL


def _status_of(findings: Sequence[Finding], understood: Understanding) -> Status:
    if any(one.outcome is not Outcome.UNKNOWN for one in findings):
        return Status.ANSWERED
    return Status.NEEDS_FACTS if understood.own_case else Status.ANSWERED


def _open(findings: Sequence[Finding]) -> bool:
    return any(one.outcome is Outcome.UNKNOWN for one in findings)


def _given(proposal: Proposal | None) -> tuple[UnderstoodFact, ...]:
    if proposal is None:
        return ()
    return tuple(
        UnderstoodFact(path=name, value=_shown(value), source="proposal")
        for name, value in proposal.model_dump(mode="json", exclude_none=True).items()
    )


def _question(question: Question | None) -> NextQuestion | None:
    if question is None:
        return None
    return NextQuestion(
        fact=question.fact, text=question.text, why=question.why, rules=question.rules
    )


def _proof(step: Step) -> ProofStep:
    return ProofStep(
        says=step.says,
        truth=step.truth,
        facts={fact.path: _shown(fact.value) for fact in step.facts},
        missing=step.missing,
        because=tuple(_proof(one) for one in step.because),
    )


def _shown(value: object) -> Any:
    """Return a fact's value as JSON can carry it, numbers by their digits."""
    if isinstance(value, list | tuple):
        return [_shown(item) for item in value]
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    return value if isinstance(value, str | bool | int | None) else str(value)


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    from pydantic_core import to_jsonable_python

    return {key: to_jsonable_python(value) for key, value in body.items()}


def _markdown(drafted: Sequence[Drafted], statements: Sequence[Statement]) -> str:
    """Set statements as Markdown, each followed by its markers; questions apart by paragraphs."""
    out: list[str] = []
    paragraph = 0
    for one, statement in zip(drafted, statements, strict=True):
        marks = "".join(f"[{n}]" for n in statement.citations)
        joint = "" if not out else ("\n\n" if one.paragraph != paragraph else " ")
        paragraph = one.paragraph
        out.append(f"{joint}{statement.text}{' ' + marks if marks else ''}")
    return "".join(out)
