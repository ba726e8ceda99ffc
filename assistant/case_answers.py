"""Answers about the case as a whole: where it stands, what is missing, why, and what would help."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.case_parts import Part, PartsReader, names_in, stated_facts
from assistant.composing import ORDER, Composer, Drafted
from assistant.following import OF_THE_REPLY, Ask, Before
from assistant.lexicon import Lexicon, any_of
from assistant.reply import StatementKind, Status
from assistant.rule_questions import RuleQuestion
from corpus.library import Library
from rules.assessment import (
    Assessment,
    Correction,
    Finding,
    Question,
    assess,
    fact_words,
    is_held_back,
    listed,
    missing_words,
    next_question,
    ranked_missing,
    with_corrections,
)
from rules.catalogue import Catalogue
from rules.kit import StatedFact, Step
from rules.outcome import DECIDED_BY_FACTS, Kind, Outcome
from rules.proposal import Proposal
from rules.what_if import NO_BREACH, Solution, WhatIf, what_if

_MOST_MISSING = 5
_MOST_KNOWN = 24
_MOST_JUDGED = 4
_MOST_REASONS = 3
_MOST_SETS = 3
_MOST_SOURCES = 3
OF_MEMBERS = ("members_outside_countries_of_concern", "service_providers_outside_compelled_access")
"""The rules that run for each member, or for each provider."""


@dataclass(frozen=True)
class CaseAnswer:
    """An answer about the case, before it is verified."""

    status: Status
    drafted: tuple[Drafted, ...]
    findings: tuple[Finding, ...] = ()
    question: Question | None = None


@dataclass(frozen=True)
class Told:
    """The case that is asked about, and what has been said of it."""

    case: Proposal
    as_of: date
    before: Before | None
    declined: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    """The names in the case that the message speaks of; all of it, where it speaks of none."""


class CaseAnswers:
    """Answers what is asked of the case that was told, or of the reply before."""

    def __init__(
        self, library: Library, catalogue: Catalogue, lexicon: Lexicon, composer: Composer
    ) -> None:
        self._library = library
        self._catalogue = catalogue
        self._composer = composer
        self._phrases: Mapping[str, Any] = lexicon.phrases["case"]
        self._parts = PartsReader(lexicon)
        self._pronouns = re.compile(any_of(lexicon.following["pronouns"]) + "|them|him")

    def answer(self, ask: Ask, told: Told, of: str = "") -> CaseAnswer | None:
        """Answer what is asked of the case, or `of` one part of it.

        None where there is no case, or where the question is not about it: a general one.
        """
        if ask in OF_THE_REPLY:
            told = _as_supposed(told)
            return self._effect(told) if ask is Ask.EFFECT else self._explained(ask, told)
        if told.case == Proposal():
            return None
        if ask is Ask.KNOWN:
            return self._known(told, of)
        if of and ask in {Ask.MISSING, Ask.STANDING}:
            return self._of_a_part(ask, told, of)
        result = self._assessed(told)
        answers = {
            Ask.STANDING: self._standing,
            Ask.MISSING: self._missing,
            Ask.PROBLEM: self._problem,
            Ask.REMEDY: self._remedy,
        }
        return answers[ask](result, told)

    def _of_a_part(self, ask: Ask, told: Told, of: str) -> CaseAnswer | None:
        """Say what is found and what is missing for a part alone; say so where there is none."""
        part = self._parts.named(of, told.case)
        if part is None:
            return self._no_such_part(of, told) if self._parts.may_be_a_name(of) else None
        result = self._assessed(told)
        facts = [fact for fact in result.missing if part.holds(fact) and fact not in told.declined]
        theirs = [one for one in result.findings if self._bears_on(one, part)]
        drafted: list[Drafted] = []
        if ask is Ask.STANDING:
            decided = {Outcome.MET, Outcome.NOT_MET, Outcome.JUDGMENT}
            drafted += self._composer.verdicts([one for one in theirs if one.outcome in decided])
        open_ = [one for one in theirs if one.outcome is Outcome.UNKNOWN]
        if facts:
            words = [missing_words(fact, told.case, self._catalogue) for fact in facts]
            first = "; ".join(list(dict.fromkeys(words))[:_MOST_MISSING])
            cited = dict.fromkeys(one.provisions[0] for one in open_ if facts[0] in one.missing)
            drafted.append(
                self._said(
                    "missing_of",
                    StatementKind.VERDICT,
                    list(cited)[:2],
                    name=part.name,
                    facts=first,
                )
            )
        elif not open_:
            drafted.append(self._said("nothing_open_of", name=part.name))
        else:
            drafted += self._composer.verdicts(open_)
        ranked = ranked_missing(open_)
        question = next_question(
            [one for one in ranked if part.holds(one[0])],
            told.case,
            self._catalogue,
            told.declined,
        )
        if question is not None:
            rule = self._catalogue.rule(question.rules[0])
            drafted.append(self._composer.question(question, rule.page.provisions))
        return CaseAnswer(Status.ANSWERED, tuple(drafted), tuple(theirs), question)

    def _known(self, told: Told, of: str) -> CaseAnswer | None:
        """Say what was told: of the whole case, or of one part of it."""
        part = self._parts.named(self._meant(of, told), told.case) if of else None
        if of and part is None:
            return None
        facts = [
            StatedFact(path, value)
            for path, value in stated_facts(told.case)
            if part is None or part.holds(path)
        ]
        if not facts:
            return CaseAnswer(
                Status.NEEDS_FACTS, (self._said("known_nothing", name=part.name if part else ""),)
            )
        words = [fact_words(one, told.case) for one in facts]
        more = len(words) - _MOST_KNOWN
        told_first = "; ".join(dict.fromkeys(words[:_MOST_KNOWN]))
        drafted = [self._said("known", StatementKind.APPLICANT, facts=told_first)]
        drafted += [self._said("known_more", count=more)] if more > 0 else []
        return CaseAnswer(Status.ANSWERED, tuple(drafted))

    def _meant(self, of: str, told: Told) -> str:
        """Return whom words mean: a pronoun, the company spoken of last."""
        last = told.before.reply.spoken_of if told.before is not None else None
        return last if last is not None and self._pronouns.fullmatch(of.casefold()) else of

    def _effect(self, told: Told) -> CaseAnswer | None:
        """Say what the findings of the reply before come to, and how the case stands with them.

        None where that reply decided nothing: then a general question is meant.
        """
        before = told.before.reply.findings if told.before is not None else ()
        keys = [
            (one.rule, one.subject)
            for one in before
            if one.outcome not in {Outcome.NOT_IN_FORCE, Outcome.UNKNOWN} or one.missing
        ]
        if not keys or told.case == Proposal():
            return None
        result = self._assessed(told)
        theirs = [one for one in result.findings if (one.rule, one.subject) in keys]
        decided = [
            one
            for one in theirs
            if one.outcome is not Outcome.UNKNOWN and one.kind in DECIDED_BY_FACTS
        ]
        if not decided:
            return None
        gravest = sorted(decided, key=lambda one: ORDER.index(one.outcome))
        drafted = [*self._composer.verdicts(gravest[:_MOST_REASONS])]
        drafted += self._effect_of(gravest)
        open_ = {one.rule for one in _of(result, Outcome.UNKNOWN)}
        cited = [self._phrases["decides"]]
        rules = {one.rule for one in result.findings}
        words = {"open": len(open_), "all": len(rules)}
        drafted.append(self._said(result.overall.value, StatementKind.VERDICT, cited, **words))
        drafted.append(self._composer.first_sentence(self._phrases["decides"]))
        drafted += self._asked(result)
        return CaseAnswer(Status.ANSWERED, tuple(drafted), result.findings, result.next_question)

    def _effect_of(self, findings: Sequence[Finding]) -> Iterator[Drafted]:
        """Give the provision on the effect of a presumption, where one is spoken of."""
        if any(
            one.kind is Kind.PRESUMPTION and one.outcome is Outcome.JUDGMENT for one in findings
        ):
            yield self._composer.first_sentence(self._phrases["effect_of_presumption"])

    def _no_such_part(self, of: str, told: Told) -> CaseAnswer:
        drafted = [self._said("no_such_part", name=of)]
        if names := names_in(told.case):
            drafted.append(self._said("what_is_told", names=listed(names)))
        return CaseAnswer(Status.NEEDS_FACTS, tuple(drafted))

    def _bears_on(self, finding: Finding, part: Part) -> bool:
        """Whether a finding is about a part: about its name, or on facts of it."""
        if finding.outcome is Outcome.NOT_IN_FORCE:
            return False
        if part.subject is not None:
            return finding.subject == part.subject
        read = (*finding.missing, *(fact.path for fact in finding.facts))
        return any(part.holds(path) for path in read)

    def dropped(self, names: Sequence[str], told: Told, *, supposed: bool = False) -> CaseAnswer:
        """Say who was taken out of the case, and how it stands without them.

        Where that is only `supposed`, the case told here is the one without them, and is not kept.
        """
        phrase = "dropped_supposed" if supposed else "dropped"
        said = self._said(phrase, names=listed(list(names)))
        after = self._standing(self._assessed(told), told)
        return CaseAnswer(after.status, (said, *after.drafted), after.findings, after.question)

    def declined(self, fact: str, told: Told) -> CaseAnswer:
        """Note that a fact will not be told, and ask for the next one."""
        words = missing_words(fact, told.case, self._catalogue)
        result = self._assessed(told)
        drafted = (self._said("declined", fact=words), *self._asked(result))
        return CaseAnswer(Status.NEEDS_FACTS, drafted, (), result.next_question)

    def going_on(self, told: Told) -> Question | None:
        """Return the question that settles most of the whole case."""
        return self._assessed(told).next_question

    def noted(
        self,
        rules: Sequence[str],
        told: Told,
        corrections: Sequence[Correction] = (),
        *,
        sought: Sequence[Finding] = (),
        beside: Sequence[Drafted] = (),
    ) -> CaseAnswer:
        """Say what comes of facts for the rules that read them, and ask for the next one.

        `sought` are findings that the message speaks of; `beside` is said after all: what of the
        message was not understood.
        """
        spoken_of = {(one.rule, one.subject) for one in sought}
        result = self._assessed(told, tuple(dict.fromkeys([*rules, *(r for r, _ in spoken_of)])))
        touched = [
            with_corrections(one, corrections, told.case, self._catalogue)
            for one in result.findings
        ]
        settled = [
            one
            for one in touched
            if one.outcome not in {Outcome.UNKNOWN, Outcome.NOT_IN_FORCE}
            and (
                (one.rule, one.subject) in spoken_of
                or self._catalogue.rule(one.rule).page.is_told_unasked(one.branch)
            )
        ]
        decided = [one for one in settled if one.kind in DECIDED_BY_FACTS] or settled
        changed = [
            after
            for before, after in zip(result.findings, touched, strict=True)
            if after is not before and after not in decided
        ]
        open_ = [
            one
            for one in touched
            if one.outcome is Outcome.UNKNOWN and (one.rule, one.subject) in spoken_of
        ]
        drafted = [*self._composer.verdicts(decided), *self._composer.verdicts(changed)]
        drafted = drafted or list(self._composer.verdicts(open_))
        going_on = self._gone_on(sought, result, told)
        if drafted:
            gravest = min(decided or changed or open_, key=_weight)
            drafted.append(self._composer.basis(gravest.provisions[0]))
        else:
            drafted += self._open(going_on, told, "still_open")
        drafted += [*beside, *self._asked(going_on)]
        status = Status.ANSWERED if decided else Status.NEEDS_FACTS
        return CaseAnswer(status, tuple(drafted), tuple(touched), going_on.next_question)

    def _gone_on(self, sought: Sequence[Finding], begun: Assessment, told: Told) -> Assessment:
        """Return the assessment to ask on from: what is spoken of, what was begun, or the whole."""
        speaks_of = tuple(dict.fromkeys(one.rule for one in sought))
        first = self._assessed(told, speaks_of) if speaks_of else begun
        asking = [one for one in (first, begun) if one.next_question is not None]
        return asking[0] if asking else self._assessed(told)

    def judged(self, asked: RuleQuestion, told: Told) -> CaseAnswer | None:
        """Apply the rules that are asked for to what was told; None where none bears on it."""
        result = self._assessed(told, asked.rules)
        theirs = [one for one in result.findings if one.outcome is not Outcome.NOT_IN_FORCE]
        if not asked.rules:
            theirs = [one for one in theirs if one.subject in asked.subjects]
        elif any(one.subject in asked.subjects for one in theirs):
            theirs = [one for one in theirs if one.subject in (None, *asked.subjects)]
        if not theirs:
            return None
        open_ = [one for one in theirs if one.outcome is Outcome.UNKNOWN]
        ranked = sorted(theirs, key=_weight)
        drafted = list(self._composer.verdicts(ranked[:_MOST_JUDGED]))
        drafted.append(self._composer.basis(ranked[0].provisions[0]))
        question = next_question(ranked_missing(open_), told.case, self._catalogue, told.declined)
        if question is not None:
            rule = self._catalogue.rule(question.rules[0])
            drafted.append(self._composer.question(question, rule.page.provisions))
        if all(is_held_back(one) for one in theirs):
            status = Status.PARTIAL
        else:
            status = Status.NEEDS_FACTS if len(open_) == len(theirs) else Status.ANSWERED
        return CaseAnswer(status, tuple(drafted), tuple(theirs), question)

    # -- the whole case -------------------------------------------------------------------------

    def _assessed(self, told: Told, rules: Sequence[str] = ()) -> Assessment:
        return assess(
            told.case,
            as_of=told.as_of,
            catalogue=self._catalogue,
            rules=rules or None,
            declined=told.declined,
        )

    def _standing(self, result: Assessment, told: Told) -> CaseAnswer:
        against = _of(result, Outcome.NOT_MET)
        judged = [one for one in _of(result, Outcome.JUDGMENT) if one.kind in DECIDED_BY_FACTS]
        open_ = {one.rule for one in _of(result, Outcome.UNKNOWN)}
        opening = self._said(
            result.overall.value,
            StatementKind.VERDICT,
            [one.provisions[0] for one in against[:2]] or [self._phrases["decides"]],
            open=len(open_),
            all=len({one.rule for one in result.findings}),
        )
        drafted = [opening, *self._composer.verdicts(against)]
        if judged:
            points = listed([_point(one) for one in judged])
            cited = [one.provisions[0] for one in judged]
            drafted.append(self._said("judgment", StatementKind.VERDICT, cited, points=points))
        drafted += self._open(result, told, "still_open")
        drafted.append(self._composer.first_sentence(self._phrases["decides"]))
        drafted += self._asked(result)
        return CaseAnswer(Status.ANSWERED, tuple(drafted), result.findings, result.next_question)

    def _missing(self, result: Assessment, told: Told) -> CaseAnswer:
        open_ = list(self._open(result, told, "missing"))
        drafted = (*(open_ or [self._said("nothing_open")]), *self._asked(result))
        findings = tuple(_of(result, Outcome.UNKNOWN))
        return CaseAnswer(Status.ANSWERED, drafted, findings, result.next_question)

    def _open(self, result: Assessment, told: Told, phrase: str) -> Iterator[Drafted]:
        facts = [fact for fact in result.missing if fact not in told.declined] or result.missing
        if told.about:
            theirs = [one for one in result.findings if one.subject in told.about]
            facts = [fact for fact in facts if any(fact in one.missing for one in theirs)]
        if facts:
            words = [missing_words(fact, told.case, self._catalogue) for fact in facts]
            first = list(dict.fromkeys(words))[:_MOST_MISSING]
            open_ = [one for one in result.findings if one.outcome is Outcome.UNKNOWN]
            cited = dict.fromkeys(one.provisions[0] for one in open_ if facts[0] in one.missing)
            yield self._said(phrase, StatementKind.VERDICT, list(cited)[:2], facts="; ".join(first))

    def _asked(self, result: Assessment) -> Iterator[Drafted]:
        question = result.next_question
        if question is not None:
            rule = self._catalogue.rule(question.rules[0])
            yield self._composer.question(question, rule.page.provisions)

    # -- a part of it -----------------------------------------------------------------------------

    def _problem(self, _: Assessment, told: Told) -> CaseAnswer:
        result = self._assessed(told, OF_MEMBERS)
        against = _of(result, Outcome.NOT_MET) or _of(result, Outcome.JUDGMENT)
        drafted = list(self._composer.verdicts(against))
        if not against:
            names = [one.subject for one in _of(result, Outcome.UNKNOWN) if one.subject]
            cited = [self._catalogue.rule(rule).page.provisions[0] for rule in OF_MEMBERS]
            drafted.append(self._said("problem_none", StatementKind.VERDICT, cited))
            if names:
                drafted.append(
                    self._said(
                        "problem_open",
                        StatementKind.VERDICT,
                        cited,
                        names=listed(list(dict.fromkeys(names))),
                    )
                )
        question = None if against else result.next_question
        drafted += [] if against else self._asked(result)
        return CaseAnswer(Status.ANSWERED, tuple(drafted), result.findings, question)

    def _remedy(self, result: Assessment, told: Told) -> CaseAnswer:
        """Say the least changes by which nothing would be broken, or a presumption would hold."""
        against = _of(result, Outcome.NOT_MET)
        presumed = [one for one in _of(result, Outcome.JUDGMENT) if one.kind is Kind.PRESUMPTION]
        goal = presumed[0].rule if presumed and not against else NO_BREACH
        found = what_if(told.case, as_of=told.as_of, goal=goal, catalogue=self._catalogue)
        concerned = tuple(against or presumed)
        cited = list(dict.fromkeys(one.provisions[0] for one in concerned))[:3]
        drafted = tuple(self._ways(found, cited or [self._phrases["decides"]]))
        return CaseAnswer(Status.ANSWERED, drafted, concerned)

    def _ways(self, found: WhatIf, provisions: Sequence[str]) -> Iterator[Drafted]:
        step = StatementKind.NEXT_STEP
        if found.reached_already:
            yield self._said("remedy_done", step, provisions)
            return
        for one in found.impossible[:_MOST_REASONS]:
            yield self._said("remedy_none", step, provisions, why=one.because)
        sets = found.solutions or found.nearest
        told = [_way(one) for one in sets[:_MOST_SETS]]
        if told:
            name = "remedy" if len(told) == 1 else "remedy_either"
            yield self._said(name, step, provisions, changes="; or ".join(told))
        more = len(sets) - len(told) + (found.others or 0)
        if more:
            yield self._said("remedy_more", step, provisions, count=more)

    # -- the reply before -------------------------------------------------------------------------

    def _explained(self, ask: Ask, told: Told) -> CaseAnswer:
        before = told.before
        if before is None:
            return CaseAnswer(Status.NEEDS_FACTS, (self._said("nothing_before"),))
        decided = {
            (one.rule, one.subject): one
            for one in before.reply.findings
            if one.outcome not in {Outcome.NOT_IN_FORCE, Outcome.UNKNOWN}
        }
        if ask is Ask.WHY and decided:
            gravest = sorted(decided, key=lambda key: ORDER.index(decided[key].outcome))
            against = [key for key in gravest if decided[key].outcome is Outcome.NOT_MET]
            # What stands against the case is asked after, and not what else is left to judgment.
            gravest = against or gravest
            proven = self._proven(gravest[:_MOST_REASONS], told)
            if proven.drafted:
                return proven
        names = list(dict.fromkeys(one.provision for one in before.reply.citations))
        drafted: list[Drafted] = []
        for name in names[:_MOST_SOURCES]:
            drafted += [self._composer.first_sentence(name), self._composer.basis(name)]
        unique = {one.text: one for one in drafted}
        if not unique:
            return CaseAnswer(Status.NEEDS_FACTS, (self._said("nothing_before"),))
        return CaseAnswer(Status.ANSWERED, tuple(unique.values()))

    def _proven(self, keys: Sequence[tuple[str, str | None]], told: Told) -> CaseAnswer:
        result = self._assessed(told, list(dict.fromkeys(rule for rule, _ in keys)))
        held = {(one.rule, one.subject): one for one in result.findings}
        findings = tuple(held[key] for key in keys if key in held)
        drafted = []
        for finding in findings:
            reasons = listed(list(dict.fromkeys(self._reasons(finding, told))))
            drafted.append(
                self._said(
                    "why",
                    StatementKind.VERDICT,
                    finding.provisions[:2],
                    title=finding.title,
                    subject=f" ({finding.subject})" if finding.subject else "",
                    outcome=finding.outcome.value.replace("_", " "),
                    reasons=reasons,
                )
            )
        return CaseAnswer(Status.ANSWERED, tuple(drafted), findings)

    def _reasons(self, finding: Finding, told: Told) -> Iterator[str]:
        leaves = [leaf for step in finding.proof for leaf in step.leaves()]
        for leaf in leaves[:_MOST_MISSING]:
            yield self._reason(leaf, told)

    def _reason(self, leaf: Step, told: Told) -> str:
        answers = self._phrases["answers"]
        answer = answers["open" if leaf.truth is None else str(leaf.truth).lower()]
        says = f"{leaf.says[0].lower()}{leaf.says[1:]}".rstrip(".") + ":"
        fact = listed([fact_words(one, told.case) for one in leaf.facts[:2]]) if leaf.facts else ""
        name = "reason" if fact else "reason_bare"
        return str(self._phrases[name]).format(says=says, answer=answer, fact=fact)

    def _said(
        self,
        phrase: str,
        kind: StatementKind = StatementKind.CAVEAT,
        provisions: Sequence[str] = (),
        **words: object,
    ) -> Drafted:
        told = {name: str(value) for name, value in words.items()}
        return self._composer.of_the_case(phrase, kind, provisions, told)


def _as_supposed(told: Told) -> Told:
    """Return the case that the reply before spoke of, where a part of it was only supposed."""
    supposed = told.before.reply.supposed if told.before is not None else None
    return told if supposed is None else replace(told, case=supposed)


def _of(result: Assessment, outcome: Outcome) -> list[Finding]:
    return [one for one in result.findings if one.outcome is outcome]


def _point(finding: Finding) -> str:
    """Name a finding by its rule, in the middle of a sentence."""
    title = f"{finding.title[0].lower()}{finding.title[1:]}"
    return f"whether {title}" if not finding.subject else f"whether {title} ({finding.subject})"


def _way(solution: Solution) -> str:
    """Put the changes of one set into the middle of a sentence."""
    return listed([f"{one.text[0].lower()}{one.text[1:]}".rstrip(".") for one in solution.changes])


def _weight(finding: Finding) -> int:
    return ORDER.index(finding.outcome)
