"""The assistant of a server: there, on its way, or failed; and anew when the texts change."""

import gc
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from threading import Event, Thread

from api.errors import NotReadyError, OpeningFailedError, kind_of
from assistant.answering import Assistant
from assistant.keeping.records import Conversation
from assistant.reply import ChatRequest
from assistant.settings import Settings
from assistant.wiring import build_assistant, open_conversations
from corpus.index import Progress
from corpus.library import stamp_of
from corpus.official.store import TextStore
from rules.proposal import Proposal

_FIRST = (
    "Our member Hana is headquartered in Seoul, and 40 percent of it is owned by a German fund. "
    "The servers are 47 percent U.S. content. May it join, and who decides?"
)
"""A message with something for every part of the assistant to read."""
_THEN = date(2026, 5, 1)
_LOOKS_EVERY_S = 2.0

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
    return _loaded(assistant)


def _loaded(assistant: Assistant) -> Assistant:
    """Load what a first question would wait for."""
    assistant.warm()
    warmed(assistant)
    # What is loaded by now stays for good. The collector of garbage would look at all of it again
    # now and then, which stops every turn meanwhile; 300 ms were measured.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return assistant


def warmed(assistant: Assistant) -> None:
    """Answer a message that is kept nowhere: lexicons and patterns are read at first use."""
    # Where a language model is set up, it is not asked: starting costs nothing.
    request = ChatRequest(message=_FIRST, confidential=True)
    assistant.next_turn(request, Conversation("", Proposal()), reply_id="", as_of=_THEN)


@dataclass(frozen=True)
class Renewal:
    """How a server follows the texts that it answers from.

    `stamp` changes when they may have changed; `build` makes an assistant over them as they are
    then, like the one that is given. `since` is the stamp before the first one was opened. It is
    looked every so many seconds.
    """

    stamp: Callable[[], str]
    build: Callable[[Assistant], Assistant]
    since: str
    every: float = _LOOKS_EVERY_S


def renewal_of(settings: Settings) -> Renewal:
    """Follow the store of official texts that settings name, from now on.

    Conversations, language model and embedding model are taken over; the index is built where it
    is missing.
    """

    def build(live: Assistant) -> Assistant:
        embedder = live.search.embedder
        made = build_assistant(
            settings, None, live.conversations, model=live.model, embedder=embedder
        )
        return _loaded(made)

    store = TextStore(settings.texts_folder)
    return Renewal(lambda: stamp_of(store), build, since=stamp_of(store))


class TextsState(StrEnum):
    """Whether a server answers from the official texts as they stand now."""

    CURRENT = "current"
    OPENING = "opening"
    BEHIND = "behind"


@dataclass(frozen=True)
class Texts:
    """How a server stands to the official texts; `why` says what kept newer ones from opening."""

    state: TextsState = TextsState.CURRENT
    why: str = ""


class Opening:
    """Holds the assistant, or the reason why there is none."""

    def __init__(self, assistant: Assistant | None = None) -> None:
        self._assistant = assistant
        self._failure: Exception | None = None
        self._ended = Event()
        self.texts = Texts()

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

    # -- following the texts --------------------------------------------------------------------

    def follow(self, renewal: Renewal) -> None:
        """Take over official texts that are promoted or rolled back while the server runs.

        The newer assistant is opened beside the one that answers, and takes its place between two
        turns: a turn ends with what it began with. Where it cannot be opened, the one before goes
        on, and `texts` says why.
        """
        Thread(target=self._follow, args=(renewal,), name="following", daemon=True).start()

    def end(self) -> None:
        """Follow no longer."""
        self._ended.set()

    def _follow(self, renewal: Renewal) -> None:
        stamp = renewal.since
        while not self._ended.wait(renewal.every):
            try:
                now = renewal.stamp()
            except OSError:  # The folder is being changed: look again.
                continue
            live = self._assistant
            if now == stamp or live is None:
                continue
            # Noted before the texts are read: what changes while they are is seen next time.
            stamp = now
            self._renew(renewal, live)

    def _renew(self, renewal: Renewal, live: Assistant) -> None:
        self.texts = Texts(TextsState.OPENING)
        try:
            self._assistant = renewal.build(live)
        except Exception as error:
            log.exception("The official texts as they stand now cannot be opened")
            known = kind_of(error).status != 500
            self.texts = Texts(TextsState.BEHIND, str(error) if known else "See the server's log.")
        else:
            log.info("Answering from the official texts as they stand now")
            self.texts = Texts()
