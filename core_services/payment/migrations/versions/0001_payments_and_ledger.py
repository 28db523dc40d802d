"""Payments, refunds, webhook events, the ledger and its guards, and what reconciliation found."""

from alembic import op

from core_services.chassis.tables import create_chassis_tables, drop_chassis_tables

revision = "payment_0001"
down_revision = None
branch_labels = ("payment",)
depends_on = None

_TABLES = (
    """
    CREATE TABLE closed_orders (
        order_id TEXT NOT NULL,
        closed_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (order_id)
    )
    """,
    """
    CREATE TABLE ledger_transactions (
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        reference TEXT NOT NULL,
        payment_id TEXT,
        order_id TEXT,
        posted_at TIMESTAMP WITH TIME ZONE NOT NULL,
        made_by BIGINT DEFAULT txid_current() NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT ledger_transactions_posted_once UNIQUE (kind, reference)
    )
    """,
    """
    CREATE INDEX ledger_transactions_payment ON ledger_transactions (payment_id)
    """,
    """
    CREATE INDEX ledger_transactions_posted_at ON ledger_transactions (posted_at)
    """,
    """
    CREATE TABLE payments (
        id TEXT NOT NULL,
        order_id TEXT NOT NULL,
        customer_id TEXT NOT NULL,
        currency TEXT NOT NULL,
        amount BIGINT NOT NULL,
        status TEXT NOT NULL,
        version INTEGER NOT NULL,
        page_id TEXT,
        page_url TEXT,
        page_expires_at TIMESTAMP WITH TIME ZONE,
        provider_payment_id TEXT,
        charge_id TEXT,
        method TEXT NOT NULL,
        failure_reason TEXT NOT NULL,
        failed_charge TEXT NOT NULL,
        hold_reason TEXT NOT NULL,
        captured_amount BIGINT NOT NULL,
        captured_currency TEXT NOT NULL,
        refund_reserved BIGINT NOT NULL,
        refunded_amount BIGINT NOT NULL,
        surplus BOOLEAN NOT NULL,
        close_tries INTEGER NOT NULL,
        order_agrees BOOLEAN DEFAULT false NOT NULL,
        order_asked_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT payments_amount_positive
            CHECK (amount > 0),
        CONSTRAINT payments_status_known
            CHECK (status IN (
                'requires_payment','processing','succeeded','failed','closed','held'
            )),
        CONSTRAINT payments_refunds_capped
            CHECK (0 <= refunded_amount AND refunded_amount <= refund_reserved
                AND refund_reserved <= captured_amount),
        UNIQUE (page_id),
        UNIQUE (provider_payment_id)
    )
    """,
    """
    CREATE INDEX payments_order_to_ask ON payments (updated_at)
        WHERE status = 'succeeded' AND NOT order_agrees
    """,
    """
    CREATE INDEX payments_charge ON payments (charge_id)
        WHERE charge_id IS NOT NULL
    """,
    """
    CREATE UNIQUE INDEX payments_one_live_per_order ON payments (order_id)
        WHERE status <> 'closed' AND NOT surplus
    """,
    """
    CREATE INDEX payments_open ON payments (updated_at)
        WHERE status IN ('requires_payment','processing','failed')
    """,
    """
    CREATE INDEX payments_order ON payments (order_id)
    """,
    """
    CREATE TABLE reconciliation_differences (
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        reference TEXT NOT NULL,
        payment_id TEXT,
        order_id TEXT,
        currency TEXT NOT NULL,
        expected BIGINT,
        actual BIGINT,
        detail TEXT NOT NULL,
        explanation TEXT NOT NULL,
        first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
        last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
        resolved_at TIMESTAMP WITH TIME ZONE,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX reconciliation_differences_first_seen_at
        ON reconciliation_differences (first_seen_at)
    """,
    """
    CREATE UNIQUE INDEX reconciliation_differences_open_once
        ON reconciliation_differences (kind, reference)
        WHERE resolved_at IS NULL
    """,
    """
    CREATE TABLE reconciliation_runs (
        id TEXT NOT NULL,
        started_at TIMESTAMP WITH TIME ZONE NOT NULL,
        finished_at TIMESTAMP WITH TIME ZONE,
        since TIMESTAMP WITH TIME ZONE NOT NULL,
        pages INTEGER NOT NULL,
        refunds INTEGER NOT NULL,
        movements INTEGER NOT NULL,
        repaired INTEGER NOT NULL,
        differences INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT reconciliation_runs_outcome_known
            CHECK (outcome IN ('running','complete','broken','abandoned'))
    )
    """,
    """
    CREATE UNIQUE INDEX reconciliation_runs_one_at_a_time ON reconciliation_runs (outcome)
        WHERE outcome = 'running'
    """,
    """
    CREATE INDEX reconciliation_runs_started_at ON reconciliation_runs (started_at)
    """,
    """
    CREATE TABLE refunds (
        id TEXT NOT NULL,
        payment_id TEXT NOT NULL,
        order_id TEXT NOT NULL,
        currency TEXT NOT NULL,
        amount BIGINT NOT NULL,
        reason TEXT NOT NULL,
        status TEXT NOT NULL,
        provider_refund_id TEXT,
        failure_reason TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT refunds_status_known
            CHECK (status IN ('requested','pending','succeeded','failed')),
        UNIQUE (provider_refund_id)
    )
    """,
    """
    CREATE INDEX refunds_moving ON refunds (updated_at)
        WHERE status IN ('requested','pending')
    """,
    """
    CREATE INDEX refunds_payment ON refunds (payment_id)
    """,
    """
    CREATE TABLE webhook_events (
        id TEXT NOT NULL,
        type TEXT NOT NULL,
        page_id TEXT NOT NULL,
        provider_payment_id TEXT NOT NULL,
        payment_id TEXT NOT NULL,
        refund_id TEXT NOT NULL,
        outcome TEXT NOT NULL,
        tries INTEGER NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL,
        next_try_at TIMESTAMP WITH TIME ZONE,
        done_at TIMESTAMP WITH TIME ZONE,
        PRIMARY KEY (id),
        CONSTRAINT webhook_events_outcome_known
            CHECK (outcome IN ('waiting','done','ignored','given-up'))
    )
    """,
    """
    CREATE INDEX webhook_events_payment ON webhook_events (payment_id)
    """,
    """
    CREATE INDEX webhook_events_waiting ON webhook_events (next_try_at)
        WHERE outcome = 'waiting'
    """,
    """
    CREATE TABLE attempts (
        id TEXT NOT NULL,
        payment_id TEXT NOT NULL,
        order_number TEXT NOT NULL,
        return_url TEXT NOT NULL,
        cancel_url TEXT NOT NULL,
        expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
        outcome TEXT NOT NULL,
        detail TEXT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT attempts_outcome_known
            CHECK (outcome IN ('calling','opened','refused','abandoned')),
        FOREIGN KEY(payment_id) REFERENCES payments (id)
    )
    """,
    """
    CREATE UNIQUE INDEX attempts_one_live_per_payment ON attempts (payment_id)
        WHERE outcome IN ('calling','opened')
    """,
    """
    CREATE TABLE ledger_entries (
        transaction_id TEXT NOT NULL,
        line SMALLINT NOT NULL,
        account TEXT NOT NULL,
        currency TEXT NOT NULL,
        amount BIGINT NOT NULL,
        PRIMARY KEY (transaction_id, line),
        CONSTRAINT ledger_entries_move_something
            CHECK (amount <> 0),
        CONSTRAINT ledger_entries_account_known
            CHECK (account IN (
                'provider_clearing','sales','refunds','fees','suspense','exchange','bank'
            )),
        FOREIGN KEY(transaction_id) REFERENCES ledger_transactions (id)
    )
    """,
)

