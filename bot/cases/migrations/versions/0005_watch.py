"""What is watched, the alarms that were told, and what one process at a time does for all."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what `bot/cases/tables.py` explains."""
    op.create_table(
        "watches",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("target", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("conditions", sa.Text, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("read_at", sa.Float),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("team", "target"),
    )
    op.create_index("watches_due", "watches", ["due_at"])

    op.create_table(
        "alarms",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("target", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("troubles", sa.Text, nullable=False),
        sa.Column("is_watched", sa.Boolean, nullable=False),
        sa.Column("ended_at", sa.Float),
        sa.Column("told_over", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("revision", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("shown", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("root_ts", sa.String(32)),
        sa.Column("about_to_post", sa.String(16)),
        sa.Column("about_at", sa.Float),
        sa.Column("attempt", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("not_before", sa.Float, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    op.create_index("alarms_target", "alarms", ["team", "target"])
    op.create_index(
        "alarms_unsettled",
        "alarms",
        ["not_before"],
        sqlite_where=sa.text("shown < revision"),
        postgresql_where=sa.text("shown < revision"),
    )

    op.create_table(
        "duties",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("holder", sa.String(16)),
        sa.Column("held_until", sa.Float, nullable=False, server_default=sa.text("0")),
    )
