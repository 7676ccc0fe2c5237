"""A delivery has no key beside its id: the two were the same, and each was indexed."""

import sqlalchemy as sa
from alembic import op

revision = "26cca846cf39"
down_revision = "f0147d6e2d2f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take this step."""
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_delivery_key"), type_="unique")
        batch_op.drop_column("key")


def downgrade() -> None:
    """Take this step back."""
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.VARCHAR(), nullable=True))
    op.execute("UPDATE delivery SET key = id")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.VARCHAR(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_delivery_key"), ["key"])
