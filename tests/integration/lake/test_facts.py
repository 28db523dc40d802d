"""One story of a shop, told in raw rows out of order, and the facts that come out of it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

from analytics import catalog
from contracts.events import catalog as catalog_events
from contracts.events import order, payment
from contracts.lake import HistoryOrderLine
from pipelines.glue.arguments import Arguments
from pipelines.glue.jobs import JOBS
from pipelines.glue.schemas import curated_tables
from pipelines.glue.zones import Lake
from tests.integration.lake.rows import (
    at,
    days_of,
    did,
    order_cancelled,
    order_delivered,
    order_line,
    order_paid,
    order_placed,
    order_refunded,
    order_shipped,
    parts,
    read,
    refund_requested,
    shown,
    stock,
    told,
    write_history,
    write_raw,
)


@pytest.fixture(scope="module")
def shop(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with the whole story in it, built once."""
    directory = tmp_path_factory.mktemp("shop")
    for chapter in (_lamp_and_chair(), _other_orders(), _catalog_and_stock(), _visits()):
        write_raw(directory, *chapter)
    _write_past(directory)
    lake = Lake(spark, str(directory))
    for job in JOBS.values():
        job(lake, Arguments(str(directory)))
    return directory


def _lamp_and_chair() -> list[Any]:
    """An order that is paid, sent in two parcels, and given back in part."""
    return [
        told(payment.PAYMENT_FAILED, _attempt(reason="declined"), "03-02 12:02", id="p1"),
        told(payment.PAYMENT_SUCCEEDED, _attempt(method="card"), "03-02 12:04", id="p2"),
        told(order.ORDER_PLACED, order_placed(), "03-02 12:00", id="o1"),
        told(order.ORDER_PAID, order_paid(), "03-02 12:05", id="o2", version=2),
        told(
            order.ORDER_SHIPPED,
            order_shipped("ord_1", "ful_1", lamp=2),
            "03-03 09:00",
            id="o3",
            version=3,
        ),
        told(
            order.ORDER_SHIPPED,
            order_shipped("ord_1", "ful_2", chair=1),
            "03-04 09:00",
            id="o4",
            version=5,
        ),
        told(
            order.ORDER_DELIVERED,
            order_delivered("ord_1", "ful_1", "03-04 10:00"),
            "03-04 10:05",
            id="o5",
            version=6,
        ),
        told(
            order.ORDER_DELIVERED,
            order_delivered("ord_1", "ful_2", "03-05 10:00"),
            "03-05 10:05",
            id="o6",
            version=7,
        ),
        told(
            order.RETURN_REQUESTED,
            _return(order.ReturnRequested),
            "03-06 08:00",
            id="o7",
            version=8,
        ),
        told(
            order.RETURN_ACCEPTED, _return(order.ReturnAccepted), "03-08 08:00", id="o8", version=9
        ),
        told(
            order.REFUND_REQUESTED,
            refund_requested("ord_1", "ref_1", 1999),
            "03-08 08:00",
            id="o9",
            version=10,
        ),
        told(
            order.ORDER_REFUNDED,
            order_refunded("ord_1", "ref_1", 1999),
            "03-08 08:01",
            id="o10",
            version=11,
        ),
        # A second refund reached the bank, which sent the money back a day later.
        told(
            order.ORDER_REFUNDED,
            order_refunded("ord_1", "ref_2", 500, refunded_total=2499),
            "03-09 08:00",
            id="o11",
            version=12,
        ),
        told(payment.REFUND_FAILED, _refund_failed(), "03-10 08:00", id="p3", version=9),
    ]


