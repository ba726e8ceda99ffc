"""Drafts, and what people change in them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of drafts."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("line", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=True),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("created", _AT, nullable=False),
        sa.Column("proposal", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
    )
    op.create_index("drafts_by_line", "drafts", ["line", "version"])
    op.create_index("drafts_by_conversation", "drafts", ["conversation_id", "turn"])
    op.create_table(
        "draft_edits",
        sa.Column("draft_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("made", _AT, nullable=False),
        sa.Column("edit", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "number"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Remove them, with all that they hold."""
    op.drop_table("draft_edits")
    op.drop_table("drafts")
