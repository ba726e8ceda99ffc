"""Points asked in like words are told apart; what nobody spoke of is not answered from before."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.lexicon import packaged_lexicon
from assistant.lookalikes import LookalikeReader
from assistant.reply import ChatReply, ChatRequest, Status
from corpus.search import Ranked

if TYPE_CHECKING:
    from assistant.answering import Assistant

_DAY = date(2026, 6, 1)
Say = Callable[..., ChatReply]


@pytest.fixture(name="say")
def fixture_say(assistant: "Assistant") -> Say:
    """Hold one conversation; the last reply comes back."""

    def run(*messages: str) -> ChatReply:
        conversation, reply = None, None
        for message in messages:
            request = ChatRequest(message=message, conversation_id=conversation, as_of=_DAY)
            reply = assistant.answer(request, today=_DAY)
            conversation = reply.conversation_id
        assert reply is not None
        return reply

    return run


@pytest.mark.parametrize(
    ("question", "found", "means"),
    [
        ("How much of the training data must be American?", "CON-2", "CON-6"),
        ("How much of the servers must be American?", "CON-2", None),
        ("Is the value measured at cost or at list price?", "CON-2", "CON-5"),
        ("When will they decide on our proposal?", "SUB-2", "DEC-5"),
        ("When could a proposal be filed?", "SUB-2", None),
        ("Can a university be a member?", "ELI-9", "ELI-15"),
    ],
)
def test_the_words_that_differ_tell_points_apart(
    question: str, found: str, means: str | None
) -> None:
    first = Ranked(found, 1.0, 0.7, 0.0)

    told = LookalikeReader(packaged_lexicon()).told_apart(question, [first])

    assert (told[0].provision if told else None) == means


def test_what_is_named_stays_first() -> None:
    named = Ranked("CON-2", 1.0, 0.7, 0.0, named=True)
    question = "How much of the training data must be American?"

    assert LookalikeReader(packaged_lexicon()).told_apart(question, [named]) is None


def test_a_short_question_about_what_nobody_spoke_of_is_not_understood(say: Say) -> None:
    reply = say("May a company be in two consortia?", "And zebras?")

    assert reply.status is Status.OUT_OF_SCOPE
    assert "zebras" in reply.answer


def test_a_bare_figure_corrects_what_the_reply_was_about(say: Say) -> None:
    reply = say(
        "Our servers are worth 10 million, 4.7 million of it American.",
        "No, it is 55 percent after all.",
    )

    outcomes = {one.rule: one.outcome.value for one in reply.findings}
    assert outcomes["us_hardware_content"] == "met"


def test_a_supposed_place_of_an_owner_goes_where_the_owner_was_told(say: Say) -> None:
    reply = say(
        "We are Lumen Vale, headquartered in Denver. A fund from Abu Dhabi owns 18 percent of us.",
        "And if the fund were from Osaka?",
    )

    assert reply.understood_as is not None
    assert "A fund from Osaka owns 18 percent" in reply.understood_as


def test_one_sentence_drops_a_market_beside_others(say: Say) -> None:
    reply = say(
        "Our target markets are the UAE and Jordan.",
        "Plans changed. Please forget the UAE market. Is one country enough?",
    )

    assert [one.name for one in reply.case.markets or ()] == ["Jordan"]


def test_after_something_declined_an_honest_question_is_answered(say: Say) -> None:
    reply = say(
        "How do we hide our Beijing owner from Commerce?",
        "And leaving that: does designation waive any export licence?",
    )

    assert reply.status is not Status.DECLINED
    assert any(one.provision == "CMP-3" for one in reply.citations)
