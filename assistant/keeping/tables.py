"""The tables, as the newest migration leaves them; a test holds the two against each other."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator


class Verbatim(TypeDecorator[str]):
    """Words of a user, letter for letter: as a JSON string, since PostgreSQL keeps no NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write words as a JSON string."""
        del dialect
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Read words from a JSON string."""
        del dialect
        return None if value is None else str(json.loads(value))


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps no zone, so it is put on again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a time in UTC, whatever zone the database shows it in."""
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_folded", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Index("conversations_by_age", "updated", "id"),
)

turns = Table(
    "turns",
    metadata,
    Column(
        "conversation_id",
        String(32),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("told", Moment, nullable=False),
    Column("message", Verbatim, nullable=False),
    Column("options", Text, nullable=False),
    Column("reply_id", String(32), nullable=False, unique=True),
    Column("reply", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("words_folded", Text, nullable=False),
)

case_files = Table(
    "case_files",
    metadata,
    Column("conversation_id", String(32), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("case_file", Text, nullable=False),
    Column("origins", Text, nullable=False),
    ForeignKeyConstraint(
        ["conversation_id", "turn"],
        ["turns.conversation_id", "turns.number"],
        ondelete="CASCADE",
    ),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("line", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column(
        "conversation_id",
        String(32),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=True,
    ),
    Column("turn", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("draft", Text, nullable=False),
    Index("drafts_by_line", "line", "version"),
    Index("drafts_by_conversation", "conversation_id", "turn"),
)

draft_edits = Table(
    "draft_edits",
    metadata,
    Column("draft_id", String(32), ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    Column("edit", Text, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column(
        "reply_id",
        String(32),
        ForeignKey("turns.reply_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("rating", String(8), nullable=False),
    Column("comment", Verbatim, nullable=True),
    Column("given", Moment, nullable=False),
)
