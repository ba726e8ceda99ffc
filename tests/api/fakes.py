"""An assistant that answers at once, over the real corpus and rules."""

from dataclasses import dataclass, field
from datetime import date

from assistant.errors import UnknownConversationError
from assistant.reply import AssessmentReply, ChatReply, ChatRequest, Receipt, Status
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

    @property
    def search(self) -> FakeSearch:
        return FakeSearch(self.library)

    def answer(self, request: ChatRequest, *, today: date) -> ChatReply:
        if request.conversation_id is not None:
            raise UnknownConversationError(request.conversation_id)
        if request.message == "break":
            inside = "words of the inside"
            raise ZeroDivisionError(inside)
        return ChatReply(
            conversation_id="one",
            reply_id="two",
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
