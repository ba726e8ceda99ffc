"""The next question: about a fact that is open, and none where nothing is."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given

from rules.assessment import assess
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal
from tests.rules.test_properties import IN_WINDOW, partly_told


def value_at(proposal: Proposal, path: str) -> Any:
    value: Any = proposal
    for piece in re.findall(r"[a-z_]+|\[\d+\]", path):
        if value is None:
            return None
        if piece.startswith("["):
            place = int(piece[1:-1])
            value = value[place] if place < len(value) else None
        else:
            value = getattr(value, piece)
    return value


@given(both=partly_told())
def test_nothing_that_is_stated_is_asked_for(both: tuple[Any, Any]) -> None:
    proposal = Proposal.model_validate(both[1])
    assessed = assess(proposal, as_of=IN_WINDOW, catalogue=packaged_catalogue())

    assert all(value_at(proposal, fact) is None for fact in assessed.missing)
    if assessed.next_question is not None:
        assert assessed.next_question.fact in assessed.missing
    assert (assessed.next_question is None) == (assessed.missing == ())


def test_the_fact_that_settles_most_rules_comes_first(assessed: Callable[..., Any]) -> None:
    open_ = assessed({})
    question = open_.next_question
    wanted = Counter(
        fact
        for rule in {finding.rule for finding in open_.findings}
        for fact in {fact for one in open_.findings if one.rule == rule for fact in one.missing}
    )

    assert len(question.rules) == wanted[question.fact] == max(wanted.values())
    assert [wanted[fact] for fact in open_.missing] == sorted(wanted.values(), reverse=True)


def test_a_question_that_was_declined_is_not_put_again(assessed: Callable[..., Any]) -> None:
    first = assessed({}).next_question
    second = assessed({}, declined=frozenset({first.fact})).next_question

    assert second.fact != first.fact


def test_the_question_names_whom_it_is_about(assessed: Callable[..., Any]) -> None:
    facts = {"members": [{"name": "Hana", "roles": ["anchor"], "headquarters": "KR"}]}
    question = assessed(facts, rules=["members_outside_countries_of_concern"]).next_question

    assert question.fact == "members[0].incorporated_in"
    assert "Hana" in question.text


def test_the_largest_holder_is_asked_for_first_and_the_nameless_by_place(
    assessed: Callable[..., Any],
) -> None:
    places = dict.fromkeys(("headquarters", "incorporated_in", "principal_place_of_business"), "KR")
    owners = [{"name": "Trust", "percent": 10}, {"percent": 60}]
    facts = {"members": [{"name": "Hana", **places, "owners": owners}]}
    question = assessed(facts, rules=["members_outside_countries_of_concern"]).next_question

    assert question.fact == "members[0].owners[1].country"
    assert "owner 2 of Hana" in question.text
