"""The assistant of a server: there, on its way, or failed."""

import gc
import logging
from collections.abc import Callable
from datetime import date
from threading import Thread

from api.errors import NotReadyError, OpeningFailedError, kind_of
from assistant.answering import Assistant
from assistant.keeping.records import Conversation
from assistant.reply import ChatRequest
from assistant.settings import Settings
from assistant.wiring import build_assistant, open_conversations
from corpus.index import Progress
from rules.proposal import Proposal

_FIRST = (
    "Our member Hana is headquartered in Seoul, and 40 percent of it is owned by a German fund. "
    "The servers are 47 percent U.S. content. May it join, and who decides?"
)
"""A message with something for every part of the assistant to read."""
_THEN = date(2026, 5, 1)

log = logging.getLogger("api")


def open_assistant(
    settings: Settings, progress: Progress | None = None, *, keeps: bool = True
) -> Assistant:
    """Build the assistant that settings describe, and load what a first question would wait for.

    `progress` hears how far a build of the index has come. One that does not keep opens no
    database.
    """
    conversations = open_conversations(settings) if keeps else None
    assistant = build_assistant(settings, progress, conversations)
    assistant.warm()
    warmed(assistant)
    # What is loaded by now stays for good. The collector of garbage would look at all of it again
    # now and then, which stops every turn meanwhile; 300 ms were measured.
    gc.collect()
    gc.freeze()
    return assistant


def warmed(assistant: Assistant) -> None:
    """Answer a message that is kept nowhere: lexicons and patterns are read at first use."""
    # Where a language model is set up, it is not asked: starting costs nothing.
    request = ChatRequest(message=_FIRST, confidential=True)
    assistant.next_turn(request, Conversation("", Proposal()), reply_id="", as_of=_THEN)


class Opening:
    """Holds the assistant, or the reason why there is none."""

    def __init__(self, assistant: Assistant | None = None) -> None:
        self._assistant = assistant
        self._failure: Exception | None = None

    def assistant(self) -> Assistant:
        """Return the assistant.

        Raises:
            NotReadyError: It is still being opened.
            OpeningFailedError: It cannot be opened.
        """
        if self._failure is not None:
            known = kind_of(self._failure).status == 503
            raise OpeningFailedError(str(self._failure) if known else None)
        if self._assistant is None:
            raise NotReadyError
        return self._assistant

    @property
    def text_goes_to(self) -> str | None:
        """The host of the language model that is shown what users write; None where none is."""
        return None if self._assistant is None else self._assistant.model.host

    def start(self, build: Callable[[], Assistant]) -> None:
        """Build the assistant in a thread, unless it is there."""
        if self._assistant is None:
            # A daemon: a server that is told to stop does not wait for an index.
            Thread(target=self._open, args=(build,), name="opening", daemon=True).start()

    def _open(self, build: Callable[[], Assistant]) -> None:
        try:
            self._assistant = build()
        except Exception as error:
            log.exception("The assistant cannot be opened")
            self._failure = error
