"""What the bot posted with names in it, and for how many days they may stand there.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, days in (("message_days", "30"), ("file_days", "7")):
        op.add_column("school", sa.Column(name, IDENTIFIER, nullable=False, server_default=days))
    op.create_table(
        "posting",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("school_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("outbox_id", IDENTIFIER, nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("lease_ends_at", MOMENT, nullable=True),
        sa.Column("attempts", IDENTIFIER, nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_posting_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index("ix_posting_by_outbox", "posting", ["outbox_id"])
    op.create_index("ix_posting_by_place", "posting", ["school_id", "channel", "ts"])
    op.create_index("ix_posting_by_state", "posting", ["school_id", "state", "posted_at"])
