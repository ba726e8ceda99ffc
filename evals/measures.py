"""Scores, by code alone: ranks and recall of a search, and what is wrong with an answer."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.reply import ChatReply, Status
from evals.cases import QuestionCase
from rules.outcome import Outcome

# -- searches ---------------------------------------------------------------------------------


def rank_of(found: Sequence[str], expected: Collection[str]) -> int | None:
    """Return the place of the first expected provision, counted from 1, or None."""
    return next((place for place, name in enumerate(found, start=1) if name in expected), None)


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of queries with an expected provision among the first k."""
    if not ranks:
        message = "Recall needs at least one query."
        raise ValueError(message)
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


# -- answers ----------------------------------------------------------------------------------


class Wrong(StrEnum):
    """A way for an answer to be wrong."""

    STATUS = "status"
    PROVISIONS = "provisions"
    OUTCOMES = "outcomes"
    MUST_SAY = "must_say"
    MUST_NOT = "must_not"
    ERROR = "error"


@dataclass(frozen=True)
class Failure:
    """One thing that is wrong with an answer, in words for whoever mends it."""

    wrong: Wrong
    says: str


@dataclass(frozen=True)
class Said:
    """What is scored of a reply; `cited` are the provisions that its sentences cite."""

    status: Status
    answer: str
    cited: frozenset[str]
    outcomes: Mapping[str, Outcome]

    @property
    def words(self) -> int:
        """Words of the answer without its citation markers."""
        return len(unmarked(self.answer).split())


def said_by(reply: ChatReply) -> Said:
    """Return what is scored of a reply.

    Only citations of sentences count: a provision that stands under a finding alone was not shown
    to carry anything that was said.
    """
    numbers = {number for statement in reply.statements for number in statement.citations}
    return Said(
        status=reply.status,
        answer=reply.answer,
        cited=frozenset(one.provision for one in reply.citations if one.n in numbers),
        outcomes=outcomes_of((one.rule, one.outcome) for one in reply.findings),
    )


_GRAVEST = (
    Outcome.NOT_MET,
    Outcome.JUDGMENT,
    Outcome.UNKNOWN,
    Outcome.MET,
    Outcome.NOT_IN_FORCE,
)


def outcomes_of(findings: Iterable[tuple[str, Outcome]]) -> dict[str, Outcome]:
    """Return one outcome a rule: of several members or markets, the gravest."""
    worst: dict[str, Outcome] = {}
    for rule, outcome in findings:
        worst[rule] = min(worst.get(rule, outcome), outcome, key=_GRAVEST.index)
    return worst


def failures_of(case: QuestionCase, said: Said) -> tuple[Failure, ...]:
    """Return all that is wrong with what was said to a question; nothing where it is right.

    Length is reported beside this: a right answer that is long is still right.
    """
    checks = (_status, _provisions, _outcomes, _must_say, _must_not)
    return tuple(failure for check in checks for failure in check(case, said))


def _status(case: QuestionCase, said: Said) -> Iterator[Failure]:
    if said.status not in case.status:
        yield Failure(Wrong.STATUS, f"is {said.status}, expected {' or '.join(case.status)}")


def _provisions(case: QuestionCase, said: Said) -> Iterator[Failure]:
    if case.provisions_any and said.cited.isdisjoint(case.provisions_any):
        cites = ", ".join(sorted(said.cited)) or "nothing"
        yield Failure(
            Wrong.PROVISIONS, f"cites {cites}, expected {' or '.join(case.provisions_any)}"
        )


def _outcomes(case: QuestionCase, said: Said) -> Iterator[Failure]:
    for rule, expected in case.outcomes.items():
        found = said.outcomes.get(rule)
        if found is not expected:
            yield Failure(
                Wrong.OUTCOMES, f"{rule} is {found or 'not applied'}, expected {expected}"
            )


def _must_say(case: QuestionCase, said: Said) -> Iterator[Failure]:
    answer = plain(unmarked(said.answer))
    for alternatives in case.must_say:
        if not any(plain(one) in answer for one in alternatives):
            yield Failure(Wrong.MUST_SAY, f"says none of {', '.join(map(repr, alternatives))}")


def _must_not(case: QuestionCase, said: Said) -> Iterator[Failure]:
    answer = plain(unmarked(said.answer))
    for phrase in case.must_not:
        if plain(phrase) in answer:
            yield Failure(Wrong.MUST_NOT, f"says {phrase!r}")


_MARKER = re.compile(r"(?:\s?\[\d+\])+")


def unmarked(answer: str) -> str:
    """Return an answer without its citation markers, so that `[51]` is never taken for a figure."""
    return _MARKER.sub("", answer)


def plain(text: str) -> str:
    """Return a text in lower case, with one form of apostrophe and single spaces."""
    return re.sub(r"\s+", " ", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


# -- times ------------------------------------------------------------------------------------


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile: the smallest value that `percent` do not exceed."""
    if not values:
        message = "A percentile needs at least one value."
        raise ValueError(message)
    ordered = sorted(values)
    place = -(-len(ordered) * percent // 100)  # rounded up
    return ordered[max(1, min(len(ordered), int(place))) - 1]
