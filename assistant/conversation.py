"""Conversations in memory, kept while the process runs: for tests, and for a single question.

The oldest conversations go first when there are too many.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import uuid4

from assistant.drafting.draft import Draft
from assistant.drafting.editing import DraftEdit
from assistant.errors import (
    ConversationBusyError,
    UnknownConversationError,
    UnknownDraftError,
    UnknownReplyError,
)
from assistant.keeping.records import (
    Conversation,
    Feedback,
    KeptConversation,
    KeptDraft,
    KeptTurn,
    Listed,
    Rating,
    ReplyRecord,
    Summary,
    Told,
    folded,
    now_utc,
    title_of,
)
from assistant.keeping.taking_turns import Turns
from rules.proposal import Proposal

HELD_IN_MEMORY = 10_000


@dataclass(frozen=True)
class _Held:
    """A conversation with the records of its turns; each knows the case that it found."""

    summary: Summary
    now: Conversation
    turns: tuple[KeptTurn, ...] = ()
    replies: tuple[ReplyRecord, ...] = ()
    feedback: dict[str, Feedback] = field(default_factory=dict)

    def speaks_of(self, words: list[str]) -> bool:
        texts = [self.summary.title]
        texts += [text for one in self.turns for text in (one.request.message, one.reply.answer)]
        told = [folded(text) for text in texts]
        return all(any(word in text for text in told) for word in words)


class Conversations:
    """The conversations of this process; safe to use from several threads."""

    def __init__(self, limit: int = HELD_IN_MEMORY) -> None:
        self._limit = limit
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._drafts: OrderedDict[str, KeptDraft] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = Turns()

    def opened(self, identifier: str | None) -> Conversation:
        """Return a conversation, or start one where no id is given.

        Raises:
            UnknownConversationError: There is none of this id.
        """
        if identifier is None:
            return Conversation(uuid4().hex, Proposal())
        now = self._of(identifier).now
        with self._lock:
            return replace(now, draft=self._newest_draft(identifier))

    @contextmanager
    def turn(self, identifier: str | None) -> Iterator[Conversation]:
        """Open a conversation for a turn; see `ConversationStore`."""
        if identifier is None:
            yield self.opened(None)
            return
        with self._turns.one(identifier):
            yield self.opened(identifier)

    def keep(self, conversation: Conversation, told: Told | None = None) -> None:
        """Hold a conversation as it is after a turn."""
        now = now_utc()
        with self._lock:
            held = self._held.get(conversation.id)
            if held is None:
                if conversation.turns > 1:
                    raise UnknownConversationError(conversation.id)
                title = title_of(told.request.message) if told else ""
                summary = Summary(
                    id=conversation.id, title=title, created=now, updated=now, turn_count=0
                )
                held = _Held(summary, Conversation(conversation.id, Proposal()))
            found = replace(held.now, draft=self._newest_draft(conversation.id))
            self._held[conversation.id] = _grown(replace(held, now=found), conversation, told)
            self._held.move_to_end(conversation.id)
            if told is not None and told.reply.draft is not None:
                self._put(told.reply.draft, conversation.case, conversation.id)
            while len(self._held) > self._limit:
                self._forget(self._held.popitem(last=False)[0])

    def whole(self, identifier: str) -> KeptConversation:
        """Return a conversation with its turns; see `ConversationStore`."""
        held = self._of(identifier)
        return KeptConversation(
            **dict(held.summary), turns=held.turns, case=held.now.case, origins=held.now.origins
        )

    def listed(self, *, q: str = "", limit: int = 50, offset: int = 0) -> Listed:
        """List conversations, newest first; see `ConversationStore`."""
        words = folded(q).split()
        with self._lock:
            found = [held.summary for held in self._held.values() if held.speaks_of(words)]
        found.sort(key=lambda one: (one.updated, one.id), reverse=True)
        return Listed(len(found), tuple(found[offset : offset + limit]))

    def rename(self, identifier: str, title: str) -> Summary:
        """Give a conversation another title; see `ConversationStore`."""
        with self._turns.one(identifier), self._lock:
            if identifier not in self._held:
                raise UnknownConversationError(identifier)
            held = self._held[identifier]
            news = {"title": title_of(title), "updated": now_utc()}
            self._held[identifier] = replace(held, summary=held.summary.model_copy(update=news))
            return self._held[identifier].summary

    def delete(self, identifier: str) -> None:
        """Remove a conversation; see `ConversationStore`."""
        with self._turns.one(identifier), self._lock:
            if self._held.pop(identifier, None) is None:
                raise UnknownConversationError(identifier)
            self._forget(identifier)

    def take_back(self, identifier: str, reply: str) -> None:
        """Remove the last turn; see `ConversationStore`."""
        with self._turns.one(identifier), self._lock:
            held = self._held.get(identifier)
            if held is None:
                raise UnknownConversationError(identifier)
            if not held.turns or held.turns[-1].reply.reply_id != reply:
                raise ConversationBusyError(identifier)
            if len(held.turns) == 1:
                del self._held[identifier]
                self._forget(identifier)
                return
            made = held.turns[-1].reply.draft
            if made is not None:
                self._drafts.pop(made.draft_id, None)
            self._held[identifier] = _shortened(held)

    def reply(self, identifier: str) -> ReplyRecord:
        """Return what is needed to repeat a reply; see `ConversationStore`."""
        held, place = self._place_of(identifier)
        return held.replies[place]

    def rate(self, reply: str, rating: Rating, comment: str | None) -> Feedback:
        """Keep what a reader says of a reply; see `ConversationStore`."""
        held, _ = self._place_of(reply)
        said = Feedback(reply_id=reply, rating=rating, comment=comment, given=now_utc())
        held.feedback[reply] = said
        return said

    def keep_draft(
        self, draft: Draft, proposal: Proposal, conversation: str | None = None
    ) -> KeptDraft:
        """Keep a draft; see `ConversationStore`."""
        with self._lock:
            if draft.follows is not None and draft.follows not in self._drafts:
                raise UnknownDraftError(draft.follows)
            if conversation is not None and conversation not in self._held:
                raise UnknownConversationError(conversation)
            return self._put(draft, proposal, conversation)

    def draft(self, identifier: str) -> KeptDraft:
        """Return a draft; see `ConversationStore`."""
        with self._lock:
            return self._draft(identifier)

    def edit_draft(self, identifier: str, edit: DraftEdit) -> KeptDraft:
        """Keep changes to a draft; see `ConversationStore`."""
        with self._lock:
            held = self._draft(identifier)
            now = replace(held, edits=(*held.edits, edit), changed=now_utc())
            self._drafts[identifier] = now
            return now

    def versions(self, identifier: str) -> tuple[KeptDraft, ...]:
        """Return the versions of a document; see `ConversationStore`."""
        with self._lock:
            line = self._draft(identifier).line
            found = [one for one in self._drafts.values() if one.line == line]
        return tuple(sorted(found, key=lambda one: (one.made.version, one.created)))

    def newest_drafts(self, limit: int = 50) -> tuple[KeptDraft, ...]:
        """Return the newest version of each document; see `ConversationStore`."""
        with self._lock:
            found: dict[str, KeptDraft] = {}
            for one in self._drafts.values():
                held = found.get(one.line)
                if held is None or one.made.version >= held.made.version:
                    found[one.line] = one
        newest = sorted(found.values(), key=lambda one: one.created, reverse=True)
        return tuple(newest[:limit])

    def delete_draft(self, identifier: str) -> None:
        """Remove a draft; see `ConversationStore`."""
        with self._lock:
            self._draft(identifier)
            del self._drafts[identifier]

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _put(self, draft: Draft, proposal: Proposal, conversation: str | None) -> KeptDraft:
        before = self._drafts.get(draft.follows or "")
        now = now_utc()
        line = before.line if before else draft.draft_id
        kept = KeptDraft(draft, proposal, line, now, now, conversation)
        self._drafts[draft.draft_id] = kept
        while len(self._drafts) > self._limit:
            self._drafts.popitem(last=False)
        return kept

    def _newest_draft(self, conversation: str) -> KeptDraft | None:
        of_it = (one for one in self._drafts.values() if one.conversation == conversation)
        return max(of_it, key=lambda one: one.created, default=None)

    def _draft(self, identifier: str) -> KeptDraft:
        if identifier not in self._drafts:
            raise UnknownDraftError(identifier)
        return self._drafts[identifier]

    def _forget(self, conversation: str) -> None:
        """Let go of the drafts of a conversation."""
        for name, one in list(self._drafts.items()):
            if one.conversation == conversation:
                del self._drafts[name]

    def _of(self, identifier: str) -> _Held:
        with self._lock:
            if identifier not in self._held:
                raise UnknownConversationError(identifier)
            return self._held[identifier]

    def _place_of(self, reply: str) -> tuple[_Held, int]:
        with self._lock:
            for held in self._held.values():
                for place, turn in enumerate(held.turns):
                    if turn.reply.reply_id == reply:
                        return held, place
        raise UnknownReplyError(reply)


def _grown(held: _Held, conversation: Conversation, told: Told | None) -> _Held:
    """Return what is held of a conversation after one more turn."""
    if told is None:
        return replace(held, now=conversation)
    if conversation.turns != held.now.turns + 1:
        raise ConversationBusyError(conversation.id)
    now = now_utc()
    turn = KeptTurn(number=conversation.turns, told=now, request=told.request, reply=told.reply)
    record = ReplyRecord(held.now, told.request, told.reply.model_dump_json())
    return replace(
        held,
        now=conversation,
        turns=(*held.turns, turn),
        replies=(*held.replies, record),
        summary=held.summary.model_copy(update={"updated": now, "turn_count": turn.number}),
    )


def _shortened(held: _Held) -> _Held:
    """Return what is held of a conversation without its last turn."""
    gone = held.turns[-1].reply.reply_id
    left = {"updated": now_utc(), "turn_count": len(held.turns) - 1}
    return replace(
        held,
        now=held.replies[-1].before,
        turns=held.turns[:-1],
        replies=held.replies[:-1],
        feedback={name: one for name, one in held.feedback.items() if name != gone},
        summary=held.summary.model_copy(update=left),
    )
