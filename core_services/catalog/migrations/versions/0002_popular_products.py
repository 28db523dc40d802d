"""The most popular products are found without sorting all."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX products_popular ON products (popularity, id) WHERE status = 'active'")


def downgrade() -> None:
    op.execute("DROP INDEX products_popular")
