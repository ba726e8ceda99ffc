"""What a message takes for granted is corrected before it is answered."""

import pytest

from assistant.reply import Status
from tests.assistant.conftest import Ask

WRONG = {
    "Since a full stack has eight layers, which of them is the security one?": "five",
    "Whom do we name as anchor, as the deadline falls in September?": "30 June 2026",
    "Because the hardware share must be 70 percent, do we lose with less?": "51 percent",
}
OWN = (
    "As our hardware share is 44 percent, are we out?",
    "Since Tarn Systems is 30 percent held by a Danish fund, may it join?",
)


@pytest.mark.parametrize("message", WRONG)
def test_a_wrong_premise_is_corrected_first(ask: Ask, message: str) -> None:
    first = " ".join(one.text for one in ask(message).statements[:3])
    assert WRONG[message] in first


@pytest.mark.parametrize("message", OWN)
def test_own_facts_are_no_premises(ask: Ask, message: str) -> None:
    assert "takes for granted" not in ask(message).answer


def test_a_right_premise_is_let_stand(ask: Ask) -> None:
    reply = ask("Since five layers must be covered, who brings the models?")
    assert "takes for granted" not in reply.answer


STATUSES = {
    # One part is settled, the other is not.
    "How many layers are there, and is there a filing fee?": {Status.PARTIAL},
    "Who decides, and which page limit applies?": {Status.PARTIAL},
    # The point is open in the sources, whoever asks.
    "Given that the page limit is 50 pages, do annexes count?": {Status.NOT_IN_SOURCES},
    # The sources leave it to judgment; the facts of the case are still to be told.
    "Since Hanover Labs is 40 percent owned by a fund from Shenzhen, may they join?": {
        Status.NEEDS_FACTS
    },
}


@pytest.mark.parametrize("message", STATUSES)
def test_the_status_tells_what_is_open(ask: Ask, message: str) -> None:
    assert ask(message).status in STATUSES[message]
