"""Conversations: what is kept from turn to turn."""

import pytest

from assistant.case_file import merged
from assistant.conversation import Conversation, Conversations
from assistant.errors import UnknownConversationError
from rules.proposal import Proposal
from tests.assistant.conftest import Ask
from tests.assistant.telling import sentences, told


def outcomes(reply) -> dict[str, str]:
    return {finding.rule: finding.outcome.value for finding in reply.findings}


def test_what_one_message_states_the_next_can_ask_about(ask: Ask) -> None:
    first = ask("Our servers are 47 % U.S. content.")
    second = ask(
        "Do we reach the 51 percent presumption with our hardware?",
        conversation_id=first.conversation_id,
    )

    assert second.conversation_id == first.conversation_id
    assert told(second.case) == ["us 47"]
    assert outcomes(second)["us_hardware_content"] == "judgment"
    assert "47 percent" in second.answer


def test_facts_of_several_turns_come_together(ask: Ask) -> None:
    first = ask("Our servers are 60 % U.S. content.")
    second = ask("We sell into Kenya.", conversation_id=first.conversation_id)

    assert told(second.case) == ["market Kenya", "us 60"]


def test_a_later_statement_wins(ask: Ask) -> None:
    first = ask("Our servers are 47 % U.S. content.")
    second = ask("Our servers are 58 % U.S. content.", conversation_id=first.conversation_id)

    assert told(second.case) == ["us 58"]
    assert outcomes(second)["us_hardware_content"] == "met"


def test_a_message_is_merged_with_the_proposal_beside_it_and_wins(ask: Ask) -> None:
    proposal = Proposal.model_validate(
        {"filed_on": "2026-06-12", "layers": {"hardware": {"us_content_percent": 30}}}
    )
    reply = ask("Our servers are 58 % U.S. content.", proposal=proposal)

    assert told(reply.case) == ["filed 2026-06-12", "us 58"]
    assert {fact.source for fact in reply.facts} == {"message", "proposal"}


def test_a_proposal_stays_for_later_turns(ask: Ask) -> None:
    proposal = Proposal.model_validate({"members": [{"name": "Porto", "headquarters": "Macau"}]})
    first = ask("Here is our consortium.", proposal=proposal)
    second = ask(
        "Are our members outside the countries of concern?", conversation_id=first.conversation_id
    )

    assert outcomes(second)["members_outside_countries_of_concern"] == "not_met"
    assert "Porto" in second.answer


@pytest.mark.parametrize("row", sentences()["supposed"], ids=lambda row: row["says"])
def test_a_supposition_is_assessed_and_not_kept(ask: Ask, row) -> None:
    reply = ask(row["says"])

    assert reply.facts
    assert reply.findings
    assert told(reply.case) == []


def test_a_supposition_leaves_what_was_stated_as_it_was(ask: Ask) -> None:
    first = ask("Our servers are 47 % U.S. content.")
    second = ask(
        "Suppose our hardware were 60 percent American.", conversation_id=first.conversation_id
    )

    assert outcomes(second)["us_hardware_content"] == "met"
    assert told(second.case) == ["us 47"]


@pytest.mark.parametrize(
    "message", ["Are Chinese companies excluded?", "Are Korean companies allowed?"]
)
def test_a_question_about_companies_in_general_is_not_kept(ask: Ask, message: str) -> None:
    assert told(ask(message).case) == []


def test_a_question_states_nothing(ask: Ask) -> None:
    reply = ask("How many members may a consortium have?")

    assert reply.case == Proposal()
    assert reply.facts == ()


def test_conversations_do_not_leak_into_each_other(ask: Ask) -> None:
    ask("Our servers are 47 % U.S. content.")
    other = ask("Do we reach the 51 percent presumption with our hardware?")

    assert told(other.case) == []
    assert "47" not in other.answer


def test_a_conversation_that_is_not_held_is_an_error(ask: Ask) -> None:
    with pytest.raises(UnknownConversationError, match="There is no conversation `gone`"):
        ask("And then?", conversation_id="gone")


def test_too_many_conversations_drop_the_oldest() -> None:
    held = Conversations(limit=2)
    for name in ("first", "second", "third"):
        held.keep(Conversation(name, Proposal()))

    assert held.opened("second").id == "second"
    assert held.opened("third").id == "third"
    with pytest.raises(UnknownConversationError):
        held.opened("first")


def test_a_conversation_that_goes_on_is_not_the_oldest() -> None:
    held = Conversations(limit=2)
    for name in ("first", "second", "first", "third"):
        held.keep(Conversation(name, Proposal()))

    assert held.opened("first").id == "first"
    with pytest.raises(UnknownConversationError):
        held.opened("second")


def test_each_conversation_has_an_id_of_its_own() -> None:
    held = Conversations(limit=2)

    assert held.opened(None).id != held.opened(None).id


MEMBER = {"name": "Kestrel", "headquarters": "KR"}


@pytest.mark.parametrize(
    ("case", "news", "expected"),
    [
        ({}, {"title": "A"}, {"title": "A"}),
        ({"title": "A"}, {}, {"title": "A"}),
        ({"title": "A"}, {"title": "B"}, {"title": "B"}),
        (
            {"members": [MEMBER]},
            {"members": [{"name": "KESTREL", "incorporated_in": "US"}]},
            {"members": [{"name": "KESTREL", "headquarters": "KR", "incorporated_in": "US"}]},
        ),
        (
            {"members": [MEMBER]},
            {"members": [{"name": "Heron"}]},
            {"members": [MEMBER, {"name": "Heron"}]},
        ),
        ({"members": [MEMBER]}, {"members": []}, {"members": []}),
        (
            {"layers": {"data": "none"}},
            {"layers": {"data": {"description": "labels"}}},
            {"layers": {"data": {"description": "labels"}}},
        ),
        (
            {"layers": {"hardware": {"us_content_percent": 47}}},
            {"layers": {"hardware": {"manufacture": "in Texas"}}},
            {"layers": {"hardware": {"us_content_percent": 47, "manufacture": "in Texas"}}},
        ),
        (
            {"layers": {"hardware": {"items": [{"value_usd": 1, "us_origin_value_usd": 1}]}}},
            {"layers": {"hardware": {"items": [{"value_usd": 3, "us_origin_value_usd": 1}]}}},
            {"layers": {"hardware": {"items": [{"value_usd": 3, "us_origin_value_usd": 1}]}}},
        ),
        (
            {"confidential_parts": ["a", "b"]},
            {"confidential_parts": ["c"]},
            {"confidential_parts": ["c"]},
        ),
        (
            {"members": [MEMBER | {"owners": [{"name": "A", "percent": 30}]}]},
            {"members": [{"name": "Kestrel", "owners": []}]},
            {"members": [MEMBER | {"owners": []}]},
        ),
    ],
)
def test_news_is_put_into_a_case(case, news, expected) -> None:
    one, other = Proposal.model_validate(case), Proposal.model_validate(news)

    assert merged(one, other).case == Proposal.model_validate(expected)


def test_a_share_stated_later_wins_over_items_stated_before(ask: Ask) -> None:
    first = ask("$520k of the $1.2m of hardware is American.")
    second = ask("Our hardware is 60 percent American.", conversation_id=first.conversation_id)

    assert outcomes(second)["us_hardware_content"] == "met"
