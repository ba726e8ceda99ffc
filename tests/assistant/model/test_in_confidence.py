"""What is marked confidential stays here: looked at is what the fake model received."""

import json

import pytest

from assistant import __main__ as terminal
from assistant import wiring
from assistant.chatting import Chat
from assistant.model import langchain_speaker
from assistant.reply import ChatRequest
from rules.proposal import Proposal
from tests.assistant.conftest import TODAY
from tests.assistant.model.fakes import (
    CASE,
    SETTINGS,
    FakeSpeaker,
    changing,
    doing,
    leaked,
    quiet,
    with_model,
)

DRAFT = (
    "Draft a proposal: anchor Acme Compute of Texas, market Kenya, competitor Huawei of China. "
    "46 percent of the hardware is of U.S. origin."
)
SECRETS = ("Acme", "Kenya", "Huawei", "46")


def said(held, message, conversation=None, **more):
    request = ChatRequest(message=message, conversation_id=conversation, **more)
    return held.answer(request, today=TODAY)


@pytest.fixture
def speaker():
    return FakeSpeaker(quiet)


@pytest.fixture
def held(assistant, speaker):
    return with_model(assistant, speaker)


def test_the_draft_of_the_case_is_shown_where_nothing_is_marked(held, speaker):
    """The test of these tests: without a mark the arguments do go out."""
    said(held, DRAFT)

    assert leaked(speaker, "Kenya", "Huawei")


@pytest.mark.parametrize(
    ("message", "more"),
    [(DRAFT, {"confidential": True}), (f"{DRAFT} This is strictly confidential.", {})],
    ids=["by the client", "by its words"],
)
def test_a_draft_that_is_asked_for_in_confidence_is_not_sent(held, speaker, message, more):
    reply = said(held, message, **more)

    assert reply.draft is not None
    assert not speaker.heard
    assert reply.in_confidence


@pytest.mark.parametrize("later", ["Draft the proposal.", "Draft the proposal, please, in short."])
def test_what_was_told_in_confidence_is_not_in_a_later_draft_that_is_sent(held, speaker, later):
    told = DRAFT.partition(": ")[2]
    first = said(held, told[:1].upper() + told[1:], confidential=True)
    reply = said(held, later, first.conversation_id)

    assert reply.draft is not None
    assert not leaked(speaker, *SECRETS)


def test_names_told_in_confidence_do_not_go_out_with_a_later_message(held, speaker):
    first = said(held, "Hana Robotics of Seoul is our member.", confidential=True)
    for message in (
        "Beta Data of Texas labels our data, and 40 of the staff are in Macau.",
        "And what of that?",
        "Hana Robotics makes our chips. Is that fine?",
    ):
        said(held, message, first.conversation_id)

    assert not leaked(speaker, "Hana", "Seoul")


def test_a_message_told_in_confidence_does_not_go_out_with_the_follow_up_to_it(held, speaker):
    first = said(held, "Does the zebra plan of Project Walrus matter?", confidential=True)
    second = said(held, "And why?", first.conversation_id)
    said(held, "And with regard to giraffes, what is their view?", second.conversation_id)

    assert not leaked(speaker, "Walrus", "zebra")


def test_another_value_told_openly_is_open(held):
    first = said(held, "46 percent of our hardware value is of U.S. origin.", confidential=True)
    said(held, "Make that 55 percent.", first.conversation_id)
    kept = held.conversations.opened(first.conversation_id)
    told = {one.path: one.confidential for one in kept.origins}

    assert told["layers.hardware.us_content_percent"] is False


@pytest.mark.parametrize(
    ("part", "hidden"),
    [
        ("markets[0].competitors", ("Huawei",)),
        ("competitors", ("Huawei",)),
        ("members[Acme Compute].name", ("Acme",)),
        ("layers.hardware.us_content_percent", ("46",)),
        ("the secret sauce", SECRETS),
    ],
)
def test_a_marked_part_is_in_no_sentence_of_a_draft_that_is_sent(held, speaker, part, hidden):
    case = Proposal.model_validate({**CASE, "confidential_parts": [part]})
    reply = said(held, "Draft the proposal.", proposal=case)

    assert reply.draft is not None
    assert not leaked(speaker, *hidden)


# -- at the terminal ------------------------------------------------------------------------------


@pytest.fixture
def chat(held):
    lines = []
    sitting = Chat(held, TODAY, lines.append, lambda _: None, lambda _: None)
    return sitting, lines


def test_a_private_message_is_not_sent(chat, speaker):
    sitting, lines = chat
    sitting.take("/private Hana Robotics of Seoul is our member.")
    sitting.take("Draft the proposal.")
    sitting.take("/private")

    assert sitting.last.draft is not None
    assert not leaked(speaker, "Hana", "Seoul")
    assert "/private MESSAGE" in lines[-1]


def test_a_part_is_marked_by_a_command(chat, speaker):
    sitting, lines = chat
    sitting.take("/confidential competitors")
    sitting.take(DRAFT)

    assert sitting.last.draft is not None
    assert sitting.last.case.confidential_parts == ("competitors",)
    assert lines[0] == "Marked confidential: competitors."
    assert not leaked(speaker, "Huawei")


def test_a_mark_that_fits_nothing_is_said_to_cover_all(chat, speaker):
    sitting, lines = chat
    sitting.take("/confidential")
    sitting.take("/confidential the secret sauce")
    sitting.take(DRAFT)

    assert "Nothing is marked" in lines[0]
    assert "no fact and no section is called so" in lines[1]
    assert not speaker.heard


@pytest.fixture
def drafted(assistant, monkeypatch, capsys, tmp_path):
    """Run `draft` at the terminal with a model; return what it received, and what was printed."""

    def run(*more):
        speaker = FakeSpeaker(doing(word_arguments=changing("the ", "that ")))
        monkeypatch.setattr(terminal, "_model_settings", lambda: SETTINGS)
        monkeypatch.setattr(langchain_speaker, "open_speaker", lambda _: speaker)
        file = tmp_path / "case.json"
        file.write_text(json.dumps(CASE))
        monkeypatch.setattr("sys.argv", ["assistant", "draft", str(file), *more])
        with pytest.raises(SystemExit) as stopped:
            terminal.main()
        assert stopped.value.code == 0
        return speaker, capsys.readouterr()

    return run


def test_arguments_are_worded_at_the_terminal_and_the_host_is_named(drafted):
    speaker, printed = drafted()

    assert leaked(speaker, "Kenya")
    assert "models.example" in printed.err
    assert "In the words of fake:" in printed.err
    assert " that " in printed.out


def test_what_is_marked_at_the_terminal_is_not_sent(drafted):
    speaker, _ = drafted("--confidential", "target markets", "--confidential", "competitors")
    assert not leaked(speaker, "Kenya", "Huawei")

    speaker, printed = drafted("--confidential", "the secret sauce")
    assert not speaker.heard
    assert "nothing was sent" in printed.err


def test_a_question_at_the_terminal_can_be_kept_from_the_model(held, speaker, monkeypatch, capsys):
    monkeypatch.setattr(wiring, "build_assistant", lambda *_: held)
    for more in ((), ("--confidential",)):
        speaker.heard.clear()
        monkeypatch.setattr("sys.argv", ["assistant", "ask", "Who decides?", *more])
        with pytest.raises(SystemExit):
            terminal.main()
        assert bool(speaker.heard) is not bool(more)
    assert "models.example" in capsys.readouterr().err
