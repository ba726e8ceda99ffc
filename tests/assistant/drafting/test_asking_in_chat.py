"""Drafts in chat: what is said beside them, what is kept, and what comes out again."""

from contextlib import closing
from datetime import date

import pytest

from assistant.drafting.editing import DraftEdit, Wording
from assistant.drafting.versions import difference
from assistant.keeping.database import KeptConversations
from assistant.replaying import replayed
from assistant.reply import ChatRequest, Status
from tests.conftest import keeping

TODAY = date(2026, 11, 21)


@pytest.fixture
def kept(assistant, tmp_path):
    assistant.warm()  # what a copy would load for itself otherwise
    with closing(KeptConversations(str(tmp_path / "kept.db"))) as store:
        yield keeping(assistant, store)


def talk(assistant, *messages, conversation=None):
    replies = []
    for message in messages:
        request = ChatRequest(message=message, conversation_id=conversation)
        replies.append(assistant.answer(request, today=TODAY))
        conversation = replies[-1].conversation_id
    return replies


def sections_of(reply):
    return [section.id for section in reply.draft.sections]


def test_a_request_brings_a_draft_and_says_what_it_lacks_first(kept):
    (reply,) = talk(kept, "Outline the market section for Kenya and Vietnam.")

    assert reply.status is Status.ANSWERED
    assert sections_of(reply) == ["target_markets"]
    assert reply.draft.form.value == "outline"
    assert [market.name for market in reply.case.markets] == ["Kenya", "Vietnam"]
    assert "Target markets" in reply.answer
    assert "lacks first" in reply.answer
    assert "/v1/drafts" in reply.answer
    assert len(reply.statements) == 2
    assert kept.conversations.draft(reply.draft.draft_id).proposal == reply.case


def test_a_question_mark_does_not_make_a_case_of_nobody(kept):
    (reply,) = talk(kept, "Can you outline the market section for Kenya?")

    assert [market.name for market in reply.case.markets] == ["Kenya"]


def test_changes_follow_the_draft_before(kept):
    first, shorter, more, other, again = talk(
        kept,
        "Draft the market section for Kenya.",
        "shorter",
        "add Ghana",
        "now the hardware section",
        "redo it with 55 percent",
    )

    assert (shorter.draft.version, shorter.draft.follows) == (2, first.draft.draft_id)
    assert [market.name for market in more.case.markets] == ["Kenya", "Ghana"]
    assert not difference(shorter.draft, more.draft).same
    assert (first.draft.brief, shorter.draft.brief, more.draft.brief) == (False, True, True)
    assert (sections_of(other), other.draft.version) == (["hardware_and_us_content"], 1)
    assert str(again.case.layers.hardware.us_content_percent) == "55"
    assert "55 percent" in again.draft.sections[0].sentences[0].text


def test_what_a_section_lacks_is_told_and_asked(kept):
    (reply,) = talk(kept, "What is still missing for section 4?")

    assert reply.status is Status.NEEDS_FACTS
    assert reply.draft is None
    assert "Hardware and U.S. content" in reply.answer
    assert reply.next_question is not None


def test_how_to_draft_is_answered_from_the_sources(kept):
    (reply,) = talk(kept, "What must the market section contain?")

    assert reply.draft is None
    assert "MKT-1" in [citation.provision for citation in reply.citations]
    assert reply.understood_as is not None


@pytest.mark.parametrize("message", ["draft me a lease", "Write a poem about hardware."])
def test_papers_of_other_kinds_are_not_drafted(kept, message):
    (reply,) = talk(kept, message)

    assert reply.draft is None
    assert reply.status in {Status.OUT_OF_SCOPE, Status.DECLINED}


def test_a_users_wording_stays_in_the_next_draft_of_chat(kept):
    first, *_ = talk(kept, "Draft the market section for Kenya.")
    name = first.draft.sections[0].sentences[0].id
    edit = DraftEdit(sentences=(Wording(sentence=name, text="Kenya comes first."),))
    kept.conversations.edit_draft(first.draft.draft_id, edit)
    (again,) = talk(kept, "redo it", conversation=first.conversation_id)

    assert "Kenya comes first." in [one.text for one in again.draft.sections[0].sentences]
    assert [one.sentence for one in again.draft.kept] == [name]


def test_replies_with_drafts_are_repeated_byte_for_byte(kept):
    replies = talk(kept, "Draft the market section for Kenya.", "shorter", "add Ghana")
    late = Wording(sentence=replies[0].draft.sections[0].sentences[0].id, text="Too late.")
    kept.conversations.edit_draft(replies[1].draft.draft_id, DraftEdit(sentences=(late,)))
    replies += talk(kept, "redo it", conversation=replies[0].conversation_id)

    for reply in replies:
        assert replayed(kept, reply.reply_id).same


def test_the_digest_of_a_reply_is_that_of_its_draft_and_without_ids(kept):
    one, other = (talk(kept, "Draft the market section for Kenya.")[0] for _ in range(2))

    assert one.draft.draft_id != other.draft.draft_id
    assert one.draft.receipt == other.draft.receipt
    assert one.receipt == other.receipt
