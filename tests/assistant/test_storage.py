"""What every store of conversations keeps to: in memory, in SQLite, in PostgreSQL."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from assistant.conversation import Conversations
from assistant.errors import (
    ConversationBusyError,
    StorageError,
    UnknownConversationError,
    UnknownReplyError,
)
from assistant.keeping.database import KeptConversations
from assistant.keeping.records import LONGEST_TITLE, Conversation, Rating, Told, title_of
from assistant.keeping.store import ConversationStore
from assistant.keeping.taking_turns import Turns
from assistant.reply import ChatRequest
from tests.assistant.conftest import place_of
from tests.assistant.stores import NO_ONE, reply_to, tell

ODD = "Straße \u0301 漢字 \U0001f680 \0 <b> ' \" % _ \\ \n\r end"


@pytest.fixture
def store(request, tmp_path, kind) -> Iterator[ConversationStore]:
    opened = (
        Conversations()
        if kind == "memory"
        else KeptConversations(place_of(kind, request, tmp_path))
    )
    yield opened
    opened.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", ["memory", "sqlite", "postgres"])


def test_a_turn_comes_back_as_it_was_told(store):
    reply = tell(store, ODD, title="A", industry_led=True)

    whole = store.whole(reply.conversation_id)
    assert [turn.request.message for turn in whole.turns] == [ODD]
    assert whole.turns[0].reply == reply
    assert whole.case == reply.case
    assert {origin.path: origin.quote for origin in whole.origins} == {
        "title": ODD,
        "industry_led": ODD,
    }


def test_turns_go_on_where_the_last_ended(store):
    first = tell(store, "one", title="A")
    second = tell(store, "two", first.conversation_id, industry_led=True)

    now = store.opened(first.conversation_id)
    assert (now.turns, now.case) == (2, second.case)
    assert [origin.turn for origin in now.origins] == [1, 2]
    assert store.whole(now.id).turn_count == 2


def test_an_unknown_conversation_is_an_error_everywhere(store):
    for name in ("gone", NO_ONE, "\0", "x" * 100):
        for ask in (store.opened, store.whole, store.delete):
            with pytest.raises(UnknownConversationError):
                ask(name)
        with pytest.raises(UnknownConversationError):
            store.rename(name, "new")
        with pytest.raises(UnknownConversationError), store.turn(name):
            pass


def test_an_unknown_reply_is_an_error(store):
    for name in ("gone", NO_ONE, "\0"):
        with pytest.raises(UnknownReplyError):
            store.reply(name)
        with pytest.raises(UnknownReplyError):
            store.rate(name, Rating.UP, None)


def test_what_fails_half_way_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.turn(None) as begun:
        raise ZeroDivisionError

    assert store.listed().total == 0
    with pytest.raises(UnknownConversationError):
        store.opened(begun.id)


def test_the_list_is_newest_first_and_comes_in_stretches(store):
    names = [tell(store, f"message {number}").conversation_id for number in range(5)]
    tell(store, "again", names[1])

    found = [store.listed(limit=2, offset=offset) for offset in (0, 2, 4)]
    assert {one.total for one in found} == {5}
    listed = [item.id for one in found for item in one.items]
    assert listed == [names[1], names[4], names[3], names[2], names[0]]
    assert found[0].items[0].turn_count == 2


@pytest.mark.parametrize(
    ("q", "count"),
    [
        ("", 2),
        ("ÄRGER", 1),
        ("strasse", 1),
        ("100% korea", 1),
        ("100%_", 0),
        ("answer", 2),
        ("korea ärger", 0),
        ("\0", 2),
        ("'; DROP TABLE turns; --", 0),
    ],
)
def test_a_search_finds_conversations_that_hold_every_word(store, q, count):
    tell(store, "Ärger in der Straße")
    tell(store, "100% KOREA")

    assert store.listed(q=q).total == count


def test_a_search_finds_new_titles_and_later_turns(store):
    name = tell(store, "one").conversation_id
    tell(store, "Tokyo", name)
    store.rename(name, "Kenya file")

    assert store.listed(q="kenya tokyo").total == 1
    assert store.listed(q="nairobi").total == 0


def test_a_title_is_one_line_of_the_first_message(store):
    name = tell(store, f"\n First\tline \0 of {'many ' * 100}").conversation_id

    title = store.whole(name).title
    assert title.startswith("First line of many many")
    assert title.endswith("many…")
    assert len(title) <= LONGEST_TITLE
    assert len(title_of("x" * 500)) == LONGEST_TITLE


def test_a_conversation_can_be_renamed(store):
    name = tell(store, "one").conversation_id
    told = store.rename(name, "Two\nlines")

    assert told.title == store.whole(name).title == "Two lines"
    assert told.turn_count == 1


def test_a_deleted_conversation_takes_all_with_it(store):
    gone, stays = tell(store, "one", title="A"), tell(store, "two")
    store.rate(gone.reply_id, Rating.DOWN, "no")
    store.delete(gone.conversation_id)

    assert [one.id for one in store.listed().items] == [stays.conversation_id]
    with pytest.raises(UnknownConversationError):
        store.whole(gone.conversation_id)
    with pytest.raises(UnknownReplyError):
        store.reply(gone.reply_id)


def test_a_conversation_that_was_deleted_meanwhile_does_not_come_back(store):
    name = tell(store, "one").conversation_id
    before = store.opened(name)
    store.delete(name)

    after = Conversation(name, before.case, 2)
    told = Told(ChatRequest(message="two"), reply_to("two", name, before.case))
    with pytest.raises(UnknownConversationError):
        store.keep(after, told)
    assert store.listed().total == 0


def test_a_turn_that_was_overtaken_is_refused_whole(store):
    name = tell(store, "one").conversation_id
    before = store.opened(name)
    tell(store, "two", name)

    late = Told(ChatRequest(message="late"), reply_to("late", name, before.case))
    with pytest.raises(ConversationBusyError):
        store.keep(replace(before, turns=2), late)
    assert [turn.request.message for turn in store.whole(name).turns] == ["one", "two"]


def test_a_reply_is_kept_with_what_it_was_made_from(store):
    first = tell(store, "one", title="A")
    second = tell(store, "two", first.conversation_id, industry_led=True)

    made = store.reply(second.reply_id)
    assert made.reply == second.model_dump_json()
    assert made.request.message == "two"
    assert made.before.case == first.case
    assert made.before.turns == 1
    assert store.reply(first.reply_id).before.case.model_dump(exclude_none=True) == {}


def test_a_second_rating_takes_the_place_of_the_first(store):
    reply = tell(store, "one")
    store.rate(reply.reply_id, Rating.DOWN, ODD)
    again = store.rate(reply.reply_id, Rating.UP, None)

    assert (again.rating, again.comment) == (Rating.UP, None)
    assert again.given.tzinfo is not None


def test_turns_of_one_conversation_pass_one_by_one(store):
    name = tell(store, "first").conversation_id
    inside, most = 0, 0
    guard = threading.Lock()

    def one(number: int) -> None:
        nonlocal inside, most
        with store.turn(name) as before:
            with guard:
                inside += 1
                most = max(most, inside)
            time.sleep(0.002)
            reply = reply_to(str(number), name, before.case)
            told = Told(ChatRequest(message=str(number)), reply)
            store.keep(replace(before, turns=before.turns + 1), told)
            with guard:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))

    assert most == 1
    whole = store.whole(name)
    assert [turn.number for turn in whole.turns] == list(range(1, 26))
    assert {turn.request.message for turn in whole.turns[1:]} == {str(n) for n in range(24)}


def test_many_conversations_are_told_at_once(store):
    def one(number: int) -> str:
        name = tell(store, f"{number}.0", title=f"case {number}").conversation_id
        for turn in range(1, 6):
            tell(store, f"{number}.{turn}", name)
            store.listed(limit=3)
        return name

    with ThreadPoolExecutor(10) as pool:
        names = list(pool.map(one, range(10)))

    for number, name in enumerate(names):
        whole = store.whole(name)
        assert [turn.request.message for turn in whole.turns] == [f"{number}.{n}" for n in range(6)]
        assert whole.case.title == f"case {number}"


def test_what_is_kept_is_there_when_it_is_opened_again(database):
    first = KeptConversations(database)
    reply = tell(first, ODD, title="A")
    before = first.whole(reply.conversation_id)
    first.close()

    with closing(KeptConversations(database)) as second:
        assert second.whole(reply.conversation_id) == before
        assert second.reply(reply.reply_id).reply == reply.model_dump_json()


def test_two_processes_do_not_interleave_turns(database):
    """Two stores of one database know nothing of each other's threads."""
    with closing(KeptConversations(database)) as one, closing(KeptConversations(database)) as two:
        name = tell(one, "first").conversation_id
        with one.turn(name) as before:
            tell(two, "overtakes", name)
            told = Told(ChatRequest(message="late"), reply_to("late", name, before.case))
            with pytest.raises(ConversationBusyError):
                one.keep(replace(before, turns=before.turns + 1), told)
        assert [turn.request.message for turn in one.whole(name).turns] == ["first", "overtakes"]


def test_a_turn_does_not_wait_for_ever():
    turns = Turns(patience_s=0.01)

    with turns.one("a"), turns.one("b"), pytest.raises(ConversationBusyError), turns.one("a"):
        pass
    with turns.one("a"):
        pass


def test_an_error_of_the_database_does_not_repeat_what_a_user_said(database, caplog):
    with closing(KeptConversations(database)) as store:
        reply = tell(store, "secret words")
        again = Told(ChatRequest(message="secret words"), reply)
        with pytest.raises(StorageError) as failed:
            store.keep(Conversation(reply.conversation_id, reply.case, 1), again)

    assert failed.value.__suppress_context__
    assert "secret" not in f"{failed.value}{caplog.text}"
