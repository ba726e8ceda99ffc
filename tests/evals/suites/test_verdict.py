"""Exit codes, floors that only rise, the baseline, and the statistics beneath."""

from datetime import date
from math import comb

import pytest
from pydantic import ValidationError

from evals.errors import RunError
from evals.floors import Floors, packaged_floors
from evals.suites.baseline import (
    Baseline,
    Line,
    against_baseline,
    baseline_of,
    read_baseline,
    write_baseline,
)
from evals.suites.collecting import SUITES, Tier
from evals.suites.statistics import least_drop, mcnemar, wilson
from evals.suites.verdict import Code, verdict
from tests.evals.suites.made import LOST, result, run_of

FLOORS = Floors.model_validate(
    {
        "retrieval": {"fused_recall_at_5": 0.9},
        "conversations": {"precision": 0.9, "recall": 0.9},
        "suites": {"answers": [{"share": 0.5, "since": "2026-11-22", "why": "measured"}]},
    }
)


def failing(*cases: int, suite: str = "answers") -> Baseline:
    names = tuple(f"case {n}" for n in cases)
    return Baseline(suites={suite: Line(cases=100, passed=0, points=0, coverage=1, failing=names)})


def code(run, baseline: Baseline, broken=()) -> Code:
    return verdict(run, FLOORS, against_baseline(run.results, baseline), broken).code


RULES_RIGHT = result("rules", 10, 0, Tier.RULES)


def test_as_it_was_ships() -> None:
    run = run_of(RULES_RIGHT, result("answers", 8, 2))

    assert code(run, failing(8, 9)) is Code.SHIP


def test_one_rule_answer_that_is_wrong_is_a_rule_regression() -> None:
    run = run_of(result("rules", 999, 1, Tier.RULES))

    assert code(run, failing(999, suite="rules")) is Code.RULE_REGRESSION


def test_under_a_floor_is_an_answer_regression_however_it_was_before() -> None:
    run = run_of(RULES_RIGHT, result("answers", 4, 6))

    assert code(run, failing(*range(10))) is Code.ANSWER_REGRESSION


def test_more_than_chance_gives_is_an_answer_regression() -> None:
    run = run_of(RULES_RIGHT, result("answers", 94, 6))

    assert code(run, failing()) is Code.ANSWER_REGRESSION


def test_a_few_are_inconclusive() -> None:
    run = run_of(RULES_RIGHT, result("answers", 95, 5))

    assert code(run, failing()) is Code.INCONCLUSIVE


def test_as_many_better_as_worse_ship() -> None:
    run = run_of(RULES_RIGHT, result("answers", 98, 2))

    assert code(run, failing(0, 1)) is Code.SHIP


def test_a_broken_measure_outweighs_all() -> None:
    run = run_of(result("rules", 9, 1, Tier.RULES), result("answers", 1, 9))

    assert code(run, failing(), ["a cheat passes"]) is Code.BROKEN_RUN


def test_answers_that_did_not_come_are_a_broken_run() -> None:
    run = run_of(RULES_RIGHT, result("answers", 90, 10, faults=LOST))

    assert code(run, failing(*range(100))) is Code.BROKEN_RUN


def test_every_reason_is_told_the_gravest_first() -> None:
    run = run_of(result("rules", 9, 1, Tier.RULES), result("answers", 1, 9))
    told = verdict(run, FLOORS, against_baseline(run.results, Baseline()))

    assert told.code is Code.RULE_REGRESSION
    assert told.reasons[0].startswith("1 of 10 rule cases")
    assert any("under the floor of 0.500" in one for one in told.reasons)


# -- floors and baseline ------------------------------------------------------------------------


def test_a_floor_that_was_lowered_is_refused() -> None:
    history = [
        {"share": 0.8, "since": "2026-11-22", "why": "measured"},
        {"share": 0.7, "since": "2026-12-01", "why": "wishful"},
    ]
    with pytest.raises(ValidationError, match="a floor was lowered"):
        Floors.model_validate(FLOORS.model_dump() | {"suites": {"answers": history}})


def test_every_suite_has_a_floor_and_rules_have_no_leeway() -> None:
    floors = packaged_floors()

    assert set(floors.suites) == set(SUITES)
    assert floors.of("rules") == 1.0
    assert all(one.since >= date(2026, 11, 22) for many in floors.suites.values() for one in many)


def test_the_committed_baseline_stands_on_its_floors() -> None:
    baseline, floors = read_baseline(), packaged_floors()
    under = {
        name: line.passed / line.cases
        for name, line in baseline.suites.items()
        if line.passed / line.cases < floors.of(name)
    }

    assert set(baseline.suites) == set(SUITES)
    assert not under


def test_a_baseline_is_kept_as_it_was_written(tmp_path) -> None:
    run = run_of(RULES_RIGHT, result("answers", 8, 2))
    held = baseline_of(run, failing(1, suite="twins"))
    write_baseline(held, tmp_path / "baseline.json")

    assert read_baseline(tmp_path / "baseline.json") == held
    assert set(held.suites) == {"rules", "answers", "twins"}
    assert held.suites["answers"].failing == ("case 8", "case 9")


def test_a_broken_baseline_is_named(tmp_path) -> None:
    (tmp_path / "baseline.json").write_text("{", "utf-8")

    with pytest.raises(RunError, match=r"baseline\.json"):
        read_baseline(tmp_path / "baseline.json")


# -- statistics ---------------------------------------------------------------------------------


def test_all_right_is_not_certain() -> None:
    low, high = wilson(400, 400)

    assert (round(low, 4), high) == (0.9905, pytest.approx(1.0))
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("worse", "better"), [(0, 0), (1, 0), (6, 0), (3, 2), (10, 4), (7, 7)])
def test_mcnemar_is_the_sum_over_all_splits(worse, better) -> None:
    flips = worse + better
    as_far = [n for n in range(flips + 1) if abs(2 * n - flips) >= abs(worse - better)]
    expected = sum(comb(flips, n) for n in as_far) / 2**flips

    assert mcnemar(worse, better) == pytest.approx(expected)


def test_six_one_way_are_the_least_that_can_be_told_from_chance() -> None:
    assert least_drop(0) == 6
    assert mcnemar(5, 0) > 0.05 > mcnemar(6, 0)
    assert all(mcnemar(least_drop(n) - 1, n) >= 0.05 for n in range(6))
