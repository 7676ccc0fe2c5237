"""What Kring remembers: tables, queries and the database they live in."""

from sqlmodel import SQLModel

# Set before any slice defines a table: Alembic can only change a constraint that has a name,
# and both databases must know it by the same one.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
