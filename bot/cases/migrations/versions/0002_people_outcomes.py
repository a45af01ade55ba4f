"""People's own choices, outcomes that outlive their cases, the mailbox check, the one call for help."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what `bot/cases/tables.py` explains."""
    op.add_column("cases", sa.Column("mailbox", sa.String(8)))
    op.add_column("cases", sa.Column("escalation_ts", sa.String(32)))

    op.create_table(
        "people",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16)),
        sa.PrimaryKeyConstraint("team", "person"),
    )

    op.create_table(
        "outcomes",
        sa.Column("case_id", sa.String(16), primary_key=True),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(32)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("solved_with", sa.Integer),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    op.create_index("ix_outcomes_team", "outcomes", ["team"])
