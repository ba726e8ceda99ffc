"""The assistant of a server: there, on its way, or failed."""

import logging
from collections.abc import Callable
from threading import Thread

from api.errors import NotReadyError, OpeningFailedError, kind_of
from assistant.answering import Assistant
from assistant.settings import Settings
from assistant.wiring import build_assistant, open_conversations
from corpus.index import Progress

log = logging.getLogger("api")


def open_assistant(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Build the assistant that settings describe, and load what a first question would wait for.

    `progress` hears how far a build of the index has come.
    """
    conversations = open_conversations(settings)
    assistant = build_assistant(settings, progress, conversations)
    assistant.warm()
    return assistant


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