def _other_orders() -> list[Any]:
    yen = order_placed("ord_yen", currency="JPY", subtotal=1500, total=1500, lines=(), discounts=())
    dinar = order_placed(
        "ord_dinar",
        currency="KWD",
        total=12345,
        discounts=(),
        lines=(order_line("line_1", "lamp", quantity=1, unit_price=12345),),
    )
    return [
        # Not paid in time, then paid after all: its last word is paid, though cancelled came later.
        told(order.ORDER_PLACED, order_placed("ord_late"), "03-02 13:00", id="l1"),
        told(order.ORDER_PAID, order_paid("ord_late"), "03-02 15:00", id="l3", version=3),
        told(
            order.ORDER_CANCELLED,
            order_cancelled("ord_late"),
            "03-02 14:00",
            id="l2",
            version=2,
            received="03-02 16:00",
        ),
        # Cancelled after it was paid; the money of a second payment went back too.
        told(order.ORDER_PLACED, order_placed("ord_off"), "03-03 13:00", id="c1"),
        told(order.ORDER_PAID, order_paid("ord_off"), "03-03 13:01", id="c2", version=2),
        told(
            order.ORDER_CANCELLED,
            order_cancelled("ord_off", reason="customer", was_paid=True),
            "03-03 14:00",
            id="c3",
            version=3,
        ),
        told(
            order.REFUND_REQUESTED,
            refund_requested("ord_off", "ref_3", 8988, payment_id="pay_other"),
            "03-03 15:00",
            id="c4",
            version=4,
        ),
        told(
            order.ORDER_REFUNDED,
            order_refunded("ord_off", "ref_3", 8988, refunded_total=0),
            "03-03 15:01",
            id="c5",
            version=5,
        ),
        told(order.ORDER_PLACED, yen, "03-02 16:00", id="y1", origin="simulated"),
        told(order.ORDER_PLACED, dinar, "03-02 17:00", id="d1"),
        # Its order.placed has not come yet.
        told(order.ORDER_PAID, order_paid("ord_unknown"), "03-02 18:00", id="u2", version=2),
        told(
            payment.PAYMENT_SUCCEEDED,
            _attempt(order_id="ord_unknown", method=""),
            "03-02 18:00",
            id="u1",
        ),
    ]


def _catalog_and_stock() -> list[Any]:
    lamp = catalog_events.ChangedProduct(
        "prod_lamp", 1, False, "Lamp", "Lux", ("home", "lights"), ("lamp",)
    )
    moved = catalog_events.ChangedProduct(
        "prod_lamp", 3, False, "Lamp", "Lux", ("lights",), ("lamp",)
    )
    gone = catalog_events.ChangedProduct("prod_chair", 5, True)
    chair = catalog_events.ChangedProduct(
        "prod_chair", 4, False, "Chair", "Oak", ("home",), ("chair",)
    )
    return [
        told(catalog_events.PRODUCTS_CHANGED, _products(moved, gone), "03-01 09:00", id="s2"),
        told(catalog_events.PRODUCTS_CHANGED, _products(lamp, chair), "03-01 10:00", id="s1"),
        told(order.STOCK_CHANGED, stock(("lamp", 5, 1)), "03-01 12:00", id="s3", subject="stock"),
        # Told late and by a clock that runs behind: version 3 stands all the same.
        told(order.STOCK_CHANGED, stock(("lamp", 0, 2)), "03-02 18:00", id="s4", subject="stock"),
        told(order.STOCK_CHANGED, stock(("lamp", 7, 3)), "03-04 06:00", id="s5", subject="stock"),
    ]


def _visits() -> list[Any]:
    ad: dict[str, Any] = {
        "campaign_source": "google",
        "campaign_medium": "cpc",
        "campaign_name": "spring",
    }
    return [
        did("page_viewed", "03-02 11:40", id="v1", path="/sale", **ad),
        did("product_viewed", "03-02 11:45", id="v2", product_id="prod_lamp"),
        did("product_viewed", "03-02 11:45", id="v2", received="03-02 11:46"),
        did("cart_item_added", "03-02 11:46", id="v3", sku="lamp", quantity=2),
        did("checkout_started", "03-02 11:50", id="v4"),
        did("order_placed", "03-02 12:00", id="v5", order_id="ord_1", currency="EUR", value=8988),
        # Half an hour later it is another session, which skips to the checkout.
        did("checkout_started", "03-02 12:30", id="v6"),
        # Over midnight it is one session.
        did("page_viewed", "03-02 23:50", id="n1", visitor="night", referrer_host="www.bing.com"),
        did("searched", "03-03 00:10", id="n2", visitor="night", query="lamp", result_count=0),
        did("page_viewed", "03-02 11:00", id="b1", visitor="robot", device="bot"),
    ]


