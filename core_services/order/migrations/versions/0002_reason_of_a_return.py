"""Why goods come back, as one of a few reasons that can be counted."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE returns ADD COLUMN reason_code text NOT NULL DEFAULT 'other'
            CHECK (reason_code IN ('damaged', 'wrong-item', 'not-as-described', 'does-not-fit',
                'changed-mind', 'late', 'other'))
        """
    )


def downgrade() -> None:
    op.execute("ALTER TABLE returns DROP COLUMN reason_code")
