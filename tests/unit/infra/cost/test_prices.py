"""The price table, and what AWS's price list answers."""

import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from infra.ops.cost.fixed import Item
from infra.ops.cost.page import Part, render
from infra.ops.cost.prices import Price, Prices, UnknownPriceError, ask, load_prices
from infra.ops.cost.usage import Usage, Use, load_usage

NAT = Price(
    unit="hour",
    dollars={"eu-central-1": 0.052, "eu-west-1": 0.048},
    service="AmazonEC2",
    usage="NatGateway-Hours",
)


def answer(*dollars: str) -> dict[str, Any]:
    products = [
        {
            "terms": {
                "OnDemand": {
                    "term": {
                        "priceDimensions": {
                            "first": {"beginRange": "0", "pricePerUnit": {"USD": each}},
                            "later": {"beginRange": "10240", "pricePerUnit": {"USD": "0.001"}},
                        }
                    }
                }
            }
        }
        for each in dollars
    ]
    return {"PriceList": [json.dumps(product) for product in products]}


def asked(price: Price, region: str, *dollars: str) -> float:
    client = boto3.client(
        "pricing", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="s"
    )
    expected = {
        "ServiceCode": "AmazonEC2",
        "MaxResults": 100,
        "Filters": [
            {"Type": "TERM_MATCH", "Field": "usagetype", "Value": "EU-NatGateway-Hours"},
        ],
    }
    with Stubber(client) as stub:
        stub.add_response("get_products", answer(*dollars), expected)
        return ask(client, price, region)


def test_every_assumption_about_an_order_has_a_price_in_both_regions() -> None:
    prices = load_prices()

    for key in load_usage().per_order:
        for region in ("eu-central-1", "eu-west-1"):
            assert prices.dollars(key, region) > 0


def test_a_price_for_a_million_is_told_for_one() -> None:
    prices = Prices("2026-11-26", "test", {"calls": Price("call", {"everywhere": 0.4}, 1_000_000)})

    assert prices.dollars("calls", "eu-west-1") == pytest.approx(0.4e-6)


def test_what_the_table_lacks_is_told_by_name() -> None:
    prices = Prices("2026-11-26", "test", {"nat": NAT})

    with pytest.raises(UnknownPriceError, match="no price 'ec2"):
        prices.dollars("ec2.x9.huge", "eu-central-1")
    with pytest.raises(UnknownPriceError, match="nat: there is no price for us-west-2"):
        prices.dollars("nat", "us-west-2")


def test_the_price_list_is_asked_in_the_words_of_the_region_and_answers_the_first_tier() -> None:
    assert asked(NAT, "eu-west-1", "0.0480000000") == 0.048


@pytest.mark.parametrize("dollars", [(), ("0.1", "0.2"), ("0",)], ids=["none", "two", "free"])
def test_an_answer_that_is_not_one_price_changes_nothing(dollars: tuple[str, ...]) -> None:
    with pytest.raises(UnknownPriceError):
        asked(NAT, "eu-west-1", *dollars)


def test_the_page_adds_what_is_there_to_what_orders_use() -> None:
    prices = Prices(
        "2026-11-26", "test", {"nat": NAT, "calls": Price("call", {"everywhere": 2.0}, 1000)}
    )
    usage = Usage({"prod": 5000}, {"calls": Use(3, "three calls")})
    part = Part("prod", "primary", [Item("network", "nat", 1000, "eu-central-1")])

    page = render([part], prices, usage, "eu-central-1")

    assert "| prod | 52 | 5,000 | 30 | **82** |" in page
    assert "## A thousand orders more: 6.00 $" in page
    assert "| `calls` | 3,000 | 6.00 | three calls |" in page