def _write_past(directory: Path) -> None:
    line = HistoryOrderLine(
        order_id="old_1",
        line_id="1",
        placed_at=at("03-02 10:00"),
        customer_id="was-7",
        channel="store",
        country="US",
        currency="USD",
        sku="tea",
        product_id="tea",
        title="Tea",
        category="drinks",
        quantity=3,
        unit_price=Decimal("1.3333"),
        discount=Decimal("0.5001"),
        tax=Decimal(0),
        total=Decimal("3.4998"),
        coupon_code="",
        coupon_discount=Decimal("0.5001"),
        shipping=Decimal("1.25"),
        refunded=Decimal("0.9999"),
        status="paid",
    )
    write_history(directory, "old-shop", line)


def test_an_order_stands_as_its_events_tell(shop: Path) -> None:
    (session,) = read(shop, "sessions", "session_id", "landing_path")[:1]
    (row,) = [row for row in read(shop, "orders") if row["order_id"] == "ord_1"]
    assert row == {
        "order_id": "ord_1",
        "number": "N-ord_1",
        "origin": "live",
        "customer_id": "cus_1",
        "customer_kind": "customer",
        "channel": "web",
        "session_id": _session_of(shop, "v5"),
        "source": "paid",
        "device_class": "desktop",
        "country": "DE",
        "locale": "en",
        "currency": "EUR",
        "status": "delivered",
        "is_paid": True,
        "is_cancelled": False,
        "cancel_reason": None,
        "placed_at": shown("03-02 12:00"),
        "paid_at": shown("03-02 12:05"),
        "cancelled_at": None,
        "shipped_at": shown("03-03 09:00"),
        "delivered_at": shown("03-05 10:00"),
        "subtotal": Decimal("89.9800"),
        "discount_total": Decimal("5.0000"),
        "shipping_total": Decimal("4.9000"),
        "tax_total": Decimal("14.3400"),
        "total": Decimal("89.8800"),
        "refunded_total": Decimal("19.9900"),
        "items": 3,
        "shipping_method": "standard",
        "coupon_codes": ["WELCOME"],
    }
    assert session["session_id"].startswith("ses_")


@pytest.mark.parametrize(
    ("order_id", "status", "is_paid", "is_cancelled", "reason", "refunded"),
    [
        ("ord_late", "paid", True, False, None, "0"),
        ("ord_off", "cancelled", True, True, "customer", "0"),
        ("ord_dinar", "placed", False, False, None, "0"),
        ("old_1", "paid", True, False, None, "0.9999"),
    ],
)
def test_the_last_word_by_version_is_how_an_order_stands(
    shop: Path,
    order_id: str,
    status: str,
    is_paid: bool,
    is_cancelled: bool,
    reason: str | None,
    refunded: str,
) -> None:
    names = ("status", "is_paid", "is_cancelled", "cancel_reason", "refunded_total")
    (row,) = [row for row in read(shop, "orders") if row["order_id"] == order_id]
    expected = (status, is_paid, is_cancelled, reason, Decimal(refunded))
    assert tuple(row[name] for name in names) == expected


def test_amounts_have_the_decimals_of_their_currency(shop: Path) -> None:
    totals = {row["order_id"]: row["total"] for row in read(shop, "orders")}
    assert totals["ord_yen"] == Decimal(1500)
    assert totals["ord_dinar"] == Decimal("12.345")
    assert totals["ord_1"] == Decimal("89.88")


def test_lines_name_the_product_as_the_catalog_has_it_now(shop: Path) -> None:
    lines = [row for row in read(shop, "order_lines") if row["order_id"] == "ord_1"]
    names = ("sku", "brand", "category", "category_path", "quantity", "total", "returned_quantity")
    assert [tuple(line[name] for name in names) for line in lines] == [
        ("lamp", "Lux", "lights", "lights", 2, Decimal("39.98"), 1),
        ("chair", "Oak", "home", "home", 1, Decimal("45"), 0),
    ]


def test_history_is_in_the_same_tables(shop: Path) -> None:
    (order_row,) = [row for row in read(shop, "orders") if row["origin"] == "history:old-shop"]
    names = ("subtotal", "discount_total", "shipping_total", "total", "items", "customer_kind")
    assert tuple(order_row[name] for name in names) == (
        Decimal("3.9999"),
        Decimal("0.5001"),
        Decimal("1.25"),
        Decimal("4.7498"),
        3,
        "history",
    )
    (line,) = [row for row in read(shop, "order_lines") if row["order_id"] == "old_1"]
    assert (line["unit_price"], line["category"]) == (Decimal("1.3333"), "drinks")
    (coupon,) = [row for row in read(shop, "order_discounts") if row["order_id"] == "old_1"]
    assert (coupon["promotion_id"], coupon["amount"]) == ("coupon", Decimal("0.5001"))


