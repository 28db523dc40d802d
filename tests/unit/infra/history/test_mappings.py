"""Other shops' exports, and amounts of whole orders that are spread over their lines."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.ops.history.findings import UnreadableError
from infra.ops.history.mapping import FIELDS, PRESETS, parse_mapping, preset
from infra.ops.history.spreading import Lines, split, spread
from tests.unit.infra.history.conftest import Desk

SHOPIFY = (
    "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,"
    "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
    "Shipping Country,Refunded Amount,Source,Notes"
)
WOOCOMMERCE = (
    "order_id,order_number,date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
    "order_total,refunded_total,order_currency,billing_email,shipping_country,item_id,"
    "item_product_id,item_name,item_sku,item_quantity,item_subtotal,item_subtotal_tax,item_total,"
    "item_total_tax"
)


def some(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_shopifys_orders_add_up_to_what_was_paid(desk: Desk) -> None:
    content = "\n".join(
        [
            SHOPIFY,
            # taxes on top: 3 × 10 + 5 = 35, less 3.50, is 31.50; 5 for shipping, 6.93 taxes
            "#1001,Ada@Example.com,partially_refunded,USD,31.50,5.00,6.93,43.43,TEN,3.50,"
            "2024-05-01 12:00:00 -0400,3,Cup - Blue,10.00,CUP,US,10.00,web,call me",
            "#1001,Ada@Example.com,,,,,,,,,2024-05-01 12:00:00 -0400,1,Spoon,5.00,SPN,,,,",
            # taxes inside: 20 with 3.19 tax, free shipping
            "#1002,ada@example.com,paid,EUR,20.00,0.00,3.19,20.00,,0.00,"
            "2024-05-02 09:00:00 +0200,1,Cup,20.00,,DE,0.00,pos,",
            "#1003,bo@example.com,pending,EUR,20.00,0.00,0.00,20.00,,0.00,"
            "2024-05-02 09:00:00 +0200,1,Cup,20.00,CUP,DE,0.00,web,",
            "#1004,bo@example.com,voided,EUR,20.00,0.00,0.00,20.00,,0.00,"
            "2024-05-02 09:00:00 +0200,1,Cup,20.00,CUP,DE,0.00,web,",
        ]
    )

    summary = desk.load(content, mapping=preset("shopify"), zone=None)

    rows = desk.rows()
    assert desk.said == []
    names = ("order_id", "status", "currency", "country", "channel", "sku")
    assert [some(row, *names) for row in rows] == [
        ("old:#1001", "paid", "USD", "US", "web", "CUP"),
        ("old:#1001", "paid", "USD", "US", "web", "SPN"),
        ("old:#1002", "paid", "EUR", "DE", "pos", "Cup"),
        ("old:#1004", "cancelled", "EUR", "DE", "web", "CUP"),
    ]
    first, second, inside, _ = rows
    assert some(inside, "total", "tax", "discount", "unit_price") == (
        Decimal("20.0000"),
        Decimal("3.1900"),
        Decimal("0.0000"),
        Decimal("20.0000"),
    )
    assert first["total"] + second["total"] == Decimal("38.43")
    assert (first["total"], second["total"]) == (Decimal("32.9400"), Decimal("5.4900"))
    assert first["discount"] + second["discount"] == Decimal("3.50")
    assert first["tax"] + second["tax"] == Decimal("6.93")
    assert (first["shipping"], second["shipping"]) == (Decimal("5.0000"), Decimal("0.0000"))
    assert first["refunded"] + second["refunded"] == Decimal("10")
    assert [some(row, "coupon_code") for row in (first, second)] == [("TEN",), ("TEN",)]
    assert first["coupon_discount"] + second["coupon_discount"] == Decimal("3.50")
    assert summary.skipped_orders == 1


def test_woocommerces_items_gain_their_tax_and_guests_are_told_apart(desk: Desk) -> None:
    content = "\n".join(
        [
            WOOCOMMERCE,
            "77,W-77,2024-05-01 12:00:00,completed,5.00,0.95,1.00,0.19,36.07,3.00,EUR,"
            "ada@example.com,DE,501,9,Cup,CUP,2,20.00,3.80,18.00,3.42",
            "77,W-77,2024-05-01 12:00:00,completed,5.00,0.95,1.00,0.19,36.07,3.00,EUR,"
            "ada@example.com,DE,502,10,Mug,,1,6.30,1.20,6.31,1.20",
            "78,W-78,2024-05-01 13:00:00,failed,0,0,0,0,23.80,,EUR,"
            "bo@example.com,DE,503,9,Cup,CUP,2,20.00,3.80,20.00,3.80",
            "79,W-79,2024-05-01 13:00:00,on-hold,0,0,0,0,23.80,,EUR,"
            "bo@example.com,DE,504,9,Cup,CUP,2,20.00,3.80,20.00,3.80",
        ]
    )

    summary = desk.load(content, mapping=preset("woocommerce"))

    assert desk.said == [
        (3, "item_subtotal + item_subtotal_tax", "amount-negative"),
    ]
    assert [some(row, "order_id", "line_id", "status", "total") for row in desk.rows()] == [
        ("old:W-78", "503", "cancelled", Decimal("23.8000")),
    ]
    assert summary.skipped_orders == 1
    desk.load(content.replace("6.30,1.20,6.31", "7.30,1.20,6.31"), mapping=preset("woocommerce"))
    cup, mug, _ = desk.rows()
    assert some(cup, "total", "tax", "discount") == (
        Decimal("21.4200"),
        Decimal("3.4200"),
        Decimal("2.3800"),
    )
    assert some(mug, "sku", "product_id", "shipping") == ("10", "10", Decimal("0.0000"))
    assert cup["shipping"] == Decimal("7.1400")
    assert cup["refunded"] + mug["refunded"] == Decimal("3.0000")
    assert cup["customer_id"] == mug["customer_id"]


def test_who_bought_becomes_a_pseudonym(desk: Desk) -> None:
    def customers(key: bytes) -> list[str]:
        lines = [
            f"#{number},{email},paid,EUR,1.00,0,0,1.00,,0,2024-05-02T09:00Z,1,Cup,1.00,CUP,DE,0,,"
            for number, email in enumerate(
                ("ada@example.com", " ADA@example.com", "bo@example.com", "")
            )
        ]
        desk.load("\n".join([SHOPIFY, *lines]), mapping=preset("shopify"), key=key)
        return [row["customer_id"] for row in desk.rows()]

    ada, again, bo, nobody = customers(b"k" * 32)

    assert ada == again != bo
    assert nobody == "old:#3"
    assert ada.startswith("shop:")
    assert "ada" not in ada
    assert customers(b"k" * 32)[0] == ada
    assert customers(b"j" * 32)[0] != ada


def test_amounts_of_an_order_need_its_lines_together(desk: Desk) -> None:
    header = "order_id,placed_at,currency,sku,quantity,unit_price,order_total"
    desk.load(
        f"{header}\n1,2024-03-31,EUR,CUP,1,1,3\n2,2024-03-31,EUR,CUP,1,1,1\n1,2024-03-31,EUR,MUG,1,2,3\n"
    )
    assert desk.said == [(4, "order_id", "lines-apart")]
    assert [row["order_id"] for row in desk.rows()] == ["old:2"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["1,2024-03-31,EUR,CUP,1,1,3,0", "1,2024-03-31,EUR,MUG,1,1,4,0"], "order-differs"),
        (["1,2024-03-31,EUR,CUP,1,1,,0", "1,2024-03-31,EUR,MUG,1,1,,0"], "value-missing"),
        (["1,2024-03-31,EUR,CUP,1,1,3,4", "1,2024-03-31,EUR,MUG,1,1,,"], "order-sum"),
    ],
)
def test_amounts_of_an_order_that_cannot_be_refuse_it(
    desk: Desk, lines: list[str], code: str
) -> None:
    header = "order_id,placed_at,currency,sku,quantity,unit_price,order_total,order_shipping"
    desk.load("\n".join([header, *lines, "2,2024-03-31,EUR,CUP,1,1,1,0"]))
    assert [(line, found) for line, _, found in desk.said] == [(2, code)]
    assert [row["order_id"] for row in desk.rows()] == ["old:2"]


amounts = st.decimals(0, 10**6, places=4)


@given(amounts, st.lists(amounts, min_size=1, max_size=8))
def test_parts_add_up_to_the_whole(amount: Decimal, weights: list[Decimal]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    assert len(parts) == len(weights)
    assert all(part >= 0 for part in parts)


def test_a_refund_is_spread_by_what_was_paid_and_not_by_the_list_price() -> None:
    lines = Lines(quantities=[1, 1], unit_prices=[Decimal(10), Decimal(10)],
                  totals=[Decimal(10), Decimal(0)])  # fmt: skip
    found = spread({"order_refunded": Decimal("4.5")}, lines)
    assert found == {"refunded": [Decimal("4.5"), Decimal(0)]}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_is_needed(name: str) -> None:
    mapping = preset(name)
    assert {"order_id", "placed_at", "quantity", "currency", "status", "sku"} <= set(
        mapping.columns
    )
    assert {"total", "order_total"} & set(mapping.columns)
    assert mapping.customer_is_personal
    assert set(mapping.columns) <= set(FIELDS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("columns: {order: Nr}", "Invalid enum value 'order'"),
        ("columns: {order_id: Nr}\ncolour: red", "unknown field `colour`"),
        ("columns: {sku: {add: [a, b]}}", "sku is no amount"),
        ("columns: {currency: Cur}\nconstants: {currency: EUR}", "a column and a constant"),
        ("columns: {status: S}\nstatuses: {paid: [ok], cancelled: [OK]}", "two statuses"),
        ("columns: [", "is no mapping"),
    ],
)
def test_a_mapping_with_a_slip_of_the_pen_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse_mapping(text, "mine.yaml")


def test_a_mapping_of_ones_own_reads_amounts_with_a_comma(desk: Desk) -> None:
    mapping = parse_mapping(
        "columns: {order_id: Nr, placed_at: Datum, sku: Artikel, quantity: Menge, total: Summe,"
        " status: Stand}\n"
        "constants: {currency: EUR, channel: Laden}\n"
        "statuses: {paid: [bezahlt], skipped: [offen]}\n"
        "decimal: comma\n",
        "mine.yaml",
    )
    desk.load(
        "Nr;Datum;Artikel;Menge;Summe;Stand;Farbe\n1;2024-03-31;CUP;1;1234,50;Bezahlt;rot\n"
        "2;2024-03-31;CUP;1;1.234,50;bezahlt;\n3;2024-03-31;CUP;1;1;offen;\n",
        mapping=mapping,
    )
    assert desk.said == [(3, "Summe", "amount-invalid")]
    (row,) = desk.rows()
    assert some(row, "currency", "channel", "total") == ("EUR", "Laden", Decimal("1234.5000"))
