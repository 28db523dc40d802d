"""Products, prices, pricing tables, availability and the audit trail."""

from alembic import op

from core_services.chassis.tables import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    CREATE TABLE categories (
        id text PRIMARY KEY,
        parent_id text REFERENCES categories (id),
        slug text NOT NULL UNIQUE,
        name text NOT NULL,
        position integer NOT NULL DEFAULT 0,
        image_url text,
        description text NOT NULL DEFAULT '',
        version bigint NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL,
        UNIQUE NULLS NOT DISTINCT (parent_id, name),
        CHECK (parent_id <> id)
    )
    """,
    # The way from the root to a category, itself included, as [{id, slug, name}].
    """
    CREATE FUNCTION category_path(category text) RETURNS json LANGUAGE sql STABLE AS $$
        WITH RECURSIVE up AS (
            SELECT c.id, c.slug, c.name, c.parent_id, 0 AS height FROM categories c
            WHERE c.id = category
            UNION ALL
            SELECT c.id, c.slug, c.name, c.parent_id, up.height + 1
            FROM categories c JOIN up ON c.id = up.parent_id
        )
        SELECT coalesce(
            json_agg(json_build_object('id', id, 'slug', slug, 'name', name) ORDER BY height DESC),
            '[]'
        ) FROM up
    $$
    """,
    # `version` is what staff edit; `revision` grows with everything a reader may see change.
    """
    CREATE TABLE products (
        id text PRIMARY KEY,
        handle text NOT NULL UNIQUE,
        slug text NOT NULL UNIQUE,
        title text NOT NULL,
        description_html text NOT NULL DEFAULT '',
        description_text text NOT NULL DEFAULT '',
        vendor text NOT NULL DEFAULT '',
        brand text NOT NULL DEFAULT '',
        product_type text NOT NULL DEFAULT '',
        category_id text REFERENCES categories (id),
        tags jsonb NOT NULL DEFAULT '[]',
        status text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
        published_at timestamptz,
        unpublish_at timestamptz,
        options jsonb NOT NULL DEFAULT '[]',
        attributes jsonb NOT NULL DEFAULT '[]',
        images jsonb NOT NULL DEFAULT '[]',
        seo_title text NOT NULL DEFAULT '',
        seo_description text NOT NULL DEFAULT '',
        content_hash text NOT NULL,
        popularity integer NOT NULL DEFAULT 0,
        in_stock boolean NOT NULL DEFAULT false,
        version bigint NOT NULL DEFAULT 1,
        revision bigint NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        listed_at timestamptz NOT NULL
            GENERATED ALWAYS AS (coalesce(published_at, created_at)) STORED
    ) WITH (fillfactor = 85)
    """,
    "CREATE INDEX products_category ON products (category_id)",
    "CREATE INDEX products_newest ON products (listed_at, id) WHERE status = 'active'",
    "CREATE INDEX products_name ON products (lower(title), id) WHERE status = 'active'",
    "CREATE INDEX products_brand ON products (lower(brand)) WHERE status = 'active'",
    "CREATE INDEX products_published ON products (published_at) WHERE published_at IS NOT NULL",
    "CREATE INDEX products_unpublish ON products (unpublish_at) WHERE unpublish_at IS NOT NULL",
    """
    CREATE TABLE variants (
        id text PRIMARY KEY,
        product_id text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
        sku text NOT NULL UNIQUE,
        position integer NOT NULL,
        title text NOT NULL DEFAULT '',
        options jsonb NOT NULL DEFAULT '{}',
        barcodes jsonb NOT NULL DEFAULT '[]',
        weight_grams integer NOT NULL DEFAULT 0 CHECK (weight_grams >= 0),
        tax_class text NOT NULL DEFAULT 'standard',
        requires_shipping boolean NOT NULL DEFAULT true,
        image_url text
    )
    """,
    "CREATE INDEX variants_product ON variants (product_id, position)",
    """
    CREATE TABLE slug_redirects (
        slug text PRIMARY KEY,
        product_id text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE price_lists (
        id text PRIMARY KEY,
        code text NOT NULL UNIQUE,
        name text NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        is_base boolean NOT NULL,
        prices_include_tax boolean NOT NULL,
        priority integer NOT NULL DEFAULT 0,
        starts_at timestamptz,
        ends_at timestamptz,
        active boolean NOT NULL DEFAULT true,
        version bigint NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL,
        CHECK (NOT is_base OR (starts_at IS NULL AND ends_at IS NULL AND active))
    )
    """,
    "CREATE UNIQUE INDEX price_lists_base ON price_lists (currency) WHERE is_base",
    """
    CREATE TABLE prices (
        variant_id text NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
        price_list_id text NOT NULL REFERENCES price_lists (id) ON DELETE CASCADE,
        amount bigint NOT NULL CHECK (amount >= 0),
        compare_at bigint CHECK (compare_at >= 0),
        PRIMARY KEY (variant_id, price_list_id)
    )
    """,
    "CREATE INDEX prices_list ON prices (price_list_id)",
    # What a variant costs now: of the lists in force, the one of highest priority, base last.
    """
    CREATE FUNCTION effective_prices(skus text[], moment timestamptz)
    RETURNS TABLE (variant_id text, currency text, amount bigint, compare_at bigint)
    LANGUAGE sql STABLE AS $$
        SELECT DISTINCT ON (p.variant_id, l.currency)
            p.variant_id, l.currency, p.amount,
            CASE WHEN coalesce(p.compare_at, base.amount) > p.amount
                 THEN coalesce(p.compare_at, base.amount) END
        FROM variants v
        JOIN prices p ON p.variant_id = v.id
        JOIN price_lists l ON l.id = p.price_list_id
        LEFT JOIN price_lists base_list ON base_list.currency = l.currency AND base_list.is_base
            AND NOT l.is_base
        LEFT JOIN prices base ON base.variant_id = v.id AND base.price_list_id = base_list.id
        WHERE v.sku = ANY(skus) AND l.active
            AND (l.starts_at IS NULL OR l.starts_at <= moment)
            AND (l.ends_at IS NULL OR l.ends_at > moment)
        ORDER BY p.variant_id, l.currency, l.is_base, l.priority DESC, p.amount, l.id
    $$
    """,
    # Projections for listing: kept by whoever changes what they are made from.
    """
    CREATE TABLE product_prices (
        product_id text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
        currency text NOT NULL,
        min_amount bigint NOT NULL,
        max_amount bigint NOT NULL,
        compare_at bigint,
        PRIMARY KEY (product_id, currency)
    )
    """,
    "CREATE INDEX product_prices_order ON product_prices (currency, min_amount, product_id)",
    """
    CREATE TABLE product_search (
        product_id text PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
        title text NOT NULL,
        document tsvector NOT NULL
    )
    """,
    "CREATE INDEX product_search_document ON product_search USING gin (document)",
    "CREATE INDEX product_search_title ON product_search USING gin (title gin_trgm_ops)",
    # By SKU and not by variant: order's stock may be told before the import that names it commits.
    """
    CREATE TABLE availability (
        sku text PRIMARY KEY,
        available integer NOT NULL,
        version bigint NOT NULL
    )
    """,
    # Tax rates, shipping methods and promotions: documents that every quote reads as a whole.
    """
    CREATE TABLE pricing_documents (
        kind text NOT NULL CHECK (kind IN ('tax-rate', 'shipping-method', 'promotion')),
        id text NOT NULL,
        document jsonb NOT NULL,
        version bigint NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (kind, id)
    )
    """,
    """
    CREATE UNIQUE INDEX shipping_method_code ON pricing_documents ((document ->> 'code'))
        WHERE kind = 'shipping-method'
    """,
    """
    CREATE TABLE pricing_version (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version bigint NOT NULL
    )
    """,
    "INSERT INTO pricing_version (version) VALUES (1)",
    """
    CREATE TABLE schedule_watermark (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        until timestamptz NOT NULL
    )
    """,
    "INSERT INTO schedule_watermark (until) VALUES ('-infinity')",
    """
    CREATE TABLE audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        entity text NOT NULL,
        entity_id text NOT NULL,
        changes jsonb NOT NULL
    )
    """,
    "CREATE INDEX audit_entity ON audit (entity, entity_id, id DESC)",
)

_TABLES = (
    "audit, schedule_watermark, pricing_version, pricing_documents, availability, product_search, "
    "product_prices, prices, price_lists, slug_redirects, variants, products, categories"
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION effective_prices(text[], timestamptz), category_path(text)")
    op.execute(f"DROP TABLE {_TABLES}")
    op.execute("DROP EXTENSION pg_trgm")
    drop_chassis_tables()
