"""How Alembic runs a migration: on the connection that `opening` hands it, in its transaction."""

from alembic import context

from assistant.keeping.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
)
context.run_migrations()
