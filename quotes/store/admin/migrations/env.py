"""What Alembic runs to migrate: the connection is handed over, never made here."""

from __future__ import annotations

from alembic import context

from quotes.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can roll back its tables too, as the connection begins every transaction itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
