"""Answers to questions and situations, from findings and provisions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.case_answers import CaseAnswers
from assistant.composing import LONGEST_ANSWER, Composer, Drafted
from assistant.following import ContextReader
from assistant.lexicon import Lexicon, whole_words
from assistant.premises import Correction, PremiseReader
from assistant.questions import PartReader, last_question
from assistant.reply import Status
from assistant.topics import Topic, TopicReader
from assistant.turn import Composed, Turn
from corpus.document import Force
from corpus.library import Library
from rules.assessment import Finding, Question, assess, is_held_back, next_question, ranked_missing
from rules.catalogue import Catalogue
from rules.country import country_name
from rules.outcome import Outcome
from rules.proposal import Proposal

WINDOW = "filed_in_window"
AMENDMENTS = "NF-EXTENSION"
MEMBERS = "members_outside_countries_of_concern"
_CLOSING_WORDS = 25
"""Kept free in an answer for what it rests on."""

_ARTICLES = ("The", "A", "An", "This", "That")


@dataclass(frozen=True)
class PlainAnswers:
    """Answers a message from the provisions, and from the findings that bear on it."""

    library: Library
    catalogue: Catalogue
    lexicon: Lexicon
    composer: Composer
    topics: TopicReader
    parts: PartReader
    premises: PremiseReader
    context: ContextReader
    case_answers: CaseAnswers

    @property
    def _near_enough(self) -> float:
        return float(self.lexicon.routes["limits"]["more"])

    def answer(self, turn: Turn) -> Composed:
        """Answer a message: what it states, or each of its questions."""
        if turn.findings and len(turn.topics) == 1:
            composed = self._situation(turn, turn.topics[0])
        else:
            composed = self._questions(turn)
        return self._unclaimed(self._corrected(composed, turn), turn)

    def _situation(self, turn: Turn, topic: Topic) -> Composed:
        """Answer a message that states facts: the findings, and what the sources add to them."""
        verdicts = list(self.composer.verdicts(turn.findings))
        left = LONGEST_ANSWER - _CLOSING_WORDS - sum(one.length for one in verdicts)
        cited = {name for finding in turn.findings for name in finding.provisions[:2]}
        status = self._status_of(turn)
        own = {name for finding in turn.findings for name in finding.provisions}
        rests_on = turn.findings[0].provisions[0]
        more: list[Drafted] = []
        if topic.answerable and not topic.route:
            name = topic.found[0].provision
            asks = "?" in turn.heard.message or topic.told_apart
            if asks and (self._open_in_general(topic, turn) or self._undecided(turn)):
                # Nothing is decided: what the sources say in general comes first, and best from
                # the provisions that the open rule rests on.
                topic = topic if topic.told_apart else topic.turned_to(own)
                name = topic.found[0].provision
                general, more = self.composer.provisions(topic, budget=max(left, 30), alone=True)
                if general is Status.NOT_IN_SOURCES:
                    # The general point is open; of the case itself more may be known.
                    status = Status.PARTIAL if name in own else general
                elif topic.told_apart and name not in own:
                    status = general
                verdicts, more, rests_on = [*more, *verdicts], [], name
            elif asks and name not in own and (topic.lead or topic.told_apart):
                # What is asked is another point than what the facts decide: it comes first.
                general, more = self.composer.provisions(topic, budget=max(left, 30), alone=True)
                status = general if general is Status.PARTIAL else status
                status = Status.PARTIAL if general is Status.NOT_IN_SOURCES else status
                verdicts, more, rests_on = [*more, *verdicts], [], name
            elif name not in cited and topic.found[0].similarity >= self._near_enough:
                more = [self.composer.first_sentence(name)]
        closing, shown = self._closing([rests_on], turn)
        question = self._question(turn)
        asked = self._asked(question, turn.as_of)
        drafted = (*verdicts, *self.overlooked(turn), *more, *closing, *asked)
        findings = (*turn.findings, *shown, *turn.beside)
        return Composed(status, drafted, findings, question)

    def _questions(self, turn: Turn) -> Composed:
        """Answer each question of a message from the provisions."""
        drafted = list(self.composer.verdicts(turn.findings))
        drafted += self.overlooked(turn) if turn.findings or turn.heard.understood.refused else []
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
        question = self._question(turn)
        asked = self._asked(question, turn.as_of)
        drafted += [replace(one, paragraph=last) for one in (*closing, *asked)]
        findings = (*turn.findings, *shown, *turn.beside)
        return Composed(together(statuses), tuple(drafted), findings, question)

    def _one_question(self, topic: Topic, budget: int) -> tuple[Status, list[Drafted], str | None]:
        """Answer one question; the provision that it was answered from comes last."""
        if topic.route:
            return *self.composer.routed(topic.route), None
        if not topic.near_subject:
            return *self.composer.routed("out_of_scope"), None
        if not topic.answerable:
            return *self.composer.not_found(topic), None
        status, drafted = self.composer.provisions(topic, budget=budget)
        return status, drafted, topic.found[0].provision

    def overlooked(self, turn: Turn) -> list[Drafted]:
        """Say what was refused of a message, and which countries no fact was read from."""
        refused = [self.composer.contradiction(fault) for fault in turn.heard.understood.refused]
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
        return [self.composer.of_the_case("in_doubt")] if decided - still else []

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
        return [self.composer.not_understood(unread)] if unread else []

    def _unclaimed(self, composed: Composed, turn: Turn) -> Composed:
        """Say first that a text which a message tells of is its claim, and what is known of it."""
        text = self.context.brought_text(turn.heard.message)
        known = self.composer.first_sentence(AMENDMENTS)
        if not text or any(one.text == known.text for one in composed.drafted):
            return composed
        text = f"{text[0].lower()}{text[1:]}" if text.split()[0] in _ARTICLES else text
        claimed = self.composer.of_the_case("claimed", words={"text": text})
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
        first = [] if asked else [self.composer.of_the_case(opening)]
        first += [
            instead
            for one in wrong
            if one.provision not in said
            for instead in self.composer.told_instead(one.provision, one.text)
        ]
        if not composed.findings and self.premises.is_all(turn.heard.message, asked=asked):
            # Nothing but that was asked.
            rest = (self.composer.basis(wrong[0].provision),)
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
            self.premises.correction(
                one, self.topics.nearest([one.text, one.question], as_of=turn.as_of)
            )
            for one in self.premises.premises(turn.heard.message, own)
        )
        by_whom = self.premises.misattributed(turn.heard.message)
        wrong: dict[str, Correction] = {}
        for one in (by_whom, *found):
            if one is not None:
                wrong.setdefault(one.provision, one)
        return list(wrong.values())

    @staticmethod
    def _undecided(turn: Turn) -> bool:
        return all(one.outcome is Outcome.UNKNOWN for one in turn.findings)

    def _open_in_general(self, topic: Topic, turn: Turn) -> bool:
        """Whether a message that tells nothing asks for a point that the sources leave open."""
        first = self.library.provision(topic.found[0].provision)
        tells = bool(turn.heard.facts) or turn.heard.followed.news != Proposal()
        tells = tells and not topic.told_apart
        return first.force is Force.UNSETTLED and not tells and not turn.heard.understood.supposed

    def _closing(
        self, told: Sequence[str], turn: Turn
    ) -> tuple[list[Drafted], tuple[Finding, ...]]:
        """Say how the window stands where filing matters, and what the answer rests on."""
        drafted: list[Drafted] = []
        shown: tuple[Finding, ...] = ()
        spoken_of = any(finding.rule == WINDOW for finding in turn.findings)
        if not spoken_of and self.composer.window_matters.intersection(told):
            shown = assess(
                Proposal(), as_of=turn.as_of, catalogue=self.catalogue, rules=[WINDOW]
            ).findings
            drafted += [self.composer.remark(finding) for finding in shown]
        if told:
            drafted.append(self.composer.basis(told[0]))
        return drafted, shown

    def _asked(self, question: Question | None, as_of: date) -> list[Drafted]:
        """Put the question that an answer ends with, if there is one."""
        if question is None:
            return []
        rule = self.catalogue.rule(question.rules[0]).on(as_of)
        return [self.composer.question(question, rule.page.provisions)]

    def _question(self, turn: Turn) -> Question | None:
        """Return the question that the answer ends with, if any fact is worth asking for."""
        heard = turn.heard
        ranked = ranked_missing(turn.findings)
        question = next_question(ranked, heard.assessed, self.catalogue, heard.declined)
        if question is not None or not turn.tells:
            return question
        # What was asked is settled; of the case that the message goes on telling, more is open.
        return self.case_answers.going_on(heard.of_case(turn.as_of))

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
        if turn.heard.case != turn.heard.told:
            # Asked of what is told beside it.
            return Status.NEEDS_FACTS
        asked = _asking_clause(last_question(turn.heard.message), self.parts)
        about_the_case = whole_words(self.lexicon.cues["about_the_case"]).search(asked)
        return Status.NEEDS_FACTS if about_the_case else Status.ANSWERED


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


def _asking_clause(question: str, parts: PartReader) -> str:
    """Return what asks in a question that tells something before a comma."""
    *_, last = question.lower().rsplit(", ", 1)
    return last if parts.opens(last) else question.lower()
