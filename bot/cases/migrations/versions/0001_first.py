"""The first tables: inbox, cases, joined messages, workspaces, blocklists' health."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables that `bot/cases/tables.py` explains."""
    op.create_table(
        "inbox",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("not_before", sa.Float, nullable=False, server_default=sa.text("0")),
        sa.Column("outcome", sa.String(16)),
        sa.Column("outcome_at", sa.Float),
        sa.PrimaryKeyConstraint("team", "key"),
    )
    op.create_index(
        "inbox_unfinished",
        "inbox",
        ["not_before"],
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_index("inbox_received", "inbox", ["received_at"])

    op.create_table(
        "cases",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("source_ts", sa.String(255), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("thread_ts", sa.String(32)),
        sa.Column("asker", sa.String(32)),
        sa.Column("locale", sa.String(16)),
        sa.Column("asked", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("words_hash", sa.String(64), nullable=False, server_default=sa.text("''")),
        sa.Column("files", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("sender", sa.Text),
        sa.Column("bounce", sa.Text),
        sa.Column("findings", sa.Text),
        sa.Column("diagnoses", sa.Text),
        sa.Column("seconds", sa.Float),
        sa.Column("sending_ips", sa.Text),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("shown", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("method", sa.Integer),
        sa.Column("tried", sa.Text, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("asks_for_more", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("scope", sa.String(8)),
        sa.Column("solved_by", sa.String(32)),
        sa.Column("solved_with", sa.Integer),
        sa.Column("root_ts", sa.String(32)),
        sa.Column("message_ts", sa.String(32)),
        sa.Column("about_to_post", sa.String(16)),
        sa.Column("about_at", sa.Float),
        sa.Column("attempt", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("not_before", sa.Float, nullable=False, server_default=sa.text("0")),
        sa.Column("error_id", sa.String(16)),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("outcome_at", sa.Float),
        sa.Column("purge_after", sa.Float, nullable=False),
        sa.UniqueConstraint("team", "channel", "source_ts"),
    )
    op.create_index("cases_thread", "cases", ["team", "channel", "thread_ts"])
    op.create_index("cases_purge", "cases", ["purge_after"])
    op.create_index(
        "cases_unsettled",
        "cases",
        ["not_before"],
        sqlite_where=sa.text("shown < revision"),
        postgresql_where=sa.text("shown < revision"),
    )

    op.create_table(
        "joined",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("source_ts", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "source_ts"),
    )
    op.create_index("ix_joined_case_id", "joined", ["case_id"])

    op.create_table(
        "workspaces",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False),
    )

    op.create_table(
        "zone_health",
        sa.Column("zone", sa.String(255), primary_key=True),
        sa.Column("health", sa.Text, nullable=False),
        sa.Column("known_until", sa.Float, nullable=False),
    )
