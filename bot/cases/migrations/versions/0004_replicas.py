"""What replicas share: turns to post, the job queue's migrations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what `bot/cases/tables.py` explains."""
    op.create_table(
        "channel_turns",
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("due", sa.Float, nullable=False),
    )
    op.create_table("queue_migrations", sa.Column("name", sa.String(255), primary_key=True))
