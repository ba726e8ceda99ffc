"""Every rule's page: its examples hold, and it says something for every way to come out."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from rules.assessment import Finding, findings_of, general_path
from rules.catalogue import Rule, packaged_catalogue, placeholders
from rules.definition import Example
from rules.outcome import Kind, Outcome
from rules.proposal import Proposal

RULES = tuple(packaged_catalogue().rules.values())
EXAMPLES = tuple((rule, example) for rule in RULES for example in rule.page.examples)

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
each_example = pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule.id}: {one.name}" for rule, one in EXAMPLES]
)


def run(rule: Rule, example: Example) -> list[Finding]:
    return list(findings_of(rule, example.given, example.as_of))


@each_example
def test_the_example_comes_out_as_the_page_says(rule: Rule, example: Example) -> None:
    found = run(rule, example)

    if isinstance(example.expect, dict):
        assert {one.subject: one.outcome for one in found} == example.expect
    else:
        assert [one.outcome for one in found] == [example.expect]


@each_example
def test_the_sentence_is_whole_and_ends(rule: Rule, example: Example) -> None:
    for finding in run(rule, example):
        assert "{" not in finding.because
        assert "  " not in finding.because
        assert finding.because.endswith(".")
        assert finding.because[0].isupper() or finding.because[0].isdigit()


@each_rule
def test_every_branch_has_an_example(rule: Rule) -> None:
    seen = {finding.branch for example in rule.page.examples for finding in run(rule, example)}

    assert set(rule.page.branches) <= seen


@each_rule
def test_out_of_force_has_an_example(rule: Rule) -> None:
    outcomes = {
        finding.outcome
        for example in rule.page.examples
        for finding in run(rule, example)
        if example.as_of < rule.page.in_force_from
    }

    assert outcomes == {Outcome.NOT_IN_FORCE}


@each_rule
def test_unknown_has_an_example_where_a_fact_is_asked_for(rule: Rule) -> None:
    if not rule.page.facts:
        pytest.skip("the rule asks for no fact")

    assert any(
        finding.outcome is Outcome.UNKNOWN and finding.missing
        for example in rule.page.examples
        for finding in run(rule, example)
    )


@each_rule
def test_every_missing_fact_has_its_question(rule: Rule) -> None:
    asked = {
        general_path(fact)
        for example in rule.page.examples
        for facts in weakened(example.given.model_dump(exclude_none=True), depth=2)
        for finding in findings_of(rule, Proposal.model_validate(facts), example.as_of)
        for fact in finding.missing
    }

    assert asked <= rule.page.facts.keys()


@each_rule
def test_every_question_is_about_a_fact_that_the_rule_reads(rule: Rule) -> None:
    assert rule.page.facts.keys() <= rule.decision.reads()


@each_rule
def test_questions_need_no_more_than_a_name(rule: Rule) -> None:
    for wording in rule.page.facts.values():
        assert placeholders(wording.ask) <= {"subject"}
        assert wording.ask.endswith("?")


@each_rule
def test_a_rule_over_a_list_says_what_holds_while_the_list_is_absent(rule: Rule) -> None:
    says = rule.page.nothing_stated

    assert (says is not None) == (rule.decision.each is not None)
    assert not placeholders(says or "")


@each_rule
def test_what_is_told_unasked_is_a_branch(rule: Rule) -> None:
    assert set(rule.page.told_unasked or ()) <= set(rule.page.branches)


@each_rule
def test_every_number_of_the_law_names_its_provision(rule: Rule) -> None:
    sources = {value.source for values in rule.page.parameters.values() for value in values}

    assert sources <= set(rule.page.provisions)


@each_rule
def test_outcomes_fit_the_kind_of_the_rule(rule: Rule) -> None:
    outcomes = {branch.outcome for branch in rule.page.branches.values()}

    assert Outcome.UNKNOWN not in outcomes, "what is not stated is found by the logic"
    if rule.page.kind is Kind.PRESUMPTION:
        assert Outcome.NOT_MET not in outcomes
    if rule.page.kind is Kind.FACTOR:
        assert outcomes <= {Outcome.JUDGMENT, Outcome.NOT_IN_FORCE}


def weakened(facts: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Give the facts, and every proposal left when up to `depth` parts are taken out."""
    yield facts
    if depth:
        for fewer in _one_fewer(facts):
            try:
                Proposal.model_validate(fewer)
            except ValidationError:
                continue
            yield from weakened(fewer, depth - 1)


def _one_fewer(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield {key: kept for key, kept in part.items() if key != name}
            yield from ({**part, name: fewer} for fewer in _one_fewer(value))
    elif isinstance(part, list | tuple):
        for place, value in enumerate(part):
            yield [*part[:place], *part[place + 1 :]]
            yield from ([*part[:place], fewer, *part[place + 1 :]] for fewer in _one_fewer(value))
