"""What readers say of replies."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of feedback."""
    op.create_table(
        "feedback",
        sa.Column("reply_id", sa.String(32), primary_key=True),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["turns.reply_id"], ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Remove it, with all that it holds."""
    op.drop_table("feedback")
