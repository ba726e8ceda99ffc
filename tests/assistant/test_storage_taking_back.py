"""The last turn is taken back: the conversation is as it was before it, and no byte is left."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from assistant.conversation import Conversations
from assistant.errors import ConversationBusyError, UnknownConversationError, UnknownReplyError
from assistant.keeping.database import KeptConversations
from assistant.keeping.records import Rating
from assistant.keeping.store import ConversationStore
from tests.assistant.conftest import place_of
from tests.assistant.stores import NO_ONE, tell
from tests.assistant.test_storage_forgetting import bytes_under


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path) -> Iterator[ConversationStore]:
    if request.param == "memory":
        yield Conversations()
        return
    with closing(KeptConversations(place_of(request.param, request, tmp_path))) as opened:
        yield opened


def test_the_conversation_is_as_it_was_before(store):
    first = tell(store, "one", title="A")
    name = first.conversation_id
    before = store.opened(name)
    last = tell(store, "two", name, title="B", industry_led=True)
    store.rate(last.reply_id, Rating.DOWN, "no")
    store.take_back(name, last.reply_id)

    assert replace(store.opened(name), draft=None) == replace(before, draft=None)
    whole = store.whole(name)
    assert [turn.reply for turn in whole.turns] == [first]
    assert (whole.case.title, whole.case.industry_led) == ("A", None)
    assert whole.turn_count == 1
    with pytest.raises(UnknownReplyError):
        store.reply(last.reply_id)
    with pytest.raises(UnknownReplyError):
        store.rate(last.reply_id, Rating.UP, None)
    assert store.listed(q="two").total == 0


def test_another_turn_takes_its_place(store):
    first = tell(store, "one", title="A")
    name = first.conversation_id
    store.take_back(name, tell(store, "two", name, title="B").reply_id)
    again = tell(store, "three", name)

    whole = store.whole(name)
    assert [(turn.number, turn.reply) for turn in whole.turns] == [(1, first), (2, again)]
    assert whole.case.title == "A"
    assert store.reply(again.reply_id).before.case.title == "A"


def test_only_the_last_turn_can_be_taken_back(store):
    first = tell(store, "one")
    name = first.conversation_id
    last = tell(store, "two", name)
    elsewhere = tell(store, "three")

    for other in (first.reply_id, elsewhere.reply_id, NO_ONE, "nonsense"):
        with pytest.raises(ConversationBusyError):
            store.take_back(name, other)
    assert store.whole(name).turn_count == 2
    store.take_back(name, last.reply_id)
    with pytest.raises(ConversationBusyError):
        store.take_back(name, last.reply_id)


def test_with_its_only_turn_a_conversation_goes_whole(store):
    only = tell(store, "one", title="A")
    store.take_back(only.conversation_id, only.reply_id)

    assert store.listed().total == 0
    with pytest.raises(UnknownConversationError):
        store.opened(only.conversation_id)


@pytest.mark.parametrize("name", [NO_ONE, "nonsense", ""])
def test_nothing_is_taken_back_of_nobody(store, name):
    with pytest.raises(UnknownConversationError):
        store.take_back(name, NO_ONE)


def test_no_byte_of_it_is_left_in_the_file(tmp_path):
    with closing(KeptConversations(str(tmp_path / "c.db"))) as kept:
        name = tell(kept, "PANGOLIN").conversation_id
        last = tell(kept, "QUAGGAMSG", name, title="QUAGGACSE")
        kept.rate(last.reply_id, Rating.DOWN, "QUAGGANOTE")
        held = bytes_under(tmp_path)
        kept.take_back(name, last.reply_id)
        left = bytes_under(tmp_path)

    assert b"QUAGGACSE" in held
    assert b"QUAGGA" not in left.upper()
    assert last.reply_id.encode() not in left
    assert b"PANGOLIN" in left
