"""A message to a reply: understand, merge, assess, retrieve, compose, verify, record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from assistant.bearing import beside, is_a_question, of_no_one, relevant
from assistant.case_answers import OF_MEMBERS, CaseAnswer, CaseAnswers
from assistant.case_answers import Told as CaseTold
from assistant.case_parts import names_in
from assistant.composing import Composer, Drafted
from assistant.draft_answers import DraftAnswers
from assistant.drafting.asking import Asked
from assistant.drafting.making import DraftMaker
from assistant.facts import FactReader, Understanding
from assistant.following import Ask, ContextReader, Followed
from assistant.hearing import Heard, Hearer
from assistant.keeping.records import Conversation, ReplyRecord, Told, newest_draft
from assistant.keeping.store import ConversationStore
from assistant.lexicon import Lexicon
from assistant.model.confirming import ConfirmationReader
from assistant.model.port import NO_MODEL, Aide, InConfidence, LanguageModel
from assistant.model.reading import words_for
from assistant.model.recalled import recalled
from assistant.model.withholding import says_so
from assistant.origins import facts_of, origins_after, told_in_confidence
from assistant.plain_answers import PlainAnswers
from assistant.premises import PremiseReader
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
from assistant.reply import (
    AssessmentReply,
    ChatReply,
    ChatRequest,
    ProposedFact,
    Receipt,
    StatementKind,
    Status,
    WhatIfReply,
)
from assistant.rule_questions import RuleQuestion, RuleQuestionReader
from assistant.telling import Event, EventName, Listener, answer_told, facts_told
from assistant.topics import Topic, TopicReader
from assistant.turn import Composed, Turn
from assistant.verification import faults, verified
from assistant.what_if import what_if_body
from corpus.library import Library
from corpus.search import Search
from corpus.words import words_of
from rules.assessment import Finding, assess, general_path, listed, with_corrections
from rules.catalogue import Catalogue, Rule
from rules.outcome import DECIDED_BY_FACTS, Outcome
from rules.proposal import Proposal
from rules.what_if import what_if

_FILES = "draft_files"
_WORD = re.compile(r"[^\W\d_]{2,}")
_NOBODY = Listener()


@dataclass(frozen=True)
class Assistant:
    """Answers messages and assesses proposals; the doors talk to this."""

    library: Library
    search: Search
    catalogue: Catalogue
    lexicon: Lexicon
    conversations: ConversationStore
    settings_digest: str
    drafts: DraftMaker
    model: LanguageModel = NO_MODEL

    @cached_property
    def _draft_answers(self) -> DraftAnswers:
        return DraftAnswers(self.drafts, self.catalogue, self.lexicon)

    @cached_property
    def _hearer(self) -> Hearer:
        return Hearer(
            ContextReader(self.lexicon),
            FactReader(self.lexicon),
            ConfirmationReader(self.lexicon),
        )

    @cached_property
    def _case_answers(self) -> CaseAnswers:
        return CaseAnswers(self.library, self.catalogue, self.lexicon, self._composer)

    @cached_property
    def _topics(self) -> TopicReader:
        return TopicReader(self.library, self.search, self.lexicon)

    @cached_property
    def _rule_questions(self) -> RuleQuestionReader:
        return RuleQuestionReader(self.lexicon)

    @cached_property
    def _premises(self) -> PremiseReader:
        return PremiseReader(self.library, self.lexicon)

    @cached_property
    def _parts(self) -> PartReader:
        return PartReader(self.lexicon)

    @cached_property
    def _composer(self) -> Composer:
        return Composer(self.library, self.lexicon)

    @cached_property
    def _plain_answers(self) -> PlainAnswers:
        return PlainAnswers(
            self.library,
            self.catalogue,
            self.lexicon,
            self._composer,
            self._topics,
            self._parts,
            self._premises,
            self._hearer.context,
            self._case_answers,
        )

    def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        _ = self._hearer, self._premises, self._parts, self._case_answers, self._draft_answers
        self._topics.topics(["Who decides?"], as_of=date(2026, 5, 1))

    def answer(
        self, request: ChatRequest, *, today: date, listener: Listener = _NOBODY
    ) -> ChatReply:
        """Answer one message and record the turn; when it returns, the turn is kept.

        Raises:
            UnknownConversationError: The request names a conversation that is not held.
            ConversationBusyError: Another turn of the conversation came first.
        """
        as_of = request.as_of or today
        with self.conversations.turn(request.conversation_id) as before:
            after, told = self._taken(request, before, uuid4().hex, as_of, listener)
            listener.check()
            self.conversations.keep(after, told)
        return told.reply

    def next_turn(  # noqa: PLR0913 (a turn, and who hears and words it)
        self,
        request: ChatRequest,
        before: Conversation,
        *,
        reply_id: str,
        as_of: date,
        listener: Listener = _NOBODY,
        aide: Aide | None = None,
    ) -> tuple[Conversation, ChatReply]:
        """Answer the next message of a conversation that the caller holds; nothing is recorded.

        The conversation comes back as it is after the turn, beside the reply. An `aide` stands in
        the place of the language model that is set up.
        """
        after, told = self._taken(request, before, reply_id, as_of, listener, aide)
        return replace(after, draft=newest_draft(told, before)), told.reply

    def _taken(  # noqa: PLR0913, PLR0917 (a turn, and who hears and words it)
        self,
        request: ChatRequest,
        before: Conversation,
        reply_id: str,
        as_of: date,
        listener: Listener,
        aide: Aide | None = None,
    ) -> tuple[Conversation, Told]:
        """Answer a message; return the conversation as it is after it, and the turn."""
        whose = {"conversation_id": before.id, "reply_id": reply_id, "as_of": as_of}
        listener.hear(Event(EventName.META, whose))
        if aide is None:
            aide = self.model.aide(before.case, in_confidence(request, before))
        reply = self._replied(request, before, reply_id, as_of, listener, aide)
        for event in answer_told(reply):
            listener.hear(event)
        number = before.turns + 1
        origins = origins_after(
            number,
            reply.case,
            before.case,
            before.origins,
            reply.facts,
            confidential=reply.in_confidence,
        )
        told = Told(request, reply)
        after = Conversation(before.id, reply.case, number, origins, told, kept=before.kept)
        return after, told

    def repeated(self, record: ReplyRecord, *, reply_id: str, as_of: date) -> ChatReply:
        """Answer a recorded message once more, as the conversation was; nothing is recorded.

        One without a reply is answered for the first time, and by no language model.
        """
        aide = recalled(record.reply)
        return self._replied(record.request, record.before, reply_id, as_of, _NOBODY, aide)

    def _replied(  # noqa: PLR0913, PLR0917 (each step needs one of them)
        self,
        request: ChatRequest,
        conversation: Conversation,
        reply_id: str,
        as_of: date,
        listener: Listener,
        aide: Aide,
    ) -> ChatReply:
        asked = self._draft_answers.asked(request.message, conversation)
        told = request if asked is None else request.model_copy(update={"message": asked.message})
        heard = self._hearer.hear(told, conversation, year=as_of.year)
        turn, composed = self._led_on(heard, as_of) if asked is None else (None, None)
        proposed: tuple[ProposedFact, ...] | None = None
        if turn is None or composed is None:
            turn = self._turn(heard, as_of, given=request.proposal is not None)
            heard = turn.heard
            if asked is None and self._gives_up(turn) and (whole := aide.made_whole(heard)):
                heard = replace(heard, message=whole)
                turn = self._turn(heard, as_of, given=request.proposal is not None)
            proposed = aide.read(heard, year=as_of.year)
            if plain := [one for one in proposed if one.taken]:
                turn = self._turn(heard.with_read(plain), as_of, given=request.proposal is not None)
                heard = turn.heard
            listener.check()
            composed = (
                self._declined(turn, understood=asked is not None)
                or self._drafts(asked, turn, conversation, reply_id, aide)
                or self._of_the_case(turn)
                or self._plain_answers.answer(turn)
            )
        composed = self._with_official(composed)
        if composed.passed_over:
            heard = replace(heard, case=heard.told, facts=facts_given(request.proposal))
            turn = replace(turn, heard=heard)
        for event in facts_told(heard.facts):
            listener.hear(event)
        if proposed is None:
            proposed = aide.read(heard, year=as_of.year)
        if composed.passed_over:
            proposed = ()
        told_last = (*composed.drafted, *self._asked_about(proposed))
        drafted = aide.worded(
            verified(told_last, self.library, heard.message, as_of, composed.findings),
            heard,
            lambda one: not faults(one, self.library, heard.message, as_of, composed.findings),
        )
        reply = self._recorded(
            turn, replace(composed, drafted=tuple(drafted)), conversation.id, reply_id
        )
        stands_for_itself = heard.message == request.message
        return reply.model_copy(
            update={
                "facts": heard.facts,
                "understood_as": None if stands_for_itself else heard.message,
                "declined": tuple(sorted(heard.declined)),
                "leaned_on": heard.leaned_on,
                "supposed": None if heard.assessed == heard.case else heard.assessed,
                "spoken_of": heard.spoken_of([one.subject or "" for one in composed.findings]),
                "in_confidence": _is_in_confidence(request, conversation, heard),
                "proposed_facts": proposed,
                "receipt": reply.receipt.model_copy(update={"model": aide.digest, "use": aide.use}),
            }
        )

    def _led_on(self, heard: Heard, as_of: date) -> tuple[Turn, Composed | None]:
        """Answer what is asked of the case alone: that waits for no search."""
        turn = Turn(heard, as_of, (), ())
        return turn, self._of_the_case(turn) if _asks_plainly(heard.followed) else None

    def _gives_up(self, turn: Turn) -> bool:
        """Whether nothing was found that answers a message, which may lean on the one before."""
        followed = turn.heard.followed
        understood = bool(followed.ask or followed.dropped or followed.declined)
        stated = bool(turn.findings or turn.heard.facts or followed.news != Proposal())
        answered = any(topic.answerable or topic.route for topic in turn.topics)
        return not (understood or stated or answered)

    def _asked_about(self, proposed: Sequence[ProposedFact]) -> list[Drafted]:
        """Tell what a language model read in the message beside the patterns, or ask about it."""
        phrases = (("model_took", True), ("model_read", False))
        told = [(name, [one for one in proposed if one.taken is taken]) for name, taken in phrases]
        return [
            self._composer.of_the_case(
                name, StatementKind.NEXT_STEP, words={"facts": words_for(facts)}
            )
            for name, facts in told
            if facts
        ]

    def _with_official(self, composed: Composed) -> Composed:
        """Add what is open between official texts and the provisions that an answer rests on."""
        if not self.library.official or composed.passed_over or not composed.drafted:
            return composed
        cited = [one.provision for said in composed.drafted for one in said.citations]
        cited += [name for finding in composed.findings for name in finding.provisions]
        paragraph = composed.drafted[-1].paragraph
        told = self._composer.of_official(tuple(dict.fromkeys(cited)))
        more = [replace(one, paragraph=paragraph) for one in told]
        return replace(composed, drafted=(*composed.drafted, *more))

    def _turn(self, heard: Heard, as_of: date, *, given: bool) -> Turn:
        """Assess what the message bears on, and find what the sources say to it."""
        understood = heard.understood
        topics = tuple(self._topics.topics(self._parts.parts(heard.message), as_of=as_of))
        if len(topics) == 1 and (whole := self._with_the_question_before(heard, topics[0], as_of)):
            heard, topics = whole
        of_case = understood.own_case and heard.told != Proposal()
        names = self._rules_touched(understood, topics, given=given, of_case=of_case)
        readers = self._readers(understood)
        # A message that states nothing may ask about a member of the case by name.
        asks_by_name = understood.own_case and not readers
        spoken_of = heard.of_case(as_of).about if asks_by_name else frozenset()
        names += [rule for rule in OF_MEMBERS if spoken_of and rule not in names]
        if not names and not readers:
            return Turn(heard, as_of, topics, ())
        assessment = assess(
            heard.assessed,
            as_of=as_of,
            catalogue=self.catalogue,
            rules=[*names, *(rule.id for rule in readers if rule.id not in names)],
            declined=heard.declined,
        )
        found = [
            with_corrections(finding, heard.corrections, heard.assessed, self.catalogue)
            for finding in assessment.findings
        ]
        # What a general question tells is nobody's case, and goes into none.
        general = heard.assessed != heard.case and not understood.supposed
        of_nobody = len(topics) == 1 and not understood.own_case and is_a_question(topics[0])
        told = relevant(
            [
                one
                for one in found
                if one.rule in names
                and not (general and beside(one, topics))
                and not (of_nobody and of_no_one(one, topics[0]))
            ],
            topics,
            understood,
            self.catalogue,
        )
        if spoken_of and not any(one.subject in spoken_of for one in told):
            # What bears on that member comes before the rest.
            of_them = (one for one in found if one.subject in spoken_of and one.rule in OF_MEMBERS)
            told = tuple(one for one in of_them if one.outcome is not Outcome.NOT_IN_FORCE) or told
        elif not readers and not understood.supposed and not spoken_of:
            told = self._on_the_point(told, topics)
        said = {(one.rule, one.subject) for one in told}
        about = names_in(understood.proposal)
        shown_beside = tuple(
            one
            for one in found
            if (one.rule, one.subject) not in said
            and one.outcome is not Outcome.NOT_IN_FORCE
            and (one.subject is None or one.subject in about)
        )
        return Turn(heard, as_of, topics, told, shown_beside)

    def _on_the_point(
        self, findings: tuple[Finding, ...], topics: Sequence[Topic]
    ) -> tuple[Finding, ...]:
        """Keep, where a message tells nothing and asks what is answered, what bears on the answer.

        That is a finding that rests on the provision of the answer, or on one near it.
        """
        if not topics or not all(topic.answerable or topic.route for topic in topics):
            return findings
        first = {topic.found[0].provision for topic in topics if topic.found and not topic.route}
        near = {name for one in first for name in self.library.provision(one).near}
        return tuple(
            one
            for one in findings
            if first.intersection(one.provisions) or near.intersection(one.provisions[:1])
        )

    def _with_the_question_before(
        self, heard: Heard, topic: Topic, as_of: date
    ) -> tuple[Heard, tuple[Topic, ...]] | None:
        """Read an elliptic question ("with whom?", "and the second?") with the one before it.

        What the reply before opened with is not told again where something else fits as well.
        """
        before = heard.before
        stands = heard.followed.ask or heard.followed.dropped or heard.followed.declined
        if before is None or stands or heard.understood.facts or heard.followed.insists:
            return None
        if heard.case != Proposal() and self._rule_questions.asked(
            heard.message, heard.case, before
        ):
            # Asked of the case, and not of the sources.
            return None
        if self._strange(heard):
            return None
        leans = self._hearer.context.elliptic(heard.message, answered=topic.answerable)
        if not leans or before.reply.status in {Status.DECLINED, Status.OUT_OF_SCOPE}:
            return None
        whole = f"{last_question(before.message)} {heard.message}"
        joined = self._topics.topics([whole], as_of=as_of)[0]
        if not joined.answerable or joined.route:
            return None
        told = {one.provision for one in before.reply.citations[:1]}
        joined = joined.turned_to(
            [one.provision for one in joined.found if one.provision not in told]
        )
        return replace(heard, message=whole), (joined,)

    def _drafts(
        self,
        asked: Asked | None,
        turn: Turn,
        conversation: Conversation,
        reply_id: str,
        aide: Aide,
    ) -> Composed | None:
        """Draft what is asked for, or tell what a draft lacks."""
        if asked is None:
            return None
        case, before = turn.heard.case, conversation.draft
        answer = self._draft_answers.answer(asked, case, before, reply_id, turn.as_of, aide)
        if answer is None:
            return None
        # Where nothing is kept, there is nothing to fetch.
        told = (one for one in answer.drafted if conversation.kept or one.phrase != _FILES)
        return Composed(answer.status, tuple(told), (), answer.question, answer.draft)

    def _of_the_case(self, turn: Turn) -> Composed | None:
        """Answer what is asked of the case as a whole or of the reply before, if anything is."""
        followed, told = turn.heard.followed, turn.heard.of_case(turn.as_of)
        answer = None
        if followed.ask is not None:
            answer = self._case_answers.answer(followed.ask, told, followed.of)
        elif followed.dropped:
            supposed = followed.supposes
            of_it = replace(told, case=turn.heard.assessed) if supposed else told
            answer = self._case_answers.dropped(followed.dropped, of_it, supposed=supposed)
        elif followed.declined:
            answer = self._case_answers.declined(followed.declined, told)
        elif followed.news != Proposal() and told.before is not None:
            question = told.before.reply.next_question
            rules = question.rules if question else ()
            answer = self._case_answers.noted(rules, told, turn.heard.corrections)
        elif (asked := self._judged(turn, told)) is not None:
            answer = asked
        elif self._only_states(turn):
            readers = self._binding_readers(turn.heard.understood)
            answer = self._case_answers.noted(
                readers,
                told,
                turn.heard.corrections,
                sought=turn.findings,
                beside=self._plain_answers.overlooked(turn),
            )
        if answer is None:
            return None
        refused = [self._composer.contradiction(fault) for fault in turn.heard.understood.refused]
        drafted = (*refused, *answer.drafted)
        return Composed(answer.status, drafted, answer.findings, answer.question)

    def _judged(self, turn: Turn, told: CaseTold) -> CaseAnswer | None:
        """Apply rules to the case where a message asks whether what was told is enough for them.

        One that tells more is answered from what comes of that, where anything does.
        """
        heard = turn.heard
        tells = heard.understood.proposal != Proposal()
        if any(topic.told_apart for topic in turn.topics):
            # A point of its own is asked for, whatever words of judgment stand around it.
            return None
        if heard.case == Proposal() or (tells and (turn.findings or heard.case != heard.assessed)):
            return None
        asked = self._rule_questions.asked(heard.message, heard.case, told.before)
        if asked is None and tells and self._rule_questions.judges(heard.message):
            asked = RuleQuestion(tuple(self._binding_readers(heard.understood)), ())
        return None if asked is None else self._case_answers.judged(asked, told)

    def _only_states(self, turn: Turn) -> bool:
        """Whether a message tells facts of a case, and asks of nothing that the sources hold."""
        if not turn.tells:
            return False
        if not self._parts.asks(turn.heard.message):
            return True
        asks = any(
            topic.route or (topic.near_subject and topic.answerable) for topic in turn.topics
        )
        return not turn.findings and not asks

    def _readers(self, understood: Understanding) -> list[Rule]:
        """Return the rules that read what a message states."""
        paths = (general_path(path) for path, _ in facts_of(understood.proposal))
        stated = frozenset(path for path in paths if not path.endswith(".name"))
        rules = self.catalogue.rules.values()
        return [rule for rule in rules if stated.intersection(rule.decision.reads())]

    def _binding_readers(self, understood: Understanding) -> list[str]:
        readers = self._readers(understood)
        return [rule.id for rule in readers if rule.page.kind in DECIDED_BY_FACTS]

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

    def what_if(self, proposal: Proposal, *, as_of: date, goal: str) -> WhatIfReply:
        """Find the least changes by which a proposal reaches a goal.

        Raises:
            UnknownRuleError: The goal is neither a rule nor `no_obstacle_found`.
        """
        found = what_if(proposal, as_of=as_of, goal=goal, catalogue=self.catalogue)
        body = what_if_body(found, self.library)
        return WhatIfReply(**body, receipt=self._receipt(body))

    # -- assess ---------------------------------------------------------------------------------

    def _rules_touched(
        self, understood: Understanding, topics: Sequence[Topic], *, given: bool, of_case: bool
    ) -> list[str]:
        """Return the rules that the message's facts touch, or its question about a proposal."""
        names = dict.fromkeys(understood.rules)
        names |= dict.fromkeys(
            rule.id for rule in self._readers(understood) if rule.page.told_unasked
        )
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

    def _declined(self, turn: Turn, *, understood: bool = False) -> Composed | None:
        """Decline a message that asks for what is not done here, whatever else it asks.

        One that is `understood` as a request for a draft may be a single word ("shorter").
        """
        unread = None if understood else self._unread(turn.heard)
        if unread is not None:
            status, drafted = self._composer.routed(unread)
            return Composed(status, tuple(drafted), (), passed_over=True)
        if _asks_plainly(turn.heard.followed):
            return None
        if not understood and (strange := self._strange(turn.heard)):
            words = {"words": listed(strange)}
            said = self._composer.of_the_case("not_meant", words=words)
            return Composed(Status.OUT_OF_SCOPE, (said,), (), passed_over=True)
        routes = [self._topics.declined(turn.heard.message), *(one.route for one in turn.topics)]
        for route in routes:
            if route is not None and self._declines(route, turn):
                status, drafted = self._composer.routed(route)
                return Composed(status, tuple(drafted), (), passed_over=True)
        return None

    def _strange(self, heard: Heard) -> list[str]:
        """Return what a question that leans on the one before is about, where nobody knows it.

        "And zebras?" would otherwise be answered from the question before alone.
        """
        followed, before = heard.followed, heard.before
        stands = followed.ask or followed.dropped or followed.declined or followed.insists
        if before is None or stands or heard.facts or followed.news != Proposal():
            return []
        if not self._hearer.context.elliptic(heard.message, answered=False):
            return []
        known = set(words_of(f"{before.message} {before.reply.answer}"))
        known |= {word for name in names_in(heard.case) for word in words_of(name)}
        asked = {one[0]: words_of(one[0]) for one in _WORD.finditer(heard.message)}
        about = {word: stems for word, stems in asked.items() if stems}
        strange = [
            word
            for word, stems in about.items()
            if not known.intersection(stems) and not self._topics.speaks_of(word)
        ]
        return strange if strange and len(strange) == len(about) else []

    def _unread(self, heard: Heard) -> str | None:
        """Return the route of a message that cannot be read, where it does not lean on another."""
        followed = heard.followed
        leans = followed.ask or followed.dropped or followed.declined or followed.insists
        alone = not (leans or heard.facts or followed.news != Proposal())
        return self._topics.unread(heard.message, alone=alone)

    def _declines(self, route: str, turn: Turn) -> bool:
        """Whether a route declines; an order in a text that states a case is only passed over."""
        entry = self.lexicon.routes["routes"][route]
        passed_over = entry.get("yields", False) and bool(turn.findings)
        return bool(entry["status"] == Status.DECLINED.value) and not passed_over

    # -- record ---------------------------------------------------------------------------------

    def _recorded(
        self, turn: Turn, composed: Composed, conversation: str, reply_id: str
    ) -> ChatReply:
        numbering = Numbering()
        statements = statements_of(composed.drafted, numbering)
        findings = tuple(finding_reply(one, self.library, numbering) for one in composed.findings)
        body: dict[str, Any] = {
            "as_of": turn.as_of,
            "status": composed.status,
            "answer": markdown(composed.drafted, statements),
            "statements": statements,
            "citations": tuple(numbering.citations),
            "findings": findings,
            "facts": turn.heard.understood.facts,
            "case": turn.heard.case,
            "next_question": question_reply(composed.question),
        }
        draft = composed.draft
        # A draft counts for the digest by its own, which is without ids.
        sealed = body if draft is None else body | {"draft": draft.receipt.digest}
        return ChatReply(
            conversation_id=conversation,
            reply_id=reply_id,
            **body,
            draft=draft,
            receipt=self._receipt(sealed),
        )

    def _receipt(self, body: dict[str, Any]) -> Receipt:
        return Receipt(
            corpus=self.library.digest,
            rules=self.catalogue.digest,
            model="none",
            settings=f"{self.settings_digest}:{self.lexicon.digest[:16]}",
            digest=digest_of(body),
        )


def in_confidence(request: ChatRequest, before: Conversation) -> InConfidence:
    """Return what of a turn must not be sent to a language model."""
    return InConfidence(
        message=request.confidential or says_so(request.message),
        before=before.last is not None and before.last.reply.in_confidence,
        facts=told_in_confidence(before.origins),
    )


def _is_in_confidence(request: ChatRequest, before: Conversation, heard: Heard) -> bool:
    held = in_confidence(request, before)
    return held.message or (held.before and heard.leaned_on is not None)


def _asks_plainly(followed: Followed) -> bool:
    """Whether a message only leads on with the case, in words that cannot ask for anything else.

    What could be changed is not among it: that may be asked to get around a rule.
    """
    leads_on = followed.alone and followed.ask is not Ask.REMEDY
    return leads_on or followed.declined is not None
