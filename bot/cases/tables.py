"""The tables, as the newest migration leaves them. Every row names its workspace; times are epoch seconds, UTC."""

from __future__ import annotations

from typing import Final

from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

METADATA: Final = MetaData()

INBOX: Final = Table(
    "inbox",
    METADATA,
    # Slack's own key for the delivery, one row for each thing that concerns us. The row is the job: a payload without
    # an outcome is work to do; the payload goes with the outcome, and the key stays to tell redeliveries.
    Column("team", String(32), nullable=False),
    Column("key", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", Text),
    Column("received_at", Float, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Float, nullable=False, server_default=text("0")),
    Column("outcome", String(16)),
    Column("outcome_at", Float),
    PrimaryKeyConstraint("team", "key"),
    Index(
        "inbox_unfinished", "not_before", sqlite_where=text("outcome IS NULL"), postgresql_where=text("outcome IS NULL")
    ),
    Index("inbox_received", "received_at"),
)

CASES: Final = Table(
    "cases",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    # What the event said of it: only cases of public channels ("channel") are shown to people who did not ask.
    Column("channel_kind", String(8)),
    # The message that the case is about; for a command, which has none, its delivery's key.
    Column("source_ts", String(255), nullable=False),
    Column("source", String(16), nullable=False),
    Column("thread_ts", String(32)),
    Column("asker", String(32)),
    Column("locale", String(16)),
    # Asked for by a person (command, mention, direct message, shortcut), or found by ourselves in a channel.
    Column("asked", Boolean, nullable=False),
    # The question. `words` and `files` are people's mail: emptied when the case is purged.
    Column("words", Text),
    Column("words_hash", String(64), nullable=False, server_default=text("''")),
    Column("files", Text),
    Column("address", Text),
    Column("sender", Text),
    # The answer, as JSON of bot.model's dataclasses.
    Column("bounce", Text),
    Column("findings", Text),
    Column("diagnoses", Text),
    Column("seconds", Float),
    Column("sending_ips", Text),
    # Where it stands. `revision` grows with every change of what people should see; `shown` is the one in Slack.
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("shown", Integer, nullable=False, server_default=text("0")),
    Column("method", Integer),
    Column("tried", Text, nullable=False, server_default=text("'[]'")),
    Column("asks_for_more", Boolean, nullable=False, server_default=false()),
    Column("scope", String(8)),
    Column("solved_by", String(32)),
    Column("solved_with", Integer),
    Column("solved_at", Float),
    # Whether asking the recipient's server about the mailbox is on offer, wanted, or done.
    Column("mailbox", String(8)),
    # When Slack says that its message was edited the last time: an older edit may be delivered later.
    Column("edited_ts", String(32)),
    # Where it is shown. `posted_in` is a direct message's own id, where the case was opened with its person's: Slack
    # takes that for a post, and for nothing that comes after. `about_to_post` names the post under way: found by a
    # later run, that run looks before it posts.
    Column("posted_in", String(32)),
    Column("root_ts", String(32)),
    Column("message_ts", String(32)),
    # The one message that calls for help when no method helped.
    Column("escalation_ts", String(32)),
    Column("about_to_post", String(16)),
    Column("about_at", Float),
    # Who works on it: the fencing token, runs in a row that did not succeed, when to run again.
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Float, nullable=False, server_default=text("0")),
    Column("error_id", String(16)),
    Column("created_at", Float, nullable=False),
    Column("outcome_at", Float),
    Column("purge_after", Float, nullable=False),
    UniqueConstraint("team", "channel", "source_ts"),
    Index("cases_thread", "team", "channel", "thread_ts"),
    Index("cases_place", "team", "posted_in", "root_ts"),
    Index("cases_lately", "team", "created_at"),
    Index("cases_purge", "purge_after"),
    Index(
        "cases_unsettled",
        "not_before",
        sqlite_where=text("shown < revision"),
        postgresql_where=text("shown < revision"),
    ),
)

# Messages whose words became part of a case that began with another one.
JOINED: Final = Table(
    "joined",
    METADATA,
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("source_ts", String(32), nullable=False),
    Column("case_id", String(16), nullable=False, index=True),
    PrimaryKeyConstraint("team", "channel", "source_ts"),
)

WORKSPACES: Final = Table(
    "workspaces",
    METADATA,
    Column("team", String(32), primary_key=True),
    Column("settings", Text, nullable=False),
    Column("updated_at", Float, nullable=False),
)

# What people chose for themselves.
PEOPLE: Final = Table(
    "people",
    METADATA,
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("locale", String(16)),
    PrimaryKeyConstraint("team", "person"),
)

