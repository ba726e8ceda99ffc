"""What the assistant and its doors ask of whoever keeps conversations."""

from contextlib import AbstractContextManager
from typing import Protocol

from assistant.keeping.records import (
    Conversation,
    Feedback,
    KeptConversation,
    Listed,
    Rating,
    ReplyRecord,
    Summary,
    Told,
)


class ConversationStore(Protocol):
    """Keeps conversations; safe to use from several threads."""

    def opened(self, identifier: str | None) -> Conversation:
        """Return a conversation as it is, or a new one where no id is given.

        Raises:
            UnknownConversationError: There is none of this id.
        """

    def turn(self, identifier: str | None) -> AbstractContextManager[Conversation]:
        """Open a conversation for a turn; other turns of it wait until this one is over.

        Raises:
            UnknownConversationError: There is none of this id.
            ConversationBusyError: The turns before it did not end in time.
        """

    def keep(self, conversation: Conversation, told: Told) -> None:
        """Record a turn whole, with the conversation as it is after it; on return it is kept.

        Raises:
            UnknownConversationError: The conversation was deleted meanwhile.
            ConversationBusyError: Another turn of it was recorded meanwhile.
        """

    def whole(self, identifier: str) -> KeptConversation:
        """Return a conversation with its turns.

        Raises:
            UnknownConversationError: There is none of this id.
        """

    def listed(self, *, q: str = "", limit: int = 50, offset: int = 0) -> Listed:
        """List conversations, newest first, whose titles, messages or answers hold every word."""

    def rename(self, identifier: str, title: str) -> Summary:
        """Give a conversation another title.

        Raises:
            UnknownConversationError: There is none of this id.
        """

    def delete(self, identifier: str) -> None:
        """Remove a conversation with all that was said in it and of it.

        Raises:
            UnknownConversationError: There is none of this id.
        """

    def reply(self, identifier: str) -> ReplyRecord:
        """Return what is needed to repeat a reply.

        Raises:
            UnknownReplyError: No kept conversation has it.
        """

    def rate(self, reply: str, rating: Rating, comment: str | None) -> Feedback:
        """Keep what a reader says of a reply, in place of what was said of it before.

        Raises:
            UnknownReplyError: No kept conversation has it.
        """

    def close(self) -> None:
        """Let go of files and connections."""
