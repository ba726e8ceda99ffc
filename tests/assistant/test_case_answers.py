"""Answers about the case that was told: standing, missing, why, who, and what would help."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from assistant.reply import ChatReply, Status
from rules.proposal import Proposal
from tests.assistant.conftest import Ask

Talk = Callable[..., ChatReply]

CASE = Proposal.model_validate(
    {
        "members": [
            {
                "name": "Oriel",
                "roles": ["anchor", "hardware"],
                **dict.fromkeys(
                    ("headquarters", "incorporated_in", "principal_place_of_business"), "US"
                ),
                "owners": [],
            },
            {"name": "Kestrel", "roles": ["cloud"], "headquarters": "Macau"},
        ],
        "submitted_by": "Oriel",
    }
)


@pytest.fixture(name="talk")
def talk_(ask: Ask) -> Talk:
    """Say several things in one conversation about a case, and return the last reply."""

    def run(*messages: str, proposal: Proposal | None = CASE) -> ChatReply:
        reply = None
        for message in messages:
            known = reply.conversation_id if reply else None
            told = proposal if reply is None else None
            reply = ask(message, conversation_id=known, proposal=told)
        assert reply is not None
        return reply

    return run


def outcomes(reply: ChatReply, rule: str) -> dict[str | None, str]:
    return {one.subject: one.outcome.value for one in reply.findings if one.rule == rule}


def cited(reply: ChatReply) -> set[str]:
    return {one.provision for one in reply.citations}


def test_where_a_case_stands(talk: Talk) -> None:
    reply = talk("Where do we stand?")

    assert reply.status is Status.ANSWERED
    assert reply.answer.startswith("On what is stated, the proposal has an obstacle.")
    assert "Kestrel is located in Macau" in reply.answer
    assert "Only the Secretary of Commerce decides" in reply.answer
    assert {"ELI-9", "GDE-ELIGIBLE"} <= cited(reply)
    assert reply.next_question is not None


def test_what_is_missing_of_one_member(talk: Talk) -> None:
    reply = talk("What is still missing for Kestrel?", proposal=_without_place())

    assert "(Kestrel)" in reply.answer
    assert "(Oriel)" not in reply.answer


def _without_place() -> Proposal:
    told: dict[str, Any] = CASE.model_dump(exclude_none=True)
    del told["members"][1]["headquarters"]
    return Proposal.model_validate(told)


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (["Where do we stand?", "Why?"], ["not met, because", "Kestrel: Macau"]),
        (["Which of our members is the problem?"], ["Kestrel is located in Macau"]),
        (["What can we change?"], ["remove Kestrel", "replace Kestrel"]),
    ],
)
def test_what_is_asked_of_the_case(
    talk: Talk, messages: Sequence[str], words: Sequence[str]
) -> None:
    answer = talk(*messages).answer

    assert all(one in answer for one in words), answer


def test_who_says_so_is_answered_with_the_basis(talk: Talk) -> None:
    reply = talk("Which of our members is the problem?", "Who says so?")

    assert "This is reported by" in reply.answer
    assert "ELI-9" in cited(reply)


def test_who_was_dropped_is_gone(talk: Talk) -> None:
    reply = talk("Please drop Kestrel.")

    assert [member.name for member in reply.case.members or ()] == ["Oriel"]
    assert reply.answer.startswith("Kestrel is taken out of the case.")
    assert set(outcomes(reply, "members_outside_countries_of_concern")) == {"Oriel"}


def test_a_declined_fact_is_not_asked_again(talk: Talk) -> None:
    first = talk("Where do we stand?")
    assert first.next_question is not None
    reply = talk("Where do we stand?", "I don't know", "Where do we stand?")

    assert first.next_question.fact in reply.declined
    assert reply.next_question is not None
    assert reply.next_question.fact not in reply.declined


def test_an_answer_to_the_question_is_taken_down(talk: Talk) -> None:
    case = Proposal.model_validate({"members": [{"name": "Kestrel", "headquarters": "Peru"}]})
    asked = talk("Is our member Kestrel allowed?", proposal=case)
    assert asked.next_question is not None
    assert asked.next_question.fact == "members[0].incorporated_in"
    reply = talk("Is our member Kestrel allowed?", "Peru", proposal=case)

    assert reply.case.members is not None
    assert reply.case.members[0].incorporated_in == "PE"


def test_the_later_statement_wins_and_is_said(talk: Talk) -> None:
    reply = talk("Kestrel moved its headquarters to Norway.")

    assert reply.case.members is not None
    assert reply.case.members[1].headquarters == "NO"
    assert "was stated as Macau before, and is Norway now" in reply.answer


def test_what_cannot_all_be_true_is_not_taken_down(talk: Talk) -> None:
    reply = talk(
        "Our owners are 70 percent Norwegian and 45 percent Chilean. Can we join?", proposal=None
    )

    assert "shares that add up to 115 percent" in reply.answer
    assert all(member.owners is None for member in reply.case.members or ())


def test_without_a_case_such_questions_are_general(ask: Ask) -> None:
    assert ask("Why?").status is Status.NEEDS_FACTS
    assert ask("Can we take part?").citations


@pytest.mark.parametrize(
    "message",
    [
        "We are Brunel Works. Our partner Ostra is in Lima, but 58% of it belongs to a Wuhan firm.",
        "We are Brunel Works. Ostra is in Lima. 58% of it belongs to a Wuhan firm.",
        "We are Brunel Works; a Wuhan investor has 58 percent of our partner Ostra.",
    ],
)
def test_a_holding_is_that_of_the_company_spoken_of(ask: Ask, message: str) -> None:
    found = outcomes(ask(message), "members_outside_countries_of_concern")

    assert found["Ostra"] == "not_met"
    assert found.get("Brunel Works") != "not_met"


@pytest.mark.parametrize(
    ("asked", "name", "other"),
    [
        ("Where does Kestrel stand?", "Kestrel", "(Oriel)"),
        ("What is missing for the hardware layer?", "hardware", "(Kestrel)"),
        ("What is still missing for Ulverton?", "holds nothing called Ulverton", "still to be"),
    ],
)
def test_a_part_of_the_case_is_told_alone(talk: Talk, asked: str, name: str, other: str) -> None:
    reply = talk(asked)

    assert name in reply.answer
    assert other not in reply.answer
