"""Scores by code alone: what is expected of a turn against what was recorded.

The points are those of CRAG: 1 for a right answer, a half for one that lacks something, nothing
for none where there is one, and minus 1 for a wrong answer. A share of right answers says little
without how many were answered, so both are counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from assistant.model.sameness import tokens
from assistant.reply import ChatReply
from corpus.library import Library
from evals.measures import outcomes_of, plain, unmarked
from evals.suites.case import ANSWERING, ChatCase, Expected, RuleCase, Turn, Weight
from evals.suites.gates import Fault, gate_faults
from evals.suites.record import Record
from rules.company import mentioned_key
from rules.outcome import Outcome

HARMFUL = frozenset(
    {"must_not", "wrong_outcome", "exists", "in_context", "supports", "contradiction", "date"}
    | {"answered_though", "leak", "quote"}
)
"""Checks that find something false; what the others find is only missing."""


@dataclass(frozen=True)
class Score:
    """How one case came out."""

    suite: str
    case: str
    category: str
    points: float
    faults: tuple[Fault, ...]
    asked_for_answer: bool
    answered: bool
    words: int
    ms: float
    remarks: tuple[str, ...] = ()
    """What an even better answer had said; it costs nothing."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def unheard(suite: str, case: str, category: str, records: Sequence[Record]) -> Score | None:
    """Return the score of a case that has no reply in a turn; None where it has all."""
    errors = [one.error or "no reply" for one in records if one.reply is None]
    if records and not errors:
        return None
    fault = Fault("error", errors[0] if errors else "was not asked")
    ms = sum(one.ms for one in records)
    return Score(suite, case, category, 0.0, (fault,), True, False, 0, ms)


# -- chats ------------------------------------------------------------------------------------


def chat_score(
    suite: str, name: str, case: ChatCase, records: Sequence[Record], library: Library | None
) -> Score:
    """Score a conversation: every turn, each with the gates that hold of every reply."""
    if (lost := unheard(suite, name, case.category, records)) is not None:
        return lost
    found: list[Fault] = []
    remarks: list[str] = []
    replies: list[ChatReply] = []
    said: list[str] = []
    for turn, record in zip(case.turns, records, strict=True):
        said.append(turn.say)
        try:
            reply = record.chat
        except ValidationError as error:
            found.append(Fault("contract", f"{error.error_count()} fields are not of the contract"))
            continue
        replies.append(reply)
        found += [*turn_faults(turn, reply), *gate_faults(reply, said, case.as_of, library)]
        remarks += missing_beside(turn.expect, reply)
    expects = any(turn.expect.answers for turn in case.turns)
    answered = bool(replies) and replies[-1].status in ANSWERING
    return Score(
        suite=suite,
        case=name,
        category=case.category,
        points=points_of(found, expects=expects, answered=answered),
        faults=tuple(dict.fromkeys(found)),
        asked_for_answer=expects,
        answered=answered,
        words=sum(len(unmarked(one.answer).split()) for one in replies),
        ms=sum(one.ms for one in records),
        remarks=tuple(remarks),
    )


def points_of(found: Iterable[Fault], *, expects: bool, answered: bool) -> float:
    """Return the points of an answer with these faults."""
    checks = {one.check for one in found}
    if not checks:
        return 1.0
    if checks & HARMFUL:
        return -1.0
    if (expects and not answered) or "error" in checks or "contract" in checks:
        return 0.0
    return 0.5


def turn_faults(turn: Turn, reply: ChatReply) -> Iterator[Fault]:
    """Give where a reply is not what is expected of its turn."""
    expect = turn.expect
    if expect.status and reply.status not in expect.status:
        though = not expect.answers and reply.status in ANSWERING
        told = f"is {reply.status}, expected {' or '.join(expect.status)}"
        yield Fault("answered_though" if though else "status", told)
    numbers = {n for one in reply.statements for n in one.citations}
    cited = {one.provision for one in reply.citations if one.n in numbers}
    if expect.cites and cited.isdisjoint(expect.cites):
        told = ", ".join(sorted(cited)) or "nothing"
        yield Fault("cites", f"cites {told}, expected {' or '.join(expect.cites)}")
    found = [(one.rule, one.subject, one.outcome) for one in reply.findings]
    yield from outcome_faults(expect.outcomes, found)
    answer = plain(unmarked(reply.answer))
    for nugget in expect.nuggets:
        said = says_any(answer, nugget.wordings) or _in_a_models_words(reply, nugget.wordings)
        if nugget.weight is Weight.VITAL and not said:
            yield Fault("vital", f"says none of {', '.join(map(repr, nugget.wordings[:4]))}")
    for phrase in expect.must_not:
        if plain(phrase) in answer:
            yield Fault("must_not", f"says {phrase!r}")


