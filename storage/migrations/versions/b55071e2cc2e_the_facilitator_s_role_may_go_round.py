"""The facilitator's role may go round."""

import sqlalchemy as sa
from alembic import op

revision = "b55071e2cc2e"
down_revision = "b720cab173eb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take this step."""
    with op.batch_alter_table("network", schema=None) as batch_op:
        # Networks there are by now go on as they were.
        as_before = sa.false()
        batch_op.add_column(
            sa.Column("rotates", sa.Boolean(), nullable=False, server_default=as_before)
        )


def downgrade() -> None:
    """Take this step back."""
    with op.batch_alter_table("network", schema=None) as batch_op:
        batch_op.drop_column("rotates")