# The ledger guards itself: what is posted stays, belongs to one database transaction, and sums to
# zero in every currency by the time that transaction commits.
_GUARDS = (
    """
    CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is append-only: % on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE FUNCTION require_same_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM ledger_transactions
            WHERE id = NEW.transaction_id AND made_by = txid_current();
        IF NOT FOUND THEN
            RAISE EXCEPTION 'ledger transaction % is complete', NEW.transaction_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION require_own_transaction_id() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.made_by := txid_current();
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = NEW.id) THEN
            RAISE EXCEPTION 'ledger transaction % moves nothing', NEW.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (
            SELECT 1 FROM ledger_entries WHERE transaction_id = NEW.id
            GROUP BY currency HAVING sum(amount) <> 0
        ) THEN
            RAISE EXCEPTION 'ledger transaction % does not balance', NEW.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transactions_own_id BEFORE INSERT ON ledger_transactions
        FOR EACH ROW EXECUTE FUNCTION require_own_transaction_id()
    """,
    """
    CREATE CONSTRAINT TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION require_balance()
    """,
    """
    CREATE TRIGGER ledger_entries_same_transaction BEFORE INSERT ON ledger_entries
        FOR EACH ROW EXECUTE FUNCTION require_same_transaction()
    """,
    """
    CREATE TRIGGER ledger_transactions_append_only
        BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()
    """,
    """
    CREATE TRIGGER ledger_entries_append_only
        BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()
    """,
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in (*_TABLES, *_GUARDS):
        op.execute(statement)


def downgrade() -> None:
    op.execute(
        "DROP TABLE reconciliation_differences, reconciliation_runs, ledger_entries,"
        " ledger_transactions, webhook_events, refunds, closed_orders, attempts, payments"
    )
    op.execute(
        "DROP FUNCTION refuse_ledger_change, require_same_transaction,"
        " require_own_transaction_id, require_balance"
    )
    drop_chassis_tables()
