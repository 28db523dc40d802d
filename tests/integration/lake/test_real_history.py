"""Orders that nobody here wrote, through importer, jobs and queries, to the last digit."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analytics.engine import Lake, open_lake
from infra.local.lake.build import build
from infra.ops.lake.commands import app
from tests.integration.lake.history_sets import HistorySet, completejourney, kibana, northwind

Sets = dict[str, HistorySet]


@pytest.fixture(scope="module")
def sets(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Sets:
    """Two whole data sets, and five weeks of the third; `make bench` takes all of it."""
    directory = tmp_path_factory.mktemp("history")
    every = (
        northwind(shared_data, directory),
        kibana(shared_data, directory),
        completejourney(shared_data, directory, weeks=5),
    )
    return {each.name: each for each in every}


@pytest.fixture(scope="module")
def directory(sets: Sets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with all of them, built once."""
    directory = tmp_path_factory.mktemp("lake")
    for each in sets.values():
        arguments = [str(each.file), *each.options, "--directory", str(directory)]
        loaded = CliRunner().invoke(app, ["load-history", *arguments])
        assert loaded.exit_code == 0, loaded.output
    build(directory)
    return directory


@pytest.fixture(scope="module")
def lake(directory: Path) -> Iterator[Lake]:
    with open_lake(directory) as opened:
        yield opened


NAMES = ["northwind", "kibana", "completejourney"]


def answered(lake: Lake, name: str, sql: str) -> list[tuple[Any, ...]]:
    return lake.run(sql.replace("$origin", f"'history:{name}'")).rows


def test_the_sources_add_up_to_what_their_publishers_say(sets: Sets) -> None:
    assert sets["northwind"].total == Decimal("1265793.0395")
    assert sets["kibana"].total == Decimal("350859.04")


def test_northwinds_revenue_is_exact_below_the_cent(lake: Lake) -> None:
    lines = answered(
        lake,
        "northwind",
        "SELECT SUM(total), COUNT(*), COUNT(DISTINCT order_id) FROM curated.order_lines "
        "WHERE origin = $origin",
    )
    orders = answered(
        lake,
        "northwind",
        "SELECT SUM(total - shipping_total), SUM(subtotal - discount_total), COUNT(*) "
        "FROM curated.orders WHERE origin = $origin",
    )

    assert lines == [(Decimal("1265793.0395"), 2_155, 830)]
    assert orders == [(Decimal("1265793.0395"), Decimal("1265793.0395"), 830)]


def test_the_sample_shops_euros_are_exact(lake: Lake) -> None:
    rows = answered(
        lake,
        "kibana",
        "SELECT currency, SUM(total), COUNT(*), COUNT(DISTINCT customer_id) FROM curated.orders "
        "WHERE origin = $origin AND is_paid GROUP BY 1",
    )
    assert rows == [("EUR", Decimal("350859.04"), 4_675, 46)]


def test_the_coupons_of_the_groceries_are_exact(lake: Lake, sets: Sets) -> None:
    sales = sets["completejourney"].sales
    rows = answered(
        lake,
        "completejourney",
        "SELECT SUM(amount), COUNT(*) FROM curated.order_discounts WHERE origin = $origin",
    )
    coupons = defaultdict[str, Decimal](Decimal)
    for sale in sales:
        coupons[sale.order] += sale.coupon
    used = [amount for amount in coupons.values() if amount]
    assert rows == [(sum(used, Decimal(0)), len(used))]
    assert len(used) > 400


@pytest.mark.parametrize("name", NAMES)
def test_every_month_has_its_orders_and_its_money(lake: Lake, sets: Sets, name: str) -> None:
    rows = answered(
        lake,
        name,
        "SELECT date_format(placed_at, '%Y-%m'), COUNT(DISTINCT order_id), COUNT(*), SUM(total), "
        "SUM(quantity) FROM curated.order_lines WHERE origin = $origin GROUP BY 1 ORDER BY 1",
    )

    sales = sets[name].sales
    orders: dict[str, set[str]] = defaultdict(set)
    lines, units = Counter[str](), Counter[str]()
    money = defaultdict[str, Decimal](Decimal)
    for sale in sales:
        month = sale.at.strftime("%Y-%m")
        orders[month].add(sale.order)
        lines[month] += 1
        units[month] += sale.quantity
        money[month] += sale.total
    assert rows == [
        (month, len(orders[month]), lines[month], money[month], units[month])
        for month in sorted(orders)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_products_and_customers_are_ranked_by_what_they_brought(
    lake: Lake, sets: Sets, name: str
) -> None:
    products = answered(
        lake,
        name,
        "SELECT product_id, SUM(total) AS sold FROM curated.order_lines WHERE origin = $origin "
        "GROUP BY 1 ORDER BY sold DESC, product_id LIMIT 10",
    )
    customers = answered(
        lake,
        name,
        "SELECT o.customer_id, SUM(l.total) AS spent, COUNT(DISTINCT o.order_id) "
        "FROM curated.orders o JOIN curated.order_lines l "
        "ON l.order_id = o.order_id AND l.origin = o.origin "
        "WHERE o.origin = $origin GROUP BY 1 ORDER BY spent DESC, o.customer_id",
    )

    sales = sets[name].sales
    assert products == top(sales, lambda sale: sale.product)[:10]
    assert [row[:2] for row in customers] == top(sales, lambda sale: f"{name}:{sale.customer}")
    orders = {sale.order: f"{name}:{sale.customer}" for sale in sales}
    assert {row[0]: row[2] for row in customers} == Counter(orders.values())


def top(sales: Any, key: Callable[[Any], str]) -> list[tuple[str, Decimal]]:
    sums = defaultdict[str, Decimal](Decimal)
    for sale in sales:
        sums[key(sale)] += sale.total
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize("name", NAMES)
def test_the_questions_of_the_shop_are_answered_from_history(
    lake: Lake, sets: Sets, name: str
) -> None:
    first, last = sets[name].days
    asked = {"from_day": f"{first}", "to_day": f"{last}", "origin": f"history:{name}"}

    (answer,) = lake.run("revenue_total", asked).as_dicts()

    orders = len({sale.order for sale in sets[name].sales})
    assert answer["orders"] == orders
    assert answer["gmv"] - answer["shipping"] == sets[name].total
    assert answer["units"] == sum(sale.quantity for sale in sets[name].sales)


def test_the_monday_report_of_a_past_week_says_what_was_sold(
    directory: Path, sets: Sets, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    options = ("--week", "2016-W50", "--origin", "history:kibana", "-o", str(page))

    made = CliRunner().invoke(app, ["report", "--directory", str(directory), *options])

    assert made.exit_code == 0, made.output
    week = [sale for sale in sets["kibana"].sales if sale.at.isocalendar()[:2] == (2016, 50)]
    assert f"€{sum(sale.total for sale in week):,}" in page.read_text()
    assert f">{len({sale.order for sale in week}):,}<" in page.read_text()
