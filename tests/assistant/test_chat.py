"""A conversation at the terminal, from a pipe and from a keyboard."""

import io
import json
import sys

import pytest

from assistant import __main__ as terminal
from assistant import wiring
from assistant.chatting import HELP
from assistant.reply import ChatReply
from tests.conftest import keeping


@pytest.fixture
def talk(assistant, tmp_path, monkeypatch, capsys):
    """Say lines to `python -m assistant chat`; return exit code, output and complaints."""
    monkeypatch.setenv("EXPORTS_DATABASE", str(tmp_path / "kept.db"))
    monkeypatch.setattr(
        wiring,
        "build_assistant",
        lambda settings, progress, store: keeping(assistant, store),
    )

    def talk_(*lines, options=("--as-of", "2026-06-01"), stdin=None):
        told = "".join(f"{line}\n" for line in lines)
        monkeypatch.setattr("sys.stdin", stdin or io.StringIO(told))
        monkeypatch.setattr("sys.argv", ["assistant", "chat", *options])
        with pytest.raises(SystemExit) as stopped:
            terminal.main()
        printed = capsys.readouterr()
        return stopped.value.code, " ".join(printed.out.split()), printed.err

    return talk_


def test_a_pipe_is_answered_without_a_prompt(talk):
    code, printed, complaint = talk("Who decides?")

    assert (code, complaint) == (0, "")
    assert printed.startswith("Answered (as of 1 June 2026). The Secretary")
    assert "> " not in printed


def test_what_was_said_is_known_in_the_next_message(talk):
    _, printed, _ = talk(
        "Our servers are 47 % U.S. content.", "/case", "We sell to Kenya.", "/case"
    )

    assert "layers.hardware.us_content_percent = 47 (turn 1, “Our servers are 47 %" in printed
    assert "markets[Kenya].name = Kenya (turn 2, “We sell to Kenya.”)" in printed


def test_sources_are_shown_on_demand(talk):
    _, without, _ = talk("Who decides?")
    _, printed, _ = talk("/sources", "Who decides?", "/sources")

    assert "DEC-1" not in without
    assert printed.startswith("There is no reply yet.")
    assert "[1]" in printed.rpartition("DEC-1")[0]


def test_a_conversation_can_be_opened_later(talk):
    talk("Our servers are 47 % U.S. content.")
    talk("Who decides?")
    _, listed, _ = talk("/list")
    share = (
        next(line for line in listed.split("  ") if "47 %" in line) if "  " in listed else listed
    )
    words = share.split()
    place = words[words.index("Our") - 2]

    _, printed, _ = talk(f"/open {place}", "/history", "/case", "/sources")

    assert "Going on with “Our servers are 47 % U.S. content.”, 1 turns." in printed
    assert "us_content_percent = 47" in printed
    assert "CON-2" in printed


def test_a_new_conversation_knows_nothing_of_the_last(talk):
    _, printed, _ = talk("Our servers are 47 % U.S. content.", "/new", "/case", "/history", "/list")

    assert "Nothing is known of your case yet." in printed
    assert "This conversation has not begun yet." in printed
    assert "Our servers are 47 % U.S. content." in printed


def test_quit_ends_it(talk):
    code, printed, _ = talk("/quit", "Who decides?")

    assert (code, printed) == (0, "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/help", " ".join(HELP.split())),
        ("/", "There is no command /."),
        ("/sing", "There is no command /sing."),
        ("/open", "Which one?"),
        ("/open zz", "No conversation begins with that id."),
        ("/list", "No conversation is kept yet."),
        ("x" * 8_001, "That has 8,001 characters; at most 8,000 fit."),
        ("   ", ""),
    ],
)
def test_a_command_or_what_cannot_be_done_is_told_and_it_goes_on(talk, line, said):
    code, printed, _ = talk(line, "Who decides?")

    assert code == 0
    assert printed.startswith(said)
    assert "The Secretary" in printed


def test_json_is_one_reply_a_line_and_nothing_else(talk, capsys, monkeypatch):
    code, printed, complaint = talk("Who decides?", "/list", "/case", options=("--json",))

    assert code == 0
    assert ChatReply.model_validate(json.loads(printed)).citations
    assert "Who decides?" in complaint


def test_a_keyboard_is_asked_for_lines_until_they_end(talk, monkeypatch):
    class Keyboard(io.StringIO):
        def isatty(self):
            return True

    lines = iter(["Who decides?"])

    def typed(prompt):
        assert prompt == "> "
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    code, printed, _ = talk(stdin=Keyboard())

    assert code == 0
    assert printed.startswith("Ask, or tell your situation.")
    assert "The Secretary" in printed


def test_a_database_that_cannot_be_opened_is_one_line(talk, monkeypatch):
    monkeypatch.setenv("EXPORTS_DATABASE", "mysql://nowhere")
    code, printed, complaint = talk("Who decides?")

    assert (code, printed, complaint.count("\n")) == (2, "", 1)
    assert sys.stdin is not None
