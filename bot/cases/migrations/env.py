"""Alembic's entry: runs the migrations on the connection, and in the transaction, that `open_database` hands over."""

from alembic import context

from bot.cases.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=False)
context.run_migrations()
