"""Scoring, on invented replies: what is right passes, and each way to be wrong is caught."""

import pytest

from assistant.reply import Status
from evals.measures import (
    Wrong,
    failures_of,
    percentile,
    rank_of,
    recall_at,
    said_by,
    unmarked,
)
from rules.outcome import Outcome
from tests.evals.invented import case, finding, reply, said


def test_a_right_answer_has_no_failure() -> None:
    assert failures_of(case(), said()) == ()


WRONG = {
    "a status that is not accepted": (Wrong.STATUS, {"status": Status.DECLINED}),
    "none of the provisions": (Wrong.PROVISIONS, {"cited": frozenset({"LHT-3"})}),
    "no citation at all": (Wrong.PROVISIONS, {"cited": frozenset()}),
    "another outcome": (Wrong.OUTCOMES, {"outcomes": {"tall_enough": Outcome.UNKNOWN}}),
    "a rule that did not speak": (Wrong.OUTCOMES, {"outcomes": {}}),
    "a figure that is missing": (Wrong.MUST_SAY, {"answer": "The lantern doesn't count."}),
    "a figure only in a marker": (Wrong.MUST_SAY, {"answer": "It doesn't count. [51] m"}),
    "a figure that is wrong": (
        Wrong.MUST_NOT,
        {"answer": "It is 51 M tall, or 52\nM; the lantern doesn't count."},
    ),
}


@pytest.mark.parametrize(("wrong", "changed"), WRONG.values(), ids=WRONG)
def test_each_failure_is_caught_and_caught_alone(wrong, changed) -> None:
    assert [failure.wrong for failure in failures_of(case(), said(**changed))] == [wrong]


def test_every_way_to_be_wrong_but_a_crash_has_its_test() -> None:
    assert {wrong for wrong, _ in WRONG.values()} == set(Wrong) - {Wrong.ERROR}


def test_several_failures_are_all_told() -> None:
    found = failures_of(case(), said(status=Status.PARTIAL, answer="52 m", cited=frozenset()))

    assert [failure.wrong for failure in found] == [
        Wrong.PROVISIONS,
        Wrong.MUST_SAY,
        Wrong.MUST_SAY,
        Wrong.MUST_NOT,
    ]


def test_every_group_must_be_said() -> None:
    half_said = failures_of(case(), said(answer="Fifty-one metres."))

    assert [failure.says for failure in half_said] == ['says none of "doesn\'t count"']


def test_a_case_without_provisions_needs_no_citation() -> None:
    assert failures_of(case(provisions_any=[]), said(cited=frozenset())) == ()


def test_rules_beside_the_expected_ones_may_speak() -> None:
    outcomes = {"tall_enough": Outcome.MET, "in_window": Outcome.NOT_MET}

    assert failures_of(case(), said(outcomes=outcomes)) == ()


def test_only_what_a_sentence_cites_counts_as_cited() -> None:
    assert said_by(reply(finding("tall_enough", Outcome.MET))).cited == {"LHT-1"}


@pytest.mark.parametrize(
    ("outcomes", "gravest"),
    [
        ([Outcome.MET, Outcome.NOT_MET, Outcome.JUDGMENT], Outcome.NOT_MET),
        ([Outcome.JUDGMENT, Outcome.UNKNOWN], Outcome.JUDGMENT),
        ([Outcome.MET, Outcome.UNKNOWN], Outcome.UNKNOWN),
        ([Outcome.NOT_IN_FORCE, Outcome.MET], Outcome.MET),
    ],
)
def test_of_several_members_the_gravest_outcome_stands(outcomes, gravest) -> None:
    findings = [finding("clean", one, f"Member {n}") for n, one in enumerate(outcomes)]

    assert said_by(reply(*findings)).outcomes == {"clean": gravest}
    assert said_by(reply(*reversed(findings))).outcomes == {"clean": gravest}


def test_markers_are_no_words() -> None:
    assert said(answer="It is 51 m tall. [1][12] Yes. [3]").words == 6
    assert unmarked("Yes. [1] [2] No.") == "Yes. No."


def test_the_rank_is_that_of_the_first_expected_provision() -> None:
    assert rank_of(["A", "B", "C"], ["C", "B"]) == 2
    assert rank_of(["A", "B", "C"], ["D"]) is None
    assert rank_of([], ["D"]) is None


def test_recall_is_the_share_of_queries_found_in_time() -> None:
    ranks = [1, 2, 5, 6, None]

    assert recall_at(ranks, 1) == 0.2
    assert recall_at(ranks, 5) == 0.6


@pytest.mark.parametrize("measure", [recall_at, percentile])
def test_nothing_has_no_score(measure) -> None:
    with pytest.raises(ValueError, match="at least one"):
        measure([], 5)


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1), (25, 1), (50, 2), (51, 3), (95, 4), (100, 4)]
)
def test_a_percentile_is_one_of_the_values(percent, expected) -> None:
    assert percentile([4, 1, 3, 2], percent) == expected
