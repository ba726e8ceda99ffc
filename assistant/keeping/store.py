"""What the assistant and its doors ask of whoever keeps conversations."""

from contextlib import AbstractContextManager
from typing import Protocol

from assistant.drafting.draft import Draft
from assistant.drafting.editing import DraftEdit
from assistant.keeping.records import (
    Conversation,
    Feedback,
    KeptConversation,
    KeptDraft,
    Listed,
    Rating,
    ReplyRecord,
    Summary,
    Told,
)
from rules.proposal import Proposal


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

    def take_back(self, identifier: str, reply: str) -> None:
        """Remove the last turn of a conversation, so that another message can stand in its place.

        Its case file, feedback and the draft that it made go with it; what was drafted beside the
        chat stays. With its only turn a conversation goes whole, as `delete` removes it.

        Raises:
            UnknownConversationError: There is none of this id.
            ConversationBusyError: The reply is not that of the last turn.
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

    def keep_draft(
        self, draft: Draft, proposal: Proposal, conversation: str | None = None
    ) -> KeptDraft:
        """Keep a draft with the facts that it was made from; drafts of chat come with their turn.

        Raises:
            UnknownDraftError: The draft that it follows is not kept.
            UnknownConversationError: There is no such conversation.
        """

    def draft(self, identifier: str) -> KeptDraft:
        """Return a draft with the changes that were made to it.

        Raises:
            UnknownDraftError: There is none of this id.
        """

    def edit_draft(self, identifier: str, edit: DraftEdit) -> KeptDraft:
        """Keep changes to a draft beside it, and return it with them.

        Raises:
            UnknownDraftError: There is none of this id.
        """

    def versions(self, identifier: str) -> tuple[KeptDraft, ...]:
        """Return all kept drafts of the document that a draft is a version of, oldest first.

        Raises:
            UnknownDraftError: There is none of this id.
        """

    def newest_drafts(self, limit: int = 50) -> tuple[KeptDraft, ...]:
        """Return the newest version of each document that was drafted, newest first."""

    def delete_draft(self, identifier: str) -> None:
        """Remove a draft with the changes made to it; what a reply of chat shows of it stays.

        Raises:
            UnknownDraftError: There is none of this id.
        """

    def close(self) -> None:
        """Let go of files and connections."""
