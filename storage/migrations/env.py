"""What Alembic runs in: a connection inside a transaction, both given by storage.migrate."""

from alembic import context

context.configure(**context.config.attributes["configure"])
context.run_migrations()
