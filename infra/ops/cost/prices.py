"""``infra/cost/prices.yaml``: list prices on demand, their date, and how AWS is asked for them."""

import json
from pathlib import Path
from typing import Any

import msgspec
import yaml

PRICES_FILE = Path(__file__).resolve().parents[2] / "cost" / "prices.yaml"
EVERYWHERE = "everywhere"  # services that have one price for the world
# How the price list's usage types begin, by region: the price list knows no better name.
_PREFIXES = {"eu-central-1": "EUC1-", "eu-west-1": "EU-", "us-east-1": ""}


class UnknownPriceError(Exception):
    """The price table lacks something; the message says what, and where it goes."""


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """US dollars per unit, by region; ``service``, ``usage`` and ``filters`` find it at AWS.

    ``per`` is how many units the dollars are for: some prices are told for a million.
    """

    unit: str
    dollars: dict[str, float]
    per: int = 1
    service: str = ""
    usage: str = ""
    filters: dict[str, str] = {}

    def in_region(self, region: str) -> float:
        """US dollars for one unit.

        Raises:
            UnknownPriceError: when the table has no price for the region.
        """
        dollars = self.dollars.get(region, self.dollars.get(EVERYWHERE))
        if dollars is None:
            raise UnknownPriceError(f"there is no price for {region} among {self.dollars}")
        return dollars / self.per


class Prices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table, and the day that it is of."""

    as_of: str
    source: str
    prices: dict[str, Price]

    def dollars(self, key: str, region: str) -> float:
        """US dollars for one unit of what ``key`` names.

        Raises:
            UnknownPriceError: when the table lacks it.
        """
        if key not in self.prices:
            raise UnknownPriceError(f"{PRICES_FILE.name} has no price {key!r}: add it there")
        try:
            return self.prices[key].in_region(region)
        except UnknownPriceError as error:
            raise UnknownPriceError(f"{PRICES_FILE.name}: {key}: {error}") from error


def load_prices(path: Path = PRICES_FILE) -> Prices:
    """The committed table.

    Raises:
        msgspec.ValidationError: naming what is malformed.
    """
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Prices)


def ask(pricing: Any, price: Price, region: str) -> float:
    """What AWS's price list says today, in the table's terms.

    Args:
        pricing: a boto3 client for ``pricing``, which lives in us-east-1.

    Raises:
        UnknownPriceError: when the list has none, or several that differ.
    """
    wanted = {"usagetype": _PREFIXES[region] + price.usage} if price.usage else {}
    filters = [
        {"Type": "TERM_MATCH", "Field": field, "Value": value}
        for field, value in {**wanted, **price.filters}.items()
    ]
    answer = pricing.get_products(ServiceCode=price.service, Filters=filters, MaxResults=100)
    found = {dollars for text in answer["PriceList"] for dollars in _first_tier(json.loads(text))}
    if len(found) != 1:
        raise UnknownPriceError(f"{price.service} {wanted} has {sorted(found) or 'no price'}")
    return found.pop() * price.per


def _first_tier(product: Any) -> list[float]:
    dimensions = [
        dimension
        for term in product["terms"].get("OnDemand", {}).values()
        for dimension in term["priceDimensions"].values()
    ]
    prices = [
        float(each["pricePerUnit"]["USD"]) for each in dimensions if each["beginRange"] == "0"
    ]
    return [dollars for dollars in prices if dollars > 0]
