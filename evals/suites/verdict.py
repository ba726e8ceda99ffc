"""What a run comes to: one exit code, and the sentences that explain it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from evals.floors import Floors
from evals.suites.baseline import Flips
from evals.suites.collecting import Tier
from evals.suites.running import Run
from evals.suites.statistics import SURE


class Code(IntEnum):
    """How `python -m evals run` ends."""

    SHIP = 0
    RULE_REGRESSION = 1
    ANSWER_REGRESSION = 2
    INCONCLUSIVE = 3
    BROKEN_RUN = 4


WORDS = {
    Code.SHIP: "Ship",
    Code.RULE_REGRESSION: "Rule regression",
    Code.ANSWER_REGRESSION: "Answer regression",
    Code.INCONCLUSIVE: "Inconclusive",
    Code.BROKEN_RUN: "Broken run",
}
MOST_ERRORS = 0.05
"""With more errors than this share of a suite, nothing was measured."""


@dataclass(frozen=True)
class Verdict:
    """The exit code and its reasons, the gravest first."""

    code: Code
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """The code in words."""
        return WORDS[self.code]


def verdict(run: Run, floors: Floors, flips: Flips, broken: Sequence[str] = ()) -> Verdict:
    """Weigh a run: a broken measure first, then rules, then answers; `broken` says what is."""
    found: list[tuple[Code, str]] = [(Code.BROKEN_RUN, one) for one in broken]
    found += _errors(run)
    found += _rules(run)
    found += _answers(run, floors, flips)
    for code in (
        Code.BROKEN_RUN,
        Code.RULE_REGRESSION,
        Code.ANSWER_REGRESSION,
        Code.INCONCLUSIVE,
    ):
        if any(one is code for one, _ in found):
            order = sorted(found, key=lambda one: one[0] is not code)
            return Verdict(code, tuple(says for _, says in order))
    return Verdict(Code.SHIP, ("Every rule case is right, and no floor is missed.",))


def _errors(run: Run) -> Iterator[tuple[Code, str]]:
    for result in run.results:
        errors = [one for one in result.scores if any(f.check == "error" for f in one.faults)]
        if len(errors) > MOST_ERRORS * len(result.scores):
            first = errors[0].faults[0].says
            told = f"{result.name}: {len(errors)} of {len(result.scores)} gave no reply ({first})."
            yield Code.BROKEN_RUN, told


def _rules(run: Run) -> Iterator[tuple[Code, str]]:
    for result in run.results:
        wrong = [one for one in result.scores if not one.passed]
        if result.tier is Tier.RULES and wrong:
            told = f"{len(wrong)} of {len(result.scores)} rule cases are wrong, first: "
            yield Code.RULE_REGRESSION, f"{told}{wrong[0].case} ({wrong[0].faults[0].says})."


def _answers(run: Run, floors: Floors, flips: Flips) -> Iterator[tuple[Code, str]]:
    for result in run.results:
        floor = floors.of(result.name)
        if result.tier is Tier.ANSWERS and result.share < floor:
            told = f"{result.name}: {result.share:.3f} right, under the floor of {floor:.3f}."
            yield Code.ANSWER_REGRESSION, told
    worse, better = len(flips.newly_failing), len(flips.newly_passing)
    if worse > better:
        told = f"{worse} newly failing and {better} newly passing, p = {flips.p:.3f}"
        if flips.p < SURE:
            yield Code.ANSWER_REGRESSION, f"{told}: more than chance gives."
        else:
            yield Code.INCONCLUSIVE, f"{told}: look at them, then mend or accept them."
