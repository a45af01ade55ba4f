"""What a report counts, the weekly report, and the picture on the Home tab."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what `bot/cases/tables.py` explains."""
    op.add_column("cases", sa.Column("solved_at", sa.Float))
    op.add_column("outcomes", sa.Column("channel", sa.String(32)))
    op.add_column("outcomes", sa.Column("receiver", sa.String(64)))
    op.add_column("outcomes", sa.Column("solved_at", sa.Float))
    op.add_column("outcomes", sa.Column("seconds", sa.Float))

    op.create_table(
        "reports",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("root_ts", sa.String(32)),
        sa.Column("about_to_post", sa.String(16)),
        sa.Column("about_at", sa.Float),
        sa.Column("attempt", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("not_before", sa.Float, nullable=False, server_default=sa.text("0")),
    )
    op.create_index("ix_reports_due_at", "reports", ["due_at"])

    op.create_table(
        "pictures",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("file_id", sa.String(32), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("team", "locale"),
    )
