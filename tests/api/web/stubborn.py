"""An assistant that does on demand what a real one seldom does: wait, break, talk at length."""

import time
from dataclasses import dataclass, field
from datetime import date
from threading import Event as Signal
from uuid import uuid4

from assistant.reply import ChatReply, ChatRequest, Statement, StatementKind
from assistant.telling import Event, EventName, Listener
from tests.api.fakes import FakeAssistant

SENTENCES = 150


@dataclass(frozen=True)
class StubbornAssistant(FakeAssistant):
    """`wait` is answered by nobody, `break` breaks, `long` is answered at length.

    `left` is set once a client that waited has gone.
    """

    left: Signal = field(default_factory=Signal)

    def answer(
        self, request: ChatRequest, *, today: date, listener: Listener | None = None
    ) -> ChatReply:
        if request.message != "wait" or listener is None:
            return super().answer(request, today=today, listener=listener)
        identifier = request.conversation_id or uuid4().hex
        whose = {"conversation_id": identifier, "reply_id": uuid4().hex}
        listener.hear(Event(EventName.META, whose))
        try:
            while True:
                listener.check()
                time.sleep(0.02)
        finally:
            self.left.set()

    def _reply(
        self, request: ChatRequest, conversation: str, reply_id: str, today: date
    ) -> ChatReply:
        reply = super()._reply(request, conversation, reply_id, today)
        if request.message != "long":
            return reply
        said = [f"Sentence {place} of an answer that does not end." for place in range(SENTENCES)]
        said.append("W" * 400 + ".")
        statements = tuple(
            Statement(kind=StatementKind.SOURCE, text=one, citations=()) for one in said
        )
        return reply.model_copy(update={"answer": " ".join(said), "statements": statements})
