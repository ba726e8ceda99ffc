"""Runs and scores that are made up: what is tested is the weighing, not an assistant."""

from evals.suites.collecting import Tier
from evals.suites.gates import Fault
from evals.suites.running import Run, SuiteResult
from evals.suites.scoring import Score

WRONG = (Fault("vital", "says none of 'blue'"),)
LOST = (Fault("error", "TimeoutError: no answer"),)


def score(suite: str, number: int, faults: tuple[Fault, ...] = ()) -> Score:
    points = 0.5 if faults else 1.0
    return Score(suite, f"case {number}", "settled", points, faults, True, True, 10, 5.0)


def result(
    suite: str, right: int, wrong: int, tier: Tier = Tier.ANSWERS, faults: tuple[Fault, ...] = WRONG
) -> SuiteResult:
    scores = [score(suite, n) for n in range(right)]
    scores += [score(suite, n, faults) for n in range(right, right + wrong)]
    return SuiteResult(suite, tier, tuple(scores))


def run_of(*results: SuiteResult) -> Run:
    return Run(results, (), {"corpus": "c" * 64, "rules": "r" * 64})
