"""What kind of channel a case is in, so that the Home tab shows nobody a private one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what `bot/cases/tables.py` explains."""
    op.add_column("cases", sa.Column("channel_kind", sa.String(8)))
    op.create_index("cases_lately", "cases", ["team", "created_at"])