def test_what_comes_before_its_order_is_kept_and_waits(shop: Path) -> None:
    assert "ord_unknown" not in {row["order_id"] for row in read(shop, "orders")}
    assert {"u1", "u2"} <= {row["event_id"] for row in read(shop, "domain_events")}
    (attempt,) = [row for row in read(shop, "payments") if row["order_id"] == "ord_unknown"]
    assert (attempt["outcome"], attempt["method"]) == ("succeeded", "unknown")


def test_each_attempt_to_pay_is_a_row(shop: Path) -> None:
    attempts = [row for row in read(shop, "payments") if row["order_id"] == "ord_1"]
    names = ("attempt_id", "outcome", "method", "reason", "amount")
    assert [tuple(row[name] for name in names) for row in attempts] == [
        ("p1", "failed", "unknown", "declined", Decimal("89.88")),
        ("p2", "succeeded", "card", None, Decimal("89.88")),
    ]


def test_a_refund_that_a_bank_sent_back_has_failed(shop: Path) -> None:
    names = ("refund_id", "status", "requested_at", "refunded_at", "amount")
    assert [tuple(row.values()) for row in read(shop, "refunds", *names)] == [
        (
            "ref_1",
            "succeeded",
            shown("03-08 08:00"),
            shown("03-08 08:01"),
            Decimal("19.99"),
        ),
        ("ref_2", "failed", shown("03-09 08:00"), None, Decimal("5")),
        (
            "ref_3",
            "succeeded",
            shown("03-03 15:00"),
            shown("03-03 15:01"),
            Decimal("89.88"),
        ),
    ]


def test_each_parcel_is_a_row_with_its_order(shop: Path) -> None:
    names = ("fulfilment_id", "units", "country", "paid_at", "shipped_at", "delivered_at")
    paid = shown("03-02 12:05")
    assert [tuple(row.values()) for row in read(shop, "fulfilments", *names)] == [
        ("ful_1", 2, "DE", paid, shown("03-03 09:00"), shown("03-04 10:00")),
        ("ful_2", 1, "DE", paid, shown("03-04 09:00"), shown("03-05 10:00")),
    ]


def test_a_return_stands_on_the_day_it_was_asked_for(shop: Path) -> None:
    assert days_of(shop, "returns") == ["2026-03-06"]
    names = ("return_id", "line_id", "sku", "quantity", "reason_code", "status", "placed_at")
    assert [tuple(row.values()) for row in read(shop, "returns", *names)] == [
        ("ret_1", "line_1", "lamp", 1, "damaged", "accepted", shown("03-02 12:00"))
    ]


def test_a_deleted_product_keeps_the_name_it_had(shop: Path) -> None:
    names = ("product_id", "title", "brand", "category_path", "skus", "is_deleted")
    assert [tuple(row.values()) for row in read(shop, "products", *names)] == [
        ("prod_chair", "Chair", "Oak", "home", ["chair"], True),
        ("prod_lamp", "Lamp", "Lux", "lights", ["lamp"], False),
    ]


def test_stock_is_carried_over_days_on_which_nothing_was_told(shop: Path) -> None:
    names = ("opening", "closing", "lowest", "out_of_stock_seconds", "units_sold")
    by_day = {
        day: [tuple(row[name] for name in names) for row in _of_day(shop, "daily_stock", day)]
        for day in days_of(shop, "daily_stock")
    }
    assert by_day == {
        "2026-03-01": [(5, 5, 5, 0, 0)],
        "2026-03-02": [(5, 0, 0, 6 * 3600, 4)],  # two lamps each in ord_1 and ord_late
        "2026-03-03": [(0, 0, 0, 86400, 2)],
        "2026-03-04": [(0, 7, 0, 6 * 3600, 0)],
        **{f"2026-03-{day:02}": [(7, 7, 7, 0, 0)] for day in range(5, 11)},
    }


