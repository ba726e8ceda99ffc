"""The gate without tolerance: every known rule answer, exactly; and a second mind on the grids."""

from collections.abc import Mapping

import pytest

from evals.suites.case import RuleCase
from evals.suites.collecting import suites
from evals.suites.grids import ALL, grids
from evals.suites.record import Record
from evals.suites.scoring import rule_score
from rules.assessment import assess
from rules.catalogue import packaged_catalogue
from tests.rules.second_evaluator import second_opinion, second_overall


@pytest.fixture(scope="module")
def cases() -> Mapping[str, RuleCase]:
    (rules,) = suites(["rules"])
    return rules.cases


def answered(name: str, case: RuleCase) -> Record:
    found = assess(case.given, as_of=case.as_of, catalogue=packaged_catalogue())
    findings = [
        {"rule": one.rule, "subject": one.subject, "outcome": one.outcome.value}
        for one in found.findings
    ]
    reply = {"overall": found.overall.value, "findings": findings}
    return Record("rules", name, 1, name, reply, None, 0.0)


def test_every_rule_answer_is_right(cases) -> None:
    scores = [rule_score(name, case, answered(name, case)) for name, case in cases.items()]

    assert [(one.case, one.faults) for one in scores if not one.passed] == []


def test_a_second_evaluator_expects_the_same(cases) -> None:
    """Also of the cases written by hand: a slip of the pen would make the gate teach an error.

    Those for mutants are left out: they look at readings (punctuation around the portal's name)
    that the second evaluator does not share.
    """
    differ = []
    for name, case in cases.items():
        if name.startswith("edge: "):
            continue
        facts = case.given.model_dump(mode="json", exclude_none=True)
        answers = second_opinion(facts, case.as_of)
        if case.overall is not None and second_overall(answers) is not case.overall:
            differ.append((name, "overall"))
        for rule, wanted in case.expect.items():
            told = answers[rule]
            if isinstance(wanted, Mapping):
                same = dict(told) == dict(wanted)
            else:
                same = {outcome for _, outcome in told} == {wanted}
            if not same:
                differ.append((name, rule, wanted, told))

    assert differ == []


def test_grids_cover_every_rule() -> None:
    named = {rule for case in grids().values() for rule in case.expect}

    assert named == set(ALL) == set(packaged_catalogue().rules)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda one: {**one, "outcome": "judgment"}, "wrong_outcome"),
        (lambda one: {**one, "rule": "another"}, "outcome_missing"),
        (lambda one: {**one, "subject": "Somebody"}, "outcome_missing"),
    ],
)
def test_another_answer_is_seen(change, check) -> None:
    case = RuleCase.model_validate(
        {
            "name": "A clean member",
            "given": {"members": [{"name": "Porto", "headquarters": "MO"}]},
            "expect": {"members_outside_countries_of_concern": {"Porto": "not_met"}},
            "provenance": "ELI-9",
            "reason": "a test of the test",
        }
    )
    right = answered("x", case)
    members = "members_outside_countries_of_concern"
    found = [
        change(one) if one["rule"] == members else one for one in (right.reply or {})["findings"]
    ]
    wrong = Record("rules", "x", 1, "x", {**(right.reply or {}), "findings": found}, None, 0.0)

    assert rule_score("x", case, right).passed
    assert check in {fault.check for fault in rule_score("x", case, wrong).faults}
