"""Orders of other shops, from data sets that nobody here wrote, as files for `load-history`.

Each is read with nothing but the standard library (and Parquet's reader), so that what a test adds
up comes from the source and not from what it tests.
"""

import csv
import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_CENT = Decimal("0.01")
_ALL_WEEKS = 53
_VALUE = re.compile(r"'((?:[^']|'')*)'|([^,\s][^,]*)")
_COUNTRIES = {
    "Argentina": "AR", "Austria": "AT", "Belgium": "BE", "Brazil": "BR", "Canada": "CA",
    "Denmark": "DK", "Finland": "FI", "France": "FR", "Germany": "DE", "Ireland": "IE",
    "Italy": "IT", "Mexico": "MX", "Norway": "NO", "Poland": "PL", "Portugal": "PT",
    "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "UK": "GB", "USA": "US",
    "Venezuela": "VE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sale:
    """One line sold, as the source has it."""

    order: str
    at: datetime
    customer: str
    product: str
    quantity: int
    total: Decimal
    coupon: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class HistorySet:
    """A file for `load-history`, what else to say on the command line, and the truth about it."""

    name: str
    file: Path
    options: tuple[str, ...]
    sales: list[Sale]

    @property
    def total(self) -> Decimal:
        return sum((sale.total for sale in self.sales), Decimal(0))

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, UTC."""
        days = [sale.at.astimezone(UTC).date() for sale in self.sales]
        return min(days), max(days)


def northwind(source: Path, directory: Path) -> HistorySet:
    """830 orders of a food importer. Prices and discounts have two decimals, in single-precision
    floats; what is left after a discount has four."""
    tables = _northwind_tables(source / "northwind" / "northwind.sql.gz")
    products = {row[0]: row for row in tables["products"]}
    orders = {row[0]: row for row in tables["orders"]}
    sales: list[Sale] = []
    rows: list[dict[str, Any]] = []
    for order_id, product_id, price, quantity, share in tables["order_details"]:
        order, product = orders[order_id], products[product_id]
        unit_price, rate = _cents(price), _cents(share)
        gross = unit_price * int(quantity)
        at = datetime.fromisoformat(order[3]).replace(tzinfo=UTC)
        sales.append(Sale(order_id, at, order[1], product_id, int(quantity), gross * (1 - rate)))
        rows.append(
            {
                "order_id": order_id,
                "placed_at": order[3],
                "customer_id": order[1],
                "country": _COUNTRIES[order[13]],
                "product_id": product_id,
                "title": product[1],
                "category": f"category-{product[3]}",
                "quantity": quantity,
                "unit_price": unit_price,
                "discount": gross * rate,
                "total": gross * (1 - rate),
                "order_shipping": _cents(order[7]),
            }
        )
    file = directory / "northwind.csv"
    _write(file, rows)
    return HistorySet("northwind", file, ("--currency", "USD", "--time-zone", "UTC"), sales)


def kibana(source: Path, directory: Path) -> HistorySet:
    """4,675 orders of clothes in December 2016, packed, in euros with taxes."""
    sales: list[Sale] = []
    rows: list[dict[str, Any]] = []
    with gzip.open(source / "kibana_orders" / "ecommerce.json.gz", "rt") as lines:
        orders = [json.loads(line, parse_float=Decimal) for line in lines if line.strip()]
    for order in orders:
        at = datetime.fromisoformat(order["order_date"])
        for product in order["products"]:
            total = Decimal(product["taxful_price"])  # of the line, not of the unit
            number, sku = str(order["order_id"]), product["sku"]
            sales.append(
                Sale(number, at, str(order["customer_id"]), sku, product["quantity"], total)
            )
            rows.append(
                {
                    "order_id": number,
                    "placed_at": order["order_date"],
                    "customer_id": order["customer_id"],
                    "channel": "web",
                    "country": order["geoip"].get("country_iso_code", ""),
                    "currency": order["currency"],
                    "sku": sku,
                    "title": product["product_name"],
                    "category": product["category"],
                    "quantity": product["quantity"],
                    "unit_price": product["base_unit_price"],
                    "discount": product["discount_amount"],
                    "total": total,
                }
            )
    file = directory / "kibana.csv.gz"
    _write(file, rows)
    return HistorySet("kibana", file, (), sales)


def completejourney(source: Path, directory: Path, weeks: int = _ALL_WEEKS) -> HistorySet:
    """A year of 2,469 households' groceries with coupons, or so many weeks of it, drawn by lot."""
    names = ["basket_id", "household_id", "store_id", "product_id", "quantity"]
    amounts = ["sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"]
    chosen = random.Random(7).sample(range(1, _ALL_WEEKS + 1), weeks)
    table = pq.read_table(
        source / "completejourney" / "transactions.parquet",
        columns=[*names, *amounts, "transaction_timestamp"],
        filters=[("week", "in", chosen)],
    )
    sales: list[Sale] = []
    file = directory / "completejourney.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(
            ["order_id", "placed_at", "customer_id", "channel", "product_id", "quantity",
             "discount", "total", "coupon_discount"]
        )  # fmt: skip
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            basket, household, store, product, quantity, *reals, at = row
            sold, retail, coupon, match = (_cents(repr(real)) for real in reals)  # some are 1.8E-15
            sales.append(
                Sale(str(basket), at.replace(tzinfo=UTC), str(household), str(product), quantity,
                     sold, coupon)
            )  # fmt: skip
            out.writerow(
                [basket, at, household, f"store-{store}", product, quantity,
                 retail + coupon + match, sold, coupon]
            )  # fmt: skip
    return HistorySet("completejourney", file, ("--currency", "USD", "--time-zone", "UTC"), sales)


def _northwind_tables(path: Path) -> dict[str, list[list[str]]]:
    tables: dict[str, list[list[str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = re.match(r"INSERT INTO (\w+) VALUES \((.*)\);$", line.rstrip())
            if found:
                tables.setdefault(found[1], []).append(list(_values(found[2])))
    return tables


def _values(text: str) -> Iterator[str]:
    for quoted, plain in _VALUE.findall(text):
        yield plain or quoted.replace("''", "'")


def _cents(text: str) -> Decimal:
    return Decimal(text).quantize(_CENT)


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    packed = path.suffix == ".gz"
    with (
        gzip.open(path, "wt", newline="", encoding="utf-8")
        if packed
        else path.open("w", newline="", encoding="utf-8") as stream
    ):
        out = csv.DictWriter(stream, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
