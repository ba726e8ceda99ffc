"""A kept reply made once more: the same bytes, or a reason."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from assistant import __main__ as terminal
from assistant import wiring
from assistant.errors import UnknownReplyError
from assistant.keeping import tables
from assistant.keeping.database import KeptConversations
from assistant.replaying import SHAPING, replayed, why
from assistant.reply import ChatRequest, Receipt
from rules.proposal import Proposal
from tests.conftest import keeping

TURNS = [
    "Our servers are 47 % U.S. content.",
    "Hana Holdings of Korea is a member, and we sell to Kenya.",
    "Do we reach the 51 percent presumption with our hardware?",
    "Who decides?",
]


@pytest.fixture
def kept(assistant, tmp_path):
    """The real assistant over a file."""
    with closing(KeptConversations(str(tmp_path / "kept.db"))) as store:
        yield keeping(assistant, store)


def held(assistant, *messages, **more) -> list[str]:
    """Hold a conversation; return the ids of its replies."""
    name, ids = None, []
    for message in messages:
        request = ChatRequest(message=message, conversation_id=name, **more)
        reply = assistant.answer(request, today=date(2026, 6, 1))
        name = reply.conversation_id
        ids.append(reply.reply_id)
    return ids


def test_every_turn_of_a_conversation_repeats_byte_for_byte(kept):
    for reply_id in held(kept, *TURNS):
        result = replayed(kept, reply_id)

        assert result.same
        assert result.recorded == result.repeated
        assert (result.changes, result.differing) == ((), ())


def test_a_proposal_and_a_day_are_repeated_too(kept):
    proposal = Proposal.model_validate({"members": [{"name": "Porto", "headquarters": "Macau"}]})
    (reply_id,) = held(kept, "Are we fine?", proposal=proposal, as_of=date(2026, 5, 1))

    assert replayed(kept, reply_id).same


def test_it_repeats_after_later_turns_a_restart_and_on_another_day(assistant, tmp_path):
    path = str(tmp_path / "kept.db")
    with closing(KeptConversations(path)) as store:
        ids = held(keeping(assistant, store), *TURNS)
    with closing(KeptConversations(path)) as store:
        assert replayed(keeping(assistant, store), ids[1]).same


def test_nothing_is_recorded_by_a_repetition(kept):
    (reply_id,) = held(kept, "Who decides?")
    before = kept.conversations.listed()
    replayed(kept, reply_id)

    assert kept.conversations.listed() == before
    assert before.items[0].turn_count == 1


@pytest.mark.parametrize("part", SHAPING)
def test_what_has_changed_since_is_named(kept, part):
    """The receipt of the recorded reply is made to name another corpus, other rules …"""
    (reply_id,) = held(kept, "Who decides?")
    alter(kept, lambda reply: reply["receipt"].update({part: "another"}))

    result = replayed(kept, reply_id)

    assert not result.same
    assert [(change.part, change.was) for change in result.changes] == [(part, "another")]
    assert SHAPING[part] in why(result)
    assert result.differing == ()


def test_a_change_that_no_receipt_names_is_one_of_the_program(kept):
    (reply_id,) = held(kept, "Who decides?")
    alter(kept, lambda reply: reply.update(answer="Something else."))

    result = replayed(kept, reply_id)

    assert result.differing == ("answer",)
    assert "the program itself has changed" in why(result)


def test_rules_that_changed_show_in_findings_and_receipt(kept, monkeypatch):
    ids = held(kept, *TURNS[:2])
    changed = replace(kept)
    receipt = type(kept)._receipt

    def other_rules(self, body) -> Receipt:
        return receipt(self, body).model_copy(update={"rules": "0" * 64})

    monkeypatch.setattr(type(kept), "_receipt", other_rules)
    result = replayed(changed, ids[0])

    assert [change.part for change in result.changes] == ["rules"]
    assert result.changes[0].now == "0" * 64


def test_a_reply_that_is_not_kept_is_an_error(kept):
    with pytest.raises(UnknownReplyError):
        replayed(kept, "0" * 32)


def alter(assistant, change) -> None:
    """Change the recorded reply in the file, as an older version would have left it."""
    store = assistant.conversations
    (summary,) = store.listed().items
    reply = json.loads(store.reply(store.whole(summary.id).turns[0].reply.reply_id).reply)
    change(reply)
    with store._writing() as connection:
        connection.execute(
            update(tables.turns).values(
                reply=json.dumps(reply, separators=(",", ":"), ensure_ascii=False)
            )
        )


@pytest.fixture
def run(assistant, kept, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EXPORTS_DATABASE", str(tmp_path / "kept.db"))
    monkeypatch.setattr(
        wiring,
        "build_assistant",
        lambda settings, progress, store: keeping(assistant, store),
    )

    def run_(*words):
        monkeypatch.setattr("sys.argv", ["assistant", "replay", *words])
        with pytest.raises(SystemExit) as stopped:
            terminal.main()
        printed = capsys.readouterr()
        return stopped.value.code, printed.out, printed.err

    return run_


def test_at_the_terminal_a_repetition_ends_with_nought(kept, run):
    (reply_id,) = held(kept, "Who decides?")
    code, printed, complaint = run(reply_id)

    assert (code, complaint) == (0, "")
    assert printed.startswith("Repeated byte for byte: ")

    code, printed, _ = run(reply_id, "--json")
    assert printed.strip() == kept.conversations.reply(reply_id).reply


def test_at_the_terminal_a_difference_ends_with_one_and_a_reason(kept, run):
    (reply_id,) = held(kept, "Who decides?")
    alter(kept, lambda reply: reply["receipt"].update(corpus="c" * 64))
    code, printed, _ = run(reply_id)

    assert code == 1
    assert "this has changed: the corpus." in " ".join(printed.split())
    assert "c" * 64 in printed.replace("\n", "").replace(" ", "")


def test_at_the_terminal_an_unknown_reply_is_one_line(run):
    code, printed, complaint = run("0" * 32)

    assert (code, printed, complaint.count("\n")) == (2, "", 1)
    assert "There is no reply" in complaint
