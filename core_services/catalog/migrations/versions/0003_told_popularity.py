"""Which popularity the search index was told: it hears of sales now and then, not of each."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE products ADD COLUMN popularity_told integer NOT NULL DEFAULT 0")
    op.execute(
        "CREATE INDEX products_popularity_untold ON products (id)"
        " WHERE popularity <> popularity_told"
    )


def downgrade() -> None:
    op.execute("DROP INDEX products_popularity_untold")
    op.execute("ALTER TABLE products DROP COLUMN popularity_told")
