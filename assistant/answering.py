"""A message to a reply: understand, merge, assess, retrieve, compose, verify, record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from assistant.composing import LONGEST_ANSWER, Composer, Drafted
from assistant.conversation import Conversation, Conversations, merged
from assistant.facts import FactReader, Understanding
from assistant.lexicon import Lexicon, whole_words
from assistant.questions import PartReader, last_question
from assistant.recording import (
    Numbering,
    digest_of,
    facts_given,
    finding_reply,
    markdown,
    question_reply,
    statements_of,
)
from assistant.reply import AssessmentReply, ChatReply, ChatRequest, Receipt, Status
from assistant.topics import Topic, TopicReader
from assistant.verification import verified
from corpus.library import Library
from corpus.search import Search
from rules.assessment import Assessment, Finding, assess
from rules.catalogue import Catalogue
from rules.country import country_name
from rules.outcome import Outcome
from rules.proposal import Proposal

WINDOW = "filed_in_window"
MARKET = "target_market_named"
MEMBERS = "members_outside_countries_of_concern"
_CLOSING_WORDS = 25
"""Kept free in an answer for what it rests on."""


@dataclass(frozen=True)
class Turn:
    """One message with what was made of it, on the way to a reply."""

    message: str
    as_of: date
    understood: Understanding
    topics: tuple[Topic, ...]
    assessment: Assessment | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Composed:
    """An answer before it is verified: its status, sentences and the findings shown with it."""

    status: Status
    drafted: tuple[Drafted, ...]
    findings: tuple[Finding, ...]


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
    def _parts(self) -> PartReader:
        return PartReader(self.lexicon)

    @cached_property
    def _composer(self) -> Composer:
        return Composer(self.library, self.lexicon)

    @property
    def _near_enough(self) -> float:
        return float(self.lexicon.routes["limits"]["more"])

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
        told = merged(conversation.case, request.proposal or Proposal())
        assessed = merged(told, understood.proposal)
        # What was only supposed, or asked about companies in general, is answered and not kept.
        general = request.message.rstrip().endswith("?") and not understood.own_case
        case = told if understood.supposed or general else assessed
        topics = tuple(self._topics.topics(self._parts.parts(request.message), as_of=as_of))
        asks_of_case = understood.own_case and told != Proposal()
        names = self._rules_touched(
            understood, topics, given=request.proposal is not None, of_case=asks_of_case
        )
        assessment = (
            assess(assessed, as_of=as_of, catalogue=self.catalogue, rules=names) if names else None
        )
        findings = relevant(assessment.findings, topics, understood) if assessment else ()
        turn = Turn(request.message, as_of, understood, topics, assessment, findings)
        composed = self._composed(turn)
        drafted = verified(composed.drafted, self.library, request.message, as_of)
        reply = self._recorded(
            turn, replace(composed, drafted=tuple(drafted)), conversation.id, case
        )
        self.conversations.keep(Conversation(conversation.id, case))
        return reply.model_copy(update={"facts": reply.facts + facts_given(request.proposal)})

    def assess(self, proposal: Proposal, *, as_of: date) -> AssessmentReply:
        """Apply every rule to a proposal."""
        result = assess(proposal, as_of=as_of, catalogue=self.catalogue)
        numbering = Numbering()
        body: dict[str, Any] = {
            "overall": result.overall,
            "findings": [finding_reply(one, self.library, numbering) for one in result.findings],
            "missing": result.missing,
            "next_question": question_reply(result.next_question),
        }
        return AssessmentReply(**body, receipt=self._receipt(body))

    # -- assess ---------------------------------------------------------------------------------

    def _rules_touched(
        self, understood: Understanding, topics: Sequence[Topic], *, given: bool, of_case: bool
    ) -> list[str]:
        """Return the rules that the message's facts touch, or its question about a proposal."""
        names = dict.fromkeys(understood.rules)
        if given or of_case:
            asked = [
                rule.id
                for topic in topics
                for found in topic.found[:3]
                for rule in self.catalogue.citing(found.provision)
            ]
            names |= dict.fromkeys(asked if asked or not given else self.catalogue.rules)
        return list(names)

    # -- compose --------------------------------------------------------------------------------

    def _composed(self, turn: Turn) -> Composed:
        declined = [
            topic.route for topic in turn.topics if topic.route and self._declines(topic.route)
        ]
        if declined:
            status, drafted = self._composer.routed(declined[0])
            return Composed(status, tuple(drafted), ())
        if turn.findings and len(turn.topics) == 1:
            return self._situation(turn, turn.topics[0])
        return self._questions(turn)

    def _declines(self, route: str) -> bool:
        return bool(self.lexicon.routes["routes"][route]["status"] == Status.DECLINED.value)

    def _situation(self, turn: Turn, topic: Topic) -> Composed:
        """Answer a message that states facts: the findings, and what the sources add to them."""
        verdicts = list(self._composer.verdicts(turn.findings))
        left = LONGEST_ANSWER - _CLOSING_WORDS - sum(one.length for one in verdicts)
        cited = {name for finding in turn.findings for name in finding.provisions[:2]}
        status = self._status_of(turn)
        own = {name for finding in turn.findings for name in finding.provisions}
        rests_on = turn.findings[0].provisions[0]
        more: list[Drafted] = []
        if topic.answerable and not topic.route:
            name = topic.found[0].provision
            if all(one.outcome is Outcome.UNKNOWN for one in turn.findings):
                # Nothing is decided: what the sources say in general comes first, and best from
                # the provisions that the open rule rests on.
                topic = topic.turned_to(own)
                name = topic.found[0].provision
                general, more = self._composer.provisions(topic, budget=max(left, 30), alone=True)
                status = general if name not in own and general is Status.NOT_IN_SOURCES else status
                verdicts, more, rests_on = [*more, *verdicts], [], name
            elif name not in cited and topic.found[0].similarity >= self._near_enough:
                more = [self._composer.first_sentence(name)]
        closing, shown = self._closing([rests_on], turn)
        drafted = (*verdicts, *self._overlooked(turn), *more, *closing, *self._asked(turn))
        return Composed(status, drafted, (*turn.findings, *shown))

    def _overlooked(self, turn: Turn) -> list[Drafted]:
        """Name the countries of concern in a message that no fact was read from."""
        if any(one.rule == MEMBERS and one.outcome is Outcome.NOT_MET for one in turn.findings):
            return []
        listed = self.catalogue.rule(MEMBERS).page.parameters_on(turn.as_of)
        concern = listed.get("countries_of_concern", ())
        told = " ".join(str(fact.value) for fact in turn.understood.facts)
        codes = dict.fromkeys(
            str(mention.value)
            for mention in turn.understood.mentions
            if mention.kind == "C" and isinstance(concern, tuple) and mention.value in concern
        )
        unread = [
            country_name(code)
            for code in codes
            if f"'{code}'" not in told and code not in told.split()
        ]
        return [self._composer.not_understood(unread)] if unread else []

    def _questions(self, turn: Turn) -> Composed:
        """Answer each question of a message from the provisions."""
        drafted = list(self._composer.verdicts(turn.findings))
        drafted += self._overlooked(turn) if turn.findings else []
        statuses = [self._status_of(turn)] if turn.findings else []
        left = LONGEST_ANSWER - _CLOSING_WORDS - sum(one.length for one in drafted)
        told: list[str] = []
        for number, topic in enumerate(turn.topics):
            status, more, name = self._one_question(topic, max(left // len(turn.topics), 45))
            if name is not None and name in told:
                continue
            told += [name] if name else []
            statuses.append(status)
            drafted += [replace(one, paragraph=number) for one in more]
        closing, shown = self._closing(told, turn)
        last = len(turn.topics) - 1
        drafted += [replace(one, paragraph=last) for one in (*closing, *self._asked(turn))]
        return Composed(together(statuses), tuple(drafted), (*turn.findings, *shown))

    def _one_question(self, topic: Topic, budget: int) -> tuple[Status, list[Drafted], str | None]:
        """Answer one question; the provision that it was answered from comes last."""
        if topic.route:
            return *self._composer.routed(topic.route), None
        if not topic.near_subject:
            return *self._composer.routed("out_of_scope"), None
        if not topic.answerable:
            return *self._composer.not_found(topic), None
        status, drafted = self._composer.provisions(topic, budget=budget)
        return status, drafted, topic.found[0].provision

    def _closing(
        self, told: Sequence[str], turn: Turn
    ) -> tuple[list[Drafted], tuple[Finding, ...]]:
        """Say how the window stands where filing matters, and what the answer rests on."""
        drafted: list[Drafted] = []
        shown: tuple[Finding, ...] = ()
        spoken_of = any(finding.rule == WINDOW for finding in turn.findings)
        if not spoken_of and self._composer.window_matters.intersection(told):
            shown = assess(
                Proposal(), as_of=turn.as_of, catalogue=self.catalogue, rules=[WINDOW]
            ).findings
            drafted += [self._composer.remark(finding) for finding in shown]
        if told:
            drafted.append(self._composer.basis(told[0]))
        return drafted, shown

    def _asked(self, turn: Turn) -> list[Drafted]:
        """Ask for the fact that would settle most, where a shown finding is open."""
        question = turn.assessment.next_question if turn.assessment else None
        if question is None or not _open(turn.findings):
            return []
        rule = self.catalogue.rule(question.rules[0])
        return [self._composer.question(question, rule.page.provisions)]

    def _status_of(self, turn: Turn) -> Status:
        """Return the status that findings give: open ones need facts, if the case is meant."""
        if any(one.outcome is not Outcome.UNKNOWN for one in turn.findings):
            return Status.ANSWERED
        asked = last_question(turn.message).lower()
        about_the_case = whole_words(self.lexicon.cues["about_the_case"]).search(asked)
        return Status.NEEDS_FACTS if about_the_case else Status.ANSWERED

    # -- record ---------------------------------------------------------------------------------

    def _recorded(
        self, turn: Turn, composed: Composed, conversation: str, case: Proposal
    ) -> ChatReply:
        numbering = Numbering()
        statements = statements_of(composed.drafted, numbering)
        findings = tuple(finding_reply(one, self.library, numbering) for one in composed.findings)
        question = (
            turn.assessment.next_question if turn.assessment and _open(composed.findings) else None
        )
        body: dict[str, Any] = {
            "as_of": turn.as_of,
            "status": composed.status,
            "answer": markdown(composed.drafted, statements),
            "statements": statements,
            "citations": tuple(numbering.citations),
            "findings": findings,
            "facts": turn.understood.facts,
            "case": case,
            "next_question": question_reply(question),
        }
        return ChatReply(
            conversation_id=conversation,
            reply_id=uuid4().hex,
            **body,
            receipt=self._receipt(body),
        )

    def _receipt(self, body: dict[str, Any]) -> Receipt:
        return Receipt(
            corpus=self.library.digest,
            rules=self.catalogue.digest,
            model="none",
            settings=f"{self.settings_digest}:{self.lexicon.digest[:16]}",
            digest=digest_of(body),
        )


def relevant(
    findings: Sequence[Finding], topics: Sequence[Topic], understood: Understanding
) -> tuple[Finding, ...]:
    """Keep the findings that bear on what was asked.

    What is decided bears on it. What is open does only where the question is about that rule: a
    company that is mentioned in passing is not asked about its owners.
    """
    asked = {found.provision for topic in topics for found in topic.foremost()}
    first = {topic.found[0].provision for topic in topics if topic.found}
    decided = tuple(one for one in findings if one.outcome is not Outcome.UNKNOWN)
    open_ = tuple(
        one
        for one in findings
        if one.outcome is Outcome.UNKNOWN
        and asked.intersection(one.provisions)
        and (not _only_home(one) or first.intersection(one.provisions))
        and (not decided or one.subject is None)
    )
    alone = len(decided) == 1 and not open_ and not understood.supposed
    if alone and _in_passing(decided[0], topics):
        return ()
    return decided + open_


def _in_passing(finding: Finding, topics: Sequence[Topic]) -> bool:
    """Whether a market is only mentioned on the way to another question.

    "Does designation let us ship to Kenya without a licence?" names a market and asks of licences.
    """
    named_only = finding.rule == MARKET and finding.outcome is Outcome.MET
    if not named_only or len(topics) != 1 or not topics[0].answerable:
        return False
    nearest = {item.provision for item in topics[0].foremost()}
    return not nearest.intersection(finding.provisions)


def _only_home(finding: Finding) -> bool:
    """Whether every country stated of a finding's subject is the United States."""
    stated = {str(fact.value) for fact in finding.facts if "percent" not in fact.path}
    countries = finding.figures.get("clear_places")
    names = set(countries) if isinstance(countries, list) else set()
    return finding.subject is not None and stated <= {"US"} and names <= {"the United States"}


def together(statuses: Sequence[Status]) -> Status:
    """Return the status of a reply whose parts ended so."""
    kinds = set(statuses)
    if len(kinds) > 1:
        kinds.discard(Status.OUT_OF_SCOPE)
    if kinds == {Status.ANSWERED, Status.NEEDS_FACTS}:
        return Status.NEEDS_FACTS
    if not kinds:
        return Status.NOT_IN_SOURCES
    return kinds.pop() if len(kinds) == 1 else Status.PARTIAL


def _open(findings: Sequence[Finding]) -> bool:
    return any(one.outcome is Outcome.UNKNOWN for one in findings)
