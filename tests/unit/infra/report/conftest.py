"""A shop's two weeks, small enough to count by hand: ``WEEK`` and the one before."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from contracts.clock import FrozenClock
from infra.ops.report.making import AnalyticsLake, Wanted, make, opened
from infra.ops.report.page import render
from infra.ops.report.reading import Facts, read
from infra.ops.report.week import Week
from tests.unit.analytics.shop import Line, Shop
from tests.unit.infra.report.reading_html import Document

D = Decimal
WEEK = Week(date(2026, 3, 16))
MONDAY_MORNING = FrozenClock(datetime(2026, 3, 23, 7, tzinfo=UTC))
HOSTILE = '<script>alert("x")</script>'


def two_weeks(origin: str) -> Shop:
    """Sales double, card payments begin to fail, a lamp sells out, and samovars are asked for."""
    shop = Shop()
    for product in ("teapot", "chair", "lamp"):
        shop.product(product)
    for place, day in enumerate(WEEK.back().days):
        _day(shop, day, origin, orders=2, visits=8, failures=0, number=2 * place)
    for place, day in enumerate(WEEK.days):
        _day(shop, day, origin, orders=4, visits=8, failures=1, number=100 + 4 * place)
    yen = Line("lamp", 1, D("11000"), D("1000"))
    shop.order("yen", "2026-03-17 05:00", yen, currency="JPY", country="JP", origin=origin)
    hostile = Line(HOSTILE, 1, D("11.90"), D("1.90"))
    shop.order("hostile", "2026-03-18 12:00", hostile, origin=origin)
    shop.refund("o100", "59.50", "2026-03-20 10:00")
    shop.returned(
        "o100", "2026-03-19 10:00", 1, "damaged", accepted=True, placed="2026-03-16 12:00"
    )
    shop.parcel("o100", "2026-03-16 12:01", "2026-03-17 08:00", "2026-03-19 18:00")
    shop.stock("lamp-1", "2026-03-22", 0, 9, 40_000)
    shop.stock("teapot-1", "2026-03-22", 2, 7)
    return shop


def _day(
    shop: Shop, day: date, origin: str, *, orders: int, visits: int, failures: int, number: int
) -> None:
    for visit in range(visits):
        session, steps = f"s{day}{visit}", 6 if visit < orders else 1 + visit % 4
        device, source = ("phone", "search") if visit % 2 else ("desktop", "direct")
        shop.session(
            session, f"{day} 1{visit % 9}:00", steps, device=device, source=source, origin=origin
        )
        if visit < 3:
            shop.click("searched", session, f"{day} 1{visit}:01", query="samovar", result_count=0)
            shop.click("cart_item_added", session, f"{day} 1{visit}:02", cart_id=f"k{session}")
    for place in range(orders):
        order_id = f"o{number + place}"
        line = Line("teapot", 1, D("119.00"), D("19.00"))
        shop.order(order_id, f"{day} 12:0{place}", line, customer=f"c{number % 5}", origin=origin)
        shop.payment(f"p{order_id}", order_id, f"{day} 12:0{place}", "119.00")
    for place in range(failures):
        shop.payment(
            f"x{number}{place}", f"x{number}", f"{day} 13:00", "10.00", reason="insufficient_funds"
        )


@pytest.fixture(scope="package")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_weeks("live").write(tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="package")
def lake(directory: Path) -> Iterator[AnalyticsLake]:
    with opened(directory) as source:
        yield source


@pytest.fixture(scope="package")
def facts(lake: AnalyticsLake) -> Facts:
    return read(lake, WEEK)


@pytest.fixture(scope="package")
def report(facts: Facts) -> Document:
    """The page in English."""
    return Document.parse(render(facts, "en", MONDAY_MORNING.now()))


@pytest.fixture(scope="package")
def german(facts: Facts) -> Document:
    return Document.parse(render(facts, "de", MONDAY_MORNING.now()))


@pytest.fixture(scope="package")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The page of the same weeks, made up."""
    made_up = two_weeks("simulated").write(tmp_path_factory.mktemp("simulated"))
    with opened(made_up) as source:
        return Document.parse(make(source, Wanted(), MONDAY_MORNING))


def days_of(week: Week) -> dict[str, str]:
    return {"from_day": week.monday.isoformat(), "to_day": week.sunday.isoformat()}
