"""Orders, their lines and history; stock, its reservations and movements; promotion redemptions.

What must never happen is refused by the database itself: negative or over-reserved stock, more
refunded than paid, two live orders of one cart, a changed line, movement or history entry.
"""

from alembic import op

from core_services.chassis.tables import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    # Ids sort by time; collation "C" keeps that order in indexes whatever the database's locale.
    """
    CREATE TABLE orders (
        id text COLLATE "C" PRIMARY KEY,
        number text NOT NULL CONSTRAINT orders_number UNIQUE,
        customer_id text NOT NULL,
        customer_kind text NOT NULL,
        email text NOT NULL,
        email_key text NOT NULL,
        cart_id text NOT NULL,
        cart_version bigint NOT NULL,
        request_hash bytea NOT NULL,
        status text NOT NULL CHECK (status IN (
            'pending_payment', 'paid', 'partly_fulfilled', 'fulfilled', 'delivered',
            'cancelled', 'expired', 'refunded', 'held')),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        subtotal bigint NOT NULL CHECK (subtotal >= 0),
        discount_total bigint NOT NULL CHECK (discount_total >= 0),
        shipping_total bigint NOT NULL CHECK (shipping_total >= 0),
        tax_total bigint NOT NULL CHECK (tax_total >= 0),
        total bigint NOT NULL CHECK (total >= 0),
        paid_total bigint NOT NULL CHECK (paid_total >= 0),
        refunded_total bigint NOT NULL CHECK (refunded_total BETWEEN 0 AND paid_total),
        prices_include_tax boolean NOT NULL,
        shipping jsonb,
        tax_lines jsonb NOT NULL,
        shipping_address jsonb NOT NULL,
        billing_address jsonb NOT NULL,
        coupon_codes text[] NOT NULL,
        locale text NOT NULL,
        payment_id text,
        placed_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        next_check_at timestamptz NOT NULL,
        paid_at timestamptz,
        version integer NOT NULL
    )
    """,
    # One live order per version of a cart: an order that died leaves the cart free to try again.
    """
    CREATE UNIQUE INDEX orders_live_cart ON orders (cart_id, cart_version)
        WHERE status NOT IN ('cancelled', 'expired')
    """,
    "CREATE INDEX orders_customer ON orders (customer_id, id)",
    """
    CREATE INDEX orders_open ON orders (customer_id) WHERE status = 'pending_payment'
    """,
    "CREATE INDEX orders_email ON orders (email_key, id)",
    "CREATE INDEX orders_status ON orders (status, id)",
    "CREATE INDEX orders_placed ON orders (placed_at)",
    """
    CREATE INDEX orders_unpaid ON orders (next_check_at) WHERE status = 'pending_payment'
    """,
    """
    CREATE TABLE order_lines (
        id text COLLATE "C" PRIMARY KEY,
        order_id text COLLATE "C" NOT NULL REFERENCES orders,
        position integer NOT NULL,
        sku text NOT NULL,
        product_id text NOT NULL,
        variant_id text NOT NULL,
        title text NOT NULL,
        variant_title text NOT NULL,
        image_url text,
        quantity integer NOT NULL CHECK (quantity > 0),
        unit_price bigint NOT NULL CHECK (unit_price >= 0),
        compare_at bigint,
        subtotal bigint NOT NULL CHECK (subtotal = unit_price * quantity),
        discount bigint NOT NULL CHECK (discount BETWEEN 0 AND subtotal),
        discounts jsonb NOT NULL,
        tax bigint NOT NULL CHECK (tax >= 0),
        tax_lines jsonb NOT NULL,
        total bigint NOT NULL CHECK (total >= 0),
        requires_shipping boolean NOT NULL,
        weight_grams integer NOT NULL,
        UNIQUE (order_id, position)
    )
    """,
    """
    CREATE TABLE order_history (
        order_id text COLLATE "C" NOT NULL REFERENCES orders,
        version integer NOT NULL,
        action text NOT NULL,
        status text NOT NULL,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (order_id, version)
    )
    """,
    """
    CREATE TABLE fulfilments (
        id text COLLATE "C" PRIMARY KEY,
        order_id text COLLATE "C" NOT NULL REFERENCES orders,
        status text NOT NULL CHECK (status IN ('packing', 'shipped', 'delivered', 'cancelled')),
        lines jsonb NOT NULL,
        carrier text NOT NULL,
        tracking_number text NOT NULL,
        tracking_url text NOT NULL,
        created_at timestamptz NOT NULL,
        shipped_at timestamptz,
        delivered_at timestamptz
    )
    """,
    "CREATE INDEX fulfilments_order ON fulfilments (order_id)",
    """
    CREATE TABLE returns (
        id text COLLATE "C" PRIMARY KEY,
        order_id text COLLATE "C" NOT NULL REFERENCES orders,
        status text NOT NULL CHECK (status IN ('requested', 'accepted', 'rejected')),
        lines jsonb NOT NULL,
        reason text NOT NULL,
        restocked boolean NOT NULL,
        refund_id text,
        requested_at timestamptz NOT NULL,
        decided_at timestamptz
    )
    """,
    "CREATE INDEX returns_order ON returns (order_id)",
    """
    CREATE TABLE refunds (
        id text COLLATE "C" PRIMARY KEY,
        order_id text COLLATE "C" NOT NULL REFERENCES orders,
        payment_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('requested', 'succeeded', 'failed')),
        currency text NOT NULL,
        amount bigint NOT NULL CHECK (amount > 0),
        shipping bigint NOT NULL CHECK (shipping >= 0),
        lines jsonb NOT NULL,
        return_id text,
        reason text NOT NULL,
        failure text NOT NULL,
        requested_at timestamptz NOT NULL,
        settled_at timestamptz
    )
    """,
    "CREATE INDEX refunds_order ON refunds (order_id)",
    """
    CREATE TABLE order_payments (
        payment_id text COLLATE "C" PRIMARY KEY,
        order_id text COLLATE "C" NOT NULL REFERENCES orders,
        status text NOT NULL CHECK (status IN ('succeeded', 'failed', 'closed', 'held')),
        currency text NOT NULL,
        amount bigint NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX order_payments_order ON order_payments (order_id)",
    """
    CREATE TABLE stock_items (
        sku text COLLATE "C" PRIMARY KEY,
        on_hand integer NOT NULL CHECK (on_hand >= 0),
        reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
        version bigint NOT NULL DEFAULT 1,
        counted_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT stock_items_not_oversold CHECK (reserved <= on_hand)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE stock_reservations (
        order_id text COLLATE "C" NOT NULL REFERENCES orders,
        sku text COLLATE "C" NOT NULL REFERENCES stock_items,
        quantity integer NOT NULL CHECK (quantity > 0),
        status text NOT NULL CHECK (status IN ('held', 'committed', 'released')),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (order_id, sku)
    )
    """,
    "CREATE INDEX stock_reservations_held ON stock_reservations (sku) WHERE status = 'held'",
    """
    CREATE TABLE stock_movements (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        sku text COLLATE "C" NOT NULL REFERENCES stock_items,
        kind text NOT NULL CHECK (kind IN (
            'initial', 'import', 'sale', 'restock', 'adjustment', 'write-off')),
        quantity integer NOT NULL,
        on_hand integer NOT NULL,
        reference text NOT NULL,
        reason text NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX stock_movements_sku ON stock_movements (sku, id)",
    """
    CREATE TABLE promotion_uses (
        promotion_id text COLLATE "C" PRIMARY KEY,
        used integer NOT NULL CHECK (used >= 0),
        usage_limit integer NOT NULL
    )
    """,
    """
    CREATE TABLE promotion_customer_uses (
        promotion_id text COLLATE "C" NOT NULL,
        customer_key text NOT NULL,
        used integer NOT NULL CHECK (used >= 0),
        usage_limit integer NOT NULL,
        PRIMARY KEY (promotion_id, customer_key)
    )
    """,
    """
    CREATE TABLE promotion_redemptions (
        promotion_id text COLLATE "C" NOT NULL,
        order_id text COLLATE "C" NOT NULL REFERENCES orders DEFERRABLE INITIALLY DEFERRED,
        customer_key text NOT NULL,
        code text,
        counts_in_total boolean NOT NULL,
        counts_for_customer boolean NOT NULL,
        redeemed_at timestamptz NOT NULL,
        released_at timestamptz,
        PRIMARY KEY (promotion_id, order_id)
    )
    """,
    "CREATE INDEX promotion_redemptions_order ON promotion_redemptions (order_id)",
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
)

_APPEND_ONLY = ("order_lines", "order_history", "stock_movements")

_TABLES = (
    "promotion_redemptions, promotion_customer_uses, promotion_uses, stock_movements, "
    "stock_reservations, stock_items, order_payments, refunds, returns, fulfilments, "
    "order_history, order_lines, orders"
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in _STATEMENTS:
        op.execute(statement)
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.execute(f"DROP TABLE {_TABLES}")
    op.execute("DROP FUNCTION refuse_change()")
    drop_chassis_tables()
