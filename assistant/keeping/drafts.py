"""Drafts in the database, on a connection that whoever keeps conversations has opened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from assistant.drafting.draft import Draft
from assistant.drafting.editing import DraftEdit
from assistant.errors import UnknownConversationError, UnknownDraftError
from assistant.keeping.records import KeptDraft
from assistant.keeping.tables import draft_edits, drafts, turns
from rules.proposal import Proposal


class Moment(NamedTuple):
    """When a draft was made: after which turn of which conversation, if of one."""

    conversation: str | None
    turn: int
    at: datetime


def put(connection: Connection, draft: Draft, proposal: Proposal, when: Moment) -> None:
    """Write a draft; one that follows another is of its line."""
    line = draft.draft_id
    if draft.follows is not None:
        # A draft of chat may follow one that was deleted meanwhile: it begins a line anew.
        asked = select(drafts.c.line).where(drafts.c.id == draft.follows)
        line = connection.scalar(asked) or line
    connection.execute(
        insert(drafts).values(
            id=draft.draft_id,
            line=line,
            version=draft.version,
            conversation_id=when.conversation,
            turn=when.turn,
            created=when.at,
            proposal=proposal.model_dump_json(exclude_none=True),
            draft=draft.model_dump_json(),
        )
    )


def turn_of(connection: Connection, conversation: str | None) -> int:
    """Return how many turns a conversation has; 0 for none.

    Raises:
        UnknownConversationError: There is no such conversation.
    """
    if conversation is None:
        return 0
    asked = select(func.max(turns.c.number)).where(turns.c.conversation_id == conversation)
    number = connection.scalar(asked)
    if number is None:
        raise UnknownConversationError(conversation)
    return int(number)


def one(connection: Connection, identifier: str) -> KeptDraft:
    """Return a draft with all changes made to it.

    Raises:
        UnknownDraftError: There is none of this id.
    """
    return _kept(connection, _row(connection, identifier))


def newest(connection: Connection, conversation: str, turn: int) -> KeptDraft | None:
    """Return the newest draft of a conversation as it was after a turn, if it had one."""
    asked = select(drafts).where(drafts.c.conversation_id == conversation, drafts.c.turn <= turn)
    order = (drafts.c.turn.desc(), drafts.c.created.desc(), drafts.c.version.desc())
    row = connection.execute(asked.order_by(*order).limit(1)).first()
    return None if row is None else _kept(connection, row, turn)


def line_of(connection: Connection, identifier: str) -> tuple[KeptDraft, ...]:
    """Return the drafts of the document that a draft is a version of, oldest first.

    Raises:
        UnknownDraftError: There is none of this id.
    """
    line = _row(connection, identifier).line
    asked = select(drafts).where(drafts.c.line == line)
    rows = connection.execute(asked.order_by(drafts.c.version, drafts.c.created)).all()
    return tuple(_kept(connection, row) for row in rows)


def newest_of_each(connection: Connection, limit: int) -> tuple[KeptDraft, ...]:
    """Return the newest version of each document, newest first."""
    mine = drafts.alias("newer")
    newest_version = select(func.max(mine.c.version)).where(mine.c.line == drafts.c.line)
    asked = select(drafts).where(drafts.c.version == newest_version.scalar_subquery())
    order = (drafts.c.created.desc(), drafts.c.id)
    rows = connection.execute(asked.order_by(*order).limit(limit)).all()
    return tuple(_kept(connection, row) for row in rows)


def change(connection: Connection, identifier: str, edit: DraftEdit, at: datetime) -> None:
    """Write changes to a draft beside it.

    Raises:
        UnknownDraftError: There is none of this id.
    """
    # Where rows can be locked, two who change a draft at once wait for each other here.
    row = connection.execute(
        select(drafts).where(drafts.c.id == identifier).with_for_update()
    ).first()
    if row is None:
        raise UnknownDraftError(identifier)
    mine = select(func.max(draft_edits.c.number)).where(draft_edits.c.draft_id == identifier)
    connection.execute(
        insert(draft_edits).values(
            draft_id=identifier,
            number=(connection.scalar(mine) or 0) + 1,
            turn=turn_of(connection, row.conversation_id),
            made=at,
            edit=edit.model_dump_json(exclude_defaults=True),
        )
    )


def remove(connection: Connection, identifier: str) -> None:
    """Remove a draft with the changes made to it.

    Raises:
        UnknownDraftError: There is none of this id.
    """
    if not connection.execute(delete(drafts).where(drafts.c.id == identifier)).rowcount:
        raise UnknownDraftError(identifier)


def moved_back(connection: Connection, conversation: str, turn: int, made: str | None) -> None:
    """Remove the draft that a turn made; what else was drafted after it follows the one before."""
    if made is not None:
        connection.execute(delete(drafts).where(drafts.c.id == made))
    mine = drafts.c.conversation_id == conversation
    its_edits = draft_edits.c.draft_id.in_(select(drafts.c.id).where(mine))
    edited = update(draft_edits).where(its_edits, draft_edits.c.turn >= turn)
    connection.execute(edited.values(turn=turn - 1))
    connection.execute(update(drafts).where(mine, drafts.c.turn >= turn).values(turn=turn - 1))


def _row(connection: Connection, identifier: str) -> Any:
    row = connection.execute(select(drafts).where(drafts.c.id == identifier)).first()
    if row is None:
        raise UnknownDraftError(identifier)
    return row


def _kept(connection: Connection, row: Any, turn: int | None = None) -> KeptDraft:
    asked = select(draft_edits).where(draft_edits.c.draft_id == row.id)
    if turn is not None:
        asked = asked.where(draft_edits.c.turn <= turn)
    changes: Sequence[Any] = connection.execute(asked.order_by(draft_edits.c.number)).all()
    return KeptDraft(
        made=Draft.model_validate_json(row.draft),
        proposal=Proposal.model_validate_json(row.proposal),
        line=row.line,
        created=row.created,
        changed=changes[-1].made if changes else row.created,
        conversation=row.conversation_id,
        edits=tuple(DraftEdit.model_validate_json(one.edit) for one in changes),
    )
