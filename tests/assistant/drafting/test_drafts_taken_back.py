"""A turn is taken back: the draft that it made goes, what was drafted beside the chat stays."""

import pytest

from assistant.drafting.editing import DraftEdit, Wording
from assistant.errors import UnknownDraftError
from assistant.keeping.records import Conversation, Told
from assistant.reply import ChatRequest
from tests.assistant.drafting.test_versions_kept import (  # noqa: F401 (fixtures)
    CASE,
    draft,
    follow,
    store,
)
from tests.assistant.stores import reply_to, tell


def tell_with(store, draft, to):  # noqa: F811 (fixtures)
    """Record a turn that made a draft."""
    with store.turn(to) as before:
        reply = reply_to("Draft it.", before.id, before.case).model_copy(update={"draft": draft})
        after = Conversation(before.id, reply.case, before.turns + 1, before.origins)
        store.keep(after, Told(ChatRequest(message="Draft it.", conversation_id=to), reply))
    return reply


def test_the_draft_that_a_turn_made_goes_with_it(store, draft):  # noqa: F811
    name = tell(store, "one").conversation_id
    reply = tell_with(store, draft, name)
    assert store.opened(name).draft.made == draft
    store.take_back(name, reply.reply_id)

    with pytest.raises(UnknownDraftError):
        store.draft(draft.draft_id)
    assert store.opened(name).draft is None


def test_a_draft_made_beside_the_chat_stays_with_its_changes(store, draft):  # noqa: F811
    name = tell(store, "one").conversation_id
    last = tell(store, "two", name)
    store.keep_draft(draft, CASE, name)
    sentence = draft.sections[0].sentences[0].id
    edit = DraftEdit(sentences=(Wording(sentence=sentence, text="Ours."),))
    store.edit_draft(draft.draft_id, edit)
    store.take_back(name, last.reply_id)

    held = store.opened(name).draft
    assert held.made == draft
    assert held.draft.sections[0].sentences[0].text == "Ours."


def test_a_version_that_follows_the_one_that_went_is_still_read(store, draft):  # noqa: F811
    name = tell(store, "one").conversation_id
    reply = tell_with(store, draft, name)
    store.keep_draft(follow(draft, "b"), CASE, name)
    store.take_back(name, reply.reply_id)

    assert store.opened(name).draft.made.draft_id == "b" * 32
    assert [one.made.draft_id for one in store.versions("b" * 32)] == ["b" * 32]
