"""The service's tables. The migration adds what only SQL can say: the ledger's triggers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData()


def _moment(name: str, *, nullable: bool = False) -> "Column[object]":
    return Column(name, DateTime(timezone=True), nullable=nullable)


PAYMENTS = Table(
    "payments",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("order_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("page_id", Text, unique=True),
    Column("page_url", Text),
    _moment("page_expires_at", nullable=True),
    Column("provider_payment_id", Text, unique=True),
    Column("charge_id", Text),
    Column("method", Text, nullable=False),
    Column("failure_reason", Text, nullable=False),
    Column("failed_charge", Text, nullable=False),
    Column("hold_reason", Text, nullable=False),
    Column("captured_amount", BigInteger, nullable=False),
    Column("captured_currency", Text, nullable=False),
    Column("refund_reserved", BigInteger, nullable=False),
    Column("refunded_amount", BigInteger, nullable=False),
    Column("surplus", Boolean, nullable=False),
    Column("close_tries", Integer, nullable=False),
    Column("order_agrees", Boolean, nullable=False, server_default=text("false")),
    _moment("order_asked_at", nullable=True),
    _moment("created_at"),
    _moment("updated_at"),
    CheckConstraint("amount > 0", name="payments_amount_positive"),
    CheckConstraint(
        "status IN ('requires_payment','processing','succeeded','failed','closed','held')",
        name="payments_status_known",
    ),
    CheckConstraint(
        "0 <= refunded_amount AND refunded_amount <= refund_reserved"
        " AND refund_reserved <= captured_amount",
        name="payments_refunds_capped",
    ),
    # Two tabs cannot pay twice: one live payment for an order, whatever the code does.
    Index(
        "payments_one_live_per_order",
        "order_id",
        unique=True,
        postgresql_where=text("status <> 'closed' AND NOT surplus"),
    ),
    Index("payments_order", "order_id"),
    Index(
        "payments_order_to_ask",
        "updated_at",
        postgresql_where=text("status = 'succeeded' AND NOT order_agrees"),
    ),
    Index("payments_charge", "charge_id", postgresql_where=text("charge_id IS NOT NULL")),
    Index(
        "payments_open",
        "updated_at",
        postgresql_where=text("status IN ('requires_payment','processing','failed')"),
    ),
)

# One row per payment page asked for: the provider's idempotency key and every parameter that must
# be the same when the call is repeated are committed here before the call leaves.
ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("payment_id", Text, ForeignKey("payments.id"), nullable=False),
    Column("order_number", Text, nullable=False),
    Column("return_url", Text, nullable=False),
    Column("cancel_url", Text, nullable=False),
    _moment("expires_at"),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
    _moment("created_at"),
    _moment("updated_at"),
    CheckConstraint(
        "outcome IN ('calling','opened','refused','abandoned')", name="attempts_outcome_known"
    ),
    Index(
        "attempts_one_live_per_payment",
        "payment_id",
        unique=True,
        postgresql_where=text("outcome IN ('calling','opened')"),
    ),
)

# Orders that will take no further payment; written before we tell the order service so.
CLOSED_ORDERS = Table(
    "closed_orders",
    METADATA,
    Column("order_id", Text, primary_key=True),
    _moment("closed_at"),
)

REFUNDS = Table(
    "refunds",
    METADATA,
    Column("id", Text, primary_key=True),
    # Not a foreign key: an order may name a payment that we never made, and gets told so.
    Column("payment_id", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("provider_refund_id", Text, unique=True),
    Column("failure_reason", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    _moment("created_at"),
    _moment("updated_at"),
    CheckConstraint(
        "status IN ('requested','pending','succeeded','failed')", name="refunds_status_known"
    ),
    Index("refunds_payment", "payment_id"),
    Index(
        "refunds_moving",
        "updated_at",
        postgresql_where=text("status IN ('requested','pending')"),
    ),
)

# Only references are kept: the state is read from the provider, and the body may name a person.
WEBHOOK_EVENTS = Table(
    "webhook_events",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("page_id", Text, nullable=False),
    Column("provider_payment_id", Text, nullable=False),
    Column("payment_id", Text, nullable=False),
    Column("refund_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    _moment("received_at"),
    _moment("next_try_at", nullable=True),
    _moment("done_at", nullable=True),
    CheckConstraint(
        "outcome IN ('waiting','done','ignored','given-up')", name="webhook_events_outcome_known"
    ),
    Index("webhook_events_waiting", "next_try_at", postgresql_where=text("outcome = 'waiting'")),
    Index("webhook_events_payment", "payment_id"),
)

LEDGER_TRANSACTIONS = Table(
    "ledger_transactions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("payment_id", Text),
    Column("order_id", Text),
    _moment("posted_at"),
    # The database transaction that made the row: no entry can be added to it later.
    Column("made_by", BigInteger, nullable=False, server_default=text("txid_current()")),
    UniqueConstraint("kind", "reference", name="ledger_transactions_posted_once"),
    Index("ledger_transactions_payment", "payment_id"),
    Index("ledger_transactions_posted_at", "posted_at"),
)

LEDGER_ENTRIES = Table(
    "ledger_entries",
    METADATA,
    Column("transaction_id", Text, ForeignKey("ledger_transactions.id"), primary_key=True),
    Column("line", SmallInteger, primary_key=True),
    Column("account", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    CheckConstraint("amount <> 0", name="ledger_entries_move_something"),
    CheckConstraint(
        "account IN ('provider_clearing','sales','refunds','fees','suspense','exchange','bank')",
        name="ledger_entries_account_known",
    ),
)

RECONCILIATION_RUNS = Table(
    "reconciliation_runs",
    METADATA,
    Column("id", Text, primary_key=True),
    _moment("started_at"),
    _moment("finished_at", nullable=True),
    _moment("since"),
    Column("pages", Integer, nullable=False),
    Column("refunds", Integer, nullable=False),
    Column("movements", Integer, nullable=False),
    Column("repaired", Integer, nullable=False),
    Column("differences", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    CheckConstraint(
        "outcome IN ('running','complete','broken','abandoned')",
        name="reconciliation_runs_outcome_known",
    ),
    # One reconciler at a time, in however many processes.
    Index(
        "reconciliation_runs_one_at_a_time",
        "outcome",
        unique=True,
        postgresql_where=text("outcome = 'running'"),
    ),
    Index("reconciliation_runs_started_at", "started_at"),
)

RECONCILIATION_DIFFERENCES = Table(
    "reconciliation_differences",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("payment_id", Text),
    Column("order_id", Text),
    Column("currency", Text, nullable=False),
    Column("expected", BigInteger),
    Column("actual", BigInteger),
    Column("detail", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    _moment("first_seen_at"),
    _moment("last_seen_at"),
    _moment("resolved_at", nullable=True),
    Index(
        "reconciliation_differences_open_once",
        "kind",
        "reference",
        unique=True,
        postgresql_where=text("resolved_at IS NULL"),
    ),
    Index("reconciliation_differences_first_seen_at", "first_seen_at"),
)
