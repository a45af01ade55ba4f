"""Where a case's messages are, if not in the channel that was named; which edit of its message it has read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what `bot/cases/tables.py` explains."""
    op.add_column("cases", sa.Column("posted_in", sa.String(32)))
    op.add_column("cases", sa.Column("edited_ts", sa.String(32)))
    op.create_index("cases_place", "cases", ["team", "posted_in", "root_ts"])
