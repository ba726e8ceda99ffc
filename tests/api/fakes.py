"""An assistant that answers at once, over the real corpus and rules."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from assistant.conversation import Conversations
from assistant.keeping.records import Conversation, Told
from assistant.model.port import NO_MODEL, Aide, LanguageModel
from assistant.reply import AssessmentReply, ChatReply, ChatRequest, Receipt, Status
from assistant.telling import Event, EventName, Listener, answer_told
from corpus.library import Library, load_library
from corpus.search import Ranked
from rules.catalogue import Catalogue, packaged_catalogue
from rules.outcome import Overall
from rules.proposal import Proposal

RECEIPT = Receipt(corpus="c", rules="r", model="none", settings="s", digest="d")


@dataclass(frozen=True)
class FakeSearch:
    """Finds the first provisions of the corpus, whatever is asked."""

    library: Library

    def find(self, query: str, *, k: int = 8, as_of: date | None = None) -> list[Ranked]:
        return [
            Ranked(name, score=9.0 - place, similarity=0.9, keyword=1.0)
            for place, name in enumerate(list(self.library.provisions)[:k])
        ]


@dataclass(frozen=True)
class FakeAssistant:
    """Repeats the message, and finds no obstacle."""

    library: Library = field(default_factory=load_library)
    catalogue: Catalogue = field(default_factory=packaged_catalogue)
    conversations: Conversations = field(default_factory=Conversations)
    model: LanguageModel = NO_MODEL

    @property
    def search(self) -> FakeSearch:
        return FakeSearch(self.library)

    def answer(
        self, request: ChatRequest, *, today: date, listener: Listener | None = None
    ) -> ChatReply:
        heard = listener or Listener()
        with self.conversations.turn(request.conversation_id) as before:
            reply_id = uuid4().hex
            whose = {"conversation_id": before.id, "reply_id": reply_id}
            heard.hear(Event(EventName.META, whose))
            if request.message == "break":
                inside = "words of the inside"
                raise ZeroDivisionError(inside)
            reply = self._reply(request, before.id, reply_id, today)
            for event in answer_told(reply):
                heard.hear(event)
            heard.check()
            after = Conversation(before.id, reply.case, before.turns + 1)
            self.conversations.keep(after, Told(request, reply))
        return reply

    def next_turn(
        self,
        request: ChatRequest,
        before: Conversation,
        *,
        reply_id: str,
        as_of: date,
        listener: Listener,
        aide: Aide | None = None,
    ) -> tuple[Conversation, ChatReply]:
        whose = {"conversation_id": before.id, "reply_id": reply_id}
        listener.hear(Event(EventName.META, whose))
        if request.message == "break":
            inside = "words of the inside"
            raise ZeroDivisionError(inside)
        reply = self._reply(request, before.id, reply_id, as_of)
        return Conversation(before.id, reply.case, before.turns + 1), reply

    def _reply(
        self, request: ChatRequest, conversation: str, reply_id: str, today: date
    ) -> ChatReply:
        return ChatReply(
            conversation_id=conversation,
            reply_id=reply_id,
            as_of=request.as_of or today,
            status=Status.ANSWERED,
            answer=request.message,
            statements=(),
            citations=(),
            findings=(),
            facts=(),
            case=request.proposal or Proposal(),
            next_question=None,
            receipt=RECEIPT,
        )

    def assess(self, proposal: Proposal, *, as_of: date) -> AssessmentReply:
        return AssessmentReply(
            overall=Overall.NO_OBSTACLE_FOUND,
            findings=(),
            missing=(),
            next_question=None,
            receipt=RECEIPT,
        )
