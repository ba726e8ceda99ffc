"""A conversation as clients send it, whole each time, and what it comes to.

The messages of the user are answered again from the first, so the case file is what they tell and
nothing else. Messages of the assistant are not believed: whoever sends a history may write into it
what he likes. Instructions to a language model (roles `system`, `developer`) find nobody to follow
them. Nothing is recorded.

What a history came to is kept in memory for a while under the hash of its words, so that a turn
costs one turn. Whoever finds it has sent the same words, so nobody reads what another has told.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pydantic_core import to_json

from api.errors import MessageError
from api.openai.schemas import Message
from assistant.answering import Assistant
from assistant.keeping.records import Conversation
from assistant.model.port import NO_AIDE
from assistant.reply import LONGEST_MESSAGE, ChatReply, ChatRequest
from assistant.telling import Event, Listener
from rules.proposal import Proposal

HELD = 500
"""Histories that are held in memory; those that were asked for longest ago go first."""


@dataclass(frozen=True)
class History:
    """What the user has said, in order; the last is to be answered.

    `proposal` holds the facts that the conversation starts from. What is `confidential` is shown to
    no language model.
    """

    said: tuple[str, ...]
    proposal: Proposal | None
    as_of: date
    confidential: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The hash of what was said up to each message."""
        given = self.proposal.model_dump(mode="json") if self.proposal else None
        name = hashlib.sha256(
            to_json([self.as_of.isoformat(), given, self.confidential])
        ).hexdigest()
        names = []
        for words in self.said:
            name = hashlib.sha256(to_json([name, words])).hexdigest()
            names.append(name[:32])
        return tuple(names)


@dataclass(frozen=True)
class Histories:
    """Answers histories, and remembers what the newest came to; threads may share it."""

    limit: int = HELD
    _held: OrderedDict[str, Conversation] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, assistant: Assistant, history: History, listener: Listener) -> ChatReply:
        """Answer the last message of a history; `listener` hears of that turn alone."""
        conversation, done = self._known(history)
        for turn in range(done, len(history.said) - 1):
            # What was answered before is only told again: no language model is asked for it.
            patient = _Patient(listener)
            conversation, _ = self._turn(assistant, history, turn, conversation, patient)
        _, reply = self._turn(assistant, history, -1, conversation, listener)
        return reply

    def _turn(
        self,
        assistant: Assistant,
        history: History,
        turn: int,
        before: Conversation,
        listener: Listener,
    ) -> tuple[Conversation, ChatReply]:
        proposal = history.proposal if not before.turns else None
        after, reply = assistant.next_turn(
            ChatRequest(
                message=history.said[turn],
                proposal=proposal,
                as_of=history.as_of,
                confidential=history.confidential,
            ),
            before,
            reply_id=history.names[turn],
            as_of=history.as_of,
            listener=listener,
            aide=NO_AIDE if turn >= 0 else None,
        )
        self._hold(history.names[turn], after)
        return after, reply

    def _known(self, history: History) -> tuple[Conversation, int]:
        """Return the conversation before the last message as far as it is held, and its length."""
        with self._lock:
            for turns in range(len(history.said) - 1, 0, -1):
                name = history.names[turns - 1]
                if name in self._held:
                    self._held.move_to_end(name)
                    return self._held[name], turns
        return Conversation(history.names[0], Proposal(), kept=False), 0

    def _hold(self, name: str, conversation: Conversation) -> None:
        with self._lock:
            self._held[name] = conversation
            self._held.move_to_end(name)
            while len(self._held) > self.limit:
                self._held.popitem(last=False)


class _Patient(Listener):
    """Hears nothing of the turns before, and stops them where the client has left."""

    def __init__(self, whose: Listener) -> None:
        self._whose = whose

    def hear(self, event: Event) -> None:
        self.check()

    def check(self) -> None:
        self._whose.check()


def said_by_user(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the messages of the user as text.

    Raises:
        MessageError: The history does not end with one, or one of them is no text that fits.
    """
    talk = [one for one in enumerate(messages) if one[1].role in {"user", "assistant"}]
    if not talk or talk[-1][1].role != "user":
        found = "no message of the user" if not talk else "a message of the assistant at the end"
        message = f"`messages` has {found}. Let it end with a message of the role `user`."
        raise MessageError(message, param="messages")
    return tuple(_text(one, f"messages.{place}") for place, one in talk if one.role == "user")


def _text(message: Message, place: str) -> str:
    content = message.content
    parts = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    for number, part in enumerate(parts):
        if part.get("type") != "text" or not isinstance(part.get("text"), str):
            told = "This assistant reads text alone. Send parts of the type `text`."
            raise MessageError(told, param=f"{place}.content.{number}")
    text = "\n".join(part["text"] for part in parts)
    if not any(mark.isprintable() and not mark.isspace() for mark in text):
        told = "The message is empty. Write something in it, or leave it out."
        raise MessageError(told, param=f"{place}.content")
    if len(text) > LONGEST_MESSAGE:
        told = (
            f"The message has {len(text):,} characters; at most {LONGEST_MESSAGE:,} fit. "
            "Shorten it, or send it as several."
        )
        raise MessageError(told, param=f"{place}.content")
    return text


def unread(messages: Sequence[Message]) -> tuple[str, ...]:
    """Name the messages that are neither read nor made again."""
    talk = {"user", "assistant"}
    return tuple(f"messages.{place}" for place, one in enumerate(messages) if one.role not in talk)
