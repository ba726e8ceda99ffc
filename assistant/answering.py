"""A message to a reply: understand, merge, assess, retrieve, compose, verify, record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from assistant.case_answers import OF_MEMBERS, CaseAnswer, CaseAnswers
from assistant.case_answers import Told as CaseTold
from assistant.composing import LONGEST_ANSWER, Composer, Drafted
from assistant.draft_answers import DraftAnswers
from assistant.drafting.asking import Asked
from assistant.drafting.draft import Draft
from assistant.drafting.making import DraftMaker
from assistant.facts import FactReader, Understanding
from assistant.following import Ask, ContextReader, Followed
from assistant.hearing import Heard, Hearer
from assistant.keeping.records import Conversation, ReplyRecord, Told, newest_draft
from assistant.keeping.store import ConversationStore
from assistant.lexicon import Lexicon, whole_words
from assistant.model.confirming import ConfirmationReader
from assistant.model.port import NO_MODEL, Aide, LanguageModel
from assistant.model.reading import words_for
from assistant.model.recalled import recalled
from assistant.origins import facts_of, origins_after
from assistant.premises import Correction, PremiseReader
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
from assistant.verification import faults, verified
from assistant.what_if import what_if_body
from corpus.document import Force
from corpus.library import Library
from corpus.search import Search
from rules.assessment import (
    Finding,
    Question,
    assess,
    general_path,
    is_held_back,
    next_question,
    ranked_missing,
    with_corrections,
)
from rules.catalogue import Catalogue, Rule
from rules.country import country_name
from rules.outcome import DECIDED_BY_FACTS, Outcome
from rules.proposal import Proposal
from rules.what_if import what_if

WINDOW = "filed_in_window"
MARKET = "target_market_named"
AMENDMENTS = "NF-EXTENSION"
MEMBERS = "members_outside_countries_of_concern"
_FILES = "draft_files"
_CLOSING_WORDS = 25
"""Kept free in an answer for what it rests on."""

_NO_VERDICT = frozenset({"how_many", "when", "who", "where", "why"})
"""Question words that no verdict answers."""
_SURELY = 0.6
"""Cosine from which a provision is surely what a question is about."""

_ARTICLES = ("The", "A", "An", "This", "That")
_NOBODY = Listener()


@dataclass(frozen=True)
class Turn:
    """One message with what was made of it, on the way to a reply.

    `findings` are told in words; those `beside` them bear on the facts as well, and are shown.
    """

    heard: Heard
    as_of: date
    topics: tuple[Topic, ...]
    findings: tuple[Finding, ...]
    beside: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Composed:
    """An answer before it is verified: its status, sentences and the findings shown with it.

    `question` is the one that it ends with; `passed_over`, that what the message tells is neither
    taken into the case nor shown.
    """

    status: Status
    drafted: tuple[Drafted, ...]
    findings: tuple[Finding, ...]
    question: Question | None = None
    draft: Draft | None = None
    passed_over: bool = False


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

    @property
    def _near_enough(self) -> float:
        return float(self.lexicon.routes["limits"]["more"])

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

    def next_turn(
        self,
        request: ChatRequest,
        before: Conversation,
        *,
        reply_id: str,
        as_of: date,
        listener: Listener = _NOBODY,
    ) -> tuple[Conversation, ChatReply]:
        """Answer the next message of a conversation that the caller holds; nothing is recorded.

        The conversation comes back as it is after the turn, beside the reply.
        """
        after, told = self._taken(request, before, reply_id, as_of, listener)
        return replace(after, draft=newest_draft(told, before)), told.reply

    def _taken(
        self,
        request: ChatRequest,
        before: Conversation,
        reply_id: str,
        as_of: date,
        listener: Listener,
    ) -> tuple[Conversation, Told]:
        """Answer a message; return the conversation as it is after it, and the turn."""
        whose = {"conversation_id": before.id, "reply_id": reply_id, "as_of": as_of}
        listener.hear(Event(EventName.META, whose))
        aide = self.model.aide(before.case, confidential=request.confidential)
        reply = self._replied(request, before, reply_id, as_of, listener, aide)
        for event in answer_told(reply):
            listener.hear(event)
        number = before.turns + 1
        origins = origins_after(number, reply.case, before.case, before.origins, reply.facts)
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
        if turn is None or composed is None:
            turn = self._turn(heard, as_of, given=request.proposal is not None)
            heard = turn.heard
            if asked is None and self._gives_up(turn) and (whole := aide.made_whole(heard)):
                heard = replace(heard, message=whole)
                turn = self._turn(heard, as_of, given=request.proposal is not None)
            listener.check()
            composed = (
                self._declined(turn, understood=asked is not None)
                or self._drafts(asked, turn, conversation, reply_id, aide)
                or self._of_the_case(turn)
                or self._composed(turn)
            )
        composed = self._with_official(composed)
        if composed.passed_over:
            heard = replace(heard, case=heard.told, facts=facts_given(request.proposal))
            turn = replace(turn, heard=heard)
        for event in facts_told(heard.facts):
            listener.hear(event)
        proposed = () if composed.passed_over else aide.read(heard, year=as_of.year)
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
        """Ask about what a language model read in the message, where it read more."""
        if not proposed:
            return []
        words = {"facts": words_for(proposed)}
        return [self._composer.of_the_case("model_read", StatementKind.NEXT_STEP, words=words)]

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
        of_nobody = len(topics) == 1 and not understood.own_case and _is_a_question(topics[0])
        told = relevant(
            [
                one
                for one in found
                if one.rule in names
                and not (general and _beside(one, topics))
                and not (of_nobody and _of_no_one(one, topics[0]))
            ],
            topics,
            understood,
            self.catalogue,
        )
        if spoken_of and not any(one.subject in spoken_of for one in told):
            # What bears on that member comes before the rest.
            of_them = (one for one in found if one.subject in spoken_of and one.rule in OF_MEMBERS)
            told = tuple(one for one in of_them if one.outcome is not Outcome.NOT_IN_FORCE) or told
        said = {(one.rule, one.subject) for one in told}
        about = _names_in(understood.proposal)
        beside = tuple(
            one
            for one in found
            if (one.rule, one.subject) not in said
            and one.outcome is not Outcome.NOT_IN_FORCE
            and (one.subject is None or one.subject in about)
        )
        return Turn(heard, as_of, topics, told, beside)

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
            answer = self._case_answers.noted(
                self._binding_readers(turn.heard.understood), told, turn.heard.corrections
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
        if heard.case == Proposal() or (tells and (turn.findings or heard.case != heard.assessed)):
            return None
        asked = self._rule_questions.asked(heard.message, heard.case, told.before)
        if asked is None and tells and self._rule_questions.judges(heard.message):
            asked = RuleQuestion(tuple(self._binding_readers(heard.understood)), ())
        return None if asked is None else self._case_answers.judged(asked, told)

    def _only_states(self, turn: Turn) -> bool:
        """Whether a message tells facts of a case, and asks of nothing that the sources hold."""
        heard = turn.heard
        kept = heard.case == heard.assessed and heard.understood.proposal != Proposal()
        asks = any(
            topic.route or (topic.near_subject and topic.answerable) for topic in turn.topics
        )
        return kept and not turn.findings and not asks

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
        routes = [self._topics.declined(turn.heard.message), *(one.route for one in turn.topics)]
        for route in routes:
            if route is not None and self._declines(route, turn):
                status, drafted = self._composer.routed(route)
                return Composed(status, tuple(drafted), (), passed_over=True)
        return None

    def _unread(self, heard: Heard) -> str | None:
        """Return the route of a message that cannot be read, where it does not lean on another."""
        followed = heard.followed
        leans = followed.ask or followed.dropped or followed.declined or followed.insists
        alone = not (leans or heard.facts or followed.news != Proposal())
        return self._topics.unread(heard.message, alone=alone)

    def _composed(self, turn: Turn) -> Composed:
        if turn.findings and len(turn.topics) == 1:
            composed = self._situation(turn, turn.topics[0])
        else:
            composed = self._questions(turn)
        return self._unclaimed(self._corrected(composed, turn), turn)

    def _unclaimed(self, composed: Composed, turn: Turn) -> Composed:
        """Say first that a text which a message tells of is its claim, and what is known of it."""
        text = self._hearer.context.brought_text(turn.heard.message)
        known = self._composer.first_sentence(AMENDMENTS)
        if not text or any(one.text == known.text for one in composed.drafted):
            return composed
        text = f"{text[0].lower()}{text[1:]}" if text.split()[0] in _ARTICLES else text
        claimed = self._composer.of_the_case("claimed", words={"text": text})
        return replace(composed, drafted=(claimed, known, *composed.drafted))

    def _corrected(self, composed: Composed, turn: Turn) -> Composed:
        """Say first what a message takes for granted and the sources tell otherwise."""
        told = composed.drafted[0].citations if composed.drafted else ()
        said = {one.provision for one in told}
        wrong = self._gainsaid(turn)
        if not wrong:
            return composed
        asked = all(one.asked for one in wrong)
        opening = "premise_open" if self._all_open(wrong) else "premise"
        first = [] if asked else [self._composer.of_the_case(opening)]
        first += [
            instead
            for one in wrong
            if one.provision not in said
            for instead in self._composer.told_instead(one.provision, one.text)
        ]
        if not composed.findings and self._premises.is_all(turn.heard.message, asked=asked):
            # Nothing but that was asked.
            rest = (self._composer.basis(wrong[0].provision),)
            if wrong[0].provision not in said:
                return replace(composed, status=Status.ANSWERED, drafted=(*first, *rest))
        settled = composed.status is Status.ANSWERED
        told_already = all(one.provision in said for one in wrong)
        kept = settled or (told_already and composed.status is not Status.NEEDS_FACTS)
        status = composed.status if kept else Status.PARTIAL
        return replace(composed, status=status, drafted=(*first, *composed.drafted))

    def _all_open(self, wrong: Sequence[Correction]) -> bool:
        forces = {self.library.provision(one.provision).force for one in wrong}
        return forces <= {Force.UNSETTLED, Force.ABSENCE}

    def _gainsaid(self, turn: Turn) -> list[Correction]:
        own = [fact.quote for fact in turn.heard.understood.facts if fact.quote]
        found = (
            self._premises.correction(
                one, self._topics.nearest([one.text, one.question], as_of=turn.as_of)
            )
            for one in self._premises.premises(turn.heard.message, own)
        )
        by_whom = self._premises.misattributed(turn.heard.message)
        wrong: dict[str, Correction] = {}
        for one in (by_whom, *found):
            if one is not None:
                wrong.setdefault(one.provision, one)
        return list(wrong.values())

    def _declines(self, route: str, turn: Turn) -> bool:
        """Whether a route declines; an order in a text that states a case is only passed over."""
        entry = self.lexicon.routes["routes"][route]
        passed_over = entry.get("yields", False) and bool(turn.findings)
        return bool(entry["status"] == Status.DECLINED.value) and not passed_over

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
            asks = "?" in turn.heard.message
            if asks and all(one.outcome is Outcome.UNKNOWN for one in turn.findings):
                # Nothing is decided: what the sources say in general comes first, and best from
                # the provisions that the open rule rests on.
                topic = topic.turned_to(own)
                name = topic.found[0].provision
                general, more = self._composer.provisions(topic, budget=max(left, 30), alone=True)
                if general is Status.NOT_IN_SOURCES:
                    # The general point is open; of the case itself more may be known.
                    status = Status.PARTIAL if name in own else general
                verdicts, more, rests_on = [*more, *verdicts], [], name
            elif name not in cited and topic.found[0].similarity >= self._near_enough:
                more = [self._composer.first_sentence(name)]
        closing, shown = self._closing([rests_on], turn)
        drafted = (*verdicts, *self._overlooked(turn), *more, *closing, *self._asked(turn))
        findings = (*turn.findings, *shown, *turn.beside)
        return Composed(status, drafted, findings, self._question(turn))

    def _overlooked(self, turn: Turn) -> list[Drafted]:
        """Say what was refused of a message, and which countries no fact was read from."""
        refused = [self._composer.contradiction(fault) for fault in turn.heard.understood.refused]
        return refused or [*self._in_doubt(turn), *self._unread_countries(turn)]

    def _in_doubt(self, turn: Turn) -> list[Drafted]:
        """Say where a rule is decided by what was told with a doubt alone."""
        decided = {
            (one.rule, one.subject)
            for one in turn.findings
            if one.outcome in {Outcome.MET, Outcome.NOT_MET}
        }
        heard = turn.heard
        hedged = any(fact.hedged and not fact.supposed for fact in heard.understood.facts)
        if not (decided and hedged):
            return []
        rules = list(dict.fromkeys(rule for rule, _ in decided))
        sure = assess(heard.sure, as_of=turn.as_of, catalogue=self.catalogue, rules=rules)
        still = {
            (one.rule, one.subject)
            for one in sure.findings
            if one.outcome in {Outcome.MET, Outcome.NOT_MET}
        }
        return [self._composer.of_the_case("in_doubt")] if decided - still else []

    def _unread_countries(self, turn: Turn) -> list[Drafted]:
        """Name the countries of concern in a message that no fact was read from."""
        if any(one.rule == MEMBERS and one.outcome is Outcome.NOT_MET for one in turn.findings):
            return []
        listed = self.catalogue.rule(MEMBERS).page.parameters_on(turn.as_of)
        concern = listed.get("countries_of_concern", ())
        told = " ".join(str(fact.value) for fact in turn.heard.understood.facts)
        codes = dict.fromkeys(
            str(mention.value)
            for mention in turn.heard.understood.mentions
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
        drafted += self._overlooked(turn) if turn.findings or turn.heard.understood.refused else []
        statuses = [self._status_of(turn)] if turn.findings else []
        left = LONGEST_ANSWER - _CLOSING_WORDS - sum(one.length for one in drafted)
        told: list[str] = []
        sought = {topic.found[0].provision if topic.found else "" for topic in turn.topics}
        for number, topic in enumerate(turn.topics):
            status, more, name = self._one_question(topic, max(left // len(sought), 45))
            if name is not None and name in told:
                # The same provision answers this one, too: only what opens the reply is new.
                said = {one.text for one in drafted}
                drafted += [
                    replace(one, paragraph=number)
                    for one in more[: 1 if topic.lead else 0]
                    if one.text not in said
                ]
                continue
            told += [name] if name else []
            statuses.append(status)
            drafted += [replace(one, paragraph=number) for one in more]
        closing, shown = self._closing(told, turn)
        last = len(turn.topics) - 1
        drafted += [replace(one, paragraph=last) for one in (*closing, *self._asked(turn))]
        findings = (*turn.findings, *shown, *turn.beside)
        return Composed(together(statuses), tuple(drafted), findings, self._question(turn))

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
        """Ask for the fact that would settle most of the open findings that are shown."""
        question = self._question(turn)
        if question is None:
            return []
        rule = self.catalogue.rule(question.rules[0]).on(turn.as_of)
        return [self._composer.question(question, rule.page.provisions)]

    def _question(self, turn: Turn) -> Question | None:
        heard = turn.heard
        ranked = ranked_missing(turn.findings)
        return next_question(ranked, heard.assessed, self.catalogue, heard.declined)

    def _status_of(self, turn: Turn) -> Status:
        """Return the status that findings give: open ones need facts, if the case is meant."""
        settled = [one for one in turn.findings if one.outcome is not Outcome.UNKNOWN]
        if settled and all(is_held_back(one) for one in settled):
            # What the text says is told; what follows from it is not, while the rule disagrees.
            return Status.PARTIAL
        if settled:
            return Status.ANSWERED
        if "?" not in turn.heard.message:
            # Facts of a case were told, and nothing is decided by them yet.
            return Status.NEEDS_FACTS
        asked = _asking_clause(last_question(turn.heard.message), self._parts)
        about_the_case = whole_words(self.lexicon.cues["about_the_case"]).search(asked)
        return Status.NEEDS_FACTS if about_the_case else Status.ANSWERED

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


def _asking_clause(question: str, parts: PartReader) -> str:
    """Return what asks in a question that tells something before a comma."""
    *_, last = question.lower().rsplit(", ", 1)
    return last if parts.opens(last) else question.lower()


def _asks_plainly(followed: Followed) -> bool:
    """Whether a message only leads on with the case, in words that cannot ask for anything else.

    What could be changed is not among it: that may be asked to get around a rule.
    """
    leads_on = followed.alone and followed.ask is not Ask.REMEDY
    return leads_on or followed.declined is not None


def relevant(
    findings: Sequence[Finding],
    topics: Sequence[Topic],
    understood: Understanding,
    catalogue: Catalogue,
) -> tuple[Finding, ...]:
    """Keep the findings that bear on what was asked.

    What is decided bears on it, unless its rule's page says that it is only told when asked about.
    What is open does only where the question is about that rule: a company that is mentioned in
    passing is not asked about its owners.
    """
    asked = {found.provision for topic in topics for found in topic.foremost()}
    first = {topic.found[0].provision for topic in topics if topic.found}
    decided = tuple(
        one
        for one in findings
        if one.outcome is not Outcome.UNKNOWN
        and (one.outcome is not Outcome.NOT_IN_FORCE or first.intersection(one.provisions))
        and (asked.intersection(one.provisions[:1]) or _told_unasked(one, understood, catalogue))
    )
    open_ = tuple(
        one
        for one in findings
        if one.outcome is Outcome.UNKNOWN
        and asked.intersection(one.provisions)
        and (not _only_home(one) or first.intersection(one.provisions))
        and (not decided or one.subject is None)
        and (not decided or catalogue.rule(one.rule).page.told_unasked is None)
    )
    sure = bool(topics and topics[0].found) and topics[0].found[0].similarity >= _SURELY
    alone = len(decided) == 1 and not open_ and (sure or not understood.supposed)
    if alone and _in_passing(decided[0], topics):
        return ()
    return decided + open_


def _beside(finding: Finding, topics: Sequence[Topic]) -> bool:
    """Whether what a general question asks is surely not what a finding says.

    "At how many percent does a Chinese holding count?" wants a number, and no verdict on a holding.
    """
    asked = [topic for topic in topics if topic.found and topic.answerable]
    if not asked or len(asked) < len(topics):
        return False
    if all(topic.asked.form == "wh" and topic.asked.about in _NO_VERDICT for topic in asked):
        return True
    near = any(
        topic.found[0].provision in finding.provisions or topic.found[0].similarity < _SURELY
        for topic in asked
    )
    return not near


def _is_a_question(topic: Topic) -> bool:
    """Whether a message is one question that surely has its provision."""
    sure = topic.lead is not None or (topic.found and topic.found[0].similarity >= _SURELY)
    question = topic.question.strip()
    alone = last_question(question) == question and len(question.splitlines()) == 1
    return bool(sure) and alone and topic.answerable and topic.asked.form != "keywords"


def _of_no_one(finding: Finding, topic: Topic) -> bool:
    """Whether a question that tells of no case of its own asks something else than a finding.

    "Is it measured on all five layers?" describes nobody's layers.
    """
    if finding.outcome is Outcome.NOT_MET:
        return False
    return finding.subject is None or topic.found[0].provision not in finding.provisions


def _told_unasked(finding: Finding, understood: Understanding, catalogue: Catalogue) -> bool:
    branches = catalogue.rule(finding.rule).page.told_unasked
    if branches is None:
        return True
    about = _names_in(understood.proposal)
    return finding.branch in branches and (finding.subject is None or finding.subject in about)


def _names_in(told: Proposal) -> set[str]:
    groups = (told.members, told.markets, told.service_providers)
    return {part.name for group in groups for part in group or ()}


def _in_passing(finding: Finding, topics: Sequence[Topic]) -> bool:
    """Whether a market is only mentioned on the way to another question.

    "Does designation let us ship to Kenya without a licence?" names a market and asks of licences.
    """
    named_only = finding.rule == MARKET and finding.outcome is Outcome.MET
    asks = len(topics) == 1 and topics[0].answerable and "?" in topics[0].question
    if not (named_only and asks):
        return False
    return topics[0].found[0].provision not in finding.provisions


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