def test_a_session_ends_after_half_an_hour_and_goes_on_past_midnight(shop: Path) -> None:
    names = ("visitor_id", "started_at", "ended_at", "source", "landing_path", "events")
    sessions = [tuple(row.values()) for row in read(shop, "sessions", *names)]
    day = shown("03-02 00:00")
    assert sessions == [
        ("night", day.replace(hour=23, minute=50), shown("03-03 00:10"), "search", "/", 2),
        ("visitor-1", day.replace(hour=11, minute=40), day.replace(hour=12), "paid", "/sale", 5),
        (
            "visitor-1",
            day.replace(hour=12, minute=30),
            day.replace(hour=12, minute=30),
            "direct",
            "/",
            1,
        ),
    ]
    assert days_of(shop, "sessions") == ["2026-03-02"]


def test_bots_are_counted_in_no_session(shop: Path) -> None:
    assert "b1" in {row["event_id"] for row in read(shop, "clickstream")}
    assert "robot" not in {row["visitor_id"] for row in read(shop, "sessions")}


def test_an_event_sent_twice_is_one_row(shop: Path) -> None:
    rows = [row for row in read(shop, "clickstream") if row["event_id"] == "v2"]
    assert [(row["received_at"], row["product_id"]) for row in rows] == [
        (shown("03-02 11:45"), "prod_lamp")
    ]


def test_a_step_of_the_funnel_counts_after_all_before_it(shop: Path) -> None:
    bought, skipped = _session_of(shop, "v5"), _session_of(shop, "v6")
    steps = read(shop, "funnel_steps", "session_id", "step", "step_name", "reached_at")
    of_bought = [tuple(row.values())[1:] for row in steps if row["session_id"] == bought]
    day = shown("03-02 00:00")
    assert of_bought == [
        (1, "visit", day.replace(hour=11, minute=40)),
        (2, "product", day.replace(hour=11, minute=45)),
        (3, "cart", day.replace(hour=11, minute=46)),
        (4, "checkout", day.replace(hour=11, minute=50)),
        (5, "order", day.replace(hour=12)),
        (6, "paid", day.replace(hour=12, minute=5)),
    ]
    assert [row["step"] for row in steps if row["session_id"] == skipped] == [1]


def test_simulated_rows_say_so(shop: Path) -> None:
    origins = {row["order_id"]: row["origin"] for row in read(shop, "orders")}
    assert origins["ord_yen"] == "simulated"
    assert origins["ord_1"] == "live"


@pytest.mark.parametrize("table", curated_tables())
def test_the_files_are_what_the_ddl_says(shop: Path, table: str) -> None:
    file = next((shop / "curated" / table).rglob("*.parquet"))
    sql = f"DESCRIBE SELECT * FROM read_parquet('{file}', hive_partitioning = false)"
    with duckdb.connect() as engine:
        written = [(name, kind) for name, kind, *_ in engine.execute(sql).fetchall()]
        (declared,) = (each for each in catalog.tables() if each.full_name == f"curated.{table}")
        wanted = [
            f"CAST(NULL AS {kind.sql('duckdb')}) AS {name}"
            for name, kind in declared.columns.items()
        ]
        promised = engine.execute(f"DESCRIBE SELECT {', '.join(wanted)}").fetchall()
    partitions = set(declared.partitions)
    assert written == [(name, kind) for name, kind, *_ in promised if name not in partitions]


def _attempt(order_id: str = "ord_1", **fields: Any) -> Any:
    kind = payment.PaymentFailed if "reason" in fields else payment.PaymentSucceeded
    return kind(payment_id="pay_1", order_id=order_id, currency="EUR", amount=8988, **fields)


def _return(kind: type[Any]) -> Any:
    extra = {"reason_code": "damaged"} if kind is order.ReturnRequested else {}
    return kind(
        order_id="ord_1",
        number="N-ord_1",
        customer_id="cus_1",
        return_id="ret_1",
        lines=parts(lamp=1),
        **extra,
    )


def _refund_failed() -> payment.RefundFailed:
    return payment.RefundFailed(
        payment_id="pay_1",
        order_id="ord_1",
        refund_id="ref_2",
        currency="EUR",
        amount=500,
        reason="x",
    )


def _products(*changed: catalog_events.ChangedProduct) -> catalog_events.ProductsChanged:
    return catalog_events.ProductsChanged(changed)


def _session_of(shop: Path, event_id: str) -> str:
    (row,) = [row for row in read(shop, "clickstream") if row["event_id"] == event_id]
    session_id: str = row["session_id"]
    return session_id


def _of_day(shop: Path, table: str, day: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(
        shop / "curated" / table / f"dt={day}", partitioning=None
    ).to_pylist()
    return rows
