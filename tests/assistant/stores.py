"""Turns to record, made without an assistant."""

from datetime import date
from typing import Any
from uuid import uuid4

from assistant.keeping.records import Conversation, Origin, Told
from assistant.keeping.store import ConversationStore
from assistant.reply import ChatReply, ChatRequest, Receipt, Status
from rules.proposal import Proposal

RECEIPT = Receipt(corpus="c", rules="r", model="none", settings="s", digest="d")
NO_ONE = "0" * 32
"""An id of the right form that is nobody's."""


def reply_to(message: str, conversation: str, case: Proposal) -> ChatReply:
    return ChatReply(
        conversation_id=conversation,
        reply_id=uuid4().hex,
        as_of=date(2026, 6, 1),
        status=Status.ANSWERED,
        answer=f"Answer to {message}",
        statements=(),
        citations=(),
        findings=(),
        facts=(),
        case=case,
        next_question=None,
        receipt=RECEIPT,
    )


def tell(store: ConversationStore, message: str, to: str | None = None, **case: Any) -> ChatReply:
    """Record a turn as the assistant does."""
    request = ChatRequest(message=message, conversation_id=to, as_of=date(2026, 5, 1))
    with store.turn(to) as before:
        stated = before.case.model_dump(exclude_none=True) | case
        reply = reply_to(message, before.id, Proposal.model_validate(stated))
        number = before.turns + 1
        new = tuple(
            Origin(path=path, turn=number, source="message", quote=message) for path in case
        )
        after = Conversation(before.id, reply.case, number, before.origins + new)
        store.keep(after, Told(request, reply))
    return reply
