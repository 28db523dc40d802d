"""A small shop where every rule shows: its whole life, by hand.

a  ada's first order, on 31 December at 23:30 UTC, with shipping
b  her second, reduced by a coupon and refunded in part a month later
c  bob's, paid, cancelled and refunded
d  a guest's, in yen
e  cyd's, never paid
f  dan's, at the till, sent back and refunded whole in two parts
h  eve's, from an earlier shop system that computed below the cent
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.definitions import Value
from analytics.engine import Lake, open_lake
from tests.unit.analytics.shop import Line, Shop

D = Decimal
Ask = Callable[..., list[tuple[Any, ...]]]


def shop_of_all_rules() -> Shop:
    shop = Shop()
    for product in ("teapot", "chair", "lamp"):
        shop.product(product)
    _sell(shop)
    _deliver(shop)
    _visit(shop)
    _look(shop)
    return shop


def _sell(shop: Shop) -> None:
    teapot = Line("teapot", 1, D("119.00"), D("19.00"))
    shop.order("a", "2025-12-31 23:30", teapot, shipping="5.95", shipping_tax="0.95")
    two = Line("teapot", 2, D("214.20"), D("34.20"), D("23.80"))
    shop.order(
        "b", "2026-01-10 09:00", two, paid="2026-02-01 08:00", session="s1", source="search",
        device="phone", promotion=("winter", "TEN"), refunded="50",
    )  # fmt: skip
    chair = Line("chair", 1, D("59.50"), D("9.50"))
    shop.order("c", "2026-01-15 12:00", chair, customer="bob", cancelled="2026-01-16 08:00")
    yen = Line("lamp", 1, D("11000"), D("1000"))
    shop.order(
        "d", "2026-01-20 05:00", yen, customer="g1", kind="guest", currency="JPY", country="JP"
    )
    shop.order("e", "2026-01-21 10:00", Line("lamp", 1, D("10.00")), customer="cyd", paid=None)
    back = Line("chair", 1, D("95.20"), D("15.20"), returned=1)
    shop.order(
        "f", "2026-02-05 15:00", back, customer="dan", channel="pos", country="AT", refunded="95.2"
    )
    old = Line("chair", 3, D("10.1234"))
    shop.order(
        "h", "2024-05-05 00:00", old, customer="eve", kind="history", currency="USD", country="US",
        channel="shop", origin="history:old", refunded="0.1234",
    )  # fmt: skip
    shop.refund("b", "50", "2026-02-03 10:00")
    shop.refund("b", "10", "2026-02-04 10:00", status="failed")
    shop.refund("c", "59.50", "2026-01-16 08:00")
    shop.refund("f", "31.73", "2026-02-20 10:00")
    shop.refund("f", "63.47", "2026-02-28 23:45")


def _deliver(shop: Shop) -> None:
    shop.returned("f", "2026-02-15 09:00", 1, "damaged", accepted=True, placed="2026-02-05 15:00")
    shop.returned("b", "2026-01-30 08:00", 1, "damaged", accepted=False, placed="2026-01-10 09:00")
    shop.returned("b", "2026-01-30 09:30", 2, "late", accepted=True, placed="2026-01-10 09:00")
    shop.payment("pa", "a", "2025-12-31 23:31", "124.95")
    shop.payment("pb", "b", "2026-01-10 09:05", "214.20", reason="card_declined")
    shop.payment("pb", "b", "2026-02-01 08:00", "214.20", method="sepa_debit")
    shop.payment("pe", "e", "2026-01-21 10:05", "10.00", reason="expired_card")
    shop.payment("pd", "d", "2026-01-20 05:01", "11000", currency="JPY")
    shop.parcel("a", "2026-01-01 10:00", "2026-01-02 08:00", "2026-01-05 18:00")
    shop.parcel("b", "2026-02-01 08:00", "2026-02-01 20:00", "2026-02-08 07:00")
    shop.parcel("f", "2026-02-05 15:01", "2026-02-06 10:00", None)
    for day, closing, sold, out in (
        ("2026-02-01", 9, 1, 0), ("2026-02-02", 6, 3, 0), ("2026-02-03", 4, 2, 0),
    ):  # fmt: skip
        shop.stock("teapot-1", day, closing, sold, out)
    shop.stock("chair-1", "2026-02-02", 0, 3, 43_200)
    shop.stock("lamp-1", "2026-02-02", 50, 0)
    shop.stock("lamp-1", "2025-12-31", 70, 20)


def _visit(shop: Shop) -> None:
    shop.session("s1", "2026-01-10 08:50", 6)
    shop.session("s2", "2026-01-10 10:00", 3, visitor="v2", campaign="sale")
    shop.session("s3", "2026-01-10 11:00", 1, device="desktop", source="direct", visitor="v3")
    shop.session("s4", "2026-01-11 23:30", 2, device="desktop", source="direct", visitor="v3")
    shop.session("bot", "2026-01-10 12:00", 1, device="bot", source="direct", visitor="v9")
    shop.session("last", "2026-03-01 11:50", 4, visitor="v4")  # the lake ends at noon


def _look(shop: Shop) -> None:
    shop.click("searched", "s1", "2026-01-10 08:50", query=" Teapot", result_count=12)
    shop.click("search_result_clicked", "s1", "2026-01-10 08:52", query="teapot", position=3)
    shop.click("product_viewed", "s1", "2026-01-10 08:53", product_id="teapot")
    shop.click("cart_item_added", "s1", "2026-01-10 08:54", cart_id="k1", quantity=2)
    shop.click("checkout_started", "s1", "2026-01-10 08:58", cart_id="k1")
    shop.click("searched", "s2", "2026-01-10 10:00", query="teapot", result_count=12)
    shop.click("searched", "s2", "2026-01-10 10:01", query="Samovar", result_count=0)
    shop.click("searched", "s2", "2026-01-10 10:02", query="samovar", result_count=0)
    shop.click("search_result_clicked", "s2", "2026-01-10 10:45", query="teapot", position=1)
    shop.click("product_viewed", "s2", "2026-01-10 10:46", product_id="teapot")
    shop.click("product_viewed", "s2", "2026-01-10 10:47", product_id="teapot")
    shop.click("cart_item_added", "s2", "2026-01-10 10:48", cart_id="k2")
    shop.click("cart_item_added", "last", "2026-02-28 11:55", cart_id="k3", quantity=1)
    shop.click("checkout_started", "last", "2026-02-28 12:00", cart_id="k3")
    shop.click("cart_item_added", "last", "2026-03-01 11:55", cart_id="k4", quantity=1)
    shop.click(
        "cart_item_added", "bot", "2026-01-10 12:00", cart_id="k9", device_class="bot", quantity=1
    )


@pytest.fixture(scope="session")
def lake_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake of the shop of all rules."""
    return shop_of_all_rules().write(tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="session")
def lake(lake_directory: Path) -> Iterator[Lake]:
    with open_lake(lake_directory, in_memory=True) as opened:
        yield opened


@pytest.fixture
def ask(lake_directory: Path) -> Iterator[Ask]:
    """Answers a query under the definitions as they are, or as they are said here."""
    with ExitStack() as stack:

        def answer(
            question: str,
            parameters: Mapping[str, str] | None = None,
            **redefined: Value,
        ) -> list[tuple[Any, ...]]:
            opened = stack.enter_context(
                open_lake(lake_directory, redefine=redefined, in_memory=True)
            )
            return opened.run(question, parameters).rows

        yield answer