def missing_beside(expect: Expected, reply: ChatReply) -> list[str]:
    """Return what would have been good to say and is not said."""
    answer = plain(unmarked(reply.answer))
    beside = [one.wordings for one in expect.nuggets if one.weight is Weight.OKAY]
    return [wordings[0] for wordings in beside if not says_any(answer, wordings)]


def says_any(answer: str, wordings: Iterable[str]) -> bool:
    """Whether an answer in plain form has one of the wordings."""
    return any(plain(one) in answer for one in wordings)


def _in_a_models_words(reply: ChatReply, wordings: Iterable[str]) -> bool:
    """Whether a sentence that a model worded has one of the wordings in words that claim the same.

    "isn't enforced" is "is not enforced", and nothing else is: what it stands for is not looked at.
    """
    told = [tokens(one.text) for one in reply.statements if one.instead_of is not None]
    return any(_within(tokens(wording), one) for wording in wordings for one in told)


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    places = range(len(whole) - len(part) + 1)
    return bool(part) and any(whole[n : n + len(part)] == part for n in places)


# -- rules ------------------------------------------------------------------------------------


def outcome_faults(
    expect: Mapping[str, Outcome | Mapping[str, Outcome]],
    found: Sequence[tuple[str, str | None, Outcome]],
    *,
    exactly: bool = False,
) -> Iterator[Fault]:
    """Give where rules come out otherwise; `exactly`: for all subjects, and for no other."""
    gravest = outcomes_of((rule, outcome) for rule, _, outcome in found)
    for rule, wanted in expect.items():
        of_rule = [(subject, outcome) for name, subject, outcome in found if name == rule]
        if isinstance(wanted, Mapping):
            yield from _by_subject(rule, wanted, of_rule, exactly=exactly)
        elif not of_rule:
            yield Fault("outcome_missing", f"{rule} is not applied, expected {wanted}")
        elif exactly and {outcome for _, outcome in of_rule} != {wanted}:
            told = ", ".join(sorted({outcome for _, outcome in of_rule}))
            yield Fault("wrong_outcome", f"{rule} is {told}, expected {wanted}")
        elif gravest[rule] != wanted:
            yield Fault("wrong_outcome", f"{rule} is {gravest[rule]}, expected {wanted}")


def _by_subject(
    rule: str,
    wanted: Mapping[str, Outcome],
    of_rule: Sequence[tuple[str | None, Outcome]],
    *,
    exactly: bool,
) -> Iterator[Fault]:
    told = {_key(subject): outcome for subject, outcome in of_rule}
    for subject, outcome in wanted.items():
        came = told.pop(_key(subject), None)
        if came is None:
            yield Fault("outcome_missing", f"{rule} says nothing of {subject}")
        elif came != outcome:
            yield Fault("wrong_outcome", f"{rule} of {subject} is {came}, expected {outcome}")
    if exactly and told:
        yield Fault("wrong_outcome", f"{rule} also speaks of {', '.join(map(str, told))}")


def _key(subject: str | None) -> str | None:
    return None if subject is None else mentioned_key(subject)


def rule_score(name: str, case: RuleCase, record: Record) -> Score:
    """Score one rule case: outcomes exactly, and what they add up to."""
    category = next(iter(case.expect))
    if (lost := unheard("rules", name, category, [record])) is not None:
        return lost
    reply = record.reply or {}
    found = [
        (one["rule"], one["subject"], Outcome(one["outcome"])) for one in reply.get("findings", ())
    ]
    faults = list(outcome_faults(case.expect, found, exactly=True))
    told = {(rule, subject) for rule, subject, _ in found}
    if len(told) < len(found):
        faults.append(Fault("contradiction", "one rule has several findings for one subject"))
    if case.overall and reply.get("overall") != case.overall:
        told_overall = reply.get("overall")
        faults.append(Fault("wrong_outcome", f"overall {told_overall}, expected {case.overall}"))
    points = -1.0 if faults else 1.0
    return Score("rules", name, category, points, tuple(faults), True, True, 0, record.ms)