# What stays of a case when it is purged: no address, no text, nobody's name. `channel` where it is a public one,
# `receiver` where the recipient's mail is with a well-known provider; `seconds` is how long the checks took.
OUTCOMES: Final = Table(
    "outcomes",
    METADATA,
    Column("case_id", String(16), primary_key=True),
    Column("team", String(32), nullable=False, index=True),
    Column("source", String(16), nullable=False),
    Column("cause", String(32)),
    Column("state", String(16), nullable=False),
    Column("solved_with", Integer),
    Column("created_at", Float, nullable=False),
    Column("channel", String(32)),
    Column("receiver", String(64)),
    Column("solved_at", Float),
    Column("seconds", Float),
)

# The weekly report of a workspace: where and when, and how far it came if a process died over it.
REPORTS: Final = Table(
    "reports",
    METADATA,
    Column("team", String(32), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("due_at", Float, nullable=False, index=True),
    Column("root_ts", String(32)),
    Column("about_to_post", String(16)),
    Column("about_at", Float),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Float, nullable=False, server_default=text("0")),
)

# The picture of the last 30 days on the Home tab: Slack's id of the file, by language and day.
PICTURES: Final = Table(
    "pictures",
    METADATA,
    Column("team", String(32), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("day", String(10), nullable=False),
    Column("file_id", String(32), nullable=False),
    Column("description", Text, nullable=False),
    PrimaryKeyConstraint("team", "locale"),
)

# A blocklist's health is the same for every workspace that asks through the same resolver.
ZONE_HEALTH: Final = Table(
    "zone_health",
    METADATA,
    Column("zone", String(255), primary_key=True),
    Column("health", Text, nullable=False),
    Column("known_until", Float, nullable=False),
)

# When the next turn to post in a channel is due: of all replicas together, on PostgreSQL.
CHANNEL_TURNS: Final = Table(
    "channel_turns",
    METADATA,
    Column("name", String(255), primary_key=True),
    Column("due", Float, nullable=False),
)

# Which of the job queue's own migrations were applied, on PostgreSQL.
QUEUE_MIGRATIONS: Final = Table("queue_migrations", METADATA, Column("name", String(255), primary_key=True))

# What is watched, where changes are told, and how each list and record stands (JSON of `bot.watch.conditions`).
WATCHES: Final = Table(
    "watches",
    METADATA,
    Column("team", String(32), nullable=False),
    Column("target", String(255), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("conditions", Text, nullable=False, server_default=text("'{}'")),
    Column("read_at", Float),
    Column("due_at", Float, nullable=False),
    # Grows with each reading that is written down: of two readings at once, one counts.
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("created_at", Float, nullable=False),
    PrimaryKeyConstraint("team", "target"),
    Index("watches_due", "due_at"),
)

# What was found at one target at one time, told in one message until all of it is over. As with cases, `revision` is
# what there is to tell and `shown` what Slack shows.
ALARMS: Final = Table(
    "alarms",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("team", String(32), nullable=False),
    Column("target", String(255), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("troubles", Text, nullable=False),
    Column("is_watched", Boolean, nullable=False),
    Column("ended_at", Float),
    Column("told_over", Integer, nullable=False, server_default=text("0")),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("shown", Integer, nullable=False, server_default=text("0")),
    Column("root_ts", String(32)),
    Column("about_to_post", String(16)),
    Column("about_at", Float),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Float, nullable=False, server_default=text("0")),
    Column("created_at", Float, nullable=False),
    Index("alarms_target", "team", "target"),
    Index(
        "alarms_unsettled",
        "not_before",
        sqlite_where=text("shown < revision"),
        postgresql_where=text("shown < revision"),
    ),
)

# What one process at a time does for all workspaces: `holder` does it until `held_until`.
DUTIES: Final = Table(
    "duties",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("holder", String(16)),
    Column("held_until", Float, nullable=False, server_default=text("0")),
)

# Which workspaces installed the app, and who is about to: the tables of Slack's SDK, with the tokens encrypted by us.
SLACK_BOTS: Final = SQLAlchemyInstallationStore.build_bots_table(METADATA, "slack_bots")
SLACK_INSTALLATIONS: Final = SQLAlchemyInstallationStore.build_installations_table(METADATA, "slack_installations")
SLACK_STATES: Final = SQLAlchemyOAuthStateStore.build_oauth_states_table(METADATA, "slack_oauth_states")

# Encrypted, a token does not fit into the SDK's 200 characters.
for _column in (*SLACK_BOTS.c, *SLACK_INSTALLATIONS.c):
    if _column.name.endswith(("_token", "_url")) and _column.name != "enterprise_url":
        _column.type = Text()
