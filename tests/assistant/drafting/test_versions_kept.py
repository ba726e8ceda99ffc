"""Drafts as they are kept: in memory, in a file, and in PostgreSQL."""

import sqlite3
from contextlib import closing

import pytest

from assistant.conversation import Conversations
from assistant.drafting.editing import DraftEdit, RowEdit, Wording
from assistant.errors import UnknownConversationError, UnknownDraftError
from assistant.keeping.database import KeptConversations
from rules.proposal import Proposal
from tests.assistant.conftest import place_of
from tests.assistant.stores import NO_ONE, tell

CASE = Proposal.model_validate({"markets": [{"name": "Kenya"}], "title": "Zyxwvut"})


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    if request.param == "memory":
        yield Conversations()
        return
    with closing(KeptConversations(place_of(request.param, request, tmp_path))) as opened:
        yield opened


@pytest.fixture
def draft(drafted):
    return drafted(CASE, sections=["target_markets"], draft_id="a" * 32)


def follow(draft, letter, version=2):
    news = {"draft_id": letter * 32, "follows": draft.draft_id, "version": version}
    return draft.model_copy(update=news)


def test_a_draft_is_read_as_it_was_kept(store, draft):
    store.keep_draft(draft, CASE)
    kept = store.draft(draft.draft_id)

    assert kept.draft == kept.made == draft
    assert kept.proposal == CASE
    assert kept.conversation is None
    assert kept.created == kept.changed


def test_changes_stand_beside_the_draft_as_it_was_made(store, draft):
    store.keep_draft(draft, CASE)
    name = draft.sections[0].sentences[0].id
    store.edit_draft(draft.draft_id, DraftEdit(sentences=(Wording(sentence=name, text="One."),)))
    kept = store.edit_draft(
        draft.draft_id, DraftEdit(rows=(RowEdit(row=draft.matrix[0].id, owner="=1+1 \0 漢"),))
    )

    assert store.draft(draft.draft_id).draft == kept.draft
    assert kept.made == draft
    assert kept.draft.sections[0].sentences[0].text == "One."
    assert kept.draft.matrix[0].owner == "=1+1 \0 漢"
    assert kept.changed >= kept.created
    assert kept.listed.edits == 2


def test_versions_are_those_of_one_document(store, draft):
    store.keep_draft(draft, CASE)
    store.keep_draft(draft.model_copy(update={"draft_id": "c" * 32}), CASE)
    store.keep_draft(follow(draft, "b"), CASE)

    versions = store.versions("b" * 32)

    assert [one.made.version for one in versions] == [1, 2]
    assert store.versions(draft.draft_id) == versions


def test_what_is_not_kept_is_told(store, draft):
    for ask in (store.draft, store.versions, store.delete_draft):
        for name in (NO_ONE, "../etc", ""):
            with pytest.raises(UnknownDraftError):
                ask(name)
    with pytest.raises(UnknownDraftError):
        store.edit_draft(NO_ONE, DraftEdit())
    with pytest.raises(UnknownDraftError):
        store.keep_draft(follow(draft, "b"), CASE)
    with pytest.raises(UnknownConversationError):
        store.keep_draft(draft, CASE, NO_ONE)


def test_a_deleted_draft_is_gone_and_its_followers_stay(store, draft):
    store.keep_draft(draft, CASE)
    store.keep_draft(follow(draft, "b"), CASE)
    store.delete_draft(draft.draft_id)

    with pytest.raises(UnknownDraftError):
        store.draft(draft.draft_id)
    assert [one.made.version for one in store.versions("b" * 32)] == [2]


def test_a_conversation_knows_its_newest_draft_and_takes_its_drafts_along(store, draft):
    name = tell(store, "one").conversation_id
    assert store.opened(name).draft is None
    store.keep_draft(draft, CASE, name)
    store.keep_draft(follow(draft, "b"), CASE, name)

    assert store.opened(name).draft.made.draft_id == "b" * 32

    store.delete(name)
    with pytest.raises(UnknownDraftError):
        store.draft("b" * 32)


def test_a_reply_is_repeated_with_the_draft_as_it_was_then(store, draft):
    first = tell(store, "one")
    store.keep_draft(draft, CASE, first.conversation_id)
    second = tell(store, "two", first.conversation_id)
    name = draft.sections[0].sentences[0].id
    store.edit_draft(draft.draft_id, DraftEdit(sentences=(Wording(sentence=name, text="Late."),)))
    third = tell(store, "three", first.conversation_id)

    assert store.reply(first.reply_id).before.draft is None
    assert store.reply(second.reply_id).before.draft.draft == draft
    edited = store.reply(third.reply_id).before.draft.draft
    assert edited.sections[0].sentences[0].text == "Late."


def test_a_deleted_draft_is_gone_from_the_bytes(draft, tmp_path):
    path = tmp_path / "kept.db"
    with closing(KeptConversations(str(path))) as store:
        store.keep_draft(draft, CASE)
        assert b"Zyxwvut" in b"".join(one.read_bytes() for one in tmp_path.iterdir())
        store.delete_draft(draft.draft_id)

        assert b"Zyxwvut" not in b"".join(one.read_bytes() for one in tmp_path.iterdir())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM draft_edits").fetchone() == (0,)


def test_the_newest_version_of_each_document_is_listed_newest_first(store, draft):
    assert store.newest_drafts() == ()
    store.keep_draft(draft, CASE)
    store.keep_draft(draft.model_copy(update={"draft_id": "c" * 32}), CASE)
    store.keep_draft(follow(draft, "b"), CASE)

    assert [one.made.draft_id[0] for one in store.newest_drafts()] == ["b", "c"]
    assert [one.made.draft_id[0] for one in store.newest_drafts(1)] == ["b"]
    store.delete_draft("b" * 32)
    assert {one.made.draft_id[0] for one in store.newest_drafts()} == {"a", "c"}
