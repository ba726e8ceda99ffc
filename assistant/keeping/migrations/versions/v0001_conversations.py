"""Conversations, their turns, and the case file after each."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of conversations."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_folded", sa.Text, nullable=False),
        sa.Column("created", _AT, nullable=False),
        sa.Column("updated", _AT, nullable=False),
    )
    op.create_index("conversations_by_age", "conversations", ["updated", "id"])
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("told", _AT, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("reply_id", sa.String(32), nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("words_folded", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "number"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("reply_id"),
    )
    op.create_table(
        "case_files",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("case_file", sa.Text, nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "turn"),
        sa.ForeignKeyConstraint(
            ["conversation_id", "turn"],
            ["turns.conversation_id", "turns.number"],
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Remove them, with all that they hold."""
    op.drop_table("case_files")
    op.drop_table("turns")
    op.drop_table("conversations")
