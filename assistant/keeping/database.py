"""Conversations in a database: SQLite in a file, or PostgreSQL.

A turn is one transaction: it is there whole when `keep` returns, or not at all.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.drafting.draft import Draft
from assistant.drafting.editing import DraftEdit
from assistant.errors import (
    ConversationBusyError,
    UnknownConversationError,
    UnknownDraftError,
    UnknownReplyError,
)
from assistant.keeping import drafts, tables
from assistant.keeping.opening import WRITES, open_engine, told_plainly
from assistant.keeping.records import (
    Conversation,
    Feedback,
    KeptConversation,
    KeptDraft,
    KeptTurn,
    Listed,
    Origin,
    Rating,
    ReplyRecord,
    Summary,
    Told,
    folded,
    now_utc,
    title_of,
)
from assistant.keeping.taking_turns import Turns
from assistant.reply import ChatReply, ChatRequest
from rules.proposal import Proposal

log = logging.getLogger("assistant.keeping")

_AN_ID = re.compile(r"[0-9a-f]{32}")
_APART = frozenset({"message", "conversation_id"})
"""Fields of a request that have a column of their own."""

_ORIGINS = TypeAdapter(tuple[Origin, ...])

talks, turns, cases, notes = (
    tables.conversations,
    tables.turns,
    tables.case_files,
    tables.feedback,
)


class KeptConversations:
    """The conversations of a database; a `ConversationStore`."""

    def __init__(self, database: str, now: Callable[[], datetime] = now_utc) -> None:
        self._engine = open_engine(database)
        self._now = now
        self._turns = Turns()
        self._sqlite = self._engine.dialect.name == "sqlite"
        # All that one call reads is of one moment; with a log, SQLite reads so by itself.
        self._snapshot = {} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
        if self._sqlite:
            # A server that was killed may have left deleted words in the log.
            self._forget()

    def opened(self, identifier: str | None) -> Conversation:
        """Return a conversation; see `ConversationStore`."""
        if identifier is None:
            return Conversation(uuid4().hex, Proposal())
        with self._reading() as connection:
            return _after(connection, _known(identifier))

    @contextmanager
    def turn(self, identifier: str | None) -> Iterator[Conversation]:
        """Open a conversation for a turn; see `ConversationStore`."""
        if identifier is None:
            yield self.opened(None)
            return
        with self._turns.one(_known(identifier)):
            yield self.opened(identifier)

    def keep(self, conversation: Conversation, told: Told) -> None:
        """Record a turn; see `ConversationStore`."""
        now = self._now()
        with self._writing() as connection:
            if conversation.turns == 1:
                title = title_of(told.request.message)
                row = {"id": conversation.id, "created": now, "updated": now} | _titled(title)
                connection.execute(insert(talks).values(row))
            elif not _touched(connection, conversation.id, updated=now):
                raise UnknownConversationError(conversation.id)
            try:
                connection.execute(insert(turns).values(_turn_row(conversation, told, now)))
            except IntegrityError:
                raise ConversationBusyError(conversation.id) from None
            connection.execute(insert(cases).values(_case_row(conversation)))
            if told.reply.draft is not None:
                when = drafts.Moment(conversation.id, conversation.turns, now)
                drafts.put(connection, told.reply.draft, conversation.case, when)

    def whole(self, identifier: str) -> KeptConversation:
        """Return a conversation with its turns; see `ConversationStore`."""
        mine = turns.c.conversation_id == _known(identifier)
        with self._reading() as connection:
            summary = _summary_of(connection, identifier)
            told = connection.execute(select(turns).where(mine).order_by(turns.c.number)).all()
            now = _after(connection, identifier)
        return KeptConversation(
            **dict(summary),
            turns=tuple(_turn(row) for row in told),
            case=now.case,
            origins=now.origins,
        )

    def listed(self, *, q: str = "", limit: int = 50, offset: int = 0) -> Listed:
        """List conversations; see `ConversationStore`."""
        conditions = [_speaks_of(word) for word in folded(q).split()]
        newest = (talks.c.updated.desc(), talks.c.id.desc())
        with self._reading() as connection:
            total = connection.scalar(select(func.count()).select_from(talks).where(*conditions))
            rows = connection.execute(
                _SUMMARIES.where(*conditions).order_by(*newest).limit(limit).offset(offset)
            ).all()
        return Listed(total or 0, tuple(_summary(row) for row in rows))

    def rename(self, identifier: str, title: str) -> Summary:
        """Give a conversation another title; see `ConversationStore`."""
        with self._writing() as connection:
            told = _titled(title_of(title))
            if not _touched(connection, _known(identifier), updated=self._now(), **told):
                raise UnknownConversationError(identifier)
            return _summary_of(connection, identifier)

    def delete(self, identifier: str) -> None:
        """Remove a conversation, also from the log of SQLite; see `ConversationStore`."""
        with self._turns.one(_known(identifier)):
            with self._writing() as connection:
                gone = connection.execute(delete(talks).where(talks.c.id == identifier))
            if not gone.rowcount:
                raise UnknownConversationError(identifier)
            if self._sqlite:
                self._forget()

    def take_back(self, identifier: str, reply: str) -> None:
        """Remove the last turn, also from the log of SQLite; see `ConversationStore`."""
        with self._turns.one(_known(identifier)):
            with self._writing() as connection:
                _without_last(connection, identifier, reply, self._now())
            if self._sqlite:
                self._forget()

    def reply(self, identifier: str) -> ReplyRecord:
        """Return what is needed to repeat a reply; see `ConversationStore`."""
        if not _AN_ID.fullmatch(identifier):
            raise UnknownReplyError(identifier)
        with self._reading() as connection:
            row = connection.execute(select(turns).where(turns.c.reply_id == identifier)).first()
            if row is None:
                raise UnknownReplyError(identifier)
            before = Conversation(row.conversation_id, Proposal())
            if row.number > 1:
                before = _after(connection, before.id, turn=row.number - 1)
        return ReplyRecord(before, _request(row), row.reply)

    def rate(self, reply: str, rating: Rating, comment: str | None) -> Feedback:
        """Keep what a reader says of a reply; see `ConversationStore`."""
        if not _AN_ID.fullmatch(reply):
            raise UnknownReplyError(reply)
        said = Feedback(reply_id=reply, rating=rating, comment=comment, given=self._now())
        with self._writing() as connection:
            if not connection.scalar(select(exists().where(turns.c.reply_id == reply))):
                raise UnknownReplyError(reply)
            connection.execute(delete(notes).where(notes.c.reply_id == reply))
            connection.execute(insert(notes).values(**dict(said) | {"rating": rating.value}))
        return said

    def keep_draft(
        self, draft: Draft, proposal: Proposal, conversation: str | None = None
    ) -> KeptDraft:
        """Keep a draft; see `ConversationStore`."""
        whose = None if conversation is None else _known(conversation)
        with self._writing() as connection:
            if draft.follows is not None:
                drafts.one(connection, draft.follows)
            when = drafts.Moment(whose, drafts.turn_of(connection, whose), self._now())
            drafts.put(connection, draft, proposal, when)
            return drafts.one(connection, draft.draft_id)

    def draft(self, identifier: str) -> KeptDraft:
        """Return a draft; see `ConversationStore`."""
        with self._reading() as connection:
            return drafts.one(connection, _known_draft(identifier))

    def edit_draft(self, identifier: str, edit: DraftEdit) -> KeptDraft:
        """Keep changes to a draft; see `ConversationStore`."""
        with self._writing() as connection:
            drafts.change(connection, _known_draft(identifier), edit, self._now())
            return drafts.one(connection, identifier)

    def versions(self, identifier: str) -> tuple[KeptDraft, ...]:
        """Return the versions of a document; see `ConversationStore`."""
        with self._reading() as connection:
            return drafts.line_of(connection, _known_draft(identifier))

    def newest_drafts(self, limit: int = 50) -> tuple[KeptDraft, ...]:
        """Return the newest version of each document; see `ConversationStore`."""
        with self._reading() as connection:
            return drafts.newest_of_each(connection, limit)

    def delete_draft(self, identifier: str) -> None:
        """Remove a draft, also from the log of SQLite; see `ConversationStore`."""
        with self._writing() as connection:
            drafts.remove(connection, _known_draft(identifier))
        if self._sqlite:
            self._forget()

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with (
            told_plainly("The database"),
            self._engine.connect().execution_options(**self._snapshot) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            told_plainly("The database"),
            self._engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            yield connection

    def _forget(self) -> None:
        """Write the log of SQLite into its file and empty it: deleted words are still in it."""
        with told_plainly("The database"):
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                row = cursor.fetchone()
            finally:
                connection.close()
        if row is None or row[0]:
            log.warning("The log of the database is in use; deleted words stay in it for now.")


_COUNTED = (
    select(func.count())
    .select_from(turns)
    .where(turns.c.conversation_id == talks.c.id)
    .scalar_subquery()
    .label("turn_count")
)
_SUMMARIES = select(talks.c.id, talks.c.title, talks.c.created, talks.c.updated, _COUNTED)


def _known(identifier: str) -> str:
    """Return an id that may be one of ours; a database is not asked about anything else."""
    if not _AN_ID.fullmatch(identifier):
        raise UnknownConversationError(identifier)
    return identifier


def _known_draft(identifier: str) -> str:
    if not _AN_ID.fullmatch(identifier):
        raise UnknownDraftError(identifier)
    return identifier


def _after(connection: Connection, identifier: str, turn: int | None = None) -> Conversation:
    """Return a conversation as it was after a turn, or after the last."""
    same_turn = and_(
        cases.c.conversation_id == turns.c.conversation_id, cases.c.turn == turns.c.number
    )
    asked = select(turns, cases.c.case_file, cases.c.origins).join(cases, same_turn)
    asked = asked.where(turns.c.conversation_id == identifier)
    if turn is not None:
        asked = asked.where(turns.c.number == turn)
    row = connection.execute(asked.order_by(turns.c.number.desc()).limit(1)).first()
    if row is None:
        raise UnknownConversationError(identifier)
    return Conversation(
        identifier,
        case=Proposal.model_validate_json(row.case_file),
        turns=row.number,
        origins=_ORIGINS.validate_json(row.origins),
        last=Told(_request(row), ChatReply.model_validate_json(row.reply)),
        draft=drafts.newest(connection, identifier, row.number),
    )


def _without_last(connection: Connection, identifier: str, reply: str, now: datetime) -> None:
    """Delete the last turn with what hangs on it, or the conversation with its only turn."""
    # Where rows can be locked, a turn that is recorded at the same moment waits here.
    if not _touched(connection, identifier, updated=now):
        raise UnknownConversationError(identifier)
    mine = turns.c.conversation_id == identifier
    last = connection.execute(select(turns).where(mine).order_by(turns.c.number.desc())).first()
    if last is None or last.reply_id != reply:
        raise ConversationBusyError(identifier)
    if last.number == 1:
        connection.execute(delete(talks).where(talks.c.id == identifier))
        return
    made = ChatReply.model_validate_json(last.reply).draft
    drafts.moved_back(connection, identifier, last.number, made.draft_id if made else None)
    connection.execute(delete(turns).where(mine, turns.c.number == last.number))


def _summary_of(connection: Connection, identifier: str) -> Summary:
    row = connection.execute(_SUMMARIES.where(talks.c.id == identifier)).first()
    if row is None:
        raise UnknownConversationError(identifier)
    return _summary(row)


def _summary(row: Any) -> Summary:
    return Summary.model_validate(row._asdict())


def _speaks_of(word: str) -> Any:
    said = exists().where(
        turns.c.conversation_id == talks.c.id,
        turns.c.words_folded.contains(word, autoescape=True),
    )
    return or_(talks.c.title_folded.contains(word, autoescape=True), said)


def _titled(title: str) -> dict[str, str]:
    return {"title": title, "title_folded": folded(title)}


def _touched(connection: Connection, identifier: str, **values: Any) -> bool:
    done = connection.execute(update(talks).where(talks.c.id == identifier).values(**values))
    return bool(done.rowcount)


def _turn_row(conversation: Conversation, told: Told, now: datetime) -> dict[str, Any]:
    request, reply = told.request, told.reply
    return {
        "conversation_id": conversation.id,
        "number": conversation.turns,
        "told": now,
        "message": request.message,
        "options": request.model_dump_json(exclude=set(_APART)),
        "reply_id": reply.reply_id,
        "reply": reply.model_dump_json(),
        "receipt": reply.receipt.model_dump_json(),
        "words_folded": folded(f"{request.message}\n{reply.answer}"),
    }


def _case_row(conversation: Conversation) -> dict[str, Any]:
    return {
        "conversation_id": conversation.id,
        "turn": conversation.turns,
        "case_file": conversation.case.model_dump_json(exclude_none=True),
        "origins": _ORIGINS.dump_json(conversation.origins).decode(),
    }


def _request(row: Any) -> ChatRequest:
    held = json.loads(row.options)
    going_on = row.conversation_id if row.number > 1 else None
    return ChatRequest.model_validate(held | {"message": row.message, "conversation_id": going_on})


def _turn(row: Any) -> KeptTurn:
    return KeptTurn(
        number=row.number,
        told=row.told,
        request=_request(row),
        reply=ChatReply.model_validate_json(row.reply),
    )
